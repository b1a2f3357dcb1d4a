/* refused_memory.h: for tests that refuse memory: an allocator in place of the whole program's, libraries included, that counts
 * and refuses. Where something else brings the allocator, cannot_refuse says so, and the test is left out. */
#ifndef RECKON_T_REFUSED_MEMORY_H
#define RECKON_T_REFUSED_MEMORY_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#if defined __SANITIZE_ADDRESS__
#define HAS_SANITIZER true
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER true
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER false
#endif

/* What is tested may have threads. */
static atomic_long allocations; /* asked for so far, given or not */
static atomic_long live;        /* blocks that were given and not given back */
static long refused_from;       /* the allocation that is refused first; 0: none is */
static bool refused_once;       /* it alone, and no later ones */

/* Counts from here on, and refuses the allocation `from`; 0: none. */
static void refuse_from(long from, bool once)
{
	atomic_store(&allocations, 0);
	refused_once = once;
	refused_from = from;
}

#if !HAS_SANITIZER

/* glibc's allocator under its other names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *old);
void *aligned_alloc(size_t alignment, size_t size);

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

#endif

/* Why memory cannot be refused here, or NULL. Valgrind, for one, puts its own allocator in place of any. */
static const char *cannot_refuse(void)
{
	void *(*volatile allocate)(size_t) = malloc; /* volatile: or the compiler does without the call */
	void *made;

	if (HAS_SANITIZER)
		return "a sanitizer brings its own allocator";
	refuse_from(1, false);
	made = allocate(1);
	refuse_from(0, false);
	free(made);
	return made ? "something else brings the allocator" : NULL;
}

#endif
