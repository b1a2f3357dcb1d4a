/* parameters_beside.c: the parameters of which several runs have different values. See side_by_side.h. */
#include "report/side_by_side.h"

#include "report/json_parts.h"
#include "report/parts.h"

#include <stdlib.h>
#include <string.h>

#define MOST 12 /* are printed; JSON has all */

/* One parameter in a period of the first run; each run has its value, or none of that name. */
struct beside {
	const struct summary *runs;
	size_t count;
	bool one_period; /* of each run, whatever it is called */
	size_t row;      /* of the first run */
	const struct summary_parameter *values[SIDE_BY_SIDE_MOST];
};

struct wanted {
	const char *name, *period; /* period NULL: any */
};

static int compare_wanted(const void *key, const void *item)
{
	const struct wanted *wanted = key;
	const struct summary_parameter *parameter = item;
	int order = strcmp(wanted->name, parameter->name);

	return order || !wanted->period ? order : strcmp(wanted->period, parameter->period);
}

static struct beside begin(const struct summary *runs, size_t count)
{
	struct beside beside = { .runs = runs, .count = count, .one_period = true };

	for (size_t i = 0; i < count; i++)
		beside.one_period &= runs[i].period_count <= 1;
	return beside;
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Goes on to the next row of which some run has another value. */
static bool next(struct beside *beside)
{
	const struct summary *first = beside->runs;

	while (beside->row < first->parameter_count) {
		const struct summary_parameter *own = &first->parameters[beside->row++];
		struct wanted wanted = { own->name, beside->one_period ? NULL : own->period };
		bool differ = false;

		for (size_t run = 0; run < beside->count; run++) {
			const struct summary *of = &beside->runs[run];
			const struct summary_parameter *other =
				of->parameter_count ? bsearch(&wanted, of->parameters, of->parameter_count,
			                                      sizeof *of->parameters, compare_wanted)
						    : NULL;

			beside->values[run] = other;
			differ |= other && !is_same(other->value, own->value);
		}
		if (differ)
			return true;
	}
	return false;
}

static void append_sources(const struct beside *beside, struct text *line)
{
	bool same = true;

	for (size_t run = 1; run < beside->count; run++)
		same &= !beside->values[run] || is_same(beside->values[run]->source, beside->values[0]->source);
	for (size_t run = 0; run < (same ? 1 : beside->count); run++) {
		const struct summary_parameter *value = beside->values[run];

		if (!value || !value->source)
			continue;
		if (!same)
			text_append_format(line, "%s%c: ", line->length ? "; " : "", 'A' + (int) run);
		text_append(line, value->source);
	}
}

static void print_row(const struct beside *beside, struct text *out)
{
	const struct summary_parameter *own = beside->values[0];
	struct text line = TEXT_INIT;

	text_append_format(&line, "%s%s%s", own->name, beside->one_period ? "" : ", ",
	                   beside->one_period ? "" : own->period);
	for (size_t run = 0; run < beside->count; run++) {
		const struct summary_parameter *value = beside->values[run];

		if (value)
			text_append_format(&line, "%s%c %s", run ? "; " : ": ", 'A' + (int) run,
			                   value->shown ? value->shown : "no value");
	}
	print_wrapped(out, text_string(&line), 2);
	text_clear(&line);
	append_sources(beside, &line);
	if (line.length)
		print_wrapped(out, text_string(&line), 4);
	out->failed |= line.failed;
	text_release(&line);
}

void report_parameters_beside(const struct summary *summaries, size_t count, struct text *out)
{
	struct beside beside = begin(summaries, count);
	size_t found = 0;

	while (next(&beside)) {
		if (found++ == 0)
			report_heading(out, "Parameters that differ");
		if (found <= MOST)
			print_row(&beside, out);
	}
	if (found > MOST)
		text_append_format(out, "  and %zu more, which --json lists\n", found - MOST);
}

void report_parameters_beside_json(const struct summary *summaries, size_t count, struct text *out)
{
	struct beside beside = begin(summaries, count);

	json_list(out, "parameters");
	while (next(&beside)) {
		json_item(out);
		json_text(out, "name", beside.values[0]->name);
		if (!beside.one_period)
			json_text(out, "period", beside.values[0]->period);
		json_text(out, "type", beside.values[0]->type);
		json_list(out, "values");
		for (size_t run = 0; run < count; run++) {
			const char run_letter[2] = { (char) ('A' + (int) run), '\0' };
			const struct summary_parameter *value = beside.values[run];

			if (!value)
				continue;
			json_item(out);
			json_text(out, "run", run_letter);
			json_text(out, "value", value->value);
			json_text(out, "shown", value->shown);
			json_text(out, "source", value->source);
			json_flag(out, "carried", value->carried);
			text_append_char(out, '}');
		}
		text_append(out, "]}");
	}
	text_append_char(out, ']');
}
