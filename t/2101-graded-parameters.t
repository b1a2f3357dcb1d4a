#!/bin/sh
# Parameters that are asked for one value: scales and values by category, from the rule to the run file, and every way to read
# them wrongly.
. "${0%/*}/lib.sh"

sqlite3 data.db "
	CREATE TABLE person (id INTEGER PRIMARY KEY, income MONEY INTEGER, area TEXT NOT NULL, points INTEGER NOT NULL);
	INSERT INTO person VALUES (1, 1257000, 'north', 1), (2, 5000001, 'south', 2), (3, NULL, 'north', 3);" || exit 3
cat >parameters.yaml <<'Y'
tax:
  bands:
    title: Rates of tax
    type: scale
    kind: marginal
    source: Act
    values:
      2025-26:
        - {from: £0, rate: 20%}
        - {over: £37700, rate: 40%}
  fee:
    type: scale
    kind: whole
    gives: money
    source: Act
    values:
      2025-26:
        - from: £0
          amount: £10
        - over: £50,000
          amount: £20
limit:
  type: money
  by: area
  source: Act
  values:
    2025-26: {north: £5, south: £6}
grade:
  type: text
  by: points
  source: Act
  values:
    2025-26: {1: low, 2: high, 3: high}
later:
  type: money
  source: Act
  values:
    2025-26: £1
    2026-27: not set
Y
cat >rules.lua <<'L'
local function due(c, scale) return round(scale:of(c.income), money "1p") end
rule "tax" { on = "person", type = "money", compute = function(c, p) return due(c, p.tax.bands) end }
rule "fee" { on = "person", type = "money", compute = function(c, p) local tax = p.tax return tax.fee:of(c.income) end }
rule "limit" { on = "person", type = "money", compute = function(c, p) return p.limit:of(c.area) + p.later end }
rule "grade" { on = "person", type = "text", compute = function(c, p) return p.grade:of(c.points) end }
L
cat >s.yaml <<'Y'
scenario: s
data: data.db
on: 2025-06-01
rules: [rules.lua]
parameters: [parameters.yaml]
Y
check "rules read scales and categories" reckon run s.yaml
sqlite3 s.run 'SELECT id, tax, fee, "limit", grade FROM outcome_person' >got
cat >expected <<'E'
1|251400|1000|600|low
2|1246000|2000|700|high
3|||600|high
E
check_same "... exactly, and what is not known stays so" expected got
sqlite3 s.run 'SELECT name, type, value, shown, source FROM parameter_value' >got
cat >expected <<'E'
grade|text|{"1":"low","2":"high","3":"high"}|1: low, 2: high, 3: high|Act
later|money|100|£1|Act
limit|money|{"north":500,"south":600}|north: £5, south: £6|Act
tax.bands|scale|[{"from":0,"up_to":3770000,"rate":0.2},{"over":3770000,"rate":0.4}]|from £0: 20%; over £37,700: 40%|Act
tax.fee|scale|[{"from":0,"up_to":5000000,"amount":1000},{"over":5000000,"amount":2000}]|from £0: £10; over £50,000: £20|Act
E
check_same "... and the run file shows them" expected got
check "... and replays" reckon replay s.run

cat >set.yaml <<'Y'
scenario: set
extends: s.yaml
set:
  tax.bands: [{from: £0, rate: 10%}]
  tax.fee: {2025-06-01: [{from: £0, amount: £1}]}
  limit: {north: £7, south: £8}
  grade: {2025-05-01: {1: x, 2: y, 3: z}, 2025-07-01: {1: w, 2: w, 3: w}}
Y
check "a scenario sets them, for all dates or from a day" reckon run set.yaml
sqlite3 set.run 'SELECT id, tax, fee, "limit", grade FROM outcome_person' >got
cat >expected <<'E'
1|125700|100|800|x
2|500000|100|900|y
3|||800|z
E
check_same "... as it says" expected got

# misread NAME BODY: a rule that reads them wrongly is refused with standard input.
misread() {
	printf 'rule "a" {\n\ton = "person", type = "%s", compute = function(c, p)\n\t\t%s\n\tend,\n}\n' "$2" "$3" >rules.lua
	check_errors 2 "$1" reckon run s.yaml
}
misread "a scale is not one value" money 'return p.tax.bands * 2' <<'E'
rules.lua:3:10: error: 'tax.bands' is a scale, not one value
      return p.tax.bands * 2
             ^^^^^^^^^^^ write p.tax.bands:of(amount)
E
misread "a scale is asked with a colon" money 'return p.tax.bands.of(c.income)' <<'E'
rules.lua:3:10: error: 'of' is called with a colon
      return p.tax.bands.of(c.income)
             ^^^^^^^^^^^^^^^^^^^^^^^^ write p.tax.bands:of(...)
E
misread "a value by category is not one value" money 'return p.limit[c.area]' <<'E'
rules.lua:3:10: error: 'limit' has a value for each area, not one for all
      return p.limit[c.area]
             ^^^^^^^^^^^^^^^ write p.limit:of(area)
E
misread "nor is one category a name" money 'return p.limit.north' <<'E'
rules.lua:3:18: error: 'limit' has a value for each area, not one for all
      return p.limit.north
                     ^^^^^ write p.limit:of(area)
E
misread "what a scale gives has a type" flag 'return p.tax.fee:of(c.income) == "£10"' <<'E'
rules.lua:3:36: error: 'p.tax.fee:of(c.income)' is money, and never a text
      return p.tax.fee:of(c.income) == "£10"
                                       ^^^^^ write money "£10"
E
misread "a category without a value is named" money 'return p.limit:of(c.area .. "s")' <<'E'
rules.lua:3:12: error: 'limit' has no value for the area 'norths' (rule 'a', person 1)
      return p.limit:of(c.area .. "s")
               ^^^^^ did you mean 'north'?
E
misread "a text is no amount" money 'return p.tax.fee:of(c.area)' <<'E'
rules.lua:3:12: error: 'tax.fee:of' takes an exact amount, not text (rule 'a', person 1)
      return p.tax.fee:of(c.area)
               ^^^^^^^^^^ give it money, a rate, a decimal or an integer
E
misread "nothing is no category" money 'return p.limit:of(nil)' <<'E'
rules.lua:3:12: error: 'limit:of' takes the area as text, not nothing (nil) (rule 'a', person 1)
      return p.limit:of(nil)
               ^^^^^^^^ nil means that there is none: test for it first
E

printf 'rule "a" { on = "person", type = "money", compute = function(c, p) return p.later end }\n' >rules.lua
sed 's/2025-06-01/2026-04-01/' s.yaml >later.yaml
check_errors 2 "a value that is not set yet is an error for who reads it" reckon run later.yaml <<'E'
rules.lua:1:77: error: the value of 'later' from 2026-04-01 on is not set yet (rule 'a', person 1)
    person", type = "money", compute = function(c, p) return p.later end }
                                                               ^^^^^ put it on line 39 of parameters.yaml once it is known, or try one with the scenario's 'set'
E
printf 'set:\n  later: {2026-27: £2}\n' >>later.yaml
check "... until a scenario sets it" reckon run later.yaml
printf 'rule "a" { on = "person", type = "money", compute = function(c, p) return p.tax.fee:of(p.limit:of(c.area)) end }\n' >rules.lua
sed -i '/^set:/,$d' later.yaml
check "... and is none for who does not" reckon run later.yaml

cat >parameters.yaml <<'Y'
inflation:
  type: rate
  illustrative: made up
  values:
    2025-26: 4%
fee:
  type: money
  source: Act
  uprate: {by: inflation, from: 2025-26, step: 5p}
  values:
    2024-25: £2.22
Y
cat >uprate.yaml <<'Y'
scenario: uprate
data: data.db
periods: 2024-25 to 2027-28
rules: [rules.lua]
parameters: [parameters.yaml]
set:
  inflation: {2026-27: 10%}
Y
printf 'rule "a" { on = "person", type = "money", compute = function(c, p) return p.fee end }\n' >rules.lua
check "values that follow from an index run, also from what the scenario sets of it" reckon run uprate.yaml
sqlite3 uprate.run 'SELECT period, shown, in_force, source, carried FROM parameter_value' >got
cat >expected <<'E'
2024-25|£2.22|2024-04-01|Act|0
2025-26|£2.30|2025-04-01|the value of 2024-04-01 uprated by inflation 4% (illustrative: made up); Act|0
2026-27|£2.55|2026-04-01|the value of 2025-04-01 uprated by inflation 10% (set in uprate.yaml); Act|0
2027-28|£2.55|2026-04-01|the value of 2025-04-01 uprated by inflation 10% (set in uprate.yaml); Act|1
E
check_same "... and say so in the run file" expected got
sqlite3 uprate.run 'SELECT a FROM outcome_person WHERE id = 1 ORDER BY _period' >got
printf '222\n230\n255\n255\n' >expected
check_same "... as the rules read them" expected got

# An index with a gap, and parameters that it uprates.
cat >parameters.yaml <<'Y'
cpi: {type: rate, source: ONS, values: {2025-26: 10%, 2027-28: 20%}}
fee: {type: money, source: Act, values: {2024-25: £100}, uprate: {by: cpi, from: 2025-26, step: 1p}}
charge: {type: money, source: Act, values: {2024-25: £200}, uprate: {by: cpi, from: 2025-26, step: 1p}}
Y
printf 'rule "a" { on = "person", type = "money", compute = function(c, p) return p.fee + p.charge end }\n' >rules.lua
printf 'scenario: gap\ndata: data.db\nperiods: 2024-25 to 2028-29\nrules: [rules.lua]\nparameters: [parameters.yaml]\n' >gap.yaml
check_errors 2 "a year that an index lacks is an error, and not the year before's again" reckon run gap.yaml <<'E'
parameters.yaml:1:55: error: the index 'cpi' has no value for 2026-27, between 2025-26 and 2027-28
    cpi: {type: rate, source: ONS, values: {2025-26: 10%, 2027-28: 20%}}
                                                          ^^^^^^^ give it one, or say 'carry: true' of 'cpi' to use the one before again
E
# told NAME: the last run's notes are those on standard input.
told() {
	sqlite3 gap.run 'SELECT text FROM note' >got
	cat >expected
	check_same "$1" expected got
}
sed -i '1s/ONS,/& carry: yes,/' parameters.yaml
check "with 'carry' it is" reckon run gap.yaml
told "... and the run says of what and how long" <<'E'
cpi is carried: its value of 2025-04-01 uprates charge, fee up to 2026-04-01
cpi is carried: its value of 2027-04-01 uprates charge, fee up to 2028-04-01
E
sqlite3 gap.run "SELECT period, shown, carried, source FROM parameter_value WHERE name = 'fee'" >got
cat >expected <<'E'
2024-25|£100|0|Act
2025-26|£110|0|the value of 2024-04-01 uprated by cpi 10% (ONS); Act
2026-27|£121|0|the value of 2025-04-01 uprated by cpi 10% carried from 2025-04-01 (ONS); Act
2027-28|£145.20|0|the value of 2026-04-01 uprated by cpi 20% (ONS); Act
2028-29|£174.24|0|the value of 2027-04-01 uprated by cpi 20% carried from 2027-04-01 (ONS); Act
E
check_same "... as each value does" expected got
check_output "explain shows what it takes to work it out by hand" reckon explain gap.yaml a 1 2028-29 <<'E'
a
person 1, 2028-29: £522.72
  rules.lua:1
How it is worked out
  fee + charge
  = £174.24 + £348.48
  = £522.72
What it read
  fee     £174.24
      from 2028-04-01, uprated: the value of 2027-04-01 uprated by cpi 20%
      carried from 2027-04-01 (ONS); Act
      cpi of 2027-04-01, carried: £145.20 × (1 + 20%) = £174.24, rounded to a
      multiple of £0.01 (half_up)
  charge  £348.48
      from 2028-04-01, uprated: the value of 2027-04-01 uprated by cpi 20%
      carried from 2027-04-01 (ONS); Act
      cpi of 2027-04-01, carried: £290.40 × (1 + 20%) = £348.48, rounded to a
      multiple of £0.01 (half_up)
E
reckon explain gap.yaml a 1 2026-27 --json | grep -o '"uprating":{[^}]*}' | sed -n 1p >got
cat >expected <<'E'
"uprating":{"index":"cpi", "index_from": "2025-04-01", "index_value": "0.1", "index_value_shown": "10%", "index_carried": true, "base_from": "2025-04-01", "base": "11000", "base_shown": "£110", "product": "12100", "product_shown": "£121", "product_exact": true, "step": "1", "step_shown": "£0.01", "mode": "half_up"}
E
check_same "... for machines too" expected got
cat >parameters.yaml <<'Y'
cpi: {type: integer, source: ONS, values: {2024-25: 130, 2025-26: 133}}
fee: {type: money, by: area, source: Act, values: {2024-25: {north: £100, south: £7}}, uprate: {by: cpi, from: 2025-26, step: 5p, mode: up}}
charge: {type: rate, source: Act, values: {2024-25: 10%}, uprate: {by: cpi, from: 2025-26, step: 0.1%}}
Y
printf 'rule "a" { on = "person", type = "money", compute = function(c, p) return round(p.fee:of(c.area) * p.charge, money "1p") end }\n' >rules.lua
sed -i 's/2028-29/2025-26/' gap.yaml
check "... by a level, of rates and of each category" reckon explain gap.yaml a 1 2025-26
sed -n '/^What it read/,$p' "$out" >got
cat >expected <<'E'
What it read
  fee     north: £102.35, south: £7.20
      from 2025-04-01, uprated: the value of 2024-04-01 uprated by cpi from 130
      to 133 (ONS); Act
      cpi of 2025-04-01 over 2024-04-01: north £100 × 133 / 130 ≈
      £102.3076923076; south £7 × 133 / 130 ≈ £7.1615384615, rounded to a
      multiple of £0.05 (up)
  area    north
  charge  10.2%
      from 2025-04-01, uprated: the value of 2024-04-01 uprated by cpi from 130
      to 133 (ONS); Act
      cpi of 2025-04-01 over 2024-04-01: 10% × 133 / 130 ≈ 10.230769%, rounded
      to a multiple of 0.1% (half_up)
E
check_same "... as they are rounded" expected got
cat >parameters.yaml <<'Y'
cpi: {type: rate, source: ONS, carry: yes, values: {2025-26: 10%, 2027-28: 20%}}
fee: {type: money, source: Act, values: {2024-25: £100}, uprate: {by: cpi, from: 2025-26, step: 1p}}
charge: {type: money, source: Act, values: {2024-25: £200}, uprate: {by: cpi, from: 2025-26, step: 1p}}
Y
printf 'rule "a" { on = "person", type = "money", compute = function(c, p) return p.fee + p.charge end }\n' >rules.lua
sed -i 's/2025-26/2028-29/' gap.yaml

sed -i '1s/carry: yes, //; 1s/2027-28: 20%/2026-27: not set/' parameters.yaml
check_errors 2 "what follows from an index that is not set is not set" reckon run gap.yaml <<'E'
rules.lua:1:77: error: the value of 'fee' from 2026-04-01 on is not set yet: nor is that of its index 'cpi' (rule 'a', person 1, 2026-27)
    person", type = "money", compute = function(c, p) return p.fee + p.charge
                                                               ^^^ put the index's on line 1 of parameters.yaml once it is known, or try one with the scenario's 'set'
E
printf 'set:\n  cpi: {2026-27: 5%%, 2027-28: not set}\n' >>gap.yaml
check_errors 2 "... also where a scenario says so" reckon run gap.yaml <<'E'
rules.lua:1:77: error: the value of 'fee' from 2027-04-01 on is not set yet: nor is that of its index 'cpi' (rule 'a', person 1, 2027-28)
    person", type = "money", compute = function(c, p) return p.fee + p.charge
                                                               ^^^ put the index's on line 7 of gap.yaml once it is known, or try one with the scenario's 'set'
E

sed -i '1s/not set/5%/; 3s/source/carry: yes, source/' parameters.yaml
sed -i 's/^  cpi:.*/  fee: £300/' gap.yaml
check "a scenario sets what is uprated for all dates" reckon run gap.yaml
told "... which is not uprated then; nor does 'carry' hide where an index ends" <<'E'
fee is set by the scenario
fee is set for all dates: it is not uprated by cpi
charge is carried: its value of 2026-04-01 is used for 2027-28, for cpi uprates it no further
charge is carried: its value of 2026-04-01 is used for 2028-29, for cpi uprates it no further
E
check_output "... and check warns of both" reckon check gap.yaml <<'E'
gap.yaml:7:3: warning: 'fee' is set for all dates, and so not uprated by 'cpi'
      fee: £300
      ^^^ set it from a year, {2025-26: ...}: later years are uprated then
parameters.yaml:3:1: warning: 'charge' says 'carry', but its index 'cpi' has no value for 2027-28
    charge: {type: money, carry: yes, source: Act, values: {2024-25: £200}, up
    ^^^^^^ say 'carry: true' of 'cpi', to uprate by its last value again
0 errors, 2 warnings in 1 scenario, 1 rule file and 1 file of parameters
E
sed -i 's/^  fee:.*/  fee: {2026-27: £300}/; s/2028-29/2026-27/' gap.yaml
check "from a year on it stays uprated" reckon run gap.yaml
told "... and nothing else is said" <<'E'
fee is set by the scenario
E
sed -i 's/^  fee:.*/  fee: £300/; s/^periods: .*/periods: 2026-27/' gap.yaml
check "one period knows of no uprating" reckon run gap.yaml
told "... so none is missed" <<'E'
fee is set by the scenario
E

# Values that were meant for a year, used for more, between others.
cat >parameters.yaml <<'Y'
fee: {type: money, source: Act, values: {2024-25: £1, 2027-28: £3}}
charge: {type: money, carry: yes, source: Act, values: {2024-25: £1, 2027-28: £3}}
Y
printf 'scenario: gap\ndata: data.db\nperiods: 2025-26 to 2027-28\nrules: [rules.lua]\nparameters: [parameters.yaml]\n' >gap.yaml
check "a year without a value runs" reckon run gap.yaml
told "... and is told as it is at the end" <<'E'
fee is carried: its value of 2024-04-01 is used for 2025-26
fee is carried: its value of 2024-04-01 is used for 2026-27
E
printf 'strict: true\n' >>gap.yaml
check_errors 2 "... and is refused as it is at the end" reckon run gap.yaml <<'E'
parameters.yaml:1:1: error: parameter 'fee' has no value for 2025-26: that of 2024-04-01 would be carried
    fee: {type: money, source: Act, values: {2024-25: £1, 2027-28: £3}}
    ^ add a value, say 'carry: true', or leave out 'strict'
E

# The same where records have days of their own.
sqlite3 data.db "CREATE TABLE claim (id INTEGER PRIMARY KEY, made DATE TEXT NOT NULL);
	INSERT INTO claim VALUES (1, '2024-05-01'), (2, '2025-03-31'), (3, '2027-04-01')"
printf 'rule "a" { on = "claim", type = "money", dated_by = "made", compute = function(c, p) return p.fee + p.charge end }\n' >rules.lua
sed -i 's/^strict.*//' gap.yaml
check "records with days of their own run" reckon run gap.yaml
told "... and where none falls into the gap nothing is said" <<'E'
E
sqlite3 data.db "INSERT INTO claim VALUES (4, '2025-04-01'), (5, '2027-03-31'), (6, '2026-07-01'), (7, '2028-04-01')"
check "others do" reckon run gap.yaml --jobs 2
told "... and it is, up to the last of them" <<'E'
fee is carried: its value of 2024-04-01 is used for records dated up to 2027-03-31
fee is carried: its value of 2027-04-01 is used for records dated up to 2028-04-01
E
sqlite3 data.db "DELETE FROM claim WHERE id = 7"
printf 'strict: true\n' >>gap.yaml
check_errors 2 "... and is refused where the scenario is strict" reckon run gap.yaml <<'E'
parameters.yaml:1:1: error: parameter 'fee' has no value for records dated up to 2027-03-31: that of 2024-04-01 would be carried
    fee: {type: money, source: Act, values: {2024-25: £1, 2027-28: £3}}
    ^ add a value, say 'carry: true', or leave out 'strict'
E
printf 'rule "a" { on = "person", type = "money", compute = function(c, p) return p.fee + p.charge end }\n' >rules.lua

# Levels that were meant as factors.
cat >parameters.yaml <<'Y'
cpi: {type: decimal, source: ONS, values: {2024-25: 1.038, 2025-26: 1.02}}
fee: {type: money, source: Act, values: {2024-25: £100}, uprate: {by: cpi, from: 2025-26, step: 1p}}
near: {type: decimal, source: ONS, values: {2024-25: 1.02, 2025-26: 1.038}}
charge: {type: money, source: Act, values: {2024-25: £100}, uprate: {by: near, from: 2025-26, step: 1p}}
Y
printf 'scenario: gap\ndata: data.db\nperiods: 2024-25 to 2025-26\nrules: [rules.lua]\nparameters: [parameters.yaml]\n' >gap.yaml
check_output "levels that look as factors are warned of" reckon check gap.yaml <<'E'
parameters.yaml:1:1: warning: as a level, the index 'cpi' falls, to 1.02
    cpi: {type: decimal, source: ONS, values: {2024-25: 1.038, 2025-26: 1.02}}
    ^^^ a level is as 133.1 and then 138; for what each year adds write 'type: rate', and 3.8%
parameters.yaml:3:1: warning: as a level, the index 'near' begins with 1.02
    near: {type: decimal, source: ONS, values: {2024-25: 1.02, 2025-26: 1.038}
    ^^^^ a level is as 133.1 and then 138; for what each year adds write 'type: rate', and 3.8%
0 errors, 2 warnings in 1 scenario, 1 rule file and 1 file of parameters
E
sed -i '1s/1.038/100/; 1s/1.02/103.8/; 3s/1.02/1/' parameters.yaml
check "and others, also one that begins with 1, are not" reckon check --strict gap.yaml

cat >parameters.yaml <<'Y'
bands: {type: scale, kind: marginal, source: Act, values: {2025-26: [{from: £0, rate: 10%}, {over: £20000, rate: 50%}]}}
fee: {type: money, read: by_day, source: Act, values: {2024-25: £10, 2025-07-01: £20, 2026-01-01: £31}}
Y
cat >rules.lua <<'L'
rule "fee" { on = "person", type = "money", compute = function(c, p) return p.fee + 0 end }
rule "poor" {
	on = "person", type = "eligibility",
	conditions = all {
		{ "pays little", function(c, p) return p.bands:of(c.income) < money "£2,000" end },
		{ "has points", function(c) return c.points > 1 end },
	},
}
L
printf 'scenario: day\ndata: data.db\nperiods: 2025-26\nrules: [rules.lua]\nparameters: [parameters.yaml]\n' >day.yaml
check "conditions read scales, and a parameter is read as the mean of a period's days" reckon run day.yaml
sqlite3 day.run 'SELECT id, fee, poor FROM outcome_person' >got
cat >expected <<'E'
1|2022|not_eligible
2|2022|not_eligible
3|2022|unknown
E
check_same "... each as its values say" expected got
sqlite3 day.run "SELECT value, shown FROM parameter_value WHERE name = 'fee'" >got
echo '2022|£20.22 by day' >expected
check_same "... and it is shown as a mean" expected got

# The same tax by a scale and written out, for amounts on and around every edge and many others.
sqlite3 data.db "
	CREATE TABLE amount (id INTEGER PRIMARY KEY, pence MONEY INTEGER NOT NULL);
	INSERT INTO amount (pence) SELECT edge + more FROM
		(SELECT column1 AS edge FROM (VALUES (0), (3770000), (12514000))),
		(SELECT column1 AS more FROM (VALUES (-101), (-100), (-1), (0), (1), (100), (101)));
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
	INSERT INTO amount (pence) SELECT i * 7919 % 20000000 FROM n;" || exit 3
cat >parameters.yaml <<'Y'
rates:
  type: scale
  kind: marginal
  source: Act
  values: {2025-26: [{from: £0, rate: 20%}, {over: £37700, rate: 40%}, {from: £125140, rate: 45%}]}
basic: {type: money, source: Act, values: {2025-26: £37700}}
higher: {type: money, source: Act, values: {2025-26: £125140}}
Y
cat >rules.lua <<'L'
rule "by_scale" { on = "amount", type = "decimal", compute = function(c, p) return p.rates:of(c.pence) end }
rule "written_out" {
	on = "amount", type = "decimal",
	compute = function(c, p)
		local x = max(0, c.pence)
		return rate "20%" * min(x, p.basic) + rate "40%" * max(0, min(x, p.higher) - p.basic)
			+ rate "45%" * max(0, x - p.higher)
	end,
}
L
sed 's/scenario: day/scenario: same/' day.yaml >same.yaml
check "a scale and the sums written out run side by side" reckon run same.yaml
sqlite3 same.run 'SELECT count(*), sum(by_scale = written_out), count(DISTINCT by_scale) > 2900 FROM outcome_amount' >got
echo '3021|3021|1' >expected
check_same "... and are equal for every amount" expected got

cat >parameters.yaml <<'Y'
bands: {type: scale, kind: marginal, source: Act, values: {2025-26: [{from: £0, rate: 10%}, {over: £20000, rate: 50%}]}}
Y
# attacked NAME BODY: what a rule tries with a scale ends as an error of the rule, on standard input.
attacked() {
	printf 'rule "a" {\n\ton = "person", type = "money", compute = function(c, p)\n\t\t%s\n\tend,\n}\n' "$2" >rules.lua
	check_errors 2 "$1" reckon run day.yaml
}
attacked "a scale cannot be changed" 'local s = ({ p.bands, 0 })[c.id] s.of = 1 return c.income' <<'E'
rules.lua:3:3: error: parameters and periods cannot be changed (rule 'a', person 1)
      local s = ({ p.bands, 0 })[c.id] s.of = 1 return c.income
      ^
E
attacked "nor taken apart" 'local s = ({ p.bands, 0 })[c.id] for k in pairs(s) do return c.income end return c.income' <<'E'
rules.lua:3:45: error: 'pairs' takes a table as argument 1, not an object (rule 'a', person 1)
      local s = ({ p.bands, 0 })[c.id] for k in pairs(s) do return c.income en
                                                ^^^^^
rules.lua:3:51: warning: not checked: what this reads cannot be followed, so every field of 'person' is read
      local s = ({ p.bands, 0 })[c.id] for k in pairs(s) do return c.income en
                                                      ^
E
attacked "its method is no function of its own" 'local s = ({ p.bands, 0 })[c.id] local f = s.of return f(c.id, 1)' <<'E'
rules.lua:3:58: error: 'of' is called with a colon
      local s = ({ p.bands, 0 })[c.id] local f = s.of return f(c.id, 1)
                                                             ^^^^^^^^^^ write p.bands:of(...)
E
attacked "a scale is no outcome" 'return ({ p.bands, 0 })[c.id]' <<'E'
rules.lua:2:43: error: expected money, got an object (rule 'a', person 1)
     on = "person", type = "money", compute = function(c, p)
                                              ^
E
attacked "what grows too large is an error, not another figure" 'return p.bands:of(decimal "99999999999999999999999999999999999999")' <<'E'
rules.lua:3:3: error: multiplication: 99999999999999999999999999999997999999 * 0.5 is beyond what an exact decimal holds (128 bits, 38 decimals) (rule 'a', person 1)
      return p.bands:of(decimal "99999999999999999999999999999999999999")
      ^
E

finish
