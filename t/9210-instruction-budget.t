#!/bin/sh
# Item 10: each evaluation has a budget of instructions. Once it is spent nothing in Lua swallows it, nor does the host's own way
# of asking conditions one by one; and what the library does in C is charged too.
. "${0%/*}/attack.sh"

spent='took more than 10000000 instructions'

# Loops and recursion without an end.
for loop in 'while true do end' 'repeat until false' 'for i = 1, math.maxinteger do end' 'for i = 1, 2, 0 do end' 'while h.income == h.income do local x = {} end' \
	'local function f() return f() end return f()' 'local function f(x) return f(x) end return f(h)' \
	'local a, b a = function() return b() end b = function() return a() end return a()' \
	'local t = {} t.f = function(self) return self:f() end return t:f()' 'for _ in function() return 1 end do end' \
	'local f, s = pairs({ 1 }) while true do f(s) end' 'while known(h, "income") do end' 'while true do local x = p.grant.line end' \
	'while true do local x = h.ward.name end' 'while #related(h, "person") < 99 do end' 'while true do local r = round(h.income, money "£1") end' \
	'local n = 0 while true do n = multiply(3, rate "1%") end' 'while true do local d = days_between(h.moved, "2025-01-01") end'; do
	need "$loop"
	stopped_anywhere "$loop" "^grant.lua:7:[0-9]*: error: .*\\($spent\\|'for' step is zero\\|belongs to an enclosing\\)"
done
stops 'local function f(n) return 1 + f(n + 1) end return f(1)' 'functions call each other too deeply'
stops 'local f local function g(n) return 1 + f(n) end f = function(n) return 1 + g(n) end return g(1)' '\(too deeply\|enclosing\)' 2>/dev/null
stops 'local t = {} t.a = function(n) return 1 + t.b(n) end t.b = function(n) return 1 + t.a(n) end return t.a(1)' 'functions call each other too deeply'
stops 'local function f(a, b) table.sort({ 2, 1 }, f) return a < b end table.sort({ 2, 1 }, f) return 1' '\(too deeply\|stack overflow\)'

# Long work inside C: each as the body of a loop that itself is soon done.
for work in 'local u = s .. i' 's:find("y")' 's:find(s, 1, true)' 's:lower()' 's:upper()' 's:rep(1)' 's:sub(1, 50000)' '("x"):rep(60000)' 'utf8.len(s)' \
	'string.format("%s%s", i, s:sub(2))' 'tonumber(s)' 'table.concat(t)' 'table.sort(t)' 'table.insert(t, 1, i)' 'table.remove(t, 1)' 'pairs(t)' 'table.unpack(t, 1, 200)' \
	'table.pack(table.unpack(t, 1, 200))' 'select(2, table.unpack(t, 1, 200))' 'max(table.unpack(t, 1, 200))' 'share(100, t)' 's:byte(1, 200)'; do
	need "local s, t = (\"x\"):rep(60000), {} for i = 1, 200 do t[i] = i end for i = 1, 1800000 do local u = $work end"
	sed 's/local u = local u/local u/; s/local u = table\.\(sort\|insert\)/table.\1/' spoilt/grant.lua >changed && mv changed spoilt/grant.lua
	stopped "charged: $work" "\\($spent\\|from 1 to\\)"
done

# What costs more for what went before: tables that were large, values handed on, memory just below its limit.
stops 'local t = {} for i = 1, 500000 do t[i] = i end for i = 1, 500000 do t[i] = nil end while true do pairs(t) end' "$spent"
stops 'local t = {} for i = 1, 30000 do t[i] = i end for i = 1, 30000 do t[i] = nil end while true do pairs(t) end' "$spent"
stops 'local t = {} for i = 1, 897900 do t[i] = {} end local n = 0 while true do local x = { n } n = n + 1 end' "\\($spent\\|KiB of memory\\)"
refuses 'local function g(...) return g(1, ...) end return g()' "rules hand '...' on to functions of the library only"
refuses 'local t = { f = function(...) return 1 end } local function g(...) return t.f(...) end return g()' "rules hand '...' on"
refuses 'local function g(...) return h.tenure:rep(...) end return g()' "rules hand '...' on"
refuses 'local function g(...) return 1, ... end return g()' "rules do not return '...'"
refuses 'local function g(...) return ... end return g(1)' "rules do not return '...'"
refuses 'local function g(n) if n == 0 then return 1 end return 1, g(n - 1) end return select("#", g(9))' 'all that a call gives'
stops 'local function g(...) return assert(1, ...) end local function r(n) if n == 0 then return 1 end return g(r(n - 1)) end return select("#", r(1000))' \
	"'assert' takes at most 250 values at once"
stops 'local function g(...) return select(1, 1, ...) end local function r(n) if n == 0 then return 1 end return g(r(n - 1)) end return select("#", r(1000))' \
	"'select' takes at most 250 values at once"
need 'local function add(...) local s = 0 for _, v in ipairs({ ... }) do s = s + v end return s end local function most(...) return max(...) end
		local function two() return 1, (most(3, 4)) end return add(1, 2, 3) + most(1, 5) + select("#", two()) + add(two())'
gives "what functions of several values are for still works" '18
18'

# Wherever a function is called.
while IFS='|' read -r what edit; do
	edit grant.lua "$edit"
	stopped_anywhere "$what" "^grant.lua:[0-9]*:[0-9]*: error: $spent"
done <<'END'
in a condition|s/return h.tenure == "rent"/while true do end/
in the first condition|s/return h.income < p.grant.line/while true do end/
in an award|s/return p.grant.amount/while true do end/
in a finding|s/return h.need > money "£5,000"/while true do end/
in the head of a file|1s/.*/while true do end/
in a loop that declares|1s/.*/while true do local r = rule "x" end/
in a function that is called at the head|1s/.*/local function f() return f() end f()/
END
for added in 'total "t" { sum = "household.need", where = function(h) while true do end end }' \
	'figure "f" { type = "money", compute = function(f) while true do end end }' \
	'rule "late" { on = "household", type = "money", after = { "cost" }, compute = function(h, p, at) while true do end end }' \
	'finding "all" { level = "info", when = function(f) while true do end end, message = "x" }' \
	'rule "d" { on = "household", type = "integer", compute = decision_table { hit = "first", inputs = { { "x", type = "integer", function() while true do end end } }, outputs = { { "a", type = "integer" } }, { "> 0", 1 } } }'; do
	printf '%s\n' "$added" >added
	add grant.lua <added
	stopped_anywhere "in ${added%% *}: $(printf %.60s "$added")" "^grant.lua:29:[0-9]*: error: $spent"
done

# Sticky: what would swallow an error does not swallow this one. Household 1 knows everything; then its tenure is not known, so that
# its conditions are asked one by one.
for known in "'own'" NULL; do
	sqlite3 pack/data.db "UPDATE household SET tenure = $known WHERE id = 1"
	edit grant.lua '15s/.*/{ "never ends", function(h) while true do end end },/; 16s/$/ any { { "never", function() while true do end end }, { "yes", function() return true end } },/'
	stopped_anywhere "a condition before others ($known)" "^grant.lua:15:[0-9]*: error: $spent (rule 'grant', household 1)"
	edit grant.lua '14s/all/any/; 15s/.*/{ "yes", function(h) return h.tenure == "own" end }, { "never ends", function(h) while true do end end },/'
	if [ "$known" = NULL ]; then
		stopped_anywhere "one that a known answer would not settle" "^grant.lua:15:[0-9]*: error: $spent (rule 'grant', household 1)"
	else
		stopped_anywhere "one that household 1 does not come to, and household 2 does" "^grant.lua:15:[0-9]*: error: $spent (rule 'grant', household 2)"
	fi
	printf 'rule "never" { on = "household", type = "flag", compute = function(h) while true do end end }\n' >rule
	for swallow in 'return known(h, "never") and 1 or 2' 'if known(h, "never") then return 1 end return known(h, "never") and 1 or 2' 'local ok = h.never return 1' \
		'local t = { 2, 1 } table.sort(t, function(a, b) return known(h, "never") or a < b end) return 1'; do
		need "$swallow"
		cat rule >>spoilt/grant.lua
		stopped_anywhere "$swallow ($known)" "^grant.lua:29:[0-9]*: error: $spent (rule 'never', household 1)"
	done
done

# The budget is each evaluation's own: many records and rules may spend as much again; and one that comes near it leaves nothing.
sqlite3 pack/data.db "UPDATE household SET tenure = 'own' WHERE id = 1"
need 'local n = 0 for i = 1, 1300000 do n = n + 1 end return n'
printf 'rule "again" { on = "household", type = "money", compute = function(h) local n = 0 for i = 1, 1300000 do n = n + 1 end return n + h.need end }\n' >>spoilt/grant.lua
gives "two rules and two records, each near the budget" '1300000
1300000'
need 'local n = 0 for i = 1, 1300000 do n = n + 1 end return n + h.again'
printf 'rule "again" { on = "household", type = "money", compute = function(h) local n = 0 for i = 1, 1300000 do n = n + 1 end return n end }\n' >>spoilt/grant.lua
gives "and one within the other" '2600000
2600000'

finish
