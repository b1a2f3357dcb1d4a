/* report_case.h: for tests of what is told of a run. */
#ifndef RECKON_T_REPORT_CASE_H
#define RECKON_T_REPORT_CASE_H

#include "report/report.h"
#include "report/table.h"
#include "run_case.h"

/* The report of a run file, as text or JSON. Static. */
__attribute__((unused)) static const char *report_of(const char *name, bool json)
{
	static struct text out;
	struct database *file = NULL;
	struct summary summary = { .manifest = NULL };
	struct error err = ERROR_INIT;

	text_clear(&out);
	if (run_file_open(&file, in_folder(name), 1, &err)
	    || summary_read(&summary, file, REPORT_FINDINGS_WHOLE, &err))
		text_append_format(&out, "refused: %s", err.message);
	else if (json)
		report_json(&summary, name, &out);
	else
		report_text(&summary, name, &out);
	summary_release(&summary);
	database_close(file);
	return text_string(&out);
}

/* No line is wider than a terminal, unless it is one word. */
__attribute__((unused)) static bool fits(const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n"), indent = strspn(text, " ");
		bool one_word = indent < length && !memchr(text + indent, ' ', length - indent);

		if (utf8_width(text, length) > REPORT_COLUMNS && !one_word) {
			printf("# %zu columns: %.*s\n", utf8_width(text, length), (int) length, text);
			return false;
		}
		text += length + (text[length] == '\n');
	}
	return true;
}

/* Bytes that a terminal would obey. */
__attribute__((unused)) static bool has_control_bytes(const char *text)
{
	for (; *text; text++) {
		if (((unsigned char) *text < 0x20 && *text != '\n') || *text == 0x7F
		    || (!strncmp(text, "\xC2", 1) && (unsigned char) text[1] < 0xA0))
			return true;
	}
	return false;
}

#endif
