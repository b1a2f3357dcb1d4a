/* cell.c: one stored value, read as its field's type. Nothing is converted on the way: a value that was stored in another
 * form (a float for money, a number for text) is an error, since what it was before is no longer known. */
#include "records/cell.h"

#include <string.h>

/* Both write member by member: a whole value is put together elsewhere first, and costs a multiple. */
static inline void set_integer(struct value *out, enum value_kind kind, int64_t integer)
{
	out->kind = kind;
	out->length = 0;
	out->scale = 0;
	out->as.integer = integer;
}

static inline void set_text(struct value *out, const char *text, size_t length)
{
	ensure(length <= UINT32_MAX);
	out->kind = VALUE_TEXT;
	out->length = (uint32_t) length;
	out->scale = 0;
	out->as.text = text;
}

static bool read_decimal(const char *text, size_t length, struct value *out)
{
	struct error
		ignored; /* written on failure only: clearing one for every value would cost more than reading it */
	struct decimal decimal;

	/* Stored decimals are plain: no thousands commas, no plus sign. */
	if (length == 0 || text[0] == '+' || memchr(text, ',', length)
	    || decimal_parse(text, length, &decimal, &ignored))
		return false;
	*out = value_decimal(decimal);
	return true;
}

#define EACH_BYTE (~UINT64_C(0) / 255)

/* Whether no byte of eight is NUL or above 0x7F. Taking 1 from each makes the lowest NUL 0xFF. */
static bool is_plain_word(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof word);
	return !((word | (word - EACH_BYTE)) & (EACH_BYTE << 7));
}

static bool is_text(const char *text, size_t length)
{
	size_t at = 0;

	/* Most text is ASCII. */
	while (length - at >= sizeof(uint64_t) && is_plain_word(text + at))
		at += sizeof(uint64_t);
	while (at < length && (signed char) text[at] > 0)
		at++;
	return at == length || (!memchr(text + at, 0, length - at) && utf8_valid(text + at, length - at, NULL));
}

static bool fit_text(const char *text, size_t length, const struct field *field, struct value *out)
{
	struct error ignored; /* as above */
	struct date date;

	switch (field->type) {
	case TYPE_TEXT:
	case TYPE_STATUS:
		set_text(out, text, length);
		return is_text(text, length);
	case TYPE_DATE:
		set_text(out, text, length);
		return !date_parse(text, length, &date, &ignored);
	case TYPE_RATE:
	case TYPE_DECIMAL:
		return read_decimal(text, length, out);
	default:
		return false;
	}
}

static inline void set_number(struct value *out, double number)
{
	*out = (struct value){ .kind = VALUE_NUMBER, .as.number = number };
}

static inline bool fit_integer(int64_t number, const struct field *field, struct value *out)
{
	switch (field->type) {
	case TYPE_FLAG:
		set_integer(out, VALUE_FLAG, number);
		return (uint64_t) number <= 1;
	case TYPE_MONEY:
		set_integer(out, VALUE_INTEGER, number);
		return number <= MONEY_LIMIT && number >= -MONEY_LIMIT;
	case TYPE_INTEGER:
	case TYPE_RATE:
	case TYPE_DECIMAL:
		set_integer(out, VALUE_INTEGER, number);
		return true;
	case TYPE_NUMBER:
		set_number(out, (double) number);
		return true;
	default:
		return false;
	}
}

static inline bool fit_number(double number, const struct field *field, struct value *out)
{
	set_number(out, number);
	/* The one check for it: not infinite. */
	return field->type == TYPE_NUMBER && number - number == 0;
}

static inline bool fit_null(const struct field *field, struct value *out)
{
	out->kind = field->optional ? VALUE_NONE : VALUE_UNKNOWN;
	out->length = 0;
	return true;
}

bool cell_read(sqlite3_value *stored, const struct field *field, struct value *out)
{
	const char *text;

	switch (sqlite3_value_type(stored)) {
	case SQLITE_INTEGER:
		return fit_integer(sqlite3_value_int64(stored), field, out);
	case SQLITE_TEXT:
		text = (const char *) sqlite3_value_text(stored);
		return text && fit_text(text, (size_t) sqlite3_value_bytes(stored), field, out);
	case SQLITE_NULL:
		return fit_null(field, out);
	case SQLITE_FLOAT:
		return fit_number(sqlite3_value_double(stored), field, out);
	default:
		return false;
	}
}

static inline bool fit(const struct field *field, struct value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
		return fit_integer(value->as.integer, field, value);
	case VALUE_TEXT:
		return fit_text(value->as.text, value->length, field, value);
	case VALUE_NONE:
		return fit_null(field, value);
	case VALUE_NUMBER:
		return fit_number(value->as.number, field, value);
	default:
		return false;
	}
}

bool cells_fit(const struct field *fields, struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!fit(&fields[i], &values[i]))
			return false;
	}
	return true;
}

#define SHOWN_MAX 60

/* Text with what cannot be shown as '?', cut at a character. */
static void show_text(const char *text, size_t length, struct text *out)
{
	size_t shown = 0;

	text_append_char(out, '\'');
	while (shown < length && shown < SHOWN_MAX) {
		size_t step = 1;
		unsigned char first = (unsigned char) text[shown];

		while (step < 4 && shown + step < length && ((unsigned char) text[shown + step] & 0xC0) == 0x80)
			step++;
		if (first >= 0x20 && first != 0x7F && utf8_valid(text + shown, step, NULL))
			text_append_bytes(out, text + shown, step);
		else
			text_append_char(out, '?');
		shown += step;
	}
	text_append(out, shown < length ? "...'" : "'");
}

void cell_show(sqlite3_stmt *statement, int column, struct text *out)
{
	const char *text;

	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_NULL:
		text_append(out, "NULL");
		break;
	case SQLITE_BLOB:
		text_append_format(out, "%d bytes", sqlite3_column_bytes(statement, column));
		break;
	case SQLITE_TEXT:
		text = (const char *) sqlite3_column_text(statement, column);
		show_text(text ? text : "", text ? (size_t) sqlite3_column_bytes(statement, column) : 0, out);
		break;
	default:
		text = (const char *) sqlite3_column_text(statement, column);
		text_append(out, text ? text : "");
		break;
	}
}

static const char *expected(enum type type)
{
	static const char *const what[TYPE_COUNT] = { [TYPE_MONEY] = "money (whole pence)",
		                                      [TYPE_RATE] = "a rate (plain decimal text, like 0.055)",
		                                      [TYPE_DECIMAL] = "a decimal (plain decimal text, like 1.055)",
		                                      [TYPE_INTEGER] = "a whole number",
		                                      [TYPE_FLAG] = "a flag (1 or 0)",
		                                      [TYPE_DATE] = "a date (like 2025-04-01)",
		                                      [TYPE_TEXT] = "text",
		                                      [TYPE_STATUS] = "a status (text)",
		                                      [TYPE_NUMBER] = "a number" };

	return what[type] ? what[type] : type_names[type];
}

static const char *class_name(int class)
{
	return class == SQLITE_INTEGER ? "integer"
	       : class == SQLITE_FLOAT ? "float"
	       : class == SQLITE_TEXT  ? "text"
	                               : "blob";
}

/* What is wrong within a text that is of the right class. NULL: nothing more to say. */
static const char *text_fault(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *) sqlite3_column_text(statement, column);
	size_t length = (size_t) sqlite3_column_bytes(statement, column);

	if (text && memchr(text, 0, length))
		return "a NUL byte in text";
	if (text && !utf8_valid(text, length, NULL))
		return "bytes that are not UTF-8";
	return NULL;
}

static void add_hint(sqlite3_stmt *statement, int column, const struct field *field, struct error *err)
{
	int class = sqlite3_column_type(statement, column);

	if (class == SQLITE_FLOAT && (field->type == TYPE_RATE || field->type == TYPE_DECIMAL))
		error_hint(err,
		           "SQLite stored it as a float, which is not exact: declare the column %s, or read it "
		           "through a "
		           "query that gives text",
		           field->type == TYPE_RATE ? "RATE TEXT" : "DECIMAL TEXT");
	else if (field->type == TYPE_MONEY && class != SQLITE_INTEGER)
		error_hint(err, "store pence in a column MONEY INTEGER: £12.50 is 1250");
	else if (field->type == TYPE_MONEY)
		error_hint(err, "stored money lies within plus or minus 2^53 pence");
	else if (field->type == TYPE_DATE && class == SQLITE_TEXT)
		error_hint(err, "dates are stored as YYYY-MM-DD, and must exist");
	else
		error_hint(err, "correct the stored value, or give the field's true type");
}

int cell_problem(sqlite3_stmt *statement, int column, const struct field *field, const char *where, struct error *err)
{
	struct text got = TEXT_INIT;
	int class = sqlite3_column_type(statement, column);
	const char *fault = class == SQLITE_TEXT ? text_fault(statement, column) : NULL;

	cell_show(statement, column, &got);
	if (got.failed || sqlite3_errcode(sqlite3_db_handle(statement)) == SQLITE_NOMEM) {
		error_memory(err);
	} else if (fault) {
		error_set(err, ERROR_INPUT, "%s, column '%s': %s in %s", where, field->name, fault,
		          text_string(&got));
		error_hint(err, "correct the stored text");
	} else {
		error_set(err, ERROR_INPUT, "%s, column '%s': expected %s, got %s (%s)", where, field->name,
		          expected(field->type), text_string(&got), class_name(class));
		add_hint(statement, column, field, err);
	}
	text_release(&got);
	return -1;
}

int cell_bind(sqlite3_stmt *statement, int parameter, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
	case VALUE_FLAG:
		return sqlite3_bind_int64(statement, parameter, value->as.integer);
	case VALUE_TEXT:
		return sqlite3_bind_text64(statement, parameter, value->as.text, value->length, SQLITE_TRANSIENT,
		                           SQLITE_UTF8);
	default:
		/* Equal to nothing, before nothing: no record has such a key. */
		return sqlite3_bind_null(statement, parameter);
	}
}
