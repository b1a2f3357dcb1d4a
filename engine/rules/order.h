/* order.h: what has to be evaluated before what. Internal to rules/. */
#ifndef RECKON_RULES_ORDER_H
#define RECKON_RULES_ORDER_H

#include "rules/ruleset.h"

/* Adds an error for each loop within a period: a rule that comes after a total which needs the rule, however far round, and
 * figures that read one another. Wants what functions read (ruleset_analyse). Rules that read one another in a loop without a
 * total are no error here: they may never take that way. Returns 0, or -1 when out of memory. */
int order_check(const struct ruleset *ruleset, struct problems *problems);

#endif
