/* commands.h: what each command does with its arguments. Each prints its results on standard output, its errors on
 * standard error, and returns the exit status. */
#ifndef RECKON_CLI_COMMANDS_H
#define RECKON_CLI_COMMANDS_H

#include "cli/options.h"

int command_run(const struct arguments *arguments);
int command_check(const struct arguments *arguments);
int command_compare(const struct arguments *arguments);
int command_test(const struct arguments *arguments);
int command_parameters(const struct arguments *arguments);
int command_editor(const struct arguments *arguments);
int command_init(const struct arguments *arguments);
int command_import(const struct arguments *arguments);
int command_explain(const struct arguments *arguments);
int command_replay(const struct arguments *arguments);
int command_verify(const struct arguments *arguments);
int command_help(const struct arguments *arguments);

#endif
