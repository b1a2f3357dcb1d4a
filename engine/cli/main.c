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
#include <sys/resource.h>
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

/* Where the soft limit is passed a signal ends the process in order; the hard one, two seconds on, is there should it not. */
static int set_limit(int resource, rlim_t soft, rlim_t hard, struct error *err)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit))
		return error_system(err, "read", "the limits of the process");
	/* What was set from outside, and is lower, stays. */
	limit.rlim_max = hard < limit.rlim_max ? hard : limit.rlim_max;
	limit.rlim_cur = soft < limit.rlim_cur ? soft : limit.rlim_cur;
	return setrlimit(resource, &limit) ? error_system(err, "set", "the limits of the process") : 0;
}

static int set_limits(const struct arguments *arguments, struct error *err)
{
	rlim_t seconds = arguments->limit_time, bytes = (rlim_t) arguments->limit_memory << 20;

	if (seconds && set_limit(RLIMIT_CPU, seconds, seconds + 2, err))
		return -1;
	return bytes ? set_limit(RLIMIT_AS, bytes, bytes, err) : 0;
}

static int run_command(const struct command *command, int count, char **values)
{
	struct error err = ERROR_INIT;
	struct arguments arguments;
	int status = 0;

	if (arguments_parse(&arguments, command, count, values, &err) || set_limits(&arguments, &err))
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
