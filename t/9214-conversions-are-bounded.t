#!/bin/sh
# Item 14: what data pushes is counted first, conversions go only so deep, and very long texts and very deep tables are errors:
# never a crash, and never a stack that runs over.
. "${0%/*}/attack.sh"

# Values by the thousand.
stops 'local t = {} for i = 1, 100000 do t[i] = i end return max(table.unpack(t))' "'table.unpack' gives at most 200 values at once"
stops 'return max(table.unpack({}, math.mininteger, math.maxinteger))' "at most 200"
stops 'return max(table.unpack({}, -1, math.maxinteger))' "at most 200"
stops 'return max(("x"):rep(60000):byte(1, -1))' "'string.byte' gives at most 200 bytes at once"
stops 'return #string.char(table.unpack({ 1, 2, 256 }))' "bytes from 0 to 255"
stops 'return select(math.mininteger, 1)' "'select' counts from 1"
stops 'return select(-2, 1)' "'select' counts from 1"
stops 'return share(100, {})' "from 1 to"
stops 'local t = {} for i = 1, 1000000 do t[i] = 1 end return share(100, t)[1]' "\\(from 1 to\\|instructions\\|memory\\)"
stops 'return #string.format(("%s"):rep(30000), 1)' "has no value for its %s number 2"
stops 'return #string.format(("%99s"):rep(800), table.unpack({}, 1, 200))' "has no value"
stops 'return #string.format("%s", ("x"):rep(60000) .. ("x"):rep(6000))' "made a text of more than 64 KiB"
stops 'return #string.format("%s%s", ("x"):rep(60000), ("x"):rep(60000))' "made a text of more than 64 KiB"
stops 'return table.concat({ 1, 2 }, ",", 1, math.maxinteger)' "item 3 of 'table.concat'"
stops 'return table.concat({}, ",", math.mininteger, math.maxinteger)' "item -9223372036854775808 of 'table.concat'"
stops 'local t = {} t[math.maxinteger] = 1 table.insert(t, math.maxinteger, 1) return 1' "outside the list"
stops 'return ("x"):sub(math.mininteger, math.maxinteger):rep(3) + 1' 'arithmetic on a string value'
stops 'local d = add_months(h.moved, math.maxinteger, "last_day") return 1' "cannot add"
stops 'return round(h.income, math.mininteger)' "a step above zero"
stops 'return multiply(multiply(math.maxinteger, math.maxinteger), math.maxinteger)' "multipl"

# Depth: of calls, tables, conditions, and of the texts of rules.
stops 'local function f(n) return { f(n + 1) } end return #f(1)' '\(too deeply\|memory\)'
need 'local function f() local t = { f() } return t end return #f()'
stopped_anywhere "calls without an end that take memory besides" "error: .*\(too deeply\|KiB of memory\) (rule 'need', household 1)"
head_and_body 'local t = {} for i = 1, 100000 do t = { t } end' 'local n, u = 0, t while u[1] do u = u[1] n = n + 1 end return n'
gives "a table a hundred thousand deep that a rule holds is read-only all the way" '100000
100000'
head_and_body 'local t = {} for i = 1, 1000 do t = { t } end local u = t for i = 1, 1000 do u = u[1] end' 'local u = t while u[1] do u = u[1] end u.n = 1 return 1'
stopped "... to the innermost" 'read-only after loading'
head_and_body 'local t = {} t.t = t' 't.t.t.t.n = 1 return 1'
stopped "a table that holds itself" 'read-only after loading'
head_and_body 'local c = { "x", function() return true end } for i = 1, 100000 do c = all { c } end rule "deep" { on = "household", type = "eligibility", conditions = c }' 'return 1'
stopped_anywhere "conditions a hundred thousand deep" '^grant.lua:1:[0-9]*: error: conditions are nested too deeply'
head_and_body 'local c = { { "x", function() return true end } } for i = 1, 40 do c = { all(c), any(c) } end rule "wide" { on = "household", type = "eligibility", conditions = all(c) }' 'return 1'
stopped_anywhere "conditions that hold each other twice, forty times" '^grant.lua:1:[0-9]*: error: \(conditions are nested too deeply\|there are too many\|two conditions\)'
head_and_body 'local g = {} g[1] = all(g) rule "loop" { on = "household", type = "eligibility", conditions = all(g) }' 'return 1'
stopped_anywhere "conditions that hold themselves" '^grant.lua:1:[0-9]*: error: conditions are nested too deeply'

# written NAME AWK-PROGRAM: a rule file that the program writes.
written() {
	fresh
	awk "BEGIN { n = 100000; $2 print \"\" }" >spoilt/grant.lua
	stopped_anywhere "a hundred thousand $1" '^grant.lua:*[0-9]*:*[0-9]*: error: '
}
many='for (i = 0; i < n; i++)'
written 'brackets' "printf \"local x = \"; $many printf \"(\"; printf 1; $many printf \")\";"
written 'open brackets' "printf \"local x = \"; $many printf \"(\";"
written 'tables in tables' "printf \"local x = \"; $many printf \"{\"; $many printf \"}\";"
written 'functions in functions' "printf \"local x = \"; $many printf \"function() return \"; $many printf \" end\";"
written 'sums' "printf \"local x = 1\"; $many printf \" + 1\";"
written 'joined texts' "printf \"local x = 1\"; $many printf \" .. 1\";"
written 'conditions in a row' "printf \"local x = a\"; $many printf \" and a\";"
written 'nots' "printf \"local x = \"; $many printf \"not \"; printf 1;"
written 'signs' "printf \"local x = \"; $many printf \"- \"; printf 1;"
written 'calls' "printf \"local x = pairs\"; $many printf \"()\";"
written 'fields' "printf \"local x = pairs\"; $many printf \".a\";"
written 'blocks' "$many printf \"do \"; $many printf \" end\";"
written 'locals' "$many print \"local x\" i \" = 1\";"
written 'arguments' "printf \"error(1\"; $many printf \", 1\"; printf \")\";"
written 'equals signs of a long bracket' "printf \"local x = [\"; $many printf \"=\"; printf \"[\";"
written 'backslashes' "printf \"local x = \\\"\"; $many printf \"%s\", sprintf(\"%c\", 92);"

# Long texts of records and names: what is too long for a rule is said, and does not matter where no rule reads it.
sqlite3 pack/data.db "ALTER TABLE household ADD COLUMN note TEXT; UPDATE household SET note = printf('%.*c', 10000000, 'x') WHERE id = 1; UPDATE household SET note = 'short' WHERE id = 2"
need 'local t = { h.note } return #t[1]'
attacked
check_that "a field of ten megabytes that a rule reads is an error" "$status" -eq 2
check_says "... that says which, and how long it is" "'note' is a text of 10000000 bytes, and rules read texts of at most 65000" "$errors"
check_says "... of which record" "household 1)" "$errors"
fresh
works "a field of ten megabytes that no rule reads" 2>/dev/null

finish
