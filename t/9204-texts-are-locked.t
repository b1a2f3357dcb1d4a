#!/bin/sh
# Item 4: the metatable of texts is locked and does no arithmetic: "10" + 1 is an error, and no rule changes what texts can do.
. "${0%/*}/attack.sh"

for sum in 'h.tenure + 1' '1 + h.tenure' '"10" - h.income' 'h.tenure * 2' '"10" % 3' '-h.tenure' '("1"):rep(2) + 0' 'p.grant.line + "£1"' \
	'h.rate + "1"' '"5" * p.grant.share'; do
	stops "return $sum" '\(arithmetic on a string value\|a decimal and text\)'
done
for bits in 'h.tenure | 1' 'h.tenure & "1"' '~h.tenure' '"1" << 2' '1 >> "1"' '"6" ~ 3'; do
	stops "return $bits" 'bitwise operation on a string value'
done
stops 'local n = 0 for i = 1, h.tenure do n = n + i end return n' "bad 'for' limit"
# Lua itself takes a text that begins or steps a loop for a float, and no float becomes an outcome.
for loop in '"1", 2' '1, 2, "1"'; do
	need "local n = 0 for i = $loop do n = n + i end return n"
	stopped_anywhere "for i = $loop" "^grant.lua:6:12: error: a float reached money (rule 'need', household 1)"
done
refuses 'if h.tenure < 1 then return 0 end return 1' "'h.tenure' is a status, and never '1'"
refuses 'if h.income >= h.tenure then return 0 end return 1' 'they cannot be compared'
stops 'local t = { a = h.tenure, b = 1 } if t["a" .. ""] < t.b then return 0 end return 1' 'compare string with number'
stops 'local t = { 1, "2" } table.sort(t) return t[1]' 'compare'
stops 'return ("x"):rep("2")' "'string.rep' takes an integer as argument 2, not text"
stops 'local a = { 10, 20 } return a["1"] + 1' 'arithmetic on a nil value'

for change in 'local s = "x" s.extra = 1' 'local s = h.tenure s[1] = 2' '("x").len = nil'; do
	stops "$change return 1" '\(index\|read-only\)'
done
for change in 'string.len = nil' 'string["len"] = nil' 'local s = string s.len = nil' 'table.insert(string, 1)' 'local s = string table.sort(s) s[1] = 1'; do
	need "$change return p.grant.line"
	stopped_anywhere "$change" '^grant.lua:7:[0-9]*: error: '
done
for reach in '("x").__index' '("x")["__in" .. "dex"]' '("x").__add' '("x").__metatable' '(""):__gc()'; do
	need "return $reach"
	stopped_anywhere "$reach reaches no metatable" '^grant.lua:7:[0-9]*: error: unknown function .string.__'
done

# At loading too, where the string library would have to be changed for all that comes later.
for change in 'local s = string s.upper = nil' 'local n = "10" + 1' 'table.insert(string, 1)' 'local s = "x" s.y = 1' 'string.upper = function() end'; do
	head_and_body "$change" 'return p.grant.line - h.income'
	stopped_anywhere "in the head of a file: $change" '^grant.lua:1:[0-9]*: error: '
done
need 'return p.grant.line - h.income * #("10"):upper():sub(1, 1)'
works "what texts can do they do as before"

finish
