/* rules.c: whole rule files, loaded and called in the sandbox with little to spend. Whatever they do, the host goes on: loading says
 * what is wrong or succeeds, the same files load again alike, and every function that was declared ends, twice the same way. */
#include "files.h"
#include "rule_files.h"

#include "rules/formula.h"

static const char parameters_text[] =
	"fee: {type: money, illustrative: test, values: {2024-04-01: £12.50, 2026-04-01: £13}}\n"
	"g: {share: {type: rate, illustrative: test, values: {2024-04-01: 12.5%}}}\n";

static void read_parameters(struct loaded *loaded)
{
	struct error err = ERROR_INIT;

	must(!sources_add(&loaded->sources, "fixed.yaml", SOURCE_PARAMETERS, parameters_text,
	                  sizeof parameters_text - 1, &err));
	loaded->scenario.parameters.arena = &loaded->scenario.arena;
	parameters_read(&loaded->scenario.parameters, loaded->sources.items[loaded->sources.count - 1],
	                &loaded->problems);
	must(loaded->problems.count == 0);
}

static void call_all(struct loaded *loaded)
{
	const struct sandbox_limits limits = { .memory = 8u << 20, .instructions = 20000 };
	struct sandbox *sandbox = NULL;
	struct error err = ERROR_INIT;

	if (sandbox_new(&sandbox, &loaded->ruleset, &loaded->sources, &limits, NULL, &err)) {
		check_error(&err); /* loading had more to spend */
		return;
	}
	for (size_t i = 0; i < loaded->ruleset.function_count && i < 20; i++) {
		char first[512];

		snprintf(first, sizeof first, "%s", call_function(sandbox, (int) i, &err));
		if (err.code != ERROR_NONE)
			check_error(&err);
		must(!strcmp(first, call_function(sandbox, (int) i, &err)));
	}
	must(lua_gettop(sandbox_lua(sandbox)) < 50);
	sandbox_free(sandbox);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct loaded loaded = { .problems = PROBLEMS_INIT };
	struct error err = ERROR_INIT;

	must(!sources_init(&loaded.sources, NULL, &err));
	if (take_files(&loaded.sources, "a.lua", data, size)) {
		read_parameters(&loaded);
		loaded.paths[loaded.scenario.rule_count++] = "a.lua";
		load_paths(&loaded);
		must((loaded.result == 0) == (loaded.problems.errors == 0));
		check_problems(&loaded.problems);
		if (loaded.result == 0)
			call_all(&loaded);
	}
	forget(&loaded);
	return 0;
}
