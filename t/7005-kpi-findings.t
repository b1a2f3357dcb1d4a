#!/bin/sh
# What a member or an auditor would want to see of indicators: each kind of finding names exactly the indicators that it
# should, in the published list and in one that has other faults. What is made up never meets what was published.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" kpi.db "$build/reckon" 1 >/dev/null || exit 3
pack=$top/rules/kpi
for scenario in 2013-14 2013-14-illustrative 2016-17 2016-17-illustrative; do
	check "$scenario runs" reckon run "$pack/$scenario.yaml" --data kpi.db -o "$scenario.run"
done

# found NAME RUN: the keys of the records that a finding names. said NAME RUN: its messages.
# shellcheck disable=SC2317 # called by check_output
found() { sqlite3 "$2" "SELECT key FROM finding WHERE name = '$1' AND NOT undecided ORDER BY position"; }
# shellcheck disable=SC2317 # called by check_output
said() { sqlite3 "$2" "SELECT message FROM finding WHERE name = '$1' ORDER BY position"; }

check_output "nothing is over 105% of 96% of the roads, or of 99% of the streetlights" said rating_out_of_reach 2013-14.run <<'END'
The proportion of roads that are in good condition: Principal roads: target Principal roads 96%, so that no actual is blue
The proportion of streetlights that are working: target 99%, so that no actual is blue
END
check_output "72 against 80 and 54 against 60 are exactly 10% off, and amber" said off_target 2013-14.run <<'END'
amber: Gross Value Added (GVA) per head of population (ONS): 22,716 by 2011-12-31 against 23,000 pounds per head; nothing to compare with
amber: The proportion of care leavers who are in employment, education or training when they are aged 19: 58.6 by 2013-01-31 against 65 per cent; nothing to compare with
amber: The proportion of people using social care services who have chosen how their support is provided: 72 by 2013-01-31 against 80 per cent; nothing to compare with
amber: The proportion of people using social care services who manage their support themselves: 38 by 2013-01-31 against 40 per cent; nothing to compare with
amber: The proportion of visits to the County Council website that are successful (on-line survey): 54 by 2012-03-31 against 60 per cent; nothing to compare with
amber: The proportion of visits to the County Council website that are successful (on-line survey): 59 by 2013-01-31 against 60 per cent; improving, was 54
END
check_output "the one target without a polarity" found no_polarity 2013-14.run <<'END'
2013-14 31
END
check_output "the one range without a range" found no_range 2013-14.run <<'END'
2013-14 45
END
check_output "placeholders of both lists" sqlite3 2013-14.run "ATTACH '2016-17.run' AS later;
	SELECT key FROM finding WHERE name = 'placeholder' UNION ALL SELECT key FROM later.finding WHERE name = 'placeholder'" <<'END'
2013-14 08
2013-14 43
2016-17 05
2016-17 14
END
check_output "16 targets to be set, each once although there are two periods" sqlite3 2013-14.run "
	SELECT count(*), count(DISTINCT key) FROM finding WHERE name = 'target_to_be_set'" <<'END'
16|16
END
check_output "a priority of an earlier list among the outcomes" found outcome_of_another_list 2016-17.run <<'END'
2016-17 28, 1
2016-17 29, 1
2016-17 30, 1
END
check_output "the bands are none that were published, and that is said" said scheme_not_published 2013-14.run <<'END'
Red beyond 10% off target, blue beyond 5% better: The published lists say what is rated, and not how: these are bands that many councils use
END
check_output "published, nothing else is found, and no scheme at fault" sqlite3 2013-14.run "ATTACH '2016-17.run' AS later;
	SELECT DISTINCT name FROM finding UNION SELECT DISTINCT name FROM later.finding ORDER BY 1" <<'END'
no_polarity
no_range
off_target
outcome_of_another_list
placeholder
rating_out_of_reach
scheme_not_published
target_to_be_set
END

check_output "8.58 against 7.8, 17.82 against 16.2 and 85.05 against 94.5 are exactly 10% off, and amber" sqlite3 2013-14-illustrative.run "
	SELECT indicator_id, actual_now, target_value, rating FROM outcome_indicator
	WHERE _period = '2013-14' AND indicator_id IN ('2013-14 23', '2013-14 30', '2013-14 48')" <<'END'
2013-14 23|85.05|94.5|amber
2013-14 30|17.82|16.2|amber
2013-14 48|8.58|7.8|amber
END
check_output "without a polarity nothing is rated" said cannot_be_rated 2013-14-illustrative.run <<'END'
The rate of admissions of people aged over 65 to residential and nursing care homes, per 100,000 population: nobody says which way is better (750 by 2014-03-31, target 735 per 100,000 population)
END
check_output "ratings that fell" sqlite3 2013-14-illustrative.run "
	SELECT f.key, o.rating_before, o.rating FROM finding f JOIN outcome_indicator o ON o.indicator_id = f.key AND o._period = '2013-14'
	WHERE name = 'rating_fell'" <<'END'
2013-14 02b|green|amber
2013-14 05|green|amber
2013-14 12a|green|amber
END
check_output "one district and the rest, one group and its peers: wider, as wide, narrower, turned round" \
	sqlite3 2016-17-illustrative.run "
	SELECT indicator_id, gap_before, gap_now, gap_movement FROM outcome_indicator WHERE gap_movement IS NOT NULL;
	SELECT name, key FROM finding WHERE name LIKE 'gap%' ORDER BY 1, 2" <<'END'
2016-17 15|8.5|7.5|narrowing
2016-17 27|22.6|23.4|widening
2016-17 28|24|24|same
2016-17 36|4|-0.5|reversed
gap_reversed|2016-17 36
gap_widens|2016-17 27
END

# What is made up does not reach a published figure, and the other way round.
seal() { sqlite3 "$1" "SELECT value FROM digest WHERE name = 'seal'"; }
cp kpi.db other.db
sqlite3 other.db "UPDATE illustrative_actual SET value = '1' WHERE value IS NOT NULL" || exit 3
reckon run "$pack/2013-14.yaml" --data other.db -o published.run >/dev/null
check_that "changing what is made up changes no byte of the published run" "$(seal 2013-14.run)" = "$(seal published.run)"
sqlite3 other.db "UPDATE published_actual SET value = '1'; DELETE FROM illustrative_actual" || exit 3
reckon run "$pack/2013-14-illustrative.yaml" --data other.db -o made.run >/dev/null
check_output "nor is a published actual counted among them" sqlite3 made.run "
	SELECT count(*) FROM outcome_indicator WHERE actual_now IS NOT NULL" <<'END'
0
END
check "the title says so" grep -q '^title: .*MADE UP' "$pack/2013-14-illustrative.yaml"

# change SQL...: the made-up year with something changed, run again as other.run.
change() {
	cp kpi.db other.db
	for sql; do
		sqlite3 -bail other.db "$sql" || exit 3
	done
	reckon run "$pack/2013-14-illustrative.yaml" --data other.db -o other.run >/dev/null || exit 3
}
target() { echo "UPDATE target SET value = '$2', printed = '$2' WHERE indicator_id = '2013-14 $1' AND year = '2013-14'"; }

# 105% of 95.24 is 100.002, of 95.23 it is 99.9915.
change "$(target 25 95.24)" "$(target 02a 95.23)"
check_output "a rating is out of reach from the first target on that puts it there" found rating_out_of_reach other.run <<'END'
2013-14 25, 2013-14, 4
END
# Exactly at 100 and at nothing: whether the ends of a band are included decides.
reach() {
	change "UPDATE rating_scheme SET measured = 'points' WHERE scheme_id = 'within_ten_percent'" "DELETE FROM band" "$1" "$2" "$3"
	check_output "$4" found rating_out_of_reach other.run
}
bands() {
	echo "INSERT INTO band VALUES ('within_ten_percent', 1, 'red', NULL, NULL, 0, '$1', $2),
		('within_ten_percent', 2, 'green', NULL, '$1', 1 - $2, NULL, 0)"
}
others() { echo "DELETE FROM target WHERE indicator_id <> '2013-14 $1'"; }
reach "$(bands 5 1)" "$(target 50 95)" "$(others 50)" "above 5 points better than 95 there is nothing" <<'END'
2013-14 50, 2013-14, 2
END
reach "$(bands 5 0)" "$(target 50 95)" "$(others 50)" "but 5 points better there is 100" </dev/null
reach "$(bands -5 0)" "$(target 50 5)" "$(others 50)" "below 5 points worse than 5 there is nothing" <<'END'
2013-14 50, 2013-14, 1
END
reach "$(bands -5 1)" "$(target 50 5)" "$(others 50)" "but 5 points worse there is 0" </dev/null
reach "$(bands 5 1)" "$(target 41 5)" "$(others 41)" "of low polarity, above 5 points better than 5 there is nothing" <<'END'
2013-14 41, 2013-14, 2
END
reach "$(bands 5 0)" "$(target 41 5)" "$(others 41)" "but 5 points better there is 0" </dev/null
reach "$(bands -5 0)" "$(target 41 95)" "$(others 41)" "and below 5 points worse than 95 there is nothing" <<'END'
2013-14 41, 2013-14, 1
END
range() { echo "UPDATE indicator SET polarity = 'range' WHERE indicator_id = '2013-14 50'; UPDATE target SET value = NULL, low = '$1', high = '$2'"; }
reach "$(bands 0 1)" "$(others 50)" "$(range 40 60)" "nothing is better than inside a range" <<'END'
2013-14 50, 2013-14, 2
END
reach "$(bands 0 0)" "$(others 50)" "$(range 40 60)" "inside it there is everything" </dev/null
reach "$(bands -5 0)" "$(others 50)" "$(range 5 95)" "below it and above it there may be nothing" <<'END'
2013-14 50, 2013-14, 1
END
reach "$(bands -5 0)" "$(others 50)" "$(range 5.01 95)" "a hundredth below it is enough" </dev/null
reach "$(bands -5 0)" "$(others 50)" "$(range 5 94.99)" "a hundredth above it too" </dev/null

change "$(target 50 100)" "$(target 25 100.01)" "$(target 49 0)" "$(target 41 -0.01)" "$(target 04 500)" \
	"UPDATE target SET value = NULL, low = '1', high = '2' WHERE indicator_id = '2013-14 47'"
check_output "targets beyond what there can be" found target_not_possible other.run <<'END'
2013-14 25
2013-14 41
END
check_output "a range for what has another polarity" found range_for_one_value other.run <<'END'
2013-14 47
END

change "UPDATE indicator SET polarity = 'range' WHERE indicator_id = '2013-14 49'" \
	"UPDATE target SET value = NULL, low = '85', high = '90' WHERE indicator_id = '2013-14 49'"
check_output "outside a range" said off_range other.run <<'END'
amber: The proportion of customer complaints received in the month before last that were responded to within minimum response times: 81 by 2014-03-31 against 85 to 90 per cent; improving, was 80.9
END

finish
