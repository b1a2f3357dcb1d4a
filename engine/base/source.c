/* source.c: reads the texts a run is made of, once each, and keeps them. */
#include "base/source.h"

#include "base/content.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const kind_names[] = { "scenario", "parameters", "rules", "table" };

const char *source_kind_name(enum source_kind kind)
{
	return kind_names[kind];
}

bool source_kind_named(const char *name, enum source_kind *kind)
{
	for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++) {
		if (!strcmp(name, kind_names[i])) {
			*kind = (enum source_kind) i;
			return true;
		}
	}
	return false;
}

int sources_init(struct sources *sources, const char *folder, struct error *err)
{
	*sources = (struct sources){ .arena = ARENA_INIT };
	if (folder) {
		sources->folder = arena_text(&sources->arena, folder);
		if (!sources->folder)
			return error_memory(err);
	}
	return 0;
}

void sources_release(struct sources *sources)
{
	free(sources->items);
	arena_release(&sources->arena);
	*sources = (struct sources){ .items = NULL };
}

static struct source *find(const struct sources *sources, const char *path)
{
	for (size_t i = 0; i < sources->count; i++) {
		if (!strcmp(sources->items[i]->path, path))
			return sources->items[i];
	}
	return NULL;
}

/* Only text: UTF-8 without NUL. The place of the first bad byte is shown. */
static int check_text(const char *shown, const char *text, size_t length, struct error *err)
{
	const char *nul = memchr(text, 0, length);
	size_t bad = 0;

	enum content content = content_of_bytes(text, length);

	if (content != CONTENT_UNKNOWN) {
		content_refuse(err, shown, content, "a text in UTF-8");
		return error_place(err, shown, 0, 0);
	}
	if (!utf8_valid(text, length, &bad) && (!nul || bad < (size_t) (nul - text))) {
		error_set(err, ERROR_INPUT, "byte 0x%02X is not UTF-8 text",
		          (unsigned int) (unsigned char) text[bad]);
		error_excerpt(err, shown, text, length, bad, 1);
		return error_hint(err, "save the file as UTF-8");
	}
	if (nul) {
		error_set(err, ERROR_INPUT, "a NUL byte in text");
		return error_excerpt(err, shown, text, length, (size_t) (nul - text), 1);
	}
	return 0;
}

static struct source *keep(struct sources *sources, const char *path, const char *shown, enum source_kind kind,
                           const char *text, size_t length, struct error *err)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t skip = length >= 3 && !memcmp(text, mark, 3) ? 3 : 0;
	struct source *source;

	if (check_text(shown, text, length, err))
		return NULL;
	if (array_reserve(&sources->items, &sources->capacity, sources->count + 1, sizeof *sources->items)) {
		error_memory(err);
		return NULL;
	}
	source = arena_alloc(&sources->arena, sizeof *source);
	if (source) {
		source->path = arena_text(&sources->arena, path);
		source->shown = arena_text(&sources->arena, shown);
		source->text = arena_bytes(&sources->arena, text + skip, length - skip);
	}
	if (!source || !source->path || !source->shown || !source->text) {
		error_memory(err);
		return NULL;
	}
	source->kind = kind;
	source->length = length - skip;
	sha256(text, length, source->sha256);
	sources->items[sources->count++] = source;
	return source;
}

/* Neither a file nor a folder, links followed: a pipe would be waited for, a device read, without an end. */
static bool is_special(const char *path)
{
	struct stat status;

	return !stat(path, &status) && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

const struct source *sources_read(struct sources *sources, const char *path, enum source_kind kind, struct error *err)
{
	struct text bytes = TEXT_INIT;
	struct source *source = NULL;
	const char *name = path_join(&sources->arena, ".", path), *shown;

	if (!name) {
		error_memory(err);
		return NULL;
	}
	source = find(sources, name);
	if (source) {
		source->kind = source->read ? source->kind : kind;
		source->read = true;
		return source;
	}
	if (path[0] == '/') {
		error_set(err, ERROR_INPUT, "'%s' is an absolute path", path);
		error_hint(err,
		           "write it relative to the scenario's folder, so that a run can be replayed elsewhere");
		return NULL;
	}
	if (!sources->folder) {
		error_set(err, ERROR_INPUT, "the run file holds no source '%s'", path);
		return NULL;
	}
	shown = path_join(&sources->arena, sources->folder, name);
	if (!shown)
		error_memory(err);
	else if (sources->count > 0 && is_special(shown)) /* the scenario itself may come from a pipe */
		error_set(err, ERROR_INPUT, "'%s' is not a regular file", shown);
	else if (!file_read(shown, SOURCE_LIMIT, &bytes, err))
		source = keep(sources, name, shown, kind, text_string(&bytes), bytes.length, err);
	if (source)
		source->read = true;
	text_release(&bytes);
	return source;
}

int sources_add(struct sources *sources, const char *path, enum source_kind kind, const char *text, size_t length,
                struct error *err)
{
	return keep(sources, path, path, kind, text, length, err) ? 0 : -1;
}

/* Whether `path`, links followed, is `folder`, links followed, or below it. */
static bool lies_in(const char *path, const char *folder)
{
	char *real_path = realpath(path, NULL), *real_folder = realpath(folder, NULL);
	size_t length = real_folder ? strlen(real_folder) : 0;
	bool inside =
		real_path && real_folder && !strncmp(real_path, real_folder, length) && real_path[length] == '/';

	free(real_path);
	free(real_folder);
	return inside;
}

bool sources_has(const struct sources *sources, const char *path)
{
	struct arena arena = ARENA_INIT;
	const char *file = sources->folder ? path_join(&arena, sources->folder, path) : NULL;
	bool has = file && !access(file, F_OK);

	arena_release(&arena);
	return has;
}

bool sources_may_require(const struct sources *sources, const char *path, const char *folder)
{
	struct arena arena = ARENA_INIT;
	bool may = false;

	if (!sources->folder) {
		/* A closed set holds only what was allowed when it was made. */
		may = true;
	} else if (path[0] != '/') {
		const char *file = path_join(&arena, sources->folder, path);
		const char *whole = path_join(&arena, sources->folder, folder);

		const char *library = path_join(&arena, sources->folder, "../lib");

		may = file && whole && library && !is_special(file)
		      && (lies_in(file, whole) || lies_in(file, sources->folder) || lies_in(file, library));
	}
	arena_release(&arena);
	return may;
}
