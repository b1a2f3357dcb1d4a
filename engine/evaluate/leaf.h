/* leaf.h: the leaves of records and outcomes, as the run's digests are made of: when evaluating and when verifying. */
#ifndef RECKON_EVALUATE_LEAF_H
#define RECKON_EVALUATE_LEAF_H

#include "evaluate/plan.h"

/* The first leaf of each table's tree: its name, and the names and types of its columns. 0, or -1: out of memory. */
int leaf_header_records(const struct plan_type *type, uint8_t out[SHA256_SIZE]);
int leaf_header_outcomes(const struct plan_type *type, uint8_t out[SHA256_SIZE]);

/* The functions below use `scratch` for the content. 0, or -1: out of memory. `values` is a row of type->field_count. */

/* What stands in the place of the PERSONAL field `slot`: a digest over its type, its name, its record's key and its value, so
 * that equal values of two records differ; keyed where the user has a secret, so that it cannot be found by trying. */
int leaf_commitment(const struct plan_type *type, const struct value *values, size_t slot, const void *secret,
                    size_t secret_length, struct text *scratch, uint8_t out[SHA256_SIZE]);

/* `commitments`: one for each PERSONAL field, in order. */
int leaf_record(const struct plan_type *type, const struct value *values, uint8_t (*commitments)[SHA256_SIZE],
                struct text *scratch, uint8_t out[SHA256_SIZE]);

int leaf_outcome(const struct plan_type *type, const struct value *values, const char *period,
                 const struct value *outcomes, struct text *scratch, uint8_t out[SHA256_SIZE]);
/* The same, of a row as outcome_<type> has it: the key's values, the period and the outcomes side by side. */
int leaf_outcome_row(const struct value *row, size_t count, struct text *scratch, uint8_t out[SHA256_SIZE]);

#endif
