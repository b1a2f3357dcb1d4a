/* library.c: every function that rules can call: what it gives, at its edges, and what it refuses. */
#include "rule_files.h"

static void gives(const char *expression, const char *expected)
{
	struct error err = ERROR_INIT;
	char body[1024];

	snprintf(body, sizeof body, "return tostring(%s)", expression);
	is_text(run_body("", body, NULL, &err), expected, expression);
}

static void fails(const char *expression, const char *message)
{
	struct error err = ERROR_INIT;
	char body[1024];
	const char *got;

	snprintf(body, sizeof body, "return tostring(%s)", expression);
	got = run_body("", body, NULL, &err);
	/* What can be seen without calling it is refused before. */
	if (!ok((strstr(got, "error: ") || !strcmp(got, "not loaded"))
	                && (strstr(err.message, message) || strstr(err.hint, message)) && err.line == 3,
	        "%s is refused: %s", expression, message))
		printf("#   got: %s (%s) at line %d\n", got, err.hint, err.line);
}

static void test_reading(void)
{
	gives("money '£12.50'", "1250");
	gives("money '50p'", "50");
	gives("money '-£443k'", "-44300000");
	gives("rate '5.5%'", "0.055");
	gives("rate '100%'", "1");
	gives("decimal '1.055'", "1.055");
	gives("decimal '2.0'", "2");
	gives("type(decimal '2.0') .. ' ' .. type(decimal '2.5')", "number decimal");
	gives("date '2025-04-01'", "2025-04-01");
	fails("money '12.505'", "pence");
	fails("money 'twelve'", "money");
	fails("money('12.' .. '505')", "pence");
	fails("rate('5' .. '.x')", "rate");
	fails("date('2025-09-' .. '31')", "01 to 30");
	fails("rate 'half'", "rate");
	fails("money(1250)", "'money' takes text as argument 1, not an integer");
	fails("money()", "not nothing (nil)");
	fails("date '2025-09-31'", "01 to 30");
	fails("date(20250401)", "a date is text");
}

static void test_arithmetic(void)
{
	gives("rate '5.5%' + 1", "1.055");
	gives("1 + rate '5.5%'", "1.055");
	gives("1000 * rate '5.5%'", "55");
	gives("math.type(1000 * rate '5.5%')", "integer");
	gives("(rate '5.5%' + rate '4.5%') == rate '10%'", "true");
	gives("(rate '50%' + rate '50%') == 1", "true");
	gives("rate '50%' - rate '50%' == 0", "true");
	gives("-rate '5.5%'", "-0.055");
	gives("rate '5.5%' < 1 and rate '5.5%' <= rate '5.5%' and 1 > rate '5.5%'", "true");
	gives("rate '5.5%' == rate '5.5%'", "true");
	gives("rate '5.5%' ~= rate '5.6%'", "true");
	fails("rate '5.5%' + '1'", "cannot add a decimal and text");
	fails("'1' * rate '5.5%'", "write money");
	fails("rate '5.5%' - nil", "nothing (nil)");
	fails("rate '5.5%' < '6'", "never a text");
	fails("rate '5.5%' + c.weight", "a float");
	fails("'10' + 1", "arithmetic on a string");
	fails("table.remove({ rate '5.5%' }) .. 'x'", "concatenate");
}

static void test_rounding(void)
{
	gives("round(1055, money '25p')", "1050");
	gives("round(1063, money '25p')", "1075");
	gives("round(decimal '2.5', 1)", "3");
	gives("round(decimal '-2.5', 1)", "-3");
	gives("round(decimal '2.5', 1, 'half_even')", "2");
	gives("round(decimal '3.5', 1, 'half_even')", "4");
	gives("round(decimal '2.5', 1, 'half_down')", "2");
	gives("round(decimal '2.1', 1, 'up')", "3");
	gives("round(decimal '-2.1', 1, 'up')", "-3");
	gives("round(decimal '2.9', 1, 'down')", "2");
	gives("round(decimal '-2.9', 1, 'down')", "-2");
	gives("round(decimal '-2.9', 1, 'ceiling')", "-2");
	gives("round(decimal '-2.1', 1, 'floor')", "-3");
	gives("round(decimal '1.2345', decimal '0.01')", "1.23");
	fails("round(1055)", "needs the step");
	fails("round(1055, 0)", "a step above zero");
	fails("round(1055, -5)", "a step above zero");
	fails("round(1055, 5, 'half_upp')", "did you mean 'half_up'?");
	fails("round(1055, 5, 'bankers')", "the modes are");
	fails("round(c.weight, 1)", "not a float");
	fails("round(nil, 1)", "'round' takes money");
	gives("divide(1000, 3, 1)", "333");
	gives("divide(1000, 3, money '5p', 'up')", "335");
	gives("divide(1, 3, decimal '0.0001')", "0.3333");
	fails("divide(1, 0, 1)", "cannot divide by zero");
	fails("divide(1, 3)", "needs the step");
	gives("multiply(3, rate '50%')", "1.5");
	gives("multiply(9223372036854775807, 2)", "18446744073709551614");
	fails("multiply(multiply(9223372036854775807, 9223372036854775807), 9223372036854775807)", "multipl");
	gives("table.concat(share(100, { 1, 1, 1 }), ' ')", "34 33 33");
	gives("table.concat(share(-100, { 1, 1, 1 }), ' ')", "-34 -33 -33");
	gives("table.concat(share(1000, { rate '50%', rate '25%', rate '25%' }), ' ')", "500 250 250");
	fails("share(100, {})", "from 1 to");
	fails("share(100, { 0, 0 })", "no weight");
	fails("share(100, { 1, -1 })", "negative");
	fails("share(100, { 1, 'x' })", "weight 2");
	fails("share(rate '5.5%', { 1 })", "'share' takes an integer");
}

static void test_comparing(void)
{
	gives("between(5, 5, 7) and between(7, 5, 7) and not between(8, 5, 7) and not between(4, 5, 7)", "true");
	gives("between(rate '5%', 0, 1)", "true");
	gives("between('2025-04-01', '2025-04-01', '2026-03-31')", "true");
	gives("between('2025-03-31', '2025-04-01', '2026-03-31')", "false");
	fails("between(5, '5', 7)", "cannot compare an integer with text");
	fails("between(5, 5)", "nothing (nil)");
	gives("max(1, rate '5%', -3)", "1");
	gives("min(1, rate '5%', 3)", "0.05");
	gives("max('2025-04-01', '2024-04-01')", "2025-04-01");
	gives("math.max(1, 2) + math.min(1, 2)", "3");
	fails("max()", "at least one");
	fails("max(1, 'a')", "cannot compare");
	fails("min(c.weight)", "a float");
	gives("math.abs(-5) + math.abs(5)", "10");
	gives("math.abs(rate '-5.5%')", "0.055");
	gives("math.abs(math.mininteger)", "9223372036854775808");
	gives("math.tointeger('8')", "nil");
	gives("math.tointeger(8)", "8");
	gives("math.type(c.weight)", "float");
}

static void test_dates(void)
{
	gives("age_on('2008-02-29', '2026-02-28')", "17");
	gives("age_on('2008-02-29', '2026-03-01')", "18");
	gives("days_between('2025-04-01', '2026-04-01')", "365");
	gives("days_between('2026-04-01', '2025-04-01')", "-365");
	gives("add_months('2025-01-31', 1, 'last_day')", "2025-02-28");
	gives("add_months('2025-01-31', 1, 'overflow')", "2025-03-03");
	gives("add_months('2025-03-31', -1, 'last_day')", "2025-02-28");
	fails("add_months('2025-01-31', 1, 'error')", "31");
	fails("add_months('2025-01-31', 1)", "month-end rule");
	fails("add_months('2025-01-31', 1, 'first_day')", "'first_day'");
	fails("add_months('2025-01-31', 9999999999, 'last_day')", "cannot add");
	gives("financial_year('2025-03-31')", "2024-25");
	gives("financial_year('2025-04-01')", "2025-26");
	fails("age_on('2025-02-30', '2025-04-01')", "01 to 28");
	fails("days_between('2025-04-01')", "a date as argument 2");
}

static void test_basics(void)
{
	gives("type(nil) .. type(1) .. type('') .. type({}) .. type(true) .. type(type)",
	      "nilnumberstringtablebooleanfunction");
	gives("tostring({})", "table");
	gives("tostring(round)", "function");
	gives("tostring(function() end)", "function");
	gives("tostring(pairs({}))", "function");
	gives("select(2, pairs({}))", "iterator");
	gives("c.weight", "2.5");
	gives("tonumber('12')", "12");
	gives("tonumber('1,204')", "1204");
	gives("tonumber('1.5')", "nil");
	gives("tonumber('0x10')", "nil");
	gives("tonumber('1e3')", "nil");
	gives("tonumber('9223372036854775808')", "nil");
	gives("tonumber('')", "nil");
	gives("tonumber(nil)", "nil");
	gives("select('#', 1, nil, nil)", "3");
	gives("select(-1, 1, 2, 3)", "3");
	gives("select('#', select(2, 1, 2, 3))", "2");
	gives("assert(5, 'no')", "5");
	fails("select(0, 1)", "counts from 1");
	fails("assert(false, 'it is not so')", "it is not so");
	fails("assert(nil)", "does not hold");
	fails("error('wrong ' .. c.service)", "wrong Waste");
	fails("error({})", "raised a table");
	fails("error()", "raised nothing");
	fails("error('')", "without a message");
	fails("error(c.weight)", "raised a float");
	fails("tostring()", "takes a value");
	fails("ipairs(5)", "'ipairs' takes a table");
}

static void test_lists(void)
{
	gives("(function() local t = { 3, 1, 2 } table.sort(t) return table.concat(t, ',') end)()", "1,2,3");
	gives("(function() local t = { 3, 1, 2 } table.sort(t, function(a, b) return a > b end) return "
	      "table.concat(t) "
	      "end)()",
	      "321");
	gives("(function() local t = { 'b1', 'a1', 'b2', 'a2' } table.sort(t, function(a, b) return a:sub(1, 1) < "
	      "b:sub(1, 1) "
	      "end) return table.concat(t, ' ') end)()",
	      "a1 a2 b1 b2");
	gives("(function() local t = { rate '5%', 2, rate '1%' } table.sort(t) return tostring(t[1]) end)()", "0.01");
	fails("table.sort({ 1, 2 }, function(a, b) return a <= b end)", "inconsistent");
	fails("table.sort({ 1, 2, 3 }, function() return true end)", "inconsistent");
	fails("table.sort({ 1, 'a' })", "compare");
	fails("table.sort({ 1, 2 }, 5)", "'table.sort' takes a function");
	gives("(function() local t = { 1, 3 } table.insert(t, 2, 2) table.insert(t, 4) return table.concat(t) end)()",
	      "1234");
	gives("(function() local t = { 1, 2, 3 } local r = table.remove(t, 1) return r .. table.concat(t) .. "
	      "tostring(table.remove({})) end)()",
	      "123nil");
	fails("table.insert({}, 5, 1)", "outside the list");
	fails("table.insert({})", "'table.insert' takes");
	fails("table.remove({ 1 }, 3)", "outside the list");
	gives("table.concat({ 'a', 1, 'b' }, ', ')", "a, 1, b");
	gives("table.concat({ 'a', 'b', 'c' }, '', 2, 3)", "bc");
	fails("table.concat({ rate '5%' })", "item 1");
	fails("table.concat({ c.weight })", "item 1");
	gives("select('#', table.unpack({ 1, 2, 3 }))", "3");
	fails("table.unpack({}, 1, 1000)", "at most");
	fails("table.unpack({}, math.mininteger, math.maxinteger)", "at most");
	gives("table.pack(1, nil, 3).n", "3");
	gives("(function() local s = '' for k, v in pairs({ b = 1, a = 2, [2] = 3, [1] = 4, [true] = 5, [false] = 6 "
	      "}) do s = "
	      "s .. tostring(k) .. v end return s end)()",
	      "1423a2b1false6true5");
	gives("(function() local s = '' local t = { a = 1, b = 2, c = 3 } for k in pairs(t) do t[k] = nil t.b = nil "
	      "s = s .. k "
	      "end return s end)()",
	      "ac");
	gives("(function() local s = '' for i, v in ipairs({ 1, 2, nil, 4 }) do s = s .. v end return s end)()",
	      "12");
	fails("pairs({ [{}] = 1 })", "cannot put a key in order");
	fails("pairs(nil)", "'pairs' takes a table");
	fails("(pairs({}))('x', nil)", "its own state");
	fails("(function() local f, s = pairs({ 1 }) return f(s, 'b') end)()", "not in the table");
}

static void test_texts(void)
{
	gives("('Waste'):upper() .. ('Waste'):lower()", "WASTEwaste");
	gives("('é'):upper()", "é");
	gives("('Waste'):sub(2, 3) .. ('Waste'):sub(-2) .. ('Waste'):sub(9) .. ('Waste'):sub(0)", "asteWaste");
	gives("#c.service + c.service:len() + utf8.len('é')", "11");
	gives("('ab'):rep(3, '-') .. ('x'):rep(0) .. ('x'):rep(-1)", "ab-ab-ab");
	gives("('Waste'):find('ste')", "3");
	gives("select(2, ('Waste'):find('ste'))", "5");
	gives("('a.b'):find('.', 1, true)", "2");
	gives("('Waste'):find('x')", "nil");
	gives("('Waste'):find('W', 2)", "nil");
	gives("('Waste'):find('', 6)", "6");
	gives("('Waste'):find('', 7)", "nil");
	fails("('a.b'):find('.')", "would be one");
	fails("('abc'):find('^a')", "has no patterns");
	gives("('A'):byte() .. string.char(66, 67)", "65BC");
	gives("select('#', ('abc'):byte(1, -1))", "3");
	fails("string.char(256)", "from 0 to 255");
	gives("string.format('%d of %s is %5d|%-5d|%05d|%s%%', 1, 'x', 42, 42, -42, rate '5.5%')",
	      "1 of x is    42|42   |-0042|0.055%");
	gives("string.format('%-6s|%6s|%.2s', 'ab', 'ab', 'abc')", "ab    |    ab|ab");
	gives("string.format('%s %s', nil, {})", "nil table");
	fails("string.format('%p', {})", "does not know");
	fails("string.format('%.3f', 1)", "does not know");
	fails("string.format('%100d', 1)", "does not know");
	fails("string.format('%')", "does not know");
	fails("string.format('%d', '1')", "takes an integer");
	fails("string.format('%d')", "has no value");
	fails("string.rep('x', 10000000)", "more than");
	fails("string.rep('x', math.maxinteger)", "more than");
	fails("string.upper(nil)", "'string.upper' takes text");
}

static void test_missing(void)
{
	fails("string['up' .. 'er']('x')", "did you mean 'upper'?");
	fails("string['mat' .. 'ch']('x', 'x')", "patterns have no bound");
	fails("('x'):gsub('x', 'y')", "rules have no 'string.gsub'");
	fails("math['flo' .. 'or'](1)", "round(x, 1, \"floor\")");
	fails("math['ran' .. 'dom']()", "same inputs");
	fails("known(c, 'current')", "only inside a rule's function");
	fails("require('dates')", "only while files are loaded");
}

int main(void)
{
	test_reading();
	test_arithmetic();
	test_rounding();
	test_comparing();
	test_dates();
	test_basics();
	test_lists();
	test_texts();
	test_missing();
	return done();
}
