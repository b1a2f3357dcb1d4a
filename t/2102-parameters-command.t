#!/bin/sh
# reckon parameters shows the history of each parameter as its scenario has it, with its sources and who reads it.
. "${0%/*}/lib.sh"

sqlite3 data.db "CREATE TABLE person (id INTEGER PRIMARY KEY, income MONEY INTEGER, area TEXT NOT NULL);" || exit 3
cat >parameters.yaml <<'Y'
tax:
  bands:
    title: Rates of tax
    type: scale
    kind: marginal
    unit: a year
    source: Act
    until: 2027-03-31
    values:
      2024-25:
        - {from: £0, rate: 20%}
      2025-26:
        - {from: £0, rate: 20%}
        - {over: £37700, rate: 40%}
  rise: {type: rate, illustrative: made up, values: {2025-26: 4%, 2026-27: not set}}
limit:
  type: money
  by: area
  source: Act
  note: By area since 2024.
  uprate: {by: tax.rise, from: 2025-26, step: 5p}
  values:
    2024-25: {north: £5, south: £6}
mean: {type: money, read: by_day, source: Act, values: {2025-26: £1}}
Y
cat >rules.lua <<'L'
local function due(c, p)
	return round(p.tax.bands:of(c.income), money "1p")
end
rule "tax" { on = "person", type = "money", compute = due }
rule "twice" { on = "person", type = "money", compute = function(c, p) return 2 * due(c, p) end }
rule "limit" { on = "person", type = "money", compute = function(c, p) return p.limit:of(c.area) end }
total "limits" { sum = "person.limit" }
finding "high" { on = "person", level = "info", when = function(c, p) return c.income > p.limit:of("north") end, message = "high" }
L
cat >s.yaml <<'Y'
scenario: s
data: data.db
on: 2025-06-01
rules: [rules.lua]
parameters: [parameters.yaml]
set:
  mean: £2
Y
check_output "all parameters are shown" reckon parameters s.yaml <<'E'
limit
  type          money, by area
  source        Act
  note          By area since 2024.
  uprated       by tax.rise each year from 2025-04-01, to £0.05, half_up
  values        2024-04-01  north: £5, south: £6
                2025-04-01  north: £5.20, south: £6.25
                            the value of 2024-04-01 uprated by tax.rise 4% (illustrative: made up); Act
                2026-04-01  not set
                            its index tax.rise is not set from 2026-04-01 on
  written       parameters.yaml, line 16
  read at       rules.lua:6
                rules.lua:8
  by            a total, a figure or a finding
                rule 'limit' of person

mean
  type          money
  source        Act
  read          as the mean of a period's days
  values        always      £2
                            set in s.yaml
  written       parameters.yaml, line 24
  read by       nothing in this scenario

tax.bands: Rates of tax
  type          scale, marginal, of money, a year
  source        Act
  values        2024-04-01  from £0: 20%
                2025-04-01  from £0: 20%; over £37,700: 40%
                until 2027-03-31
  written       parameters.yaml, line 2
  read at       rules.lua:2
  by            rule 'tax' of person
                rule 'twice' of person

tax.rise
  type          rate
  illustrative  made up
  values        2025-04-01  4%
                2026-04-01  not set
  written       parameters.yaml, line 15
  uprates       limit
E
check_output "those that are named too, and those of a group" reckon parameters s.yaml mean tax.rise <<'E'
mean
  type          money
  source        Act
  read          as the mean of a period's days
  values        always      £2
                            set in s.yaml
  written       parameters.yaml, line 24
  read by       nothing in this scenario

tax.rise
  type          rate
  illustrative  made up
  values        2025-04-01  4%
                2026-04-01  not set
  written       parameters.yaml, line 15
  uprates       limit
E
check_errors 2 "a name that is none is said, with the nearest" reckon parameters s.yaml tax.band <<'E'
reckon: error: the scenario has no parameter 'tax.band'
    did you mean 'tax.bands'?
E
sed 's/^rule "limit" { on = "person",/rule "limit" { to = "2025-12-31", on = "person",/' rules.lua >shapes.lua
sed -n 's/^rule "limit" { /rule "limit" { from = "2026-01-01", /p' rules.lua >>shapes.lua
sed 's/rules.lua/shapes.lua/' s.yaml >shapes.yaml
reckon parameters shapes.yaml limit | sed -n '/^  by/,$p' >got
printf '  by            a total, a figure or a finding\n                rule '"'limit'"' of person\n' >expected
check_same "a rule of two shapes is named once" expected got
printf 'set: 3\n' >>s.yaml
check_errors 2 "a scenario that is wrong is reported as ever" reckon parameters s.yaml <<'E'
s.yaml:8:1: error: duplicate key 'set'
    set: 3
    ^^^ it is on line 6 already
E
# Values with sources of their own.
cat >parameters.yaml <<'Y'
limit:
  type: money
  by: area
  source: Act
  values:
    2024-25: {north: £5, south: £6}
    2025-26: {value: {north: £6, south: £7}, source: {title: Council of 4 March, section: 3}}
    2026-27: {value: {north: £8, south: £9}, illustrative: put forward}
    2027-28: {value: not set, source: announced}
tax:
  bands:
    type: scale
    kind: marginal
    illustrative: made up
    values:
      2024-25: [{from: £0, rate: 20%}]
      2025-26: {value: [{from: £0, rate: 21%}], source: Finance Act}
Y
printf 'rule "limit" { on = "person", type = "money", compute = function(c, p) return p.limit:of(c.area) + round(p.tax.bands:of(c.income), money "1p") end }\n' >rules.lua
printf 'scenario: own\ndata: data.db\non: 2025-06-01\nrules: [rules.lua]\nparameters: [parameters.yaml]\n' >own.yaml
reckon parameters own.yaml | grep -v 'written\|read at\|by   ' >got
cat >expected <<'E'
limit
  type          money, by area
  source        Act
  values        2024-04-01  north: £5, south: £6
                2025-04-01  north: £6, south: £7
                            Council of 4 March, section 3
                2026-04-01  north: £8, south: £9
                            illustrative: put forward
                2027-04-01  not set
                            announced

tax.bands
  type          scale, marginal, of money
  illustrative  made up
  values        2024-04-01  from £0: 20%
                2025-04-01  from £0: 21%
                            Finance Act
E
check_same "a value's own source is shown with it" expected got
sqlite3 data.db "INSERT INTO person VALUES (1, 100000, 'north')"
check "... and a run goes by it" reckon run own.yaml
sqlite3 own.run 'SELECT name, source, illustrative FROM parameter_value; SELECT text FROM note' >got
cat >expected <<'E'
limit|Council of 4 March, section 3|
tax.bands|Finance Act|
E
check_same "... what is not illustrative any more, or not yet, is not called so" expected got
check "... and replays" reckon replay own.run
sed -i 's/^on: .*/periods: 2024-25 to 2026-27/' own.yaml
check "over several years it runs" reckon run own.yaml
sqlite3 own.run 'SELECT name, period, source, illustrative FROM parameter_value; SELECT text FROM note' >got
cat >expected <<'E'
limit|2024-25|Act|
limit|2025-26|Council of 4 March, section 3|
limit|2026-27|illustrative: put forward|put forward
tax.bands|2024-25|illustrative: made up|made up
tax.bands|2025-26|Finance Act|
tax.bands|2026-27|Finance Act|
limit, tax.bands are illustrative parameters, not published policy
tax.bands is carried: its value of 2025-04-01 is used for 2026-27
E
check_same "... and what is illustrative in one of them is called so" expected got
check "explain goes by it too" reckon explain own.yaml limit 1 2025-26
check_says "... for the value that it reads" 'Council of 4 March, section 3' "$out"

finish
