/* signals.h: what ends the program from outside leaves nothing half-written behind, and says so. */
#ifndef RECKON_CLI_SIGNALS_H
#define RECKON_CLI_SIGNALS_H

#include <stdatomic.h>

/* A signal that ends a program takes away the run file that is being written, says so on standard error, and then ends the
 * program, as the shell expects. Limits and readers that go away become errors where they are met instead. */
void signals_begin(void);

/* From here on such a signal does not end the program at once: it sets what this gives, which whoever changes a database
 * looks at, to leave it as it was. */
const atomic_bool *signals_hold(void);

/* At the program's end, when nobody reads its results any more: as SIGPIPE ends it, unless whoever started it had that ignored. */
void signals_end_by_pipe(void);

/* At the program's end: as the signal that came meanwhile, if one did. */
void signals_end(void);

#endif
