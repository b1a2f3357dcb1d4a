/* failing_calls.c: preloaded into a program, has the system refuse what it asks for. FAULT says which call and how:
 *
 *     FAULT="read 17 errno 5"         the 17th read fails once, with error 5
 *     FAULT="write 3 errno 28 later"  the 3rd write and all later ones
 *     FAULT="read 2 short later"      reads and writes that give less than they were asked for
 *     FAULT="any 40 signal 9"         that signal comes just before the 40th call of whatever sort
 *
 * With COUNT_INTO, writes to that file how many calls of each sort there were: "read 120". */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum call {
	ANY,
	ACCESS,
	CLOSE,
	FCHMOD,
	FCNTL,
	FOPEN,
	FSYNC,
	GETCWD,
	LSTAT,
	MKDIR,
	MKOSTEMP,
	OPEN,
	OPENDIR,
	READ,
	READLINK,
	REALPATH,
	RENAME,
	RMDIR,
	SCANDIR,
	STAT,
	THREAD,
	TRUNCATE,
	UNLINK,
	WRITE,
	CALLS
};
static const char *const names[CALLS] = { "any",     "access", "close",    "fchmod",   "fcntl",    "fopen",
	                                  "fsync",   "getcwd", "lstat",    "mkdir",    "mkostemp", "open",
	                                  "opendir", "read",   "readlink", "realpath", "rename",   "rmdir",
	                                  "scandir", "stat",   "thread",   "truncate", "unlink",   "write" };

static atomic_long counts[CALLS];
static enum call fault_call = CALLS;
static long fault_at;
static int fault_errno, fault_signal;
static bool fault_short, fault_later;

__attribute__((constructor)) static void begin(void)
{
	const char *fault = getenv("FAULT");
	char call[16], how[16], later[16] = "";
	int number = 0;

	if (!fault || sscanf(fault, "%15s %ld %15s %d %15s", call, &fault_at, how, &number, later) < 3)
		return;
	fault_short = !strcmp(how, "short");
	*(!strcmp(how, "signal") ? &fault_signal : &fault_errno) = number;
	fault_later = strstr(fault, "later") != NULL;
	for (int i = 0; i < CALLS; i++) {
		if (!strcmp(names[i], call))
			fault_call = (enum call) i;
	}
	if (fault_call == CALLS)
		abort();
}

__attribute__((destructor)) static void finish(void)
{
	const char *path = getenv("COUNT_INTO");
	long counted[CALLS];
	FILE *file;

	fault_call = CALLS;
	/* Before the call that is made here. */
	for (int i = 0; i < CALLS; i++)
		counted[i] = atomic_load(&counts[i]);
	file = path ? fopen(path, "w") : NULL;
	for (int i = 0; file && i < CALLS; i++)
		fprintf(file, "%s %ld\n", names[i], counted[i]);
	if (file)
		fclose(file);
}

/* Whether this one is to fail; a signal comes at once. */
static bool is_faulty(enum call call)
{
	long any = atomic_fetch_add(&counts[ANY], 1) + 1, number = atomic_fetch_add(&counts[call], 1) + 1;

	if (fault_call == ANY)
		number = any;
	else if (fault_call != call)
		return false;
	if (number != fault_at && !(fault_later && number > fault_at))
		return false;
	if (fault_signal)
		raise(fault_signal);
	return !fault_signal;
}

static bool fails(enum call call)
{
	if (!is_faulty(call) || fault_short)
		return false;
	errno = fault_errno;
	return true;
}

/* Of reading and writing: how much of `size` is asked for, or -1. */
static ssize_t amount(enum call call, size_t size)
{
	if (!is_faulty(call))
		return (ssize_t) size;
	errno = fault_errno;
	return fault_short ? (ssize_t) (size / 2 + (size == 1)) : -1;
}

/* The C library's own function. Its declaration is repeated, so that each definition below has one. */
#define WRAP(type, name, parameters)                                         \
	type name parameters;                                                \
	static type(*real_##name(void)) parameters                           \
	{                                                                    \
		static type(*real) parameters;                               \
                                                                             \
		/* Perhaps called before any constructor: by a sanitizer. */ \
		if (!real)                                                   \
			*(void **) &real = dlsym(RTLD_NEXT, #name);          \
		return real;                                                 \
	}                                                                    \
	type name parameters

#define CALL(call, type, name, parameters, failed, ...)                     \
	WRAP(type, name, parameters)                                        \
	{                                                                   \
		return fails(call) ? (failed) : real_##name()(__VA_ARGS__); \
	}

#define TRANSFER(call, name, parameters, fd, bytes, size, ...)                                   \
	WRAP(ssize_t, name, parameters)                                                          \
	{                                                                                        \
		ssize_t asked = amount(call, size);                                              \
                                                                                                 \
		return asked < 0 ? -1 : real_##name()(fd, bytes, (size_t) asked, ##__VA_ARGS__); \
	}

CALL(ACCESS, int, access, (const char *path, int mode), -1, path, mode)
CALL(FCHMOD, int, fchmod, (int fd, mode_t mode), -1, fd, mode)
CALL(FOPEN, FILE *, fopen, (const char *path, const char *mode), NULL, path, mode)
CALL(FSYNC, int, fsync, (int fd), -1, fd)
CALL(FSYNC, int, fdatasync, (int fd), -1, fd)
CALL(GETCWD, char *, getcwd, (char *path, size_t size), NULL, path, size)
CALL(LSTAT, int, lstat64, (const char *path, struct stat64 *out), -1, path, out)
CALL(MKDIR, int, mkdir, (const char *path, mode_t mode), -1, path, mode)
CALL(MKOSTEMP, int, mkostemp, (char *path, int flags), -1, path, flags)
CALL(OPENDIR, DIR *, opendir, (const char *path), NULL, path)
CALL(READLINK, ssize_t, readlink, (const char *path, char *out, size_t size), -1, path, out, size)
CALL(REALPATH, char *, realpath, (const char *path, char *out), NULL, path, out)
CALL(RENAME, int, rename, (const char *from, const char *to), -1, from, to)
CALL(RMDIR, int, rmdir, (const char *path), -1, path)
CALL(SCANDIR, int, scandir,
     (const char *folder, struct dirent ***list, int (*is_wanted)(const struct dirent *),
      int (*order)(const struct dirent **, const struct dirent **)),
     -1, folder, list, is_wanted, order)
CALL(STAT, int, fstat, (int fd, struct stat *out), -1, fd, out)
CALL(STAT, int, fstat64, (int fd, struct stat64 *out), -1, fd, out)
CALL(STAT, int, stat, (const char *path, struct stat *out), -1, path, out)
CALL(STAT, int, stat64, (const char *path, struct stat64 *out), -1, path, out)
CALL(TRUNCATE, int, ftruncate64, (int fd, off64_t size), -1, fd, size)
CALL(UNLINK, int, unlink, (const char *path), -1, path)
CALL(UNLINK, int, unlinkat, (int folder, const char *path, int flags), -1, folder, path, flags)

TRANSFER(READ, read, (int fd, void *bytes, size_t size), fd, bytes, size)
TRANSFER(READ, pread, (int fd, void *bytes, size_t size, off_t at), fd, bytes, size, at)
TRANSFER(READ, pread64, (int fd, void *bytes, size_t size, off64_t at), fd, bytes, size, at)
TRANSFER(WRITE, write, (int fd, const void *bytes, size_t size), fd, bytes, size)
TRANSFER(WRITE, pwrite, (int fd, const void *bytes, size_t size, off_t at), fd, bytes, size, at)
TRANSFER(WRITE, pwrite64, (int fd, const void *bytes, size_t size, off64_t at), fd, bytes, size, at)

/* What is closed with an error is closed all the same. */
WRAP(int, close, (int fd))
{
	bool failed = fails(CLOSE);
	int result = real_close()(fd);

	if (failed)
		errno = fault_errno;
	return failed ? -1 : result;
}

/* Gives its error instead of setting it. */
WRAP(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument))
{
	return fails(THREAD) ? fault_errno : real_pthread_create()(thread, attributes, start, argument);
}

/* The third argument is there or is not; what it is passes through. */
#define WITH_MORE(call, name, parameters, last, ...)                            \
	WRAP(int, name, parameters)                                             \
	{                                                                       \
		va_list more;                                                   \
		long argument;                                                  \
                                                                                \
		va_start(more, last);                                           \
		argument = va_arg(more, long);                                  \
		va_end(more);                                                   \
		return fails(call) ? -1 : real_##name()(__VA_ARGS__, argument); \
	}

WITH_MORE(OPEN, open, (const char *path, int flags, ...), flags, path, flags)
WITH_MORE(OPEN, open64, (const char *path, int flags, ...), flags, path, flags)
WITH_MORE(OPEN, openat, (int folder, const char *path, int flags, ...), flags, folder, path, flags)
WITH_MORE(FCNTL, fcntl, (int fd, int command, ...), command, fd, command)
WITH_MORE(FCNTL, fcntl64, (int fd, int command, ...), command, fd, command)
