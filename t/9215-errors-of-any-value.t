#!/bin/sh
# Item 15: every entry into Lua is one protected call: whatever a rule raises, wherever, becomes a message with the innermost place,
# the rule and the record, and the run stops cleanly.
. "${0%/*}/attack.sh"

# What is raised: its value, and what is said of it.
while IFS='|' read -r value said; do
	stops "error($value)" "$said"
done <<'END'
{}|raised a table instead of a message
nil|raised nothing (nil) instead of a message
true|raised a flag instead of a message
42|raised an integer instead of a message
rate "5.5%"|raised a decimal instead of a message
pairs|raised a function instead of a message
function() error({}) end|raised a function instead of a message
h|raised \(a table\|a record\|an object\) instead of a message
p|raised \(a table\|an object\) instead of a message
select(2, pairs({}))|raised an object instead of a message
string|raised a table instead of a message
""|an error without a message
"no line"|no line
"a\nb"|a b
"\27[31mred\0rest"|\[31mred
"grant.lua:99: not here"|grant.lua:99: not here
"%s%n%d"|%s%n%d
("x"):rep(60000)|xxxxxxxxxx
"x", 0|x
{ __tostring = function() while true do end end }|raised a table instead of a message
END
stops 'error()' 'raised nothing (nil) instead of a message'
stops 'assert(false)' 'an assertion does not hold'
stops 'assert(nil, "no income")' 'no income'
stops 'assert(false, {})' 'an assertion does not hold'
stops 'return nil + 1' 'arithmetic on a nil value'
refuses 'return h.income()' 'this is money, not a function'
stops 'local t t.x = 1' 'index a nil value'
stops 'local t = {} t[nil] = 1' 'index is nil'
stops 'local n = h.income - h.income return h.income % n' 'attempt to perform'
stops 'return #table.remove({ h.income })' 'length of'
stops 'return {} < {}' 'compare two table values'

# The innermost place, though others call.
head_and_body 'local function inner(x) return x.y.z end' 'return inner({})'
stopped_anywhere "a helper's error is at the helper" "^grant.lua:1:[0-9]*: error: .*nil value.*(rule 'need', household 1)"
head_and_body 'local m = require "m"' 'return m.inner({})'
printf 'return { inner = function(x)\n\treturn x.y.z\nend }\n' >spoilt/m.lua
stopped_anywhere "a module's at the module" "^m.lua:2:[0-9]*: error: .*nil value.*(rule 'need', household 1)"
need 'return h.broken + 1'
printf 'rule "broken" { on = "household", type = "money", compute = function(h)\n\terror({}) end }\n' >>spoilt/grant.lua
stopped_anywhere "another rule's at that rule, which is named" "^grant.lua:30:[0-9]*: error: raised a table.*(rule 'broken', household 1)"

# Wherever a function is called.
for value in '{}' '"told"' nil h; do
	said='error: \(raised .* instead of a message\|told\)'
	while IFS='|' read -r what edit; do
		edit grant.lua "$(printf '%s' "$edit" | sed "s/RAISE/error($value)/")"
		case $value$what in h*head*) continue ;; esac
		stopped_anywhere "$what: error($value)" "^grant.lua:[0-9]*:[0-9]*: $said"
	done <<'END'
a condition|s/return h.income < p.grant.line/RAISE/
an award|s/return p.grant.amount/RAISE/
a finding|s/return h.need > money "£5,000"/RAISE/
the head of a file|1s/.*/RAISE/
END
	while read -r added; do
		printf '%s\n' "$added" | sed "s/RAISE/error($value)/" >added
		add grant.lua <added
		case $value in h) sed -i 's/error(h)/error({})/' spoilt/grant.lua ;; esac
		stopped_anywhere "${added%% \{*}: error($value)" "^grant.lua:29:[0-9]*: $said"
	done <<'END'
total "t" { sum = "household.need", where = function(h) RAISE end }
figure "f" { type = "money", compute = function(f) RAISE end }
rule "late" { on = "household", type = "money", after = { "cost" }, compute = function(h, p, at) RAISE end }
finding "of_all" { level = "info", when = function(f) RAISE end, message = "x" }
rule "d" { on = "household", type = "integer", compute = decision_table { hit = "first", inputs = { { "x", type = "integer", function() RAISE end } }, outputs = { { "a", type = "integer" } }, { "> 0", 1 } } }
rule "sorted" { on = "household", type = "integer", compute = function() table.sort({ 2, 1 }, function() RAISE end) return 1 end }
END
done

# The first error in the order of keys is the one that is told, with any number of jobs.
sqlite3 pack/data.db "DELETE FROM person; WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
	INSERT INTO household SELECT i, 'N', 500000, 'rent', '0.05', '2020-01-01', NULL FROM n"
need 'if h.id >= 5000 then error(h.id) end return h.income'
for jobs in 1 2 8; do
	run sh -c 'cd spoilt && exec reckon run scenario.yaml --jobs "$0" --limit-time 120' "$jobs"
	check_says "the first of four thousand errors, with $jobs jobs" "raised an integer instead of a message (rule 'need', household 5000)" "$errors"
done
[ ! -e spoilt/grants.run ] && passed "and nothing is written" || failed "and nothing is written"

finish
