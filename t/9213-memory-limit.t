#!/bin/sh
# Item 13: rules have a limit of memory. Where it does not suffice, that is an error with its place, its rule and its record; the
# process takes little more than the limit, and what follows runs.
. "${0%/*}/attack.sh"

memory='used more than 65536 KiB of memory'
stops 'local t = {} for i = 1, 100000000 do t[i] = { i } end' "$memory"
stops 'local t = {} while true do t[#t + 1] = {} end' "$memory"
stops 'local t = {} while true do t = { t, t } end' "$memory"
stops 'local t = {} for i = 1, 100000000 do t[i] = ("x"):rep(60000) .. i end' "\\($memory\\|instructions\\)"
stops 'local t = {} for i = 1, 100000000 do t["key" .. i] = i end' "\\($memory\\|instructions\\)"
stops 'local t = {} for i = 1, 100000000 do t[i] = function() return i end end' "$memory"
stops 'local t = {} for i = 1, 100000000 do t[i] = rate "5.5%" + i end' "$memory"
stops 'local t = {} for i = 1, 100000000 do t[i] = { pairs(t) } end' "\\($memory\\|instructions\\)"
stops 'local t = {} for i = 1, 100000000 do t[i] = related(h, "person") end' "\\($memory\\|instructions\\)"
stops 'local t = {} for i = 1, 100000000 do t[i] = string.format("%s %s", i, h.tenure) end' "\\($memory\\|instructions\\)"
stops 'local function f(n) local t = { n } return 1 + f({ t, n }) end return f({})' "\\($memory\\|too deeply\\)"
stops 'local s = "x" while true do s = s .. s end' 'made a text of more than 64 KiB'
stops 'return #(("x"):rep(60000) .. ("x"):rep(60000))' 'made a text of more than 64 KiB'
stops 'return #("x"):rep(1000000000)' "'string.rep' would make a text of more than 64 KiB"
stops 'return #("x"):rep(math.maxinteger, "y")' "'string.rep' would make a text of more than 64 KiB"
stops 'return #("xy"):rep(math.maxinteger)' "'string.rep' would make a text of more than 64 KiB"
stops 'local t = {} for i = 1, 100 do t[i] = ("x"):rep(6000) end return #table.concat(t)' "'table.concat' would make a text of more than 64 KiB"
stops 'local t = {} for i = 1, 100 do t[i] = "" end return #table.concat(t, ("x"):rep(6000))' "'table.concat' would make a text of more than 64 KiB"
stops 'local t = table.pack(table.unpack({}, 1, 100000000)) return 1' "'table.unpack' gives at most 200 values at once"

# Loading too, and what is kept outside Lua: names, titles, conditions.
for head in 'local t = {} while true do t[#t + 1] = {} end' 'local t = {} for i = 1, 10000000 do t[i] = all { { "x", function() end } } end' \
	'local s = ("x"):rep(60000) for i = 1, 100000 do rule("r" .. i) { on = "household", type = "flag", title = s .. i, compute = function() return true end } end' \
	'local g = {} for i = 1, 900 do g[i] = { ("x"):rep(3000) .. i, function() return true end } end for i = 1, 1000 do rule("r" .. i) { on = "household", type = "eligibility", conditions = all(g) } end' \
	'for i = 1, 1000000 do rule("r" .. i) { on = "household", type = "flag", compute = function() return true end } end' \
	'local rows = { hit = "first", inputs = { { "income", type = "money" } }, outputs = { { "a", type = "integer" } } } for i = 1, 1000000 do rows[i] = { "> £1", i } end decision_table(rows)' \
	'local t = {} for i = 1, 300000 do t = { t } end rule "deep" { on = "household", type = "flag", compute = function() return t ~= nil end }'; do
	head_and_body "$head" 'return p.grant.line - h.income'
	stopped_anywhere "$(printf %.90s "$head")" '^grant.lua:*[0-9]*:*[0-9]*: error: \(took more than\|used more than\|.*too many\|.*at most\|.*more than\)'
done

# In other places than a rule; the place is where memory ran out.
edit grant.lua 's/return h.tenure == "rent"/local t = {} while true do t[#t + 1] = {} end/'
stopped_anywhere "in a condition" "^grant.lua:16:[0-9]*: error: $memory (rule 'grant', household 2)"
sqlite3 pack/data.db 'UPDATE household SET tenure = NULL WHERE id = 1'
edit grant.lua '15s/.*/{ "x", function(h) local t = {} while true do t[#t + 1] = {} end end },/; 16s/.*/any { { "rents", function(h) return h.tenure == "rent" end }, },/'
stopped_anywhere "in a condition beside what is not known" "^grant.lua:15:[0-9]*: error: $memory (rule 'grant', household 1)"
need 'return known(h, "hog") and 1 or 2'
printf 'rule "hog" { on = "household", type = "flag", compute = function(h) local t = {} while true do t[#t + 1] = {} end end }\n' >>spoilt/grant.lua
stopped_anywhere "in a rule that another asks about" "^grant.lua:29:[0-9]*: error: $memory (rule 'hog', household 1)"

# The limit is the rule's, not the process's: with room for little more than it, the message is the rule's all the same.
if grep -q __asan_init "$build/reckon"; then
	skip "the process takes little more" "the sanitizer takes addresses without end"
else
	need 'local t = {} while true do t[#t + 1] = {} end'
	check_status 2 "the process takes little more" sh -c 'cd spoilt && exec reckon run scenario.yaml --jobs 1 --limit-memory 256'
	check_says "... and says the same" "$memory (rule 'need', household 1)" "$errors"
	check_status 3 "where the system has less than that, it says so" sh -c 'cd spoilt && exec reckon run scenario.yaml --jobs 1 --limit-memory 48'
	check_says "... and where" "error: out of memory" "$errors"
fi

# Records one after the other may each use much of it: what one leaves is gone for the next.
sqlite3 pack/data.db "DELETE FROM person; WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 20)
	INSERT INTO household SELECT i, 'N', 500000, 'rent', '0.05', '2020-01-01', NULL FROM n"
need 'local t = {} for i = 1, 500000 do t[i] = { i } end return #t'
attacked
check_that "thirteen records, each with forty megabytes" "$status" -eq 0

finish
