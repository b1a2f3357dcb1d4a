/* help.h: the table of options as text for a terminal, as manual pages and as shell completion. */
#ifndef RECKON_CLI_HELP_H
#define RECKON_CLI_HELP_H

#include "cli/options.h"

#include <stdio.h>

void help_overview(FILE *out);                                /* `reckon` alone */
void help_command(const struct command *command, FILE *out);  /* --help, in at most 80 columns */
void help_synopsis(const struct command *command, FILE *out); /* "reckon run [OPTION]... SCENARIO...", a line */

/* Prints words of `text` (UTF-8) in lines of at most `width` columns, each after `indent` spaces; the first line
 * stands at column `column` already. Ends with a newline. */
void help_wrap(const char *text, int column, int indent, int width, FILE *out);

/* How many bytes of an example's command stand on a line of `width` columns, where a longer one goes on after " \\": all of it, or up
 * to a blank that is in no quotes, before an option where one fits. */
size_t help_example_line(const char *command, size_t width);

/* A manual page in mdoc; of the whole program when `command` is NULL. */
void manual_print(const struct command *command, FILE *out);

/* What makes bash complete command lines. */
void completion_bash(FILE *out);

#endif
