/* column_type.c: reads declared column types: our words, and SQLite's ordinary ones by SQLite's own rules
 * (https://www.sqlite.org/datatype3.html, section 3.1). */
#include "records/column_type.h"

#include <stdlib.h>
#include <string.h>

/* Our words, and the second word that makes SQLite store them without turning anything into a float. */
static const struct our_type {
	const char *word, *storage;
	enum type type;
	bool needs_storage; /* the word alone means something else to other people */
} our_types[] = { { "MONEY", "INTEGER", TYPE_MONEY, true },   { "RATE", "TEXT", TYPE_RATE, true },
	          { "DECIMAL", "TEXT", TYPE_DECIMAL, false }, { "DATE", "TEXT", TYPE_DATE, false },
	          { "FLAG", "INTEGER", TYPE_FLAG, false },    { "STATUS", "TEXT", TYPE_STATUS, false } };

#define WORDS_MAX 16
#define WORD_SIZE 32

struct words {
	char items[WORDS_MAX][WORD_SIZE];
	size_t count;
};

/* Upper-case words; what stands in parentheses (a length, a precision) is left out. */
static void split(const char *declared, struct words *words)
{
	int depth = 0;
	size_t length = 0;

	words->count = 0;
	for (const char *at = declared; words->count < WORDS_MAX; at++) {
		char c = *at;
		bool ends = c == '\0' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '(' || c == ')'
		            || depth > 0;

		if (!ends && length < WORD_SIZE - 1)
			words->items[words->count][length++] = (char) (c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
		if (ends && length > 0) {
			words->items[words->count++][length] = '\0';
			length = 0;
		}
		depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
		if (c == '\0')
			break;
	}
}

static bool is_word(const struct words *words, size_t index, const char *word)
{
	return index < words->count && !strcmp(words->items[index], word);
}

static const struct our_type *find_ours(const struct words *words)
{
	for (size_t i = 0; i < sizeof our_types / sizeof *our_types; i++) {
		if (is_word(words, 0, our_types[i].word))
			return &our_types[i];
	}
	return NULL;
}

static int unusable(struct field *field, struct arena *arena, const char *declared, const char *advice)
{
	field->unusable = arena_format(arena, "its column is declared '%s'; %s", declared, advice);
	return field->unusable ? 0 : -1;
}

static bool is_modifier(const char *word)
{
	return !strcmp(word, "OPTIONAL") || !strcmp(word, "PERSONAL");
}

/* "MONEY INTEGER OPTIONL": a word that we would otherwise pass over in silence. */
static int check_our_words(const char *declared, const struct words *words, const struct our_type *ours,
                           struct field *field, struct arena *arena)
{
	size_t at = 1;

	if (is_word(words, at, ours->storage)) {
		at++;
	} else if (ours->needs_storage) {
		const char *advice = arena_format(arena, "write %s %s, or give its type in the scenario's records",
		                                  ours->word, ours->storage);

		return advice ? unusable(field, arena, declared, advice) : -1;
	}
	for (; at < words->count; at++) {
		const char *advice;

		if (is_modifier(words->items[at]))
			continue;
		advice = arena_format(arena,
		                      "'%s' means nothing there: what may follow %s %s is OPTIONAL and PERSONAL",
		                      words->items[at], ours->word, ours->storage);
		return advice ? unusable(field, arena, declared, advice) : -1;
	}
	return 0;
}

/* SQLite's rules in SQLite's order; -1: a name that says nothing. */
static int ordinary_type(const char *upper)
{
	if (strstr(upper, "BOOL"))
		return TYPE_FLAG;
	if (strstr(upper, "INT"))
		return TYPE_INTEGER;
	if (strstr(upper, "CHAR") || strstr(upper, "CLOB") || strstr(upper, "TEXT"))
		return TYPE_TEXT;
	if (strstr(upper, "REAL") || strstr(upper, "FLOA") || strstr(upper, "DOUB"))
		return TYPE_NUMBER;
	if (strstr(upper, "NUMERIC"))
		return TYPE_DECIMAL;
	return -1;
}

/* The declaration without our modifiers, words joined by a space. */
static void join(const struct words *words, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < words->count; i++) {
		size_t length = strlen(words->items[i]);

		if (is_modifier(words->items[i]) || used + length + 2 > size)
			continue;
		if (used)
			out[used++] = ' ';
		memcpy(out + used, words->items[i], length + 1);
		used += length;
	}
}

/* "MONY INTEGER", which SQLite takes for an integer; NULL: nothing of the kind. */
static const struct our_type *meant_as_ours(const struct words *words)
{
	struct nearest nearest = nearest_to(words->count > 1 ? words->items[0] : "");

	if (words->count < 2 || ordinary_type(words->items[0]) >= 0)
		return NULL;
	for (size_t i = 0; i < sizeof our_types / sizeof *our_types; i++)
		nearest_offer(&nearest, our_types[i].word);
	for (size_t i = 0; nearest.best && i < sizeof our_types / sizeof *our_types; i++) {
		if (our_types[i].word == nearest.best && is_word(words, 1, our_types[i].storage))
			return &our_types[i];
	}
	return NULL;
}

int column_type_read(const char *declared, struct field *field, struct arena *arena)
{
	struct words words;
	char upper[WORDS_MAX * WORD_SIZE];
	const struct our_type *ours;
	int type;

	split(declared ? declared : "", &words);
	field->type = TYPE_TEXT;
	for (size_t i = 0; i < words.count; i++) {
		field->optional = field->optional || is_word(&words, i, "OPTIONAL");
		field->personal = field->personal || is_word(&words, i, "PERSONAL");
	}
	ours = find_ours(&words);
	if (ours) {
		field->type = ours->type;
		return check_our_words(declared, &words, ours, field, arena);
	}
	ours = meant_as_ours(&words);
	if (ours) {
		const char *advice = arena_format(arena, "did you mean %s %s?", ours->word, ours->storage);

		return advice ? unusable(field, arena, declared, advice) : -1;
	}
	join(&words, upper, sizeof upper);
	type = ordinary_type(upper);
	if (type >= 0) {
		field->type = (enum type) type;
		return 0;
	}
	if (!upper[0]) {
		field->unusable = "its column is declared without a type: give its type in the scenario's records";
		return 0;
	}
	if (strstr(upper, "BLOB"))
		return unusable(field, arena, declared, "bytes are not a value that rules can read");
	return unusable(field, arena, declared,
	                "that is not a type reckon knows: give its type in the scenario's records");
}

bool column_type_is_ours(const char *declared)
{
	struct words words;
	const struct our_type *ours;

	split(declared ? declared : "", &words);
	ours = find_ours(&words);
	return ours && is_word(&words, 1, ours->storage);
}

bool column_type_keeps_text(const char *declared)
{
	struct words words;
	char upper[WORDS_MAX * WORD_SIZE];

	split(declared ? declared : "", &words);
	join(&words, upper, sizeof upper);
	return !strstr(upper, "INT") && (strstr(upper, "CHAR") || strstr(upper, "CLOB") || strstr(upper, "TEXT"));
}

void field_declaration(const struct field *field, struct text *out)
{
	static const char *const declarations[TYPE_COUNT] = {
		[TYPE_MONEY] = "MONEY INTEGER", [TYPE_RATE] = "RATE TEXT",     [TYPE_DECIMAL] = "DECIMAL TEXT",
		[TYPE_INTEGER] = "INTEGER",     [TYPE_FLAG] = "FLAG INTEGER",  [TYPE_DATE] = "DATE TEXT",
		[TYPE_TEXT] = "TEXT",           [TYPE_STATUS] = "STATUS TEXT", [TYPE_NUMBER] = "REAL"
	};

	ensure(field->type < TYPE_COUNT && declarations[field->type]);
	text_append(out, declarations[field->type]);
	if (field->optional)
		text_append(out, " OPTIONAL");
	if (field->personal)
		text_append(out, " PERSONAL");
}
