/* load.h: running rule files and the modules they require, once, to collect what they declare. Internal to rules/. */
#ifndef RECKON_RULES_LOAD_H
#define RECKON_RULES_LOAD_H

#include "rules/declare.h"
#include "rules/library.h"
#include "rules/sandbox_state.h"
#include "rules/syntax.h"

enum file_state { FILE_WAITING, FILE_RUNNING, FILE_LOADED, FILE_FAILED };

struct loaded_file {
	const struct source *source;
	const struct syntax *syntax; /* NULL where it was not parsed */
	bool is_module;              /* required, and not named by the scenario */
	enum file_state state;
};

/* One loading of all files. Owned by the C code that runs it: Lua errors jump over nothing but what hangs here. */
struct loading {
	struct sandbox *sandbox;
	struct sources *sources;   /* ruleset_load: modules are read from it; NULL: they were read before */
	struct arena *arena;       /* borrows: where declarations live */
	struct problems *problems; /* borrows */
	struct loaded_file *files; /* rule files in their order, then modules as they were required */
	size_t file_count, file_capacity;
	size_t *running; /* indexes of the files that run, outermost first */
	size_t running_count, running_capacity;
	struct text text; /* of the file that is compiled, as Lua gets it */
	struct declared declared;
	const struct ruleset *ruleset; /* load_again: which was loaded before; else NULL */
	bool checking;                 /* decision tables are looked into as they are made */
};

/* Adds a file named by the scenario. -1: out of memory. */
int load_add(struct loading *loading, const struct source *source, const struct syntax *syntax, bool is_module);

/* The source of a chunk by Lua's name for it. */
const struct source *load_source(const struct loading *loading, const char *chunk);

/* The file `path` that a rule file names, in the pack or else in the library beside it. NULL: it is neither, or cannot be read. */
const struct source *load_find(struct loading *loading, const char *path, enum source_kind kind, struct error *err);

/* Runs every rule file that waits; what goes wrong goes to loading->problems. */
void load_run(struct loading *loading);

void load_release(struct loading *loading);

/* Loads the files of `ruleset` into a new sandbox; they must declare the same functions again. */
int load_again(struct sandbox *sandbox, const struct ruleset *ruleset, struct error *err);

extern const struct library_entry load_entries[]; /* require */

#endif
