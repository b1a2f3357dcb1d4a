#!/bin/sh
# Item 6: pairs goes in sorted order: numbers, then texts, then flags; every time, wherever the table comes from.
. "${0%/*}/attack.sh"

sed 's/type    = "money"/type    = "text"/; /total "cost"/,$d' pack/grant.lua >text.lua
cp text.lua pack/grant.lua
walked='local s = {} for k, v in pairs(t) do s[#s + 1] = tostring(k) end return table.concat(s, " ")'

# walks NAME HEAD TABLE EXPECTED: the keys of TABLE, for both households, in three processes.
walks() {
	head_and_body "$2" "local t = $3 $walked"
	for process in 1 2 3; do
		gives "$1 ($process)" "$4
$4"
	done
}
walks "keys of every kind" '' '{ zebra = 1, ant = 1, [3] = 1, [-1] = 1, [2] = 1, [true] = 1, [false] = 1, Ant = 1, [0] = 1, ["3"] = 1, [""] = 1 }' \
	'-1 0 2 3  3 Ant ant zebra false true'
walks "a read-only table" 'local kept = { b = 1, a = 2, [10] = 3, [9] = 4, c = 5 }' 'kept' '9 10 a b c'
walks "the farthest numbers" '' '{ [math.maxinteger] = 1, [math.mininteger] = 1, [0] = 1, [-1] = 1, [1] = 1 }' \
	'-9223372036854775808 -1 0 1 9223372036854775807'
walks "texts byte by byte, whatever their length" '' '{ b = 1, aa = 1, ["a b"] = 1, ["é"] = 1, z = 1, a = 1, Z = 1, ["~"] = 1 }' 'Z a a b aa b z ~ é'
names=$(awk 'BEGIN { for (i = 0; i < 300; i++) printf "k%d = %d, ", i * 7919 % 1009, i }')
sorted=$(awk 'BEGIN { for (i = 0; i < 300; i++) print "k" i * 7919 % 1009 }' | sort | paste -sd' ')
walks "three hundred names" '' "{ $names }" "$sorted"

need "local t = { d = 1, b = 1, a = 1, c = 1 } t.b = nil t.e = 1 t.b = 2 $walked"
gives "a table that was changed" 'a b c d e
a b c d e'
need 'local t = { a = 1, b = 1, c = 1, d = 1 } local s = "" for k in pairs(t) do t[k] = nil t.c = nil s = s .. k end return s'
gives "entries that are taken out while it is walked" 'abd
abd'
need 'local t = { a = 1, b = 1 } local s = "" for k in pairs(t) do for i = 1, 50 do t["x" .. i] = 1 end s = s .. k end return s'
gives "entries that are added while it is walked" 'ab
ab'
need 'local s = "" for _, one in ipairs({ { c = 1, a = 1 }, { b = 1, a = 1 } }) do for k in pairs(one) do s = s .. k end end return s'
gives "tables in a list" 'acab
acab'
need 'local s, t = "", { x = 1, y = 2, z = 3 } for a in pairs(t) do for b in pairs(t) do s = s .. a .. b end end return s'
gives "a walk within a walk" 'xxxyxzyxyyyzzxzyzz
xxxyxzyxyyyzzxzyzz'

# What cannot be put in order is not walked, and what is no plain table neither.
stops 'for k in pairs({ [{}] = 1 }) do return k end' 'cannot put a key in order'
stops 'for k in pairs({ [pairs] = 1 }) do return k end' 'cannot put a key in order'
stops 'for k in pairs({ [h] = 1, a = 2 }) do return k end' 'cannot put a key in order'
stops 'for k in pairs(h) do return k end' 'plain tables only'
stops 'for k in pairs("x") do return k end' "'pairs' takes a table"
stops 'local f = pairs({}) return f({ 1 })' 'goes on only from its own state'
stops 'local f = pairs({}) return f(h)' 'goes on only from its own state'
stops 'local f, s = pairs({ 1 }) return f(s, 7)' 'is not in the table'
stops 'local f, s = pairs({ 1 }) return f(s, h)' 'is not in the table'
refuses 'for k in next, { 1 } do return k end' "rules have no 'next'"

finish
