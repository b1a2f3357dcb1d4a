#!/bin/sh
# Item 2: rules reach the names of the allow-list and nothing else: each of them is there, and of all that stock Lua has, and
# that its libraries have, nothing else is. (t/sandbox.c compares the environment itself with the same list.)
. "${0%/*}/attack.sh"

cat >allowed <<'END'
add_months age_on all any assert at_least between bridge count date days_between decimal decision_table divide error
every figure financial_year finding greatest group ipairs known least lookup math math.abs math.max math.maxinteger
math.min math.mininteger math.tointeger math.type max min money multiply pairs rate related require round rule select
share string string.byte string.char string.find string.format string.len string.lower string.rep string.sub string.upper
sum table table.concat table.insert table.pack table.remove table.sort table.unpack tonumber tostring total type utf8
utf8.len
END
tr ' ' '\n' <allowed | sort >names
names=$(paste -sd, names)
head_and_body "local reached = { $names }" 'return p.grant.line - h.income'
works "every name of the list is there while files are loaded"
need "local reached = { $names } return p.grant.line - h.income"
works "and while rules run"

if command -v lua5.4 >/dev/null; then
	lua5.4 -e 'for k, v in pairs(_G) do print(k) if type(v) == "table" and k ~= "_G" then for m in pairs(v) do print(k .. "." .. m) end end end' |
		grep -v '^package\.loaded\|^arg' | sort >stock
	comm -23 stock names >others
	check_that "stock Lua has much that rules do not" "$(wc -l <others)" -gt 90
	: >reached
	: >unsaid
	# All of them at once: every one is an error of its own.
	paste -sd, others | sed 's/^/local t = { /; s/$/ }/' >list
	fresh
	sed 's/^local t = { //; s/ }$//' list | tr ',' '\n' | sed 's/.*/local x = &/; s/^/do /; s/$/ end/' >spoilt/grant.lua
	stopped_anywhere "none of it is reached" "^grant.lua:1:[0-9]*: error: "
	line=0
	while read -r name; do
		line=$((line + 1))
		case $name in debug.* | io.* | os.* | coroutine.* | package.*) name=${name%%.*} ;; esac
		grep -q "^grant.lua:$line:[0-9]*: error: rules have no '$name'" "$errors" || echo "$name" >>reached
		grep -A2 "^grant.lua:$line:[0-9]*: error: " "$errors" | grep -q '\^ *[a-z]' || echo "$name" >>unsaid
	done <others
	check_silent "each by its name" reached
	check_silent "with the reason, or what to write instead" unsaid
else
	skip "none of stock Lua is reached" "there is no lua5.4"
fi

# By names that are only made while running.
for name in string.dump string.gsub string.pack math.random math.floor math.huge table.move utf8.char utf8.codes; do
	stops "return #${name%%.*}['${name##*.}' .. ''](h.tenure)" "rules have no '$name'"
done
stops 'return ("x")["re" .. "verse"]("x")' "rules have no 'string.reverse'"
stops 'return ("x"):gmatch("x")' "rules have no 'string.gmatch'"

# Not by what walks through tables either.
need 'local n = 0 for name in pairs(string) do n = n + 1 end for name in pairs(table) do n = n + 1 end
		for name in pairs(math) do n = n + 1 end for name in pairs(utf8) do n = n + 1 end return money "£1" * n'
gives "walking through the libraries shows what is listed" "$(printf '%s\n%s' $((100 * (9 + 6 + 7 + 1))) $((100 * (9 + 6 + 7 + 1))))"

# Each file has an environment of its own: what one names, no other has.
edit grant.lua '1s/^/require "other" /'
echo 'local mine = 1 return { mine = mine }' >spoilt/other.lua
sed 's/return p.grant.line/return mine - p.grant.line/' spoilt/grant.lua >changed && mv changed spoilt/grant.lua
stopped_anywhere "what one file names, another does not have" "error: unknown name 'mine'"
for line in 'shared = 1' '_ENV = { }' 'local _ENV = { }' 'local function f(_ENV) return x end' '_G = { }' 'rule = nil' 'function pairs() end' \
	'for _ENV in pairs({}) do end' 'local x = _ENV.rule' 'function string.evil() end' 'string.upper = nil' 'goto away' 'local e = _G'; do
	head_and_body "$line" 'return p.grant.line - h.income'
	stopped_anywhere "no file changes what there is: $line" "^grant.lua:1:[0-9]*: error: "
done

finish
