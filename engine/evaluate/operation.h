/* operation.h: the operations of formulas on values, for one record at a time (formula.c) and for many (batch.c). */
#ifndef RECKON_EVALUATE_OPERATION_H
#define RECKON_EVALUATE_OPERATION_H

#include "rules/formula.h"

/* FORMULA_UNKNOWN: facts are missing. FORMULA_LUA: the function has to be called, for Lua has to say. */
enum formula_result { FORMULA_DONE, FORMULA_UNKNOWN, FORMULA_LUA };

/* What takes one to three values that are all needed, from FORMULA_NOT on, but FORMULA_AND, FORMULA_OR and those that bind. */
enum formula_result operation(const struct formula *formula, const struct value *a, const struct value *b,
                              const struct value *c, struct value *out);

/* As a condition of Lua's: all but nil and false. */
bool operation_is_true(const struct value *value);

#endif
