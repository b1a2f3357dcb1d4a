/* figure.c: evaluates figures, and findings about them, when all records are done.
 *
 * Period by period: within one, a figure that another reads comes before it, so far as that can be seen in their source, and
 * otherwise when it is read. One thread does it all. */
#include "evaluate/amount.h"
#include "evaluate/tracing.h"
#include "rules/place.h"

#include <lauxlib.h>
#include <string.h>

/* Raises `err`, naming the figure or finding, and the period. */
static void raise_named(struct machine *machine, const char *what, const char *name, struct error *err)
{
	size_t used = strlen(err->message);

	if (!machine->named && err->code != ERROR_BUG) {
		snprintf(err->message + used, sizeof err->message - used, " (%s '%s', %s)", what, name,
		         machine->plan->periods[machine->period].label);
		machine->named = true;
	}
	sandbox_raise(sandbox_lua(machine->sandbox), err);
}

static void raise_loop(struct machine *machine, const struct figure *figure)
{
	const struct figures *figures = machine->figures;
	const struct figure *declared = machine->plan->ruleset->figures;
	struct text loop = TEXT_INIT;
	struct error err;
	size_t from = 0;

	while (figures->frames[from].figure < 0 || &declared[figures->frames[from].figure] != figure)
		from++;
	for (size_t i = from; i < figures->frame_count; i++)
		text_append_format(&loop, "%s -> ", declared[figures->frames[i].figure].name);
	error_set(&err, ERROR_INPUT, "figures read one another in a loop: %.500s%s", text_string(&loop),
	          figure->name);
	text_release(&loop);
	error_hint(&err, "what a figure was in the period before is at.previous.%s", figure->name);
	place_error(&err, figure->place);
	raise_named(machine, "figure", figure->name, &err);
}

static void raise_too_deep(struct machine *machine, const struct figure *figure)
{
	struct error err;

	error_set(&err, ERROR_INPUT, "more than %d figures wait for one another", RUNNING_MOST);
	place_error(&err, figure->place);
	raise_named(machine, "figure", figure->name, &err);
}

static bool is_hooked(const struct machine *machine, int function)
{
	const struct reads *reads = &machine->plan->ruleset->functions[function].reads;

	return !reads->bounded || !reads->followed;
}

static struct value compute(struct machine *machine, const struct figure *figure)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	struct value value;
	struct error err;
	enum call_result result = machine_call(machine, NULL, figure->compute, NULL, &err);

	ensure(result != CALL_UNKNOWN); /* figures read no records */
	if (result == CALL_FAILED)
		raise_named(machine, "figure", figure->name, &err);
	if (lua_value_get(L, -1, figure->type, &value, &err)
	    || machine_check_value(figure->type, figure->optional, value, &err)) {
		place_error(&err, machine->plan->ruleset->functions[figure->compute].place);
		if (lua_isnil(L, -1))
			no_row_explain(machine, NULL, figure->compute, NULL, &err);
		raise_named(machine, "figure", figure->name, &err);
	}
	if (value.kind == VALUE_TEXT) {
		value.as.text = arena_bytes(&machine->figures->result->arena, value.as.text, value.length);
		if (!value.as.text)
			machine_raise_memory(machine);
	}
	lua_pop(L, 1);
	if (machine->trace)
		trace_computed(machine, value, figure->type, false);
	return value;
}

static struct figure_frame *push_frame(struct machine *machine, int figure)
{
	struct figures *figures = machine->figures;
	struct figure_frame *frame = &figures->frames[figures->frame_count];
	size_t totals = machine->plan->ruleset->total_count;

	if (!frame->because)
		frame->because = arena_array(&figures->result->arena, totals + 1, sizeof *frame->because);
	if (!frame->because)
		machine_raise_memory(machine);
	memset(frame->because, 0, totals * sizeof *frame->because);
	frame->figure = figure;
	figures->frame_count++;
	return frame;
}

static bool frame_incomplete(const struct machine *machine, const struct figure_frame *frame)
{
	return memchr(frame->because, true, machine->plan->ruleset->total_count * sizeof *frame->because) != NULL;
}

/* What the function that ran has found to be incomplete. */
static void keep_because(struct machine *machine, struct figure_state *state, struct figure_result *found,
                         const bool *because)
{
	struct result *result = machine->figures->result;
	size_t totals = machine->plan->ruleset->total_count, count = 0;
	int *list;

	for (size_t i = 0; i < totals; i++)
		count += because[i];
	if (!count)
		return;
	list = arena_array(&result->arena, count, sizeof *list);
	if (!list || amount_because(result, because, &found->because))
		machine_raise_memory(machine);
	for (size_t i = 0; i < totals; i++) {
		if (because[i])
			list[state->because_count++] = (int) i;
	}
	state->because = list;
}

void figure_need(struct machine *machine, int index)
{
	struct figures *figures = machine->figures;
	const struct figure *figure = &machine->plan->ruleset->figures[index];
	size_t at = (size_t) index * machine->plan->period_count + machine->period;
	struct figure_state *state = &figures->states[at];
	struct figure_result *found = &figures->result->figures[at];
	struct sandbox_budget budget;
	struct trace_outer outer = { .outcome = NULL };
	const struct figure_frame *frame;

	if (state->state == OUTCOME_DONE)
		return;
	if (state->state == OUTCOME_RUNNING)
		raise_loop(machine, figure);
	if (figures->frame_count == RUNNING_MOST)
		raise_too_deep(machine, figure);
	state->state = OUTCOME_RUNNING;
	frame = push_frame(machine, index);
	budget = sandbox_enter(machine->sandbox, is_hooked(machine, figure->compute));
	if (machine->trace)
		outer = trace_begin_figure(machine, index);
	found->value = compute(machine, figure);
	sandbox_leave(machine->sandbox, budget);
	keep_because(machine, state, found, frame->because);
	if (machine->trace)
		trace_end_figure(machine, outer, found->value, found->because);
	figures->frame_count--;
	state->state = OUTCOME_DONE;
}

/* The order in which figures are evaluated: depth first over what they may read. A loop is not an error here: a figure may never
 * take that way. */
struct ordering {
	const struct ruleset *ruleset;
	bool *seen; /* as ruleset->figures */
	int *order;
	size_t count;
	int depth;
};

#define ORDER_DEPTH 2000

static void order_figure(struct ordering *ordering, int figure)
{
	const struct ruleset *ruleset = ordering->ruleset;
	const struct reads *reads = &ruleset->functions[ruleset->figures[figure].compute].reads;

	if (ordering->seen[figure] || ordering->depth > ORDER_DEPTH)
		return;
	ordering->seen[figure] = true;
	ordering->depth++;
	for (size_t i = 0; i < reads->count; i++) {
		struct amount amount;

		if (reads->items[i].kind == READ_AMOUNT && ruleset_amount(ruleset, reads->items[i].name, &amount)
		    && amount.figure >= 0)
			order_figure(ordering, amount.figure);
	}
	ordering->depth--;
	ordering->order[ordering->count++] = figure;
}

static int order_figures(struct result *result, const int **order, struct error *err)
{
	const struct ruleset *ruleset = result->plan->ruleset;
	struct ordering ordering = { .ruleset = ruleset };

	ordering.seen = arena_array(&result->arena, ruleset->figure_count, sizeof *ordering.seen);
	ordering.order = arena_array(&result->arena, ruleset->figure_count, sizeof *ordering.order);
	if (!ordering.seen || !ordering.order)
		return error_memory(err);
	for (size_t i = 0; i < ruleset->figure_count; i++)
		order_figure(&ordering, (int) i);
	*order = ordering.order;
	return 0;
}

/* Whether a finding is there in the machine's period; *incomplete says whether that was judged by what is not all known. */
static bool holds(struct machine *machine, const struct finding *finding, bool *incomplete)
{
	lua_State *L = sandbox_lua(machine->sandbox);
	struct error err;
	enum call_result result;
	bool answer = false;
	const struct figure_frame *frame = push_frame(machine, -1);

	sandbox_begin(machine->sandbox, is_hooked(machine, finding->when));
	result = machine_call(machine, NULL, finding->when, NULL, &err);
	machine->figures->frame_count--;
	ensure(result != CALL_UNKNOWN);
	if (result == CALL_OK && !lua_isboolean(L, -1)) {
		error_set(&err, ERROR_INPUT, "when of '%s' gave %s: expected true or false", finding->name,
		          lua_value_describe(L, -1));
		place_error(&err, machine->plan->ruleset->functions[finding->when].place);
		result = CALL_FAILED;
	}
	if (result == CALL_FAILED)
		raise_named(machine, "finding", finding->name, &err);
	answer = lua_toboolean(L, -1);
	lua_pop(L, 1);
	*incomplete = frame_incomplete(machine, frame);
	return answer;
}

/* Into machine->message. */
static void write_amount(struct machine *machine, const struct amount *amount)
{
	const struct figures *figures = machine->figures;
	const struct ruleset *ruleset = machine->plan->ruleset;
	struct text *out = &machine->message;
	const struct figure_frame *frame = push_frame(machine, -1);
	struct value value = amount_value(figures, amount, machine->period, frame->because);
	bool incomplete = frame_incomplete(machine, frame);

	machine->figures->frame_count--;
	if (value.kind == VALUE_NONE && incomplete) {
		text_append(out, "unknown");
		return;
	}
	value_print(ruleset_amount_type(ruleset, amount), value, out);
	if (incomplete)
		text_append(out, " (incomplete)");
}

/* What a finding that holds in the machine's period says. */
static const char *write_message(struct machine *machine, const struct finding *finding)
{
	const char *message = NULL;

	text_clear(&machine->message);
	for (size_t i = 0; i < finding->message.count; i++) {
		const struct message_part *part = &finding->message.parts[i];

		if (part->text)
			text_append(&machine->message, part->text);
		else
			write_amount(machine, &part->amount);
	}
	if (!machine->message.failed)
		message = arena_text(&machine->figures->result->arena, text_string(&machine->message));
	if (!message)
		machine_raise_memory(machine);
	return message;
}

static void observe(struct machine *machine, int index)
{
	struct result *result = machine->figures->result;
	const struct finding *finding = &machine->plan->ruleset->findings[index];
	struct figure_finding *found = &result->figure_findings[result->figure_finding_count];
	bool incomplete;

	*found = (struct figure_finding){ .finding = index, .period = machine->period };
	if (holds(machine, finding, &incomplete)) {
		found->message = write_message(machine, finding);
		result->findings[index].found++;
	} else if (incomplete) {
		result->findings[index].undecided++;
	} else {
		return;
	}
	result->figure_finding_count++;
}

static void heed_signals(struct machine *machine)
{
	struct error err;

	if (!machine->options->cancelled || !atomic_load(machine->options->cancelled))
		return;
	error_set(&err, ERROR_SYSTEM, "stopped by a signal");
	sandbox_raise(sandbox_lua(machine->sandbox), &err);
}

struct work {
	struct machine *machine;
	const int *order;
	bool figures_only;
};

static int run_in_lua(lua_State *L)
{
	const struct work *work = lua_touserdata(L, 1);
	struct machine *machine = work->machine;
	const struct plan *plan = machine->plan;

	amount_open(machine);
	for (machine->period = 0; machine->period < plan->period_count; machine->period++) {
		for (size_t i = 0; i < plan->ruleset->figure_count; i++) {
			heed_signals(machine);
			figure_need(machine, work->order[i]);
		}
	}
	for (size_t i = 0; i < plan->ruleset->finding_count && !work->figures_only; i++) {
		if (plan->ruleset->findings[i].on >= 0)
			continue;
		for (machine->period = 0; machine->period < plan->period_count; machine->period++)
			observe(machine, (int) i);
	}
	return 0;
}

static int prepare(struct result *result, struct figures *figures, struct error *err)
{
	const struct ruleset *ruleset = result->plan->ruleset;
	size_t periods = result->plan->period_count, findings = 0;

	for (size_t i = 0; i < ruleset->finding_count; i++)
		findings += ruleset->findings[i].on < 0;
	figures->result = result;
	figures->states = arena_array(&result->arena, ruleset->figure_count * periods, sizeof *figures->states);
	result->figures = arena_array(&result->arena, ruleset->figure_count * periods, sizeof *result->figures);
	result->figure_findings = arena_array(&result->arena, findings * periods, sizeof *result->figure_findings);
	return figures->states && result->figures && result->figure_findings ? 0 : error_memory(err);
}

static int evaluate_all(struct machine *machine, struct result *result, bool figures_only, struct error *err)
{
	struct figures figures = { .figures_ref = LUA_NOREF, .previous_ref = LUA_NOREF };
	struct work work = { .machine = machine, .figures_only = figures_only };
	enum call_result called;

	if (prepare(result, &figures, err) || order_figures(result, &work.order, err))
		return -1;
	machine->figures = &figures;
	called = sandbox_protect(machine->sandbox, run_in_lua, &work, err);
	amount_close(machine);
	machine->figures = NULL;
	ensure(called != CALL_UNKNOWN);
	if (called != CALL_OK)
		return -1;
	return figures_only ? 0 : bridges_evaluate(&figures, err);
}

int figures_evaluate(struct machine *machine, struct result *result, struct error *err)
{
	return evaluate_all(machine, result, false, err);
}

int figures_only(struct machine *machine, struct result *result, struct error *err)
{
	return evaluate_all(machine, result, true, err);
}
