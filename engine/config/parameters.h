/* parameters.h: dated, sourced values that rules read by dotted name. */
#ifndef RECKON_CONFIG_PARAMETERS_H
#define RECKON_CONFIG_PARAMETERS_H

#include "base/error.h"
#include "base/memory.h"
#include "base/source.h"
#include "config/scale.h"
#include "config/yaml.h"
#include "value/date.h"
#include "value/value.h"

/* What a parameter `by` category gives for one of them. */
struct category {
	const char *name;
	struct value value;
};
struct categories {
	const struct category *items; /* by name, in bytes */
	size_t count;
};

struct dated_value {
	struct date from;   /* in force from this day */
	struct value value; /* VALUE_NONE of a scale, by category, and of a value that is announced but not set yet */
	const struct scale *scale;           /* SHAPE_SCALE; NULL: not set yet */
	const struct categories *categories; /* SHAPE_CATEGORIES; NULL: not set yet */
	bool not_set;                        /* announced: to read it is an error */
	const struct uprated *uprated;       /* what it follows from; NULL: it is given */
	const char *source; /* shown beside the value: the parameter's own source ("illustrative: ..." for one that
	                             * has none), or the override's */
	const char *illustrative;  /* why it is only illustrative; NULL: it is sourced, by its parameter or itself */
	const struct source *file; /* where it is written; of one that follows from an index: where that is */
	const struct yaml_node *key;
	const struct yaml_node *written; /* SHAPE_VALUE: the value itself; NULL: not set yet, or it follows */
};

/* How a value follows from the one before it: multiplied by one plus a rate, or by a level over that of the day before. */
struct uprated {
	const struct parameter *index;
	const struct dated_value
		*base;                /* the value before; NULL of a value that is not set because the index is not */
	const struct dated_value *to; /* the index's value */
	const struct dated_value *level; /* a level's value on the day of `base`; NULL: the index is a rate */
	bool carried;                    /* an index's value is used past its time, as its `carry` allows */
};

/* Which day of the period decides; READ_BY_DAY: all of them, each as much as another. */
enum parameter_read { READ_START, READ_END, READ_BY_DAY };
enum parameter_shape { SHAPE_VALUE, SHAPE_SCALE, SHAPE_CATEGORIES };

/* How later values follow from an index. */
struct uprating {
	const char *by;   /* a parameter: a rate, or a level */
	struct date from; /* the first day on which a value is uprated; then every year on that day */
	struct decimal step;
	enum rounding mode;
	const struct yaml_node *node; /* where problems are shown */
};

struct parameter {
	const char *name;  /* dotted: "voucher.income_limit" */
	const char *title; /* NULL when there is none */
	const char *unit;  /* what one value is of, in words: "a year", "a child"; NULL when not said */
	const char *note;  /* NULL when there is none */
	enum parameter_shape shape;
	bool untyped;   /* its type could not be read, which was told: nothing that it gives is held against one */
	enum type type; /* of its value; of a scale and by category: of what `:of` gives */
	enum scale_kind kind; /* SHAPE_SCALE */
	enum type of;         /* SHAPE_SCALE: of the amounts that it is asked for */
	bool rates;           /* SHAPE_SCALE: its brackets give rates */
	const char *by;       /* SHAPE_CATEGORIES: what they are, in words: "district" */
	const char *source;   /* "Household Support Fund scheme 2025-26, section 3"; for an illustrative one: NULL */
	const char *illustrative; /* why it is only illustrative, as written; NULL: it is sourced */
	const char *shown_source; /* as it stands beside its values */
	enum parameter_read read;
	struct decimal step;           /* READ_BY_DAY: what the mean is rounded to */
	const struct uprating *uprate; /* NULL: not uprated */
	bool carry; /* a value may be used past a year without being reported; not where it should have been uprated */
	bool held;  /* a scenario sets one value for all dates: never carried, and not uprated */
	struct date until;          /* last day the last value was meant for; year 0: not said */
	struct dated_value *values; /* by date */
	size_t count;
	const struct source *file;
	int line, column;
	bool overridden;                /* by a scenario's `set` */
	const struct parameter *before; /* as it was then; NULL: not overridden, or by several scenarios of a chain */
	const struct source *set_file;  /* where `set` names it */
	int set_line, set_column;
};

struct parameters {
	struct arena *arena;     /* borrows: everything here lives in it */
	struct parameter *items; /* by name */
	size_t count, capacity;
	bool incomplete; /* a file could not be read: a name that is not here may have been in it */
};

/* Adds the parameters of one file. A parameter is a map with `values`; any other map is a group. Each needs `type`,
 * `values`, and `source` (text, or a map of title, section, page, url) or `illustrative` (the reason), not both; a value may have
 * its own: {value: £5, source: ...}. Names are
 * lower_snake_case, and no name is given twice, or as a parameter and as a group, across files too. Values are keyed by
 * date (2025-04-01) or financial year (2025-26: its 1 April). `not set` stands for a value that is announced: to read it
 * is an error.
 *
 * `type: scale` has `kind: marginal` or `whole` (scale.h), `of` (the type of the amounts: money when not said), and lists
 * of brackets as values: {from: £0, rate: 20%}; with `gives: money` amounts in place of rates: {from: £0, amount: £5}. A
 * bracket begins `from` an amount or `over` it, and ends where the next one begins; it may say so itself, with `below` or
 * `up_to`, and the last one need not have an end. Brackets that do not ascend, overlap, or leave a gap are problems.
 *
 * `uprate: {by: inflation.cpi, from: 2025-26, step: 5p}` derives later values: parameters_derive.
 *
 * `by: district` has a map of categories as each value: {north: £5, south: £6}. */
void parameters_read(struct parameters *parameters, const struct source *source, struct problems *problems);

/* Whether a YAML file looks like one of parameters: something in it has `values`. */
bool parameters_are_in(const struct yaml_node *root);

/* One override: `{2025-26: 4.99%}` or a bare value for all dates; `node` is the value under the dotted name `name_node`.
 * A dated override takes the place of the value given from that very day, or is added; values from other days stay. A list
 * of brackets, or a map of categories, is for all dates too.
 * `set_by` is borrowed, and becomes the source of the values. An unknown name is a problem with the nearest known one;
 * values must be of the parameter's type. */
void parameters_set(struct parameters *parameters, const struct yaml_node *name_node, const struct yaml_node *node,
                    const struct yaml_reader *reader, const char *set_by);

/* Derives the values of parameters that are uprated, once everything is read and set: as far as the index has values, and where
 * it is carried, up to the day `last`. Every year from
 * `from` on, for which no value is given, the value before is multiplied by one plus the index's rate in force that day (or
 * by its level, over that on the day of the value before), and rounded to the step; where the index ends, so do they. An
 * index's value is good for a year: a year for which it has none, between others, is a problem, unless it says `carry`. From
 * the day on which the index is not set the value is not set either, until one is given. */
void parameters_derive(struct parameters *parameters, struct date last, struct problems *problems);

const struct parameter *parameters_find(const struct parameters *parameters, const char *name); /* NULL: none */
bool parameters_is_group(const struct parameters *parameters,
                         const char *name); /* some name begins with NAME and a dot */
/* The nearest full name, or the nearest name below the same group. NULL: none, or too many to seek among. */
const char *parameters_nearest(const struct parameters *parameters, const char *name);

/* The value in force on a period's deciding day. Returns NULL with an error when the first value comes later.
 * *carried: the value is used beyond what it was meant for. That is after `until` where the parameter says so (and the
 * value is its last); otherwise, without `carry`, once it has been in force for a whole year: a value from 2025-04-01 is
 * carried from 2026-04-01 on, until the next. One whose next comes within a month of that day is not: years of payment begin
 * on a Monday. A value that is not set yet is an error too, which says what to do. */
const struct dated_value *parameter_in_force(const struct parameter *parameter, const struct period *period,
                                             bool *carried, struct error *err);

/* Whether a value that another follows is carried before that: from *from on. */
bool parameter_has_gap(const struct parameter *parameter, const struct dated_value *value, struct date *from);

/* What there is to do where a carried value is refused. Returns -1. */
int parameter_hint_carried(const struct parameter *parameter, struct error *err);

/* Whether a scenario's one value for all dates stands where without it an uprating would have come between two days. */
bool parameter_is_frozen(const struct parameter *parameter, struct date first, struct date last);

/* What rules read in the period: the value in force, or, for READ_BY_DAY, the mean of the values in force on its days,
 * rounded half up to the parameter's step, which is put into *room. Errors and *carried as above; a mean has the source of its
 * last value. */
const struct dated_value *parameter_value(const struct parameter *parameter, const struct period *period,
                                          struct dated_value *room, bool *carried, struct error *err);

/* What a category gives, or NULL: it is none of them. */
const struct value *categories_find(const struct categories *categories, const char *name, size_t length);

const char *parameter_type_name(const struct parameter *parameter); /* "money", "scale"... */
/* A dated value of the parameter as people write it, and as machines read it (scales and categories as JSON). Nothing for
 * one that is not set. */
void parameter_print(const struct parameter *parameter, const struct dated_value *value, struct text *out);
void parameter_print_plain(const struct parameter *parameter, const struct dated_value *value, struct text *out);

#endif
