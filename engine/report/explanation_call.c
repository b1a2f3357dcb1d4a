/* explanation_call.c: how a function came to what it gives, for a terminal: its expression with names and with values, every rounding
 * before and after, the rows of decision tables, the brackets of scales; of what only Lua can follow, its lines. */
#include "report/explanation_parts.h"

#include "rules/syntax.h"

#include <string.h>

/* What is known of its parts: the expression again with values in it, or what each thing is. */
static void append_values(const struct expression *expression, struct text *out)
{
	struct text facts = TEXT_INIT;

	if (expression->value.kind == VALUE_UNKNOWN || report_expression_has_words(expression))
		report_expression_facts(expression, &facts);
	else
		report_expression(expression, true, &facts);
	text_append(out, text_string(&facts));
	out->failed |= facts.failed;
	text_release(&facts);
}

/* What a decision hangs on. */
static void print_asked(struct printing *printing, const struct expression *asked, int indent)
{
	struct text words = TEXT_INIT;

	report_expression(asked, false, &words);
	text_append(&words, asked->value.as.integer ? ": yes" : ": no");
	if (!report_expression_is_leaf(asked)) {
		text_append(&words, " (");
		append_values(asked, &words);
		text_append_char(&words, ')');
	}
	explanation_line(printing, indent, "as %s", text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
}

/* Whether it takes one way of several; what a local came by is told with that. */
static bool decides(const struct expression *expression)
{
	if (!expression || expression->formula->kind == FORMULA_SLOT)
		return false;
	if (report_expression_is_step(expression))
		return decides(expression->b);
	return report_expression_decision(expression) || decides(expression->a) || decides(expression->b)
	       || decides(expression->c);
}

/* "£1,500.033 rounds to £1,500.03, a multiple of £0.01 (half_up)" */
static void append_rounded(struct text *words, enum type type, struct value result, struct value step,
                           enum rounding mode)
{
	text_append(words, " rounds to ");
	report_value(type, result, words);
	text_append(words, ", a multiple of ");
	report_value(type, step, words);
	text_append_format(words, " (%s)", rounding_names[mode]);
}

static void print_rounding(struct printing *printing, const struct expression *expression, int indent)
{
	bool divides = expression->formula->kind == FORMULA_DIVIDE;
	const struct expression *step = divides ? expression->c : expression->b;
	struct text words = TEXT_INIT;

	report_value(divides ? expression->a->type : expression->type, expression->a->value, &words);
	if (divides) {
		text_append(&words, " divided by ");
		report_value(expression->b->type, expression->b->value, &words);
	}
	append_rounded(&words, expression->type, expression->value, step->value,
	               (enum rounding) expression->formula->index);
	explanation_line(printing, indent, "%s", text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
}

static void print_exact(struct decimal value, enum type type, struct text *out)
{
	report_value(type, value_decimal(value), out);
}

/* "£37,700 from £0: 20% is £7,540" */
static void print_parts(struct printing *printing, const struct trace_step *traced, int indent)
{
	const struct scale *scale = traced->step.scale;

	for (size_t i = 0; i < traced->part_count; i++) {
		const struct trace_part *part = &traced->parts[i];
		struct text words = TEXT_INIT;

		print_exact(part->amount, scale->of, &words);
		text_append(&words, part->bracket->begin.behind ? " over " : " from ");
		report_value(scale->of, part->bracket->begin.at, &words);
		text_append(&words, ", at ");
		report_value(scale->gives, part->bracket->gives, &words);
		text_append(&words, ": ");
		print_exact(part->gives, scale->rates ? scale->of : scale->gives, &words);
		explanation_line(printing, indent, "%s", text_string(&words));
		printing->out->failed |= words.failed;
		text_release(&words);
	}
}

static void append_of(const struct library_step *step, struct text *words)
{
	text_append_format(words, "%s of ", step->parameter->name);
	if (step->kind == STEP_CATEGORY) {
		text_append_format(words, "%s is ", step->name);
		report_value(step->parameter->type, step->value, words);
		return;
	}
	print_exact(step->x, step->scale->of, words);
	text_append(words, " is ");
	print_exact(step->result, step->scale->rates ? step->scale->of : step->scale->gives, words);
}

/* What a scale gave by its brackets, or a parameter for a category that was not written down. */
static void print_asking(struct printing *printing, const struct trace_call *call,
                         const struct expression *expression, int indent)
{
	const struct value *asked = &expression->a->value;
	const struct parameter *parameter = expression->read ? expression->read->parameter : NULL;

	for (size_t i = 0; i < call->step_count; i++) {
		const struct library_step *step = &call->steps[i].step;
		struct text words = TEXT_INIT;

		if (!step->parameter || step->parameter != parameter
		    || (step->kind == STEP_SCALE
		                ? value_compare(value_decimal(step->x), *asked) != 0
		                : report_expression_is_leaf(expression) || strlen(step->name) != asked->length
		                          || memcmp(step->name, asked->as.text, asked->length) != 0))
			continue;
		append_of(step, &words);
		explanation_line(printing, indent, "%s", text_string(&words));
		print_parts(printing, &call->steps[i], indent + 2);
		printing->out->failed |= words.failed;
		text_release(&words);
		return;
	}
}

/* Every rounding on the way, before and after, and what every scale gives. */
static void print_roundings(struct printing *printing, const struct trace_call *call,
                            const struct expression *expression, int indent)
{
	enum formula_kind kind = expression ? expression->formula->kind : FORMULA_SLOT;

	if (kind == FORMULA_SLOT)
		return; /* it was shown where it was given */
	if (!report_expression_is_step(expression))
		print_roundings(printing, call, expression->a, indent);
	print_roundings(printing, call, expression->b, indent);
	print_roundings(printing, call, expression->c, indent);
	if (expression->value.kind == VALUE_UNKNOWN)
		return;
	if (kind == FORMULA_ROUND || kind == FORMULA_DIVIDE)
		print_rounding(printing, expression, indent);
	else if (kind == FORMULA_SCALE || kind == FORMULA_CATEGORY)
		print_asking(printing, call, expression, indent);
}

/* The way to a record that is not known, where nothing behind it was read: "household is unknown". */
static void append_ways(const struct trace_call *call, struct text *out)
{
	for (size_t i = 0; i < call->read_count; i++) {
		const struct trace_read *read = call->reads[i];

		if (read->kind == TRACE_RELATION && read->value.kind == VALUE_UNKNOWN)
			text_append_format(out, "%s%s is %s", out->length ? "; " : "", read->name,
			                   read->row ? "no row that there is" : "unknown");
	}
}

/* The expression with names, with values, and what it comes to. `local`: what it is for; NULL: for the outcome. */
static void print_sum(struct printing *printing, const struct trace_call *call, const char *local,
                      const struct expression *expression, int indent)
{
	struct text names = TEXT_INIT, values = TEXT_INIT;
	bool leaf = report_expression_is_leaf(expression), known = expression->value.kind != VALUE_UNKNOWN;
	bool number = known && expression->type != TYPE_FLAG;

	text_append_format(&names, "%s%s", local ? local : "", local ? " = " : "");
	report_expression(expression, false, &names);
	if (leaf)
		report_expression(expression, true, &values);
	else
		append_values(expression, &values);
	if (!known && !values.length)
		append_ways(call, &values);
	bool same = !strcmp(text_string(&names), text_string(&values));
	bool named = local || !printing->again || same || decides(expression);

	if (leaf && !same)
		explanation_line(printing, indent, "%s: %s", text_string(&names), text_string(&values));
	else if (named)
		explanation_hanging(printing, indent, 2, text_string(&names));
	if (local)
		indent += 2;
	text_clear(&names);
	if (!leaf && !same) {
		text_append_format(&names, "%s%s",
		                   (number || local) && known && !report_expression_has_words(expression) ? "= " : "",
		                   text_string(&values));
		explanation_hanging(printing, indent, 2, text_string(&names));
	}
	/* Of another record the head has said what it comes to. */
	if (!leaf && known && (local || (number && named))) {
		text_clear(&values);
		report_value(expression->type, expression->value, &values);
		explanation_line(printing, indent, "= %s", text_string(&values));
	}
	printing->out->failed |= names.failed || values.failed;
	text_release(&names);
	text_release(&values);
}

/* In the order in which it was worked out: of each `if` what it asked, and what each local is. */
static void print_way(struct printing *printing, const struct trace_call *call, const struct expression *expression,
                      int indent)
{
	const struct expression *asked = expression ? report_expression_decision(expression) : NULL;

	if (!expression || expression->formula->kind == FORMULA_SLOT)
		return; /* it was shown where it was given */
	if (asked)
		print_asked(printing, asked, indent);
	print_way(printing, call, expression->a, indent);
	if (report_expression_is_step(expression)) {
		print_sum(printing, call, expression->name, expression->a, indent);
		print_roundings(printing, call, expression->a, indent + 2);
	}
	print_way(printing, call, expression->b, indent);
	print_way(printing, call, expression->c, indent);
}

static void print_expression(struct printing *printing, const struct trace_call *call, int indent)
{
	print_way(printing, call, call->expression, indent);
	print_sum(printing, call, NULL, call->expression, indent);
	print_roundings(printing, call, call->expression, indent);
}

/* Calls that only Lua can follow: its lines, and the steps of the library. */

/* What a step gave, where it is what the function gave in the end, is of the function's type; otherwise nobody says whether a number
 * is pence. */
static enum type type_of_step(const struct trace_call *call, const struct library_step *step)
{
	return call->type != TYPE_FLAG && !value_compare(value_decimal(step->result), call->value) ? call->type
	                                                                                           : TYPE_DECIMAL;
}

/* Whether it is money that was read, and nothing else of that value was. */
static bool is_money_read(const struct trace_call *call, struct decimal x)
{
	bool money = false;

	for (size_t i = 0; i < call->read_count; i++) {
		const struct trace_read *read = call->reads[i];

		if (value_compare(read->value, value_decimal(x)) != 0)
			continue;
		if (read->type != TYPE_MONEY)
			return false;
		money = true;
	}
	return money;
}

/* Money divided by a number is money. Where what comes out is the function's, and is none, money was divided by money; of what lies in
 * between it is not known. */
static enum type type_of_divided(const struct trace_call *call, const struct library_step *step)
{
	bool is_last = !value_compare(value_decimal(step->result), call->value);

	return type_of_step(call, step) == TYPE_MONEY || (is_last && is_money_read(call, step->x)) ? TYPE_MONEY
	                                                                                           : TYPE_DECIMAL;
}

static void append_row(const struct step_row *row, struct text *words)
{
	text_append_format(words, "%zu", row->number);
	if (row->source)
		text_append_format(words, " (%s)", row->source);
	text_append(words, row->certain ? "" : " perhaps");
}

/* What the cells of the row are held against. */
static void print_row(struct printing *printing, const struct trace_step *traced, size_t number, int indent)
{
	const struct library_step *step = &traced->step;
	size_t label_columns = 0, value_columns = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < step->input_count; i++) {
			const struct step_input *input = &step->inputs[i];
			size_t label = utf8_width(input->label, strlen(input->label)), width;
			struct text value = TEXT_INIT;

			report_value(input->type, input->value, &value);
			width = utf8_width(text_string(&value), value.length);
			if (input->needed && pass == 0) {
				label_columns = label > label_columns ? label : label_columns;
				value_columns = width > value_columns ? width : value_columns;
			} else if (input->needed) {
				explanation_line(printing, indent, "%s%*s  %s%*s  %s", input->label,
				                 (int) (label_columns - label), "", text_string(&value),
				                 (int) (value_columns - width), "",
				                 traced->cells[number * step->input_count + i]);
			}
			printing->out->failed |= value.failed;
			text_release(&value);
		}
	}
}

/* With the first record of a rule each cell; with others the inputs and the row. */
static void print_table(struct printing *printing, const struct trace_step *traced, int indent)
{
	const struct library_step *step = &traced->step;
	bool short_form = printing->again || step->row_count == 0;
	struct text words = TEXT_INIT;

	for (size_t i = 0; short_form && i < step->input_count; i++) {
		if (!step->inputs[i].needed)
			continue;
		text_append_format(&words, "%s%s ", words.length ? ", " : "", step->inputs[i].label);
		report_value(step->inputs[i].type, step->inputs[i].value, &words);
	}
	text_append(&words, words.length ? ": " : "");
	text_append(&words, step->row_count == 0 ? "no row matches" : step->row_count == 1 ? "row " : "rows ");
	for (size_t i = 0; i < step->row_count; i++) {
		text_append(&words, i ? ", " : "");
		append_row(&step->rows[i], &words);
	}
	if (step->row_count > 0 && step->rows[0].file)
		text_append_format(&words, " of %s", step->rows[0].file);
	explanation_line(printing, indent, "decision table: %s", text_string(&words));
	for (size_t i = 0; !short_form && i < step->row_count; i++) {
		text_clear(&words);
		append_row(&step->rows[i], &words);
		if (step->row_count > 1)
			explanation_line(printing, indent + 2, "row %s", text_string(&words));
		print_row(printing, traced, i, indent + (step->row_count > 1 ? 4 : 2));
	}
	printing->out->failed |= words.failed;
	text_release(&words);
}

static void print_step(struct printing *printing, const struct trace_call *call, const struct trace_step *traced,
                       int indent)
{
	const struct library_step *step = &traced->step;
	enum type type = type_of_step(call, step);
	struct text words = TEXT_INIT;

	switch (step->kind) {
	case STEP_TABLE:
		print_table(printing, traced, indent);
		return;
	case STEP_ROUND:
		print_exact(step->x, type, &words);
		append_rounded(&words, type, value_decimal(step->result), value_decimal(step->step), step->mode);
		break;
	case STEP_DIVIDE:
		print_exact(step->x, type_of_divided(call, step), &words);
		text_append(&words, " divided by ");
		print_exact(step->by, type == TYPE_MONEY ? TYPE_DECIMAL : type_of_divided(call, step), &words);
		append_rounded(&words, type, value_decimal(step->result), value_decimal(step->step), step->mode);
		break;
	case STEP_SHARE:
		print_exact(step->x, TYPE_DECIMAL, &words);
		text_append_format(&words, " is shared out in %zu parts", step->count);
		break;
	case STEP_SCALE:
	case STEP_CATEGORY:
		append_of(step, &words);
		break;
	}
	explanation_line(printing, indent, "%s", text_string(&words));
	if (step->kind == STEP_SCALE)
		print_parts(printing, traced, indent + 2);
	printing->out->failed |= words.failed;
	text_release(&words);
}

#define LINES_MOST 12

/* One line of Lua, `skip` bytes of its indentation left out, behind its number. */
static void print_source_line(struct printing *printing, int number, const char *text, size_t length, size_t skip,
                              int indent)
{
	struct text words = TEXT_INIT;
	size_t begin = strspn(text, " \t");

	text_append_format(&words, "%d  ", number);
	for (size_t i = skip; i < begin; i++)
		text_append(&words, "  ");
	text_append_bytes(&words, text + begin, length - begin);
	explanation_hanging(printing, indent, 8, text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
}

/* Whether it is no more than an expression that it returns, and its text holds all of that. */
static bool is_short(const struct function *function)
{
	const struct syntax_node *node = function->syntax;
	size_t length = function->text ? strlen(function->text) : 0;

	return node && node->kind == SYNTAX_FUNCTION && node->as.function.body.count == 1
	       && node->as.function.body.items[0]->kind == SYNTAX_RETURN && length > 0
	       && !(length > 3 && !strcmp(function->text + length - 3, "..."));
}

/* The lines of the function. */
static void print_source(struct printing *printing, const struct function *function, int indent)
{
	const struct source *source = function->place.source;
	const char *text = source->text;
	int first = function->place.line, last = function->last_line;
	size_t skip = 0;

	for (int at = 1; at < first && text; at++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	/* Of functions that share a line it is not known which text is whose. */
	if (function->text && !function->reads.shared && (first == last || is_short(function))) {
		explanation_hanging(printing, indent, 2, function->text);
		return;
	}
	explanation_line(printing, indent, "%s", source->path);
	for (int at = first; at <= last && at < first + LINES_MOST && text && *text; at++) {
		size_t length = strcspn(text, "\n");

		if (at == first)
			skip = strspn(text, " \t");
		if (strspn(text, " \t") < length)
			print_source_line(printing, at, text, length, skip, indent);
		text += length + (text[length] == '\n');
	}
	if (last >= first + LINES_MOST)
		explanation_line(printing, indent, "... to line %d", last);
}

bool explanation_call_has_values(const struct trace_call *call)
{
	return call->expression && report_expression_is_whole(call->expression);
}

/* A decision table that is the function itself: its rows say more than how it was declared. */
static bool is_table(const struct trace_call *call)
{
	static const char begins[] = "decision_table";
	const char *text = call->function->text;

	return text && !call->function->reads.shared && !strncmp(text, begins, strlen(begins)) && call->step_count
	       && call->steps[0].step.kind == STEP_TABLE;
}

void explanation_call(struct printing *printing, const struct trace_call *call, int indent)
{
	if (explanation_call_has_values(call)) {
		print_expression(printing, call, indent);
		return;
	}
	if (!printing->again && !is_table(call))
		print_source(printing, call->function, indent);
	for (size_t i = 0; i < call->step_count; i++)
		print_step(printing, call, &call->steps[i], indent);
}
