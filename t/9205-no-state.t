#!/bin/sh
# Item 5: no rule keeps anything from one record to the next, and no file changes what another holds: every way to count calls is
# refused when files are loaded, is stopped while rules run, or forgets. The order of records cannot matter.
. "${0%/*}/attack.sh"

# Forty households that only their key tells apart: whatever a rule gives, it must be one and the same.
sqlite3 pack/data.db "DELETE FROM person; DELETE FROM household;
	WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
	INSERT INTO household SELECT i, 'N', 500000, 'rent', '0.05', '2020-01-01', NULL FROM n;
	INSERT INTO person SELECT 100 + id, id, '1980-01-01', 0 FROM household"

# cannot HEAD BODY MESSAGE: trying to is an error.
cannot() {
	head_and_body "$1" "$2"
	stopped_anywhere "$1 ... $2" "^grant.lua:[17]:[0-9]*: error: .*$3"
}
readonly='read-only after loading'
outer='belongs to an enclosing function'

# Variables.
cannot 'local n = 0' 'n = n + 1 return n' "$outer"
cannot 'local n = 0 local function bump() n = n + 1 return n end' 'return bump()' "$outer"
cannot 'local function make() local n = 0 return function() n = n + 1 return n end end local f = make()' 'return f()' "$outer"
cannot 'local f = (function() local n = 0 return { up = function() n = n + 1 return n end } end)()' 'return f.up()' "$outer"
cannot 'local a, b = 0, 0' 'local c c, b = 1, b + 1 return b' "$outer"
cannot 'local n = 0' 'for i = 1, 3 do n = i end return n' "$outer"
cannot 'local f' 'function f() return 1 end return f()' "$outer"
cannot 'local fs = {} for i = 1, 2 do fs[i] = function() i = i + 1 return i end end' 'return fs[1]()' "$outer"
cannot '' 'n = (n or 0) + 1 return n' 'would be a global'
cannot '' 'function count() end return 1' 'would be a global'
cannot '' '_ENV.n = 1 return 1' "do not use '_ENV'"

# Tables that functions hold.
cannot 'local t = { n = 0 }' 't.n = t.n + 1 return t.n' "$readonly"
cannot 'local t = { n = 0 }' 'local u = t u.n = u.n + 1 return u.n' "$readonly"
cannot 'local t = {}' 't[#t + 1] = 1 return #t' "$readonly"
cannot 'local t = {}' 'table.insert(t, 1) return #t' "$readonly"
cannot 'local t = { 1, 2, 3 }' 'table.remove(t) return #t' "$readonly"
cannot 'local t = { 1, 2, 3 }' 'table.sort(t, function(a, b) return a > b end) return t[1]' "$readonly"
cannot 'local t = { 1 }' 't[1] = nil return #t' "$readonly"
cannot 'local t = {}' 't[h] = true return 1' "$readonly"
cannot 'local t = { inner = { list = {} } }' 'table.insert(t.inner.list, 1) return #t.inner.list' "$readonly"
cannot 'local k = { n = 0 } local t = { [k] = 1 }' 'k.n = k.n + 1 return k.n' "$readonly"
cannot 'local t = { n = 0 } local function get() return t end' 'local u = get() u.n = u.n + 1 return u.n' "$readonly"
cannot 'local function outer() local t = { n = 0 } return function() return t end end local get = outer()' \
	'local u = get() u.n = u.n + 1 return u.n' "$readonly"
cannot 'local t = { n = 0 } local loop = { back = t } t.loop = loop' 't.loop.back.n = 1 return 1' "$readonly"
cannot 'local t = table.pack({ n = 0 })' 't[1].n = t[1].n + 1 return t[1].n' "$readonly"
cannot 'local t = { { n = 0 } } local u = table.unpack(t)' 'u.n = u.n + 1 return u.n' "$readonly"
cannot 'local t = { n = 0 } local pick = function(a, b) return a or b end local f = function() return pick(t) end' \
	'local u = f() u.n = u.n + 1 return u.n' "$readonly"
cannot 'local list = { "slow", "quick" } rule "pace" { on = "household", type = "status", values = list, compute = function() return list[1] end }' \
	'list[1] = "quick" return 1' "$readonly"
cannot 'local t = { "x", function() return true end } local g = all { t } rule "g" { on = "household", type = "eligibility", conditions = g }' \
	't[1] = t[1] .. "x" return #t[1]' "$readonly"
cannot 'local t = { 3, 2, 1 }' 'local u = { 1, 2 } table.sort(u, function(a, b) t[1] = t[1] + 1 return a < b end) return t[1]' "$readonly"

# Iterators: what they stand on is theirs, and what they hand out was made read-only or is not handed out.
ended='was made while files were loaded'
cannot 'local f, s = pairs({ x = { n = 0 } })' 'local k, v = f(s) v.n = v.n + 1 return v.n' "$ended"
cannot 'local t = { x = { n = 0 } } local f, s = pairs(t)' 'local k, v = f(s, nil) v.n = v.n + 1 return v.n' "\\($ended\\|$readonly\\)"
cannot 'local its = { pairs({ { n = 0 } }) }' 'local k, v = its[1](its[2]) v.n = v.n + 1 return v.n' "$ended"
cannot 'local f, s, i = ipairs({ { n = 0 } })' 'local k, v = f(s, i) v.n = v.n + 1 return v.n' "$readonly"
cannot 'local f, s = pairs({ 10, 20, 30 })' 'return f(s)' "$ended"

# Decision tables.
table='outputs = { { "a", type = "integer" }, { "b", type = "integer" } }'
cannot "local d = decision_table { hit = \"first\", inputs = { { \"income\", type = \"money\" } }, $table, { \"> £1\", 1, 2 } }" \
	'local r = d(h, p) r.a = r.a + 1 return r.a' "$readonly"
cannot "local d = decision_table { hit = \"first\", inputs = { { \"income\", type = \"money\" } }, $table, default = { 5, 6 }, { \"< £1\", 1, 2 } }" \
	'local r = d(h, p) r.a = r.a + 1 return r.a' "$readonly"
cannot "local d = decision_table { hit = \"rule_order\", inputs = { { \"income\", type = \"money\" } }, $table, { \"> £1\", 1, 2 } }" \
	'local r = d(h, p) r[1].a = r[1].a + 1 return r[1].a' "$readonly"
cannot 'local n = { 0 } local d = decision_table { hit = "first", inputs = { { "x", type = "integer", function() n[1] = n[1] + 1 return n[1] end } }, outputs = { { "a", type = "integer" } }, { "> 0", 1 } }' \
	'return d(h, p)' "$readonly"

# Records, parameters, periods, libraries.
for change in 'h.income = 1' 'h.extra = 1' 'h.ward.name = "x"' 'related(h, "person")[1].born = "2000-01-01"' 'p.grant.line = 1' 'p.grant = {}' 'p.n = 1'; do
	cannot '' "$change return 1" 'records and parameters cannot be changed'
done
for change in 'table.insert(h, 1)' 'table.insert(p, 1)' 'table.insert(p.grant, 1)' 'table.insert(h.ward, 1)' 'local r = { h } local x = r[1] table.insert(x, 1)'; do
	cannot '' "$change return 1" 'cannot be changed'
done
edit grant.lua 's/compute = function(h, p)$/compute = function(h, p, at)/; 7s/.*/at.n = 1 return 1/'
stopped_anywhere "the period" '^grant.lua:7:[0-9]*: error: .*cannot be changed'
edit grant.lua 's/compute = function(h, p)$/compute = function(h, p, at)/; 7s/.*/table.insert(at, 1) return 1/'
stopped_anywhere "the period, by a function" '^grant.lua:7:[0-9]*: error: .*cannot be changed'
for library in string table math utf8; do
	cannot '' "local l = $library l.n = 1 return 1" 'read-only'
	cannot '' "table.insert($library, 1) return 1" 'read-only'
done
cannot '' 'rule "late" { on = "household", type = "flag", compute = function() return true end } return 1' 'only while files are loaded'
cannot 'local late = rule "late"' 'late { on = "household", type = "flag", compute = function() return true end } return 1' "\\(only while files are loaded\\|has no table\\)"

# Between files.
head_and_body 'local m = require "m"' 'm.n = m.n + 1 return m.n'
echo 'return { n = 0, get = function() return 1 end }' >spoilt/m.lua
stopped_anywhere "what a module gave" "^grant.lua:7:[0-9]*: error: .*$readonly"
head_and_body 'local m = require "m" m.n = 1' 'return m.n'
echo 'return { n = 0 }' >spoilt/m.lua
stopped_anywhere "what a module gave, while files are loaded" "^grant.lua:1:[0-9]*: error: .*$readonly"
head_and_body 'local m = require "m"' 'return m.next()'
echo 'local t = { n = 0 } return { next = function() t.n = t.n + 1 return t.n end }' >spoilt/m.lua
stopped_anywhere "what a module's function holds" "^m.lua:1:[0-9]*: error: .*$readonly"

# forgets HEAD BODY: it runs, and gives forty times the same; for the last household alone too, and with two jobs.
forgets() {
	head_and_body "$1" "$2"
	attacked
	if [ "$status" -ne 0 ]; then
		failed "$1 ... $2"
		show 'standard error' "$errors"
		return
	fi
	sqlite3 spoilt/grants.run 'SELECT count(*), count(DISTINCT need), max(need) FROM outcome_household' >got
	sed 's/where: .*/where: id = 40/' pack/scenario.yaml >spoilt/scenario.yaml
	(cd spoilt && reckon run scenario.yaml --jobs 2 >"$out" 2>"$errors")
	sqlite3 spoilt/grants.run 'SELECT 40, 1, need FROM outcome_household' >alone
	check_same "$1 ... $2" alone got
}
forgets '' 'local t = {} t.n = (t.n or 0) + 1 table.insert(t, 1) return t.n + #t'
forgets '' 'local function count(t) t.n = t.n + 1 return t.n end local t = { n = 0 } count(t) return count(t)'
forgets '' 'local r = related(h, "person") table.insert(r, 1) table.insert(r, 2) return #r'
forgets '' 'local t = {} t[h] = 5 return t[h] + #tostring({}) + #tostring(t) + #tostring(pairs)'
forgets '' 'local s = ("x"):rep(60000) .. h.tenure return #s'
forgets 'local lines = {} for i = 1, 50 do lines[i] = money "£1" * i end' 'local n = 0 for i, v in ipairs(lines) do n = n + v end return n'
forgets 'local t = { b = 1, a = 2, [5] = 3, [1] = 4, [true] = 5 }' 'local s = 0 for k, v in pairs(t) do s = s * 10 + v end return s'
forgets 'local amounts = { ["£1"] = money "£1" }' 'local t = {} for i = 1, 30 do t[i] = money("£" .. i) end return t[30] + money "£1" + amounts["£1"]'
forgets 'local d = decision_table { hit = "collect", inputs = { { "income", type = "money" } }, outputs = { { "a", type = "integer" } }, { "> £1", 1 }, { "> £2", 2 } }' \
	'local r = d(h, p) table.insert(r, 9) return #r'
forgets 'local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end' 'return deep(3000)'

# One household's outcome is its own: whoever comes before it, in whatever order, with whatever failures of memory in between.
sqlite3 pack/data.db 'UPDATE household SET income = 300000 + id * 7919 % 40 * 10000'
need 'local n = 0 for i = 1, h.income % 97 * 10 do n = n + i end local t = {} for i = 1, h.income % 31 * 100 do t[i] = { i } end return n + #t'
gives_all() {
	attacked
	sqlite3 spoilt/grants.run 'SELECT id, need FROM outcome_household'
}
gives_all >in-order
check_that "forty households have outcomes" "$(sort -u in-order | wc -l)" -eq 40
: >one-by-one
for id in 7 13 40; do
	sed "s/where: .*/where: id = $id/" pack/scenario.yaml >spoilt/scenario.yaml
	gives_all >>one-by-one
done
grep -E '^(7|13|40)\|' in-order >wanted
check_same "a household has the same outcome alone" wanted one-by-one
cp pack/scenario.yaml spoilt/scenario.yaml
sqlite3 spoilt/data.db "CREATE TEMP TABLE h AS SELECT * FROM household; DELETE FROM person; DELETE FROM household;
	INSERT INTO household SELECT 41 - id, ward, income, tenure, rate, moved, cap FROM h"
gives_all | awk -F'|' '{ print 41 - $1 "|" $2 }' | sort -t'|' -n >reversed
check_same "and with all others before it in reverse" in-order reversed

finish
