/* fuzz.h: what every fuzz target begins with. A target is one function that takes any bytes at all: nothing may crash, leak, hang or
 * break what the target says must hold of it.
 *
 * `make fuzz` links a target with libFuzzer, which makes up bytes by what they reach. `make test` compiles it with the main
 * below instead, which takes every file of t/corpus/NAME (seeds, and what was found once): each is a test. Files named on
 * its command line are taken instead of those.
 */
#ifndef RECKON_T_FUZZ_H
#define RECKON_T_FUZZ_H

#include "base/file.h"
#include "tap.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition)         \
	((condition) ? (void) 0 \
	             : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition), abort()))

/* Text that a terminal can be given: UTF-8 without control characters, but for the ends of lines where `lines` says so. */
__attribute__((unused)) static bool is_shown_well(const char *text, bool lines)
{
	for (const unsigned char *at = (const unsigned char *) text; *at; at++) {
		if ((*at < 0x20 && !(lines && *at == '\n')) || *at == 0x7F || (*at == 0xC2 && at[1] < 0xA0))
			return false;
	}
	return utf8_valid(text, strlen(text), NULL);
}

/* An error that is the input's fault, says what it is, and can be shown. */
__attribute__((unused)) static void check_error(const struct error *err)
{
	must(err->message[0] && (err->code == ERROR_INPUT || err->code == ERROR_FOUND));
	must(is_shown_well(err->message, false) && is_shown_well(err->hint, false)
	     && is_shown_well(err->excerpt, false) && is_shown_well(err->cause, false)
	     && is_shown_well(err->file, false));
	must(err->line >= 0 && err->column >= 0);
}

__attribute__((unused)) static void check_problems(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		check_error(&problems->items[i]);
}

#ifndef FUZZING

/* Copied, so that a sanitizer sees a read behind its end. */
static void take_file(const char *path)
{
	struct text text = TEXT_INIT;
	struct error err = ERROR_INIT;
	uint8_t *bytes;

	if (file_read(path, 1u << 20, &text, &err)) {
		error_print(&err, "corpus", stderr);
		exit(1);
	}
	bytes = malloc(text.length ? text.length : 1);
	must(bytes);
	if (text.length)
		memcpy(bytes, text.bytes, text.length);
	printf("# %s\n", path); /* said before: one that crashes says no more */
	fflush(stdout);
	LLVMFuzzerTestOneInput(bytes, text.length);
	free(bytes);
	text_release(&text);
	ok(true, "nothing breaks over %s", path);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void take_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_shown, alphasort);

	for (int i = 0; i < count; i++) {
		char path[512];

		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		take_file(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	must(count > 0);
}

int main(int argc, char **argv)
{
	const char *base = path_base(argv[0]);
	char folder[256];

	for (int i = 1; i < argc; i++)
		take_file(argv[i]);
	if (argc < 2) {
		snprintf(folder, sizeof folder, "t/corpus/%.*s", (int) strcspn(base, "."), base);
		take_folder(folder);
	}
	return done();
}

#endif
#endif
