/* new_file.c: files that appear whole or not at all. See new_file.h. */
#include "base/new_file.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char suffix[] = ".unfinished-XXXXXX";
#define SUFFIX_RANDOM 6  /* of its characters, the last ones */
#define TRIES         20 /* to make a file that nobody takes away */

/* Temporary files that exist now, for the signal handler: a fixed table, since it may neither lock nor allocate. */
#define NEW_FILES_MAX 8
static _Atomic(char *) unfinished[NEW_FILES_MAX];

static bool remember(char *path)
{
	for (size_t i = 0; i < NEW_FILES_MAX; i++) {
		char *none = NULL;

		if (atomic_compare_exchange_strong(&unfinished[i], &none, path))
			return true;
	}
	return false;
}

static void forget(char *path)
{
	for (size_t i = 0; i < NEW_FILES_MAX; i++) {
		char *expected = path;

		if (atomic_compare_exchange_strong(&unfinished[i], &expected, NULL))
			return;
	}
}

bool new_file_abandon_all(void)
{
	bool any = false;

	for (size_t i = 0; i < NEW_FILES_MAX; i++) {
		char *path = atomic_load(&unfinished[i]);

		if (path)
			any |= !unlink(path);
	}
	return any;
}

/* Takes the lock that says that the file is being written: 1, or 0 when another holds it, or -1 when there are no locks here.
 * It belongs to the open file, not to the process, and lies far behind what SQLite locks, which opens the file too. */
static int take_lock(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t) 1 << 40, .l_len = 1 };

	if (!fcntl(fd, F_OFD_SETLK, &lock))
		return 1;
	return errno == EAGAIN || errno == EACCES ? 0 : -1;
}

/* What is left of a program that was killed is a plain file of ours that nobody holds the lock of. */
static void remove_if_left(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;

	if (fd < 0)
		return;
	if (!fstat(fd, &status) && S_ISREG(status.st_mode) && status.st_uid == geteuid() && take_lock(fd) == 1)
		unlinkat(folder, name, 0);
	close(fd);
}

/* Takes away what earlier programs left beside `target`. Only tidiness: what cannot be done is left undone. */
static void remove_left(const char *target)
{
	struct arena arena = ARENA_INIT;
	const char *folder = path_directory(&arena, target), *base = path_base(target);
	size_t base_length = strlen(base), fixed = sizeof suffix - 1 - SUFFIX_RANDOM;
	DIR *entries = folder ? opendir(folder) : NULL;
	const struct dirent *entry;

	while (entries && (entry = readdir(entries))) {
		const char *name = entry->d_name;

		if (strlen(name) == base_length + sizeof suffix - 1 && !memcmp(name, base, base_length)
		    && !memcmp(name + base_length, suffix, fixed))
			remove_if_left(dirfd(entries), name);
	}
	if (entries)
		closedir(entries);
	arena_release(&arena);
}

/* Between its making and its lock a new file looks left behind, and another program may take it away: then another is made. */
static int make_temporary(char *path)
{
	size_t random = strlen(path) - SUFFIX_RANDOM;
	int fd;

	for (int tries = 0;; tries++) {
		memcpy(path + random, suffix + sizeof suffix - 1 - SUFFIX_RANDOM, SUFFIX_RANDOM);
		fd = mkostemp(path, O_CLOEXEC);
		if (fd < 0 || (take_lock(fd) && !access(path, F_OK)) || tries == TRIES)
			return fd;
		unlink(path);
		close(fd);
	}
}

static void release(struct new_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	free(file->target);
	free(file->temporary);
	*file = (struct new_file){ .fd = -1 };
}

int new_file_begin(struct new_file *file, const char *target, struct error *err)
{
	size_t length = strlen(target);
	sigset_t all, before;
	bool begun = false;

	*file = (struct new_file){ .target = strdup(target), .temporary = malloc(length + sizeof suffix), .fd = -1 };
	if (!file->target || !file->temporary) {
		error_memory(err);
		release(file);
		return -1;
	}
	remove_left(target);
	memcpy(file->temporary, target, length);
	memcpy(file->temporary + length, suffix, sizeof suffix);
	/* A signal between the two would leave a file that nobody knows of. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	file->fd = make_temporary(file->temporary);
	if (file->fd < 0) {
		error_system(err, "create a file beside", target);
	} else if (!remember(file->temporary)) {
		unlink(file->temporary);
		error_set(err, ERROR_BUG, "more than %d files are being written at once", NEW_FILES_MAX);
	} else {
		begun = true;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!begun)
		release(file);
	return begun ? 0 : -1;
}

/* mkostemp makes the file private; a result gets the mode that any new file would have. */
static int set_ordinary_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

static int sync_file(int fd)
{
	int result;

	do
		result = fsync(fd);
	while (result && errno == EINTR);
	/* Some file systems have no fsync, or none for folders; the rename itself is still atomic there. */
	return result && errno == EINVAL ? 0 : result;
}

/* The folder that `target` lies in, open; -1: error_set. */
static int open_folder(const char *target, struct error *err)
{
	struct arena arena = ARENA_INIT;
	const char *folder = path_directory(&arena, target);
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (!folder)
		error_memory(err);
	else if (fd < 0)
		error_system(err, "open the folder of", target);
	arena_release(&arena);
	return fd;
}

/* Once it is in its place nothing can fail but the folder's sync: all that needs something was done before. */
int new_file_commit(struct new_file *file, struct error *err)
{
	int folder = open_folder(file->target, err), failed = -1;

	if (folder < 0)
		goto out;
	if (set_ordinary_mode(file->fd) || sync_file(file->fd)) {
		error_system(err, "write", file->target);
		goto out;
	}
	if (rename(file->temporary, file->target)) {
		error_system(err, "put in its place", file->target);
		goto out;
	}
	forget(file->temporary);
	failed = sync_file(folder);
	if (failed)
		error_system(err, "sync the folder of", file->target);
	release(file);
out:
	if (failed)
		new_file_abandon(file);
	if (folder >= 0)
		close(folder);
	return failed;
}

void new_file_abandon(struct new_file *file)
{
	if (file->temporary) {
		unlink(file->temporary);
		forget(file->temporary);
	}
	release(file);
}

int new_file_write(const char *target, const char *bytes, size_t length, struct error *err)
{
	struct new_file file;
	size_t done = 0;

	if (new_file_begin(&file, target, err))
		return -1;
	while (done < length) {
		ssize_t written = write(file.fd, bytes + done, length - done);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			error_system(err, "write", target);
			new_file_abandon(&file);
			return -1;
		}
		done += (size_t) written;
	}
	return new_file_commit(&file, err);
}
