#!/bin/sh
# The sample indicators, measures and actions hold what was published: every line, with where to find it.
. "${0%/*}/lib.sh"

check "the sample database can be made" "$top/scripts/make-database" kpi.db "$build/reckon" 1

check_output "50 indicators, two of them with two components, and 46 measures, two with seven and five" sqlite3 kpi.db "
	SELECT list_id, count(DISTINCT number), count(*), count(source_line), min(source_line), max(source_line)
	FROM indicator GROUP BY list_id;
	SELECT list_id, number, count(*) FROM indicator WHERE component IS NOT NULL GROUP BY list_id, number" <<'END'
2013-14|50|52|52|562|621
2016-17|46|56|56|235|300
2013-14|2|2
2013-14|12|2
2016-17|10|7
2016-17|12|5
END

check_output "polarity and frequency as printed: nothing where nothing is printed" sqlite3 kpi.db "
	SELECT polarity, frequency, count(*) FROM indicator WHERE list_id = '2013-14' GROUP BY 1, 2;
	SELECT count(*) FROM indicator WHERE list_id = '2016-17' AND (polarity IS NOT NULL OR frequency IS NOT NULL);
	SELECT number FROM indicator WHERE list_id = '2013-14' AND polarity IS NULL ORDER BY number" <<'END'
||2
|monthly|1
high|annual|13
high|monthly|16
high|quarterly|8
low|annual|6
low|monthly|3
low|quarterly|2
range|monthly|1
0
8
31
43
END

check_output "34 targets are set for 2013-14 and 16 are to be set; two placeholders have none" sqlite3 kpi.db "
	SELECT year, value IS NOT NULL, count(*) FROM target GROUP BY 1, 2;
	SELECT DISTINCT printed FROM target WHERE value IS NULL;
	SELECT number, kind FROM indicator WHERE kind <> 'performance'" <<'END'
2012-13|1|10
2013-14|0|16
2013-14|1|34
To be set
8|in_development
43|in_development
5|in_development
14|in_development
END

check_output "published actuals are those that the list states; what is made up stands elsewhere" sqlite3 kpi.db "
	SELECT indicator_id, ends, value, source_line FROM published_actual ORDER BY 1, 2" <<'END'
2013-14 01|2011-12-31|22716|562
2013-14 15|2013-01-31|58.6|578
2013-14 27|2013-01-31|72|594
2013-14 28|2013-01-31|38|595
2013-14 47|2012-03-31|54|618
2013-14 47|2013-01-31|59|618
END

check_output "measures of each committee" sqlite3 kpi.db "
	SELECT committee, count(DISTINCT number), count(*) FROM indicator WHERE list_id = '2016-17' GROUP BY 1" <<'END'
Adults|8|8
Children & Young People|14|14
Economy & Environment|11|11
Health|6|16
Highways & Community Infrastructure|7|7
END

check_output "14 measures tackle deprivation; three of 30 secondary outcomes are not of that list" sqlite3 kpi.db "
	SELECT count(*) FROM indicator WHERE tackles_deprivation;
	SELECT count(*), count(outcome_id) FROM secondary_outcome" <<'END'
14
30|27
END

check_output "the numbers of actions by theme and rating are those of the plan's tables 2 to 4" sqlite3 kpi.db "
	SELECT theme, published_rating_id, count(*) FROM plan_action WHERE published_rating_id IS NOT NULL GROUP BY 1, 2" <<'END'
Communities|amber|11
Communities|green|2
Services|amber|9
Services|blue|3
Services|green|3
Workforce|amber|27
Workforce|blue|15
Workforce|green|14
END

check_output "a date that is printed as a month or a year is its last day, for a start its first day too" sqlite3 kpi.db "
	SELECT position, starts_printed, starts_earliest, starts_latest, due_printed, due FROM plan_action
	WHERE position IN (8, 13, 37, 66, 67) ORDER BY 1" <<'END'
8|Jan-24|2024-01-01|2024-01-31|Feb-24|2024-02-29
13|Jan-25|2025-01-01|2025-01-31|Dec-24|2024-12-31
37|2024|2024-01-01|2024-12-31|2024|2024-12-31
66|2024|2024-01-01|2024-12-31|Apr-24|2024-04-30
67|2023|2023-01-01|2023-12-31|Ongoing|
END

# The schema refuses what cannot be.
refused() {
	name=$1
	shift
	cp kpi.db changed.db
	check_status 19 "$name" sqlite3 -bail changed.db "PRAGMA foreign_keys = ON" "$@"
}
refused "a polarity that is none is refused" "UPDATE indicator SET polarity = 'up' WHERE number = 1"
refused "a band of a rating that is none is refused" "UPDATE band SET rating_id = 'purple' WHERE position = 1"
refused "a band of a scheme that is none is refused" "UPDATE band SET scheme_id = 'other' WHERE position = 1"
refused "an end that is included must be there" "UPDATE band SET lower_included = 1 WHERE lower IS NULL"
refused "a target with a value and a range is refused" "UPDATE target SET low = '1', high = '2' WHERE value IS NOT NULL"
refused "an actual with one side of a gap is refused" "UPDATE illustrative_actual SET comparator_value = NULL"
refused "an actual with a value and a gap is refused" "UPDATE illustrative_actual SET value = '1', group_value = '2', comparator_value = '3'"
refused "two actuals of one day are refused" "UPDATE published_actual SET ends = '2013-01-31'"
refused "a day that is not in the calendar is refused" "UPDATE published_actual SET ends = '2013-02-29' WHERE indicator_id = '2013-14 01'"
refused "a rating that is on target without being one is refused" "UPDATE rating SET on_target = 1 WHERE rating_id = 'no_target'"

finish
