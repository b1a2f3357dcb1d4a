#!/bin/sh
# Files of tests with mistakes: every one of them is said, with its place and the nearest right name, and nothing is evaluated.
. "${0%/*}/lib.sh"

mkdir pack || exit 3
cat >tables.sql <<'S'
CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE home (code TEXT NOT NULL PRIMARY KEY, worth MONEY INTEGER, share RATE TEXT OPTIONAL,
	kind STATUS TEXT CHECK (kind IN ('flat', 'house')), town INTEGER REFERENCES town);
CREATE TABLE stay (home TEXT REFERENCES home, year TEXT, person INTEGER, born DATE TEXT, PRIMARY KEY (home, born));
S
printf 'scenario: homes\non: 2025-04-01\nrules: [a.lua]\nparameters: [parameters.yaml]\n' >pack/scenario.yaml
printf 'line: {type: money, illustrative: a test, values: {2025-26: £100}}\n' >pack/parameters.yaml
cat >pack/a.lua <<'L'
rule "help" { on = "home", type = "eligibility", conditions = all {
	{ "is worth little", function(c, p) return c.worth < p.line end },
} }
rule "age" { on = "stay", type = "integer", compute = function(c, p, at) return age_on(c.born, at.start) end }
total "worths" { sum = "home.worth", by = { "kind" } }
finding "dear" { on = "home", level = "info", when = function(c, p) return c.worth > p.line end, message = "{worth}" }
L

cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
tests:
  - name: given
    given:
      hoem: {}
      home:
        - {called: a, wroth: £1, kind: flat}
        - {called: a, worth: 1.234, kind: flatt, share: unknown}
        - {called: b, worth: none, stay: {born: 2025-02-30}, town: [{}]}
      stay:
        - {home: a}
        - {home: a, born: 2000-01-01, town: {}}
    expect: {home: {a: {help: eligible}}}
  - name: expected
    on: 2025-04-01
    period: 2025-26
    given: {home: {worth: £1}}
    expect:
      home: {hepl: eligible, help: yes, conditions: {help: {is worth litle: yes}}, findings: [deer]}
      totals: {worth: £1, worths: {value: £1, groups: {flat: 1.2.3}, goups: {}}}
  - name: expected
    given: {home: {worth: £1}}
    expect:
      home: {help: {unknown: [home.wroth]}}
      stay: {age: 5}
      errors: none
  - {name: another line, set: {lien: £5}, expect: {totals: {worths: £0}}}
  - {nam: nothing, expect: {}}
Y
check_errors 2 "every mistake is said" reckon test pack <<'E'
pack/tests.yaml:6:7: error: there is no record type 'hoem'
          hoem: {}
          ^^^^ did you mean 'home'?
pack/tests.yaml:8:23: error: 'home' has no field or relation 'wroth'
            - {called: a, wroth: £1, kind: flat}
                          ^^^^^ did you mean 'worth'?
pack/tests.yaml:9:20: error: another 'home' is called 'a'
            - {called: a, worth: 1.234, kind: flatt, share: unknown}
                       ^
pack/tests.yaml:9:30: error: '1.234' is not whole pence
            - {called: a, worth: 1.234, kind: flatt, share: unknown}
                                 ^^^^^ money has at most two decimals of a pound
pack/tests.yaml:9:43: error: 'kind' is never 'flatt'
            - {called: a, worth: 1.234, kind: flatt, share: unknown}
                                              ^^^^^ did you mean 'flat'?
pack/tests.yaml:9:57: error: 'share' is OPTIONAL: where it is not given there is none
            - {called: a, worth: 1.234, kind: flatt, share: unknown}
                                                            ^^^^^^^ leave it out, or say none
pack/tests.yaml:10:30: error: 'worth' is not OPTIONAL: there is always one
            - {called: b, worth: none, stay: {born: 2025-02-30}, town: [{}]}
                                 ^^^^ leave it out, or say unknown, where it is not known
pack/tests.yaml:10:49: error: '2025-02-30' is not a date: February 2025 has days 01 to 28
            - {called: b, worth: none, stay: {born: 2025-02-30}, town: [{}]}
                                                    ^^^^^^^^^^
pack/tests.yaml:10:68: error: 'town' leads to one 'town': its name, its key or the record itself
    - {called: b, worth: none, stay: {born: 2025-02-30}, town: [{}]}
                                                               ^^^^ a list of records stands where children are
pack/tests.yaml:12:11: error: 'born' is part of the key of 'stay': it must be given
            - {home: a}
              ^^^^^^^^^
pack/tests.yaml:13:39: error: no relation leads from 'town' to 'stay'
            - {home: a, born: 2000-01-01, town: {}}
                                          ^^^^ name it by a field that leads there, or give it beside
pack/tests.yaml:17:5: error: both 'on' and 'period'
        period: 2025-26
        ^^^^^^ take one of them out
pack/tests.yaml:20:14: error: no rule 'hepl' is about 'home'
          home: {hepl: eligible, help: yes, conditions: {help: {is worth litle
                 ^^^^ did you mean 'help'?
pack/tests.yaml:20:36: error: help must be eligible, not_eligible, unknown or none, not 'yes'
          home: {hepl: eligible, help: yes, conditions: {help: {is worth litle
                                       ^^^
pack/tests.yaml:20:61: error: rule 'help' has no condition 'is worth litle'
         home: {hepl: eligible, help: yes, conditions: {help: {is worth litle:
                                                               ^^^^^^^^^^^^^^ did you mean 'is worth little'?
pack/tests.yaml:20:95: error: there is no finding 'deer' on home
    yes, conditions: {help: {is worth litle: yes}}, findings: [deer]}
                                                               ^^^^ did you mean 'dear'?
pack/tests.yaml:21:16: error: there is no total 'worth'
          totals: {worth: £1, worths: {value: £1, groups: {flat: 1.2.3}, goups
                   ^^^^^ did you mean 'worths'?
pack/tests.yaml:21:62: error: expected money such as £1,234.50, £17.7m or 50p, got '1.2.3'
        totals: {worth: £1, worths: {value: £1, groups: {flat: 1.2.3}, goups:
                                                               ^^^^^
pack/tests.yaml:21:70: error: unknown key 'goups'
    ls: {worth: £1, worths: {value: £1, groups: {flat: 1.2.3}, goups: {}}}
                                                               ^^^^^
pack/tests.yaml:22:11: error: the test in line 15 has this name
      - name: expected
              ^^^^^^^^ a test that fails is known by its name
pack/tests.yaml:25:31: error: 'home.wroth' is no fact that can be missing here
          home: {help: {unknown: [home.wroth]}}
                                  ^^^^^^^^^^ did you mean 'home.worth'?
pack/tests.yaml:26:7: error: no 'stay' is given
          stay: {age: 5}
          ^^^^ give one under 'given'
pack/tests.yaml:27:7: error: there is no record type 'errors'
          errors: none
          ^^^^^^ did you mean 'error'?
pack/tests.yaml:28:32: error: unknown parameter 'lien'
      - {name: another line, set: {lien: £5}, expect: {totals: {worths: £0}}}
                                   ^^^^ did you mean 'line'?
pack/tests.yaml:29:6: error: unknown key 'nam'
      - {nam: nothing, expect: {}}
         ^^^ did you mean 'name'?
pack/tests.yaml:29:28: error: 'expect' is empty
      - {nam: nothing, expect: {}}
                               ^^ a test without expectations cannot fail
reckon: 26 errors
E
printf 'TAP version 14\n# no test was run\n' >expected
check_same "... and nothing is evaluated" expected "$out"

# A reference to a record that is not given: of a type of which others are given it is a mistake, of any other nothing is known.
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
given: {home: {called: shared, town: 8}}
tests:
  - name: leads nowhere
    given: {town: {id: 8}, home: [{called: a, town: 9}, {called: b}], stay: {home: aa, born: 2000-01-01}}
    expect: {home: {a: {help: unknown}}}
  - name: leads nowhere from what every test has
    given: {town: {id: 10}}
    expect: {home: {help: unknown}}
  - name: a key that was made up is nobody's
    given: {town: {name: Ely}, home: {town: 1}}
    expect: {home: {help: unknown}}
Y
check_errors 2 "a reference that leads nowhere is a mistake where it could mean another" reckon test pack <<'E'
pack/tests.yaml:3:38: error: there is no town '8'
    given: {home: {called: shared, town: 8}}
                                         ^ give it too, or name one that is given
pack/tests.yaml:6:53: error: there is no town '9'
        given: {town: {id: 8}, home: [{called: a, town: 9}, {called: b}], stay
                                                        ^ did you mean '8'?
pack/tests.yaml:6:84: error: there is no home 'aa'
    }, home: [{called: a, town: 9}, {called: b}], stay: {home: aa, born: 2000-
                                                               ^^ did you mean 'a'?
pack/tests.yaml:12:45: error: there is no town '1'
        given: {town: {name: Ely}, home: {town: 1}}
                                                ^ name the one that is given with 'called'
reckon: 4 errors
E
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
given: {home: {called: shared, town: 8}}
tests:
  - name: to a town where none is given
    given: {home: {code: x, town: 9, worth: £1}}
    expect: {home: {x: {help: eligible}, shared: {help: unknown}}}
  - name: to one that only this test gives
    given: {town: {id: 8}}
    expect: {home: {help: unknown}}
Y
check "... and none where nothing else is given" reckon test pack

# What cannot fail is no test.
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
tests:
  - {name: a, given: {home: {}}, expect: {home: {conditions: {}}, totals: {worths: {groups: {}}}, figures: {}}}
  - {name: b, given: {home: {}}, expect: {home: {conditions: {help: {}}}}}
  - {name: c, given: {home: [{}, {}]}, expect: {home: {}}}
  - {name: d, given: {stay: {born: 2000-01-01}}, expect: {stay: {age: {value: unknown, within: 1}}}}
Y
check_errors 2 "where nothing is expected, that is said" reckon test pack <<'E'
pack/tests.yaml:4:62: error: nothing is expected here
    - {name: a, given: {home: {}}, expect: {home: {conditions: {}}, totals: {w
                                                               ^^
pack/tests.yaml:4:93: error: nothing is expected here
    expect: {home: {conditions: {}}, totals: {worths: {groups: {}}}, figures:
                                                               ^^
pack/tests.yaml:4:108: error: nothing is expected here
    {conditions: {}}, totals: {worths: {groups: {}}}, figures: {}}}
                                                               ^^
pack/tests.yaml:5:69: error: nothing is expected here
    : b, given: {home: {}}, expect: {home: {conditions: {help: {}}}}}
                                                               ^^
pack/tests.yaml:6:55: error: nothing is expected here
      - {name: c, given: {home: [{}, {}]}, expect: {home: {}}}
                                                          ^^
pack/tests.yaml:7:88: error: 'within' of what has no value
    {born: 2000-01-01}}, expect: {stay: {age: {value: unknown, within: 1}}}}
                                                               ^^^^^^ take one of them out
reckon: 6 errors
E
finish
