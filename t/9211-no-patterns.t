#!/bin/sh
# Item 11: no pattern takes time without a bound: there are none, and plain finding takes time in step with the lengths.
. "${0%/*}/attack.sh"

# The two that took half a minute in one call of stock Lua.
optional=$(awk 'BEGIN { for (i = 0; i < 28; i++) printf "a?"; for (i = 0; i < 28; i++) printf "a" }')
stops "return (\"a\"):rep(28):find(\"$optional\")" "'string.find' has no patterns, and '.*' would be one"
stops 'return ("a"):rep(200):find("a-a-a-a-b")' "'string.find' has no patterns, and 'a-a-a-a-b' would be one"
for pattern in '^a' 'a$' 'a*' 'a+' 'a?' '.' '(a)' '[ab]' '%a' 'a-' '%1' '[' '%' '('; do
	stops "return h.tenure:find('$pattern')" "'string.find' has no patterns"
	need "return (h.tenure .. '$pattern'):find('$pattern', 1, true)"
	attacked
	check_that "'$pattern' is found as it stands" "$status" -eq 0
done
for name in match gmatch gsub; do
	refuses "return string.$name(h.tenure, 'a')" "rules have no 'string.$name'"
	stops "return (h.tenure .. \"\"):$name('a')" "rules have no 'string.$name'"
	stops "return string['$name' .. ''](h.tenure, 'a', function() end)" "rules have no 'string.$name'"
	head_and_body "local f = (\"\").$name" 'return p.grant.line - h.income'
	stopped_anywhere "('').$name while files are loaded" "^grant.lua:1:[0-9]*: error: rules have no 'string.$name'"
done

# Plain finding at its worst: nearly the same text everywhere, for as long as the budget lasts.
for texts in '("a"):rep(60000), ("a"):rep(30000) .. "b"' '("ab"):rep(30000), ("ab"):rep(10000) .. "c"' '("a"):rep(60000), "b" .. ("a"):rep(30000)' \
	'("a"):rep(60000), ("a"):rep(59999) .. "b"' '("aab"):rep(20000), ("baa"):rep(9000) .. "bb"'; do
	stops "local text, wanted = $texts while true do text:find(wanted, 1, true) end" 'took more than 10000000 instructions'
done
need 'local text = ("a"):rep(30000) .. "b" local first, last = text:find(("a"):rep(20000) .. "b", 1, true) return first + last'
gives "and it finds what is there" '40002
40002'

finish
