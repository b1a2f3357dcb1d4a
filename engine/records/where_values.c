/* where_values.c: what a scenario's `where` compares columns with, held against their types. SQL compares anything with anything:
 * reviewed < '01/04/2025' compares texts, price > '£5' is always false.
 *
 * Only a column beside a bare value is looked at: price < 100, 100 > price, IN lists and BETWEEN. What is computed, and what stands in
 * a SELECT of its own, is passed over; so is a comparison with values that some row of the table does hold, against its type. */
#include "records/schema_build.h"
#include "records/sql_text.h"
#include "records/sql_token.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum comparing { EQUAL, UNEQUAL, ORDERED };

struct where {
	struct schema_build *build;
	const struct records_entry *entry;
	const struct record_type *type;
	struct sql_token *tokens; /* malloc'ed; SQL_END at the end */
	size_t count, capacity;
};

/* A column, and a value that it is compared with. */
struct comparison {
	const struct field *field;
	enum comparing how;
	const struct sql_token *value;
	bool negative;
	size_t first;  /* the token that the comparison begins with */
	char text[80]; /* the value without its quotes */
};

static int read_tokens(struct where *where)
{
	const char *at = where->type->where;
	struct sql_token token;

	do {
		token = sql_token_next(&at);
		if (array_reserve(&where->tokens, &where->capacity, where->count + 1, sizeof *where->tokens))
			return error_memory(&where->build->error);
		where->tokens[where->count++] = token;
	} while (token.kind != SQL_END);
	return 0;
}

static const struct sql_token *token_at(const struct where *where, size_t at)
{
	return &where->tokens[at < where->count ? at : where->count - 1];
}

static bool is(const struct where *where, size_t at, const char *text)
{
	return sql_token_is(*token_at(where, at), text);
}

static bool is_one_of(const struct where *where, size_t at, const char *const *texts)
{
	for (; *texts; texts++) {
		if (is(where, at, *texts))
			return true;
	}
	return false;
}

/* Whether an operand that begins there has nothing before it that it belongs to. */
static bool begins(const struct where *where, size_t at)
{
	static const char *const before[] = { "(", "AND", "OR", "NOT", "WHEN", NULL };

	return at == 0 || is_one_of(where, at - 1, before);
}

static bool ends(const struct where *where, size_t at)
{
	static const char *const behind[] = { ")", "AND", "OR", "THEN", "ELSE", "END", "WHEN", ",", NULL };

	return token_at(where, at)->kind == SQL_END || is_one_of(where, at, behind);
}

static bool is_named(struct sql_token token, const char *name)
{
	size_t quotes = token.kind == SQL_NAME;

	return (token.kind == SQL_WORD || quotes) && token.length == strlen(name) + 2 * quotes
	       && !sqlite3_strnicmp(token.at + quotes, name, (int) strlen(name));
}

/* The field that stands there, and how many tokens it takes; NULL: something else. */
static const struct field *field_at(const struct where *where, size_t at, size_t *taken)
{
	const struct record_type *type = where->type;

	*taken = 1;
	if (is(where, at + 1, ".") && is_named(*token_at(where, at), type->name)) {
		*taken = 3;
		at += 2;
	}
	for (size_t i = 0; i < type->field_count; i++) {
		if (is_named(*token_at(where, at), type->fields[i].name))
			return type->fields[i].unusable ? NULL : &type->fields[i];
	}
	return NULL;
}

/* The comparison that stands there, and how many tokens it takes; 0: none. */
static size_t operator_at(const struct where *where, size_t at, enum comparing *how)
{
	static const char *const equal[] = { "=", "==", NULL }, *const unequal[] = { "<>", "!=", NULL },
				 *const ordered[] = { "<", "<=", ">", ">=", NULL };

	if (is(where, at, "IS")) {
		*how = is(where, at + 1, "NOT") ? UNEQUAL : EQUAL;
		return *how == UNEQUAL ? 2 : 1;
	}
	*how = is_one_of(where, at, equal) ? EQUAL : is_one_of(where, at, unequal) ? UNEQUAL : ORDERED;
	return *how != ORDERED || is_one_of(where, at, ordered) ? 1 : 0;
}

/* The value without its quotes; false: it is longer than what is looked at. */
static bool read_value(const struct sql_token *value, bool negative, char *out, size_t size)
{
	size_t quote = value->kind == SQL_TEXT, length = 0;

	if (negative)
		out[length++] = '-';
	for (size_t i = quote; i + quote < value->length; i++) {
		if (length + 2 > size)
			return false;
		out[length++] = value->at[i];
		i += quote && value->at[i] == '\'';
	}
	out[length] = '\0';
	return true;
}

/* A bare value there, into `comparison`, and how many tokens it takes; 0: none. */
static size_t value_at(const struct where *where, size_t at, struct comparison *comparison)
{
	size_t sign = is(where, at, "-") || is(where, at, "+");
	const struct sql_token *value = token_at(where, at + sign);

	comparison->negative = is(where, at, "-");
	comparison->value = value;
	if (value->kind != SQL_NUMBER && (value->kind != SQL_TEXT || sign))
		return 0;
	return read_value(value, comparison->negative, comparison->text, sizeof comparison->text) ? sign + 1 : 0;
}

/* Done with a text of a message: one that is cut short for want of memory is not the last word. */
static void note_failed(const struct where *where, struct text *text)
{
	where->build->problems->memory_failed |= text->failed;
	text_release(text);
}

/* Where the value is in the scenario: behind what the comparison begins with, or, where the lines are folded, the first like it. */
static void place(const struct where *where, const struct comparison *comparison, struct error *err)
{
	const struct records_entry *entry = where->entry;
	const struct source *file = entry->where_file ?: entry->file;
	const struct sql_token *value = comparison->value;
	const char *first = where->tokens[comparison->first].at;
	struct text whole = TEXT_INIT, word = TEXT_INIT;

	text_append_bytes(&whole, first, (size_t) (value->at + value->length - first));
	text_append_bytes(&word, value->at, value->length);
	schema_place_last(err, file, entry->where_line, entry->where_column, text_string(&whole), text_string(&word));
	note_failed(where, &whole);
	note_failed(where, &word);
}

static int add(const struct where *where, const struct comparison *comparison, struct error *err)
{
	place(where, comparison, err);
	problems_add(where->build->problems, err);
	return 0;
}

/* What is true of a value that is not stored as the type is. */
static const char *stored_otherwise(enum type type)
{
	switch (type) {
	case TYPE_DATE:
		return " NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'";
	case TYPE_FLAG:
		return " NOT IN (0, 1)";
	case TYPE_MONEY:
		return " <> CAST(value AS INTEGER)";
	case TYPE_RATE:
	case TYPE_DECIMAL:
		return " LIKE '%\\%' ESCAPE '\\'";
	default:
		return " > 9e999";
	}
}

/* 1: some row holds in that column what is not stored as its type is; 0: none does; -1: build->error. */
static int holds_others(const struct where *where, const struct field *field)
{
	struct schema_build *build = where->build;
	sqlite3_stmt *statement = NULL;
	struct text sql = TEXT_INIT;
	int result = -1, code;

	text_append(&sql, "SELECT 1 FROM (SELECT ");
	sql_append_name(&sql, field->name);
	text_append_format(&sql, " AS value FROM %s) WHERE value%s LIMIT 1", where->type->from,
	                   stored_otherwise(field->type));
	if (sql.failed) {
		error_memory(&build->error);
	} else if (!connection_prepare(build->connection, text_string(&sql), &statement, &build->error)) {
		code = sqlite3_step(statement);
		result = code == SQLITE_ROW;
		if (code != SQLITE_ROW && code != SQLITE_DONE)
			result = connection_error(build->connection, code, &build->error);
	}
	sqlite3_finalize(statement);
	text_release(&sql);
	return result;
}

/* The value is not of the column's type: said in words, unless rows hold such values themselves. `err` has what was expected. */
static int never_like(const struct where *where, const struct comparison *comparison, const char *format,
                      const char *hint)
{
	int others = holds_others(where, comparison->field);
	struct error err = ERROR_INIT;

	if (others)
		return others < 0 ? -1 : 0;
	error_set(&err, ERROR_INPUT, format, comparison->field->name, comparison->text);
	error_hint(&err, "%s", hint);
	return add(where, comparison, &err);
}

/* As SQL reads a number in a text: digits, and perhaps a point. 5.0 is as whole as 5. */
static bool is_number(const char *text, bool *whole)
{
	const char *at = text + (*text == '-' || *text == '+');
	size_t digits = strspn(at, "0123456789"), decimals = 0;

	if (at[digits] == '.')
		decimals = strspn(at + digits + 1, "0123456789") + 1;
	*whole = !decimals || strspn(at + digits + 1, "0") == decimals - 1;
	return digits > 0 && at[digits + decimals] == '\0';
}

/* The text as a value of the column's type, as it is stored, into `out`; false: it is none. */
static bool as_stored(const struct where *where, const struct comparison *comparison, char *out, size_t size)
{
	struct text plain = TEXT_INIT;
	struct error ignored;
	struct value value;
	bool found;

	out[0] = '\0';
	if (value_parse(comparison->field->type, comparison->text, strlen(comparison->text), &value, &ignored))
		return false;
	value_print_plain(comparison->field->type, value, &plain);
	found = !plain.failed && plain.length < size;
	if (found)
		snprintf(out, size, "%s", text_string(&plain));
	note_failed(where, &plain);
	return found;
}

static void write_date(struct date date, char *hint, size_t size)
{
	char text[DATE_TEXT_SIZE];

	date_print(date, text);
	snprintf(hint, size, "write '%s'", text);
}

static int check_date(const struct where *where, const struct comparison *comparison)
{
	static const char shape[] = "0000-00-00";
	const char *text = comparison->text;
	char hint[60] = "a date is written as '2025-04-01'";
	struct error ignored;
	struct date date;
	size_t length = strlen(text), at = 0;

	/* Behind a whole date a time may stand, and before or after a year, or a month, other dates do. */
	while (at < length && at < sizeof shape - 1
	       && (shape[at] == '-' ? text[at] == '-' : text[at] >= '0' && text[at] <= '9'))
		at++;
	if (comparison->value->kind == SQL_TEXT
	    && (!length || at == sizeof shape - 1 || (comparison->how == ORDERED && at == length && at != 8)))
		return 0;
	if (comparison->value->kind != SQL_TEXT && length != 8)
		return 0;
	if (length == 8 && strspn(text, "0123456789") == 8)
		snprintf(hint, sizeof hint, "write '%.4s-%.2s-%.2s'", text, text + 4, text + 6);
	else if (!date_parse(text, length, &date, &ignored))
		return 0;
	else if (date_guess(text, length, &date))
		write_date(date, hint, sizeof hint);
	return never_like(where, comparison, "'%s' is a date, and '%s' is not written as dates are", hint);
}

/* A number that stands for pence: 0 is 0. What is computed (100 * 100) is meant. */
static int warn_of_pence(const struct where *where, const struct comparison *comparison)
{
	long long number = strtoll(comparison->text, NULL, 10),
		  size = number == LLONG_MIN ? LLONG_MAX : llabs(number);
	const char *minus = number < 0 ? "-" : "";
	struct text shown = TEXT_INIT, pounds = TEXT_INIT;
	struct error err = ERROR_INIT;
	char pence[60];

	if (number == 0 || size > MONEY_LIMIT / 100)
		return 0;
	value_print(TYPE_MONEY, value_integer(number), &shown);
	value_print(TYPE_MONEY, value_integer(number * 100), &pounds);
	snprintf(pence, sizeof pence, "%s%lld * 100", minus, size / 100);
	if (size < 100)
		snprintf(pence, sizeof pence, "%lld * 1", number);
	else if (size % 100)
		snprintf(pence, sizeof pence, "%s(%lld * 100 + %lld)", minus, size / 100, size % 100);
	error_set(&err, ERROR_INPUT, "'%s' is money, which counts pence: %lld here is %s", comparison->field->name,
	          number, text_string(&shown));
	err.warning = true;
	error_hint(&err, "write %lld * 100 for %s, or %s if %s is meant", number, text_string(&pounds), pence,
	           text_string(&shown));
	note_failed(where, &shown);
	note_failed(where, &pounds);
	return add(where, comparison, &err);
}

static int check_money(const struct where *where, const struct comparison *comparison)
{
	char stored[40], hint[120];
	bool whole, number = is_number(comparison->text, &whole),
		    amount = as_stored(where, comparison, stored, sizeof stored);

	if (!*comparison->text || (number && whole))
		return number ? warn_of_pence(where, comparison) : 0;
	if (comparison->value->kind == SQL_NUMBER && !number)
		return 0; /* 1e6, 0x10: whoever writes this knows what is stored */
	snprintf(hint, sizeof hint, "it counts pence: %s%s%s", amount ? "write " : "£5 is 500", amount ? stored : "",
	         "");
	return never_like(where, comparison,
	                  number ? "'%s' is money, which is whole pence, and %s is not"
	                         : "'%s' is money, and '%s' is text, which SQL takes for more than any number",
	                  hint);
}

static int check_flag(const struct where *where, const struct comparison *comparison)
{
	char stored[40], hint[60];
	bool whole, number = is_number(comparison->text, &whole);
	long long either = strtoll(comparison->text, NULL, 10);

	if (!*comparison->text || (number && (comparison->how == ORDERED || (whole && (either == 0 || either == 1)))))
		return 0;
	if (comparison->value->kind == SQL_NUMBER && !number)
		return 0;
	snprintf(hint, sizeof hint, "%s%s",
	         as_stored(where, comparison, stored, sizeof stored) ? "write " : "yes is 1, no is 0", stored);
	return never_like(where, comparison, "'%s' is a flag, 0 or 1, and never '%s'", hint);
}

static int check_number(const struct where *where, const struct comparison *comparison)
{
	char stored[40], hint[80];
	bool whole;

	/* Numbers with an exponent, and the like, are read by SQL too. */
	if (comparison->value->kind == SQL_NUMBER || !*comparison->text || is_number(comparison->text, &whole))
		return 0;
	snprintf(hint, sizeof hint, "%s%s",
	         as_stored(where, comparison, stored, sizeof stored) ? "write " : "write a number, without quotes",
	         stored);
	return never_like(where, comparison,
	                  "'%s' is a number, and '%s' is text, which SQL takes for more than any number", hint);
}

/* A rate is kept as a decimal, in text: '5%' stands behind '0.05' as any text does. */
static int check_rate(const struct where *where, const struct comparison *comparison)
{
	size_t length = strlen(comparison->text);
	char stored[40], hint[60];

	if (comparison->value->kind != SQL_TEXT || !length || comparison->text[length - 1] != '%'
	    || !as_stored(where, comparison, stored, sizeof stored))
		return 0;
	snprintf(hint, sizeof hint, "write '%s'", stored);
	return never_like(where, comparison, "'%s' is kept as a decimal, and never '%s'", hint);
}

static int check_word(const struct where *where, const struct comparison *comparison, const char *const *words)
{
	struct nearest nearest = nearest_to(comparison->text);
	struct error err = ERROR_INIT;

	if (comparison->value->kind != SQL_TEXT || comparison->how == ORDERED || !*comparison->text || !words)
		return 0;
	for (const char *const *one = words; *one; one++) {
		if (!strcmp(*one, comparison->text))
			return 0;
		nearest_offer(&nearest, *one);
	}
	error_set(&err, ERROR_INPUT, "'%s' is never '%s'", comparison->field->name, comparison->text);
	if (nearest.best) {
		error_did_you_mean(&err, nearest.best);
	} else {
		struct text list = TEXT_INIT;

		for (const char *const *one = words; *one; one++)
			text_append_format(&list, "%s%s", one == words ? "" : ", ", *one);
		error_hint(&err, "it is one of: %s", text_string(&list));
		note_failed(where, &list);
	}
	return add(where, comparison, &err);
}

static int check_comparison(const struct where *where, const struct comparison *comparison)
{
	switch (comparison->field->type) {
	case TYPE_DATE:
		return check_date(where, comparison);
	case TYPE_MONEY:
		return check_money(where, comparison);
	case TYPE_FLAG:
		return check_flag(where, comparison);
	case TYPE_INTEGER:
	case TYPE_NUMBER:
		return check_number(where, comparison);
	case TYPE_RATE:
	case TYPE_DECIMAL:
		return check_rate(where, comparison);
	case TYPE_STATUS:
		return check_word(where, comparison, comparison->field->statuses);
	case TYPE_TEXT:
		return check_word(where, comparison, comparison->field->words);
	default:
		return 0;
	}
}

/* moved < 2025-04-01, which takes 4 and 1 from 2025. */
static int check_subtraction(const struct where *where, const struct comparison *comparison, size_t at)
{
	struct error err = ERROR_INIT, ignored;
	struct date date;
	char text[40] = "";

	for (size_t i = 0; i < 5; i++) {
		const struct sql_token *token = token_at(where, at + i);

		if (i % 2 ? !is(where, at + i, "-") : token->kind != SQL_NUMBER || token->length > 4)
			return 0;
		strncat(text, token->at, token->length);
	}
	if (comparison->field->type != TYPE_DATE || !ends(where, at + 5)
	    || date_parse(text, strlen(text), &date, &ignored))
		return 0;
	error_set(&err, ERROR_INPUT, "'%s' is a date, and %s without quotes is a subtraction",
	          comparison->field->name, text);
	error_hint(&err, "write '%s'", text);
	return add(where, comparison, &err);
}

/* = NULL, which is not known of any row. */
static int check_null(const struct where *where, struct comparison *comparison, size_t at, enum comparing how)
{
	struct error err = ERROR_INIT;

	if (!is(where, at, "NULL") || is(where, at - 1, "IS") || is(where, at - 2, "IS") || !ends(where, at + 1))
		return 0;
	comparison->value = token_at(where, at);
	error_set(&err, ERROR_INPUT, "nothing is equal to NULL, nor unequal: this is true of no row");
	error_hint(&err, "write %s IS %sNULL", comparison->field->name, how == UNEQUAL ? "NOT " : "");
	return add(where, comparison, &err);
}

/* Behind IN: ('a', 'b'), of which each is looked at, if all are bare values. */
static int check_list(const struct where *where, struct comparison *comparison, size_t at)
{
	size_t from = at, taken;

	if (!is(where, at++, "("))
		return 0;
	do {
		taken = value_at(where, at, comparison);
		at += taken + 1;
		if (!taken)
			return 0;
	} while (is(where, at - 1, ","));
	if (!is(where, at - 1, ")") || !ends(where, at))
		return 0;
	for (size_t end = at - 1; (at = ++from) < end; from += taken) {
		taken = value_at(where, at, comparison);
		if (check_comparison(where, comparison))
			return -1;
	}
	return 0;
}

/* Behind BETWEEN: low AND high. */
static int check_between(const struct where *where, struct comparison *comparison, size_t at)
{
	size_t low = value_at(where, at, comparison), high;
	struct comparison second = *comparison;

	if (!low || !is(where, at + low, "AND"))
		return 0;
	high = value_at(where, at + low + 1, &second);
	if (!high || !ends(where, at + low + 1 + high))
		return 0;
	return check_comparison(where, comparison) || check_comparison(where, &second) ? -1 : 0;
}

/* A column there and what it is compared with. */
static int check_column(const struct where *where, size_t at)
{
	struct comparison comparison = { .first = at };
	size_t taken, sign;

	comparison.field = field_at(where, at, &taken);
	if (!comparison.field)
		return 0;
	at += taken;
	sign = operator_at(where, at, &comparison.how);
	if (sign) {
		at += sign;
		taken = value_at(where, at, &comparison);
		if (!taken)
			return check_null(where, &comparison, at, comparison.how);
		return ends(where, at + taken) ? check_comparison(where, &comparison)
		                               : check_subtraction(where, &comparison, at);
	}
	at += is(where, at, "NOT");
	comparison.how = is(where, at, "IN") ? EQUAL : ORDERED;
	if (is(where, at, "IN"))
		return check_list(where, &comparison, at + 1);
	return is(where, at, "BETWEEN") ? check_between(where, &comparison, at + 1) : 0;
}

/* A value there before the column that it is compared with. */
static int check_value(const struct where *where, size_t at)
{
	struct comparison comparison = { .first = at };
	size_t taken = value_at(where, at, &comparison), sign;

	if (!taken)
		return 0;
	at += taken;
	sign = operator_at(where, at, &comparison.how);
	if (!sign)
		return 0;
	comparison.field = field_at(where, at + sign, &taken);
	return comparison.field && ends(where, at + sign + taken) ? check_comparison(where, &comparison) : 0;
}

/* The token behind the parenthesis that closes the one there. */
static size_t behind_parentheses(const struct where *where, size_t at)
{
	size_t depth = 0;

	do {
		depth += is(where, at, "(");
		depth -= is(where, at, ")");
		at++;
	} while (depth && at < where->count);
	return at;
}

int schema_check_where(struct schema_build *build, const struct records_entry *entry, const struct record_type *type)
{
	static const char *const selects[] = { "SELECT", "WITH", "VALUES", NULL };
	struct where where = { .build = build, .entry = entry, .type = type };
	int failed = read_tokens(&where);

	for (size_t i = 0; !failed && i < where.count; i++) {
		while (is(&where, i, "(") && is_one_of(&where, i + 1, selects))
			i = behind_parentheses(&where, i);
		if (begins(&where, i))
			failed = check_column(&where, i) || check_value(&where, i);
	}
	free(where.tokens);
	return failed ? -1 : 0;
}
