/* check_parts.h: what check.c, check_scenario.c and check_usage.c share. Not for others. */
#ifndef RECKON_RUN_CHECK_PARTS_H
#define RECKON_RUN_CHECK_PARTS_H

#include "run/check.h"
#include "run/execute.h"

/* A parameter that scenarios could read, and whether one does. */
struct usage {
	const char *name;
	struct error unused; /* what to say when none does */
	bool used;
};

/* The parameters of one file, by name. */
struct usage_file {
	const char *shown;
	struct usage *items;
	size_t count;
};

/* A file that was read, by the path it is shown under. */
struct seen_file {
	const char *shown;
	enum source_kind kind;
};

/* A rule without a title that no rule, total, figure, finding or test was seen to read. */
struct usage_rule {
	const char *shown; /* its file */
	int line;
	struct error unread; /* what to say when none does */
	bool read;
};

struct checking {
	const struct check_options *options;
	struct problems *found; /* borrows */
	struct arena arena;
	struct seen_file *seen; /* malloc'ed */
	size_t seen_count, seen_capacity;
	struct usage_file *usage; /* malloc'ed */
	size_t usage_count, usage_capacity;
	struct usage_rule *rules; /* malloc'ed */
	size_t rule_count, rule_capacity;
	size_t test_files;
	const char *only; /* problems of other files are left out; NULL: none is */
	bool failed;      /* out of memory */
};

bool checking_has_seen(const struct checking *checking, const char *shown);
void checking_see(struct checking *checking, const char *shown, enum source_kind kind);

/* check_scenario.c: hands over what was found: each problem once, and of other files than `only` none. */
void checking_add(struct checking *checking, const struct problems *from);
/* One scenario with all that it names; its sources become seen. */
void check_scenario(struct checking *checking, const char *path);

/* check_usage.c: notes what this scenario reads; `plan` NULL: that is not known, so it may be everything. */
void usage_note(struct checking *checking, const struct scenario *scenario, const struct plan *plan);
/* Adds a warning for each parameter of a file in `folder` that no scenario reads. */
void usage_report(struct checking *checking, const char *folder);

/* check_rules.c: notes the rules of a scenario, and which of them something reads; `plan` NULL: that is not known, so all may be. */
void usage_note_rules(struct checking *checking, const struct ruleset *ruleset, const struct plan *plan);
/* One file of tests: what is wrong with it, and whose outcomes it expects. */
void check_tests(struct checking *checking, const char *path);
/* Adds a warning for each rule of a file in `folder` that nothing reads. */
void usage_report_rules(struct checking *checking, const char *folder);

/* Whether some parameter is uprated by this one, as long as no scenario overrides it. */
bool usage_is_index(const struct scenario *scenario, const struct parameter *parameter);
/* Whether rules of the scenario may read it. */
bool usage_is_read(const struct plan *plan, const struct parameter *parameter);

/* check_values.c: adds a warning for each parameter that is read and has no value in a period, and for each that the scenario sets
 * and that changes nothing. */
void values_check(const struct plan *plan, struct problems *problems);

#endif
