/* results.c: the small tables of a run file: what the run was made of, and the digests. */
#include "run/results.h"

#include <stdlib.h>
#include <string.h>

void results_sql(const char *name, struct text *sql)
{
	const struct run_table *table = run_tables;

	while (strcmp(table->name, name))
		table++;
	text_append_format(sql, "INSERT INTO %s (%s, _leaf) VALUES (?", table->name, table->columns);
	for (const char *at = table->columns; *at; at++)
		text_append(sql, *at == ',' ? ", ?" : "");
	text_append(sql, ", ?)");
}

int results_open(struct results *results, const char *name, struct error *err)
{
	struct text sql = TEXT_INIT;
	int failed;

	row_release(&results->row);
	results_sql(name, &sql);
	failed = sql.failed ? error_memory(err)
	                    : row_prepare(&results->row, results->writer->sqlite, text_string(&sql), err);
	text_release(&sql);
	return failed;
}

int results_insert(struct results *results, struct error *err)
{
	if (results->first.failed || results->second.failed)
		return error_memory(err);
	return row_insert(&results->row, results->writer->path, err);
}

const char *results_date(struct date date, char out[DATE_TEXT_SIZE])
{
	if (!date.year)
		return NULL;
	date_print(date, out);
	return out;
}

static int write_manifest(struct results *results, const struct manifest_entry *entries, size_t count,
                          struct error *err)
{
	if (results_open(results, "manifest", err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		row_text(&results->row, entries[i].name);
		row_text(&results->row, entries[i].value);
		row_integer(&results->row, entries[i].sealed);
		if (!entries[i].sealed)
			row_unsealed(&results->row);
		if (results_insert(results, err))
			return -1;
	}
	return 0;
}

static int write_sources(struct results *results, const struct sources *sources, struct error *err)
{
	if (results_open(results, "source", err))
		return -1;
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = sources->items[i];
		char hex[SHA256_HEX_SIZE];

		if (!source->read)
			continue;
		sha256_hex(source->sha256, hex);
		row_text(&results->row, source->path);
		row_text(&results->row, source_kind_name(source->kind));
		row_text(&results->row, hex);
		row_bytes(&results->row, source->text, source->length);
		if (results_insert(results, err))
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
	struct dated_value room;
	const struct dated_value *value = parameter_value(parameter, period, &room, &carried, &none_yet);

	text_clear(&results->first);
	text_clear(&results->second);
	if (value) {
		parameter_print_plain(parameter, value, &results->first);
		parameter_print(parameter, value, &results->second);
		text_append(&results->second, value == &room ? " by day" : "");
	}
	row_text(row, parameter->name);
	row_text(row, period->label);
	row_text(row, parameter->title);
	row_text(row, parameter_type_name(parameter));
	row_text(row, value ? text_string(&results->first) : NULL);
	row_text(row, value ? text_string(&results->second) : NULL);
	row_text(row, value ? results_date(value->from, day) : NULL);
	row_text(row, value ? value->source : parameter->source);
	row_text(row, value ? value->illustrative : parameter->illustrative);
	row_integer(row, carried);
	row_integer(row, parameter->overridden);
	return results_insert(results, err);
}

static int write_parameters(struct results *results, struct error *err)
{
	const struct plan *plan = results->plan;

	if (results_open(results, "parameter_value", err))
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

	if (results_open(results, "input", err))
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
		if (results_insert(results, err))
			return -1;
	}
	return 0;
}

static int write_fields(struct results *results, struct error *err)
{
	const struct plan *plan = results->plan;
	struct row *row = &results->row;

	if (results_open(results, "input_field", err))
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
			if (results_insert(results, err))
				return -1;
		}
	}
	return 0;
}

static int write_notes(struct results *results, const char *const *notes, size_t count, struct error *err)
{
	if (results_open(results, "note", err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		row_integer(&results->row, (int64_t) i + 1);
		row_text(&results->row, notes[i]);
		if (results_insert(results, err))
			return -1;
	}
	return 0;
}

/* Reads every small table back, as `verify` will, and keeps their roots and the seal. */
static int write_digests(struct results *results, uint8_t seal[SHA256_SIZE], struct error *err)
{
	struct table_digest digests[RUN_TABLES_MOST];
	struct database *file = NULL;
	struct text bad = TEXT_INIT;
	size_t count = 0;
	int failed = -1;

	if (run_file_open(&file, results->writer->path, 1, err))
		return -1;
	for (; run_tables[count].name; count++) {
		ensure(count < RUN_TABLES_MOST);
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
		if (results_insert(results, err))
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

	if (writer_end_tables(writer, err) || write_manifest(&results, manifest, manifest_count, err)
	    || write_sources(&results, sources, err) || write_parameters(&results, err) || write_inputs(&results, err)
	    || write_fields(&results, err) || results_decisions(&results, err) || results_rules(&results, err)
	    || results_totals(&results, err) || results_figures(&results, err)
	    || write_notes(&results, notes, note_count, err) || writer_execute(writer, "COMMIT", err))
		goto out;
	failed = write_digests(&results, seal, err);
out:
	row_release(&results.row);
	text_release(&results.first);
	text_release(&results.second);
	return failed;
}
