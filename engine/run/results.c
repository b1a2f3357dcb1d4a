/* results.c: the small tables of a run file: what the run was made of, how it fell, and the digests. */
#include "base/json.h"
#include "evaluate/figure.h"
#include "run/writer.h"

#include <stdlib.h>
#include <string.h>

/* Everything a small table is written from, and the row it is written with. */
struct results {
	struct writer *writer;
	const struct plan *plan;
	const struct result *result;
	struct row row;
	struct text first, second; /* scratch that a row borrows from until it is inserted */
};

static int open_table(struct results *results, const char *name, struct error *err)
{
	const struct run_table *table = run_tables;
	struct text sql = TEXT_INIT;
	int failed;

	while (strcmp(table->name, name))
		table++;
	row_release(&results->row);
	text_append_format(&sql, "INSERT INTO %s (%s, _leaf) VALUES (?", table->name, table->columns);
	for (const char *at = table->columns; *at; at++)
		text_append(&sql, *at == ',' ? ", ?" : "");
	text_append(&sql, ", ?)");
	failed = sql.failed ? error_memory(err)
	                    : row_prepare(&results->row, results->writer->sqlite, text_string(&sql), err);
	text_release(&sql);
	return failed;
}

static int insert(struct results *results, struct error *err)
{
	if (results->first.failed || results->second.failed)
		return error_memory(err);
	return row_insert(&results->row, results->writer->path, err);
}

/* A date, or NULL when there is none; `out` has room for one and lives until the row is inserted. */
static const char *date_or_null(struct date date, char out[DATE_TEXT_SIZE])
{
	if (!date.year)
		return NULL;
	date_print(date, out);
	return out;
}

static int write_manifest(struct results *results, const struct manifest_entry *entries, size_t count,
                          struct error *err)
{
	if (open_table(results, "manifest", err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		row_text(&results->row, entries[i].name);
		row_text(&results->row, entries[i].value);
		row_integer(&results->row, entries[i].sealed);
		if (!entries[i].sealed)
			row_unsealed(&results->row);
		if (insert(results, err))
			return -1;
	}
	return 0;
}

static int write_sources(struct results *results, const struct sources *sources, struct error *err)
{
	if (open_table(results, "source", err))
		return -1;
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = sources->items[i];
		char hex[SHA256_HEX_SIZE];

		sha256_hex(source->sha256, hex);
		row_text(&results->row, source->path);
		row_text(&results->row, source_kind_name(source->kind));
		row_text(&results->row, hex);
		row_bytes(&results->row, source->text, source->length);
		if (insert(results, err))
			return -1;
	}
	return 0;
}

static int write_parameter(struct results *results, const struct parameter *parameter, const struct period *period,
                           struct error *err)
{
	struct row *row = &results->row;
	struct error none_yet;
	bool carried = false;
	char day[DATE_TEXT_SIZE];
	const struct dated_value *value = parameter_in_force(parameter, period, &carried, &none_yet);

	text_clear(&results->first);
	text_clear(&results->second);
	if (value) {
		value_print_plain(parameter->type, value->value, &results->first);
		value_print(parameter->type, value->value, &results->second);
	}
	row_text(row, parameter->name);
	row_text(row, period->label);
	row_text(row, parameter->title);
	row_text(row, type_names[parameter->type]);
	row_text(row, value ? text_string(&results->first) : NULL);
	row_text(row, value ? text_string(&results->second) : NULL);
	row_text(row, value ? date_or_null(value->from, day) : NULL);
	row_text(row, value ? value->source : parameter->source);
	row_text(row, parameter->illustrative);
	row_integer(row, carried);
	row_integer(row, parameter->overridden);
	return insert(results, err);
}

static int write_parameters(struct results *results, struct error *err)
{
	const struct plan *plan = results->plan;

	if (open_table(results, "parameter_value", err))
		return -1;
	for (size_t i = 0; i < plan->parameter_count; i++) {
		for (size_t j = 0; j < plan->period_count; j++) {
			if (write_parameter(results, plan->parameters[i], &plan->periods[j], err))
				return -1;
		}
	}
	return 0;
}

/* What the scenario says of a record type; NULL: nothing. Replays too take the query and the filter from here. */
static const struct records_entry *entry_of(const struct plan *plan, const char *type)
{
	for (size_t i = 0; i < plan->scenario->record_count; i++) {
		if (!strcmp(plan->scenario->records[i].type, type))
			return &plan->scenario->records[i];
	}
	return NULL;
}

static int write_inputs(struct results *results, struct error *err)
{
	const struct plan *plan = results->plan;
	struct row *row = &results->row;

	if (open_table(results, "input", err))
		return -1;
	for (size_t i = 0; i < plan->type_count; i++) {
		const struct plan_type *type = &plan->types[i];
		const struct type_result *counted = &results->result->types[i];
		const struct records_entry *entry = entry_of(plan, type->record->name);
		char root[SHA256_HEX_SIZE], outcomes[SHA256_HEX_SIZE];

		sha256_hex(counted->root, root);
		sha256_hex(counted->outcome_root, outcomes);
		row_text(row, type->record->name);
		row_text(row, entry && entry->query ? entry->query : type->record->name);
		row_text(row, entry ? entry->where : NULL);
		row_integer(row, counted->counts.rows);
		row_integer(row, counted->counts.left_out);
		row_integer(row, counted->counts.undecided);
		row_integer(row, counted->undated);
		row_integer(row, type->evaluated);
		row_text(row, root);
		row_text(row, type->column_count ? outcomes : NULL);
		if (insert(results, err))
			return -1;
	}
	return 0;
}

static int write_fields(struct results *results, struct error *err)
{
	const struct plan *plan = results->plan;
	struct row *row = &results->row;

	if (open_table(results, "input_field", err))
		return -1;
	for (size_t i = 0; i < plan->type_count; i++) {
		const struct plan_type *type = &plan->types[i];

		for (size_t j = 0; j < type->field_count; j++) {
			const struct field *field = &type->record->fields[type->fields[j]];
			int64_t key = 0;

			for (size_t k = 0; k < type->record->key_count; k++)
				key = type->key_slots[k] == (int) j ? (int64_t) k + 1 : key;
			row_text(row, type->record->name);
			row_integer(row, (int64_t) j + 1);
			row_text(row, field->name);
			row_text(row, type_names[field->type]);
			row_integer(row, field->optional);
			row_integer(row, field->personal);
			row_integer(row, key);
			row_integer(row, results->result->types[i].unknown[j]);
			if (insert(results, err))
				return -1;
		}
	}
	return 0;
}

static void count_or_null(struct row *row, bool there, int64_t count)
{
	if (there)
		row_integer(row, count);
	else
		row_text(row, NULL);
}

/* A rule in one period: what its version then says, and how its outcomes fell. */
static int write_rule(struct results *results, size_t index, size_t period, int64_t position, struct error *err)
{
	const struct ruleset *ruleset = results->plan->ruleset;
	const struct rule *rule =
		&ruleset->rules[ruleset_version_near(ruleset, (int) index, results->plan->periods[period].start)];
	const struct rule_result *counted = &results->result->rules[index * results->plan->period_count + period];
	bool eligibility = rule->type == TYPE_ELIGIBILITY, awards = rule->award != NO_FUNCTION;
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	struct row *row = &results->row;
	int64_t award = 0;

	if (awards && !decimal_is_integer(counted->award.sum, &award))
		return error_set(err, ERROR_INPUT, "the awards of rule '%s' add up to more than can be held",
		                 rule->name);
	row_text(row, results->plan->schema->types[rule->on].name);
	row_text(row, rule->name);
	row_text(row, results->plan->periods[period].label);
	row_integer(row, position);
	row_text(row, type_names[rule->type]);
	row_text(row, rule->title);
	row_text(row, rule->source);
	row_integer(row, rule->draft);
	row_text(row, date_or_null(rule->from, from));
	row_text(row, date_or_null(rule->to, to));
	row_text(row, rule->place.source->path);
	row_integer(row, rule->place.line);
	count_or_null(row, eligibility, counted->eligible);
	count_or_null(row, eligibility, counted->not_eligible);
	count_or_null(row, !eligibility, counted->known);
	row_integer(row, counted->none);
	row_integer(row, counted->unknown);
	count_or_null(row, awards, award);
	count_or_null(row, awards, counted->award.unknown);
	return insert(results, err);
}

static int write_rules(struct results *results, struct error *err)
{
	const struct ruleset *ruleset = results->plan->ruleset;
	int64_t position = 0;

	if (open_table(results, "rule", err))
		return -1;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].first_version != (int) i)
			continue;
		position++;
		for (size_t period = 0; period < results->plan->period_count; period++) {
			if (write_rule(results, i, period, position, err))
				return -1;
		}
	}
	return 0;
}

static int write_missing_of(struct results *results, const char *type, const char *rule, const int64_t *records,
                            struct error *err)
{
	for (int fact = 0; fact < results->plan->fact_count; fact++) {
		if (!records[fact])
			continue;
		text_clear(&results->first);
		plan_fact_name(results->plan, fact, &results->first);
		row_text(&results->row, type);
		row_text(&results->row, rule);
		row_text(&results->row, text_string(&results->first));
		row_integer(&results->row, records[fact]);
		if (insert(results, err))
			return -1;
	}
	return 0;
}

static int write_missing(struct results *results, struct error *err)
{
	const struct plan *plan = results->plan;
	size_t facts = (size_t) plan->fact_count;

	if (open_table(results, "missing_fact", err))
		return -1;
	for (size_t i = 0; i < plan->type_count; i++) {
		if (write_missing_of(results, plan->types[i].record->name, "",
		                     results->result->records_held_up + i * facts, err))
			return -1;
	}
	for (size_t i = 0; i < plan->ruleset->rule_count; i++) {
		const struct rule *rule = &plan->ruleset->rules[i];

		if (write_missing_of(results, plan->schema->types[rule->on].name, rule->name,
		                     results->result->held_up + i * facts, err))
			return -1;
	}
	return 0;
}

static const char *const total_kind_names[] = { "sum", "count", "min", "max" };

/* The cell's value and how it is shown: what people write, for the total's type. */
static enum type cell_value(const struct total *total, const struct total_cell *cell, struct value *value)
{
	*value = total_cell_value(total, cell);
	return total->kind == TOTAL_COUNT ? TYPE_INTEGER : total->of.value_type;
}

static void append_names(const struct total *total, struct text *out)
{
	text_append_char(out, '[');
	for (size_t i = 0; i < total->by_count; i++) {
		text_append(out, i ? ", " : "");
		json_append_text(out, total->by[i].text, strlen(total->by[i].text));
	}
	text_append_char(out, ']');
}

static void append_groups(const struct total *total, const struct value *by, struct text *out)
{
	struct text shown = TEXT_INIT;

	text_append_char(out, '[');
	for (size_t i = 0; by && i < total->by_count; i++) {
		text_clear(&shown);
		if (total->by[i].value_type == TYPE_ELIGIBILITY && by[i].kind == VALUE_FLAG)
			text_append(&shown, by[i].as.integer ? "eligible" : "not_eligible");
		else
			value_print(total->by[i].value_type, by[i], &shown);
		text_append(out, i ? ", " : "");
		json_append_text(out, text_string(&shown), shown.length);
		out->failed |= shown.failed;
	}
	text_append_char(out, ']');
	text_release(&shown);
}

static int write_cell(struct results *results, size_t index, size_t period, int64_t position,
                      const struct total_cell *cell, const struct value *by, struct error *err)
{
	const struct total *total = &results->plan->ruleset->totals[index];
	struct row *row = &results->row;
	struct text plain = TEXT_INIT, shown = TEXT_INIT;
	struct value value;
	enum type type = cell_value(total, cell, &value);
	int failed;

	text_clear(&results->first);
	text_clear(&results->second);
	append_names(total, &results->first);
	append_groups(total, by, &results->second);
	value_print_plain(type, value, &plain);
	/* The least of nothing: there is none, or there may be one. */
	value_print(type, value.kind == VALUE_NONE && cell->unknown ? (struct value){ .kind = VALUE_UNKNOWN } : value,
	            &shown);
	row_text(row, total->name);
	row_text(row, results->plan->periods[period].label);
	row_integer(row, position);
	row_integer(row, (int64_t) index + 1);
	row_text(row, total->title);
	row_text(row, total_kind_names[total->kind]);
	row_text(row, results->plan->schema->types[total->on].name);
	row_text(row, text_string(&results->first));
	row_text(row, text_string(&results->second));
	row_text(row, type_names[type]);
	row_text(row, value.kind == VALUE_NONE ? NULL : text_string(&plain));
	row_text(row, text_string(&shown));
	row_integer(row, cell->known);
	row_integer(row, cell->unknown);
	failed = plain.failed || shown.failed ? error_memory(err) : insert(results, err);
	text_release(&plain);
	text_release(&shown);
	return failed;
}

static int write_totals(struct results *results, struct error *err)
{
	size_t periods = results->plan->period_count;

	if (open_table(results, "total", err))
		return -1;
	for (size_t i = 0; i < results->plan->ruleset->total_count * periods; i++) {
		const struct total_result *total = &results->result->totals[i];

		if (write_cell(results, i / periods, i % periods, 0, &total->all, NULL, err))
			return -1;
		for (size_t j = 0; j < total->group_count; j++) {
			if (write_cell(results, i / periods, i % periods, (int64_t) j + 1, &total->groups[j].cell,
			               total->groups[j].by, err))
				return -1;
		}
	}
	return 0;
}

static int write_notes(struct results *results, const char *const *notes, size_t count, struct error *err)
{
	if (open_table(results, "note", err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		row_integer(&results->row, (int64_t) i + 1);
		row_text(&results->row, notes[i]);
		if (insert(results, err))
			return -1;
	}
	return 0;
}

/* Reads every small table back, as `verify` will, and keeps their roots and the seal. */
static int write_digests(struct results *results, uint8_t seal[SHA256_SIZE], struct error *err)
{
	struct table_digest digests[16];
	struct database *file = NULL;
	struct text bad = TEXT_INIT;
	size_t count = 0;
	int failed = -1;

	if (run_file_open(&file, results->writer->path, 1, err))
		return -1;
	for (; run_tables[count].name; count++) {
		digests[count].name = run_tables[count].name;
		if (table_root(database_connection(file, 0), &run_tables[count], digests[count].root, &bad, err))
			goto out;
	}
	ensure(bad.length == 0);
	database_close(file);
	file = NULL;
	seal_of(digests, count, seal);
	row_release(&results->row);
	if (row_prepare(&results->row, results->writer->sqlite, "INSERT INTO digest (name, value) VALUES (?, ?)",
	                err))
		goto out;
	for (size_t i = 0; i <= count; i++) {
		char hex[SHA256_HEX_SIZE];

		sha256_hex(i < count ? digests[i].root : seal, hex);
		row_text(&results->row, i < count ? digests[i].name : "seal");
		row_text(&results->row, hex);
		row_leafless(&results->row);
		if (insert(results, err))
			goto out;
	}
	failed = 0;
out:
	database_close(file);
	text_release(&bad);
	return failed;
}

int writer_finish(struct writer *writer, const struct sources *sources, const struct result *result,
                  const struct manifest_entry *manifest, size_t manifest_count, const char *const *notes,
                  size_t note_count, uint8_t seal[SHA256_SIZE], struct error *err)
{
	struct results results = { .writer = writer, .plan = writer->plan, .result = result };
	int failed = -1;

	if (write_manifest(&results, manifest, manifest_count, err) || write_sources(&results, sources, err)
	    || write_parameters(&results, err) || write_inputs(&results, err) || write_fields(&results, err)
	    || write_rules(&results, err) || write_missing(&results, err) || write_totals(&results, err)
	    || write_notes(&results, notes, note_count, err) || writer_execute(writer, "COMMIT", err))
		goto out;
	failed = write_digests(&results, seal, err);
out:
	row_release(&results.row);
	text_release(&results.first);
	text_release(&results.second);
	return failed;
}
