/* failing_memory.c: preloaded into a program, refuses memory: allocation FAIL_FROM (counted from the program's start, from 1)
 * and all later ones fail. With COUNT_INTO, writes to that file how many allocations there were. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
/* Declared here too, so that each definition below has its declaration, whatever attributes the C library's have. */
int posix_memalign(void **out, size_t alignment, size_t size);
void *aligned_alloc(size_t alignment, size_t size);

static atomic_long count, fail_from;

__attribute__((constructor)) static void begin(void)
{
	const char *from = getenv("FAIL_FROM");

	atomic_store(&count, 0);
	atomic_store(&fail_from, from ? strtol(from, NULL, 10) : 0);
}

__attribute__((destructor)) static void finish(void)
{
	const char *path = getenv("COUNT_INTO");
	char text[32];
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;

	if (fd >= 0) {
		int length = snprintf(text, sizeof text, "%ld\n", atomic_load(&count));

		if (write(fd, text, (size_t) length) != length)
			abort();
		close(fd);
	}
}

static int refused(void)
{
	long from = atomic_load(&fail_from), number = atomic_fetch_add(&count, 1) + 1;

	if (from == 0 || number < from)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
	return refused() ? NULL : __libc_calloc(number, size);
}

void *realloc(void *old, size_t size)
{
	return refused() ? NULL : __libc_realloc(old, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	void *memory = refused() ? NULL : __libc_memalign(alignment, size);

	if (!memory)
		return ENOMEM;
	*out = memory;
	return 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return refused() ? NULL : __libc_memalign(alignment, size);
}
