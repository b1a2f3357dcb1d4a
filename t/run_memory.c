/* run_memory.c: memory is refused from the n-th allocation on, for good, or at the n-th alone: a run, a replay, a verification
 * and an import end as a failed system, with nothing done by halves, and give everything back. Every n with RECKON_FAULTS=all,
 * of those alone each eleventh, else a sample. The allocator is replaced for the whole program, libraries included; a
 * sanitizer brings one of its own, so this test is left out there. */
#if defined __has_feature
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined HAS_SANITIZER

#include <stdio.h>

int main(void)
{
	puts("1..0 # SKIP a sanitizer brings its own allocator");
	return 0;
}

#else

#include "fault_case.h"

#include <errno.h>

/* glibc's allocator under its other names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *old);
void *aligned_alloc(size_t alignment, size_t size);

/* Deeds have threads. */
static atomic_long allocations, live;
static long refused_from; /* 0: none is refused */
static bool refused_once;

static bool refuse(void)
{
	long number = atomic_fetch_add(&allocations, 1) + 1;

	if (refused_from == 0 || (refused_once ? number != refused_from : number < refused_from))
		return false;
	errno = ENOMEM;
	return true;
}

static void *counted(void *made)
{
	atomic_fetch_add(&live, made != NULL);
	return made;
}

void *malloc(size_t size)
{
	return refuse() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return refuse() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size)
{
	void *moved = refuse() ? NULL : __libc_realloc(old, size);

	atomic_fetch_add(&live, moved && !old);
	return moved;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return refuse() ? NULL : counted(__libc_memalign(alignment, size));
}

void free(void *old)
{
	atomic_fetch_sub(&live, old != NULL);
	__libc_free(old);
}

/* Whether allocations come through here: valgrind, for one, puts its own in their place. */
static bool allocator_is_ours(void)
{
	void *(*volatile allocate)(size_t) = malloc; /* volatile: or the compiler does without the call */
	void *made;

	refused_from = atomic_load(&allocations) + 1;
	made = allocate(1);
	refused_from = 0;
	free(made);
	return !made;
}

static const char *wrong_message(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (strstr(problems->items[i].message, "out of memory"))
			return NULL;
	}
	return problems->memory_failed ? NULL : "nothing says that memory ran out";
}

static bool try_refusal(enum deed deed, long from, bool once, long *refused)
{
	struct problems problems = PROBLEMS_INIT;
	const char *wrong = NULL;
	long before, lost;
	int status;

	restore(deed);
	before = atomic_load(&live);
	atomic_store(&allocations, 0);
	refused_once = once;
	refused_from = from;
	status = do_deed(deed, &problems);
	refused_from = 0;
	*refused += status == ERROR_SYSTEM;
	if (status == ERROR_SYSTEM)
		wrong = wrong_message(&problems);
	if (wrong || (status && status != ERROR_SYSTEM))
		printf("#   %s (%s)\n", problems.count ? problems.items[0].message : "no message",
		       problems.count ? problems.items[0].cause : "");
	problems_release(&problems);
	lost = atomic_load(&live) - before;
	if (lost > 0)
		wrong = "memory is not given back";
	if (!wrong)
		wrong = wrong_after(deed, status, false);
	if (wrong)
		printf("# allocation %ld%s: status %d: %s\n", from, once ? "" : " and all later ones", status, wrong);
	return !wrong;
}

/* That one alone is refused is rarer than that memory is at its end: a prime step finds what it does. */
static long sample(long count, bool once)
{
	const char *faults = getenv("RECKON_FAULTS");

	return !faults || strcmp(faults, "all") ? count / 97 + 1 : once ? 11 : 1;
}

static void sweep(enum deed deed)
{
	struct problems problems = PROBLEMS_INIT;
	long count, wrong = 0, refused = 0, tried = 0;

	/* Twice: what libraries keep for good is made by the first. */
	for (int i = 0; i < 2; i++) {
		restore(deed);
		atomic_store(&allocations, 0);
		if (do_deed(deed, &problems))
			printf("# it fails with memory: %s\n", problems.count ? problems.items[0].message : "");
	}
	problems_release(&problems);
	count = atomic_load(&allocations);
	for (int once = 0; once < 2; once++) {
		for (long from = 1; from <= count; from += sample(count, once), tried++)
			wrong += !try_refusal(deed, from, once, &refused);
	}
	ok(wrong == 0 && refused > 50, "%s: of %ld refusals %ld end it, each with nothing done by halves or lost",
	   deed_names[deed], tried, refused);
}

int main(void)
{
	if (!allocator_is_ours()) {
		puts("1..0 # SKIP something else brings the allocator");
		return 0;
	}
	make_test_folder();
	setenv("TMPDIR", test_folder, 1);
	fault_case_begin("SELECT 1");
	for (int deed = 0; deed < DEEDS; deed++)
		sweep((enum deed) deed);
	fault_case_end();
	return case_done();
}

#endif
