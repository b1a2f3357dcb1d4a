/* coverage.h: what of the rules evaluating has exercised. Where nobody asks (evaluate_options.coverage), it costs a run nothing: with it
 * rules run in Lua alone, line by line.
 */
#ifndef RECKON_EVALUATE_COVERAGE_H
#define RECKON_EVALUATE_COVERAGE_H

#include "rules/ruleset.h"

enum { COVERED_NO = 1, COVERED_YES = 2, COVERED_UNKNOWN = 4, COVERED_ALL = 7 };

/* Counted as the ruleset has them: the same files give the same numbers, whatever the parameters and the day. */
struct coverage {
	struct arena arena;
	bool *rules;      /* versions that were in force for a record */
	uint8_t *answers; /* by function, of a condition: COVERED_... */
	bool **rows;      /* of decision tables: those that matched */
	struct covered_file {
		const char *path;
		bool *lines; /* from 1 */
		size_t count;
	} * files; /* of rules */
	size_t rule_count, function_count, table_count, file_count;
};

/* For the rules of `ruleset`, read from `sources`; called again for the same, it does nothing. */
int coverage_open(struct coverage *coverage, const struct ruleset *ruleset, const struct sources *sources,
                  struct error *err);
void coverage_release(struct coverage *coverage);

void coverage_line(struct coverage *coverage, const char *path, int line);
void coverage_row(struct coverage *coverage, int table, size_t row);
bool coverage_has_line(const struct coverage *coverage, const char *path, int line);

#endif
