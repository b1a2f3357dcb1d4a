/* sha256.h: SHA-256 and HMAC-SHA-256 (by OpenSSL's libcrypto) and the Merkle tree of RFC 9162, section 2.1.
 * The only file that knows libcrypto is sha256.c. */
#ifndef RECKON_BASE_SHA256_H
#define RECKON_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE     32
#define SHA256_HEX_SIZE 65 /* with the NUL */

void sha256(const void *bytes, size_t length, uint8_t out[SHA256_SIZE]);
void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[SHA256_SIZE]);
void sha256_hex(const uint8_t digest[SHA256_SIZE], char out[SHA256_HEX_SIZE]);

/* leaf = SHA-256(0x00 || content) */
void merkle_leaf(const void *content, size_t length, uint8_t out[SHA256_SIZE]);

/* A tree built leaf by leaf from the left in constant memory. Zero-initialise to begin. */
struct merkle {
	uint8_t level
		[64]
		[SHA256_SIZE]; /* level[i] is the root of a full subtree of 2^i leaves, where bit i of count is set */
	uint64_t count;
};
void merkle_add(struct merkle *tree, const uint8_t leaf[SHA256_SIZE]);
void merkle_root(const struct merkle *tree, uint8_t out[SHA256_SIZE]); /* of no leaves: SHA-256 of nothing */

#endif
