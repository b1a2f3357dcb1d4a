/* content.h: what a file is that stands in another's place: a run file where a scenario is meant, a spreadsheet for a CSV file.
 * It only serves to say so: whoever reads a file checks it himself. */
#ifndef RECKON_BASE_CONTENT_H
#define RECKON_BASE_CONTENT_H

#include "base/error.h"

enum content {
	CONTENT_UNKNOWN, /* it is not there, is no regular file, or could be anything */
	CONTENT_FOLDER,
	CONTENT_RUN_FILE, /* by their first bytes: */
	CONTENT_DATABASE,
	CONTENT_SPREADSHEET,
	CONTENT_UTF16,
	CONTENT_YAML, /* by the ends of their names: */
	CONTENT_RULES,
	CONTENT_CSV,
	CONTENT_SQL
};

#define CONTENT_BYTES 72 /* of its beginning, that tell what a file is */

enum content content_of_bytes(const char *bytes, size_t length);
/* -1: it is there, but cannot be looked at. */
int content_of(const char *path, enum content *content, struct error *err);

/* "'e.run' is a run file, not WANTED" ("a scenario"), and which command takes it. `content` is not CONTENT_UNKNOWN. Returns -1. */
int content_refuse(struct error *err, const char *path, enum content content, const char *wanted);

#endif
