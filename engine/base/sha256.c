/* sha256.c: SHA-256 by libcrypto, and the Merkle tree over it. */
#include "base/sha256.h"

#include "base/error.h"

/* The one-shot SHA256_* functions are deprecated in OpenSSL 3 but cost a third of EVP's for rows of a hundred bytes, and
 * they cannot fail for want of memory. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <string.h>

void sha256(const void *bytes, size_t length, uint8_t out[SHA256_SIZE])
{
	SHA256_CTX context;

	SHA256_Init(&context);
	SHA256_Update(&context, bytes, length);
	SHA256_Final(out, &context);
}

/* RFC 2104, with SHA-256's block of 64 bytes. */
void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[SHA256_SIZE])
{
	uint8_t block[64] = { 0 }, pad[64], inner[SHA256_SIZE];
	SHA256_CTX context;

	if (key_length > sizeof block)
		sha256(key, key_length, block);
	else if (key_length)
		memcpy(block, key, key_length);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] = block[i] ^ 0x36;
	SHA256_Init(&context);
	SHA256_Update(&context, pad, sizeof pad);
	SHA256_Update(&context, bytes, length);
	SHA256_Final(inner, &context);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] = block[i] ^ 0x5c;
	SHA256_Init(&context);
	SHA256_Update(&context, pad, sizeof pad);
	SHA256_Update(&context, inner, sizeof inner);
	SHA256_Final(out, &context);
}

void sha256_hex(const uint8_t digest[SHA256_SIZE], char out[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_SIZE; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[SHA256_HEX_SIZE - 1] = '\0';
}

void merkle_leaf(const void *content, size_t length, uint8_t out[SHA256_SIZE])
{
	static const uint8_t leaf = 0x00;
	SHA256_CTX context;

	SHA256_Init(&context);
	SHA256_Update(&context, &leaf, 1);
	SHA256_Update(&context, content, length);
	SHA256_Final(out, &context);
}

static void merkle_node(const uint8_t left[SHA256_SIZE], const uint8_t right[SHA256_SIZE], uint8_t out[SHA256_SIZE])
{
	uint8_t bytes[1 + 2 * SHA256_SIZE];

	bytes[0] = 0x01;
	memcpy(bytes + 1, left, SHA256_SIZE);
	memcpy(bytes + 1 + SHA256_SIZE, right, SHA256_SIZE);
	sha256(bytes, sizeof bytes, out);
}

void merkle_add(struct merkle *tree, const uint8_t leaf[SHA256_SIZE])
{
	uint8_t carried[SHA256_SIZE];
	unsigned int level = 0;

	ensure(tree->count < UINT64_MAX);
	memcpy(carried, leaf, SHA256_SIZE);
	for (; tree->count >> level & 1; level++)
		merkle_node(tree->level[level], carried, carried);
	memcpy(tree->level[level], carried, SHA256_SIZE);
	tree->count++;
}

void merkle_root(const struct merkle *tree, uint8_t out[SHA256_SIZE])
{
	bool begun = false;

	if (tree->count == 0) {
		sha256("", 0, out);
		return;
	}
	/* RFC 9162 splits at the largest power of two below n, so the full subtrees join from the smallest up. */
	for (unsigned int level = 0; level < 64; level++) {
		if (!(tree->count >> level & 1))
			continue;
		if (begun)
			merkle_node(tree->level[level], out, out);
		else
			memcpy(out, tree->level[level], SHA256_SIZE);
		begun = true;
	}
}
