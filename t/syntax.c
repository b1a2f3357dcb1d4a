/* syntax.c: the Lua parser: it accepts what Lua's own compiler accepts, says where and why it does not, and refuses what
 * rules may not write. */
#include "lua_accepts.h"
#include "tap.h"

#include "base/text.h"
#include "rules/syntax.h"

#include <stdint.h>
#include <stdlib.h>

static struct arena arena = ARENA_INIT;
static struct problems problems = PROBLEMS_INIT;
static struct source source = { .path = "test.lua", .shown = "test.lua", .kind = SOURCE_RULES };

/* Parses into the global arena; what was parsed before is gone. */
static const struct syntax *parse_bytes(const char *text, size_t length)
{
	arena_clear(&arena);
	problems_release(&problems);
	source.text = text;
	source.length = length;
	return syntax_parse(&source, &arena, &problems);
}

static const struct syntax *parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static lua_State *L;

static const char *const accepted[] = {
	"",
	";;; ; return",
	"return 1, 2;",
	"local a <const>, b <close>, c = 1",
	"local x <const> = 5; return function() return x end",
	"local function f(a, b, ...) return ..., select('#', ...) end",
	"function a.b.c:d(e) return self, e end",
	"local t = { 1, 2; 3, a = 1, ['b'] = 2, [3] = f(), ..., }",
	"local t = { f = function() end, { { } } }",
	"for i = 1, 10 do print(i) end for i = 10, 1, -1 do end",
	"for k, v in pairs(t) do if k then break end end",
	"while true do local x = 1; if x then break else goto done end end ::done::",
	"repeat local x = f() until x",
	"do goto l1; local a; ::l1:: ; ; end",
	"do goto l1; local a; ::l1:: ::l2:: end",
	"::a:: goto a",
	"if a then elseif b then else end",
	"if a then return elseif b then return 1 end",
	"a, b.c, d[1] = 1, 2",
	"a.b['c'].d = f{1}\"x\"[[y]]:m'z'",
	"(f or g)(1)",
	"(a).b = 1",
	"x = -1 ~ ~2 & 3 | 4 << 5 >> 6",
	"x = 1 // 2 / 3 % 4 ^ -5 ^ 6",
	"x = not a == b ~= c <= d >= e < f > g",
	"x = a .. b .. c and d or e",
	"x = #t + -#t",
	"x = 0x10 + 0xA.8p-3 + 1e10 + .5 + 5. + 3e-2 + 0xffffffffffffffffff + 9223372036854775808 + 0x.1p4",
	"x = '\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\065\\x41\\u{7FFFFFFF}\\u{20AC}\\z  \n  end\\\nnext'",
	"x = [[\nlong]] .. [==[ ]] ]=] ]==]",
	"x = \"caf\xC3\xA9\" -- caf\xC3\xA9",
	"--[[ comment\n ]] x = 1 --[==[ ]] ]==] y = 2 -- last",
	"x = 1\r\ny = 2\n\rz = 3\r",
	"local a <const> = 1; local b = a; do local a; a = 2 end",
	"local _ENV = {}; x = 1",
	"return function(...) return function() end end",
	"goto continue; ::continue:: x = 1",
	"for i = 1, 3 do for j = 1, 3 do goto next end ::next:: end",
	"local goto_ = 1; local integer = 2",
	"f()\n(g)()",
	"return (...)",
	"x = a.b:c(1).d[2]:e{}",
	"local function a() end local b = function() return a end",
	"do ::x:: end do ::x:: end",
};

static const char *const refused[] = {
	"x",
	"x = ",
	"x = = 1",
	"1 = x",
	"(x) = 1",
	"f() = 1",
	"x, f() = 1, 2",
	"(f())",
	"return 1 x = 2",
	"return return",
	"break",
	"while true do function f() break end end",
	"goto nowhere",
	"do ::x:: end goto x",
	"::x:: ::x::",
	"::x:: do ::x:: end",
	"goto x; local a; ::x:: a = 1",
	"repeat goto c; local x; ::c:: until x",
	"local a <const> = 1; a = 2",
	"local a <const> = 1; function f() a = 2 end",
	"local a <close>, b <close> = 1, 2",
	"local a <constant> = 1",
	"function f() return ... end",
	"for i = 1 do end",
	"for i, j = 1, 2 do end",
	"for i = 1, 2, 3, 4 do end",
	"for a.b in c do end",
	"for i in f() end",
	"if x then",
	"if x the y end",
	"function f( return 1 end",
	"function f(a, ) end",
	"function f(..., a) end",
	"local function a.b() end",
	"local a.b = 1",
	"x = {1, 2",
	"x = {a = }",
	"x = {[1] 2}",
	"x = 'abc",
	"x = 'a\nb'",
	"x = [[abc",
	"x = [=abc",
	"x = '\\q'",
	"x = '\\300'",
	"x = '\\xZZ'",
	"x = '\\u{80000000}'",
	"x = '\\u{}'",
	"x = '\\u41'",
	"x = 0x",
	"x = 1e",
	"x = 3..2",
	"x = 12ab",
	"x = 0x1p",
	"x = 1 & & 2",
	"x = a ! b",
	"x = $",
	"x = caf\xC3\xA9",
	"--[[ open",
	"end",
	"a.b:c = 1",
	"a:b",
	"x = a:b.c",
	"else",
	"# comment",
	"local x <const = 1",
	"x = function end",
	"x = not",
	"x = }",
};

static void test_acceptance(void)
{
	for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
		ok(lua_accepts(L, accepted[i], strlen(accepted[i])) == 1 && parse(accepted[i]),
		   "as Lua does, accepts: %.60s", strpbrk(accepted[i], "\r\n") ? "(several lines)" : accepted[i]);
		for (size_t j = 0; j < problems.count; j++)
			printf("#   %s at %d:%d\n", problems.items[j].message, problems.items[j].line,
			       problems.items[j].column);
	}
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		ok(lua_accepts(L, refused[i], strlen(refused[i])) == 0 && !parse(refused[i]) && problems.count == 1,
		   "as Lua does, refuses: %.60s", strpbrk(refused[i], "\r\n") ? "(several lines)" : refused[i]);
}

/* Its own generator, so that every run makes the same texts. */
static uint64_t state = 1;

static size_t next_random(size_t below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t) (state >> 33) % below;
}

static const char *const pieces[] = {
	"and ",        "break ",
	"do ",         "else ",
	"elseif ",     "end ",
	"false ",      "for ",
	"function ",   "goto ",
	"if ",         "in ",
	"local ",      "nil ",
	"not ",        "or ",
	"repeat ",     "return ",
	"then ",       "true ",
	"until ",      "while ",
	"+",           "-",
	"*",           "/",
	"%",           "^",
	"#",           "&",
	"~",           "|",
	"<<",          ">>",
	"//",          "==",
	"~=",          "<=",
	">=",          "<",
	">",           "=",
	"(",           ")",
	"{",           "}",
	"[",           "]",
	"::",          ";",
	":",           ",",
	".",           "..",
	"...",         " a ",
	" b ",         " x ",
	"'t'",         "[[l]]",
	" 1 ",         " 0x1F ",
	" 1.5 ",       " 1e3 ",
	"\n",          "--",
	"--[[",        "]]",
	"\"",          "\\",
	"::a::",       "goto a ",
	"<const>",     "<close>",
	"\xC3\xA9",    "\r",
	"\t",          "f()",
	"a.b",         "a:b()",
	"local a ",    "for i=1,2 do ",
	"function() ",
};
#define PIECES (sizeof pieces / sizeof *pieces)

/* One or a few changes to `text`: bytes and words cut, doubled, swapped, put in. */
static void mutate(struct text *text)
{
	for (size_t changes = 1 + next_random(3); changes > 0; changes--) {
		struct text changed = TEXT_INIT;
		size_t at = next_random(text->length + 1), rest = text->length - at;
		size_t cut = rest ? next_random(rest < 12 ? rest + 1 : 12) : 0;

		text_append_bytes(&changed, text_string(text), at);
		switch (next_random(4)) {
		case 0:
			break;
		case 1:
			text_append(&changed, pieces[next_random(PIECES)]);
			cut = 0;
			break;
		case 2:
			text_append(&changed, pieces[next_random(PIECES)]);
			break;
		default:
			text_append_bytes(&changed, text_string(text) + at, cut);
			cut = 0;
			break;
		}
		text_append_bytes(&changed, text_string(text) + at + cut, rest - cut);
		text_release(text);
		*text = changed;
	}
}

/* Compares both readings of `text`; prints what differs. */
static bool agree(const struct text *text)
{
	int expected = lua_accepts(L, text_string(text), text->length);
	const struct syntax *syntax = parse_bytes(text_string(text), text->length);

	if (syntax)
		syntax_refuse(syntax, &problems);
	if (expected < 0 || expected == (syntax != NULL))
		return true;
	printf("#   Lua %s: %s\n", expected ? "accepts" : "refuses", text_string(text));
	if (!syntax)
		printf("#   we say: %s\n", problems.items[0].message);
	return false;
}

static void test_mutations(void)
{
	int different = 0;

	for (size_t i = 0; i < 20000 && different < 5; i++) {
		struct text text = TEXT_INIT;

		text_append(&text, accepted[next_random(sizeof accepted / sizeof *accepted)]);
		if (next_random(3) == 0) {
			text_append_char(&text, '\n');
			text_append(&text, accepted[next_random(sizeof accepted / sizeof *accepted)]);
		}
		mutate(&text);
		different += !agree(&text);
		text_release(&text);
	}
	is_number(different, 0, "20,000 mutated texts are accepted or refused as by Lua's compiler");
	for (size_t i = 0; i < 20000 && different < 5; i++) {
		struct text text = TEXT_INIT;

		for (size_t words = 1 + next_random(8); words > 0; words--)
			text_append(&text, pieces[next_random(PIECES)]);
		different += !agree(&text);
		text_release(&text);
	}
	is_number(different, 0, "20,000 rows of random words are accepted or refused as by Lua's compiler");
}

static void is_error(const char *text, int line, int column, const char *message, const char *name)
{
	const struct syntax *syntax = parse(text);
	const struct error *err = &problems.items[0];

	if (!ok(!syntax && problems.count == 1, "is refused once: %s", name))
		return;
	is_text(err->message, message, name);
	ok(err->line == line && err->column == column, "place %d:%d is %d:%d: %s", err->line, err->column, line,
	   column, name);
}

static void test_errors(void)
{
	is_error("local f = function(c)\n  return c.x\n", 1, 11, "this 'function' is never closed",
	         "an unclosed function");
	is_error("f {\n  a = g(1),\n", 1, 3, "this '{' is never closed", "an unclosed brace");
	is_error("f {\n  a = function() return 1,\n}\n", 3, 1, "expected an expression, found '}'",
	         "a function within");
	is_error("local a = 1\nif a the\nend", 2, 6, "expected 'then', found 'the'", "then misspelled");
	is_error("rule 'x' {\n  on = 'y',\n  when = 1\n  title = 'z'\n}", 4, 3,
	         "expected '}' to close '{' at line 1, found 'title'", "a missing comma");
	is_error("local caf\xC3\xA9 = 1", 1, 10, "expected an expression, found '\xC3\xA9'",
	         "a letter that Lua does not know");
	is_error("local t = '\xC2\xA3' .. 1..2", 1, 18, "malformed number", "columns count characters");
	is_error("x = 'a\\qb'", 1, 7, "unknown escape in a text", "an unknown escape");
	is_error("x = 'abc", 1, 5, "text without its closing quote", "an open text");
	is_error("\n\nx = [==[ abc", 3, 5, "long string without its closing bracket", "an open long string");
	is_error("while true do end break", 1, 19, "break outside a loop", "break outside a loop");
	is_error("goto there", 1, 1, "goto without a visible label 'there'", "goto without its label");
	is_error("local a <const> = 1\na = 2", 2, 1, "'a' is declared <const> at line 1 and cannot be assigned",
	         "assignment to a constant");
	is_error("return 1\nx = 2", 2, 1, "expected a statement, found 'x'", "words behind return");
}

static void test_depth(void)
{
	static const char *const opening[] = { "x = (",      "x = {",     "x = not ",
		                               "do ",        "x = a .. ", "x = function() return ",
		                               "if a then ", "x = a[",    "x = f(" };

	for (size_t i = 0; i < sizeof opening / sizeof *opening; i++) {
		const char *repeated = strchr(opening[i], '=') ? strchr(opening[i], '=') + 2 : opening[i];
		struct text text = TEXT_INIT;

		text_append(&text, opening[i]);
		for (int level = 0; level < 100000; level++)
			text_append(&text, repeated);
		ok(!parse_bytes(text_string(&text), text.length) && problems.count == 1
		           && strstr(problems.items[0].message, "nested more than 200 levels deep"),
		   "100,000 times '%s' is an error, not a crash", repeated);
		text_release(&text);
	}
	for (int chain = 0; chain < 3; chain++) {
		static const char *const links[] = { "+1", ".b", "()" };
		struct text text = TEXT_INIT;

		text_append(&text, "x = a");
		for (int i = 0; i < 500; i++)
			text_append(&text, links[chain]);
		ok(parse_bytes(text_string(&text), text.length), "a chain of 500 '%s' is read", links[chain]);
		for (int i = 0; i < 100000; i++)
			text_append(&text, links[chain]);
		ok(!parse_bytes(text_string(&text), text.length)
		           && strstr(problems.items[0].message, "more than 1000 parts"),
		   "a chain of 100,000 '%s' is an error, not a crash", links[chain]);
		text_release(&text);
	}
}

struct counted {
	size_t nodes, outside;
	size_t end;
	bool named;
};

static bool count_node(const struct syntax_node *node, void *context)
{
	struct counted *counted = context;

	counted->nodes++;
	if (node->offset + node->length > counted->end || node->line < 1 || node->column < 1)
		counted->outside++;
	return true;
}

static void test_tree(void)
{
	const char *text =
		"-- \xC2\xA3\nlocal limit = 5\n\nlocal function low(c, p)\n\treturn c.income < p.limit\nend\n"
		"rule \"x\" { compute = function(c) limit2 = limit; return low(c, c.p) end }\n";
	const struct syntax *syntax = parse(text);
	struct counted counted = { .end = strlen(text) };
	const struct syntax_node *low, *compute, *comparison, *income, *use;
	char *shown;

	if (!ok(syntax != NULL, "a rule file is read"))
		return;
	is_number((long long) syntax->function_count, 3, "every function is listed");
	low = syntax->functions[1];
	compute = syntax->functions[2];
	is_number(low->as.function.line_defined, 4, "a function's first line is Lua's");
	is_number(low->as.function.last_line_defined, 6, "a function's last line is Lua's");
	comparison = low->as.function.body.items[0]->as.list.items[0];
	ok(comparison->kind == SYNTAX_BINARY && comparison->as.operation.op == OPERATOR_LESS, "a comparison is one");
	income = comparison->as.operation.left;
	ok(income->kind == SYNTAX_INDEX && income->line == 5 && income->column == 9 && income->length == 8
	           && !strncmp(text + income->offset, "c.income", 8),
	   "a node knows its line, column, offset and length");
	ok(income->as.index.object->as.name.local == low->as.function.parameters.items[0],
	   "a name is resolved to its parameter");
	use = compute->as.function.body.items[0]->as.assign.values.items[0];
	ok(use->as.name.local && use->as.name.local->captured && !use->as.name.local->assigned
	           && use->as.name.local->value->kind == SYNTAX_INTEGER
	           && use->as.name.local->function == syntax->main,
	   "an upvalue knows its declaration, value and function");
	ok(!compute->as.function.body.items[0]->as.assign.targets.items[0]->as.name.local, "a global is none");
	ok(compute->as.function.enclosing == syntax->main && compute->line == 7 && compute->column == 22,
	   "a function knows its place and the one around it");
	syntax_visit(syntax->main, count_node, &counted);
	ok(counted.nodes > 30 && counted.outside == 0, "every node lies inside the text");
	shown = syntax_text(syntax, low->offset, low->length, 200, &arena);
	is_text(shown, "function low(c, p) return c.income < p.limit end", "a function is shown on one line");
	shown = syntax_text(syntax, low->offset, low->length, 20, &arena);
	is_text(shown, "function low(c, p) r...", "a long one is cut");
}

/* The matching debug information from Lua itself. */
static void test_lines(void)
{
	const char *text = "local a = function\n\n(x)\n\nend return a";
	const struct syntax *syntax = parse(text);
	lua_Debug debug;

	ok(!luaL_loadbufferx(L, text, strlen(text), "=x", "t") && !lua_pcall(L, 0, 1, 0), "Lua runs it");
	lua_getinfo(L, ">S", &debug);
	ok(syntax && syntax->functions[1]->as.function.line_defined == debug.linedefined
	           && syntax->functions[1]->as.function.last_line_defined == debug.lastlinedefined,
	   "lines are Lua's debug information, even when the words stand on lines of their own");
}

static void is_refused(const char *text, int line, int column, const char *message, const char *hint)
{
	const struct syntax *syntax = parse(text);

	if (!ok(syntax != NULL, "is Lua: %s", message))
		return;
	syntax_refuse(syntax, &problems);
	if (!ok(problems.count == 1, "is refused once: %s", message))
		return;
	is_text(problems.items[0].message, message, "says what");
	is_text(problems.items[0].hint, hint, "says what to write instead");
	ok(problems.items[0].line == line && problems.items[0].column == column && problems.items[0].excerpt[0],
	   "says where: %d:%d", line, column);
}

#define DIVIDE "write divide(a, b, step, mode), which says how it rounds"
#define FLOAT                    \
	"write money \"\xC2\xA3" \
	"12.50\", rate \"5.5%\" or decimal \"1.055\""
#define KEEPS "a function keeps nothing from one record to the next: return it instead"

static void test_refusals(void)
{
	const struct syntax *syntax;

	is_refused("return a / b", 1, 10, "rules do not divide by '/'", DIVIDE);
	is_refused("return a //\nb", 1, 10, "rules do not divide by '//'", DIVIDE);
	is_refused("return a ^ 2", 1, 10, "rules do not use '^', which is never exact", "multiply it out: x * x");
	is_refused("return a * 1.055", 1, 12, "'1.055' would be a float, which is never exact", FLOAT);
	is_refused("return 1e3", 1, 8, "'1e3' would be a float, which is never exact", FLOAT);
	is_refused("return 9223372036854775808", 1, 8, "'9223372036854775808' would be a float, which is never exact",
	           FLOAT);
	is_refused("goto a ::a::", 1, 1, "rules do not use 'goto'", "use if, or a function that returns");
	is_refused("count = 1", 1, 1, "'count' would be a global", "declare it with 'local'");
	is_refused("function f() end", 1, 10, "'f' would be a global", "declare it with 'local'");
	is_refused("local n = 0\nreturn function() n = n + 1 end", 2, 19,
	           "'n' belongs to an enclosing function and cannot be assigned here", KEEPS);
	is_refused("local n\nlocal function f() function n() end end", 2, 29,
	           "'n' belongs to an enclosing function and cannot be assigned here", KEEPS);
	is_refused("return _ENV.x", 1, 8, "rules do not use '_ENV'", "");
	is_refused("local _ENV", 1, 7, "rules do not use '_ENV'", "");
	is_refused("return function(a, _ENV) end", 1, 20, "rules do not use '_ENV'", "");
	is_refused("for _ENV in f do end", 1, 5, "rules do not use '_ENV'", "");
	syntax = parse("x = 1 / 2.5 ^ 3\ngoto a\n::a::\ny = 2");
	syntax_refuse(syntax, &problems);
	is_number((long long) problems.count, 6, "all refusals of a file are reported");
	syntax = parse("local t = {}\nt.x = '1/2' -- 1/2\nlocal a = 1\na = 2\nlocal function f(b)\n b = 2\n return b "
	               "end\nfunction t.g() end");
	syntax_refuse(syntax, &problems);
	is_number((long long) problems.count, 0,
	          "locals and fields may be assigned, texts and comments may hold anything");
}

int main(void)
{
	L = luaL_newstate();
	if (!L)
		return 1;
	test_acceptance();
	test_mutations();
	test_errors();
	test_depth();
	test_tree();
	test_lines();
	test_refusals();
	arena_release(&arena);
	problems_release(&problems);
	lua_close(L);
	return done();
}
