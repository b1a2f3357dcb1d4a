#!/bin/sh
# Item 7: table.sort is stable and always the same; a comparison that lies is an error, or gives the same wrong order every time:
# it never crashes, never goes on for ever and never reads what is not in the list.
. "${0%/*}/attack.sh"

sed 's/type    = "money"/type    = "text"/; /total "cost"/,$d' pack/grant.lua >text.lua
cp text.lua pack/grant.lua

# sorts NAME BODY EXPECTED: in three processes, for both households.
sorts() {
	need "$2"
	for process in 1 2 3; do
		gives "$1 ($process)" "$3
$3"
	done
}
sorts "ties stay as they were" 'local t = {} for i = 1, 200 do t[i] = { k = i * 7 % 5, i = i } end
		table.sort(t, function(a, b) return a.k < b.k end) local s, wrong = {}, 0
		for i = 2, 200 do if t[i - 1].k == t[i].k and t[i - 1].i > t[i].i then wrong = wrong + 1 end end
		for i = 1, 200, 20 do s[#s + 1] = t[i].i end return wrong .. ": " .. table.concat(s, " ")' \
	'0: 5 105 3 103 1 101 4 104 2 102'
sorts "a list of ties only stays as it is" 'local t = {} for i = 1, 100 do t[i] = { i = i } end
		table.sort(t, function(a, b) return false end) return t[1].i .. " " .. t[50].i .. " " .. t[100].i' '1 50 100'
sorts "of none, of one, in order, in reverse" 'local a, b, c, d = {}, { 1 }, { 1, 2, 3 }, { 3, 2, 1 }
		table.sort(a) table.sort(b) table.sort(c) table.sort(d) return #a .. #b .. table.concat(c) .. table.concat(d)' '01123123'
sorts "a sort within a comparison" 'local t = { 3, 1, 2 } table.sort(t, function(a, b) local u = { b, a } table.sort(u) return a ~= b and u[1] == a end)
		return table.concat(t)' '123'

# Comparisons that lie.
stops 'local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() return true end) return t[1]' 'is inconsistent'
stops 'local t = { 2, 1, 2 } table.sort(t, function(a, b) return a <= b end) return t[1]' 'is inconsistent'
stops 'local t = {} for i = 1, 100 do t[i] = i * 7919 % 101 end table.sort(t, function(a, b) return a * b % 3 == 1 end) return t[1]' 'is inconsistent'
stops 'local n = 0 local t = {} for i = 1, 64 do t[i] = i end table.sort(t, function(a, b) return ((a * 31 + b * 17) % 7) < 3 end) return t[1]' 'is inconsistent'
sorts "stone, paper, scissors: one order, every time" 'local beats = { stone = "scissors", scissors = "paper", paper = "stone" }
		local t = { "stone", "paper", "scissors", "paper", "stone" } table.sort(t, function(a, b) return beats[a] == b end)
		return #t .. " " .. (t[1] ~= nil and "all there" or "")' '5 all there'
need 'local beats = { stone = "scissors", scissors = "paper", paper = "stone" } local t = { "stone", "paper", "scissors", "paper", "stone" }
		table.sort(t, function(a, b) return beats[a] == b end) return table.concat(t, " ")'
attacked
sqlite3 spoilt/grants.run 'SELECT need FROM outcome_household' >wanted
for process in 1 2 3; do
	gives "... the same ($process)" "$(cat wanted)"
done

# Comparisons that change the list, or are none.
for change in 't[1] = nil t[2] = nil' 'for i = 1, 50 do t[i] = nil end' 'table.insert(t, 1)' 'table.remove(t)' 't[#t + 1] = "x"' 'table.sort(t)'; do
	need "local t = { 5, 4, 3, 2, 1 } local ok = true table.sort(t, function(a, b) $change return a < b end) return 'went on'"
	attacked
	if [ "$status" -eq 0 ] || { [ "$status" -eq 2 ] && grep -q "^grant.lua:7:.*(rule 'need', household 1)" "$errors"; }; then
		passed "a comparison that changes the list: $change"
	else
		failed "a comparison that changes the list: $change"
		show "status $status" "$errors"
	fi
done
stops 'local t = { 2, 1 } table.sort(t, function(a, b) error({}) end) return 1' 'raised a table instead of a message'
stops 'local t = { 2, 1 } table.sort(t, function(a, b) return a.x < b.x end) return 1' 'index a number value'
stops 'local t = { 2, 1 } table.sort(t, function(a, b) while true do end end) return 1' 'took more than 10000000 instructions'
stops 'local function f(a, b) local t = { 2, 1 } table.sort(t, f) return a < b end local t = { 2, 1 } table.sort(t, f) return 1' \
	'\(too deeply\|stack overflow\|instructions\)'
stops 'table.sort({ 2, 1 }, 5) return 1' "'table.sort' takes a function"
stops 'table.sort({ 2, "a" }) return 1' 'compare'
stops 'table.sort({ {}, {} }) return 1' 'compare two table values'
stops 'table.sort({ 2, nil, 1, 3, nil, 5, 4 }) return 1' '\(compare\|nil\)'
stops 'table.sort(h) table.sort("x") return 1' "'table.sort' takes a table"
stops 'local t = {} for i = 1, 1000000 do t[i] = 1000000 - i end table.sort(t) return t[1]' '\(instructions\|memory\)'

# Unknown in a comparison is unknown of the rule, not of the sort.
sqlite3 pack/data.db 'UPDATE household SET moved = NULL WHERE id = 2'
need 'local t = { 2, 1 } table.sort(t, function(a, b) return h.moved < "2000-01-01" or a < b end) return table.concat(t)'
gives "an unknown in a comparison" '12
'

finish
