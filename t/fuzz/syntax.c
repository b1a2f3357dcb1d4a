/* syntax.c: the Lua parser. It accepts exactly what Lua's own compiler accepts, but for what only that can count; every node
 * lies within the text and within its parent. What Lua is then given, with arithmetic that does not wrap, it accepts too. */
#include "fuzz.h"
#include "lua_accepts.h"

#include "rules/analyse.h"
#include "rules/checked.h"
#include "rules/syntax.h"

/* Limits that stand in syntax.h and parse.h: those who meet them are told so. */
static bool met_a_limit(const struct problems *problems)
{
	const char *message = problems->items[0].message;

	return strstr(message, "levels deep") || strstr(message, "more than") || strstr(message, "too many");
}

static bool check_node(const struct syntax_node *node, void *context)
{
	const struct source *source = context;

	must(node->line >= 1 && node->column >= 1 && node->last_line >= node->line);
	must(node->offset <= source->length && node->length <= source->length - node->offset);
	must(node->height >= 1 && node->height <= SYNTAX_MAX_HEIGHT);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source source = { .path = "a.lua", .shown = "a.lua", .kind = SOURCE_RULES, .length = size };
	struct arena arena = ARENA_INIT;
	struct problems problems = PROBLEMS_INIT;
	struct text checked = TEXT_INIT;
	const struct syntax *syntax;
	lua_State *L = luaL_newstate();
	char *text = malloc(size + 1);
	int expected;

	must(L && text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	source.text = text;
	/* Sources hold no NUL: base/source.c refuses them. */
	if (!memchr(text, 0, size) && utf8_valid(text, size, NULL)) {
		syntax = syntax_parse(&source, &arena, &problems);
		expected = lua_accepts(L, text, size);
		check_problems(&problems);
		must(syntax ? problems.count == 0 : problems.count == 1);
		must(syntax ? expected != 0 : expected != 1 || met_a_limit(&problems));
		if (syntax) {
			syntax_visit(syntax->main, check_node, &source);
			must(syntax_text(syntax, 0, size, 100, &arena));
			must(!checked_text(syntax, &checked));
			must(expected != 1 || lua_accepts(L, checked.bytes, checked.length) != 0);
			syntax_refuse(syntax, &problems);
			analyse_names(syntax, &problems);
		}
	}
	problems_release(&problems);
	arena_release(&arena);
	text_release(&checked);
	lua_close(L);
	free(text);
	return 0;
}
