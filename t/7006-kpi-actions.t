#!/bin/sh
# The equality action plan, as it rates its actions and as its own colour key rates them by its own dates, counted again in
# SQL; and each boundary of the key, to the day.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" kpi.db "$build/reckon" 1 >/dev/null || exit 3
scenario=$top/rules/kpi/equality-plan.yaml
check_status 1 "the plan runs, and does not tie with what its tables say" reckon run "$scenario" --data kpi.db -o plan.run
cp "$out" printed
check_output "what the tables say of red does not tie, all else does" sqlite3 plan.run "
	SELECT outcome, name, json_extract(groups, '\$[0]'), expected, found FROM expectation WHERE outcome <> 'exact';
	SELECT outcome, count(*) FROM expectation GROUP BY 1" <<'END'
missed|actions_behind|Workforce|0|9
missed|actions_behind|Communities|0|2
missed|actions_behind|Services|0|1
exact|11
missed|3
END
check_output "ratings stand side by side, in the order of their names in every row" \
	sed -n '/^  theme .*not_rated/,/^$/p' printed <<'END'
  theme        amber  blue  green  not_rated  red  all
  Communities      9            2               2   13
  Services         8     3      3               1   15
  Workforce       22    11     14          1    9   57
  all             39    14     19          1   12   85

END
check_output "no line is longer than 80 columns" awk 'length > 80' printed </dev/null

check_output "the plan's own ratings add up to its tables 2 to 4" sqlite3 plan.run "
	SELECT json_extract(groups, '\$[0]'), json_extract(groups, '\$[1]'), value FROM total
	WHERE name = 'actions_published' AND position > 0;
	SELECT json_extract(groups, '\$[0]'), value FROM total WHERE name = 'actions_by_theme'" <<'END'
Communities|amber|11
Communities|green|2
Services|amber|9
Services|blue|3
Services|green|3
Workforce|amber|27
Workforce|blue|15
Workforce|green|14
|84
Communities|13
Services|15
Workforce|56
END

# What the key says, asked another way: an action must have begun by the last day of its first month, and be done by the last
# day of its last.
cat >key.sql <<'END'
ATTACH 'kpi.db' AS data;
CREATE TEMP TABLE keyed AS SELECT position, theme, published_rating_id AS published, CASE
	WHEN published_rating_id = 'green' THEN 'green'
	WHEN published_rating_id IS NULL THEN 'not_rated'
	WHEN due < '2025-01-16' OR (published_rating_id = 'blue' AND starts_latest < '2025-01-16') THEN 'red'
	ELSE published_rating_id END AS rating FROM data.plan_action;
END
check_output "by its dates every action has the rating that SQL gives" sqlite3 plan.run ".read key.sql" "
	SELECT position, action_rating, k.rating FROM outcome_plan_action o JOIN keyed k USING (position)
	WHERE action_rating <> k.rating;
	SELECT k.published, k.rating, count(*) FROM keyed k GROUP BY 1, 2" <<'END'
|not_rated|1
amber|amber|39
amber|red|8
blue|blue|14
blue|red|4
green|green|19
END
check_output "12 of 84 are behind their own dates, of which the plan rates none red" sqlite3 plan.run "
	SELECT key FROM finding WHERE name = 'action_late' ORDER BY position;
	SELECT count(*) FROM data.plan_action WHERE published_rating_id = 'red'" -cmd "ATTACH 'kpi.db' AS data" <<'END'
equality, 13
equality, 20
equality, 21
equality, 30
equality, 32
equality, 36
equality, 37
equality, 56
equality, 57
equality, 64
equality, 69
equality, 73
0
END
check_output "the longest is 108 days late, since the end of September" sqlite3 plan.run "
	SELECT value FROM total WHERE name = 'longest_late';
	SELECT days_late, julianday('2025-01-16') - julianday('2024-09-30') FROM outcome_plan_action WHERE position = 56" <<'END'
108
108|108.0
END
check_output "one ends before it starts, one cannot be rated, 19 under way have no end" sqlite3 plan.run "
	SELECT name, count(*), min(key) FROM finding WHERE name NOT LIKE 'action_late' GROUP BY name" <<'END'
action_cannot_be_rated|1|equality, 46
action_ends_before_it_starts|1|equality, 13
action_without_an_end|19|equality, 12
END
check_output "nothing is left undecided" sqlite3 plan.run "SELECT count(*) FROM finding WHERE undecided" <<'END'
0
END

# run_other: the plan in other.db, whatever ties.
run_other() {
	reckon run "$scenario" --data other.db -o other.run >"$scratch/other" 2>&1
	[ $? -le 1 ] || exit 3
}
# action PROGRESS STARTS DUE RATING LATE: one action with these dates, on 16 January 2025; - for none.
action() {
	cp kpi.db other.db
	sqlite3 -bail other.db "UPDATE plan_action SET progress = '$1', starts_latest = nullif('$2', '-'), due = nullif('$3', '-')
		WHERE position = 1" || exit 3
	run_other
	check_output "$1, to start by $2 and end by $3: $4" \
		sqlite3 other.run "SELECT action_rating, days_late FROM outcome_plan_action WHERE position = 1" <<-END
		$4|$5
	END
}
action in_progress 2024-01-31 2025-01-15 red 1
action in_progress 2024-01-31 2025-01-16 amber ''
action in_progress 2024-01-31 2025-01-17 amber ''
action in_progress - 2025-01-15 red 1
action in_progress 2024-01-31 - amber ''
action in_progress 2026-01-31 2026-12-31 amber ''
action not_started 2025-01-15 2025-12-31 red 1
action not_started 2025-01-16 2025-12-31 blue ''
action not_started 2025-01-31 2025-01-15 red 1
action not_started 2024-01-16 - red 366
action not_started - 2025-01-15 red 1
action not_started - - blue ''
action completed 2024-01-31 2024-06-30 green ''
action completed 2026-01-31 - green ''

# Another scheme: three weeks late is not yet red.
cp kpi.db other.db
sqlite3 other.db "UPDATE band SET upper = '-21', upper_included = 0 WHERE scheme_id = 'equality_plan' AND position IN (1, 2);
	UPDATE band SET lower = '-21', lower_included = 1 WHERE scheme_id = 'equality_plan' AND position IN (3, 4)" || exit 3
run_other
check_output "a scheme that bears three weeks leaves one action red" sqlite3 other.run "
	SELECT position, days_late FROM outcome_plan_action WHERE action_rating = 'red'" <<'END'
56|108
END
sqlite3 other.db "UPDATE rating_scheme SET measured = 'share' WHERE scheme_id = 'equality_plan'" || exit 3
run_other
check_output "a scheme for indicators rates no action" sqlite3 other.run "
	SELECT action_rating, count(*) FROM outcome_plan_action GROUP BY 1" <<'END'
not_rated|85
END

# The paper does not say of which day its ratings are.
cp "$top"/rules/kpi/*.lua .
sed '/^expect:/,$d; s/^on: .*/on: 2024-12-31/' "$scenario" >december.yaml
check "another day runs" reckon run december.yaml --data kpi.db -o december.run
check_output "at the end of December one action would be late" sqlite3 december.run "
	SELECT position, days_late FROM outcome_plan_action WHERE days_late IS NOT NULL" <<'END'
56|92
END

finish
