/* source.h: the texts a run is made of. Every scenario, rule, parameter and CSV file is read through here,
 * so that the run file can keep them all, and a replay can read them back from there instead of from disk.
 *
 * A source is known by its path relative to the folder of the scenario ("base.yaml", "uplift.lua",
 * "../lib/dates.lua"), with '/' between parts, so that the names, and with them the seal, do not depend on where
 * the folder lies. Absolute paths are refused.
 */
#ifndef RECKON_BASE_SOURCE_H
#define RECKON_BASE_SOURCE_H

#include "base/error.h"
#include "base/memory.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stdint.h>

enum source_kind { SOURCE_SCENARIO, SOURCE_PARAMETERS, SOURCE_RULES, SOURCE_TABLE };
const char *source_kind_name(enum source_kind kind); /* "scenario", "parameters", "rules", "table" */
bool source_kind_named(const char *name, enum source_kind *kind);

struct source {
	const char *path;  /* relative to the scenario's folder: what digests and the run file hold */
	const char *shown; /* what messages say: the path as reached from the working directory */
	enum source_kind kind;
	const char *text; /* NUL-terminated; may not hold NULs otherwise; UTF-8; a leading BOM is skipped */
	size_t length;
	uint8_t sha256[SHA256_SIZE]; /* of the bytes as they are on disk */
	bool read;                   /* not only added by hand: a run is made of it */
};

#define SOURCE_LIMIT (16u << 20)

struct sources {
	struct arena arena;
	struct source **items; /* in the order first read */
	size_t count, capacity;
	const char *folder; /* the scenario's folder; NULL: closed, only what was added before can be read */
};

int sources_init(struct sources *sources, const char *folder, struct error *err); /* folder NULL: closed */
void sources_release(struct sources *sources);

/* Reads (once) the file `path`, relative to the scenario's folder. Bytes that are not UTF-8, a NUL, a file
 * over SOURCE_LIMIT: errors with their place. Returns what `sources` owns, or NULL. */
const struct source *sources_read(struct sources *sources, const char *path, enum source_kind kind,
                                  struct error *err);

/* Adds a text by hand (a replay, a test); copies it. Its kind becomes that which it is first read as. */
int sources_add(struct sources *sources, const char *path, enum source_kind kind, const char *text, size_t length,
                struct error *err);

/* Whether there is something at `path` on disk. */
bool sources_has(const struct sources *sources, const char *path);

/* True when `path` is a file, neither pipe nor device, that, links followed, lies in the scenario's folder, in its sibling
 * "../lib", or in `folder`, that of a rule file which was read before: what `require` may load. */
bool sources_may_require(const struct sources *sources, const char *path, const char *folder);

#endif
