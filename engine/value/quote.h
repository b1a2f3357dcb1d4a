/* quote.h: what a person wrote, as messages show it: cut to a length that can be read, and without control bytes. */
#ifndef RECKON_VALUE_QUOTE_H
#define RECKON_VALUE_QUOTE_H

#include <stddef.h>

#define QUOTE_SIZE 64

const char *quote(const char *text, size_t length, char out[QUOTE_SIZE]); /* returns `out` */

#endif
