/* error.c: an error is shown with the line it is in, and a mark under what is wrong, wherever on the line that is. */
#include "base/error.h"

#include "base/text.h"
#include "tap.h"

#include <stdlib.h>

/* What is printed of an error at `column` of a text. */
static void shown(const char *text, int column, int length, const char *expected, const char *name)
{
	struct error err = ERROR_INIT;
	char *printed = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&printed, &size);

	if (!out)
		abort();
	error_set(&err, ERROR_INPUT, "wrong");
	error_excerpt_at(&err, "f", text, strlen(text), 1, column, length);
	error_hint(&err, "mend it");
	error_print(&err, "reckon", out);
	fclose(out);
	is_text(printed, expected, name);
	free(printed);
}

static void repeat(struct text *text, const char *unit, int count)
{
	for (int i = 0; i < count; i++)
		text_append(text, unit);
}

/* \x1B[31m colours a terminal, and U+009B does so too where it is obeyed; \xC3 is half a letter. */
static void test_hostile_text(void)
{
	static const char hostile[] = "a\x1B[31m b\xC2\x9B"
				      "2J\tc\x7F \xC3 \xC2\xA3";
	struct error err = ERROR_INIT;

	error_set(&err, ERROR_INPUT, "unknown key '%s'", hostile);
	is_text(err.message, "unknown key 'a [31m b?2J c? ? \xC2\xA3'",
	        "a message holds nothing that a terminal obeys");
	error_hint(&err, "%s", hostile);
	is_text(err.hint, "a [31m b?2J c? ? \xC2\xA3", "nor does a hint");
	error_cause(&err, "%s", hostile);
	is_text(err.cause, "a [31m b?2J c? ? \xC2\xA3", "nor a cause");
	error_excerpt(&err, "f\x1B[2J", hostile, strlen(hostile), 8, 1);
	is_text(err.excerpt, "a [31m b?2J c? ? \xC2\xA3", "nor an excerpt");
	is_text(err.file, "f [2J", "nor the name of a file");
}

int main(void)
{
	struct text text = TEXT_INIT;

	shown("a: b\n", 4, 1,
	      "f:1:4: error: wrong\n"
	      "    a: b\n"
	      "       ^ mend it\n",
	      "the mark stands under the place");
	shown("\xC2\xA3\xC2\xA3: b\n", 5, 1,
	      "f:1:5: error: wrong\n"
	      "    \xC2\xA3\xC2\xA3: b\n"
	      "        ^ mend it\n",
	      "columns are characters");

	repeat(&text, "12345678 ", 1000);
	text_append(&text, "WRONG");
	repeat(&text, " 12345678", 1000);
	shown(text_string(&text), 9001, 5,
	      "f:1:9001: error: wrong\n"
	      "    678 12345678 12345678 12345678 12345678 WRONG 12345678 12345678 12345678 1\n"
	      "                                            ^^^^^ mend it\n",
	      "far along a line, what is around the place is shown");

	text_clear(&text);
	repeat(&text, "\xE2\x82\xAC", 100);
	text_append(&text, "WRONG");
	shown(text_string(&text), 101, 5,
	      "f:1:101: error: wrong\n"
	      "    "
	      "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2"
	      "\x82\xAC"
	      "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2"
	      "\x82\xAC"
	      "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2"
	      "\x82\xAC"
	      "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2"
	      "\x82\xAC"
	      "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
	      "WRONG\n"
	      "                                            ^^^^^ mend it\n",
	      "also where characters take several bytes");
	text_release(&text);
	test_hostile_text();
	return done();
}
