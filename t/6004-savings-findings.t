#!/bin/sh
# What a reader of the budget papers should look at: each kind of finding names exactly the movements and lines that it should,
# in the published plan and in one that has other faults.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" savings.db "$build/reckon" 1 >/dev/null || exit 3
cp -r "$top/rules/savings" pack
check_status 1 "the committee's scenario runs" reckon run pack/committee.yaml --data savings.db -o committee.run

# found NAME RUN: the keys and periods of what a finding names; said NAME RUN: what it says.
# shellcheck disable=SC2317 # called by check_output
found() { sqlite3 "$2" "SELECT key, period FROM finding WHERE name = '$1' AND NOT undecided ORDER BY position"; }
# shellcheck disable=SC2317 # called by check_output
said() { sqlite3 "$2" "SELECT period, message FROM finding WHERE name = '$1' ORDER BY period, message"; }

check_output "movements that the printed budget does not have, by division and year, with what rounding explains" \
	said not_in_the_budget committee.run <<'END'
2025-26|Regulatory Services: movements of -£49,000, but the net budget goes from £2,318,000 to £2,221,000: £48,000 too much; rounding explains £5,500
2026-27|Communities, Libraries and Skills: movements of £5,471,000, but the net budget goes from £7,802,000 to £7,110,000: £6,163,000 too much; rounding explains £4,000
2026-27|Regulatory Services: movements of £165,000, but the net budget goes from £2,221,000 to £2,221,000: £165,000 too much; rounding explains £4,000
2027-28|Regulatory Services: movements of £69,000, but the net budget goes from £2,221,000 to £2,221,000: £69,000 too much; rounding explains £2,500
2028-29|Regulatory Services: movements of £34,000, but the net budget goes from £2,221,000 to £2,221,000: £34,000 too much; rounding explains £2,500
2029-30|Regulatory Services: movements of £34,000, but the net budget goes from £2,221,000 to £2,221,000: £34,000 too much; rounding explains £2,500
END
check_output "a change of the printed budget that no movement makes" said not_in_the_movements committee.run <<'END'
2027-28|Communities, Libraries and Skills: the net budget goes from £7,110,000 to £7,868,000, but the movements come to £709,000: -£49,000; rounding explains £4,500
END
check_output "the one movement that alone is what the budget lacks" said left_out_of_the_budget committee.run <<'END'
2026-27|E/R.8d.008 Household Support Fund Grant: £6,163,000
END
check_output "changes of table 2 that table 3 does not give" said table_2_differs committee.run <<'END'
2025-26|Domestic Abuse and Sexual Violence Service, income_changes: £275,000 in table 2, £277,000 in table 3
2025-26|Registration and Citizenship Services, income_changes: -£49,000 in table 2, -£3,000 in table 3
2025-26|Trading Standards, income_changes: -£2,000 in table 2, £0 in table 3
END
check_output "a reference to a movement that there is not" said no_such_movement committee.run <<'END'
2025-26|E/R.1.005, cited for Household Support Fund grant extension
END
check_output "movements without a last year that take back something from before the plan" found undoes_what_came_before committee.run <<'END'
C/R.8c.141|2025-26
E/R.8d.006|2025-26
END
check_output "a description that leaves something open" found description_in_doubt committee.run <<'END'
E/R.6.010|2025-26
END
check_output "three reserves whose balance nobody gives, and which is never taken for nothing" found balance_not_known committee.run <<'END'
anti_poverty|2025-26
homes_for_ukraine|2025-26
just_transition|2025-26
END
check_output "what names no line is known for each division and year, counted by SQL" sqlite3 committee.run "
	ATTACH 'savings.db' AS data;
	SELECT count(*), sum(o.division_no_line = (SELECT ifnull(sum(a.increment), 0) FROM outcome_movement_amount AS a
		JOIN data.movement USING (movement_id) JOIN data.budget_line AS l USING (line_id)
		WHERE NOT l.stated AND l.division_id = o.division_id AND a._period = o._period))
	FROM outcome_budget_division AS o" <<'END'
15|15
END
check_output "nothing is found that is not so" sqlite3 committee.run "
	SELECT count(*) FROM finding WHERE name IN ('temporary_item_left', 'outside_the_plan', 'draw_without_its_use')" <<'END'
0
END

# Other faults.
cat >faults.sql <<'END'
INSERT INTO budget_year VALUES ('2022-23', '2022-04-01'), ('2023-24', '2023-04-01'), ('2030-31', '2030-04-01');
INSERT INTO movement_amount VALUES ('C/R.2.001', '2030-31', NULL, 100000), ('E/R.2.001', '2022-23', '2023-24', 100000);
UPDATE movement_amount SET amount = -15100000 WHERE movement_id = 'E/R.6.005';
UPDATE movement_amount SET last_year_id = '2027-28' WHERE movement_id = 'E/R.6.010';
UPDATE line_budget SET net = net + 616300000 WHERE line_id = 'strategic_management' AND year = '2026-27';
UPDATE subtotal_budget SET net = net + 616300000 WHERE subtotal_id = 'communities_libraries_skills' AND year = '2026-27';
UPDATE reserve SET balance = 100 WHERE reserve_id = 'just_transition';
END
cp savings.db changed.db
sqlite3 changed.db <faults.sql
check_status 1 "a plan with other faults runs" reckon run pack/committee.yaml --data changed.db -o changed.run
check_output "movements that fall in no year of the plan are errors" sqlite3 changed.run "
	SELECT level, message FROM finding WHERE name = 'outside_the_plan' ORDER BY position" <<'END'
error|C/R.2.001 P&S General Inflation: £1,000 from 2030-31
error|E/R.2.001 General inflation S&P: £1,000 from 2022-23
END
check_output "a draw that what it pays for does not match" said draw_without_its_use changed.run <<'END'
2027-28|E/R.6.005 Communities investments funding from reserves and E/R.5.004 Communities - Migration post and Communities: £1,000 is left
END
check_output "a reversal in another year than was printed is missed, in both years" sqlite3 changed.run "
	SELECT period, expected / 100000, found / 100000 FROM expectation WHERE outcome = 'missed'
	AND title = 'E/R.6.010: what its years give, as printed'" <<'END'
2027-28|520|0
2028-29|0|520
END
check_output "once the budget has the grant's end, what it lacks is the reversal that was moved" \
	found left_out_of_the_budget changed.run <<'END'
E/R.6.010, 2025-26|2028-29
END
check_output "a balance that is given is not asked for" found balance_not_known changed.run <<'END'
anti_poverty|2025-26
homes_for_ukraine|2025-26
END

# In a database that does not check: a life that ends before it begins would be reversed before it begins, and is found by the
# bridge between what begins, what is reversed and what stands in the base.
sqlite3 changed.db "PRAGMA ignore_check_constraints = ON;
	UPDATE movement_amount SET last_year_id = '2024-25' WHERE movement_id = 'E/R.6.010'"
check_status 2 "a temporary item whose life ends before it begins stops the run" \
	reckon run pack/committee.yaml --data changed.db -o backwards.run
check_says "at the bridge that does not sum, with by how much" "bridge 'reserves' does not sum in 2025-26: £4,012,000 + £0 - £2,991,000 = £1,021,000, but 'draws' is £501,000: £520,000 less" "$errors"
check_that "and there is no run file" ! -e backwards.run
finish
