/* faults.c: each operation of SQLite on its files fails in turn, once or for good, with an I/O error or a full disk: a run, a
 * replay, a verification and an import end with the status of a failed system, with nothing done by halves, nothing left
 * open or allocated. All of them with RECKON_FAULTS=all, else a sample. */
#include "fault_case.h"
#include "fault_vfs.h"

static long sample(long count)
{
	const char *faults = getenv("RECKON_FAULTS");

	return faults && !strcmp(faults, "all") ? 1 : getenv("RECKON_QUICK") ? count : count / 4 + 1;
}

/* One fault. Whether all was as it must be; *refused counts deeds that failed. */
static bool try_fault(enum deed deed, long *refused)
{
	struct problems problems = PROBLEMS_INIT;
	sqlite3_int64 memory = sqlite3_memory_used();
	bool unsure = fault.operation == FAULT_UNLOCK || fault.operation == FAULT_DELETE || fault.later;
	const char *wrong;
	int status;

	status = do_deed(deed, &problems);
	fault.at = 0;
	*refused += status == ERROR_SYSTEM;
	wrong = status == ERROR_SYSTEM && !problems.memory_failed && !problems.count ? "there is no message" : NULL;
	if (atomic_load(&files_open))
		wrong = "files are left open";
	if (sqlite3_memory_used() != memory)
		wrong = "memory is not given back";
	if (!wrong)
		wrong = wrong_after(deed, status, unsure);
	if (wrong) {
		printf("# %s: status %d: %s\n", operation_names[fault.operation], status, wrong);
		for (size_t i = 0; i < problems.count && i < 2; i++)
			printf("#   %s (%s)\n", problems.items[i].message, problems.items[i].cause);
	}
	problems_release(&problems);
	return !wrong;
}

static void sweep(enum deed deed, const char *how)
{
	struct problems problems = PROBLEMS_INIT;
	long counts[FAULT_OPERATIONS], wrong = 0, refused = 0, tried = 0;

	restore(deed);
	fault_set(FAULT_OPEN, 0, false, 0);
	if (do_deed(deed, &problems))
		printf("# it fails without a fault: %s\n", problems.count ? problems.items[0].message : "");
	problems_release(&problems);
	for (int i = 0; i < FAULT_OPERATIONS; i++)
		counts[i] = atomic_load(&operation_counts[i]);
	for (int i = 0; i < FAULT_OPERATIONS; i++) {
		for (int kind = 0; kind < (i == FAULT_WRITE ? 4 : 2); kind++) {
			for (long at = 1; at <= counts[i]; at += sample(counts[i])) {
				restore(deed);
				fault_set((enum operation) i, at, kind & 1,
				          kind & 2 ? SQLITE_FULL : operation_codes[i]);
				wrong += !try_fault(deed, &refused);
				tried++;
			}
		}
	}
	ok(wrong == 0 && refused > 5, "%s%s: of %ld faults %ld end it, each with nothing done by halves",
	   deed_names[deed], how, tried, refused);
}

int main(void)
{
	make_test_folder();
	setenv("TMPDIR", test_folder, 1);
	fault_vfs_begin();
	fault_case_begin("SELECT 1");
	for (int deed = 0; deed < DEEDS; deed++)
		sweep((enum deed) deed, "");
	fault_case_begin("PRAGMA journal_mode = WAL");
	sweep(RUN, " on data in WAL mode");
	fault_case_end();
	return case_done();
}
