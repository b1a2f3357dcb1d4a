/* evaluate.c: reads each record type once, hands its chunks to workers, and gives them to the sink in order.
 *
 * One reader, under a lock, fills chunks with the next records; whoever holds a full chunk evaluates it on its own machine
 * while others read and evaluate; the calling thread takes finished chunks in order. With one job there are no threads.
 * A failed chunk is met in its turn, so the first error in key order is the one reported. */
#include "evaluate/evaluate.h"

#include "evaluate/leaf.h"
#include "evaluate/machine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A chunk on its way through the run. */
struct slot {
	struct chunk chunk;
	int64_t number; /* of the chunk it holds, or -1: free */
	bool finished, failed;
	struct error err;
};

struct scan {
	const struct plan *plan;
	const struct evaluate_options *options;
	struct connection *connection;
	struct machine **machines;
	struct slot *slots;
	size_t slot_count;

	int type; /* being scanned */
	struct reader *reader;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int64_t next_read;   /* number of the next chunk to be read */
	int64_t next_wanted; /* number of the next chunk that the sink gets */
	bool read_all;       /* the reader has no more, or failed */
	bool stopped;        /* give up */
};

static int allocate_chunk(struct chunk *chunk, const struct plan_type *type, size_t periods)
{
	struct arena *arena = &chunk->arena;
	size_t rows = CHUNK_RECORDS * periods;

	arena_clear(arena);
	chunk->count = chunk->finding_count = 0;
	chunk->values = arena_array(arena, CHUNK_RECORDS * type->field_count, sizeof *chunk->values);
	chunk->leaves = arena_array(arena, CHUNK_RECORDS, SHA256_SIZE);
	chunk->commitments = arena_array(arena, CHUNK_RECORDS * type->personal_count, SHA256_SIZE);
	chunk->outcomes = arena_array(arena, rows * type->column_count, sizeof *chunk->outcomes);
	chunk->outcome_leaves = arena_array(arena, rows, SHA256_SIZE);
	chunk->absent = arena_array(arena, rows, sizeof *chunk->absent);
	return chunk->values && chunk->leaves && chunk->commitments && chunk->outcomes && chunk->outcome_leaves
	                       && chunk->absent
	               ? 0
	               : -1;
}

/* Fills a chunk with the next records. 1: it has some; 0: there are none left; -1: an error. */
static int read_chunk(struct scan *scan, struct chunk *chunk, struct error *err)
{
	const struct plan_type *type = &scan->plan->types[scan->type];

	chunk->type = scan->type;
	if (allocate_chunk(chunk, type, scan->plan->period_count))
		return error_memory(err);
	while (chunk->count < CHUNK_RECORDS) {
		struct value *to = chunk->values + chunk->count * type->field_count;
		const struct value *row;
		int found = reader_next(scan->reader, &row, err);

		if (found < 0)
			return -1;
		if (found == 0)
			break;
		for (size_t i = 0; i < type->field_count; i++) {
			to[i] = row[i];
			if (row[i].kind != VALUE_TEXT)
				continue;
			to[i].as.text = arena_bytes(&chunk->arena, row[i].as.text, row[i].length);
			if (!to[i].as.text)
				return error_memory(err);
		}
		chunk->count++;
	}
	return chunk->count > 0;
}

/* Takes a free slot and fills it. NULL: nothing left to do. Called with the lock held. */
static struct slot *take_work(struct scan *scan)
{
	struct slot *slot;
	int got;

	for (;;) {
		if (scan->stopped || scan->read_all)
			return NULL;
		slot = &scan->slots[(size_t) scan->next_read % scan->slot_count];
		if (slot->number < 0)
			break;
		pthread_cond_wait(&scan->changed, &scan->lock);
	}
	slot->finished = slot->failed = false;
	got = read_chunk(scan, &slot->chunk, &slot->err);
	if (got <= 0) {
		scan->read_all = true;
		slot->failed = got < 0;
		slot->finished = true;
	}
	/* An end without an error leaves the slot free: nobody waits for that number. */
	if (got != 0)
		slot->number = scan->next_read++;
	pthread_cond_broadcast(&scan->changed);
	return got > 0 ? slot : NULL;
}

static void work_on(struct scan *scan, struct machine *machine)
{
	struct slot *slot;

	pthread_mutex_lock(&scan->lock);
	while ((slot = take_work(scan))) {
		pthread_mutex_unlock(&scan->lock);
		slot->failed = machine_run(machine, &slot->chunk, &slot->err) != 0;
		pthread_mutex_lock(&scan->lock);
		slot->finished = true;
		pthread_cond_broadcast(&scan->changed);
	}
	pthread_mutex_unlock(&scan->lock);
}

struct worker {
	struct scan *scan;
	struct machine *machine;
	pthread_t thread;
};

static void *worker_main(void *argument)
{
	struct worker *worker = argument;

	work_on(worker->scan, worker->machine);
	return NULL;
}

/* The next chunk in order, finished; NULL when all are done. With one job, evaluates it here and now. */
static struct slot *next_finished(struct scan *scan)
{
	struct slot *slot = &scan->slots[(size_t) scan->next_wanted % scan->slot_count];

	pthread_mutex_lock(&scan->lock);
	if (scan->options->jobs == 1 && take_work(scan)) {
		slot->failed = machine_run(scan->machines[0], &slot->chunk, &slot->err) != 0;
		slot->finished = true;
	}
	while (!(slot->number == scan->next_wanted && slot->finished)) {
		if (scan->read_all && scan->next_wanted >= scan->next_read) {
			slot = NULL;
			break;
		}
		pthread_cond_wait(&scan->changed, &scan->lock);
	}
	pthread_mutex_unlock(&scan->lock);
	return slot;
}

static void give_slot_back(struct scan *scan, struct slot *slot)
{
	pthread_mutex_lock(&scan->lock);
	slot->number = -1;
	scan->next_wanted++;
	pthread_cond_broadcast(&scan->changed);
	pthread_mutex_unlock(&scan->lock);
}

/* Takes finished chunks in order until none is left. */
static int consume(struct scan *scan, const struct sink *sink, struct type_result *result, struct error *err)
{
	const struct plan_type *type = &scan->plan->types[scan->type];
	struct merkle inputs = { .count = 0 }, outcomes = { .count = 0 };
	uint8_t header[SHA256_SIZE];
	int64_t done = 0;
	struct slot *slot;

	if (leaf_header_records(type, header))
		return error_memory(err);
	merkle_add(&inputs, header);
	if (leaf_header_outcomes(type, header))
		return error_memory(err);
	merkle_add(&outcomes, header);
	while ((slot = next_finished(scan))) {
		const struct chunk *chunk = &slot->chunk;

		if (slot->failed) {
			*err = slot->err;
			return -1;
		}
		for (size_t i = 0; i < chunk->count; i++)
			merkle_add(&inputs, chunk->leaves[i]);
		for (size_t i = 0; type->evaluated && i < chunk->count * scan->plan->period_count; i++)
			if (!chunk->absent[i])
				merkle_add(&outcomes, chunk->outcome_leaves[i]);
		if (sink->chunk(sink->context, chunk, err))
			return -1;
		done += (int64_t) chunk->count;
		give_slot_back(scan, slot);
		if (scan->options->progress)
			scan->options->progress(scan->options->progress_context, type->record->name, done,
			                        result->counts.rows);
		if (scan->options->cancelled && atomic_load(scan->options->cancelled))
			return error_set(err, ERROR_SYSTEM, "stopped by a signal");
	}
	merkle_root(&inputs, result->root);
	merkle_root(&outcomes, result->outcome_root);
	return 0;
}

static int start_workers(struct scan *scan, struct worker *workers, size_t *started, struct error *err)
{
	for (*started = 0; scan->options->jobs > 1 && *started < scan->options->jobs; ++*started) {
		struct worker *worker = &workers[*started];

		*worker = (struct worker){ .scan = scan, .machine = scan->machines[*started] };
		if (pthread_create(&worker->thread, NULL, worker_main, worker))
			return error_set(err, ERROR_SYSTEM, "cannot start a worker");
	}
	return 0;
}

static int scan_type(struct scan *scan, int type, const struct sink *sink, struct type_result *result,
                     struct error *err)
{
	const struct plan_type *planned = &scan->plan->types[type];
	struct worker *workers = calloc(scan->options->jobs, sizeof *workers);
	size_t started = 0;
	int failed = -1;

	scan->type = type;
	scan->next_read = scan->next_wanted = 0;
	scan->read_all = scan->stopped = false;
	for (size_t i = 0; i < scan->slot_count; i++)
		scan->slots[i].number = -1;
	if (!workers) {
		error_memory(err);
		return -1;
	}
	if (reader_count(scan->connection, scan->plan->schema, planned->schema_type, &result->counts, err)
	    || reader_open(&scan->reader, scan->connection, scan->plan->schema, planned->schema_type, READER_SCAN, -1,
	                   planned->fields, planned->field_count, err)
	    || reader_seek(scan->reader, NULL, NULL, err) || sink->begin(sink->context, planned, err))
		goto out;
	failed = start_workers(scan, workers, &started, err);
	if (!failed)
		failed = consume(scan, sink, result, err);
out:
	pthread_mutex_lock(&scan->lock);
	scan->stopped = true;
	pthread_cond_broadcast(&scan->changed);
	pthread_mutex_unlock(&scan->lock);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	free(workers);
	reader_close(scan->reader);
	scan->reader = NULL;
	return failed;
}

static int result_prepare(struct result *result, const struct plan *plan, struct error *err)
{
	const struct ruleset *ruleset = plan->ruleset;
	struct arena *arena = &result->arena;
	size_t facts = (size_t) plan->fact_count;

	*result = (struct result){ .plan = plan };
	result->types = arena_array(arena, plan->type_count, sizeof *result->types);
	result->rules = arena_array(arena, ruleset->rule_count * plan->period_count, sizeof *result->rules);
	result->latest = arena_array(arena, ruleset->rule_count, sizeof *result->latest);
	result->findings = arena_array(arena, ruleset->finding_count, sizeof *result->findings);
	result->totals = arena_array(arena, ruleset->total_count * plan->period_count, sizeof *result->totals);
	result->held_up = arena_array(arena, ruleset->rule_count * facts, sizeof *result->held_up);
	result->records_held_up = arena_array(arena, plan->type_count * facts, sizeof *result->records_held_up);
	if (!result->types || !result->rules || !result->latest || !result->findings || !result->totals
	    || !result->held_up || !result->records_held_up)
		return error_memory(err);
	for (size_t i = 0; i < plan->type_count; i++) {
		result->types[i].unknown = arena_array(arena, plan->types[i].field_count, sizeof(int64_t));
		if (!result->types[i].unknown)
			return error_memory(err);
	}
	return 0;
}

/* Adds what one machine counted. Sums only, so the order of machines cannot matter. */
static int collect_counts(struct result *result, const struct machine *machine, struct error *err)
{
	const struct plan *plan = result->plan;
	const struct ruleset *ruleset = plan->ruleset;
	size_t facts = (size_t) plan->fact_count;

	for (size_t i = 0; i < plan->type_count; i++) {
		result->types[i].undated += machine->undated[i];
		for (size_t j = 0; j < plan->types[i].field_count; j++)
			result->types[i].unknown[j] += machine->unknown[i][j];
	}
	for (size_t i = 0; i < ruleset->rule_count * plan->period_count; i++) {
		const struct rule_result *from = &machine->rule_results[i];
		struct rule_result *into = &result->rules[i];

		into->eligible += from->eligible;
		into->not_eligible += from->not_eligible;
		into->known += from->known;
		into->none += from->none;
		into->unknown += from->unknown;
		if (total_cell_merge(&into->award, &from->award, err))
			return -1;
	}
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (date_compare(machine->latest[i], result->latest[i]) > 0)
			result->latest[i] = machine->latest[i];
	}
	for (size_t i = 0; i < ruleset->finding_count; i++) {
		result->findings[i].found += machine->finding_results[i].found;
		result->findings[i].undecided += machine->finding_results[i].undecided;
	}
	for (size_t i = 0; i < ruleset->rule_count * facts; i++)
		result->held_up[i] += machine->held_up[i];
	for (size_t i = 0; i < plan->type_count * facts; i++)
		result->records_held_up[i] += machine->records_held_up[i];
	return 0;
}

static int collect_totals(struct result *result, struct machine **machines, size_t count, struct error *err)
{
	size_t totals = result->plan->ruleset->total_count * result->plan->period_count;

	for (size_t i = 0; i < totals; i++) {
		for (size_t j = 1; j < count; j++) {
			if (accumulator_merge(machines[0]->totals[i], machines[j]->totals[i], err))
				return -1;
		}
		if (accumulator_result(machines[0]->totals[i], &result->arena, &result->totals[i], err))
			return -1;
	}
	return 0;
}

static void scan_release(struct scan *scan)
{
	for (size_t i = 0; scan->machines && i < scan->options->jobs; i++)
		machine_free(scan->machines[i]);
	for (size_t i = 0; scan->slots && i < scan->slot_count; i++) {
		arena_release(&scan->slots[i].chunk.arena);
		free(scan->slots[i].chunk.findings);
	}
	free(scan->machines);
	free(scan->slots);
	pthread_cond_destroy(&scan->changed);
	pthread_mutex_destroy(&scan->lock);
}

int evaluate(const struct plan *plan, struct sources *sources, struct database *database,
             const struct evaluate_options *options, const struct sink *sink, struct result *result,
             struct error *err)
{
	struct scan scan = { .plan = plan, .options = options, .connection = database_connection(database, 0) };
	int failed = -1;

	ensure(options->jobs >= 1);
	pthread_mutex_init(&scan.lock, NULL);
	pthread_cond_init(&scan.changed, NULL);
	scan.slot_count = options->jobs == 1 ? 1 : 2 * options->jobs + 2;
	scan.slots = calloc(scan.slot_count, sizeof *scan.slots);
	scan.machines = calloc(options->jobs, sizeof(struct machine *));
	if (result_prepare(result, plan, err))
		goto out;
	if (!scan.slots || !scan.machines) {
		error_memory(err);
		goto out;
	}
	for (size_t i = 0; i < options->jobs; i++) {
		scan.machines[i] = machine_new(plan, sources, database_connection(database, i + 1), options, err);
		if (!scan.machines[i])
			goto out;
	}
	for (size_t i = 0; i < plan->type_count; i++) {
		if (scan_type(&scan, (int) i, sink, &result->types[i], err))
			goto out;
	}
	for (size_t i = 0; i < options->jobs; i++) {
		if (collect_counts(result, scan.machines[i], err))
			goto out;
	}
	failed = collect_totals(result, scan.machines, options->jobs, err);
out:
	scan_release(&scan);
	return failed;
}

void result_release(struct result *result)
{
	arena_release(&result->arena);
	*result = (struct result){ .types = NULL };
}
