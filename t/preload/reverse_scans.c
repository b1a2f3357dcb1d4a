/* reverse_scans.c: preloaded into a program that uses SQLite: every connection gives rows backwards where no order is asked for. */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stddef.h>

int sqlite3_open_v2(const char *name, sqlite3 **connection, int flags, const char *vfs)
{
	static int (*open_v2)(const char *, sqlite3 **, int, const char *);
	int code;

	if (!open_v2)
		*(void **) &open_v2 = dlsym(RTLD_NEXT, "sqlite3_open_v2");
	code = open_v2(name, connection, flags, vfs);
	if (code == SQLITE_OK)
		sqlite3_exec(*connection, "PRAGMA reverse_unordered_selects = ON", NULL, NULL, NULL);
	return code;
}
