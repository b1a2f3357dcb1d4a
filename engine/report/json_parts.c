/* json_parts.c: what reports in JSON share. */
#include "report/json_parts.h"

#include "base/json.h"

#include <inttypes.h>
#include <string.h>

void json_key(struct text *out, const char *name)
{
	if (out->length && out->bytes[out->length - 1] != '{' && out->bytes[out->length - 1] != '[')
		text_append(out, ", ");
	json_append_text(out, name, strlen(name));
	text_append(out, ": ");
}

void json_text(struct text *out, const char *name, const char *value)
{
	json_key(out, name);
	if (value)
		json_append_text(out, value, strlen(value));
	else
		text_append(out, "null");
}

void json_number(struct text *out, const char *name, int64_t value)
{
	json_key(out, name);
	text_append_format(out, "%" PRId64, value);
}

void json_flag(struct text *out, const char *name, bool value)
{
	json_key(out, name);
	text_append(out, value ? "true" : "false");
}

static void json_text_if_any(struct text *out, const char *name, const char *value)
{
	if (value[0])
		json_text(out, name, value);
}

void json_problem(struct text *out, const struct error *problem)
{
	text_append_char(out, '{');
	json_text(out, "severity", problem->warning ? "warning" : "error");
	json_text(out, "message", problem->message);
	json_text_if_any(out, "file", problem->file);
	if (problem->line > 0)
		json_number(out, "line", problem->line);
	if (problem->column > 0) {
		json_number(out, "column", problem->column);
		json_number(out, "length", problem->length > 0 ? problem->length : 1);
	}
	json_text_if_any(out, "excerpt", problem->excerpt);
	json_text_if_any(out, "hint", problem->hint);
	json_text_if_any(out, "cause", problem->cause);
	text_append_char(out, '}');
}

void json_item(struct text *out)
{
	if (out->bytes[out->length - 1] == '}')
		text_append_char(out, ',');
	text_append(out, "\n    {");
}

void json_list(struct text *out, const char *name)
{
	text_append(out, ",\n  ");
	json_append_text(out, name, strlen(name));
	text_append(out, ": [");
}

void json_texts(struct text *out, const char *name, const char *const *items, size_t count)
{
	json_key(out, name);
	text_append_char(out, '[');
	for (size_t i = 0; items && i < count; i++) {
		text_append(out, i ? ", " : "");
		json_append_text(out, items[i], strlen(items[i]));
	}
	text_append_char(out, ']');
}
