/* coverage.c: see coverage.h. */
#include "evaluate/coverage.h"

#include "base/text.h"

#include <string.h>

static size_t count_lines(const struct source *source)
{
	size_t count = 1;

	for (size_t i = 0; i < source->length; i++)
		count += text_ends_line(source->text, source->length, i);
	return count;
}

static int open_files(struct coverage *coverage, const struct sources *sources)
{
	struct arena *arena = &coverage->arena;

	coverage->files = arena_array(arena, sources->count, sizeof *coverage->files);
	if (!coverage->files)
		return -1;
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = sources->items[i];
		struct covered_file *file = &coverage->files[coverage->file_count];

		if (source->kind != SOURCE_RULES)
			continue;
		file->path = arena_text(arena, source->path);
		file->count = count_lines(source);
		file->lines = arena_array(arena, file->count + 1, sizeof *file->lines);
		if (!file->path || !file->lines)
			return -1;
		coverage->file_count++;
	}
	return 0;
}

int coverage_open(struct coverage *coverage, const struct ruleset *ruleset, const struct sources *sources,
                  struct error *err)
{
	struct arena *arena = &coverage->arena;

	if (coverage->rules) {
		ensure(coverage->rule_count == ruleset->rule_count
		       && coverage->function_count == ruleset->function_count
		       && coverage->table_count == ruleset->table_count);
		return 0;
	}
	coverage->rules = arena_array(arena, ruleset->rule_count, sizeof *coverage->rules);
	coverage->answers = arena_array(arena, ruleset->function_count, sizeof *coverage->answers);
	coverage->rows = arena_array(arena, ruleset->table_count, sizeof(bool *));
	if (!coverage->rules || !coverage->answers || !coverage->rows || open_files(coverage, sources))
		return error_memory(err);
	for (size_t i = 0; i < ruleset->table_count; i++) {
		coverage->rows[i] = arena_array(arena, ruleset->tables[i].row_count, sizeof(bool));
		if (!coverage->rows[i])
			return error_memory(err);
	}
	coverage->rule_count = ruleset->rule_count;
	coverage->function_count = ruleset->function_count;
	coverage->table_count = ruleset->table_count;
	return 0;
}

void coverage_release(struct coverage *coverage)
{
	arena_release(&coverage->arena);
	*coverage = (struct coverage){ .rules = NULL };
}

static struct covered_file *find_file(const struct coverage *coverage, const char *path)
{
	for (size_t i = 0; i < coverage->file_count; i++) {
		if (!strcmp(coverage->files[i].path, path))
			return &coverage->files[i];
	}
	return NULL;
}

void coverage_line(struct coverage *coverage, const char *path, int line)
{
	struct covered_file *file = find_file(coverage, path);

	if (file && line >= 1 && (size_t) line <= file->count)
		file->lines[line] = true;
}

void coverage_row(struct coverage *coverage, int table, size_t row)
{
	if (table >= 0)
		coverage->rows[table][row] = true;
}

bool coverage_has_line(const struct coverage *coverage, const char *path, int line)
{
	const struct covered_file *file = find_file(coverage, path);

	return file && line >= 1 && (size_t) line <= file->count && file->lines[line];
}
