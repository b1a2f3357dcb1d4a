#!/bin/sh
# The stated policy against the published amounts. What reckon counts is counted here again, by SQL in whole pence.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" fees.db "$build/reckon" 1 >/dev/null || exit 3
scenario=$top/rules/fees/2025-26.yaml

check "the scenario of the published schedule runs" reckon run "$scenario" --data fees.db -o fees.run

# total NAME RUN: a total and its groups, a line each.
# shellcheck disable=SC2317 # called by check_output
total() {
	sqlite3 "$2" "SELECT replace(trim(groups, '[]'), '\"', ''), value, unknown FROM total WHERE name = '$1' ORDER BY position"
}

check_output "190 amounts stand in both years: 118 changed, 53 were held, 19 are free" total amounts fees.run <<'END'
|190|0
either|4|0
free|19|0
held|53|0
neither|28|0
staff|86|0
END
check_output "118 of them changed" total changed_amounts fees.run <<'END'
|118|0
END

# Every rate, mode and step: n is the uplifted price in ten-thousandths of a penny, d the step in the same.
check "each way to uplift is counted by SQL" sqlite3 fees.db "
	WITH amount AS (
		SELECT current.amount AS current, published.amount AS published
		FROM published_amount AS current JOIN published_amount AS published USING (component_id, bound)
		WHERE current.year = '2024-25' AND published.year = '2025-26' AND current.amount <> published.amount),
	trial AS (
		SELECT rate, mode, step, published, step * 10000 AS d,
		       current * (10000 + CASE rate WHEN 'staff' THEN 550 ELSE 225 END) AS n
		FROM amount CROSS JOIN rounding_option)
	SELECT sum(published = step * CASE mode WHEN 'up' THEN (n + d - 1) / d ELSE (2 * n + d) / (2 * d) END)
	FROM trial GROUP BY rate, mode, step"
cp "$out" expected
check "and by reckon" sqlite3 fees.run "SELECT value FROM total WHERE name = 'reproduced' AND position > 0 ORDER BY position"
check_same "for each rate, mode and step, reckon reproduces as many changed amounts as SQL does" expected "$out"
check_output "no single way reproduces more than 83 of them, and 32 ways were tried" sqlite3 fees.run "
	SELECT groups, value FROM total WHERE name = 'reproduced' AND position > 0 ORDER BY CAST(value AS INTEGER) DESC LIMIT 1;
	SELECT count(*) FROM total WHERE name = 'reproduced' AND position > 0" <<'END'
["staff", "half_up", "£0.50"]|83
32
END

check_output "the policy's price is known only where both rates come to the same: 35 amounts of 190" \
	total policy_prices fees.run <<'END'
|35|155
END

# policy DB: what the policy gives for each amount.
policy() {
	rm -f policy.run
	reckon run "$scenario" --data "$1" -o policy.run >/dev/null &&
		sqlite3 policy.run "SELECT amount_id, at_general, at_staff, policy_price FROM outcome_amount ORDER BY amount_id;
			ATTACH 'fees.run' AS fees;
			SELECT amount_id, option_id, t.trial_price
			FROM outcome_trial AS t JOIN fees.outcome_trial USING (amount_id, option_id) ORDER BY amount_id, option_id"
}
policy fees.db >expected
check_output "190 amounts and 118 times 32 trials are priced" awk 'END { print NR }' expected <<'END'
3966
END

cp fees.db changed.db
sqlite3 changed.db "UPDATE price SET low = low + 123, high = high + 123 WHERE year = '2025-26' AND kind <> 'free'"
policy changed.db >got
check_same "the policy's prices do not depend on the published ones" expected got

cp fees.db changed.db
sqlite3 changed.db "UPDATE entry SET covers_staff = 1"
check "it can be recorded that charges cover staff costs" reckon run "$scenario" --data changed.db -o staff.run
check_output "then the policy's price is known for every amount, and is the one at that rate" sqlite3 staff.run "
	SELECT count(policy_price), sum(policy_price = at_staff) FROM outcome_amount" <<'END'
190|190
END

cp fees.db changed.db
sqlite3 changed.db "UPDATE entry SET statutory = 1 WHERE charge_id IN (19, 39)"
check "charges can be made statutory" reckon run "$scenario" --data changed.db -o statutory.run
check_output "a statutory charge stays as it is, at either rate" sqlite3 statutory.run "
	SELECT amount_id, at_general, at_staff, policy_price FROM outcome_amount
	WHERE amount_id IN ('019 price', '039 low', '039 high') ORDER BY amount_id" <<'END'
019 price|3500|3500|3500
039 high|3200|3200|3200
039 low|1300|1300|1300
END

# The declared steps: 5p below £3, 50p below £300, £5 above.
check_output "small, other and large amounts are rounded to their own steps" sqlite3 fees.run "
	SELECT amount_id, at_general, at_staff FROM outcome_amount
	WHERE amount_id IN ('010 price', '020b price', '095 price', '119 price', '134b price', '134j price') ORDER BY amount_id" <<'END'
010 price|25|25
020b price|3050|3150
095 price|28100|29000
119 price|55|60
134b price|10850|11200
134j price|54000|56000
END

finish
