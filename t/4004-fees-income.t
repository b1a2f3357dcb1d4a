#!/bin/sh
# The income effect of the new prices, on volumes that say what they are. Counted again by SQL.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" fees.db "$build/reckon" 1 >/dev/null || exit 3
scenario=$top/rules/fees/2025-26.yaml
check "the scenario runs" reckon run "$scenario" --data fees.db -o fees.run

# sums COLUMN END: the change in income that a column of outcome_amount gives, over prices and that end of ranges.
sums() {
	sqlite3 fees.run "ATTACH 'fees.db' AS fees;
		SELECT sum(($1 - current) * quantity), sum($1 <> current AND quantity IS NULL)
		FROM record_amount JOIN outcome_amount USING (amount_id) LEFT JOIN fees.volume USING (component_id)
		WHERE bound IN ('price', '$2')"
}
# whole NAME: the whole of a total.
whole() {
	sqlite3 fees.run "SELECT value, unknown FROM total WHERE name = '$1' AND position = 0"
}
for column in published at_general at_staff; do
	total=income_change_${column#published}
	for end in lowest highest; do
		sums "$column" "$(test $end = lowest && echo low || echo high)" >expected
		whole "${total%_}_$end" >got
		check_same "change in income at ${column#at_}, ranges at their $end" expected got
	done
done

check_output "the published prices' totals, by origin of the volumes and by service" sqlite3 fees.run "
	SELECT name, groups, shown, unknown FROM total
	WHERE name IN ('income_change_lowest', 'income_change_highest') AND position > 0 ORDER BY name, position" <<'END'
income_change_highest|["unknown", "Libraries"]|£0|2
income_change_highest|["illustrative", "Archives"]|£1,424|0
income_change_highest|["illustrative", "Libraries"]|£24,757|0
income_change_highest|["illustrative", "Policy, Insight and Programmes"]|£1,323|0
income_change_lowest|["unknown", "Libraries"]|£0|2
income_change_lowest|["illustrative", "Archives"]|£1,424|0
income_change_lowest|["illustrative", "Libraries"]|£5,779.50|0
income_change_lowest|["illustrative", "Policy, Insight and Programmes"]|£1,323|0
END

check_output "what was withdrawn brought in this much" whole income_ending <<'END'
196800|0
END

# Volumes as parameters: of libraries nine tenths, each amount to the penny.
check "a scenario can say that less is sold" reckon run "$top/rules/fees/lower-volumes.yaml" --data fees.db -o lower.run
for end in low high; do
	sqlite3 lower.run "ATTACH 'fees.db' AS fees;
		SELECT sum(CASE WHEN service_id <> 'libraries' THEN change
			WHEN change < 0 THEN (change * 9 - 5) / 10 ELSE (change * 9 + 5) / 10 END)
		FROM (SELECT (published - current) * quantity AS change, service_id
			FROM record_amount JOIN fees.component USING (component_id) JOIN fees.charge USING (charge_id)
			JOIN fees.charge_group USING (group_id) JOIN fees.volume USING (component_id)
			WHERE bound IN ('price', '$end'))" >expected
	sqlite3 lower.run "SELECT value FROM total WHERE name = 'income_change_${end}est' AND position = 0" |
		sed 's/^$/none/' >got
	check_same "the change in income of what is then sold, ranges at their $end end" expected got
done
check_output "the other services sell what they did" sqlite3 lower.run "
	SELECT groups, shown FROM total WHERE name = 'income_change_lowest' AND position > 0 ORDER BY position" <<'END'
["unknown", "Libraries"]|£0
["illustrative", "Archives"]|£1,424
["illustrative", "Libraries"]|£5,201.55
["illustrative", "Policy, Insight and Programmes"]|£1,323
END
check_output "the run says so" sqlite3 lower.run "
	SELECT shown, illustrative IS NOT NULL, overridden FROM parameter_value WHERE name LIKE 'volume.%' ORDER BY name" <<'END'
100%|1|0
90%|1|1
100%|1|0
END

# One volume becomes a real one: it is never added to those that are made up.
sqlite3 fees.db "UPDATE volume SET quantity = 1000, origin = 'outturn' WHERE component_id = '092'"
check "a volume can be replaced by an outturn" reckon run "$scenario" --data fees.db -o outturn.run
check_output "income from volumes of another origin stands in a group of its own" sqlite3 outturn.run "
	SELECT groups, shown FROM total WHERE name = 'income_change_lowest' AND groups LIKE '%outturn%'" <<'END'
["outturn", "Archives"]|£500
END

finish
