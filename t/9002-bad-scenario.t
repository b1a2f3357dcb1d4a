#!/bin/sh
# Whatever is wrong with a scenario is said in plain words at its place, with what to write instead; all at once; nothing is left.
. "${0%/*}/bad.sh"
checked=yes

# Names.
edit scenario.yaml 's/^on:/onn:/'
refused "an unknown key" <<'END'
scenario.yaml:4:1: error: unknown key 'onn'
    onn: 2025-07-01
    ^^^ did you mean 'on'?
END

edit scenario.yaml 's/^title:/titel:/; s/^rules:/rule:/; s/where:/were:/; s/grant.amount:/grant.amont:/; s/household:/houshold:/'
refused "every problem of a scenario at once" <<'END'
scenario.yaml:2:1: error: unknown key 'titel'
    titel: Grants
    ^^^^^ did you mean 'title'?
scenario.yaml:5:1: error: unknown key 'rule'
    rule: [grant.lua]
    ^^^^ did you mean 'rules'?
scenario.yaml:8:3: error: unknown parameter 'grant.amont'
      grant.amont: £120
      ^^^^^^^^^^^ did you mean 'grant.amount'?
scenario.yaml:11:5: error: unknown key 'were'
        were: income IS NOT NULL
        ^^^^ did you mean 'where'?
reckon: 4 errors
END

edit scenario.yaml '$a title: again'
refused "a key given twice" <<'END'
scenario.yaml:12:1: error: duplicate key 'title'
    title: again
    ^^^^^ it is on line 2 already
END

edit scenario.yaml 's/^records:/  grant.amount: £1\n&/'
refused "a parameter set twice" <<'END'
scenario.yaml:9:3: error: duplicate key 'grant.amount'
      grant.amount: £1
      ^^^^^^^^^^^^ it is on line 8 already
END

edit scenario.yaml 's/grant.amount: /grant.amont: /'
refused "an unknown parameter" <<'END'
scenario.yaml:8:3: error: unknown parameter 'grant.amont'
      grant.amont: £120
      ^^^^^^^^^^^ did you mean 'grant.amount'?
END

edit scenario.yaml 's/grant.amount: /grant: /'
refused "a group of parameters set as one" <<'END'
scenario.yaml:8:3: error: 'grant' is a group of parameters, not one
      grant: £120
      ^^^^^ name one of them, as 'grant.amount'
END

edit scenario.yaml 's/  household:/  houshold:/'
refused "an unknown record type" <<'END'
scenario.yaml:10:3: error: there is no table 'houshold' in 'data.db', and no 'query' gives its records
      houshold:
      ^^^^^^^^ did you mean 'household'?
END

edit scenario.yaml 's/grants$/My Grants/'
refused "a scenario's name that is none" <<'END'
scenario.yaml:1:11: error: a scenario's name must be words of small letters and digits joined by '-', not 'My Grants'
    scenario: My Grants
              ^^^^^^^^^ as medium-term-2025-30
END

# Files.
edit scenario.yaml 's/grant.lua/grants.lua/; s/parameters.yaml/parameter.yaml/'
refused "files that are not there, with the nearest that is" <<'END'
scenario.yaml:5:9: error: cannot open 'grants.lua': No such file or directory
    rules: [grants.lua]
            ^^^^^^^^^^ did you mean 'grant.lua'?
scenario.yaml:6:14: error: cannot open 'parameter.yaml': No such file or directory
    parameters: [parameter.yaml]
                 ^^^^^^^^^^^^^^ did you mean 'parameters.yaml'?
reckon: 2 errors
END

edit scenario.yaml 's/\[grant.lua\]/[grant.lua, grant.lua]/'
refused "a file listed twice" <<'END'
scenario.yaml:5:20: error: 'grant.lua' is listed twice
    rules: [grant.lua, grant.lua]
                       ^^^^^^^^^
END

edit scenario.yaml 's/grant.lua/parameters.yaml/'
refused "a rule file that is none" <<'END'
scenario.yaml:5:9: error: 'parameters.yaml' does not end in '.lua'
    rules: [parameters.yaml]
            ^^^^^^^^^^^^^^^
END

edit scenario.yaml 's|grant.lua|/etc/passwd|; s|parameters.yaml|../../secret.yaml|'
refused "files outside" <<'END'
scenario.yaml:5:9: error: '/etc/passwd' does not end in '.lua'
    rules: [/etc/passwd]
            ^^^^^^^^^^^
scenario.yaml:6:14: error: cannot open '../../secret.yaml': No such file or directory
    parameters: [../../secret.yaml]
                 ^^^^^^^^^^^^^^^^^
reckon: 2 errors
END

edit scenario.yaml 's/\[grant.lua\]/grant.lua/'
refused "a list that is not written as one" <<'END'
scenario.yaml:5:8: error: 'rules' must be a list, not a single value
    rules: grant.lua
           ^^^^^^^^^ a list is written [a, b]
END

fresh
rm spoilt/scenario.yaml && mkdir spoilt/scenario.yaml
refused "a folder in place of the scenario" <<'END'
reckon: error: 'scenario.yaml' is a folder, not a scenario
END

fresh
mv spoilt/scenario.yaml spoilt/scenarios.yaml
refused "a scenario that is not there" <<'END'
reckon: error: cannot open 'scenario.yaml': No such file or directory
    did you mean 'scenarios.yaml'?
END

edit scenario.yaml '1i extends: base.yaml'
cp pack/scenario.yaml spoilt/base.yaml
echo 'extends: scenario.yaml' >>spoilt/base.yaml
refused "files that extend each other" <<'END'
base.yaml:12:10: error: a scenario extends itself: scenario.yaml -> base.yaml -> scenario.yaml
    extends: scenario.yaml
             ^^^^^^^^^^^^^
END

# Dates and values.
edit scenario.yaml 's/2025-07-01/2025-06-31/'
refused "an impossible date" <<'END'
scenario.yaml:4:5: error: '2025-06-31' is not a date: June 2025 has days 01 to 30
    on: 2025-06-31
        ^^^^^^^^^^
END

edit scenario.yaml 's/2025-07-01/2025-9-3/'
refused "a date without its zeros" <<'END'
scenario.yaml:4:5: error: expected a date such as 2025-04-01, got '2025-9-3'
    on: 2025-9-3
        ^^^^^^^^ write 2025-09-03 (year, month, day)
END

edit scenario.yaml 's|2025-07-01|03/09/2025|'
refused "a date the British way round" <<'END'
scenario.yaml:4:5: error: expected a date such as 2025-04-01, got '03/09/2025'
    on: 03/09/2025
        ^^^^^^^^^^ write 2025-09-03 (year, month, day)
END

edit scenario.yaml 's/on: 2025-07-01/periods: 2025-27/'
refused "a year that is none" <<'END'
scenario.yaml:4:10: error: '2025-27' is neither a financial year nor a month
    periods: 2025-27
             ^^^^^^^ the financial year is 2025-26; months go from 01 to 12
END

edit scenario.yaml '5i periods: 2025-26'
refused "a day and a year" <<'END'
scenario.yaml:5:1: error: both 'on' and 'periods'
    periods: 2025-26
    ^^^^^^^ take one of them out
END

edit scenario.yaml '/^on:/d'
refused "neither a day nor a year" <<'END'
scenario.yaml:1:1: error: 'on' or 'periods' is missing
    scenario: grants
    ^^^^^^^^ as on: 2025-04-01, or periods: 2025-26
END

edit scenario.yaml 's/£120/£1,23.45/'
refused "a comma in the wrong place of money" <<'END'
scenario.yaml:8:17: error: expected money such as £1,234.50, £17.7m or 50p, got '£1,23.45'
      grant.amount: £1,23.45
                    ^^^^^^^^ a comma stands before each three digits of the whole part, or nowhere
END

edit scenario.yaml 's/£120/£1.234/'
refused "a tenth of a penny" <<'END'
scenario.yaml:8:17: error: '£1.234' is not whole pence
      grant.amount: £1.234
                    ^^^^^^ money has at most two decimals of a pound
END

edit scenario.yaml 's/£120/12%/'
refused "a rate for money" <<'END'
scenario.yaml:8:17: error: expected money such as £1,234.50, £17.7m or 50p, got '12%'
      grant.amount: 12%
                    ^^^ this is a rate, not money
END

edit scenario.yaml 's/£120/£99999999999999999999/'
refused "money beyond range" <<'END'
scenario.yaml:8:17: error: '£99999999999999999999' is beyond plus or minus 2^53 pence (£90,071,992,547,409.92)
      grant.amount: £99999999999999999999
                    ^^^^^^^^^^^^^^^^^^^^^
END

edit scenario.yaml 's/£120/{2025-13-01: £1, 2025-26: lots}/'
refused "every problem of a dated value" <<'END'
scenario.yaml:8:18: error: '2025-13-01' is not a date: months go from 01 to 12
      grant.amount: {2025-13-01: £1, 2025-26: lots}
                     ^^^^^^^^^^
scenario.yaml:8:43: error: expected money such as £1,234.50, £17.7m or 50p, got 'lots'
      grant.amount: {2025-13-01: £1, 2025-26: lots}
                                              ^^^^
reckon: 2 errors
END

# What is not YAML, or more of YAML than is used.
fresh
printf 'notes: caf\351\n' >>spoilt/scenario.yaml
refused "bytes that are not UTF-8" <<'END'
scenario.yaml:12:11: error: byte 0xE9 is not UTF-8 text
    notes: caf?
              ^ save the file as UTF-8
END

fresh
printf 'notes: a\000b\n' >>spoilt/scenario.yaml
refused "a NUL in a text" <<'END'
scenario.yaml:12:9: error: a NUL byte in text
    notes: a b
            ^
END

edit scenario.yaml 's/^  household:/	household:/'
refused "a tab" <<'END'
scenario.yaml:10:1: error: a tab where only spaces may stand
     household:
    ^ indent with spaces
END

edit scenario.yaml 's/^  household:/\xc2\xa0 household:/'
refused "a no-break space that indents" <<'END'
scenario.yaml:10:1: error: a no-break space: U+00A0
      household:
    ^ type a space in its place
END

edit scenario.yaml 's/\[grant.lua\]/[grant.lua/'
refused "a bracket that stays open" <<'END'
scenario.yaml:6:11: error: expected ',' or ']'
    parameters: [parameters.yaml]
              ^ the '[' on line 5, column 8 is still open
END

edit scenario.yaml 's/title: Grants/title: "Grants/'
refused "a quote that stays open" <<'END'
scenario.yaml:2:8: error: a quote that is never closed
    title: "Grants
           ^
END

edit scenario.yaml 's/title: Grants/title: Grants: all of them/'
refused "a colon in a text without quotes" <<'END'
scenario.yaml:2:14: error: a ':' cannot stand here
    title: Grants: all of them
                 ^ keys of one map stand in one column; text that holds ': ' goes in quotes
END

edit scenario.yaml 's/\[grant.lua\]/\&list [grant.lua]/; $a more: *list'
refused "anchors and aliases" <<'END'
scenario.yaml:5:8: error: anchors are not used here
    rules: &list [grant.lua]
           ^^^^^ write the value out where it is needed
scenario.yaml:12:1: error: unknown key 'more'
    more: *list
    ^^^^
scenario.yaml:12:7: error: aliases are not used here
    more: *list
          ^^^^^ write the value out; text that begins with '*' goes in quotes
reckon: 3 errors
END

edit scenario.yaml 's/on: /on: !!str /'
refused "a tag" <<'END'
scenario.yaml:4:5: error: tags are not used here
    on: !!str 2025-07-01
        ^^^^^ the key says what type its value has
END

edit scenario.yaml '$a ---\nscenario: another'
refused "a second document" <<'END'
scenario.yaml:12:1: error: a second document in one file
    ---
    ^^^
END

fresh
: >spoilt/scenario.yaml
refused "an empty file" <<'END'
scenario.yaml:1:1: error: the file holds nothing
END

fresh
{ printf 'notes: ' && head -c 100000 /dev/zero | tr '\000' '['; } >>spoilt/scenario.yaml
refused "a hundred thousand brackets" <<'END'
scenario.yaml:12:39: error: lists and maps more than 32 deep
    notes: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
                                          ^
END

# Records.
edit scenario.yaml 's/income IS NOT/incom IS NOT/'
refused "an unknown column in a where" <<'END'
scenario.yaml:11:12: error: the where of 'household' is not SQL that works here
        where: incom IS NOT NULL
               ^^^^^ did you mean 'income'?
    because: no such column: incom
END

edit scenario.yaml 's/income IS NOT NULL/income IS NOT NULL AND/'
refused "a where that ends too early" <<'END'
scenario.yaml:11:12: error: the where of 'household' is not SQL that works here
        where: income IS NOT NULL AND
               ^ it is a test that each row passes or not, as in SQL: income > 100 AND ward = 'N'
    because: near ")": syntax error
END

edit scenario.yaml 's/income IS NOT NULL/1; DELETE FROM household/'
refused "a where with a second statement" <<'END'
scenario.yaml:11:12: error: the where of 'household' cannot be used: it holds more than one statement
        where: 1; DELETE FROM household
               ^
END

edit scenario.yaml "s/income IS NOT NULL/moved < date('now')/"
refused "a where that reads the clock" <<'END'
scenario.yaml:11:20: error: the function 'date' may not be used in SQL that reads records
        where: moved < date('now')
                       ^^^^ it can read the clock; the date in a text such as '2025-04-01 09:30' is substr(x, 1, 10)
END

edit scenario.yaml '$a \    fields: {incme: money, tenure: mony}'
refused "an unknown field, and an unknown type" <<'END'
scenario.yaml:12:36: error: a field's type must be money, rate, decimal, integer, flag, date, text, status or number, not 'mony'
        fields: {incme: money, tenure: mony}
                                       ^^^^ did you mean 'money'?
END

edit scenario.yaml '$a \    valid_from: income\n    valid_until: moveed'
refused "dates that are none" <<'END'
scenario.yaml:12:5: error: valid_from: field 'income' of 'household' is not a date but money
        valid_from: income
        ^^^^^^^^^^
scenario.yaml:13:5: error: valid_until: 'household' has no field 'moveed'
        valid_until: moveed
        ^^^^^^^^^^^ did you mean 'moved'?
reckon: 2 errors
END

edit scenario.yaml '$a \    query: SELECT * FROM household'
refused "a query without key and fields" <<'END'
scenario.yaml:12:12: error: the query of 'household' has no 'key'
        query: SELECT * FROM household
               ^^^^^^^^^^^^^^^^^^^^^^^ name the fields that tell one record from another
scenario.yaml:12:12: error: the query of 'household' has no 'fields'
        query: SELECT * FROM household
               ^^^^^^^^^^^^^^^^^^^^^^^ list them with their types
reckon: 2 errors
END

add scenario.yaml <<'END'
  bath:
    query: DELETE FROM ward
    key: [code]
    fields: {code: text}
  ward:
    query: SELECT code FROM ward
    key: [cod]
    fields: {code: text, name: {type: text, references: houshold}}
END
refused "every problem of queries" <<'END'
scenario.yaml:18:11: error: the key 'cod' is not among the fields
        key: [cod]
              ^^^ did you mean 'code'?
END

add scenario.yaml <<'END'
  bath:
    query: SELECT id, count(*) OVER () AS households FROM houshold
    key: [id]
    fields: {id: integer, households: integer}
END
refused "a query of a table that is not there" <<'END'
scenario.yaml:13:59: error: the query of 'bath' is not SQL that works here
        query: SELECT id, count(*) OVER () AS households FROM houshold
                                                              ^^^^^^^^ did you mean 'household'?
    because: no such table: houshold
END

# Expectations.
add scenario.yaml <<'END'
in: £k
expect:
  - {figure: cost, group: South, values: {2025-26: , 2025/26: 1}}
  - {total: cost, valuse: {}, within: {addends: -1}}
END
refused "every problem of what is expected" <<'END'
scenario.yaml:12:5: error: 'in' must be £, £000 or £m, not '£k'
    in: £k
        ^^ did you mean '£000'?
scenario.yaml:14:20: error: a figure has no groups
      - {figure: cost, group: South, values: {2025-26: , 2025/26: 1}}
                       ^^^^^ 'group' goes with 'total'
scenario.yaml:14:27: error: 'group' must be a list, not a single value
      - {figure: cost, group: South, values: {2025-26: , 2025/26: 1}}
                              ^^^^^ a list is written [a, b]
scenario.yaml:14:52: error: '2025-26' has no value
      - {figure: cost, group: South, values: {2025-26: , 2025/26: 1}}
                                                       ^
scenario.yaml:14:54: error: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got '2025/26'
      - {figure: cost, group: South, values: {2025-26: , 2025/26: 1}}
                                                         ^^^^^^^ write 2025-26
scenario.yaml:15:19: error: unknown key 'valuse'
      - {total: cost, valuse: {}, within: {addends: -1}}
                      ^^^^^^ did you mean 'values'?
scenario.yaml:15:49: error: 'addends' must be from 0 to 1000, not '-1'
      - {total: cost, valuse: {}, within: {addends: -1}}
                                                    ^^ it is how many rounded numbers were added up
reckon: 7 errors
END

add scenario.yaml <<'END'
expect:
  - {total: costs, values: {2025-07-01: £120}}
  - total: cost
    in: £m
    group: [South, 1]
    values: {2025-26: lots, 2025-07-01: 0.123456789}
END
refused "what is expected of what there is not" <<'END'
scenario.yaml:13:13: error: there is no total 'costs'
      - {total: costs, values: {2025-07-01: £120}}
                ^^^^^ did you mean 'cost'?
scenario.yaml:16:12: error: total 'cost' is grouped by 'ward.name': expected 1 value in 'group', not 2
        group: [South, 1]
               ^^^^^^^^^^
scenario.yaml:17:14: error: the run has no period '2025-26'
        values: {2025-26: lots, 2025-07-01: 0.123456789}
                 ^^^^^^^ it has only '2025-07-01'
scenario.yaml:17:23: error: expected an amount in £m such as 17.7, got 'lots'
        values: {2025-26: lots, 2025-07-01: 0.123456789}
                          ^^^^
scenario.yaml:17:41: error: '0.123456789' is printed finer than a penny
        values: {2025-26: lots, 2025-07-01: 0.123456789}
                                            ^^^^^^^^^^^ amounts in £m have at most 8 decimals
reckon: 5 errors
END

add scenario.yaml <<'END'
expect: [{total: cost, group: [Sout], values: {2025-07-01: £120}}]
END
refused "what is expected of a group that no record is in" <<'END'
scenario.yaml:12:31: error: total 'cost' has no group 'Sout' in any period
    expect: [{total: cost, group: [Sout], values: {2025-07-01: £120}}]
                                  ^^^^^^ did you mean 'South'?
END

# What is fine.
fresh
for file in scenario.yaml grant.lua parameters.yaml; do
	{ printf '\357\273\277' && sed 's/$/\r/' "pack/$file"; } >"spoilt/$file"
done
works "byte order marks and Windows line ends"

# What a base says is wrong there, not in the scenario that extends it.
edit scenario.yaml 's/incom/incom/; 1i extends: base.yaml'
printf 'scenario: base\nrecords:\n  household:\n    where: incom > 5\n' >spoilt/base.yaml
sed '/where:/d; s/  household:/  household: {valid_from: moved}/' spoilt/scenario.yaml >changed && mv changed spoilt/scenario.yaml
refused "a where in the file that is extended" <<'END'
base.yaml:4:12: error: the where of 'household' is not SQL that works here
        where: incom > 5
               ^^^^^ did you mean 'income'?
    because: no such column: incom
END

check_only_run 1
finish
