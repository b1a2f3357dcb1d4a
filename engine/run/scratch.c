/* scratch.c: a run file that is written to be looked at, and goes away again. */
#include "run/scratch.h"

#include "base/text.h"

#include <stdlib.h>

int scratch_begin(struct new_file *file, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	struct text path = TEXT_INIT;
	int failed;

	text_append_format(&path, "%s/reckon-scratch", folder && *folder ? folder : "/tmp");
	failed = path.failed ? error_memory(err) : new_file_begin(file, text_string(&path), err);
	if (failed && !path.failed)
		error_hint(err, "a run is written there for a while: set TMPDIR to a folder where you may write");
	text_release(&path);
	return failed;
}
