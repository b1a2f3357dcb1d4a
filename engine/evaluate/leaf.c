/* leaf.c: the leaves of records and outcomes. */
#include "evaluate/leaf.h"

#include <string.h>

static void append_text(struct text *out, const char *text)
{
	value_canonical(value_text(text, strlen(text)), out);
}

/* A column's name and type. */
static void append_column(struct text *out, const char *name, enum type type)
{
	append_text(out, name);
	append_text(out, type_names[type]);
}

static int finish_header(struct text *text, uint8_t out[SHA256_SIZE])
{
	int failed = text->failed ? -1 : 0;

	if (!failed)
		merkle_leaf(text_string(text), text->length, out);
	text_release(text);
	return failed;
}

int leaf_header_records(const struct plan_type *type, uint8_t out[SHA256_SIZE])
{
	struct text text = TEXT_INIT;

	append_text(&text, type->record->name);
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->record->fields[type->fields[i]];

		append_column(&text, field->name, field->type);
	}
	return finish_header(&text, out);
}

int leaf_header_outcomes(const struct plan_type *type, uint8_t out[SHA256_SIZE])
{
	struct text text = TEXT_INIT;

	append_text(&text, type->record->name);
	for (size_t i = 0; i < type->column_count; i++)
		append_column(&text, type->columns[i].name, type->columns[i].type);
	return finish_header(&text, out);
}

int leaf_commitment(const struct plan_type *type, const struct value *values, size_t slot, const void *secret,
                    size_t secret_length, struct text *scratch, uint8_t out[SHA256_SIZE])
{
	const struct field *field = &type->record->fields[type->fields[slot]];

	text_clear(scratch);
	append_text(scratch, type->record->name);
	append_column(scratch, field->name, field->type);
	for (size_t i = 0; i < type->record->key_count; i++)
		value_canonical(values[type->key_slots[i]], scratch);
	value_canonical(values[slot], scratch);
	if (scratch->failed)
		return -1;
	if (secret)
		hmac_sha256(secret, secret_length, scratch->bytes, scratch->length, out);
	else
		sha256(scratch->bytes, scratch->length, out);
	return 0;
}

static int leaf_of(const struct value *values, size_t count, struct text *scratch, uint8_t out[SHA256_SIZE])
{
	text_clear(scratch);
	values_canonical(values, count, scratch);
	if (scratch->failed)
		return -1;
	merkle_leaf(text_string(scratch), scratch->length, out);
	return 0;
}

int leaf_record(const struct plan_type *type, const struct value *values, uint8_t (*commitments)[SHA256_SIZE],
                struct text *scratch, uint8_t out[SHA256_SIZE])
{
	size_t personal = 0;

	if (!type->personal_count)
		return leaf_of(values, type->field_count, scratch, out);
	text_clear(scratch);
	for (size_t i = 0; i < type->field_count; i++) {
		if (type->record->fields[type->fields[i]].personal)
			value_canonical(value_text((const char *) commitments[personal++], SHA256_SIZE), scratch);
		else
			value_canonical(values[i], scratch);
	}
	if (scratch->failed)
		return -1;
	merkle_leaf(text_string(scratch), scratch->length, out);
	return 0;
}

int leaf_outcome(const struct plan_type *type, const struct value *values, const char *period,
                 const struct value *outcomes, struct text *scratch, uint8_t out[SHA256_SIZE])
{
	text_clear(scratch);
	for (size_t i = 0; i < type->record->key_count; i++)
		value_canonical(values[type->key_slots[i]], scratch);
	append_text(scratch, period);
	values_canonical(outcomes, type->column_count, scratch);
	if (scratch->failed)
		return -1;
	merkle_leaf(text_string(scratch), scratch->length, out);
	return 0;
}

int leaf_outcome_row(const struct value *row, size_t count, struct text *scratch, uint8_t out[SHA256_SIZE])
{
	return leaf_of(row, count, scratch, out);
}
