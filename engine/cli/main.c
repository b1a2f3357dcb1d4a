/* main.c: finds the command, and gives it a process in order: standard files that are open, signals that leave nothing
 * half-written behind, and results that are known to be written. */
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/signals.h"

#include "base/text.h"
#include "base/version.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A database opened as file 1 or 2 would be printed into. What is closed gets a file that takes no writes, so that
 * results that go nowhere are an error. */
static void open_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
			_exit(ERROR_SYSTEM);
	}
}

static int run_command(const struct command *command, int count, char **values)
{
	struct error err = ERROR_INIT;
	struct arguments arguments;
	int status = 0;

	if (arguments_parse(&arguments, command, count, values, &err))
		status = report_error(&err);
	else if (arguments.options[OPTION_HELP])
		help_command(command, stdout);
	else
		status = command->run(&arguments);
	arguments_release(&arguments);
	return status;
}

static int run_unknown(const char *name)
{
	struct error err = ERROR_INIT;

	if (name[0] == '-') {
		struct nearest nearest = nearest_to(name);

		nearest_offer(&nearest, "--help");
		nearest_offer(&nearest, "--version");
		error_set(&err, ERROR_INPUT, "unknown option '%s' before a command", name);
		error_hint(&err, "'reckon --help' shows how it is used");
		error_did_you_mean(&err, nearest.best);
	} else {
		error_set(&err, ERROR_INPUT, "unknown command '%s'", name);
		command_hint(name, &err);
	}
	return report_error(&err);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "--help";
	const struct command *command = command_find(name);
	int status = 0;

	open_standard_files();
	signals_begin();
	if (command)
		status = run_command(command, argc - 2, argv + 2);
	else if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		help_overview(stdout);
	else if (!strcmp(name, "--version") || !strcmp(name, "-V"))
		puts("reckon " RECKON_VERSION);
	else
		status = run_unknown(name);
	status = finish_output(status);
	signals_end();
	return status;
}
