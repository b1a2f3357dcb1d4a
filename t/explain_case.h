/* explain_case.h: for tests of explanations: conditions answered anew, and what a text looks like. */
#ifndef RECKON_T_EXPLAIN_CASE_H
#define RECKON_T_EXPLAIN_CASE_H

#include "evaluate/explain.h"
#include "run_case.h"

/* What a tree of conditions comes to by the answers of its tests, in Kleene's logic: written anew. */
__attribute__((unused)) static enum trace_answer fold(const struct trace_condition *condition)
{
	bool all = condition->declared->kind == CONDITION_ALL, unknown = false;

	if (condition->declared->kind == CONDITION_TEST)
		return condition->answer;
	for (size_t i = 0; i < condition->count; i++) {
		enum trace_answer one = fold(&condition->children[i]);

		if (one == (all ? TRACE_NO : TRACE_YES))
			return one;
		unknown |= one != TRACE_NO && one != TRACE_YES;
	}
	return unknown ? TRACE_NOT_KNOWN : all ? TRACE_YES : TRACE_NO;
}

__attribute__((unused)) static struct value answer_value(enum trace_answer answer)
{
	return answer == TRACE_NOT_KNOWN ? (struct value){ .kind = VALUE_UNKNOWN } : value_flag(answer == TRACE_YES);
}

__attribute__((unused)) static size_t widest_line(const char *text)
{
	size_t widest = 0;

	while (*text) {
		size_t length = strcspn(text, "\n"), width = utf8_width(text, length);

		widest = width > widest ? width : widest;
		text += length + (text[length] == '\n');
	}
	return widest;
}

#endif
