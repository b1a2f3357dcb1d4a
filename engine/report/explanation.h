/* explanation.h: why an outcome came out as it did, for people and for programs. Each appends to `out`; memory that ran out shows in
 * out->failed. */
#ifndef RECKON_REPORT_EXPLANATION_H
#define RECKON_REPORT_EXPLANATION_H

#include "run/explain.h"

/* For a terminal of 80 columns: what came out, then why. */
void report_explanation(const struct explained *explained, struct text *out);
/* One JSON object. */
void report_explanation_json(const struct explained *explained, struct text *out);

/* The same of a trace alone, every line indented by `indent`: for who asked an explainer itself. */
void report_trace(const struct trace *trace, int indent, struct text *out);
void report_trace_json(const struct trace *trace, struct text *out);

/* explanation_total.c */
void report_explained_total(const struct explained *explained, struct text *out);

/* expression.c */
/* As people write a value of its type, an amount of money that is not whole pence too. */
void report_value(enum type type, struct value value, struct text *out);
/* With the names of what is read, as the rule has them; or with their values, where they were read. */
void report_expression(const struct expression *expression, bool values, struct text *out);
/* Whether it is no more than one thing that is read. */
bool report_expression_is_leaf(const struct expression *expression);
/* Whether it begins with a local of the function, expression->name, that is more than one thing that is read: expression->a is told before
 * expression->b, in which the name alone stands for it. */
bool report_expression_is_step(const struct expression *expression);
/* Whether it is known which parts of it count: no `if` in it hangs on what is not known. Only then it can be written. */
bool report_expression_is_whole(const struct expression *expression);
/* What it decided by, to take one part of it or another; NULL: it takes none, or all. */
const struct expression *report_expression_decision(const struct expression *expression);
/* Whether what it reads is words, yes or no, or not there: then it is clearer to tell what each thing is ("benefit is "none"; ...")
 * than to write the expression again with values in it. */
bool report_expression_has_words(const struct expression *expression);
void report_expression_facts(const struct expression *expression, struct text *out);

#endif
