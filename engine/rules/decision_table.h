/* decision_table.h: decision tables declared in rule files (Decision Model and Notation, chapter 8).
 *
 *     local voucher = decision_table {
 *       hit     = "first",
 *       inputs  = { { "household.income", type = "money" },
 *                   { "children under 5", function(c, p) return c.young_children end, type = "integer" } },
 *       outputs = { { "amount", type = "money" } },
 *       default = { "£0" },
 *       { "< £7,400",         ">= 2", "£120" },
 *       { "[£7,400..£12,000)", "-",   "£60" },
 *     }
 *     ... compute = function(c, p, at) return voucher(c, p, at) end
 *
 * - An input is a path read from the record, or a label and a function of (c, p, at). Cells are as in cell.h; a flag or an
 *   exact value of Lua may stand for itself.
 * - Every input is read, once, before any row is looked at, but for one with "-" in every row. What is not known makes the outcome
 *   unknown only where it matters (table_match.h).
 * - The rows may stand in a CSV file (table_file.h): decision_table "support.csv", or decision_table { file = "support.csv", hit =
 *   ..., default = ... }. Its inputs are paths, whose types are known; `inputs` and `outputs` declare others. The records are those
 *   of the rule that the table is given to; of one that functions call, `on` says which.
 * - One output gives its value, several a read-only table by name. An output's `values` lists what it may be, best first.
 * - hit: unique (the default: two rows that match are an error), any (they may, when they agree), first, priority (the best
 *   by the outputs' `values`), rule_order and output_order (lists of all, as they stand or best first), collect (a list,
 *   or with `aggregate` the sum, min, max or count of one output).
 * - No match: `default` (a value, or a list of the outputs; in a list when the policy gives lists), otherwise nil; a list
 *   of nothing is an empty list, and a count of nothing is 0.
 */
#ifndef RECKON_RULES_DECISION_TABLE_H
#define RECKON_RULES_DECISION_TABLE_H

#include <lua.h>

/* [-0, +0, m] registers the metatable of decision tables. */
void decision_table_open(lua_State *L);

/* [-n, +1, e] the global `decision_table`: takes the declaration, checks all of it, and returns what is called with
 * (c, p, at). Raises errors that name row and column. It can be called only once loading is done, and then first freezes
 * its input functions with all that they hold. */
int decision_table_new(lua_State *L);

#endif
