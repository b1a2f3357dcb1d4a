/* sha256.c: SHA-256 by libcrypto, and the Merkle tree over it. */
#include "base/sha256.h"

#include "base/error.h"

/* The SHA256_* functions are deprecated in OpenSSL 3 but cost a third of EVP's for rows of a hundred bytes, and they cannot
 * fail for want of memory. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <string.h>

#define BLOCK       ((size_t) SHA256_CBLOCK)
#define PAIR        ((size_t) 2 * SHA256_SIZE)
#define LENGTH_SIZE 8 /* what padding ends with: the number of bits */

/* Where a message is begun: FIPS 180-4, section 5.3.3. */
static const SHA_LONG begun[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

/* Of the context only what SHA256_Update looks at for whole blocks. */
static inline void begin(SHA256_CTX *context)
{
	memcpy(context->h, begun, sizeof begun);
	context->Nl = context->Nh = context->num = 0;
	context->md_len = SHA256_SIZE;
}

/* Big-endian. (Byte by byte, compilers make far more of it.) */
static inline void put_word(uint8_t *out, uint32_t word)
{
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		word = __builtin_bswap32(word);
	memcpy(out, &word, sizeof word);
}

/* Pads what the blocks hold, the last `used` bytes of a message of `bits`, and gives the digest of it all. */
static inline void finish(SHA256_CTX *context, uint8_t *blocks, size_t used, uint64_t bits, uint8_t out[SHA256_SIZE])
{
	size_t end = (used + 1 + LENGTH_SIZE + BLOCK - 1) / BLOCK * BLOCK;

	blocks[used] = 0x80;
	memset(blocks + used + 1, 0, end - used - 1 - LENGTH_SIZE);
	put_word(blocks + end - LENGTH_SIZE, (uint32_t) (bits >> 32));
	put_word(blocks + end - LENGTH_SIZE / 2, (uint32_t) bits);
	SHA256_Update(context, blocks, end);
	for (size_t i = 0; i < 8; i++)
		put_word(out + 4 * i, context->h[i]);
}

/* Hashes `prefix_length` (a block at most) and `length` bytes as one message. Whole blocks go through libcrypto in
 * place, and the padding is made here: keeping what fills no block, and wiping it, would cost as much as a short message. */
static void hash(const void *prefix, size_t prefix_length, const void *bytes, size_t length, uint8_t out[SHA256_SIZE])
{
	uint8_t blocks[4 * SHA256_CBLOCK];
	const uint8_t *rest = bytes;
	uint64_t bits = ((uint64_t) prefix_length + length) * 8;
	size_t used = prefix_length;
	SHA256_CTX context;

	begin(&context);
	if (prefix_length)
		memcpy(blocks, prefix, prefix_length);
	if (length > sizeof blocks - used - 1 - LENGTH_SIZE) {
		size_t first = prefix_length ? BLOCK - used : 0, whole = (length - first) / BLOCK * BLOCK;

		if (prefix_length) {
			memcpy(blocks + used, rest, first);
			SHA256_Update(&context, blocks, BLOCK);
		}
		SHA256_Update(&context, rest + first, whole);
		rest += first + whole;
		length -= first + whole;
		used = 0;
	}
	if (length)
		memcpy(blocks + used, rest, length);
	finish(&context, blocks, used + length, bits, out);
}

/* The digest of 0x01 and two digests: one for every leaf, all of a size that the compiler knows. */
static void hash_pair(const uint8_t pair[PAIR], uint8_t out[SHA256_SIZE])
{
	uint8_t blocks[2 * SHA256_CBLOCK] = { 0x01 };
	SHA256_CTX context;

	begin(&context);
	memcpy(blocks + 1, pair, PAIR);
	finish(&context, blocks, 1 + PAIR, (1 + PAIR) * 8, out);
}

void sha256(const void *bytes, size_t length, uint8_t out[SHA256_SIZE])
{
	hash(NULL, 0, bytes, length, out);
}

/* RFC 2104. */
void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t out[SHA256_SIZE])
{
	uint8_t block[SHA256_CBLOCK] = { 0 }, pad[SHA256_CBLOCK], inner[SHA256_SIZE];

	if (key_length > sizeof block)
		sha256(key, key_length, block);
	else if (key_length)
		memcpy(block, key, key_length);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] = block[i] ^ 0x36;
	hash(pad, sizeof pad, bytes, length, inner);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] = block[i] ^ 0x5c;
	hash(pad, sizeof pad, inner, sizeof inner, out);
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

	hash(&leaf, 1, content, length, out);
}

/* Puts the root of a full subtree of 2^level leaves behind the others, and joins it with what stands to its left for as
 * long as both are the halves of one full subtree. */
static void push(struct merkle *tree, const uint8_t root[SHA256_SIZE], unsigned int level)
{
	uint64_t at = tree->start + tree->count;

	memcpy(tree->roots[tree->depth++], root, SHA256_SIZE);
	tree->count += UINT64_C(1) << level;
	for (; at >> level & 1 && (at >> level << level) - (UINT64_C(1) << level) >= tree->start; level++) {
		uint8_t *left = tree->roots[--tree->depth - 1];

		/* The two halves lie side by side. */
		hash_pair(left, left);
	}
}

void merkle_add(struct merkle *tree, const uint8_t leaf[SHA256_SIZE])
{
	ensure(tree->start + tree->count < MERKLE_MOST);
	push(tree, leaf, 0);
}

void merkle_append(struct merkle *tree, const struct merkle *part)
{
	uint64_t at = part->start, left = part->count;

	ensure(tree->start + tree->count == part->start);
	for (size_t i = 0; i < part->depth; i++) {
		/* The largest full subtree that can begin at this leaf and is not longer than what is left. */
		unsigned int level = 63 - (unsigned int) __builtin_clzll(left);

		if (at && (unsigned int) __builtin_ctzll(at) < level)
			level = (unsigned int) __builtin_ctzll(at);
		push(tree, part->roots[i], level);
		at += UINT64_C(1) << level;
		left -= UINT64_C(1) << level;
	}
}

void merkle_root(const struct merkle *tree, uint8_t out[SHA256_SIZE])
{
	uint8_t pair[PAIR];

	ensure(tree->start == 0);
	if (tree->depth == 0) {
		sha256("", 0, out);
		return;
	}
	/* RFC 9162 splits at the largest power of two below n, so the full subtrees join from the smallest up. */
	memcpy(out, tree->roots[tree->depth - 1], SHA256_SIZE);
	for (size_t i = tree->depth - 1; i-- > 0;) {
		memcpy(pair, tree->roots[i], SHA256_SIZE);
		memcpy(pair + SHA256_SIZE, out, SHA256_SIZE);
		hash_pair(pair, out);
	}
}
