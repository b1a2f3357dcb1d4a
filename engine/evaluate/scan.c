/* scan.c: one scan of a record type: hands its chunks to workers, and gives them to the sink in order.
 *
 * One reader, which one worker uses at a time, fills chunks with the next records; whoever holds a full chunk evaluates it on
 * its own machine while others read and evaluate; the calling thread takes finished chunks in order. With one job there are
 * no threads.
 * A failed chunk is met in its turn, so the first error in key order is the one reported. */
#include "evaluate/scan.h"

#include "evaluate/batch.h"
#include "evaluate/leaf.h"

#include <stdlib.h>

#define CHUNK_VALUES 16384 /* fields and outcomes of one chunk: half a megabyte */

static bool is_dry(const struct scan *scan)
{
	return scan->pass < scan->plan->last_pass;
}

/* Makes room for as many records as a chunk of this scan may hold. */
static int allocate_chunk(const struct scan *scan, struct slot *slot)
{
	const struct plan_type *type = &scan->plan->types[scan->type];
	struct arena *arena = &slot->arrays;
	struct chunk *chunk = &slot->chunk;
	size_t records = scan->chunk_records, rows = records * scan->plan->period_count;

	chunk->type = scan->type;
	chunk->values = arena_room(arena, records * type->field_count, sizeof *chunk->values);
	chunk->outcomes = arena_room(arena, rows * type->column_count, sizeof *chunk->outcomes);
	if (is_dry(scan))
		return chunk->values && chunk->outcomes ? 0 : -1;
	chunk->leaves = arena_room(arena, records, SHA256_SIZE);
	chunk->commitments = arena_room(arena, records * type->personal_count, SHA256_SIZE);
	chunk->outcome_leaves = arena_room(arena, rows, SHA256_SIZE);
	chunk->absent = arena_array(arena, rows, sizeof *chunk->absent);
	return chunk->values && chunk->leaves && chunk->commitments && chunk->outcomes && chunk->outcome_leaves
	                       && chunk->absent
	               ? 0
	               : -1;
}

/* Fills a chunk with the next records. 1: it has some; 0: there are none left; -1: an error. */
static int read_chunk(struct scan *scan, struct slot *slot, struct error *err)
{
	const struct plan_type *type = &scan->plan->types[scan->type];
	struct chunk *chunk = &slot->chunk;

	arena_clear(&chunk->arena);
	chunk->count = chunk->finding_count = 0;
	if (!chunk->values && allocate_chunk(scan, slot))
		return error_memory(err);
	while (chunk->count < scan->chunk_records) {
		int found = reader_fill(scan->reader, chunk->values + chunk->count * type->field_count, &chunk->arena,
		                        err);

		if (found < 0)
			return -1;
		if (found == 0)
			break;
		chunk->count++;
	}
	return chunk->count > 0;
}

/* The tables' trees begin with a leaf for their header, and every chunk before this one is full. */
static void begin_parts(const struct scan *scan, struct chunk *chunk)
{
	uint64_t records = (uint64_t) scan->next_read * scan->chunk_records;
	struct merkle *parts[] = { &chunk->record_tree, &chunk->outcome_tree };

	for (int i = 0; i < 2; i++) {
		parts[i]->start = 1 + records * (i ? scan->plan->period_count : 1);
		parts[i]->count = 0;
		parts[i]->depth = 0;
	}
}

/* Waits for the slot of the next chunk. NULL: nothing left to do. */
static struct slot *wait_for_slot(struct scan *scan)
{
	struct slot *slot = &scan->slots[(size_t) scan->next_read % scan->slot_count];

	pthread_mutex_lock(&scan->lock);
	while (slot->number >= 0 && !scan->stopped && !scan->read_all)
		pthread_cond_wait(&scan->freed, &scan->lock);
	if (scan->stopped || scan->read_all)
		slot = NULL;
	pthread_mutex_unlock(&scan->lock);
	return slot;
}

/* Fills the next slot, and takes it. NULL: nothing left to do. */
static struct slot *take_work(struct scan *scan)
{
	struct slot *slot;
	int got = 0;

	pthread_mutex_lock(&scan->reading);
	slot = wait_for_slot(scan);
	if (slot) {
		begin_parts(scan, &slot->chunk);
		got = read_chunk(scan, slot, &slot->err);
		pthread_mutex_lock(&scan->lock);
		scan->read_all = got <= 0;
		slot->failed = got < 0;
		slot->finished = got <= 0;
		/* An end without an error leaves the slot free: nobody waits for that number. */
		if (got != 0)
			slot->number = scan->next_read++;
		if (scan->read_all)
			pthread_cond_signal(&scan->finished);
		pthread_mutex_unlock(&scan->lock);
	}
	pthread_mutex_unlock(&scan->reading);
	return got > 0 ? slot : NULL;
}

static void work_on(struct scan *scan, struct machine *machine)
{
	struct slot *slot;

	while ((slot = take_work(scan))) {
		bool failed = machine_run(machine, &slot->chunk, &slot->err) != 0;

		pthread_mutex_lock(&scan->lock);
		slot->failed = failed;
		slot->finished = true;
		if (slot->number == scan->next_wanted)
			pthread_cond_signal(&scan->finished);
		pthread_mutex_unlock(&scan->lock);
	}
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

/* The next chunk in order, finished; NULL when all are done. */
static struct slot *next_finished(struct scan *scan)
{
	struct slot *slot = &scan->slots[(size_t) scan->next_wanted % scan->slot_count];

	pthread_mutex_lock(&scan->lock);
	while (!(slot->number == scan->next_wanted && slot->finished)) {
		if (scan->read_all && scan->next_wanted >= scan->next_read) {
			slot = NULL;
			break;
		}
		pthread_cond_wait(&scan->finished, &scan->lock);
	}
	pthread_mutex_unlock(&scan->lock);
	return slot;
}

/* The same with one job: reads and evaluates it here and now. */
static struct slot *next_evaluated(struct scan *scan)
{
	struct slot *slot = take_work(scan);

	if (slot) {
		slot->failed = machine_run(scan->machines[0], &slot->chunk, &slot->err) != 0;
		return slot;
	}
	/* What could not be read is an error to be met. */
	slot = &scan->slots[(size_t) scan->next_wanted % scan->slot_count];
	return slot->number == scan->next_wanted ? slot : NULL;
}

static void give_slot_back(struct scan *scan, struct slot *slot)
{
	pthread_mutex_lock(&scan->lock);
	slot->number = -1;
	scan->next_wanted++;
	pthread_cond_signal(&scan->freed);
	pthread_mutex_unlock(&scan->lock);
}

/* The trees over a record type's leaves. */
struct trees {
	struct merkle inputs, outcomes;
};

static int begin_trees(struct trees *trees, const struct plan_type *type)
{
	uint8_t header[SHA256_SIZE];

	*trees = (struct trees){ .inputs = { .count = 0 } };
	if (leaf_header_records(type, header))
		return -1;
	merkle_add(&trees->inputs, header);
	if (leaf_header_outcomes(type, header))
		return -1;
	merkle_add(&trees->outcomes, header);
	return 0;
}

/* Workers have built what they can; which leaf an outcome is depends on the chunks before where some outcomes are absent. */
static void add_leaves(struct trees *trees, const struct plan_type *type, const struct chunk *chunk, size_t periods)
{
	merkle_append(&trees->inputs, &chunk->record_tree);
	if (!type->evaluated)
		return;
	if (!type->dated)
		merkle_append(&trees->outcomes, &chunk->outcome_tree);
	for (size_t i = 0; type->dated && i < chunk->count * periods; i++)
		if (!chunk->absent[i])
			merkle_add(&trees->outcomes, chunk->outcome_leaves[i]);
}

/* Takes finished chunks in order until none is left. */
static int consume(struct scan *scan, const struct sink *sink, struct type_result *result, struct error *err)
{
	const struct evaluate_options *options = scan->options;
	const struct plan_type *type = &scan->plan->types[scan->type];
	struct trees trees;
	int64_t done = 0;
	struct slot *slot;

	if (begin_trees(&trees, type))
		return error_memory(err);
	while ((slot = options->jobs == 1 ? next_evaluated(scan) : next_finished(scan))) {
		if (slot->failed) {
			*err = slot->err;
			return -1;
		}
		if (sink) {
			add_leaves(&trees, type, &slot->chunk, scan->plan->period_count);
			if (sink->chunk(sink->context, &slot->chunk, err))
				return -1;
		}
		done += (int64_t) slot->chunk.count;
		give_slot_back(scan, slot);
		if (options->progress)
			options->progress(options->progress_context, scan->pass + 1, scan->plan->last_pass + 1,
			                  type->record->name, done, result->counts.rows);
		if (options->cancelled && atomic_load(options->cancelled))
			return error_set(err, ERROR_SYSTEM, "stopped by a signal");
	}
	result->counts.rows = done;
	if (sink) {
		merkle_root(&trees.inputs, result->root);
		merkle_root(&trees.outcomes, result->outcome_root);
	}
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

/* Rows are the same in every pass, since all read one commit of the data. Counting them reads the table once more: only to
 * show progress, and to tell how many are left out. */
static int count_rows(struct scan *scan, int type, struct type_result *result, struct error *err)
{
	if (scan->counted[type] || (!scan->options->progress && !scan->plan->types[type].record->where))
		return 0;
	scan->counted[type] = true;
	return reader_count(scan->connection, scan->plan->schema, scan->plan->types[type].schema_type,
	                    &result->counts, err);
}

static int open_reader(struct scan *scan, struct error *err)
{
	const struct plan_type *type = &scan->plan->types[scan->type];

	return reader_open(&scan->reader, scan->connection, scan->plan->schema, type->schema_type, READER_SCAN, -1,
	                   type->fields, type->field_count, err)
	       || reader_seek(scan->reader, NULL, NULL, err);
}

/* Whole batches. Memory is bounded in the number of records, periods, fields and rules. */
static size_t count_chunk_records(const struct plan *plan, const struct plan_type *type)
{
	size_t records = CHUNK_VALUES / (type->field_count + type->column_count * plan->period_count + 1);

	records = records / BATCH_RECORDS * BATCH_RECORDS;
	return records > CHUNK_RECORDS ? CHUNK_RECORDS : records < BATCH_RECORDS ? BATCH_RECORDS : records;
}

int scan_type(struct scan *scan, int type, const struct sink *sink, struct type_result *result, struct error *err)
{
	struct worker *workers = calloc(scan->options->jobs, sizeof *workers);
	size_t started = 0;
	int failed = -1;

	scan->type = type;
	scan->next_read = scan->next_wanted = 0;
	scan->read_all = scan->stopped = false;
	scan->chunk_records = count_chunk_records(scan->plan, &scan->plan->types[type]);
	for (size_t i = 0; i < scan->slot_count; i++) {
		scan->slots[i].number = -1;
		scan->slots[i].chunk.values = NULL;
		arena_clear(&scan->slots[i].arrays);
	}
	if (!workers) {
		error_memory(err);
		return -1;
	}
	if (count_rows(scan, type, result, err) || open_reader(scan, err)
	    || (sink && sink->begin(sink->context, &scan->plan->types[type], err)))
		goto out;
	failed = start_workers(scan, workers, &started, err);
	if (!failed)
		failed = consume(scan, sink, result, err);
out:
	pthread_mutex_lock(&scan->lock);
	scan->stopped = true;
	pthread_cond_signal(&scan->freed);
	pthread_mutex_unlock(&scan->lock);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	free(workers);
	reader_close(scan->reader);
	scan->reader = NULL;
	return failed;
}

int scan_open(struct scan *scan, const struct plan *plan, struct sources *sources, struct database *database,
              const struct evaluate_options *options, struct error *err)
{
	*scan = (struct scan){ .plan = plan, .options = options, .connection = database_connection(database, 0) };
	ensure(options->jobs >= 1);
	pthread_mutex_init(&scan->reading, NULL);
	pthread_mutex_init(&scan->lock, NULL);
	pthread_cond_init(&scan->freed, NULL);
	pthread_cond_init(&scan->finished, NULL);
	scan->slot_count = options->jobs == 1 ? 1 : 2 * options->jobs + 2;
	scan->slots = calloc(scan->slot_count, sizeof *scan->slots);
	scan->machines = calloc(options->jobs, sizeof(struct machine *));
	scan->counted = calloc(plan->type_count + 1, sizeof *scan->counted);
	if (!scan->slots || !scan->machines || !scan->counted)
		return error_memory(err);
	for (size_t i = 0; i < options->jobs; i++) {
		scan->machines[i] = machine_new(plan, sources, database_connection(database, i + 1), options, err);
		if (!scan->machines[i])
			return -1;
	}
	return 0;
}

void scan_release(struct scan *scan)
{
	for (size_t i = 0; scan->machines && i < scan->options->jobs; i++)
		machine_free(scan->machines[i]);
	for (size_t i = 0; scan->slots && i < scan->slot_count; i++) {
		arena_release(&scan->slots[i].chunk.arena);
		arena_release(&scan->slots[i].arrays);
		free(scan->slots[i].chunk.findings);
	}
	free(scan->machines);
	free(scan->slots);
	free(scan->counted);
	pthread_cond_destroy(&scan->finished);
	pthread_cond_destroy(&scan->freed);
	pthread_mutex_destroy(&scan->lock);
	pthread_mutex_destroy(&scan->reading);
}
