/* place.h: places in rule files, and problems reported at them. */
#ifndef RECKON_RULES_PLACE_H
#define RECKON_RULES_PLACE_H

#include "rules/ruleset.h"

/* Looks for `word` standing by itself in the declaration that begins at *place: until the next line that begins one. Sets
 * line, column and *underline (characters) where it stands; false, and all as it was, where it does not. */
bool place_find(struct place *place, const char *word, size_t length, int *underline);

/* Sets place and excerpt of `err`; with column 0 the first 'quoted' word of its message that stands on the line is
 * underlined, and where none does, the place is where the line begins. */
void place_error(struct error *err, struct place place);

/* Adds an error at `word` (NULL: none) in the declaration that begins at `place`. `hint` may be NULL. */
void place_problem(struct problems *problems, struct place place, const char *word, const char *hint,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same for an error that says all but its place. */
void place_problem_of(struct problems *problems, struct place place, const char *word, struct error *err);

#endif
