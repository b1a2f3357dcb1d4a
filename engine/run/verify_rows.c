/* verify_rows.c: the rows of record_<type> and outcome_<type>, held against their leaves.
 *
 * They are nearly all that there is to verify, so that what a value costs counts. First they are read from their pages
 * (table_scan.h): SQLite takes as long to find the values as all else takes. Whatever is odd about a page or a value, or does
 * not agree, is left to SQLite, which then reads the table from its beginning (verify_sqlite.c): it alone says what the file holds,
 * and what was altered is told from what it says. */
#include "run/verify_parts.h"

#include "evaluate/leaf.h"
#include "records/cell.h"
#include "run/declared.h"
#include "run/record_format.h"
#include "run/run_file.h"
#include "run/table_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool rows_is_form(struct value stored, enum type type, const struct value *value, struct text *scratch)
{
	if (value->kind == VALUE_NONE || value->kind == VALUE_UNKNOWN)
		return true;
	if (type == TYPE_NUMBER)
		return stored.kind == VALUE_NUMBER && (value->as.number != 0 || !signbit(value->as.number));
	text_clear(scratch);
	value_print_plain(type, *value, scratch);
	return stored.kind == VALUE_TEXT && stored.length == scratch->length
	       && !memcmp(stored.as.text, text_string(scratch), scratch->length);
}

bool rows_has_forms(enum type type)
{
	return 1u << type & (1u << TYPE_NUMBER | 1u << TYPE_RATE | 1u << TYPE_DECIMAL);
}

/* Holds the PERSONAL values of a row against their commitments. A value that was taken out leaves its commitment behind. */
static int check_commitments(struct rows *rows, uint8_t (*commitments)[SHA256_SIZE], bool *agrees)
{
	const struct plan_type *type = &rows->type->type;
	struct check *check = rows->check;
	bool can = !check->keyed || check->options->secret;
	size_t personal = 0;

	check->out->unchecked |= !can;
	for (size_t i = 0; can && i < type->field_count; i++) {
		uint8_t computed[SHA256_SIZE];

		if (!rows->fields[i].personal)
			continue;
		if (leaf_commitment(type, rows->values, i, check->keyed ? check->options->secret : NULL,
		                    check->options->secret_length, &check->scratch, computed))
			return -1;
		if (memcmp(computed, commitments[personal++], SHA256_SIZE)) {
			if (rows->values[i].kind == VALUE_NONE || rows->values[i].kind == VALUE_UNKNOWN)
				check->out->dropped++;
			else
				*agrees = false;
		}
	}
	return 0;
}

static int record_leaf(struct rows *rows, uint8_t leaf[SHA256_SIZE], bool *agrees)
{
	const struct plan_type *type = &rows->type->type;
	uint8_t(*commitments)[SHA256_SIZE];
	int failed;

	if (!type->personal_count)
		return leaf_record(type, rows->values, NULL, &rows->check->scratch, leaf);
	commitments = calloc(type->personal_count, SHA256_SIZE);
	if (!commitments)
		return -1;
	for (size_t i = 0; i < type->personal_count; i++) {
		const struct value *stored = &rows->values[rows->field_count + i];

		*agrees = *agrees && stored->length == SHA256_SIZE;
		if (*agrees)
			memcpy(commitments[i], stored->as.text, SHA256_SIZE);
	}
	failed = (*agrees && check_commitments(rows, commitments, agrees))
	         || leaf_record(type, rows->values, commitments, &rows->check->scratch, leaf);
	free(commitments);
	return failed ? -1 : 0;
}

/* Makes unknown what _unknown says is unknown; false when that is not the list of these columns. */
static bool take_unknown(const struct stored_type *type, const struct value *list, struct value *outcomes,
                         struct text *scratch)
{
	text_clear(scratch);
	for (size_t i = 0; i < type->type.column_count; i++) {
		const char *name = type->type.columns[i].name;

		if (outcomes[i].kind != VALUE_NONE || !stored_is_listed(list->as.text, list->length, name))
			continue;
		outcomes[i].kind = VALUE_UNKNOWN;
		text_append(scratch, scratch->length ? "," : "");
		text_append(scratch, name);
	}
	return scratch->length > 0 && scratch->length == list->length
	       && !memcmp(scratch->bytes, list->as.text, list->length);
}

static int outcome_leaf(struct rows *rows, uint8_t leaf[SHA256_SIZE], bool *agrees)
{
	size_t first = rows->type->record.key_count + 1, columns = rows->type->type.column_count;
	const struct value *period = &rows->values[first - 1], *unknown = &rows->values[first + columns];

	*agrees = period->kind == VALUE_TEXT
	          && (unknown->kind == VALUE_NONE
	              || take_unknown(rows->type, unknown, rows->values + first, &rows->check->scratch));
	return leaf_outcome_row(rows->values, first + columns, &rows->check->scratch, leaf);
}

int rows_add_leaf(struct rows *rows, bool *agrees)
{
	const struct verify_options *options = rows->check->options;
	const struct value *shown = &rows->values[rows->column_count - 1];
	struct verification *out = rows->check->out;
	uint8_t leaf[SHA256_SIZE];

	if (*agrees && rows->leaf(rows, leaf, agrees))
		return -1;
	*agrees = *agrees && shown->length == LEAF_SHOWN && !memcmp(shown->as.text, leaf, LEAF_SHOWN);
	if (*agrees)
		merkle_add(&rows->tree, leaf);
	out->rows++;
	if (options->progress && out->rows % 4096 == 0)
		options->progress(options->progress_context, rows->type->record.name, out->rows, rows->type->rows);
	return 0;
}

/* Makes of the values of a row, which are as they are stored, what they mean. False: one is not what it must be. */
static bool fit_values(struct rows *rows)
{
	const struct field *fields = rows->fields;
	struct value *values = rows->values;
	size_t first = 0;

	for (size_t i = 0; i < rows->exact_count; i++) {
		size_t column = rows->exact[i];
		struct value stored = values[column];

		if (!cells_fit(fields + first, values + first, column + 1 - first)
		    || !rows_is_form(stored, fields[column].type, &values[column], &rows->check->scratch))
			return false;
		first = column + 1;
	}
	return cells_fit(fields + first, values + first, rows->field_count - first);
}

/* A row from its page. */
static bool take_record(void *context, const int64_t *number, const unsigned char *record, size_t length)
{
	struct rows *rows = context;
	struct value *key = &rows->values[rows->key[0]];
	bool agrees = true;

	if (!record_read(record, length, rows->places, rows->column_count, rows->column_count - rows->field_count,
	                 rows->values))
		return false;
	if (number) {
		if (key->kind != VALUE_NONE)
			return false;
		key->kind = VALUE_INTEGER;
		key->as.integer = *number;
	}
	return fit_values(rows) && !rows_add_leaf(rows, &agrees) && agrees;
}

static bool has_expected_root(const struct rows *rows)
{
	uint8_t root[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];

	merkle_root(&rows->tree, root);
	sha256_hex(root, hex);
	return !strcmp(hex, rows->expected);
}

/* Whether all rows, as they lie in their pages, are those of the digest. If not, nothing is said, and nothing was done. */
static bool agree_in_pages(struct rows *rows)
{
	struct verification before = *rows->check->out;
	struct merkle header = rows->tree;
	struct text table = TEXT_INIT;
	bool agree;

	text_append_format(&table, "%s%s", rows->prefix, rows->type->record.name);
	agree = !table.failed && table_scan(rows->check->file, text_string(&table), take_record, rows)
	        && has_expected_root(rows);
	text_release(&table);
	if (agree)
		return true;
	*rows->check->out = before;
	rows->tree = header;
	return false;
}

static void compare_root(struct rows *rows)
{
	char table[160];

	snprintf(table, sizeof table, "%s%.120s", rows->prefix, rows->type->record.name);
	if (!rows->row_found && !has_expected_root(rows))
		check_find(rows->check, "table '%s': rows were added, taken out or put in another order%s", table,
		           "");
}

static int check_table(struct rows *rows, int (*header)(const struct plan_type *type, uint8_t out[SHA256_SIZE]),
                       stored_rows open)
{
	uint8_t leaf[SHA256_SIZE];
	int failed = -1;

	rows->values = calloc(rows->column_count, sizeof *rows->values);
	rows->exact = calloc(rows->field_count, sizeof *rows->exact);
	for (size_t i = 0; rows->exact && i < rows->field_count; i++) {
		if (rows_has_forms(rows->fields[i].type))
			rows->exact[rows->exact_count++] = i;
	}
	if (!rows->values || !rows->exact || header(&rows->type->type, leaf)) {
		error_memory(rows->check->err);
	} else {
		merkle_add(&rows->tree, leaf);
		failed = agree_in_pages(rows) ? 0 : rows_by_sqlite(rows, open);
		if (!failed)
			compare_root(rows);
	}
	free(rows->values);
	free(rows->exact);
	arena_release(&rows->texts);
	return failed;
}

/* The columns as a row of record_<type> is stored: its key first, unless that is the number that it is kept by. */
static void place_columns(const struct record_type *record, size_t count, int *places)
{
	bool by_number = declared_by_number(record, true);
	size_t next = 0;

	for (size_t i = 0; !by_number && i < record->key_count; i++)
		places[next++] = record->key[i];
	for (size_t i = 0; i < count; i++) {
		bool placed = false;

		for (size_t j = 0; !by_number && j < record->key_count; j++)
			placed |= record->key[j] == (int) i;
		if (!placed)
			places[next++] = (int) i;
	}
}

int check_records(struct check *check, const struct stored_type *type)
{
	size_t fields = type->record.field_count, columns = fields + type->type.personal_count + 1;
	int *places = calloc(columns, sizeof *places), failed;
	struct rows rows = { .check = check,
		             .type = type,
		             .prefix = "record_",
		             .expected = type->digest,
		             .fields = type->record.fields,
		             .field_count = fields,
		             .column_count = columns,
		             .key = type->record.key,
		             .key_count = type->record.key_count,
		             .leaf = record_leaf,
		             .places = places };

	if (!places)
		return error_memory(check->err);
	place_columns(&type->record, columns, places);
	failed = check_table(&rows, leaf_header_records, stored_records);
	free(places);
	return failed;
}

/* outcome_<type> begins with its key and the period. */
int check_outcomes(struct check *check, const struct stored_type *type)
{
	size_t keys = type->record.key_count, columns = type->type.column_count;
	struct rows rows = { .check = check,
		             .type = type,
		             .prefix = "outcome_",
		             .expected = type->outcomes,
		             .field_count = keys + 1 + columns + 1,
		             .column_count = keys + 1 + columns + 2,
		             .key_count = keys + 1,
		             .leaf = outcome_leaf };
	struct field *fields = calloc(rows.field_count, sizeof *fields);
	int *places = calloc(rows.column_count, sizeof *places), failed = -1;

	if (!fields || !places) {
		error_memory(check->err);
		goto out;
	}
	for (size_t i = 0; i < rows.column_count; i++)
		places[i] = (int) i;
	for (size_t i = 0; i < keys; i++)
		fields[i] = type->record.fields[type->record.key[i]];
	fields[keys].type = TYPE_TEXT;
	for (size_t i = 0; i < columns; i++) {
		enum type kind = type->type.columns[i].type;

		fields[keys + 1 + i].type = kind == TYPE_ELIGIBILITY ? TYPE_STATUS : kind;
		fields[keys + 1 + i].optional = true;
	}
	fields[keys + 1 + columns].type = TYPE_TEXT;
	fields[keys + 1 + columns].optional = true;
	rows.fields = fields;
	rows.key = rows.places = places;
	failed = check_table(&rows, leaf_header_outcomes, stored_outcomes);
out:
	free(fields);
	free(places);
	return failed;
}
