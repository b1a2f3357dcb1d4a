/* config.h: for tests of reading: files by name and text, and every problem on a line of its own:
 *
 *     a.yaml:14:5+6: unknown key 'perods' [did you mean 'periods'?]
 *
 * that is file, line, column, characters underlined, message, hint.
 */
#ifndef RECKON_T_CONFIG_H
#define RECKON_T_CONFIG_H

#include "base/source.h"
#include "base/text.h"
#include "tap.h"

#include <stdlib.h>

struct bench {
	struct sources sources; /* closed: nothing is read from disk */
	struct problems problems;
	struct arena arena;
	struct text listed;
};

__attribute__((unused)) static void bench_init(struct bench *bench)
{
	struct error err = ERROR_INIT;

	*bench = (struct bench){ .problems = PROBLEMS_INIT };
	if (sources_init(&bench->sources, NULL, &err))
		abort();
}

__attribute__((unused)) static void bench_release(struct bench *bench)
{
	sources_release(&bench->sources);
	problems_release(&bench->problems);
	arena_release(&bench->arena);
	text_release(&bench->listed);
}

__attribute__((unused)) static const struct source *bench_bytes(struct bench *bench, const char *path,
                                                                const char *bytes, size_t length)
{
	struct error err = ERROR_INIT;

	if (sources_add(&bench->sources, path, SOURCE_SCENARIO, bytes, length, &err)) {
		problems_add(&bench->problems, &err);
		return NULL;
	}
	return bench->sources.items[bench->sources.count - 1];
}

__attribute__((unused)) static const struct source *bench_file(struct bench *bench, const char *path,
                                                               const char *text)
{
	return bench_bytes(bench, path, text, strlen(text));
}

/* Borrows: until the next call. */
__attribute__((unused)) static const char *bench_listed(struct bench *bench)
{
	text_clear(&bench->listed);
	problems_sort(&bench->problems);
	for (size_t i = 0; i < bench->problems.count; i++) {
		const struct error *err = &bench->problems.items[i];

		text_append_format(&bench->listed, "%s:%d:%d+%d: %s", err->file, err->line, err->column, err->length,
		                   err->message);
		if (err->hint[0])
			text_append_format(&bench->listed, " [%s]", err->hint);
		text_append_char(&bench->listed, '\n');
	}
	return text_string(&bench->listed);
}

#endif
