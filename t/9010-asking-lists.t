#!/bin/sh
# any(), every(), count() and the like, and roles: what goes wrong in what they ask is said with its place and the record that was
# asked; they end where the budget ends; and what they are given may change while they go through it.
. "${0%/*}/attack.sh"

people='related(h, "person")'

# What a function gives that is no answer.
stops "return any($people, function(c) end)" "the function of 'any' gave nothing (nil): expected true or false for person 1"
stopped_anywhere "and what is most often wrong" "does the function end in 'return'?"
refuses "return count($people, function(c) return c.id end)" "'count' wants true or false of each, and this is a number"
stops "return every($people, function(c) return tostring(c) end)" "the function of 'every' gave text: expected true or false for person 1"
stops "return sum($people, function(c) return c.id > 1 or c.id end)" "the function of 'sum' gave a flag: expected money, a rate, a decimal or an integer for person 2"
stops "return sum($people, function(c) if c.id == 1 then return 1 end end)" "the function of 'sum' gave nothing (nil): expected money, a rate, a decimal or an integer for person 2"
refuses "return least($people, function(c) return c end)" "'least' wants a number, a date or a text of each, and this is a record"
stops "return least($people, function(c) return {} end)" "the function of 'least' gave a table: expected a number, a date or a text for person 1"
stops "return greatest($people, function(c) return c.id == 1 and 1 or 'x' end)" "'greatest' cannot compare text with a number for person 2"

# What it raises.
stops "return any($people, function(c) error('no') end)" "no for person 1"
stops "return any($people, function(c) error({}) end)" "raised a table instead of a message for person 1"
stops "return any($people, function(c) return c.id > {} end)" "attempt to compare table with number for person 1"
stops "return count($people, function(c) return any($people, function(d) return d.id > {} end) end)" \
	"attempt to compare table with number for person 1 for person 1"
need "return sum($people, function(c) return math.maxinteger end)"
stopped_anywhere "a sum never wraps" "expected money (whole pence), got 18446744073709551614 (rule 'need', household 1)"

# What they are given.
refuses "return any(h.id, tostring)" "'any' goes through a list, and this is one value"
stops "return count({ 1, 2 }, 'born')" "'count' asks records by name, and item 1 of the list is an integer"
stops "return sum({ 1, nil, 3 }, function(n) return n end)" "item 2 of the list that 'sum' goes through is nil"
stops "return at_least('2', $people, 'student')" "'at_least' takes a number first, not text"
refuses "return any { { 'a', function() return true end } }" "'any { ... }' joins conditions while files are loaded"
stops "return all($people, 'student')" "'all { ... }' joins conditions while files are loaded"
stopped_anywhere "all() is every()" "inside a function write every(list, test)"
head_and_body 'local t = any({ 1 }, tostring)' 'return 1'
stopped_anywhere "any() while files are loaded" "^grant.lua:1:.*'any { ... }' joins conditions: it takes one table"
head_and_body 'local t = count({ 1 })' 'return 1'
stopped_anywhere "count() while files are loaded" "^grant.lua:1:.*'count' works only inside a rule's function"

# Roles that ask for nothing, or for what cannot be.
stops "return #related(h, 'person', {})" "a role that asks for nothing"
stops "return #related(h, 'person', nil)" "a role is a name, or a table of names and what they equal"
stops "return #related(h, 'person', { student = true, id = h.cap })" "what a role asks for is nil, or its names could not be seen before the run"
stops "local r = h.id == 1 and 'x' or true return #related(h, 'person', { student = r })" "'student' is a flag, and never text for person 1"

# Going through a list that changes.
stops "local l = $people return count(l, function() table.remove(l) return true end)" "item 2 of the list that 'count' goes through is nil"
need "local l = $people return count(l, function(c) table.insert(l, 1, c) return true end) + #l"
gives "what is put into a list is not come to" '6
3'
need "local t = {} local n = count($people, function(c) t[#t + 1] = c return #t < 3 end) return n + #t"
gives "what a function keeps, it keeps for one record" '4
2'
need "return count($people, function(c) return c ~= nil end) + count($people) + count({}) + sum({}, 'born')"
gives "lists of nobody are lists" '4
2'
need "local l = $people return l == $people and 1 or tostring(l) == 'table' and 2 or 3"
gives "no list shows where it lies" '2
2'

# The budget.
spent='took more than 10000000 instructions'
stops "return any($people, function(c) while true do end end) and 1 or 2" "$spent"
stops "for i = 1, 10 do local x = known(h, 'income') and any($people, function() while true do end end) end return 1" "$spent"
stops "local l = $people while true do local x = any(l, 'student') end" "$spent"
stops "local l = {} for i = 1, 1000 do l[i] = i end while true do local x = count(l) end" "$spent"
stops "local l = {} for i = 1, 1000 do l[i] = i end while true do local x = every(l, tonumber) end" "\\($spent\\|expected true or false\\)"
stops "while true do local x = related(h, 'person', { student = true }) end" "$spent"
for loop in 'local f f = function() return any({ 1 }, f) end return f()' \
	'local function f(n) return any({ n }, function(m) return f(m + 1) end) end return f(1)'; do
	need "$loop"
	stopped_anywhere "$loop" "^grant.lua:2:1: error: more than 40 outcomes wait for one another (rule 'need', household 1)"
done

finish
