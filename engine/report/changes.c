/* changes.c: whose outcomes of a rule change between two runs, for a terminal: how many, what it comes to, for which groups, which
 * conditions flipped, and the first records of each kind of change. */
#include "report/comparison.h"

#include "report/parts.h"

#include <string.h>

static const char *const eligibility_words[STATE_COUNT] = { "eligible", "not", "unknown", "none" };
static const char *const flag_words[STATE_COUNT] = { "yes", "no", "unknown", "none" };
static const char *const value_words[STATE_COUNT] = { "a value", "", "unknown", "none" };

static const char *const *words_of(const struct changes *changes)
{
	return changes->type == TYPE_ELIGIBILITY ? eligibility_words
	       : changes->type == TYPE_FLAG      ? flag_words
	                                         : value_words;
}

static bool is_measured(const struct changes *changes)
{
	return changes->awards || changes->amounts;
}

static enum type amount_type(const struct changes *changes)
{
	return changes->awards ? TYPE_MONEY : changes->type;
}

static bool has_pence(struct decimal pence)
{
	return pence.coefficient % 100 != 0;
}

/* An amount that may be a sum: of money with pence where the table has any. */
static void append_amount(struct text *out, const struct changes *changes, struct decimal amount, bool with_pence)
{
	size_t before = out->length;

	value_print(amount_type(changes), value_decimal(amount), out);
	if (amount_type(changes) == TYPE_MONEY && with_pence && !strchr(text_string(out) + before, '.'))
		text_append(out, ".00");
}

static void amount_cell(struct table *table, size_t column, const struct changes *changes, struct decimal amount,
                        bool with_pence)
{
	struct text text = TEXT_INIT;

	append_amount(&text, changes, amount, with_pence);
	table_cell(table, column, "%s", text_string(&text));
	table->failed |= text.failed;
	text_release(&text);
}

static void print_run(struct text *out, const char *word, const struct summary *summary, const char *period)
{
	const char *title = summary_manifest(summary, "title");
	struct text line = TEXT_INIT;

	text_append_format(&line, "%s %s, %s", word, *title ? title : summary_manifest(summary, "scenario"), period);
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

/* "8,229 in both, 3 only from, 1 only to" */
static void print_records(const struct changes *changes, const struct changes_period *period, struct text *out)
{
	struct text line = TEXT_INIT;

	report_count(&line, period->all.records);
	text_append_format(&line, " %s of '%s' in both", period->all.records == 1 ? "record" : "records",
	                   changes->record_type);
	if (period->only_from) {
		text_append(&line, ", ");
		report_count(&line, period->only_from);
		text_append(&line, " only in the first");
	}
	if (period->only_to) {
		text_append(&line, ", ");
		report_count(&line, period->only_to);
		text_append(&line, " only in the second");
	}
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

static int64_t sum_of_row(const struct tally *tally, size_t from)
{
	int64_t sum = 0;

	for (size_t to = 0; to < STATE_COUNT; to++)
		sum += tally->states[from][to];
	return sum;
}

static int64_t sum_of_column(const struct tally *tally, size_t to)
{
	int64_t sum = 0;

	for (size_t from = 0; from < STATE_COUNT; from++)
		sum += tally->states[from][to];
	return sum;
}

/* From each state to each; those that no record is in are left out. */
static void print_states(const struct changes *changes, const struct changes_period *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT,  ALIGN_RIGHT, ALIGN_RIGHT,
		                            ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	const struct tally *all = &period->all;
	const char *const *words = words_of(changes);
	size_t columns[STATE_COUNT], count = 0;
	struct table table;

	for (size_t to = 0; to < STATE_COUNT; to++) {
		if (sum_of_column(all, to))
			columns[count++] = to;
	}
	table_begin(&table, align, count + 2);
	table_row(&table);
	for (size_t i = 0; i < count; i++)
		table_cell(&table, i + 1, "%s%s", i ? "" : "to ", words[columns[i]]);
	table_cell(&table, count + 1, "all");
	for (size_t from = 0; from < STATE_COUNT && !table.failed; from++) {
		if (!sum_of_row(all, from))
			continue;
		table_row(&table);
		table_cell(&table, 0, "from %s", words[from]);
		for (size_t i = 0; i < count; i++)
			count_cell(&table, i + 1, all->states[from][columns[i]]);
		count_cell(&table, count + 1, sum_of_row(all, from));
	}
	table_row(&table);
	table_cell(&table, 0, "all");
	for (size_t i = 0; i < count; i++)
		count_cell(&table, i + 1, sum_of_column(all, columns[i]));
	count_cell(&table, count + 1, all->records);
	table_print(&table, out);
	table_release(&table);
}

static void print_pairs(const struct changes_period *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_LEFT, ALIGN_RIGHT };
	struct table table;

	if (!period->pair_count)
		return;
	report_heading(out, "From one value to another");
	table_begin(&table, align, 3);
	table_row(&table);
	table_cell(&table, 0, "from");
	table_cell(&table, 1, "to");
	table_cell(&table, 2, "records");
	for (size_t i = 0; i < period->pair_count && !table.failed; i++) {
		table_row(&table);
		table_cell(&table, 0, "%s", period->pairs[i].from);
		table_cell(&table, 1, "%s", period->pairs[i].to);
		count_cell(&table, 2, period->pairs[i].records);
	}
	if (period->other_pairs) {
		table_row(&table);
		table_cell(&table, 0, "others");
		count_cell(&table, 2, period->other_pairs);
	}
	table_print(&table, out);
	table_release(&table);
}

static const char *word_for_more(const struct changes *changes)
{
	return changes->awards ? "gain" : "more";
}

static const char *word_for_less(const struct changes *changes)
{
	return changes->awards ? "lose" : "less";
}

static void amount_row(struct table *table, const struct changes *changes, const char *label, int64_t records,
                       const struct decimal *amount, bool with_pence)
{
	table_row(table);
	table_cell(table, 0, "%s", label);
	count_cell(table, 1, records);
	if (amount && changes->summed)
		amount_cell(table, 2, changes, *amount, with_pence);
}

static struct decimal net_of(const struct tally *tally, struct text *out)
{
	struct decimal net = decimal_from_integer(0);
	struct error err;

	out->failed |= tally_net(tally, &net, &err) != 0;
	return net;
}

static void print_amounts(const struct changes *changes, const struct changes_period *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT };
	const struct tally *all = &period->all;
	struct decimal net = net_of(all, out);
	bool with_pence = has_pence(all->gains) || has_pence(all->losses);
	struct text line = TEXT_INIT;
	struct table table;

	report_heading(out, changes->awards ? "Awards" : "Amounts");
	table_begin(&table, align, changes->summed ? 3 : 2);
	table_row(&table);
	table_cell(&table, 1, "records");
	if (changes->summed)
		table_cell(&table, 2, "difference");
	amount_row(&table, changes, word_for_more(changes), all->more, &all->gains, with_pence);
	amount_row(&table, changes, word_for_less(changes), all->less, &all->losses, with_pence);
	amount_row(&table, changes, "the same", all->same, NULL, false);
	if (all->none)
		amount_row(&table, changes, "none in one of the two", all->none, NULL, false);
	if (all->unknown)
		amount_row(&table, changes, "unknown", all->unknown, NULL, false);
	amount_row(&table, changes, "all", all->records, &net, with_pence);
	table_print(&table, out);
	table_release(&table);
	if (all->unknown && changes->summed) {
		report_count(&line, all->unknown);
		text_append_format(&line, " %s unknown in one of the two or in both, and %s not in the sum",
		                   all->unknown == 1 ? "is" : "are", all->unknown == 1 ? "is" : "are");
		print_wrapped(out, text_string(&line), 2);
	}
	out->failed |= line.failed;
	text_release(&line);
}

static void append_band(struct text *out, size_t band)
{
	if (band > 0)
		value_print(TYPE_MONEY, value_integer(tally_bounds[band - 1]), out);
	else
		text_append(out, "below ");
	if (band > 0)
		text_append(out, band == TALLY_BANDS - 1 ? " or more" : " to below ");
	if (band < TALLY_BANDS - 1)
		value_print(TYPE_MONEY, value_integer(tally_bounds[band]), out);
}

/* How large the differences are, where there is more than one size of them. */
static void print_bands(const struct changes *changes, const struct changes_period *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT };
	const struct tally *all = &period->all;
	struct text label = TEXT_INIT;
	struct table table;

	table_begin(&table, align, 3);
	table_row(&table);
	table_cell(&table, 0, "difference of");
	table_cell(&table, 1, "%s", word_for_more(changes));
	table_cell(&table, 2, "%s", word_for_less(changes));
	for (size_t i = 0; i < TALLY_BANDS && !table.failed; i++) {
		if (!all->more_bands[i] && !all->less_bands[i])
			continue;
		text_clear(&label);
		append_band(&label, i);
		table_row(&table);
		table_cell(&table, 0, "%s", text_string(&label));
		count_cell(&table, 1, all->more_bands[i]);
		count_cell(&table, 2, all->less_bands[i]);
	}
	if (table.row_count > 2) {
		text_append_char(out, '\n');
		table_print(&table, out);
	}
	out->failed |= label.failed;
	text_release(&label);
	table_release(&table);
}

static bool has_states(const struct changes *changes)
{
	return changes->type == TYPE_ELIGIBILITY || changes->type == TYPE_FLAG;
}

/* Those that have it now and did not; and the other way round. What is not known is neither. */
static int64_t newly(const struct tally *tally)
{
	return tally->states[STATE_NO][STATE_YES] + tally->states[STATE_NONE][STATE_YES];
}

static int64_t no_longer(const struct tally *tally)
{
	return tally->states[STATE_YES][STATE_NO] + tally->states[STATE_YES][STATE_NONE];
}

static int64_t unknown_in(const struct changes *changes, const struct tally *tally)
{
	if (is_measured(changes))
		return tally->unknown;
	return sum_of_row(tally, STATE_UNKNOWN) + sum_of_column(tally, STATE_UNKNOWN)
	       - tally->states[STATE_UNKNOWN][STATE_UNKNOWN];
}

static void group_row(struct table *table, const struct changes *changes, const char *name, const struct tally *tally,
                      bool with_pence, struct text *out)
{
	size_t column = 1;

	table_row(table);
	table_cell(table, 0, "%s", name);
	if (has_states(changes)) {
		count_cell(table, column++, newly(tally));
		count_cell(table, column++, no_longer(tally));
	} else if (!is_measured(changes)) {
		count_cell(table, column++, tally->changed);
	}
	if (is_measured(changes)) {
		count_cell(table, column++, tally->more);
		count_cell(table, column++, tally->less);
		if (changes->summed)
			amount_cell(table, column++, changes, net_of(tally, out), with_pence);
	}
	count_cell(table, column++, unknown_in(changes, tally));
}

static void print_groups(const struct changes *changes, const struct changes_period *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT,  ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT,
		                            ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	bool with_pence = has_pence(period->all.gains) || has_pence(period->all.losses);
	size_t column = 1;
	struct table table;

	if (!changes->by)
		return;
	for (size_t i = 0; i < period->group_count; i++)
		with_pence |= has_pence(period->groups[i]->tally.gains) || has_pence(period->groups[i]->tally.losses);
	text_append(out, "\nBy ");
	print_visible(out, changes->by);
	text_append_char(out, '\n');
	table_begin(&table, align,
	            2 + (has_states(changes) ? 2 : !is_measured(changes))
	                    + (is_measured(changes) ? 2 + changes->summed : 0));
	table_row(&table);
	if (has_states(changes)) {
		table_cell(&table, column++, changes->type == TYPE_FLAG ? "now yes" : "newly");
		table_cell(&table, column++, changes->type == TYPE_FLAG ? "now no" : "no longer");
	} else if (!is_measured(changes)) {
		table_cell(&table, column++, "changed");
	}
	if (is_measured(changes)) {
		table_cell(&table, column++, "%s", word_for_more(changes));
		table_cell(&table, column++, "%s", word_for_less(changes));
		if (changes->summed)
			table_cell(&table, column++, changes->awards ? "net cost" : "difference");
	}
	table_cell(&table, column++, "unknown");
	for (size_t i = 0; i < period->group_count && !table.failed; i++)
		group_row(&table, changes, period->groups[i]->name, &period->groups[i]->tally, with_pence, out);
	group_row(&table, changes, "all", &period->all, with_pence, out);
	table_print(&table, out);
	table_release(&table);
}

static void print_flips(const struct changes_period *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT, ALIGN_RIGHT };
	struct table table;

	if (!period->flip_count)
		return;
	report_heading(out, "Conditions that flipped where the outcome did");
	table_begin(&table, align, 4);
	table_row(&table);
	table_cell(&table, 1, "now yes");
	table_cell(&table, 2, "now no");
	table_cell(&table, 3, "other");
	for (size_t i = 0; i < period->flip_count && !table.failed; i++) {
		const struct flipped *flip = &period->flips[i];
		int64_t to_yes = flip->records[STATE_NO][STATE_YES];
		int64_t to_no = flip->records[STATE_YES][STATE_NO], all = 0, other;

		for (size_t from = 0; from < STATE_COUNT; from++) {
			for (size_t to = 0; to < STATE_COUNT; to++)
				all += flip->records[from][to];
		}
		other = all - to_yes - to_no;
		table_row(&table);
		table_cell(&table, 0, "%s", flip->label);
		count_cell(&table, 1, to_yes);
		count_cell(&table, 2, to_no);
		count_cell(&table, 3, other);
	}
	table_print(&table, out);
	table_release(&table);
}

/* "1204 (Fenland): not eligible to eligible, £0.00 to £120.00 (+£120.00)", and below it the conditions. */
static void print_sample(const struct change *change, struct text *out)
{
	struct text line = TEXT_INIT;

	text_append_format(&line, "%s%s%s%s: %s", change->key, change->group ? " (" : "",
	                   change->group ? change->group : "", change->group ? ")" : "", change->from.shown);
	if (strcmp(change->from.shown, change->to.shown) != 0)
		text_append_format(&line, " to %s", change->to.shown);
	if (change->amount_from.shown && strcmp(change->amount_from.shown, change->amount_to.shown) != 0)
		text_append_format(&line, ", %s to %s", change->amount_from.shown, change->amount_to.shown);
	if (change->difference.shown)
		text_append_format(&line, " (%s)", change->difference.shown);
	print_wrapped(out, text_string(&line), 2);
	if (change->conditions)
		print_wrapped(out, change->conditions, 6);
	out->failed |= line.failed;
	text_release(&line);
}

static void print_samples(const struct changes_period *period, struct text *out)
{
	if (!period->sample_count)
		return;
	report_heading(out, "The first records of each kind of change");
	for (size_t i = 0; i < period->sample_count; i++)
		print_sample(&period->samples[i], out);
}

/* Tables of zeros say less than a line does. */
static void print_nothing(const struct changes *changes, const struct changes_period *period, struct text *out)
{
	const char *between = ": in both ";
	struct text line = TEXT_INIT;

	text_append(&line, period->all.records ? "nothing differs" : "there is nothing to compare");
	for (size_t i = 0; i < STATE_COUNT; i++) {
		int64_t records = period->all.states[i][i];
		const char *word = words_of(changes)[i];

		if (!records)
			continue;
		text_append(&line, between);
		report_count(&line, records);
		if (i == STATE_YES && words_of(changes) == value_words)
			word = "known";
		else if (i == STATE_NO && words_of(changes) == eligibility_words)
			word = "not eligible";
		text_append_format(&line, " %s", word);
		between = ", ";
	}
	print_wrapped(out, text_string(&line), 2);
	out->failed |= line.failed;
	text_release(&line);
}

void report_changes(const struct changes *changes, const struct summary *from, const struct summary *to,
                    struct text *out)
{
	print_wrapped(out, title_of(changes->title, changes->rule), 0);
	for (size_t i = 0; i < changes->period_count; i++) {
		const struct changes_period *period = &changes->periods[i];

		if (i)
			text_append_char(out, '\n');
		print_run(out, "from", from, period->from);
		print_run(out, "to  ", to, period->to);
		print_records(changes, period, out);
		if (!period->sample_count) { /* of each kind of change there is one, if any is */
			print_nothing(changes, period, out);
			continue;
		}
		text_append_char(out, '\n');
		print_states(changes, period, out);
		print_pairs(period, out);
		if (is_measured(changes))
			print_amounts(changes, period, out);
		if (is_measured(changes) && amount_type(changes) == TYPE_MONEY)
			print_bands(changes, period, out);
		print_groups(changes, period, out);
		print_flips(period, out);
		print_samples(period, out);
	}
}
