/* key_text.h: the key of a record as messages show it, and as people write it: 17, or 17, b. */
#ifndef RECKON_EVALUATE_KEY_TEXT_H
#define RECKON_EVALUATE_KEY_TEXT_H

#include "evaluate/plan.h"

/* The key of a row of the type. */
void key_print(const struct plan_type *type, const struct value *values, struct text *out);

/* Reads the key_count values of a key; texts are borrowed from `text`. The parts of a key of several columns have ", " between them. Of
 * several that are texts only the last may have it inside. */
int key_parse(const struct record_type *record, const char *text, size_t length, struct value *key,
              struct error *err);

#endif
