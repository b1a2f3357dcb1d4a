/* changes_json.c: whose outcomes of a rule change between two runs, for programs. */
#include "report/comparison.h"

#include "report/json_parts.h"

#include <string.h>

static const char *const state_names[STATE_COUNT] = { "yes", "no", "unknown", "none" };

static void json_decimal(struct text *out, const char *name, struct decimal value)
{
	struct text plain = TEXT_INIT;

	decimal_print(value, &plain);
	json_text(out, name, text_string(&plain));
	out->failed |= plain.failed;
	text_release(&plain);
}

void report_change_json(const struct changes_period *period, const struct change *change, struct text *out)
{
	json_item(out);
	json_text(out, "key", change->key);
	json_text(out, "from_period", period->from);
	json_text(out, "to_period", period->to);
	if (change->group)
		json_text(out, "group", change->group);
	json_text(out, "from", change->from.plain);
	json_text(out, "to", change->to.plain);
	if (change->amount_from.shown) {
		json_text(out, "award_from", change->amount_from.plain);
		json_text(out, "award_to", change->amount_to.plain);
	}
	json_text(out, "difference", change->difference.plain);
	json_text(out, "conditions", change->conditions);
	text_append_char(out, '}');
}

/* {"yes": {"yes": 12, "no": 3}, ...}: from, to; what is not there is 0. */
static void put_states(struct text *out, const int64_t states[STATE_COUNT][STATE_COUNT])
{
	text_append_char(out, '{');
	for (size_t from = 0; from < STATE_COUNT; from++) {
		bool any = false;

		for (size_t to = 0; to < STATE_COUNT; to++)
			any |= states[from][to] != 0;
		if (!any)
			continue;
		json_key(out, state_names[from]);
		text_append_char(out, '{');
		for (size_t to = 0; to < STATE_COUNT; to++) {
			if (states[from][to])
				json_number(out, state_names[to], states[from][to]);
		}
		text_append_char(out, '}');
	}
	text_append_char(out, '}');
}

/* Into an object that is open. */
static void put_tally(struct text *out, const struct changes *changes, const struct tally *tally)
{
	struct decimal net = decimal_from_integer(0);
	struct error err;

	json_number(out, "records", tally->records);
	json_key(out, "outcomes");
	put_states(out, tally->states);
	json_number(out, "changed", tally->changed);
	if (!changes->awards && !changes->amounts)
		return;
	out->failed |= tally_net(tally, &net, &err) != 0;
	json_number(out, "more", tally->more);
	if (changes->summed)
		json_decimal(out, "more_by", tally->gains);
	json_number(out, "less", tally->less);
	if (changes->summed)
		json_decimal(out, "less_by", tally->losses);
	json_number(out, "same", tally->same);
	json_number(out, "none_in_one", tally->none);
	json_number(out, "difference_unknown", tally->unknown);
	if (changes->summed)
		json_decimal(out, "net", net);
}

static void put_period(struct text *out, const struct changes *changes, const struct changes_period *period)
{
	json_item(out);
	json_text(out, "from", period->from);
	json_text(out, "to", period->to);
	json_number(out, "only_in_first", period->only_from);
	json_number(out, "only_in_second", period->only_to);
	put_tally(out, changes, &period->all);
	json_key(out, "groups");
	text_append_char(out, '[');
	for (size_t i = 0; i < period->group_count; i++) {
		json_item(out);
		json_text(out, "group", period->groups[i]->name);
		put_tally(out, changes, &period->groups[i]->tally);
		text_append_char(out, '}');
	}
	text_append_char(out, ']');
	json_key(out, "conditions");
	text_append_char(out, '[');
	for (size_t i = 0; i < period->flip_count; i++) {
		json_item(out);
		json_text(out, "label", period->flips[i].label);
		json_key(out, "flipped");
		put_states(out, period->flips[i].records);
		text_append_char(out, '}');
	}
	text_append(out, "]}");
}

static void put_run(struct text *out, const char *name, const struct summary *summary)
{
	json_key(out, name);
	text_append_char(out, '{');
	json_text(out, "scenario", summary_manifest(summary, "scenario"));
	json_text(out, "title", summary_manifest(summary, "title"));
	json_text(out, "periods", summary_manifest(summary, "periods"));
	text_append_char(out, '}');
}

void report_changes_json(const struct changes *changes, const struct summary *from, const struct summary *to,
                         struct text *out)
{
	put_run(out, "from", from);
	put_run(out, "to", to);
	json_text(out, "record_type", changes->record_type);
	json_text(out, "rule", changes->rule);
	json_text(out, "title", changes->title);
	json_text(out, "type", type_names[changes->type]);
	json_text(out, "by", changes->by);
	json_flag(out, "conditions_known", changes->conditions);
	json_list(out, "periods");
	for (size_t i = 0; i < changes->period_count; i++)
		put_period(out, changes, &changes->periods[i]);
	text_append_char(out, ']');
}
