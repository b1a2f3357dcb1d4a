#!/bin/sh
# The savings rules on other figures than the sample's: another council's lines and movements in another plan, worked out by
# hand; and how the council's gap moves with its items.
. "${0%/*}/lib.sh"

cp -r "$top/rules/savings" pack
sqlite3 other.db <"$top/schema/savings.sql" || exit 3

# fill TABLE HEADING: imports the rows on standard input.
fill() {
	{ echo "$2"; cat; } >"$1.csv"
	check "$1 is imported" reckon import other.db "$1" "$1.csv"
}
fill budget_year year,starts <<'END'
2025-26,2025-04-01
2026-27,2026-04-01
2027-28,2027-04-01
2028-29,2028-04-01
END
fill budget_division division_id,name,directorate <<'END'
outside,Streets and parks,Place
END
fill budget_line line_id,division_id,position,name,stated <<'END'
roads,outside,1,Roads,yes
parks,outside,2,Parks,yes
unnamed,outside,3,No line stated,no
END
fill line_budget line_id,year,net,source_line <<'END'
roads,2025-26,£1m,1
parks,2025-26,£200k,2
END
fill reserve reserve_id,name,balance <<'END'
general,General reserve,£80k
END
fill movement movement_id,title,kind,line_id,line_from,reserve_id,pays_for_id,source_line <<'END'
1,Prices,net_inflation,roads,title,,,3
2,Playgrounds,priorities_investments,parks,title,,,4
3,Playgrounds from reserves,use_of_reserves,unnamed,none,general,2,5
4,Working together,savings,unnamed,none,,,6
5,A summer of music,priorities_investments,parks,title,,,7
END
fill movement_amount movement_id,first_year_id,last_year_id,amount <<'END'
1,2026-27,,£30k
1,2027-28,,£31k
1,2028-29,,£32k
2,2026-27,2027-28,£50k
3,2026-27,2027-28,-£50k
4,2027-28,,-£100k
5,2025-26,2025-26,£20k
END
cat >pack/other.yaml <<'END'
scenario: other
title: Another council
extends: committee.yaml
periods: 2026-27 to 2028-29
set:
  roll_forward.split_by_line: no
  plan.starts: 2026-04-01
  plan.ends: 2029-04-01
expect:
  - {figure: net_budget_rolled_forward, values: {2026-27: £1.21m, 2027-28: "£1,141,000", 2028-29: £1173k}}
  - {total: net_budget_by_line, group: [Parks], in: £000, values: {2026-27: 230, 2027-28: 230, 2028-29: 180}}
END
check "another council's plan runs, of lines that print no movements and movements that name some lines" \
	reckon run pack/other.yaml --data other.db -o other.run
check_output "each line as worked out by hand" sqlite3 other.run "
	SELECT line_id, group_concat(net_budget / 100000, ' ') FROM (SELECT * FROM outcome_budget_line ORDER BY line_id, _period)
	GROUP BY 1" <<'END'
parks|230 230 180
roads|1030 1061 1093
unnamed|-50 -150 -100
END
check_output "a kind of change that the plan does not have is none, and the bridge sums without it" sqlite3 other.run "
	SELECT name, group_concat(value / 100000, ' ') FROM (SELECT * FROM bridge_step WHERE bridge = 'net_budget' ORDER BY period)
	GROUP BY name ORDER BY position" <<'END'
opening_budget|1200 1210 1141
net_inflation|30 31 32
demand|0 0 0
pressures|0 0 0
investments|30 0 -50
use_of_reserves|-50 0 50
savings|0 -100 0
income_changes|0 0 0
net_budget_rolled_forward|1210 1141 1173
END
check_output "what began before the plan is taken back in its first year, and said; no more is found" sqlite3 other.run "
	SELECT name, key, period FROM finding ORDER BY 1, 3, 2" <<'END'
no_line_stated|outside|2026-27
no_line_stated|outside|2027-28
no_line_stated|outside|2028-29
takes_back_what_came_before|5, 2025-26|2026-27
END
check_output "nothing is compared with a budget that is not printed" sqlite3 other.run "
	SELECT count(*), count(value) FROM figure WHERE name IN ('printed_net_budget', 'net_budget_difference')" <<'END'
6|0
END

# Expectations and periods that cannot be.
sed 's/^expect:/&\n  - {figure: net_bugdet_rolled_forward, values: {2026-27: £1.21m}}/' pack/other.yaml >pack/misspelt.yaml
check_errors 2 "an expectation on a figure that there is not is an error with the nearest" \
	reckon run pack/misspelt.yaml --data other.db -o misspelt.run <<'END'
pack/misspelt.yaml:10:14: error: there is no figure 'net_bugdet_rolled_forward'
      - {figure: net_bugdet_rolled_forward, values: {2026-27: £1.21m}}
                 ^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean 'net_budget_rolled_forward'?
END
sed 's/2028-29: 180/2029-30: 180/' pack/other.yaml >pack/beyond.yaml
check_errors 2 "so is one of a year that the run does not have" reckon run pack/beyond.yaml --data other.db -o beyond.run <<'END'
pack/beyond.yaml:11:96: error: the run has no period '2029-30'
    p: [Parks], in: £000, values: {2026-27: 230, 2027-28: 230, 2029-30: 180}}
                                                               ^^^^^^^ it has '2026-27' to '2028-29', of which '2028-29' is the nearest
END
sed 's/\[Parks\]/[Prks]/' pack/other.yaml >pack/nobody.yaml
check_errors 2 "and one on a line that there is not" reckon run pack/nobody.yaml --data other.db -o nobody.run <<'END'
pack/nobody.yaml:11:40: error: total 'net_budget_by_line' has no group 'Prks' in any period
      - {total: net_budget_by_line, group: [Prks], in: £000, values: {2026-27:
                                           ^^^^^^ did you mean 'Parks'?
END
sed 's/^periods: .*/periods: [2026-27, 2026-27]/' pack/other.yaml >pack/twice.yaml
check_errors 2 "periods that overlap are refused" reckon run pack/twice.yaml --data other.db -o twice.run <<'END'
pack/twice.yaml:4:20: error: '2026-27' overlaps '2026-27'
    periods: [2026-27, 2026-27]
                       ^^^^^^^
END

# The whole council's gap.
"$top/scripts/make-database" savings.db "$build/reckon" 1 >/dev/null || exit 3
check "the council's gap as published" reckon run pack/gap.yaml --data savings.db -o gap.run
check_output "is bridged from pressures to nothing left, step by step, as SQL adds them up" sqlite3 gap.run "
	ATTACH 'savings.db' AS data;
	SELECT part, name, value / 10000000 FROM bridge_step WHERE period = '2025-26' ORDER BY position;
	SELECT sum(amount) FROM data.gap_item" <<'END'
opening|council_pressures|755
step|ringfenced_grants|-85
step|general_grants|-68
step|council_tax_increase|-201
step|taxbase|-46
step|business_rates|-13
step|savings_identified|-326
step|savings_not_delivered|0
step|other_income|-13
step|reserves_reversed|118
step|reserves_used|-121
closing|gap_remaining|0
0
END
check_output "later years have the gap that is printed" sqlite3 gap.run "
	SELECT period, value / 10000000 FROM figure WHERE name = 'gap' ORDER BY 1" <<'END'
2025-26|0
2026-27|177
2027-28|102
2028-29|218
2029-30|236
END
check "a fifth of the savings late, which is illustrative" reckon run pack/late-savings.yaml --data savings.db -o late.run
check_output "leaves a fifth of them to find, says that it is illustrative, and is held against nothing" sqlite3 late.run "
	SELECT value FROM figure WHERE name = 'gap' AND period = '2025-26';
	SELECT name, count(illustrative) > 0 FROM parameter_value;
	SELECT count(*) FROM expectation" <<'END'
652000000
delivery.savings|1
0
END
check_output "nothing illustrative is in the published run" sqlite3 gap.run "
	SELECT count(*) FROM parameter_value WHERE illustrative IS NOT NULL" <<'END'
0
END
sqlite3 savings.db "UPDATE gap_item SET amount = amount + 10000000 WHERE kind = 'taxbase'"
check_status 1 "a tenth of a million less council tax opens the gap" reckon run pack/gap.yaml --data savings.db -o less.run
check_output "and what the table and the text print of it is missed by that much" sqlite3 less.run "
	SELECT title, difference FROM expectation WHERE outcome = 'missed' ORDER BY position" <<'END'
Table 1: general funding increase|10000000
Table 1: funding envelope changes|10000000
Table 1: total gap to find|10000000
Table 1: total gap remaining|10000000
Text: net increase of general funding of £32.8 million|10000000
Text: a gap to find of £34.2 million|10000000
END
finish
