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

/* The decisions on the way: of each `if`, what it asked. */
static void print_decisions(struct printing *printing, const struct expression *expression, int indent)
{
	const struct expression *asked = expression ? report_expression_decision(expression) : NULL;

	if (!expression || expression->formula->kind == FORMULA_SLOT)
		return; /* it was shown where it was given */
	if (asked) {
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
	print_decisions(printing, expression->a, indent);
	print_decisions(printing, expression->b, indent);
	print_decisions(printing, expression->c, indent);
}

/* Whether it takes one way of several. */
static bool decides(const struct expression *expression)
{
	return expression
	       && (report_expression_decision(expression) || decides(expression->a) || decides(expression->b)
	           || decides(expression->c));
}

static void print_rounding(struct printing *printing, const struct expression *expression, int indent)
{
	const struct expression *step = expression->formula->kind == FORMULA_DIVIDE ? expression->c : expression->b;
	struct text words = TEXT_INIT;

	if (expression->formula->kind == FORMULA_DIVIDE) {
		report_value(expression->a->type, expression->a->value, &words);
		text_append(&words, " by ");
		report_value(expression->b->type, expression->b->value, &words);
		text_append(&words, " is ");
	} else {
		report_value(expression->type, expression->a->value, &words);
		text_append(&words, " rounds to ");
	}
	report_value(expression->type, expression->value, &words);
	text_append(&words, ", a multiple of ");
	report_value(expression->type, step->value, &words);
	explanation_line(printing, indent, "%s (%s)", text_string(&words),
	                 rounding_names[expression->formula->index]);
	printing->out->failed |= words.failed;
	text_release(&words);
}

/* Every rounding on the way, before and after. */
static void print_roundings(struct printing *printing, const struct expression *expression, int indent)
{
	if (!expression || expression->formula->kind == FORMULA_SLOT)
		return;
	print_roundings(printing, expression->a, indent);
	print_roundings(printing, expression->b, indent);
	print_roundings(printing, expression->c, indent);
	if (expression->value.kind != VALUE_UNKNOWN
	    && (expression->formula->kind == FORMULA_ROUND || expression->formula->kind == FORMULA_DIVIDE))
		print_rounding(printing, expression, indent);
}

/* The expression with names, with values, and what it comes to. */
static void print_expression(struct printing *printing, const struct expression *expression, int indent)
{
	struct text names = TEXT_INIT, values = TEXT_INIT;
	bool leaf = report_expression_is_leaf(expression), known = expression->value.kind != VALUE_UNKNOWN;
	bool number = known && expression->type != TYPE_FLAG;

	report_expression(expression, false, &names);
	if (leaf)
		report_expression(expression, true, &values);
	else
		append_values(expression, &values);
	bool same = !strcmp(text_string(&names), text_string(&values));

	print_decisions(printing, expression, indent);
	if (leaf && !same)
		explanation_line(printing, indent, "%s: %s", text_string(&names), text_string(&values));
	else if (!printing->again || same || decides(expression))
		explanation_hanging(printing, indent, 2, text_string(&names));
	text_clear(&names);
	if (!leaf && !same) {
		text_append_format(&names, "%s%s", number && !report_expression_has_words(expression) ? "= " : "",
		                   text_string(&values));
		explanation_hanging(printing, indent, 2, text_string(&names));
	}
	if (!leaf && number) {
		text_clear(&values);
		report_value(expression->type, expression->value, &values);
		explanation_line(printing, indent, "= %s", text_string(&values));
	}
	print_roundings(printing, expression, indent);
	printing->out->failed |= names.failed || values.failed;
	text_release(&names);
	text_release(&values);
}

/* Calls that only Lua can follow: its lines, and the steps of the library. */

static void print_exact(struct decimal value, enum type type, struct text *out)
{
	report_value(type, value_decimal(value), out);
}

/* What a step gave, where it is what the function gave in the end, is of the function's type; otherwise nobody says whether a number
 * is pence. */
static enum type type_of_step(const struct trace_call *call, const struct library_step *step)
{
	return call->type != TYPE_FLAG && !value_compare(value_decimal(step->result), call->value) ? call->type
	                                                                                           : TYPE_DECIMAL;
}

static void print_table(struct printing *printing, const struct library_step *step, int indent)
{
	struct text words = TEXT_INIT;

	for (size_t i = 0; i < step->input_count; i++) {
		if (!step->inputs[i].needed)
			continue;
		text_append_format(&words, "%s%s ", words.length ? ", " : "", step->inputs[i].label);
		report_value(step->inputs[i].type, step->inputs[i].value, &words);
	}
	text_append(&words, step->row_count == 0 ? ": no row matches" : step->row_count == 1 ? ": row " : ": rows ");
	for (size_t i = 0; i < step->row_count; i++) {
		const struct step_row *row = &step->rows[i];

		text_append_format(&words, "%s%zu", i ? ", " : "", row->number);
		if (row->source)
			text_append_format(&words, " (%s)", row->source);
		if (!row->certain)
			text_append(&words, " perhaps");
	}
	if (step->row_count > 0 && step->rows[0].file)
		text_append_format(&words, " of %s", step->rows[0].file);
	explanation_line(printing, indent, "decision table: %s", text_string(&words));
	printing->out->failed |= words.failed;
	text_release(&words);
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

static void print_step(struct printing *printing, const struct trace_call *call, const struct trace_step *traced,
                       int indent)
{
	const struct library_step *step = &traced->step;
	enum type type = type_of_step(call, step);
	struct text words = TEXT_INIT;

	switch (step->kind) {
	case STEP_TABLE:
		print_table(printing, step, indent);
		return;
	case STEP_ROUND:
		print_exact(step->x, type, &words);
		text_append(&words, " rounds to ");
		break;
	case STEP_DIVIDE:
		print_exact(step->x, TYPE_DECIMAL, &words);
		text_append(&words, " by ");
		print_exact(step->by, TYPE_DECIMAL, &words);
		text_append(&words, " is ");
		break;
	case STEP_SHARE:
		print_exact(step->x, TYPE_DECIMAL, &words);
		text_append_format(&words, " is shared out in %zu parts", step->count);
		break;
	case STEP_SCALE:
		text_append_format(&words, "%s of ", step->parameter->name);
		print_exact(step->x, step->scale->of, &words);
		text_append(&words, " is ");
		print_exact(step->result, step->scale->rates ? step->scale->of : step->scale->gives, &words);
		break;
	case STEP_CATEGORY:
		text_append_format(&words, "%s of %s is ", step->parameter->name, step->name);
		report_value(step->parameter->type, step->value, &words);
		break;
	}
	if (step->kind == STEP_ROUND || step->kind == STEP_DIVIDE) {
		print_exact(step->result, type, &words);
		text_append(&words, ", a multiple of ");
		print_exact(step->step, type, &words);
		text_append_format(&words, " (%s)", rounding_names[step->mode]);
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
		print_expression(printing, call->expression, indent);
		return;
	}
	if (!printing->again && !is_table(call))
		print_source(printing, call->function, indent);
	for (size_t i = 0; i < call->step_count; i++)
		print_step(printing, call, &call->steps[i], indent);
}
