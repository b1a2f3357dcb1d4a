/* tests_json.h: what tests came to, for programs. */
#ifndef RECKON_REPORT_TESTS_JSON_H
#define RECKON_REPORT_TESTS_JSON_H

#include "base/text.h"
#include "run/test.h"

/* One object: a file of tests, with its problems. `result` NULL: it could not be run. Explanations are JSON already
 * (report_trace_json). Memory that ran out shows in out->failed. */
void report_tests_json(const char *path, const struct tests_result *result, const struct problems *problems,
                       struct text *out);

#endif
