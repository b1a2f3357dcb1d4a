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

static bool is_text(const struct record_type *record, size_t part)
{
	enum type type = record->fields[record->key[part]].type;

	return type == TYPE_TEXT || type == TYPE_STATUS;
}

static const char separator[] = ", ";

/* Where a part ends that begins at `at`; NULL: there are too few parts. The last text may have separators in it, for no other part has. */
static const char *find_stop(const struct record_type *record, size_t part, const char *at, const char *end)
{
	size_t behind = record->key_count - 1 - part;
	const char *stop = end;

	for (size_t i = part + 1; i < record->key_count; i++) {
		if (!is_text(record, part) || is_text(record, i))
			return memmem(at, (size_t) (end - at), separator, 2);
	}
	while (behind > 0 && stop - at >= 2) {
		stop--;
		behind -= stop[-1] == separator[0] && stop[0] == separator[1];
		stop -= behind == 0;
	}
	return behind ? NULL : stop;
}

int key_parse(const struct record_type *record, const char *text, size_t length, struct value *key, struct error *err)
{
	const char *at = text, *end = text + length;

	for (size_t i = 0; i < record->key_count; i++) {
		const char *stop = find_stop(record, i, at, end);

		if (!stop || !parse_part(record->fields[record->key[i]].type, at, (size_t) (stop - at), &key[i]))
			return not_a_key(record, text, length, err);
		at = stop < end ? stop + 2 : end;
	}
	return 0;
}
