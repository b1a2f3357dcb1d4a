/* sha256.h: SHA-256 and HMAC-SHA-256 (by OpenSSL's libcrypto) and the Merkle tree of RFC 9162, section 2.1.
 * The only file that knows libcrypto is sha256.c. */
#ifndef RECKON_BASE_SHA256_H
#define RECKON_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE     32
#define SHA256_HEX_SIZE 65                  /* with the NUL */
#define MERKLE_MOST     (UINT64_C(1) << 62) /* leaves of a tree */
#define MERKLE_DEPTH    126 /* full subtrees in a part of it, with a new one: at most two of each size */

void sha256(const void *bytes, size_t length, uint8_t out[SHA256_SIZE]);
void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[SHA256_SIZE]);
void sha256_hex(const uint8_t digest[SHA256_SIZE], char out[SHA256_HEX_SIZE]);

/* leaf = SHA-256(0x00 || content) */
void merkle_leaf(const void *content, size_t length, uint8_t out[SHA256_SIZE]);

/* A tree built leaf by leaf from the left in constant memory: zero-initialise to begin. Or a part of one, for leaves from
 * number `start` on: begin with { .start = ... }, add its leaves, and append it to the tree (or to a part) that ends where it starts.
 * Parts can be built side by side, and what is left to do for each when it is appended does not grow with its leaves. */
struct merkle {
	uint64_t start, count;
	size_t depth;
	/* Of the largest full subtrees that the leaves make, from left to right. */
	uint8_t roots[MERKLE_DEPTH][SHA256_SIZE];
};
void merkle_add(struct merkle *tree, const uint8_t leaf[SHA256_SIZE]);
void merkle_append(struct merkle *tree, const struct merkle *part);
void merkle_root(const struct merkle *tree, uint8_t out[SHA256_SIZE]); /* of no leaves: SHA-256 of nothing */

#endif
