/* tap.h: what tests came to, in the Test Anything Protocol, version 14. */
#ifndef RECKON_REPORT_TAP_H
#define RECKON_REPORT_TAP_H

#include "base/text.h"
#include "run/test.h"

/* The plan and test points of one file, each line behind `indent` spaces. Memory that ran out shows in out->failed. */
void tap_append_tests(const struct tests_result *result, int indent, struct text *out);
/* What a file of tests exercises and what it does not, as comments. */
void tap_append_coverage(const struct tests_result *result, struct text *out);
/* Its share of all, in tenths of a percent, rounded down. */
int tap_coverage_share(const struct tests_coverage *coverage);
/* What the lines that are indented behind it belong to. */
void tap_append_subtest(const char *name, struct text *out);
/* The rules of which most is missing, with how much. */
#define COSTLY_MOST 3
void tap_append_costly(const struct tests_coverage *coverage, struct text *out);
/* One point: a subtest that is over, or a file that could not be run. */
void tap_append_point(bool passed, size_t number, const char *name, int indent, struct text *out);

#endif
