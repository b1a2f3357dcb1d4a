/* json_parts.h: what reports in JSON share. Each appends to an object that is open. */
#ifndef RECKON_REPORT_JSON_PARTS_H
#define RECKON_REPORT_JSON_PARTS_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

void json_key(struct text *out, const char *name);
void json_text(struct text *out, const char *name, const char *value); /* NULL: null */
void json_number(struct text *out, const char *name, int64_t value);
void json_flag(struct text *out, const char *name, bool value);
void json_texts(struct text *out, const char *name, const char *const *items, size_t count);
/* A problem, with its severity and place: a whole object, behind whatever is there. */
void json_problem(struct text *out, const struct error *problem);
/* The next object of a list, up to its brace; a list of objects, up to its bracket. */
void json_item(struct text *out);
void json_list(struct text *out, const char *name);

#endif
