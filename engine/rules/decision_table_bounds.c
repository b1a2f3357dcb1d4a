/* decision_table_bounds.c: where the answer of a decision table may change. */
#include "rules/decision_table_bounds.h"

#include "rules/decision_table_state.h"

static const struct decision_table *table_at(lua_State *L, int index)
{
	const struct table_object *object = lua_touserdata(L, index);
	bool is_table = false;

	if (object && lua_getmetatable(L, index)) {
		lua_rawgetp(L, LUA_REGISTRYINDEX, &decision_table_key);
		is_table = lua_rawequal(L, -1, -2);
		lua_pop(L, 2);
	}
	return is_table ? object->table : NULL;
}

size_t decision_table_inputs(lua_State *L, int index)
{
	const struct decision_table *table = table_at(L, index);

	return table ? table->input_count : 0;
}

const char *decision_table_input(lua_State *L, int index, size_t input, bool *function)
{
	const struct decision_table *table = table_at(L, index);

	*function = false;
	if (!table->inputs[input].needed)
		return NULL;
	lua_getiuservalue(L, index, TABLE_READERS);
	*function = lua_rawgeti(L, -1, (lua_Integer) input + 1) == LUA_TFUNCTION;
	lua_pop(L, 2);
	return table->inputs[input].label;
}

void decision_table_bounds(lua_State *L, int index, size_t input, void (*each)(void *context, struct value bound),
                           void *context)
{
	const struct decision_table *table = table_at(L, index);

	for (size_t row = 0; row < table->row_count; row++) {
		const struct cell *cell = &table->cells[row * table->input_count + input];

		for (size_t i = 0; i < cell->count; i++) {
			if (cell->tests[i].low.present)
				each(context, cell->tests[i].low.value);
			if (cell->tests[i].high.present)
				each(context, cell->tests[i].high.value);
		}
	}
}
