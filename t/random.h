/* random.h: numbers that look random, and are the same in every run of a test. */
#ifndef RECKON_T_RANDOM_H
#define RECKON_T_RANDOM_H

#include <stddef.h>
#include <stdint.h>

static uint64_t random_state = 1;

__attribute__((unused)) static uint64_t next_random(void)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return random_state >> 33;
}

__attribute__((unused)) static size_t below(size_t most)
{
	return (size_t) (next_random() % most);
}

#endif
