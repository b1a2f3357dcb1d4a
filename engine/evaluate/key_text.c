/* key_text.c: the key of a record as text. */
#include "evaluate/key_text.h"

#include <string.h>

void key_print(const struct plan_type *type, const struct value *values, struct text *out)
{
	for (size_t i = 0; i < type->record->key_count; i++) {
		text_append(out, i ? ", " : "");
		value_print_plain(type->record->fields[type->record->key[i]].type, values[type->key_slots[i]], out);
	}
}

static int not_a_key(const struct record_type *record, const char *text, size_t length, struct error *err)
{
	struct text form = TEXT_INIT;

	for (size_t i = 0; i < record->key_count; i++)
		text_append_format(&form, "%s%s", i ? ", " : "", record->fields[record->key[i]].name);
	error_set(err, ERROR_INPUT, "'%.*s' is not the key of a '%s'", length > 200 ? 200 : (int) length, text,
	          record->name);
	error_hint(err, "its key is %s%s", text_string(&form),
	           record->key_count > 1 ? ", with a comma and a space between them" : "");
	text_release(&form);
	return -1;
}

/* Plain digits: thousands commas stand for nothing in a key. */
static bool parse_number(const char *text, size_t length, struct value *out)
{
	struct error ignored;

	return !memchr(text, ',', length) && !value_parse(TYPE_INTEGER, text, length, out, &ignored);
}

static bool parse_part(enum type type, const char *text, size_t length, struct value *out)
{
	struct error ignored;
	struct date date;

	switch (type) {
	case TYPE_DATE:
		*out = value_text(text, length);
		return !date_parse(text, length, &date, &ignored);
	case TYPE_TEXT:
	case TYPE_STATUS:
		*out = value_text(text, length);
		return true;
	case TYPE_FLAG:
		*out = value_flag(length == 1 && *text == '1');
		return length == 1 && (*text == '0' || *text == '1');
	default: /* keys are whole numbers or text */
		return parse_number(text, length, out);
	}
}

int key_parse(const struct record_type *record, const char *text, size_t length, struct value *key, struct error *err)
{
	const char *at = text, *end = text + length;

	for (size_t i = 0; i < record->key_count; i++) {
		bool last = i + 1 == record->key_count;
		const char *stop = last ? end : memmem(at, (size_t) (end - at), ", ", 2);

		if (!stop || !parse_part(record->fields[record->key[i]].type, at, (size_t) (stop - at), &key[i]))
			return not_a_key(record, text, length, err);
		at = last ? end : stop + 2;
	}
	return 0;
}
