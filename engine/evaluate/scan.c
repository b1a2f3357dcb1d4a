/* scan.c: one scan of a record type: reads it in chunks, has them evaluated, and gives them to the sink in order.
 *
 * Each worker does all of that for one chunk after another: fills it from the one reader while no other worker reads,
 * evaluates it on its own machine, waits for its turn, and gives it away. So a chunk stays on one processor, where its
 * values are at hand, and there are no more of them than workers. A failed chunk is met in its turn, so the first error in key
 * order is the one reported. */
#include "evaluate/scan.h"

#include "evaluate/batch.h"
#include "evaluate/decision.h"
#include "evaluate/leaf.h"

#include <stdlib.h>

#define CHUNK_VALUES 16384     /* fields and outcomes of one chunk: half a megabyte */
#define CHUNK_TEXTS  (1 << 18) /* bytes of texts, after which a chunk takes no further record */

static bool is_dry(const struct scan *scan)
{
	return scan->pass < scan->plan->last_pass;
}

/* Makes room for as many records as a chunk of this scan may hold. */
static int allocate_chunk(const struct scan *scan, struct worker *worker)
{
	const struct plan_type *type = &scan->plan->types[scan->type];
	struct arena *arena = &worker->arrays;
	struct chunk *chunk = &worker->chunk;
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

static size_t count_text_bytes(const struct value *values, size_t count)
{
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++)
		bytes += values[i].kind == VALUE_TEXT ? values[i].length : 0;
	return bytes;
}

/* Fills a chunk with the next records. 1: it has some; 0: there are none left; -1: an error. */
static int read_chunk(struct scan *scan, struct worker *worker, struct error *err)
{
	const struct plan_type *type = &scan->plan->types[scan->type];
	struct chunk *chunk = &worker->chunk;
	size_t texts = 0;

	arena_clear(&chunk->arena);
	chunk->count = chunk->finding_count = chunk->decision_count = chunk->missing_count = 0;
	if (!chunk->values && allocate_chunk(scan, worker))
		return error_memory(err);
	while (chunk->count < scan->chunk_records && texts < CHUNK_TEXTS) {
		struct value *values = chunk->values + chunk->count * type->field_count;
		int found = reader_fill(scan->reader, values, &chunk->arena, err);

		if (found < 0)
			return -1;
		if (found == 0)
			break;
		chunk->count++;
		texts += count_text_bytes(values, type->field_count);
	}
	scan->records_read += (int64_t) chunk->count;
	return chunk->count > 0;
}

/* The tables' trees begin with a leaf for their header. */
static void begin_parts(const struct scan *scan, struct chunk *chunk)
{
	uint64_t records = (uint64_t) scan->records_read;
	struct merkle *parts[] = { &chunk->record_tree, &chunk->outcome_tree };

	for (int i = 0; i < 2; i++) {
		parts[i]->start = 1 + records * (i ? scan->plan->period_count : 1);
		parts[i]->count = 0;
		parts[i]->depth = 0;
	}
}

/* Fills the worker's chunk with what comes next. False: nothing does. A failed one counts, for its error is to be met. */
static bool take_chunk(struct worker *worker)
{
	struct scan *scan = worker->scan;
	int got = 0;

	pthread_mutex_lock(&scan->reading);
	if (!scan->read_all && !atomic_load(&scan->stopped)) {
		begin_parts(scan, &worker->chunk);
		got = read_chunk(scan, worker, &worker->err);
		worker->failed = got < 0;
		scan->read_all = got <= 0;
		if (got)
			worker->number = scan->next_read++;
	}
	pthread_mutex_unlock(&scan->reading);
	return got != 0;
}

static int begin_trees(struct scan *scan)
{
	const struct plan_type *type = &scan->plan->types[scan->type];
	struct table_headers *headers = &scan->headers[scan->type];

	if (!headers->made
	    && (leaf_header_records(type, headers->records) || leaf_header_outcomes(type, headers->outcomes)))
		return -1;
	headers->made = true;
	scan->record_tree = scan->outcome_tree = (struct merkle){ .count = 0 };
	merkle_add(&scan->record_tree, headers->records);
	merkle_add(&scan->outcome_tree, headers->outcomes);
	return 0;
}

/* Workers have built what they can; which leaf an outcome is depends on the chunks before where some outcomes are absent. */
static void add_leaves(struct scan *scan, const struct chunk *chunk)
{
	const struct plan_type *type = &scan->plan->types[scan->type];

	merkle_append(&scan->record_tree, &chunk->record_tree);
	if (!type->evaluated)
		return;
	if (!type->dated)
		merkle_append(&scan->outcome_tree, &chunk->outcome_tree);
	for (size_t i = 0; type->dated && i < chunk->count * scan->plan->period_count; i++)
		if (!chunk->absent[i])
			merkle_add(&scan->outcome_tree, chunk->outcome_leaves[i]);
}

static void count_decisions(struct scan *scan, const struct chunk *chunk)
{
	for (size_t i = 0; i < chunk->decision_count; i++) {
		const struct chunk_decision *found = &chunk->decisions[i];
		struct decision_result *result = &scan->decisions[found->decision->position];

		result->met = true;
		result->periods += found->applies;
		result->departed += found->departs;
	}
}

static int give_chunk(struct scan *scan, const struct chunk *chunk)
{
	const struct evaluate_options *options = scan->options;

	if (scan->sink) {
		add_leaves(scan, chunk);
		count_decisions(scan, chunk);
		if (scan->sink->chunk(scan->sink->context, chunk, scan->err))
			return -1;
	}
	scan->done += (int64_t) chunk->count;
	if (options->progress)
		options->progress(options->progress_context, scan->pass + 1, scan->plan->last_pass + 1,
		                  scan->plan->types[scan->type].record->name, scan->done, scan->result->counts.rows);
	if (options->cancelled && atomic_load(options->cancelled))
		return error_set(scan->err, ERROR_SYSTEM, "stopped by a signal");
	return 0;
}

/* Gives the worker's chunk away when those before it are. */
static void give_in_turn(struct worker *worker)
{
	struct scan *scan = worker->scan;

	pthread_mutex_lock(&scan->giving);
	while (scan->next_given != worker->number && !atomic_load(&scan->stopped))
		pthread_cond_wait(&scan->given, &scan->giving);
	if (!atomic_load(&scan->stopped)) {
		scan->failed = worker->failed;
		if (worker->failed)
			*scan->err = worker->err;
		else if (give_chunk(scan, &worker->chunk))
			scan->failed = true;
		atomic_store(&scan->stopped, scan->failed);
		scan->next_given++;
		pthread_cond_broadcast(&scan->given);
	}
	pthread_mutex_unlock(&scan->giving);
}

static void *work(void *argument)
{
	struct worker *worker = argument;

	while (take_chunk(worker)) {
		const struct sink *sink = worker->scan->sink;

		/* Where reading failed, what was read comes before that, and so does what is wrong with it. */
		if (machine_run(worker->machine, &worker->chunk, &worker->err))
			worker->failed = true;
		if (!worker->failed && sink && sink->prepare
		    && sink->prepare(sink->context, &worker->chunk, &worker->err))
			worker->failed = true;
		give_in_turn(worker);
	}
	return NULL;
}

static void stop(struct scan *scan)
{
	pthread_mutex_lock(&scan->giving);
	atomic_store(&scan->stopped, true);
	pthread_cond_broadcast(&scan->given);
	pthread_mutex_unlock(&scan->giving);
}

/* Starts the others, works beside them, and waits for them. */
static int work_together(struct scan *scan, struct error *err)
{
	size_t started = 1;

	while (started < scan->options->jobs
	       && !pthread_create(&scan->workers[started].thread, NULL, work, &scan->workers[started]))
		started++;
	if (started == scan->options->jobs)
		work(&scan->workers[0]);
	else
		stop(scan);
	for (size_t i = 1; i < started; i++)
		pthread_join(scan->workers[i].thread, NULL);
	if (started < scan->options->jobs)
		return error_set(err, ERROR_SYSTEM, "cannot start a worker");
	return scan->failed ? -1 : 0;
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
	struct reader **reader = &scan->readers[scan->type];

	if (!*reader
	    && reader_open(reader, scan->connection, scan->plan->schema, type->schema_type, READER_SCAN, -1,
	                   type->fields, type->field_count, err))
		return -1;
	scan->reader = *reader;
	return reader_seek(scan->reader, NULL, NULL, err);
}

/* Whole batches. Memory is bounded in the number of records, periods, fields and rules. */
static size_t count_chunk_records(const struct plan *plan, const struct plan_type *type)
{
	size_t records = CHUNK_VALUES / (type->field_count + type->column_count * plan->period_count + 1);

	records = records / BATCH_RECORDS * BATCH_RECORDS;
	return records > CHUNK_RECORDS ? CHUNK_RECORDS : records < BATCH_RECORDS ? BATCH_RECORDS : records;
}

static void begin_scan(struct scan *scan, int type, const struct sink *sink, struct type_result *result,
                       struct error *err)
{
	scan->type = type;
	scan->sink = sink;
	scan->result = result;
	scan->err = err;
	scan->next_read = scan->records_read = scan->next_given = scan->done = 0;
	scan->read_all = scan->failed = false;
	atomic_store(&scan->stopped, false);
	scan->chunk_records = count_chunk_records(scan->plan, &scan->plan->types[type]);
	for (size_t i = 0; i < scan->options->jobs; i++) {
		scan->workers[i].chunk.values = NULL;
		arena_clear(&scan->workers[i].arrays);
	}
}

int scan_type(struct scan *scan, int type, const struct sink *sink, struct type_result *result, struct error *err)
{
	begin_scan(scan, type, sink, result, err);
	if (begin_trees(scan))
		return error_memory(err);
	if (count_rows(scan, type, result, err) || open_reader(scan, err)
	    || (sink && sink->begin(sink->context, &scan->plan->types[type], err)) || work_together(scan, err))
		return -1;
	result->counts.rows = scan->done;
	if (sink) {
		merkle_root(&scan->record_tree, result->root);
		merkle_root(&scan->outcome_tree, result->outcome_root);
	}
	return 0;
}

int scan_open(struct scan *scan, const struct plan *plan, struct sources *sources, struct database *database,
              const struct evaluate_options *options, struct error *err)
{
	*scan = (struct scan){ .plan = plan, .options = options, .connection = database_connection(database, 0) };
	ensure(options->jobs >= 1);
	pthread_mutex_init(&scan->reading, NULL);
	pthread_mutex_init(&scan->giving, NULL);
	pthread_cond_init(&scan->given, NULL);
	scan->workers = calloc(options->jobs, sizeof *scan->workers);
	scan->counted = calloc(plan->type_count + 1, sizeof *scan->counted);
	scan->readers = calloc(plan->type_count + 1, sizeof(struct reader *));
	scan->headers = calloc(plan->type_count + 1, sizeof *scan->headers);
	if (!scan->workers || !scan->counted || !scan->readers || !scan->headers)
		return error_memory(err);
	for (size_t i = 0; i < options->jobs; i++) {
		struct worker *worker = &scan->workers[i];

		worker->scan = scan;
		worker->machine = machine_new(plan, sources, database_connection(database, i + 1), options, err);
		if (!worker->machine)
			return -1;
	}
	return 0;
}

void scan_release(struct scan *scan)
{
	for (size_t i = 0; scan->workers && i < scan->options->jobs; i++) {
		struct worker *worker = &scan->workers[i];

		machine_free(worker->machine);
		arena_release(&worker->chunk.arena);
		text_release(&worker->chunk.kept_records);
		text_release(&worker->chunk.kept_outcomes);
		arena_release(&worker->arrays);
		free(worker->chunk.findings);
		free(worker->chunk.decisions);
		free(worker->chunk.missing);
	}
	for (size_t i = 0; scan->readers && i < scan->plan->type_count; i++)
		reader_close(scan->readers[i]);
	free(scan->readers);
	free(scan->headers);
	free(scan->workers);
	free(scan->counted);
	pthread_cond_destroy(&scan->given);
	pthread_mutex_destroy(&scan->giving);
	pthread_mutex_destroy(&scan->reading);
}
