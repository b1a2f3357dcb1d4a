/* config_memory.c: reading a scenario with memory refused from the n-th allocation on, for every n: each time an error, and
 * nothing lost. The allocator is replaced for the whole program, libyaml included; a sanitizer brings one of its own, so
 * this test is left out there. */
#include "config/scenario.h"

#include "config.h"

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined HAS_SANITIZER

int main(void)
{
	puts("1..0 # SKIP a sanitizer brings its own allocator");
	return 0;
}

#else

/* glibc's allocator under its other names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *old);

static bool counting;
static long allocations, refused_from, live;

static bool refuse(void)
{
	return counting && ++allocations >= refused_from;
}

void *malloc(size_t size)
{
	void *made = refuse() ? NULL : __libc_malloc(size);

	live += counting && made;
	return made;
}

void *calloc(size_t count, size_t size)
{
	void *made = refuse() ? NULL : __libc_calloc(count, size);

	live += counting && made;
	return made;
}

void *realloc(void *old, size_t size)
{
	void *moved = refuse() ? NULL : __libc_realloc(old, size);

	live += counting && moved && !old;
	return moved;
}

void free(void *old)
{
	live -= counting && old;
	__libc_free(old);
}

static const char top[] =
	"scenario: s\nextends: base.yaml\nperiods: 2025-26 to 2027-28\nset: {a.b: 1, a.c: {2025-26: 2%}}\n"
	"records:\n  x: {where: y}\n  z: {query: q, key: [id], fields: {id: integer personal, d: {type: date}}}\n"
	"in: £m\nexpect:\n  - {total: t, group: [a, b], in: £000, values: {2025-26: 1, 2026-27: 2}, within: "
	"{addends: 2}}\n";
static const char base[] = "title: Base\ndata: x.db\nrules: [r.lua]\nparameters: [p.yaml, q.yaml]\nset: {a.b: 4}\n"
			   "expect: [{figure: f, values: {2025-26: 1}}]\n";
static const char parameters[] =
	"a:\n  b: {type: money, source: {title: t, page: 4}, values: {2025-26: 1, 2026-27: 2}}\n"
	"  c: {type: rate, illustrative: why, values: {2025-26: 1%}}\n"
	"  f: {type: scale, kind: whole, source: t, values: {2025-26: [{from: 0, rate: 1%}, {over: 5, rate: 2%}]}}\n"
	"  g: {type: money, by: ward, source: t, values: {2024-25: {n: 1, s: 2}}, uprate: {by: a.c, from: 2025-26, "
	"step: 1p}}\n";
/* Problems need memory too: unknown keys, duplicates, anchors, text that is not YAML. */
static const char bad[] = "d: {type: mony, sorce: s, values: {2025-26: &x 1, 2025-26: *y}}\ne: [\n";

static const char *const files[][2] = {
	{ "s.yaml", top }, { "base.yaml", base }, { "r.lua", "\n" }, { "p.yaml", parameters }
};

/* Whether all was read as it would be with memory to spare. */
static bool read_all(const char *last, bool *failed)
{
	struct sources sources;
	struct scenario scenario;
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	int result = sources_init(&sources, NULL, &err);

	for (size_t i = 0; result == 0 && i < sizeof files / sizeof *files; i++)
		result = sources_add(&sources, files[i][0], SOURCE_SCENARIO, files[i][1], strlen(files[i][1]), &err);
	if (result == 0)
		result = sources_add(&sources, "q.yaml", SOURCE_SCENARIO, last, strlen(last), &err);
	if (result == 0) {
		result = scenario_read(&scenario, &sources, "s.yaml", &problems);
		scenario_release(&scenario);
	} else {
		problems_add(&problems, &err);
	}
	*failed = problems.memory_failed;
	for (size_t i = 0; i < problems.count; i++)
		*failed = *failed || problems.items[i].code == ERROR_SYSTEM;
	sources_release(&sources);
	problems_release(&problems);
	return result == 0;
}

static void sweep(const char *last, bool good, const char *name)
{
	bool failed = true, read = false;
	long leaked = 0, silent = 0, steps = 0;

	for (refused_from = 1; failed && refused_from < 100000; refused_from++, steps++) {
		allocations = live = 0;
		counting = true;
		read = read_all(last, &failed);
		counting = false;
		leaked += live != 0;
		/* Memory that was refused must show as an error: never as a scenario with something missing. */
		silent += allocations >= refused_from && !failed;
	}
	ok(steps > 20 && !failed, "%s: memory was refused at every step (%ld of them)", name, steps);
	is_number(silent, 0, "each time it was an error");
	is_number(leaked, 0, "each time everything was given back");
	ok(read == good, "and with enough memory the result is the usual one");
}

/* Whether allocations come through here: valgrind, for one, puts its own in their place. */
static bool allocator_is_ours(void)
{
	void *(*volatile allocate)(size_t) = malloc; /* volatile: or the compiler does without the call */
	void *made;

	refused_from = 1;
	allocations = 0;
	counting = true;
	made = allocate(1);
	counting = false;
	free(made);
	return !made;
}

int main(void)
{
	if (!allocator_is_ours()) {
		puts("1..0 # SKIP something else brings the allocator");
		return 0;
	}
	sweep("d: {type: text, source: s, values: {2025-26: x}}\n", true, "a good scenario");
	sweep(bad, false, "a bad one");
	return done();
}

#endif
