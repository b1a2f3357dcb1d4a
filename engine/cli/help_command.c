/* help_command.c: reckon help [COMMAND]: help, manual pages and shell completion. */
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/output.h"

#include <string.h>

static int print_completion(const char *shell)
{
	struct error err = ERROR_INIT;

	if (!strcmp(shell, "bash")) {
		completion_bash(stdout);
		return 0;
	}
	error_set(&err, ERROR_INPUT, "there is no completion for '%s'", shell);
	error_hint(&err, "there is one for bash");
	return report_error(&err);
}

int command_help(const struct arguments *arguments)
{
	const char *name = arguments->operand_count > 0 ? arguments->operands[0] : NULL;
	const struct command *command = name ? command_find(name) : NULL;
	struct error err = ERROR_INIT;

	if (name && !command) {
		error_set(&err, ERROR_INPUT, "unknown command '%s'", name);
		command_hint(name, &err);
		return report_error(&err);
	}
	if (arguments->options[OPTION_COMPLETION])
		return print_completion(arguments->options[OPTION_COMPLETION]);
	if (arguments->options[OPTION_MAN])
		manual_print(command, stdout);
	else if (command)
		help_command(command, stdout);
	else
		help_overview(stdout);
	return 0;
}
