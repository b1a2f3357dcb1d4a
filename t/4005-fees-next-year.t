#!/bin/sh
# Next year's schedule is only more rows, and next year's scenario only says what differs.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" fees.db "$build/reckon" 1 >/dev/null || exit 3

# Every price of 2025-26 is held, but for one of £35 that becomes £36.50; one charge ends, and one begins.
check "another year fits the same tables" sqlite3 -bail fees.db "
	PRAGMA foreign_keys = ON;
	INSERT INTO schedule VALUES ('2026-27', 'Schedule of fees and charges for 2026-27', '2026-04-01', '2025-26', 'made up');
	INSERT INTO entry (charge_id, year, position, statutory, basis)
		SELECT charge_id, '2026-27', position, statutory, basis FROM entry WHERE year = '2025-26';
	INSERT INTO price SELECT component_id, '2026-27', kind, unit_id, low, high, cap, discount, vat, printed
		FROM price WHERE year = '2025-26';
	UPDATE price SET low = 3650, high = 3650 WHERE component_id = '019' AND year = '2026-27';
	UPDATE price SET kind = 'withdrawn', low = NULL, high = NULL WHERE component_id = '006' AND year = '2026-27';
	INSERT INTO charge VALUES (135, 'membership', 'Tool library');
	INSERT INTO entry (charge_id, year, position, statutory) VALUES (135, '2026-27', 135, 0);
	INSERT INTO component (component_id, charge_id) VALUES ('135', 135);
	INSERT INTO price (component_id, year, kind, low, high, printed) VALUES ('135', '2026-27', 'flat', 1200, 1200, '£12')"

cp -R "$top/rules/fees" rules
cat >rules/2026-27.yaml <<'END'
scenario: fees-2026-27
title: Fees and charges proposed for 2026-27, against the policy
extends: 2025-26.yaml
periods: 2026-27
records:
  charge: {where: schedule_id = '2026-27'}
  component: {where: schedule_id = '2026-27'}
  amount: {where: schedule_id = '2026-27'}
  trial: {where: schedule_id = '2026-27'}
  noted_price: {where: year = '2026-27'}
END
check "its scenario extends the one before" reckon run rules/2026-27.yaml --data fees.db -o next.run
check_output "its charges and components are there, the new one among them" sqlite3 next.run "
	SELECT name, value FROM total WHERE name IN ('charges', 'components') AND position = 0 ORDER BY name" <<'END'
charges|135
components|161
END
check_output "what changed is the one price that did, and what is new or ended is compared with nothing" sqlite3 next.run "
	SELECT amount_id, current, published, at_staff FROM record_amount JOIN outcome_amount USING (amount_id) WHERE changed;
	SELECT count(*) FROM record_amount WHERE component_id IN ('006', '135')" <<'END'
019 price|3500|3650|3700
0
END
check_output "the uplift of the year before is not taken for the new year's without saying so" sqlite3 next.run "
	SELECT name, shown, in_force, carried FROM parameter_value WHERE name LIKE 'uplift.%' ORDER BY name" <<'END'
uplift.general|2.25%|2025-04-01|1
uplift.staff|5.5%|2025-04-01|1
END

check "this year's scenario still runs" reckon run "$top/rules/fees/2025-26.yaml" --data fees.db -o fees.run
check_output "and finds the 118 changes of its own year" sqlite3 fees.run "
	SELECT value FROM total WHERE name = 'changed_amounts'" <<'END'
118
END

finish
