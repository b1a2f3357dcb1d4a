/* scenario.h: the YAML file that says which data, rules, parameters, periods and overrides make a run. */
#ifndef RECKON_CONFIG_SCENARIO_H
#define RECKON_CONFIG_SCENARIO_H

#include "config/parameters.h"

/* What a scenario says about the records of one type. */
struct records_entry {
	const char *type;  /* the record type's name */
	const char *where; /* SQL condition over the table's columns; rows left out are counted. NULL: all rows */
	const char *query; /* SQL SELECT that gives the records instead of a table of that name; NULL: the table */
	const char *const
		*key; /* the fields that make the key of a query or a view; NULL-terminated; NULL: none given */
	struct records_field {
		const char *name;
		enum type type;
		bool optional, personal;
		const char *references; /* record type that this field is the key of; NULL: none */
		int line, column;
	} * fields; /* with a query: all fields; else: types for columns whose declared types say nothing */
	size_t field_count;
	const char *valid_from, *valid_until; /* date fields: outside them a record has no outcome. NULL: not dated */
	const char
		*period; /* a text field: the label of the one period in which it has outcomes. NULL: every period */
	const struct source *file;                    /* the last that says something of it */
	int line, column;                             /* of the type's name there */
	const struct source *where_file, *query_file; /* an extended scenario may have said these; NULL: not given */
	int where_line, where_column, query_line, query_column;
};

/* How amounts of money are printed and read: each unit of it is so many pence. */
enum amount_unit { UNIT_POUNDS, UNIT_THOUSANDS, UNIT_MILLIONS };
extern const char *const amount_unit_names[]; /* "£", "£000", "£m", NULL */
extern const int64_t amount_unit_pence[];     /* 100, 100000, 100000000 */

/* A published value that a figure or a total is held against. Its texts are read when the type is known (expectation.c). */
struct expectation {
	const char *figure, *total; /* one of them is NULL */
	const char **group;         /* of a grouped total, as written; NULL: the whole */
	size_t group_count;
	bool has_unit;
	enum amount_unit unit; /* with has_unit: values are numbers of this unit */
	struct expected_value {
		const char *period, *value;                  /* its label; as written */
		const struct yaml_node *label_at, *value_at; /* where they stand, in the scenario's arena */
	} * values;
	size_t value_count;
	bool rounding; /* what rounding explains is allowed: (addends + 1) / 2 units of the last printed digit */
	int addends;
	const char *title, *source, *note; /* may be NULL; a note says what is known of why it does not tie */
	const struct source *file;
	int line, column; /* of the figure's or total's name */
	const struct yaml_node *name_at, *group_at, *unit_at,
		*within_at; /* where they stand there; NULL: not given */
};

struct scenario {
	struct arena arena; /* owns all of it */
	const char *name;   /* lower-case words joined by '-' */
	const char *title;  /* NULL when there is none */
	const char
		*data; /* database path: absolute, or relative to the folder of the sources; NULL: --data must say */
	const struct source *data_file; /* where `data` stands; NULL: nowhere */
	int data_line, data_column;
	const char *decisions; /* the record type that holds decisions on single records; NULL: there are none */
	const struct source *decisions_file;
	int decisions_line, decisions_column; /* of its name there */
	struct period *periods; /* one day (`on`), or those of `periods`: increasing, none overlapping another */
	size_t period_count;
	bool strict;           /* carried parameters are errors */
	enum amount_unit unit; /* `in`: how amounts are printed */
	struct expectation *expectations;
	size_t expectation_count;
	const char **rules; /* paths for sources_read, in the order given; each was read once already */
	size_t rule_count;
	bool rules_incomplete; /* a rule file could not be read: what is not there may be in it */
	struct records_entry *records;
	size_t record_count;
	struct parameters parameters; /* all files read, then every `set` applied */
	const struct source *file;    /* the scenario itself (not what it extends) */
};

/* Reads `path` (relative to sources->folder), what it extends, and every parameter file; rule files are read into
 * `sources`, so that a missing one is reported where it is named. What a scenario says wins over what it extends, key by
 * key: `set` is merged by parameter name, `records` by type and then by key, everything else (lists too) is replaced.
 * Paths are relative to the file that says them. A file that extends itself is an error that prints the loop.
 * Always leaves `scenario` releasable. Returns 0, or -1 with errors in `problems`. */
int scenario_read(struct scenario *scenario, struct sources *sources, const char *path, struct problems *problems);

/* What a test says besides its scenario, or in place of it. */
struct scenario_changes {
	const struct period *periods; /* in place of the scenario's; NULL: as there */
	size_t period_count;
	const struct yaml_node *set; /* overrides over those of the scenario, read by `reader`; NULL: none */
	const struct yaml_reader *reader;
	const char *set_by; /* the source of those values */
};
/* The same, changed. What the scenario expects is left out: it is about other records. */
int scenario_read_changed(struct scenario *scenario, struct sources *sources, const char *path,
                          const struct scenario_changes *changes, struct problems *problems);
/* What a YAML file is, by its keys: that of a scenario has its name; a part is only there to be extended. */
enum scenario_kind { SCENARIO_NOT, SCENARIO_PART, SCENARIO_WHOLE };
enum scenario_kind scenario_kind(const struct yaml_node *root);

/* For scenario_read, of the file that a user names: -1 where something else stands there, which err says, with the scenarios that
 * are near. Of what is read from a run file nothing is said. */
int scenario_check_path(const struct sources *sources, const char *path, struct error *err);
int scenario_check_root(const struct sources *sources, const struct source *source, const struct yaml_node *root,
                        struct error *err);

void scenario_release(struct scenario *scenario);

#endif
