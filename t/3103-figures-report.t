#!/bin/sh
# What a run prints of figures, bridges, expectations and totals, to the letter: in the unit that is asked for, rounded exactly.
. "${0%/*}/lib.sh"

cat >gap.yaml <<'Y'
scenario: gap
title: The gap over five years
data: gap.db
periods: 2025-26 to 2029-30
in: £m
rules: [gap.lua]
expect:
  - {figure: closing, in: £m, values: {2025-26: 10.3, 2026-27: 10.7}, within: rounding, title: Net budget as published,
     source: "Plan, table 1"}
  - {total: net_by_service, group: [Roads], in: £000, values: {2025-26: 4150, 2026-27: 4157}, within: {addends: 2},
     source: "Plan, table 2, line 14", note: The table leaves out the bridges.}
  - {figure: known_so_far, values: {2025-26: £0}}
  - {total: lines, values: {2025-26: 4}}
Y
cat >gap.lua <<'L'
rule "net" {
	on = "line", type = "money",
	compute = function(c, p, at)
		if not at.previous then return c.opening end
		return (at.previous.net or c.opening) + money "£4,999.99"
	end,
}
total "net_by_service" { sum = "line.net", by = { "service" }, title = "Net budget by service" }
total "unsure" { sum = "line.extra", title = "Extras" }
total "lines" { count = "line", title = "Budget lines" }

figure "opening" {
	type = "money", title = "Opening budget",
	compute = function(f, p, at) return at.previous and at.previous.closing or money "£7.04m" end,
}
figure "services" { type = "money", title = "Pressures in the services that the committee answers for, with inflation",
	compute = function(f) return money "£3.34m" end }
figure "savings" { type = "money", title = "Savings", compute = function(f) return money "-£60,000" end }
figure "closing" { type = "money", title = "Net budget", compute = function(f) return f.opening + f.services + f.savings end }
figure "known_so_far" { type = "money", compute = function(f) return f.unsure end }
figure "growth" { type = "rate", title = "Growth", optional = true, compute = function(f, p, at)
	if at.previous then return divide(f.closing - at.previous.closing, at.previous.closing, rate "0.1%") end
end }
bridge "to_balance" { title = "From last year's budget", opening = "opening", steps = { "services", "savings" },
	closing = "closing" }
bridge "extras" { opening = "unsure", steps = { "savings" }, closing = "left" }
figure "left" { type = "money", compute = function(f) return f.unsure + f.savings end }
finding "over" { level = "warning", title = "Over ten million", when = function(f) return f.closing > money "£10m" end,
	message = "{closing} where {opening} was" }
L
sqlite3 gap.db "
	CREATE TABLE line (id INTEGER PRIMARY KEY, service TEXT, opening MONEY INTEGER, extra MONEY INTEGER);
	INSERT INTO line VALUES (1, 'Libraries', 5000000, 1), (2, 'Roads', 415000049, 2), (3, 'Schools', 404999900, NULL),
		(4, 'Libraries', 40000, 40);" || exit 3

check_status 1 "a run that misses an expectation ends with status 1" reckon run gap.yaml
sed '1,/^scenario/d; /^run file/,$d' "$out" | sed '1d; $d' >got
cat >expected <<'X'
Data
  record type  rows  left out  in no period
  line            4         0             0
  not known of line: extra 1

Figures
  £m                            2025-26   2026-27   2027-28   2028-29   2029-30
  Opening budget                    7.0      10.3      13.6      16.9      20.2
  Pressures in the services         3.3       3.3       3.3       3.3       3.3
    that the committee answers
    for, with inflation
  Savings                          -0.1      -0.1      -0.1      -0.1      -0.1
  Net budget                       10.3      13.6      16.9      20.2      23.4
  known_so_far                      0.0*      0.0*      0.0*      0.0*      0.0*
  left                             -0.1*     -0.1*     -0.1*     -0.1*     -0.1*

          2025-26  2026-27  2027-28  2028-29  2029-30
  Growth     none    31.8%    24.1%    19.4%    16.3%
  * incomplete, for not all is known of unsure: known_so_far, left

From last year's budget, £m
                                     2025-26  2026-27  2027-28  2028-29  2029-30
  Opening budget                         7.0     10.3     13.6     16.9     20.2
  ------------------------------------------------------------------------------
  Pressures in the services that         3.3      3.3      3.3      3.3      3.3
    the committee answers for, with
    inflation
  Savings                               -0.1     -0.1     -0.1     -0.1     -0.1
  ------------------------------------------------------------------------------
  Net budget                            10.3     13.6     16.9     20.2     23.4
  Printed in £m, rounded: in 2025-26 the parts as printed come to 10.2, the
  total is 10.3; in 2026-27 to 13.5, the total is 13.6; in 2027-28 to 16.8, the
  total is 16.9; in 2028-29 to 20.1, the total is 20.2.

extras, £m
           2025-26   2026-27   2027-28   2028-29   2029-30
  Extras       0.0*      0.0*      0.0*      0.0*      0.0*
  ---------------------------------------------------------
  Savings     -0.1      -0.1      -0.1      -0.1      -0.1
  ---------------------------------------------------------
  left        -0.1*     -0.1*     -0.1*     -0.1*     -0.1*
  * not all is known of unsure, so the sum is not proved

Expectations
                               published        found  difference  allowed  in
  missed
    Net budget as published,        10.7         13.6         2.9     0.05  £m
      2026-27
      Plan, table 1
    net_by_service (Roads),        4,157  4,155.00048    -1.99952      1.5  £000
      2026-27
      Plan, table 2, line 14
      The table leaves out the bridges.
  incomplete
    known_so_far, 2025-26            0.0   0.00000043  0.00000043      0.0  £m
      not all is known of unsure
  within rounding
    Net budget as published,        10.3        10.32        0.02     0.05  £m
      2025-26
    net_by_service (Roads),        4,150  4,150.00049     0.00049      1.5  £000
      2025-26
  exact
    lines, 2025-26                     4            4           0        0
  6 expectations: 1 exact, 2 within rounding, 2 missed, 1 incomplete

Outcomes, in each period
  1 rule: nothing unknown

Totals
  £m      2025-26   2026-27   2027-28   2028-29   2029-30
  Extras      0.0*      0.0*      0.0*      0.0*      0.0*
  * Extras: records not known: 1 in every period

                2025-26  2026-27  2027-28  2028-29  2029-30
  Budget lines        4        4        4        4        4

  Net budget by service, £m
  service    2025-26  2026-27  2027-28  2028-29  2029-30
  Libraries      0.1      0.1      0.1      0.1      0.1
  Roads          4.2      4.2      4.2      4.2      4.2
  Schools        4.0      4.1      4.1      4.1      4.1
  all            8.3      8.3      8.3      8.3      8.3
  Printed in £m, rounded: in 2026-27 the parts as printed come to 8.4, the total
  is 8.3; in 2027-28 to 8.4, the total is 8.3; in 2028-29 to 8.4, the total is
  8.3; in 2029-30 to 8.4, the total is 8.3.

Findings
  warning: Over ten million: 5
    2025-26: £10,320,000 where £7,040,000 was
    2026-27: £13,600,000 where £10,320,000 was
    2027-28: £16,880,000 where £13,600,000 was
    2028-29: £20,160,000 where £16,880,000 was
    2029-30: £23,440,000 where £20,160,000 was
X
check_same "several periods stand in columns, in the unit of the scenario; what is rounded, incomplete or missed is said" \
	expected got

check "the run file verifies" reckon verify gap.run
check "it replays" reckon replay gap.run
cp gap.run altered.run
sqlite3 altered.run "UPDATE figure SET value = '1032000001' WHERE name = 'closing' AND period = '2025-26'"
check_status 1 "an altered figure is found out" reckon verify altered.run
check_says "by its name and period" "table 'figure': the row 'closing, 2025-26' was altered" "$errors"
cp gap.run altered.run
sqlite3 altered.run "UPDATE expectation SET outcome = 'exact' WHERE outcome = 'missed'"
check_status 1 "an expectation that is said to be met is found out" reckon verify altered.run
check_says "by its place in the scenario" "table 'expectation': the row '2' was altered" "$errors"

check_status 1 "as JSON, too, a miss is status 1" reckon run gap.yaml --json
cp "$out" run.json
json() { sqlite3 :memory: "SELECT json_extract(j, $1) FROM (SELECT readfile('run.json') AS j)"; }
json "'$.figures[1].name', '$.figures[1].period', '$.figures[1].value', '$.figures[1].shown', '$.figures[1].incomplete'" >got
echo '["opening","2026-27","1032000000","£10,320,000",null]' >expected
check_same "figures in JSON are exact, and as people write them" expected got
json "'$.figures[20].name', '$.figures[20].incomplete'" >got
echo '["known_so_far",["unsure"]]' >expected
check_same "with the totals that make them incomplete" expected got
json "'$.bridges[0].name', '$.bridges[0].period', '$.bridges[0].parts[2].label', '$.bridges[0].parts[3].value'" >got
echo '["to_balance","2025-26","Savings","1032000000"]' >expected
check_same "bridges with their parts" expected got
json "'$.expectations[1].name', '$.expectations[1].group', '$.expectations[1].in', '$.expectations[1].expected',
	'$.expectations[1].found', '$.expectations[1].difference', '$.expectations[1].allowed', '$.expectations[1].outcome',
	'$.expectations[1].line'" >got
echo '["net_by_service",["Roads"],"£000","415700000","415500048","-199952","150000","missed",10]' >expected
check_same "expectations with both figures, the difference and what rounding allows" expected got
json "'$.expectation_counts', '$.manifest.in', '$.findings[0].record_type'" >got
echo '[{"exact":1,"rounding":2,"missed":2,"incomplete":1},"£m",null]' >expected
check_same "and how many there are" expected got

sed -i 's/^in: .*/in: £000/; s/^periods: .*/periods: 2025-26/; s/, 2026-27: [0-9.]*//' gap.yaml
check_status 1 "one period, in which a published value cannot be settled" reckon run gap.yaml
sed -n '/^Figures/,/^Findings/p' "$out" | sed '$d' | sed '$d' >got
cat >expected <<'X'
Figures
                                                                           £000
  Opening budget                                                          7,040
  Pressures in the services that the committee answers for, with          3,340
    inflation
  Savings                                                                   -60
  Net budget                                                             10,320
  known_so_far                                                                0*
  left                                                                      -60*

  Growth  none
  * incomplete, for not all is known of unsure: known_so_far, left

From last year's budget, £000
  Opening budget                                                           7,040
  ------------------------------------------------------------------------------
  Pressures in the services that the committee answers for, with           3,340
    inflation
  Savings                                                                    -60
  ------------------------------------------------------------------------------
  Net budget                                                              10,320

extras, £000
  Extras     0*
  -------------
  Savings  -60
  -------------
  left     -60*
  * not all is known of unsure, so the sum is not proved

Expectations
                             published        found  difference  allowed  in
  incomplete
    known_so_far                     0      0.00043     0.00043        0  £000
      not all is known of unsure
  within rounding
    Net budget as published       10.3        10.32        0.02     0.05  £m
    net_by_service (Roads)       4,150  4,150.00049     0.00049      1.5  £000
  exact
    lines                            4            4           0        0
  4 expectations: 1 exact, 2 within rounding, 1 incomplete

Outcomes
  1 rule: nothing unknown

Totals
          £000
  Extras     0  and 1 unknown

  Budget lines  4

  Net budget by service, £000
  service
  Libraries     50
  Roads      4,150
  Schools    4,050
  all        8,250
X
check_same "has one column" expected got

sed -i '/^in: /d; /^expect:/,$d' gap.yaml
check "without a unit" reckon run gap.yaml
sed -n '/^Figures/,/^Outcomes/p' "$out" | sed '$d' | sed '$d' >got
cat >expected <<'X'
Figures
  Opening budget                                                  £7,040,000.00
  Pressures in the services that the committee answers for,       £3,340,000.00
    with inflation
  Savings                                                           -£60,000.00
  Net budget                                                     £10,320,000.00
  known_so_far                                                            £0.43*
  Growth                                                                   none
  left                                                              -£59,999.57*
  * incomplete, for not all is known of unsure: known_so_far, left

From last year's budget
  Opening budget                                                      £7,040,000
  ------------------------------------------------------------------------------
  Pressures in the services that the committee answers for, with      £3,340,000
    inflation
  Savings                                                               -£60,000
  ------------------------------------------------------------------------------
  Net budget                                                         £10,320,000

extras
  Extras         £0.43*
  ---------------------
  Savings  -£60,000.00
  ---------------------
  left     -£59,999.57*
  * not all is known of unsure, so the sum is not proved
X
check_same "amounts are pounds, with pence where an amount has any" expected got

sed -i 's/^periods: .*/periods: 2025-01 to 2026-12/' gap.yaml
check "twenty-four months" reckon run gap.yaml
check_that "stand in blocks as wide as a terminal" "$(grep -c '^  Opening budget' "$out")" -gt 4
check_that "no line of which is wider" "$(sed 's/£/L/g' "$out" | wc -L)" -le 80

# An incomplete bridge is rounded like any other, and where it goes on as it should in pence that is all it is off by.
sqlite3 short.db 'CREATE TABLE line (id INTEGER PRIMARY KEY, extra MONEY INTEGER); INSERT INTO line VALUES (1, 4000000), (2, NULL)'
cat >short.lua <<'L'
total "unsure" { sum = "line.extra", title = "Extras" }
figure "more" { type = "money", title = "More", compute = function() return money "£40,000" end }
figure "left" { type = "money", title = "Left", compute = function(f) return f.unsure + f.more end }
bridge "short" { title = "A short one", opening = "unsure", steps = { "more" }, closing = "left" }
L
printf 'scenario: short\nrules: [short.lua]\ndata: short.db\non: 2025-07-01\nin: £m\n' >short.yaml
check "an incomplete bridge whose parts are rounded" reckon run short.yaml
sed -n '/^A short one/,/^$/p' "$out" | sed '$d' >got
cat >expected <<'X'
A short one, £m
  Extras  0.0*
  ------------
  More    0.0
  ------------
  Left    0.1*
  Printed in £m, rounded: the parts as printed come to 0.0, the total is 0.1.
  * not all is known of unsure, so the sum is not proved
X
check_same "... says so" expected got
finish
