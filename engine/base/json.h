/* json.h: writing JSON (RFC 8259). */
#ifndef RECKON_BASE_JSON_H
#define RECKON_BASE_JSON_H

#include "base/text.h"

/* Appends a text in double quotes, escaped. UTF-8 stays as it is. */
void json_append_text(struct text *out, const char *bytes, size_t length);

#endif
