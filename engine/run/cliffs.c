/* cliffs.c: the values of a field at which an award jumps. See cliffs.h. */
#include "run/cliffs.h"

#include "evaluate/key_text.h"
#include "evaluate/pieces.h"
#include "records/reader.h"
#include "rules/formula.h"
#include "rules/resolve.h"

#include <stdlib.h>
#include <string.h>

#define TRIES_MOST 400000

struct finding_cliffs {
	struct compared *run;
	struct cliffs *cliffs;
	struct path path;
	int rule;
	struct explainer *explainer;
	struct pieces *pieces;
	struct value end; /* of the last stretch */
	struct form form; /* of the last piece */
	bool opaque;
	bool turned; /* the last piece was one value, at which a comparison turns, and joined the stretch before it, */
	int64_t before;     /* which ended here, */
	struct value ended; /* with this */
	int64_t tries;
	struct error *err;
};

static int find_asked(struct finding_cliffs *finding, const struct compared_rule *rule, const char *field)
{
	struct inputs *inputs = &finding->run->inputs;
	int type = schema_type(&inputs->schema, rule->type);

	finding->rule = type < 0 ? -1 : ruleset_rule(&inputs->ruleset, type, rule->name);
	if (finding->rule < 0)
		return error_set(finding->err, ERROR_INPUT, "there is no rule '%s' of '%s'", rule->name, rule->type);
	if (resolve_path(&inputs->ruleset, type, field, &finding->path, finding->err))
		return -1;
	if (finding->path.field < 0)
		return error_set(finding->err, ERROR_INPUT,
		                 "'%s' is worked out by a rule: name a field of the records", field);
	return 0;
}

static int refuse_type(struct finding_cliffs *finding)
{
	enum type type = finding->path.value_type;

	if (type == TYPE_MONEY || type == TYPE_INTEGER || type == TYPE_DATE)
		return 0;
	error_set(finding->err, ERROR_INPUT, "'%s' is %s", finding->path.text, type_names[type]);
	return error_hint(finding->err, type == TYPE_RATE || type == TYPE_DECIMAL
	                                        ? "between any two decimals there are others: cliffs are found along "
	                                          "money, whole numbers and dates"
	                                        : "cliffs are found along money, whole numbers and dates");
}

static bool is_among(int field, const int *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fields[i] == field)
			return true;
	}
	return false;
}

/* With another key a record would be another one, or belong to another: nothing that goes up or down. */
static int refuse_key(struct finding_cliffs *finding)
{
	const struct inputs *inputs = &finding->run->inputs;
	const struct record_type *record = &inputs->schema.types[finding->path.type];
	int field = finding->path.field;
	bool names = is_among(field, record->key, record->key_count), leads = false;

	for (size_t i = 0; i < record->relation_count; i++)
		leads |= inputs->plan.type_place[record->relations[i].parent] >= 0
		         && is_among(field, record->relations[i].fields, record->relations[i].count);
	if (!names && !leads)
		return 0;
	error_set(finding->err, ERROR_INPUT, "'%s' %s", finding->path.text,
	          names ? "says which record it is" : "leads to another record");
	return error_hint(finding->err, "cliffs are found along what is measured");
}

static bool whole_of(struct value value, int64_t *out)
{
	struct date date;
	struct error err;

	if (value.kind == VALUE_INTEGER)
		*out = value.as.integer;
	else if (value.kind == VALUE_TEXT && !date_parse(value.as.text, value.length, &date, &err))
		*out = date_number(date);
	else
		return false;
	return true;
}

/* The least and the greatest value in the records. */
static int range_of_records(struct finding_cliffs *finding)
{
	struct cliffs *cliffs = finding->cliffs;
	struct connection *connection = database_connection(finding->run->inputs.database, 0);
	struct reader *reader = NULL;
	const struct value *row;
	int64_t x, seen = 0;
	int found;

	if (reader_open(&reader, connection, &finding->run->inputs.schema, finding->path.type, READER_SCAN, -1,
	                &finding->path.field, 1, finding->err)
	    || reader_seek(reader, NULL, NULL, finding->err)) {
		reader_close(reader);
		return -1;
	}
	while ((found = reader_next(reader, &row, finding->err)) > 0) {
		if (!whole_of(row[0], &x))
			continue;
		cliffs->low = !seen || x < cliffs->low ? x : cliffs->low;
		cliffs->high = !seen || x > cliffs->high ? x : cliffs->high;
		seen++;
	}
	reader_close(reader);
	if (!found && !seen) {
		error_set(finding->err, ERROR_INPUT, "no record has a '%s'", finding->path.text);
		return error_hint(finding->err, "say over which values to look, with --from and --to");
	}
	return found;
}

static int read_end(struct finding_cliffs *finding, const char *option, const char *text, int64_t *out)
{
	struct error cause;
	struct value value;

	if (!text)
		return 0;
	if (!value_parse(finding->path.value_type, text, strlen(text), &value, &cause) && whole_of(value, out))
		return 0;
	error_set(finding->err, ERROR_INPUT, "'--%s' is no value of '%s': %s", option, finding->path.text,
	          cause.message);
	return -1;
}

static int settle_range(struct finding_cliffs *finding, const struct cliffs_question *question)
{
	struct cliffs *cliffs = finding->cliffs;

	if ((!question->from || !question->to) && range_of_records(finding))
		return -1;
	if (read_end(finding, "from", question->from, &cliffs->low)
	    || read_end(finding, "to", question->to, &cliffs->high))
		return -1;
	return cliffs->low <= cliffs->high
	               ? 0
	               : error_set(finding->err, ERROR_INPUT, "the values to look at end before they begin");
}

static int open_pieces(struct finding_cliffs *finding, const struct cliffs_question *question)
{
	struct inputs *inputs = &finding->run->inputs;
	const struct rule *rule = &inputs->ruleset.rules[finding->rule];
	const struct record_type *record = &inputs->schema.types[rule->on];
	const struct evaluate_options how = { .jobs = finding->run->options.jobs, .lua_only = true };
	struct pieces_question asked = { .rule = finding->rule,
		                         .award = rule->award != NO_FUNCTION,
		                         .period = question->period,
		                         .path = &finding->path };
	struct value key[KEY_MOST];
	int found;

	if (key_parse(record, question->key, strlen(question->key), key, finding->err))
		return -1;
	asked.key = key;
	if (explainer_open(&finding->explainer, &inputs->plan, &inputs->sources, inputs->database, &how,
	                   finding->err))
		return -1;
	found = pieces_open(&finding->pieces, finding->explainer, &inputs->plan, &asked, finding->err);
	if (found == 0)
		error_set(finding->err, ERROR_INPUT, "there is no '%s' with the key '%s'", record->name,
		          question->key);
	return found > 0 ? 0 : -1;
}

static bool is_number(struct value value)
{
	return value.kind == VALUE_INTEGER || value.kind == VALUE_DECIMAL;
}

static int keep_value(struct finding_cliffs *finding, struct value value, struct value *out)
{
	*out = value;
	if (value.kind == VALUE_TEXT)
		out->as.text = arena_bytes(&finding->cliffs->arena, value.as.text, value.length);
	return value.kind == VALUE_TEXT && !out->as.text ? error_memory(finding->err) : 0;
}

/* The most that is explained from one value to the next. Of what was tried: as much as one unit of it, which is no cliff. */
static struct decimal allowed(const struct form *form, bool opaque)
{
	struct decimal most = decimal_from_integer(1);

	if (!opaque && !form_allows(form, &most))
		most = decimal_from_integer(INT64_MAX);
	return most;
}

/* Whether it jumps from where the last stretch ends to this piece. */
static bool is_cliff(const struct finding_cliffs *finding, const struct piece *piece, struct cliff *cliff)
{
	struct decimal before = allowed(&finding->form, finding->opaque),
		       after = allowed(&piece->form, piece->opaque);
	struct decimal most = decimal_compare(before, after) > 0 ? before : after, size;
	struct error err;

	*cliff = (struct cliff){ .measured = is_number(finding->end) && is_number(piece->value) };
	if (!cliff->measured)
		return value_compare(finding->end, piece->value) != 0;
	if (decimal_subtract(value_as_decimal(piece->value), value_as_decimal(finding->end), &cliff->jump, &err))
		return true;
	size = cliff->jump;
	return (size.coefficient < 0 && decimal_negate(size, &size, &err)) || decimal_compare(size, most) > 0;
}

static bool goes_on(const struct finding_cliffs *finding, const struct piece *piece)
{
	const struct form *a = &finding->form, *b = &piece->form;
	struct decimal left, right;
	struct error err;

	if (finding->opaque || piece->opaque)
		return finding->opaque == piece->opaque;
	return !decimal_multiply(a->slope, b->over, &left, &err) && !decimal_multiply(b->slope, a->over, &right, &err)
	       && !decimal_compare(left, right);
}

/* Where an outcome comes to rest, it does so at the turn: that is given back by the stretch that it joined. */
static bool rests_from_turn(const struct finding_cliffs *finding, const struct piece *piece)
{
	return finding->turned && !piece->opaque && piece->form.slope.coefficient == 0
	       && finding->form.slope.coefficient != 0 && !value_compare(finding->end, piece->value);
}

static int add_piece(struct finding_cliffs *finding, const struct piece *piece, struct value end)
{
	struct cliffs *cliffs = finding->cliffs;
	struct stretch *stretch = cliffs->stretch_count ? &cliffs->stretches[cliffs->stretch_count - 1] : NULL;
	struct cliff cliff;
	bool jumps = stretch && is_cliff(finding, piece, &cliff), same = stretch && goes_on(finding, piece);
	bool rests = stretch && !jumps && !same && rests_from_turn(finding, piece);
	int64_t from = piece->span.low;

	if (rests) {
		from = stretch->to;
		stretch->to = finding->before;
		stretch->at_to = finding->ended;
	}
	/* A turn alone is no stretch. */
	finding->turned = stretch && !jumps && !same && !piece->opaque && piece->span.low == piece->span.high
	                  && !finding->turned;
	if (!stretch || jumps || !(same || finding->turned)) {
		if (array_reserve(&cliffs->stretches, &cliffs->stretch_capacity, cliffs->stretch_count + 1,
		                  sizeof *cliffs->stretches)
		    || array_reserve(&cliffs->items, &cliffs->capacity, cliffs->count + 1, sizeof *cliffs->items))
			return error_memory(finding->err);
		stretch = &cliffs->stretches[cliffs->stretch_count];
		cliff.behind = cliffs->stretch_count++;
		*stretch = (struct stretch){ .from = from, .tried = piece->opaque };
		stretch->slope = piece->form.slope;
		stretch->over = piece->form.over;
		if (keep_value(finding, piece->value, &stretch->at_from))
			return -1;
		if (jumps)
			cliffs->items[cliffs->count++] = cliff;
	}
	if (finding->turned) {
		finding->before = stretch->to;
		finding->ended = stretch->at_to;
	}
	stretch->to = piece->span.high;
	if (value_compare(end, stretch->at_to) && keep_value(finding, end, &stretch->at_to))
		return -1;
	finding->end = stretch->at_to;
	if (!finding->turned)
		finding->form = piece->form;
	finding->opaque = piece->opaque;
	return 0;
}

static int too_many(struct finding_cliffs *finding, const struct piece *piece)
{
	const char *field = finding->path.text;

	if (piece->opaque)
		error_set(finding->err, ERROR_INPUT,
		          "only Lua knows what rule '%s' does with '%s', and its values are too many to try each",
		          piece->because, field);
	else
		error_set(finding->err, ERROR_INPUT, "there are more than %d pieces along '%s'", TRIES_MOST, field);
	return error_hint(finding->err, "say over which values to look, %d at most, with --from and --to",
	                  TRIES_MOST);
}

/* From one end of each piece to the other, piece after piece. */
static int walk_range(struct finding_cliffs *finding)
{
	struct cliffs *cliffs = finding->cliffs;
	int64_t x = cliffs->low;

	for (;;) {
		struct piece piece, last;

		if (pieces_at(finding->pieces, x, x, cliffs->high, &piece, finding->err))
			return -1;
		if (piece.opaque)
			cliffs->tried = piece.because;
		if (++finding->tries > TRIES_MOST
		    || (piece.opaque && (uint64_t) cliffs->high - (uint64_t) x > TRIES_MOST))
			return too_many(finding, &piece);
		last = piece;
		if (add_piece(finding, &piece, piece.value))
			return -1;
		if (piece.span.high > x) {
			if (pieces_at(finding->pieces, piece.span.high, piece.span.high, piece.span.high, &last,
			              finding->err)
			    || keep_value(finding, last.value, &cliffs->stretches[cliffs->stretch_count - 1].at_to))
				return -1;
			finding->end = cliffs->stretches[cliffs->stretch_count - 1].at_to;
		}
		if (piece.span.high >= cliffs->high)
			return 0;
		x = piece.span.high + 1;
	}
}

static void describe(struct finding_cliffs *finding, const struct compared_rule *rule,
                     const struct cliffs_question *question)
{
	struct cliffs *cliffs = finding->cliffs;
	const struct rule *declared = &finding->run->inputs.ruleset.rules[finding->rule];

	cliffs->record_type = rule->type;
	cliffs->rule = rule->name;
	cliffs->key = question->key;
	cliffs->field = question->field;
	cliffs->title = declared->title;
	cliffs->period = finding->run->inputs.plan.periods[question->period].label;
	cliffs->field_type = finding->path.value_type;
	cliffs->award = declared->award != NO_FUNCTION;
	cliffs->type = cliffs->award ? TYPE_MONEY : declared->type;
}

int cliffs_find(struct compared *run, const struct compared_rule *rule, const struct cliffs_question *question,
                struct cliffs *cliffs, struct problems *problems)
{
	struct error err = ERROR_INIT;
	struct finding_cliffs finding = { .run = run, .cliffs = cliffs, .err = &err };
	int failed;

	*cliffs = (struct cliffs){ .low = 0 };
	if (!run->loaded) {
		error_set(&err, ERROR_INPUT, "'%s' cannot be evaluated again", run->path);
		error_hint(&err, "give its scenario, with --data for its database");
		return problems_fail(problems, &err);
	}
	failed = find_asked(&finding, rule, question->field) || refuse_type(&finding)
	         || settle_range(&finding, question) || open_pieces(&finding, question) || refuse_key(&finding);
	if (!failed) {
		describe(&finding, rule, question);
		cliffs->has_own = pieces_own(finding.pieces, &cliffs->own);
		failed = walk_range(&finding);
	}
	pieces_close(finding.pieces);
	explainer_close(finding.explainer);
	if (failed)
		problems_add(problems, &err);
	return failed ? -1 : 0;
}

static bool same_stretch(const struct stretch *a, const struct stretch *b)
{
	return a->from == b->from && a->to == b->to && a->tried == b->tried && !value_compare(a->at_from, b->at_from)
	       && !value_compare(a->at_to, b->at_to) && !decimal_compare(a->slope, b->slope)
	       && !decimal_compare(a->over, b->over);
}

bool cliffs_same(const struct cliffs *a, const struct cliffs *b)
{
	bool same = a->low == b->low && a->high == b->high && a->stretch_count == b->stretch_count
	            && a->count == b->count && !a->tried == !b->tried;

	for (size_t i = 0; same && i < a->stretch_count; i++)
		same = same_stretch(&a->stretches[i], &b->stretches[i]);
	for (size_t i = 0; same && i < a->count; i++)
		same = a->items[i].behind == b->items[i].behind;
	return same;
}

void cliffs_release(struct cliffs *cliffs)
{
	free(cliffs->stretches);
	free(cliffs->items);
	arena_release(&cliffs->arena);
	*cliffs = (struct cliffs){ .stretches = NULL };
}
