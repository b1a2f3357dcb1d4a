#!/bin/sh
# Decisions in tests: rows of the record type that the scenario names for them take the place of what rules give, as in a run.
. "${0%/*}/lib.sh"

mkdir pack || exit 3
cat >tables.sql <<'S'
CREATE TABLE home (id INTEGER NOT NULL PRIMARY KEY, worth MONEY INTEGER);
CREATE TABLE stay (home INTEGER REFERENCES home, year TEXT, nights INTEGER, PRIMARY KEY (home, year));
S
cp "$top/schema/decisions.sql" .
printf 'scenario: homes\non: 2025-04-01\nrules: [a.lua]\ndecisions: decision\n' >pack/scenario.yaml
cat >pack/a.lua <<'L'
rule "help" { on = "home", type = "eligibility",
	conditions = all { { "is worth little", function(c) return c.worth <= money "£100" end } },
	award = function(c) return c.worth end,
}
rule "twice" { on = "home", type = "money", compute = function(c) return 2 * c.help_award end }
rule "rate" { on = "stay", type = "integer", compute = function(c) return c.nights end }
total "helped" { sum = "home.help_award" }
L
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: [../tables.sql, ../decisions.sql]
given:
  home: {called: everywhere, worth: £1}
  decision: {id: 900, record_type: home, record_key: everywhere, rule: help, outcome: not_eligible, decided_by: panel, decided_on: 2025-01-01, reason: moved away}
tests:
  - name: what was decided holds for the rules and totals that read it, and for no other record
    given:
      home: [{called: dear, worth: £500}, {called: cheap, worth: £100}]
      decision: {record_type: home, record_key: dear, rule: help, outcome: eligible, award: £7, decided_by: panel, decided_on: 2025-01-01, reason: a flood}
    expect:
      home:
        dear: {help: eligible, help_award: £7, twice: £14, conditions: {help: {is worth little: no}}}
        cheap: {help: eligible, help_award: £100}
        everywhere: {help: not_eligible, help_award: £0}
      totals: {helped: £107}
  - name: tests do not see each other's
    given: {home: {called: dear, worth: £500}}
    expect: {home: {dear: {help: not_eligible}}}
  - name: what is not known is decided; outside its dates it is not
    periods: 2025-26 to 2026-27
    given:
      home: {id: 5}
      decision: {record_type: home, record_key: 5, rule: help, outcome: eligible, award: £1, valid_until: 2026-03-31, decided_by: panel, decided_on: 2025-01-01, reason: seen}
    expect: {home: {5: {help: {2025-26: eligible, 2026-27: {unknown: home.worth}}}}}
  - name: on a record by its key of two fields
    given:
      home: {id: 3}
      stay: {home: 3, year: 2025-26, nights: 4}
      decision: {record_type: stay, record_key: "3, 2025-26", rule: rate, outcome: "9", decided_by: panel, decided_on: 2025-01-01, reason: counted}
    expect: {stay: {rate: 9}}
Y
check "decisions that a test gives hold as in a run" reckon test pack
sed -i 's/help_award: £7, twice/help_award: £8, twice/' pack/tests.yaml
check_status 1 "what was decided is held against what is expected" reckon test pack
check_says "... and told with who, when and why" 'Decided by panel on 2025-01-01: a flood' "$out"

cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: [../tables.sql, ../decisions.sql]
tests:
  - name: mistakes
    given:
      home: {called: dear, worth: £500}
      decision:
        - {record_type: home, record_key: deer, rule: help, outcome: eligible, decided_by: a, decided_on: 2025-01-01, reason: b}
    expect: {home: {help: eligible}}
Y
check_errors 2 "a decision on a record that is not given is a mistake" reckon test pack <<'E'
pack/tests.yaml:8:43: error: there is no home 'deer'
            - {record_type: home, record_key: deer, rule: help, outcome: eligi
                                              ^^^^ did you mean 'dear'?
E
sed -i 's/record_key: deer/record_key: dear/; s/rule: help/rule: halp/; s/, reason: b//' pack/tests.yaml
cat >>pack/tests.yaml <<'Y'
  - name: twice
    given:
      home: {id: 8}
      decision:
        - {record_type: home, record_key: 8, rule: help, outcome: yes, decided_by: a, decided_on: 2025-01-01, reason: b}
        - {record_type: home, record_key: 8, rule: twice, outcome: £5, decided_by: a, decided_on: 2025-01-01, reason: b}
        - {record_type: home, record_key: 8, rule: twice, outcome: £6, decided_by: a, decided_on: 2025-01-01, reason: b}
    expect: {home: {help: eligible}}
Y
check_errors 2 "what is wrong with decisions is said where they are written, all of it" reckon test pack <<'E'
pack/tests.yaml:8:11: error: table 'decision', key 1, column 'reason': it is NULL
            - {record_type: home, record_key: dear, rule: halp, outcome: eligi
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
pack/tests.yaml:8:55: error: table 'decision', key 1, column 'rule': the scenario has no rule 'halp' on 'home'
            - {record_type: home, record_key: dear, rule: halp, outcome: eligi
                                                          ^^^^ did you mean 'help'?
pack/tests.yaml:14:67: error: table 'decision', key 1, column 'outcome': expected eligible or not_eligible, got 'yes'
     - {record_type: home, record_key: 8, rule: help, outcome: yes, decided_by
                                                               ^^^
pack/tests.yaml:16:43: error: table 'decision', key 3, column 'record_key': home 8, rule 'twice' is decided for 2025-04-01 by the row with key 2 already
            - {record_type: home, record_key: 8, rule: twice, outcome: £6, dec
                                              ^ let one end (valid_until) before the period in which the other begins
reckon: 4 errors
E
run reckon test pack
cp "$errors" said
run reckon check pack
grep -vxF -f "$out" said >missing
check_that "... and by reckon check" "$(grep -c error: missing)" -eq 0

# Tables without decisions: tests of such a scenario are as those of any other.
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
tests: [{name: none, given: {home: {worth: £1}}, expect: {home: {help: eligible}}}]
Y
check "where the tables hold no decisions none are given" reckon test pack
finish
