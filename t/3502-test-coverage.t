#!/bin/sh
# reckon test --coverage: what the tests of a file exercise of the rules, and what none of them does.
. "${0%/*}/lib.sh"

mkdir pack || exit 3
echo 'CREATE TABLE home (id INTEGER PRIMARY KEY, worth MONEY INTEGER, owned FLAG INTEGER, rooms INTEGER);' >tables.sql
printf 'scenario: homes\non: 2025-04-01\nrules: [a.lua]\n' >pack/scenario.yaml
cat >pack/a.lua <<'L'
local shared = require "shared"
rule "help" { on = "home", type = "eligibility",
	conditions = all {
		{ "is worth little", function(c) return c.worth <= money "£100" end },
		{ "is not owned", function(c) return not c.owned end },
	},
	award = decision_table {
		hit = "first", inputs = { { "rooms", type = "integer" } }, outputs = { { "award", type = "money" } },
		{ "< 3", "£10" },
		{ "-", "£20" },
	},
}
rule "size" { on = "home", type = "text", compute = function(c)
	if c.rooms > 5 then
		return "large"
	elseif c.rooms > 2 then
		return shared.middle()
	end
	return "small"
end }
rule "later" { on = "home", type = "integer", from = "2026-04-01", compute = function(c) return c.rooms end }
for _, name in ipairs { "a", "b" } do
	total(name) { count = "home" }
end
L
cat >pack/shared.lua <<'L'
local shared = {}
function shared.middle() return "middle" end
function shared.nobody()
	local text = "asks"
	return text
end
return shared
L
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
tests:
  - name: eligible
    given: {home: {worth: £100, owned: no, rooms: 2}}
    expect: {home: {help_award: £10, size: small}}
  - name: not eligible
    given: {home: {worth: £100.01, rooms: 3}}
    expect: {home: {help: not_eligible, size: middle}}
Y
check_output "what is exercised is counted, and what is not is listed with its place" reckon test pack --coverage <<'E'
TAP version 14
1..2
ok 1 - eligible
ok 2 - not eligible
# pack/tests.yaml exercises 59.0% of its rules:
#       2 of     3 rules
#       3 of     6 answers of conditions: yes, no and unknown
#       1 of     2 rows of decision tables
#       7 of    11 lines
# by file:
#    63.1% of pack/a.lua
#    33.3% of pack/shared.lua
# never exercised:
#   pack/a.lua:4: condition 'is worth little' of 'help' is never unknown
#   pack/a.lua:5: condition 'is not owned' of 'help' is never no, unknown
#   pack/a.lua:7: row 2 of the decision table
#   pack/a.lua:15: return "large"
#   pack/a.lua:21: return c.rooms end }
#   pack/a.lua:21: rule 'later'
#   pack/shared.lua:4: local text = "asks"
#   pack/shared.lua:5: return text
# 2 tests passed
E
check_status 0 "coverage above a threshold" reckon test pack --threshold 59
check_errors 1 "coverage below a threshold" reckon test pack --threshold 60 <<'E'
reckon: error: 'pack/tests.yaml' exercises 59.0% of its rules, and 60% is asked for
    most of what is missing is of 'help' 4, 'later' 2, 'size' 1
E
check_errors 2 "a threshold that is none" reckon test pack --threshold 0 <<'E'
reckon: error: '--threshold' takes a whole number from 1 to 100, not '0'
E

# The second day, more records and what is not known: everything.
cat >>pack/tests.yaml <<'Y'
  - name: the rest
    on: 2026-04-01
    given:
      home: [{called: a, worth: £1, owned: yes, rooms: 6}, {called: b, worth: £1, owned: no, rooms: 3}, {called: c, rooms: 4}]
    expect: {home: {a: {help: not_eligible, size: large, later: 6}, b: {help_award: £20}, c: {help: unknown}}}
Y
check "more tests" reckon test pack --coverage
grep '^#' "$out" >got
cat >expected <<'E'
# pack/tests.yaml exercises 90.9% of its rules:
#       3 of     3 rules
#       6 of     6 answers of conditions: yes, no and unknown
#       2 of     2 rows of decision tables
#       9 of    11 lines
# by file:
#   100.0% of pack/a.lua
#    33.3% of pack/shared.lua
# never exercised:
#   pack/shared.lua:4: local text = "asks"
#   pack/shared.lua:5: return text
# 3 tests passed
E
check_same "... leave only what nobody asks" expected got

# What cannot be unknown is not asked to be.
mkdir optional || exit 3
echo 'CREATE TABLE home (id INTEGER PRIMARY KEY, gone DATE TEXT OPTIONAL, rooms INTEGER);' >optional.sql
printf 'scenario: homes\non: 2025-04-01\nrules: [a.lua]\n' >optional/scenario.yaml
cat >optional/a.lua <<'L'
rule "there" { on = "home", type = "flag", compute = function(c) return c.gone == nil end }
rule "large" { on = "home", type = "flag", compute = function(c) return c.rooms > 5 end }
rule "help" { on = "home", type = "eligibility", conditions = all {
	{ "is not gone", function(c) return c.gone == nil end },
	{ "is there", function(c) return c.there end },
	{ "is not large", function(c) return not c.large end },
} }
L
cat >optional/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../optional.sql
tests:
  - name: both
    given: {home: [{called: a, rooms: 2}, {called: b, gone: 2020-01-01}, {called: c, rooms: 7}]}
    expect: {home: {a: {help: eligible}, b: {help: not_eligible}, c: {help: not_eligible}}}
Y
check "answers that a condition cannot give" reckon test optional --coverage
grep 'answers\|condition' "$out" >got
cat >expected <<'E'
#       5 of     7 answers of conditions: yes, no and unknown
#   optional/a.lua:5: condition 'is there' of 'help' is never no
#   optional/a.lua:6: condition 'is not large' of 'help' is never unknown
E
check_same "... are not asked for" expected got

# Rules are bounded as in a run.
cat >>pack/a.lua <<'L'
rule "endless" { on = "home", type = "integer", compute = function(c) while c.rooms do local x = 1 end return 1 end }
L
check_status 1 "an endless rule is stopped while it is watched" reckon test pack --coverage
check_says "... and says so" "took more than" "$out"

# A page is 80 columns wide.
long='whose label goes on for so long that no terminal shows all of it in one line of eighty'
cat >pack/a.lua <<L
require "shared"
rule "help" { on = "home", type = "eligibility", conditions = all { { "is £1 $long", function(c) return c.worth <= money "£1" end } } }
rule "tail" { on = "home", type = "text", compute = function(c)
	if c.owned then
		return "$(printf '£%.0s' $(seq 130))"
	end
	return ""
end }
L
printf 'scenario: scenario.yaml\nschema: ../tables.sql\ntests: [{name: a, given: {home: {owned: no}}, expect: {home: {tail: "x"}}}]\n' >pack/tests.yaml
check_status 1 "labels and lines that are long" reckon test pack --coverage
sed -n '/^# never/,/shared/p' "$out" >got
cat >expected <<E
# never exercised:
#   pack/a.lua:2: condition 'is £1 whose label goes on for so long that no
#     terminal shows all of it in one line of eighty' of 'help' is never yes, no
#   pack/a.lua:5: return
#     "$(printf '£%.0s' $(seq 73))
#     $(printf '£%.0s' $(seq 23))
#   pack/shared.lua:2: return "middle" end
E
check_same "... are wrapped, and no character is cut" expected got
finish
