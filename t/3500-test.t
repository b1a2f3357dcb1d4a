#!/bin/sh
# reckon test: rules evaluated on the records that a test gives, and what came out held against what it expects.
. "${0%/*}/lib.sh"

mkdir pack || exit 3
cat >tables.sql <<'S'
CREATE TABLE ward (code TEXT NOT NULL PRIMARY KEY CHECK (length(code) = 3), name TEXT NOT NULL UNIQUE, rich FLAG INTEGER NOT NULL);
CREATE TABLE household (id INTEGER NOT NULL PRIMARY KEY, ward TEXT NOT NULL REFERENCES ward (code), income MONEY INTEGER,
	share RATE TEXT, asked DATE TEXT OPTIONAL, tenure STATUS TEXT NOT NULL CHECK (tenure IN ('owned', 'rented', 'none')));
CREATE TABLE person (id INTEGER NOT NULL PRIMARY KEY, household INTEGER NOT NULL REFERENCES household (id), born DATE TEXT);
S
cat >pack/scenario.yaml <<'Y'
scenario: grants
data: ../nowhere.db
on: 2025-04-01
rules: [grant.lua]
parameters: [parameters.yaml]
Y
cat >pack/parameters.yaml <<'Y'
grant:
  line:
    type: money
    illustrative: a test
    values: {2025-04-01: £100}
Y
cat >pack/grant.lua <<'L'
rule "grant" {
	on = "household", type = "eligibility",
	conditions = all {
		{ "income is not above the line", function(c, p) return c.income <= p.grant.line end },
		{ "does not own the home", function(c) return c.tenure ~= "owned" end },
	},
	award = function(c, p) return round((p.grant.line - c.income) * c.share, money "1p") end,
}
rule "people" { on = "household", type = "integer", compute = function(c) return #related(c, "person") end }
rule "ward_of" { on = "household", type = "text", compute = function(c) return lookup("ward", { name = c.ward.name }).code end }
rule "age" { on = "person", type = "integer", compute = function(c, p, at) return age_on(c.born, at.start) end }
rule "last_asked" { on = "household", type = "date", optional = true, compute = function(c) return c.asked end }
rule "fails" { on = "ward", type = "money", compute = function(c) if c.rich then error("too rich") end return 0 end }
L

# tests: makes standard input the tests of the pack, behind what all of these begin with.
tests() {
	{ printf 'scenario: scenario.yaml\nschema: ../tables.sql\n'; cat; } >pack/tests.yaml
}

tests <<'Y'
given:
  ward: {code: abc, name: Abbey, rich: no}
tests:
  - name: records by nesting, by name and by key; fields that do not matter are left out
    given:
      household:
        - {called: poor, ward: abc, income: £99.50, share: 50%, tenure: rented, person: [{born: 2000-02-29}, {called: old, born: 1950-01-01}]}
        - {called: rich, income: £100.01, tenure: rented}
        - {called: owner, ward: {code: xyz, name: Yews}, income: £1, tenure: owned}
      person:
        - {called: lodger, household: rich, born: 2007-04-01}
    expect:
      household:
        poor: {grant: eligible, grant_award: 25p, people: 2, ward_of: abc, last_asked: none}
        rich: {grant: not_eligible, grant_award: £0, people: 1}
        owner: {grant: not_eligible, people: 0, ward_of: xyz}
      person:
        old: {age: 75}
        lodger: {age: 18}
  - name: what is not given is not known
    given: {household: {income: £5}}
    expect:
      household:
        grant: {unknown: household.tenure}
        people: 0
        ward_of: {unknown: [household.ward]}
  - name: another day, another line
    on: 2025-05-01
    set: {grant.line: £200}
    given: {household: {income: £200, share: 1%, tenure: none, asked: 2025-04-30}}
    expect: {household: {grant: eligible, grant_award: {value: 1p, within: 1p}, last_asked: 2025-04-30}}
  - name: an error that is expected
    given: {ward: {rich: yes}}
    expect: {error: too rich}
  - name: \# a name with a hash
    given: {household: {income: £100}}
    expect: {household: {people: 0}}
Y
check_output "what is as expected is ok" reckon test pack <<'E'
TAP version 14
1..5
ok 1 - records by nesting, by name and by key; fields that do not matter are left out
ok 2 - what is not given is not known
ok 3 - another day, another line
ok 4 - an error that is expected
ok 5 - \\\# a name with a hash
# 5 tests passed
E

cp pack/tests.yaml pack/more.tests.yaml
sed -i 's/grant_award: 25p, people: 2/grant_award: 26p, people: 3/; s/unknown: household.tenure/unknown: household.income/; s/too rich/too poor/;
	s/people: 0}}/people: none}}/; s/£200, share: 1%/£200.01, share: 1%/' pack/tests.yaml
check_status 1 "what is not as expected is not ok" reckon test pack/tests.yaml
cat >expected <<'E'
TAP version 14
1..5
not ok 1 - records by nesting, by name and by key; fields that do not matter are left out
  ---
  at: pack/tests.yaml:6
  wrong:
    - what: grant_award of household poor
      expected: £0.26
      actual: £0.25
      line: 16
    - what: people of household poor
      expected: 3
      actual: 2
      line: 16
  ...
not ok 2 - what is not given is not known
  ---
  at: pack/tests.yaml:22
  wrong:
    - what: grant of household
      expected: unknown without household.income
      actual: unknown without household.tenure
      line: 26
  ...
not ok 3 - another day, another line
  ---
  at: pack/tests.yaml:29
  wrong:
    - what: grant of household
      expected: eligible
      actual: not_eligible
      line: 33
  ...
E
check_says "an outcome that is wrong is explained" '£200.01 ≤ £200' "$out"
check_says "... by its conditions" 'income is not above the line (line 4)' "$out"
awk '/^      why: /{skip = 1} /^    - what|^  [.][.][.]/{skip = 0} !skip' "$out" >short
head -n 33 short >got
check_same "... with what was expected, what came out, and where" expected got
sed -n '34,/^  [.]/p' short >got
cat >expected <<'E'
not ok 4 - an error that is expected
  ---
  at: pack/tests.yaml:34
  error: "too rich (rule 'fails', ward ward 2)"
  place: pack/grant.lua:13
  excerpt: "rule \"fails\" { on = \"ward\", type = \"money\", compute = function(c) if c.rich then error(\"too rich\") end return 0 end }"
  ...
E
check_same "... and of an error its place" expected got
finish
