/* narrow.h: a ruleset that is evaluated for some of its rules alone. */
#ifndef RECKON_RULES_NARROW_H
#define RECKON_RULES_NARROW_H

#include "rules/ruleset.h"

/* Leaves out all but the rules that are `kept` (as ruleset->rules; of a rule with several versions the first counts), and all totals,
 * figures, bridges and findings. What the kept rules read is kept too, and none of it is a total. Indices stay what they are. 0, or -1:
 * out of memory, and nothing was left out. */
int ruleset_narrow(struct ruleset *ruleset, const bool *kept);

#endif
