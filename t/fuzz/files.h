/* files.h: several files in one text: a line "=== PATH" begins each but the first. For targets that read more than one. */
#ifndef RECKON_T_FUZZ_FILES_H
#define RECKON_T_FUZZ_FILES_H

#include "base/source.h"
#include "fuzz.h"

/* How a file is read is for who names it; the kind is told from its name. */
static enum source_kind kind_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot && !strcmp(dot, ".lua"))
		return SOURCE_RULES;
	if (dot && !strcmp(dot, ".csv"))
		return SOURCE_TABLE;
	return strcmp(path, "parameters.yaml") ? SOURCE_SCENARIO : SOURCE_PARAMETERS;
}

static bool is_there(const struct sources *sources, const char *path)
{
	for (size_t i = 0; i < sources->count; i++) {
		if (!strcmp(sources->items[i]->path, path))
			return true;
	}
	return false;
}

/* Adds the files to `sources`, the first as `first`; of two with one name the first. False: one of them is not text. */
static bool take_files(struct sources *sources, const char *first, const uint8_t *data, size_t size)
{
	const char *at = (const char *) data, *end = at + size;
	char path[64];

	snprintf(path, sizeof path, "%s", first);
	for (;;) {
		const char *next = memmem(at, (size_t) (end - at), "\n=== ", 5), *line;
		struct error err = ERROR_INIT;

		if (!is_there(sources, path)
		    && sources_add(sources, path, kind_of(path), at, (size_t) ((next ? next + 1 : end) - at), &err)) {
			check_error(&err);
			return false;
		}
		if (!next)
			return true;
		next += 5;
		line = memchr(next, '\n', (size_t) (end - next));
		line = line ? line : end;
		snprintf(path, sizeof path, "%.*s", (int) (line - next < 60 ? line - next : 60), next);
		at = line < end ? line + 1 : end;
	}
}

#endif
