/* memory.c: arenas and growing arrays. */
#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t) 16 << 10)
#define ALIGNMENT  ((size_t) 16)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

/* A block with room for `size`. */
static struct arena_block *new_block(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;
	struct arena_block *block = room == BLOCK_SIZE ? arena->spare : NULL;

	if (block) {
		arena->spare = block->next;
	} else {
		block = malloc(sizeof *block + room);
		if (!block)
			return NULL;
		block->size = room;
	}
	block->used = 0;
	/* A block made for one large thing goes behind the current one, whose room is still good. */
	if (arena->blocks && room == size && room != BLOCK_SIZE) {
		block->next = arena->blocks->next;
		arena->blocks->next = block;
	} else {
		block->next = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

static void *take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	void *result;

	if (size > SIZE_MAX - BLOCK_SIZE)
		return NULL;
	size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (!block || block->size - block->used < size) {
		block = new_block(arena, size);
		if (!block)
			return NULL;
	}
	result = block->bytes + block->used;
	block->used += size;
	return result;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *result = take(arena, size);

	return result ? memset(result, 0, size) : NULL;
}

void *arena_room(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(count, size, &bytes) ? NULL : take(arena, bytes);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return arena_alloc(arena, bytes);
}

char *arena_bytes(struct arena *arena, const void *bytes, size_t length)
{
	char *copy = length == SIZE_MAX ? NULL : take(arena, length + 1);

	if (!copy)
		return NULL;
	if (length)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return arena_bytes(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	char *result = NULL;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	if (length >= 0)
		result = arena_alloc(arena, (size_t) length + 1);
	if (result)
		vsnprintf(result, (size_t) length + 1, format, again);
	va_end(again);
	va_end(arguments);
	return result;
}

void arena_clear(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *next = block->next;

		if (block->size == BLOCK_SIZE) {
			block->next = arena->spare;
			arena->spare = block;
		} else {
			free(block);
		}
		block = next;
	}
	arena->blocks = NULL;
}

void arena_release(struct arena *arena)
{
	arena_clear(arena);
	while (arena->spare) {
		struct arena_block *next = arena->spare->next;

		free(arena->spare);
		arena->spare = next;
	}
}

int array_reserve(void *items_pointer, size_t *capacity, size_t needed, size_t item_size)
{
	void **items = items_pointer;
	size_t grown = *capacity ? *capacity : 8, bytes;
	void *moved;

	if (needed <= *capacity)
		return 0;
	while (grown < needed) {
		if (__builtin_mul_overflow(grown, (size_t) 2, &grown))
			return -1;
	}
	if (__builtin_mul_overflow(grown, item_size, &bytes))
		return -1;
	moved = realloc(*items, bytes);
	if (!moved)
		return -1;
	memset((char *) moved + *capacity * item_size, 0, (grown - *capacity) * item_size);
	*items = moved;
	*capacity = grown;
	return 0;
}
