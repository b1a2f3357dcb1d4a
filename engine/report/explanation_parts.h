/* explanation_parts.h: what the files of an explanation for a terminal share. */
#ifndef RECKON_REPORT_EXPLANATION_PARTS_H
#define RECKON_REPORT_EXPLANATION_PARTS_H

#include "report/explanation.h"
#include "report/parts.h"

/* What is being printed. */
struct printing {
	const struct trace *trace;
	int indent;
	struct text *out;
	/* Of a rule that was shown whole, another record: what the rule itself says is left out. NULL: it is shown whole. */
	const struct trace_outcome *again;
	struct block {
		const struct trace_outcome *outcome;
		bool shown;
	} * blocks; /* that are shown, or will be, in their order */
	size_t block_count, block_capacity;
	const struct trace_read **parameters; /* whose source was shown */
	size_t parameter_count, parameter_capacity;
};

/* A line, so much further in; what does not fit goes on below it, or even further in. */
void explanation_line(struct printing *printing, int indent, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void explanation_hanging(struct printing *printing, int indent, int further, const char *words);
/* The outcome is shown below. */
void explanation_needs(struct printing *printing, const struct trace_outcome *outcome);

/* explanation_call.c: how a function came to what it gives. */
void explanation_call(struct printing *printing, const struct trace_call *call, int indent);
/* Whether that tells what it read. */
bool explanation_call_has_values(const struct trace_call *call);

/* explanation_reads.c: what was read for an outcome, each thing once; what of that is explained itself is needed. */
void explanation_reads(struct printing *printing, const struct trace_outcome *outcome, int indent);

#endif
