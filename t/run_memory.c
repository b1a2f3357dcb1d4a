/* run_memory.c: memory is refused from the n-th allocation on, for good, or at the n-th alone: a run, a replay, a verification
 * and an import end as a failed system, with nothing done by halves, and give everything back. Every n with RECKON_FAULTS=all,
 * of those alone each eleventh; with RECKON_FAULTS=7 each seventh of both; else a sample. Arguments: the only deeds to try, by
 * what fault_case.h calls them: 'a comparison'. */
#include "fault_case.h"
#include "refused_memory.h"

/* A name that there was no memory for is left out with all that goes round it. */
static const char *wrong_message(const struct problems *problems)
{
	bool said = false;

	for (size_t i = 0; i < problems->count; i++) {
		const char *message = problems->items[i].message;

		said |= strstr(message, "out of memory") != NULL;
		if (strstr(message, ", )") || strstr(message, " ()") || strstr(message, "''"))
			return "a message names nothing";
	}
	return said || problems->memory_failed ? NULL : "nothing says that memory ran out";
}

/* Nothing is printed before all is counted: the first time would take memory for good. */
static bool try_refusal(enum deed deed, long from, bool once, long *refused)
{
	struct problems problems = PROBLEMS_INIT;
	struct error first = { .message = "no message" };
	const char *wrong = NULL;
	long before, lost;
	int status;

	restore(deed);
	before = atomic_load(&live);
	refuse_from(from, once);
	status = do_deed(deed, &problems);
	refuse_from(0, false);
	*refused += status == ERROR_SYSTEM;
	if (status == ERROR_SYSTEM)
		wrong = wrong_message(&problems);
	for (size_t i = 0; i < problems.count && (i == 0 || first.warning); i++)
		first = problems.items[i];
	problems_release(&problems);
	lost = atomic_load(&live) - before;
	if (!wrong && lost > 0)
		wrong = "memory is not given back";
	if (!wrong)
		wrong = wrong_after(deed, status, false);
	if (wrong) {
		printf("# allocation %ld%s: status %d, %ld blocks lost: %s\n#   %s (%s)\n", from,
		       once ? "" : " and all later ones", status, lost, wrong, first.message, first.cause);
		fflush(stdout);
	}
	return !wrong;
}

/* That one alone is refused is rarer than that memory is at its end: a prime step finds what it does. */
static long sample(long count, bool once)
{
	const char *faults = getenv("RECKON_FAULTS");

	if (faults && atol(faults) > 0)
		return atol(faults);
	return !faults || strcmp(faults, "all") ? count / 97 + 1 : once ? 11 : 1;
}

static void sweep(enum deed deed, const char *how)
{
	struct problems problems = PROBLEMS_INIT;
	long count, wrong = 0, refused = 0, tried = 0;

	/* Twice: what libraries keep for good is made by the first. */
	for (int i = 0; i < 2; i++) {
		restore(deed);
		refuse_from(0, false);
		if (do_deed(deed, &problems))
			printf("# it fails with memory: %s\n", problems.count ? problems.items[0].message : "");
	}
	problems_release(&problems);
	count = atomic_load(&allocations);
	for (int once = 0; once < 2; once++) {
		for (long from = 1; from <= count; from += sample(count, once), tried++)
			wrong += !try_refusal(deed, from, once, &refused);
	}
	ok(wrong == 0 && refused > 50, "%s%s: of %ld refusals %ld end it, each with nothing done by halves or lost",
	   deed_names[deed], how, tried, refused);
}

static bool is_asked_for(const char *name, int argc, char **argv)
{
	bool asked = argc < 2;

	for (int i = 1; i < argc; i++)
		asked |= !strcmp(argv[i], name);
	return asked;
}

int main(int argc, char **argv)
{
	const char *why_not = cannot_refuse();

	if (why_not) {
		printf("1..0 # SKIP %s\n", why_not);
		return 0;
	}
	make_test_folder();
	setenv("TMPDIR", test_folder, 1);
	fault_case_begin("SELECT 1");
	for (int deed = 0; deed < DEEDS; deed++) {
		if (is_asked_for(deed_names[deed], argc, argv))
			sweep((enum deed) deed, "");
	}
	/* Each text is put into UTF-8, for which there may be no memory. */
	fault_case_begin("PRAGMA encoding = 'UTF-16'");
	if (is_asked_for(deed_names[IMPORT], argc, argv))
		sweep(IMPORT, " into data in UTF-16");
	fault_case_end();
	return case_done();
}
