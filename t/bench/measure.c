/* measure.c: runs a command and adds a line to a file: its elapsed seconds, the seconds of processor time that it took, and the
 * most memory that it had at once, in kilobytes.
 *
 *     measure FILE COMMAND...
 *
 * time(1) says the same to a hundredth of a second, which is too coarse for what takes a few thousandths. Ends with the
 * command's status, 127 when it cannot be run. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
	return (double) time.tv_sec + (double) time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct timespec begun, ended;
	struct rusage usage;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE COMMAND...\n");
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &begun);
	pid_t child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		fprintf(stderr, "measure: '%s': %s\n", argv[2], strerror(errno));
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
		fprintf(stderr, "measure: %s\n", strerror(errno));
		return 3;
	}
	clock_gettime(CLOCK_MONOTONIC, &ended);

	FILE *file = fopen(argv[1], "a");
	double elapsed = (double) (ended.tv_sec - begun.tv_sec) + (double) (ended.tv_nsec - begun.tv_nsec) / 1e9;

	if (!file
	    || fprintf(file, "%.4f %.4f %ld\n", elapsed, seconds(usage.ru_utime) + seconds(usage.ru_stime),
	               usage.ru_maxrss)
	               < 0
	    || fclose(file) != 0) {
		fprintf(stderr, "measure: '%s': %s\n", argv[1], strerror(errno));
		return 3;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
