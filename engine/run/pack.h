/* pack.h: what lies in the folder of a pack: its YAML files, each of its kind, and its rule files. */
#ifndef RECKON_RUN_PACK_H
#define RECKON_RUN_PACK_H

#include "base/error.h"
#include "base/memory.h"

enum pack_file {
	PACK_SCENARIO,
	PACK_PART, /* of a scenario: there to be extended */
	PACK_PARAMETERS,
	PACK_TESTS,
	PACK_TESTS_MISNAMED, /* reckon test finds them only where they are named */
	PACK_OTHER,
	PACK_BAD /* it cannot be read */
};

/* Paths of a folder's files, or of its subfolders, by name. */
struct listing {
	const char **items; /* malloc'ed; each lives in the arena it was listed into */
	size_t count, capacity;
};

struct pack {
	const char *folder; /* borrows */
	struct listing yaml, lua;
	enum pack_file *kinds; /* of the YAML files; in the arena */
	bool has_scenario;
};

/* Those entries of `folder` that end in `ending`; NULL: its folders. Hidden ones are left out. -1: it cannot be looked into, or out
 * of memory. `out` is to be freed either way. */
int listing_read(struct listing *out, struct arena *arena, const char *folder, const char *ending, struct error *err);

/* What a YAML file is. Where it cannot be read its problems are added. */
enum pack_file pack_file_kind(const char *path, struct problems *problems);

/* What is in a folder, and what is wrong with YAML files of it that cannot be read. 0, or -1 as listing_read. Always leaves `pack`
 * releasable. */
int pack_read(struct pack *pack, struct arena *arena, const char *folder, struct problems *problems,
              struct error *err);
void pack_release(struct pack *pack);

#endif
