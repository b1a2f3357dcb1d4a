/* fault_vfs.h: an SQLite file system whose operations fail when they are told to; otherwise the usual one does the work. */
#ifndef RECKON_T_FAULT_VFS_H
#define RECKON_T_FAULT_VFS_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum operation {
	FAULT_OPEN,
	FAULT_DELETE,
	FAULT_ACCESS,
	FAULT_FULL_PATH,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_TRUNCATE,
	FAULT_SYNC,
	FAULT_SIZE,
	FAULT_LOCK,
	FAULT_UNLOCK,
	FAULT_RESERVED,
	FAULT_SHM_MAP,
	FAULT_SHM_LOCK,
	FAULT_OPERATIONS
};

static const char *const operation_names[FAULT_OPERATIONS] = { "open",    "delete",  "access",   "full path",
	                                                       "read",    "write",   "truncate", "sync",
	                                                       "size",    "lock",    "unlock",   "reserved lock",
	                                                       "shm map", "shm lock" };
/* What each fails with. A full disk is told apart from one that is broken only in writing. */
static const int operation_codes[FAULT_OPERATIONS] = {
	SQLITE_CANTOPEN,     SQLITE_IOERR_DELETE, SQLITE_IOERR_ACCESS,   SQLITE_CANTOPEN,
	SQLITE_IOERR_READ,   SQLITE_IOERR_WRITE,  SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_FSYNC,
	SQLITE_IOERR_FSTAT,  SQLITE_IOERR_LOCK,   SQLITE_IOERR_UNLOCK,   SQLITE_IOERR_CHECKRESERVEDLOCK,
	SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMLOCK
};

/* The fault to come: the operation `at` (from 1; 0: none), once or it and all later ones, fails with `code`. */
static struct {
	enum operation operation;
	long at;
	bool later;
	int code;
} fault;
static atomic_long operation_counts[FAULT_OPERATIONS];
static atomic_long files_open;

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real;
};

static sqlite3_vfs fault_vfs, *real_vfs;
static sqlite3_io_methods fault_methods;

static int faulty(enum operation operation)
{
	long number = atomic_fetch_add(&operation_counts[operation], 1) + 1;

	if (fault.at == 0 || fault.operation != operation || (fault.later ? number < fault.at : number != fault.at))
		return SQLITE_OK;
	return fault.code;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct fault_file *) (void *) file)->real;
}

/* A method of the file that fails instead of doing anything. */
#define FAULT_METHOD(method, operation, parameters, ...)                                            \
	static int fault_##method parameters                                                        \
	{                                                                                           \
		int code = faulty(operation);                                                       \
                                                                                                    \
		return code ? code : real_of(file)->pMethods->method(real_of(file), ##__VA_ARGS__); \
	}
FAULT_METHOD(xRead, FAULT_READ, (sqlite3_file * file, void *out, int size, sqlite3_int64 at), out, size, at)
FAULT_METHOD(xWrite, FAULT_WRITE, (sqlite3_file * file, const void *bytes, int size, sqlite3_int64 at), bytes, size,
             at)
FAULT_METHOD(xTruncate, FAULT_TRUNCATE, (sqlite3_file * file, sqlite3_int64 size), size)
FAULT_METHOD(xSync, FAULT_SYNC, (sqlite3_file * file, int flags), flags)
FAULT_METHOD(xFileSize, FAULT_SIZE, (sqlite3_file * file, sqlite3_int64 *out), out)
FAULT_METHOD(xLock, FAULT_LOCK, (sqlite3_file * file, int lock), lock)
FAULT_METHOD(xCheckReservedLock, FAULT_RESERVED, (sqlite3_file * file, int *out), out)
FAULT_METHOD(xShmMap, FAULT_SHM_MAP, (sqlite3_file * file, int page, int size, int extend, void volatile **out), page,
             size, extend, out)

/* What is not needed any more is given back even so. */
static int fault_xUnlock(sqlite3_file *file, int lock)
{
	int failed = faulty(FAULT_UNLOCK), code = real_of(file)->pMethods->xUnlock(real_of(file), lock);

	return failed ? failed : code;
}

static int fault_xShmLock(sqlite3_file *file, int offset, int count, int flags)
{
	int failed = flags & SQLITE_SHM_UNLOCK ? SQLITE_OK : faulty(FAULT_SHM_LOCK);

	return failed ? failed : real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static int fault_xClose(sqlite3_file *file)
{
	sqlite3_file *real = real_of(file);
	int code = real->pMethods->xClose(real);

	sqlite3_free(real);
	atomic_fetch_sub(&files_open, 1);
	return code;
}

static int fault_xFileControl(sqlite3_file *file, int operation, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int fault_xSectorSize(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int fault_xDeviceCharacteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static void fault_xShmBarrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int fault_xShmUnmap(sqlite3_file *file, int delete)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), delete);
}

static int fault_xOpen(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	struct fault_file *wrapped = (struct fault_file *) (void *) file;
	int code = faulty(FAULT_OPEN);

	(void) vfs;
	wrapped->base.pMethods = NULL;
	if (code)
		return code;
	wrapped->real = sqlite3_malloc(real_vfs->szOsFile);
	if (!wrapped->real)
		return SQLITE_NOMEM;
	memset(wrapped->real, 0, (size_t) real_vfs->szOsFile);
	code = real_vfs->xOpen(real_vfs, name, wrapped->real, flags, flags_out);
	if (code) {
		sqlite3_free(wrapped->real);
		return code;
	}
	wrapped->base.pMethods = &fault_methods;
	atomic_fetch_add(&files_open, 1);
	return SQLITE_OK;
}

static int fault_xDelete(sqlite3_vfs *vfs, const char *name, int sync)
{
	int code = faulty(FAULT_DELETE);

	(void) vfs;
	return code ? code : real_vfs->xDelete(real_vfs, name, sync);
}

static int fault_xAccess(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	int code = faulty(FAULT_ACCESS);

	(void) vfs;
	return code ? code : real_vfs->xAccess(real_vfs, name, flags, out);
}

static int fault_xFullPathname(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	int code = faulty(FAULT_FULL_PATH);

	(void) vfs;
	return code ? code : real_vfs->xFullPathname(real_vfs, name, size, out);
}

/* From here on every connection goes through it. */
static void fault_vfs_begin(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	fault_vfs = *real_vfs;
	fault_vfs.zName = "fault";
	fault_vfs.pNext = NULL;
	fault_vfs.szOsFile = (int) sizeof(struct fault_file);
	fault_vfs.xOpen = fault_xOpen;
	fault_vfs.xDelete = fault_xDelete;
	fault_vfs.xAccess = fault_xAccess;
	fault_vfs.xFullPathname = fault_xFullPathname;
	fault_methods = (sqlite3_io_methods){ .iVersion = 2,
		                              .xClose = fault_xClose,
		                              .xRead = fault_xRead,
		                              .xWrite = fault_xWrite,
		                              .xTruncate = fault_xTruncate,
		                              .xSync = fault_xSync,
		                              .xFileSize = fault_xFileSize,
		                              .xLock = fault_xLock,
		                              .xUnlock = fault_xUnlock,
		                              .xCheckReservedLock = fault_xCheckReservedLock,
		                              .xFileControl = fault_xFileControl,
		                              .xSectorSize = fault_xSectorSize,
		                              .xDeviceCharacteristics = fault_xDeviceCharacteristics,
		                              .xShmMap = fault_xShmMap,
		                              .xShmLock = fault_xShmLock,
		                              .xShmBarrier = fault_xShmBarrier,
		                              .xShmUnmap = fault_xShmUnmap };
	sqlite3_vfs_register(&fault_vfs, 1);
}

static void fault_set(enum operation operation, long at, bool later, int code)
{
	for (int i = 0; i < FAULT_OPERATIONS; i++)
		atomic_store(&operation_counts[i], 0);
	fault.operation = operation;
	fault.at = at;
	fault.later = later;
	fault.code = code;
}

#endif
