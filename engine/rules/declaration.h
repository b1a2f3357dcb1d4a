/* declaration.h: one declaration while it is read from its table. Between declare.c and declare_*.c. */
#ifndef RECKON_RULES_DECLARATION_H
#define RECKON_RULES_DECLARATION_H

#include "rules/load.h"

enum key_kind { KEY_TEXT, KEY_FLAG, KEY_FUNCTION, KEY_TEXTS, KEY_ANY };

/* A key that a declaration may have. */
struct key {
	const char *name; /* NULL: the end */
	enum key_kind kind;
	bool required;
};

struct declaration {
	lua_State *lua;
	struct loading *loading;
	const char *kind, *name; /* "rule", "proposed" */
	struct place place;
	int table; /* its stack index */
};

/* Adds a problem at `word` of the declaration. `hint` may be NULL. */
#define declaration_problem(declaration, word, hint, ...) \
	place_problem((declaration)->loading->problems, (declaration)->place, (word), (hint), __VA_ARGS__)

int declaration_raise_memory(struct declaration *declaration);
void *declaration_keep(struct declaration *declaration, void *allocated); /* raises when NULL */

/* Reports unknown keys, keys of the wrong kind and missing ones; afterwards each getter finds its kind or nothing. */
void declaration_check_keys(struct declaration *declaration, const struct key *keys);

/* Each: what stands under `key`, or nothing (NULL, false, NO_FUNCTION) where it is not there or of the wrong kind. */
const char *declaration_text(struct declaration *declaration, const char *key);
bool declaration_flag(struct declaration *declaration, const char *key);
bool declaration_has(struct declaration *declaration, const char *key);
struct date declaration_date(struct declaration *declaration, const char *key); /* a bad one is reported */
/* A NULL-terminated list in the arena; NULL: none. Items that are not text, and doubles, are reported. */
const char **declaration_texts(struct declaration *declaration, const char *key, size_t *count);
int declaration_function(struct declaration *declaration, const char *key);

/* The index of `text` in a NULL-terminated list; -1, reported with the nearest: it is not there. */
int declaration_choose(struct declaration *declaration, const char *key, const char *text, const char *const *names);
bool declaration_type(struct declaration *declaration, enum type *type); /* of an outcome; false: none, and text */
void declaration_check_values(struct declaration *declaration, enum type type); /* "values" go with type status */

/* Room for one more in the list `one`s of all that was declared. */
#define DECLARATION_RESERVE(declaration, one)                                                                     \
	do {                                                                                                      \
		struct declared *all = &(declaration)->loading->declared;                                         \
		if (array_reserve(&all->one##s, &all->one##_capacity, all->one##_count + 1, sizeof *all->one##s)) \
			declaration_raise_memory(declaration);                                                    \
	} while (0)

/* [-0, +0, e] numbers the function at `index`, or NO_FUNCTION when it is none that rules wrote. */
int declaration_add_function(struct declaration *declaration, int index);
bool declaration_is_function(lua_State *L, int index);

/* declare_figures.c */
void declaration_of_figures(struct declaration *declaration, int function); /* its first argument is the figures */
void declaration_read_figure(struct declaration *declaration);
void declaration_read_bridge(struct declaration *declaration);

/* declare_conditions.c: [-0, +0, e] the tree under "conditions"; NULL: not there, or bad, which is reported. */
struct condition *declaration_conditions(struct declaration *declaration);
int declare_all(lua_State *L);
int declare_any(lua_State *L);
int declare_decision_table(lua_State *L); /* declaration.c: decision_table_new, and remembers where */

#endif
