/* memory.h: arenas and growing arrays. Every allocation can fail; the caller reports it (error_memory).
 *
 * An arena owns everything allocated from it and gives it all back at once. What a file of rules,
 * a schema or a scenario is read into lives in one arena, so nobody asks who frees a name.
 */
#ifndef RECKON_BASE_MEMORY_H
#define RECKON_BASE_MEMORY_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *blocks;
	struct arena_block *spare; /* for use again */
};
#define ARENA_INIT             \
	{                      \
		.blocks = NULL \
	}

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for any type; NULL: out of memory */
void *arena_array(struct arena *arena, size_t count, size_t size);        /* the same, checked for overflow */
void *arena_room(struct arena *arena, size_t count, size_t size);         /* not zeroed: for what is filled at once */
char *arena_text(struct arena *arena, const char *text);                  /* a copy; NULL: out of memory */
char *arena_bytes(struct arena *arena, const void *bytes, size_t length); /* a copy with a NUL behind it */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_clear(struct arena *arena); /* forgets everything, keeps blocks of the usual size to use again */
void arena_release(struct arena *arena);

/* Grows a malloc'ed array so that it holds at least `needed` items: `*items` may move, new items are zeroed.
 * Returns 0 or -1 (out of memory; the array is as it was). */
int array_reserve(void *items_pointer, size_t *capacity, size_t needed, size_t item_size);

#endif
