/* sha256.c: digests, and Merkle trees whole and in parts. */
#include "tap.h"

#include "base/sha256.h"

#include <stdlib.h>

/* Message n is the first n bytes of this. */
static uint8_t message[2000];

static void is_digest(const uint8_t digest[SHA256_SIZE], const char *expected, const char *name)
{
	char hex[SHA256_HEX_SIZE];

	sha256_hex(digest, hex);
	is_text(hex, expected, name);
}

static void test_vectors(void)
{
	static uint8_t million[1000000];
	uint8_t digest[SHA256_SIZE];

	sha256("", 0, digest);
	is_digest(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "of nothing");
	sha256("abc", 3, digest);
	is_digest(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	          "of the standard's one-block message");
	sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, digest);
	is_digest(digest, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
	          "of the standard's two-block message");
	memset(million, 'a', sizeof million);
	sha256(million, sizeof million, digest);
	is_digest(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	          "of the standard's long message");
}

#define LENGTHS 601

/* What is expected was made with another library: the digest of the digests of every length. */
static void test_lengths(void)
{
	static const size_t keys[] = { 0, 1, 20, 63, 64, 65, 131 };
	static uint8_t digests[7 * LENGTHS][SHA256_SIZE];
	uint8_t digest[SHA256_SIZE];
	size_t count = 0;

	for (size_t n = 0; n < LENGTHS; n++)
		sha256(message, n, digests[n]);
	sha256(digests, LENGTHS * SHA256_SIZE, digest);
	is_digest(digest, "448a2e99d04cb016dda62efeef7e56c480082770f464fc22b6675a3c509be2f6",
	          "digests of messages of every length from 0 to 600 are right");
	for (size_t n = 0; n < LENGTHS; n++)
		merkle_leaf(message, n, digests[n]);
	sha256(digests, LENGTHS * SHA256_SIZE, digest);
	is_digest(digest, "fdb83778f312e21d061c1fdc715fcbc629e276a40b0bbaad97f49947ffc3b8b8",
	          "leaves of every length from 0 to 600 are right");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		for (size_t n = 0; n < 301; n++)
			hmac_sha256(message, keys[i], message, n, digests[count++]);
	}
	sha256(digests, count * SHA256_SIZE, digest);
	is_digest(digest, "06821d90c044349b741071a636d736b810cfc7d9cab00b366c81ea310d6e7e8a",
	          "keyed digests are right, with keys shorter and longer than a block");
}

/* RFC 4231, cases 1 and 6. */
static void test_keyed(void)
{
	static const char text[] = "Test Using Larger Than Block-Size Key - Hash Key First";
	uint8_t key[131], digest[SHA256_SIZE];

	memset(key, 0x0b, 20);
	hmac_sha256(key, 20, "Hi There", 8, digest);
	is_digest(digest, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", "a short key");
	memset(key, 0xaa, sizeof key);
	hmac_sha256(key, sizeof key, text, sizeof text - 1, digest);
	is_digest(digest, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
	          "a key longer than a block");
}

/* RFC 9162, section 2.1.1, word for word. */
static void root_by_definition(uint8_t (*leaves)[SHA256_SIZE], size_t count, uint8_t out[SHA256_SIZE])
{
	uint8_t node[1 + 2 * SHA256_SIZE] = { 0x01 };
	size_t k = 1;

	if (count == 0) {
		sha256("", 0, out);
		return;
	}
	if (count == 1) {
		memcpy(out, leaves[0], SHA256_SIZE);
		return;
	}
	while (2 * k < count)
		k *= 2;
	root_by_definition(leaves, k, node + 1);
	root_by_definition(leaves + k, count - k, node + 1 + SHA256_SIZE);
	sha256(node, sizeof node, out);
}

#define LEAVES 3000
static uint8_t leaves[LEAVES][SHA256_SIZE];

static bool has_root(const struct merkle *tree, size_t count)
{
	uint8_t got[SHA256_SIZE], expected[SHA256_SIZE];

	merkle_root(tree, got);
	root_by_definition(leaves, count, expected);
	return tree->count == count && !memcmp(got, expected, sizeof got);
}

static void test_tree(void)
{
	struct merkle tree = { .start = 0 };
	int wrong = !has_root(&tree, 0);

	for (size_t i = 0; i < 300; i++) {
		merkle_add(&tree, leaves[i]);
		wrong += !has_root(&tree, i + 1);
	}
	is_number(wrong, 0, "trees of 0 to 300 leaves have the root that RFC 9162 defines");
}

static struct merkle part_of(size_t start, size_t count)
{
	struct merkle part = { .start = start };

	for (size_t i = 0; i < count; i++)
		merkle_add(&part, leaves[start + i]);
	return part;
}

/* Every start and count below 70: what leads to it leaf by leaf, the part, and one leaf more. */
static void test_each_part(void)
{
	int wrong = 0;

	for (size_t start = 0; start < 70; start++) {
		for (size_t count = 0; count < 70; count++) {
			struct merkle tree = part_of(0, start), part = part_of(start, count);

			merkle_append(&tree, &part);
			wrong += !has_root(&tree, start + count);
			merkle_add(&tree, leaves[start + count]);
			wrong += !has_root(&tree, start + count + 1);
		}
	}
	is_number(wrong, 0, "a part that starts anywhere and has any length gives the tree its leaves would");
}

/* Numbers that look random and are the same everywhere. */
static size_t below(size_t end)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t) (state >> 33) % end;
}

static void test_many_parts(void)
{
	int wrong = 0, wrong_parts = 0;

	for (int round = 0; round < 100; round++) {
		size_t count = 1 + below(LEAVES), longest = 1 + below(count), done = 0;
		struct merkle tree = { .start = 0 };

		while (done < count) {
			size_t room = count - done < longest ? count - done : longest;
			size_t first = below(room + 1), second = below(room - first + 1);
			struct merkle part = part_of(done, first), next = part_of(done + first, second);
			struct merkle both = part_of(done, first + second);

			/* Parts join to longer parts. */
			merkle_append(&part, &next);
			wrong_parts += part.depth != both.depth || part.count != both.count
			               || memcmp(part.roots, both.roots, part.depth * SHA256_SIZE) != 0;
			merkle_append(&tree, &part);
			done += first + second;
		}
		wrong += !has_root(&tree, count);
	}
	is_number(wrong, 0, "trees made of parts of any lengths have the root of their leaves");
	is_number(wrong_parts, 0, "parts that are joined are the part of their leaves");
}

static void test_far_part(void)
{
	uint64_t start = (UINT64_C(1) << 61) - 1000;
	struct merkle whole = { .start = start }, part = { .start = start };
	struct merkle next = { .start = start + 1500 };

	for (size_t i = 0; i < LEAVES; i++)
		merkle_add(&whole, leaves[i]);
	for (size_t i = 0; i < LEAVES; i++)
		merkle_add(i < 1500 ? &part : &next, leaves[i]);
	merkle_append(&part, &next);
	ok(part.count == LEAVES && part.depth == whole.depth
	           && !memcmp(part.roots, whole.roots, whole.depth * SHA256_SIZE),
	   "parts far to the right join like others");
}

int main(void)
{
	for (size_t i = 0; i < sizeof message; i++)
		message[i] = (uint8_t) (i * 7 + 3);
	for (size_t i = 0; i < LEAVES; i++)
		merkle_leaf(&i, sizeof i, leaves[i]);
	test_vectors();
	test_lengths();
	test_keyed();
	test_tree();
	test_each_part();
	test_many_parts();
	test_far_part();
	return done();
}
