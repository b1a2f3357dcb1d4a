/* no_row.c: where a function gave nothing since no row of a decision table matched: which table, and what it was asked. */
#include "evaluate/machine.h"
#include "rules/decision_table_state.h"
#include "rules/place.h"

#include <string.h>

/* The last table that the function asked, and what it read: "income £10,000, tenure own". Empty: a row matched. */
static void note_table(void *context, const struct library_step *step)
{
	struct machine *machine = context;

	if (step->kind != STEP_TABLE)
		return;
	text_clear(machine->told);
	machine->told_table = step->table;
	for (size_t i = 0; i < step->input_count && !step->row_count; i++) {
		if (!step->inputs[i].needed)
			continue;
		text_append_format(machine->told, "%s%.60s ", machine->told->length ? ", " : "",
		                   step->inputs[i].label);
		value_print(step->inputs[i].type, step->inputs[i].value, machine->told);
	}
	if (machine->told->length && step->day.year) {
		char day[DATE_TEXT_SIZE];

		date_print(step->day, day);
		text_append_format(machine->told, " on %s", day);
	}
}

/* Where the table stands: in its file, or in Lua. */
static void place_table(const struct table_made *table, struct error *err)
{
	static const char call[] = "decision_table";
	const struct table_file *file = table->content ? table->content->file : NULL;
	struct place place = table->place;
	int underline;

	err->file[0] = '\0';
	if (file) {
		error_excerpt(err, file->source->shown, file->source->text, file->source->length,
		              file->inputs[0].heading.offset, file->inputs[0].heading.written);
		return;
	}
	place_find(&place, call, strlen(call), &underline);
	place_error(err, place);
}

void no_row_explain(struct machine *machine, struct instance *instance, int function, const struct rule *rule,
                    struct error *err)
{
	const struct table_made *tables = machine->plan->ruleset->tables;
	struct text asked = TEXT_INIT;
	struct error ignored = ERROR_INIT;
	sandbox_watcher *before = sandbox_watch(machine->sandbox, note_table);

	machine->told = &asked;
	machine->told_table = -1;
	/* Rules are pure: it comes to the same. */
	if (machine_call(machine, instance, function, rule, &ignored) == CALL_OK)
		lua_pop(sandbox_lua(machine->sandbox), 1);
	sandbox_watch(machine->sandbox, before);
	machine->told = NULL;
	if (asked.length && !asked.failed && machine->told_table >= 0) {
		error_set(err, ERROR_INPUT, "no row of the decision table matches %.300s", text_string(&asked));
		error_hint(err, "add a row or a default; where there may be none, write optional = true");
		place_table(&tables[machine->told_table], err);
	}
	text_release(&asked);
}
