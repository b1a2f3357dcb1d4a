/* near.c: who misses an eligibility by one condition, for a terminal and for programs. */
#include "report/comparison.h"

#include "report/explanation.h"
#include "report/json_parts.h"
#include "report/parts.h"

#include <string.h>

/* "£12.50", "3 days", "2", "0.5%" */
static void append_distance(struct text *out, enum type type, struct decimal distance)
{
	report_value(type == TYPE_DATE ? TYPE_INTEGER : type, value_decimal(distance), out);
	if (type == TYPE_DATE)
		text_append(out, distance.coefficient == 1 && distance.scale == 0 ? " day" : " days");
}

static void append_counted(struct text *out, int64_t count, const char *what)
{
	report_count(out, count);
	text_append_format(out, " %s", what);
}

static void print_records(const struct near *near, const struct near_period *period, struct text *out)
{
	struct text line = TEXT_INIT;
	int64_t all = 0;

	for (size_t i = 0; i < STATE_COUNT; i++)
		all += period->states[i];
	report_count(&line, all);
	text_append_format(&line, " %s of '%s': ", all == 1 ? "record" : "records", near->record_type);
	append_counted(&line, period->states[STATE_YES], "eligible, ");
	append_counted(&line, period->states[STATE_NO], "not, ");
	append_counted(&line, period->states[STATE_UNKNOWN], "unknown");
	if (period->states[STATE_NONE]) {
		text_append(&line, ", ");
		append_counted(&line, period->states[STATE_NONE], "without an outcome");
	}
	print_wrapped(out, text_string(&line), 2);
	text_clear(&line);
	append_counted(&line, period->near, period->near == 1 ? "misses by one condition" : "miss by one condition");
	if (period->perhaps) {
		text_append(&line, ", ");
		append_counted(&line, period->perhaps, "more perhaps: something else of them is not known");
	}
	print_wrapped(out, text_string(&line), 2);
	if (period->decided) {
		text_clear(&line);
		append_counted(&line, period->decided, "not eligible whatever their conditions say: it was decided");
		print_wrapped(out, text_string(&line), 2);
	}
	out->failed |= line.failed;
	text_release(&line);
}

static const char *joined_by(const struct condition *condition)
{
	return condition->kind == CONDITION_ALL ? "all of these" : "any one of these";
}

/* Where the condition stands, when records of the period miss another by the same label, of another version of the rule. */
static void append_version(const struct near *near, const struct near_period *period,
                           const struct condition *condition, int version, struct text *out)
{
	const struct source *source = condition->place.source;

	for (size_t i = 0; i < near->part_count && condition->label && source; i++) {
		const struct near_part *part = &period->parts[i];
		const char *label = part->declared->label;

		if (part->version == version || (!part->records && !part->perhaps) || !label
		    || strcmp(label, condition->label) != 0)
			continue;
		text_append_format(out, " (%s:%d)", source->path, condition->place.line);
		return;
	}
}

/* The tree, as far as records miss by one condition of it. That of a whole `all` was said before: it is every record that is near. */
static void print_parts(const struct near *near, const struct near_period *period, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_RIGHT };
	struct text version = TEXT_INIT;
	size_t top = 0;
	struct table table;

	table_begin(&table, align, 3);
	table_row(&table);
	table_cell(&table, 0, "missed condition");
	table_cell(&table, 1, "records");
	table_cell(&table, 2, "perhaps");
	for (size_t i = 0; i < near->part_count && !table.failed; i++) {
		const struct near_part *part = &period->parts[i];
		const struct condition *declared = part->declared;

		if (!part->depth)
			top = declared->kind == CONDITION_ALL;
		if (part->depth < top || (!part->records && !part->perhaps))
			continue;
		text_clear(&version);
		append_version(near, period, declared, part->version, &version);
		table_row(&table);
		table_cell(&table, 0, "%*s%s%s%s%s", (int) (2 * (part->depth - top)), "",
		           declared->label ? declared->label : "", text_string(&version),
		           declared->label && declared->count ? ": " : "",
		           declared->count ? joined_by(declared) : "");
		count_cell(&table, 1, part->records);
		count_cell(&table, 2, part->perhaps);
	}
	if (table.row_count > 1) {
		text_append_char(out, '\n');
		table_print(&table, out);
	}
	out->failed |= version.failed;
	text_release(&version);
	table_release(&table);
}

/* By how much the condition is missed. */
static void print_bands(const struct near_condition *condition, struct text *out)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_RIGHT };
	const struct decimal *bounds = near_bounds(condition->type);
	struct text label = TEXT_INIT;
	struct table table;

	table_begin(&table, align, 2);
	for (size_t i = 0; i < NEAR_BOUNDS && !table.failed; i++) {
		text_clear(&label);
		text_append(&label, "within ");
		append_distance(&label, condition->type, bounds[i]);
		table_row(&table);
		table_cell(&table, 0, "%s", text_string(&label));
		count_cell(&table, 1, condition->within[i]);
		if (condition->within[i] == condition->measured)
			break;
	}
	table_row(&table);
	table_cell(&table, 0, "by any distance");
	count_cell(&table, 1, condition->measured);
	table_print(&table, out);
	out->failed |= label.failed;
	text_release(&label);
	table_release(&table);
}

/* "1204: £20,005 against £20,000, by £5"; where only more than the limit will do, and it is the limit: "0% against 0%, at the limit" */
static void print_nearest(const struct near_condition *condition, const struct near_record *record, struct text *out)
{
	struct text line = TEXT_INIT;

	text_append(&line, record->key);
	if (record->measured) {
		text_append(&line, ": ");
		report_value(condition->type, record->left, &line);
		text_append(&line, " against ");
		report_value(condition->type, record->right, &line);
		text_append(&line, record->misses_by.coefficient ? ", by " : ", at the limit");
		if (record->misses_by.coefficient)
			append_distance(&line, condition->type, record->misses_by);
	}
	print_wrapped(out, text_string(&line), 4);
	out->failed |= line.failed;
	text_release(&line);
}

/* The nearest, and how many lie how near. */
static void print_condition(const struct near *near, const struct near_period *period,
                            const struct near_condition *condition, struct text *out)
{
	struct text label = TEXT_INIT;

	text_append(&label, condition->condition->label);
	append_version(near, period, condition->condition, condition->version, &label);
	text_append_char(out, '\n');
	print_wrapped(out, text_string(&label), 0);
	out->failed |= label.failed;
	text_release(&label);
	print_wrapped(out, "nearest:", 2);
	for (size_t i = 0; i < condition->nearest_count && condition->nearest[i].measured; i++)
		print_nearest(condition, &condition->nearest[i], out);
	print_bands(condition, out);
}

/* "receives a benefit, or one of 3 others": of those that would do. */
static void append_required(const struct near *near, const struct near_period *period, size_t at, struct text *out)
{
	size_t depth = period->parts[at].depth, count = 0;
	const struct condition *named = period->parts[at].declared;
	int version = period->parts[at].version;

	do {
		const struct near_part *part = &period->parts[at];

		if (part->declared->kind == CONDITION_TEST && part->records) {
			named = named->label ? named : part->declared;
			count++;
		}
	} while (++at < near->part_count && period->parts[at].depth > depth);
	text_append(out, named->label ? named->label : "");
	append_version(near, period, named, version, out);
	if (count == 2)
		text_append(out, ", or another");
	else if (count > 2)
		text_append_format(out, ", or one of %zu others", count - 1);
}

/* Those for whom no distance is known, by what they miss. */
static void print_first(const struct near *near, const struct near_period *period, struct text *out)
{
	struct text line = TEXT_INIT;
	bool any = false;

	for (size_t i = 0; i < near->part_count; i++) {
		const struct near_part *part = &period->parts[i];

		if (!part->first_count)
			continue;
		if (!any)
			report_heading(out, "Of those that cannot be measured, the first records");
		any = true;
		text_clear(&line);
		append_required(near, period, i, &line);
		print_wrapped(out, text_string(&line), 2);
		print_wrapped(out, text_string(&part->first), 4);
	}
	out->failed |= line.failed;
	text_release(&line);
}

void report_near(const struct near *near, const struct summary *run, struct text *out)
{
	const char *title = summary_manifest(run, "title");

	for (size_t i = 0; i < near->period_count; i++) {
		const struct near_period *period = &near->periods[i];
		struct text line = TEXT_INIT;

		if (i)
			text_append_char(out, '\n');
		text_append_format(&line, "%s: who misses by one condition", title_of(near->title, near->rule));
		print_wrapped(out, text_string(&line), 0);
		text_clear(&line);
		text_append_format(&line, "%s, %s", *title ? title : summary_manifest(run, "scenario"),
		                   period->label);
		print_wrapped(out, text_string(&line), 2);
		out->failed |= line.failed;
		text_release(&line);
		print_records(near, period, out);
		print_parts(near, period, out);
		for (size_t j = 0; j < near->condition_count; j++) {
			if (period->conditions[j].measured)
				print_condition(near, period, &period->conditions[j], out);
		}
		print_first(near, period, out);
	}
}

static void put_value(struct text *out, const char *name, enum type type, struct value value)
{
	struct text plain = TEXT_INIT;

	value_print_plain(type, value, &plain);
	json_text(out, name, text_string(&plain));
	out->failed |= plain.failed;
	text_release(&plain);
}

void report_near_record_json(const struct near_period *period, const struct near_condition *condition,
                             const struct near_record *record, struct text *out)
{
	json_item(out);
	json_text(out, "key", record->key);
	json_text(out, "period", period->label);
	json_text(out, "condition", condition->condition->label);
	if (record->measured) {
		put_value(out, "value", condition->type, record->left);
		put_value(out, "limit", condition->type, record->right);
		put_value(out, "misses_by", TYPE_DECIMAL, value_decimal(record->misses_by));
	}
	text_append_char(out, '}');
}

static void put_condition(struct text *out, const struct near_condition *condition)
{
	const struct decimal *bounds = near_bounds(condition->type);

	json_item(out);
	json_text(out, "label", condition->condition->label);
	json_text(out, "type", condition->type == TYPE_COUNT ? NULL : type_names[condition->type]);
	json_number(out, "records", condition->records);
	json_number(out, "perhaps", condition->perhaps);
	json_number(out, "measured", condition->measured);
	json_key(out, "within");
	text_append_char(out, '[');
	for (size_t i = 0; i < NEAR_BOUNDS && condition->measured; i++) {
		json_item(out);
		put_value(out, "distance", TYPE_DECIMAL, value_decimal(bounds[i]));
		json_number(out, "records", condition->within[i]);
		text_append_char(out, '}');
	}
	text_append(out, "]}");
}

static void put_part(struct text *out, const struct near_part *part)
{
	static const char *const kinds[] = {
		[CONDITION_TEST] = "test", [CONDITION_ALL] = "all", [CONDITION_ANY] = "any"
	};

	json_item(out);
	json_number(out, "depth", (int64_t) part->depth);
	json_text(out, "kind", kinds[part->declared->kind]);
	json_text(out, "label", part->declared->label);
	json_number(out, "records", part->records);
	json_number(out, "perhaps", part->perhaps);
	text_append_char(out, '}');
}

void report_near_json(const struct near *near, const struct summary *run, struct text *out)
{
	json_text(out, "scenario", summary_manifest(run, "scenario"));
	json_text(out, "record_type", near->record_type);
	json_text(out, "rule", near->rule);
	json_text(out, "title", near->title);
	json_list(out, "periods");
	for (size_t i = 0; i < near->period_count; i++) {
		const struct near_period *period = &near->periods[i];

		json_item(out);
		json_text(out, "period", period->label);
		json_number(out, "eligible", period->states[STATE_YES]);
		json_number(out, "not_eligible", period->states[STATE_NO]);
		json_number(out, "unknown", period->states[STATE_UNKNOWN]);
		json_number(out, "none", period->states[STATE_NONE]);
		json_number(out, "near", period->near);
		json_number(out, "perhaps", period->perhaps);
		json_number(out, "decided", period->decided);
		json_key(out, "conditions");
		text_append_char(out, '[');
		for (size_t j = 0; j < near->condition_count; j++)
			put_condition(out, &period->conditions[j]);
		text_append_char(out, ']');
		json_key(out, "tree");
		text_append_char(out, '[');
		for (size_t j = 0; j < near->part_count; j++)
			put_part(out, &period->parts[j]);
		text_append(out, "]}");
	}
	text_append_char(out, ']');
}
