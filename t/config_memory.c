/* config_memory.c: reading a scenario with memory refused from the n-th allocation on, for every n: each time an error, and
 * nothing lost. */
#include "config/scenario.h"

#include "config.h"
#include "refused_memory.h"

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

	for (; failed && steps < 100000; steps++) {
		long before = atomic_load(&live);

		refuse_from(steps + 1, false);
		read = read_all(last, &failed);
		/* Memory that was refused must show as an error: never as a scenario with something missing. */
		silent += atomic_load(&allocations) > steps && !failed;
		refuse_from(0, false);
		leaked += atomic_load(&live) != before;
	}
	ok(steps > 20 && !failed, "%s: memory was refused at every step (%ld of them)", name, steps);
	is_number(silent, 0, "each time it was an error");
	is_number(leaked, 0, "each time everything was given back");
	ok(read == good, "and with enough memory the result is the usual one");
}

int main(void)
{
	const char *why_not = cannot_refuse();

	if (why_not) {
		printf("1..0 # SKIP %s\n", why_not);
		return 0;
	}
	sweep("d: {type: text, source: s, values: {2025-26: x}}\n", true, "a good scenario");
	sweep(bad, false, "a bad one");
	return done();
}
