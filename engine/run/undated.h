/* undated.h: record types that count in every period of a run though their rows name the one that each belongs to. */
#ifndef RECKON_RUN_UNDATED_H
#define RECKON_RUN_UNDATED_H

#include "evaluate/plan.h"
#include "records/connection.h"

/* Adds a warning for each record type of the plan without dates that has a text column, which no rule reads, in which all
 * rows but one, or one in ten, have the name of a period, several differ, and some have one of the run's. Reads the records as far as it must: of most columns
 * the first rows. 0, or -1. */
int undated_check(const struct plan *plan, struct connection *connection, struct problems *problems);

#endif
