/* signals.c: ending as signals ask for, with nothing half-written left behind. See signals.h. */
#include "cli/signals.h"

#include "base/new_file.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const struct {
	int number;
	const char *name;
} ending[] = { { SIGHUP, "SIGHUP" },
	       { SIGINT, "SIGINT" },
	       { SIGTERM, "SIGTERM" },
	       { SIGXCPU, "SIGXCPU, its limit of processor time" } };
#define ENDING_COUNT (sizeof ending / sizeof *ending)

static atomic_bool holding, stop, on_terminal;
static atomic_int held;
static bool pipe_ignored; /* before we did */

/* In a handler: whether it can be written or not, the program goes on. */
static void say(const char *text)
{
	ssize_t written = write(STDERR_FILENO, text, strlen(text));

	(void) written;
}

static void say_stopped(int number, bool abandoned)
{
	/* Progress, or what the terminal shows of the key, stands on the line. */
	say(atomic_load(&on_terminal) ? "\nreckon: stopped by " : "reckon: stopped by ");
	for (size_t i = 0; i < ENDING_COUNT; i++) {
		if (ending[i].number == number)
			say(ending[i].name);
	}
	say(abandoned ? ": no run file was written\n" : "\n");
}

static void end_by(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
}

/* May run in two threads at once, for two signals: each of its steps may be done twice. */
static void handle(int number)
{
	if (atomic_load(&holding)) {
		atomic_store(&held, number);
		atomic_store(&stop, true);
		return;
	}
	say_stopped(number, new_file_abandon_all());
	end_by(number);
}

void signals_begin(void)
{
	struct sigaction action = { .sa_handler = handle };
	struct sigaction before;

	atomic_store(&on_terminal, isatty(STDERR_FILENO));
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ENDING_COUNT; i++)
		sigaddset(&action.sa_mask, ending[i].number);
	for (size_t i = 0; i < ENDING_COUNT; i++) {
		/* One that is ignored stays so: nohup, or a job in the background. */
		if (!sigaction(ending[i].number, NULL, &before) && before.sa_handler != SIG_IGN)
			sigaction(ending[i].number, &action, NULL);
	}
	/* A reader that goes away must not end a run half-way: finish_output looks at what could not be written. Nor must a
	 * file that grows beyond what the user may write: that is an error like a full disk. */
	pipe_ignored = signal(SIGPIPE, SIG_IGN) == SIG_IGN;
	signal(SIGXFSZ, SIG_IGN);
}

const atomic_bool *signals_hold(void)
{
	atomic_store(&holding, true);
	return &stop;
}

void signals_end_by_pipe(void)
{
	if (!pipe_ignored)
		end_by(SIGPIPE);
}

void signals_end(void)
{
	int number;

	atomic_store(&holding, false);
	number = atomic_load(&held);
	if (number)
		end_by(number);
}
