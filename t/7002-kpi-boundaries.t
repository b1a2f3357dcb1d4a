#!/bin/sh
# Ratings at every boundary of a scheme and one hundredth to each side of it, through the engine, for each polarity; and
# what must not be rated at all.
. "${0%/*}/lib.sh"

sqlite3 kpi.db <"$top/schema/kpi.sql" || exit 3
for table in rating rating_scheme band; do
	reckon import kpi.db "$table" "$top/schema/kpi/$table.csv" >/dev/null || exit 3
done
sqlite3 kpi.db "
	INSERT INTO indicator_list VALUES ('mine', 'Another council''s', 'this test');
	INSERT INTO indicator_unit VALUES ('percent', 'per cent', '0', '100');
	INSERT INTO rating_scheme VALUES ('strict', 'At 10% off it is red', 'share', 'illustrative', 'this test'),
		('points', 'Red beyond 5 points', 'points', 'illustrative', 'this test'),
		('trend', 'Beyond 10% off, red only where it worsens', 'share', 'illustrative', 'this test'),
		('empty', 'Without bands', 'share', 'illustrative', 'this test'),
		('overlapping', 'Two bands at 0', 'share', 'illustrative', 'this test'),
		('open', 'Nothing at 0', 'share', 'illustrative', 'this test');
	INSERT INTO band (scheme_id, position, rating_id, only_when, lower, lower_included, upper, upper_included) VALUES
		('strict', 1, 'red', NULL, NULL, 0, '-0.1', 1), ('strict', 2, 'amber', NULL, '-0.1', 0, '0', 1),
		('strict', 3, 'green', NULL, '0', 0, NULL, 0),
		('points', 1, 'red', NULL, NULL, 0, '-5', 0), ('points', 2, 'amber', NULL, '-5', 1, '0', 0),
		('points', 3, 'green', NULL, '0', 1, '2', 1), ('points', 4, 'blue', NULL, '2', 0, NULL, 0),
		('trend', 1, 'red', 'worsening', NULL, 0, '-0.1', 0), ('trend', 2, 'amber', 'same', NULL, 0, '-0.1', 0),
		('trend', 3, 'amber', 'improving', NULL, 0, '-0.1', 0), ('trend', 4, 'green', NULL, '-0.1', 1, NULL, 0),
		('overlapping', 1, 'red', NULL, NULL, 0, '0', 1), ('overlapping', 2, 'green', NULL, '0', 1, NULL, 0),
		('open', 1, 'red', NULL, NULL, 0, '0', 0), ('open', 2, 'green', NULL, '0', 0, NULL, 0)" || exit 3
cp "$top"/rules/kpi/* . || exit 3
cat >mine.yaml <<'END'
scenario: mine
title: Another council's indicators
extends: 2013-14.yaml
data: kpi.db
records:
  rating_scheme: {where: scheme_id LIKE '%'}
  band: {where: scheme_id LIKE '%'}
  indicator: {where: list_id = 'mine'}
  actual: {where: indicator_id LIKE '%'}
  target_band: {where: indicator_id LIKE '%'}
END

# Each line: scheme, polarity, target (one number, or low..high), actual, the one before (- none), the rating.
cat >cases <<'END'
ten high 80 71.99 - red
ten high 80 72 - amber
ten high 80 72.01 - amber
ten high 80 79.99 - amber
ten high 80 80 - green
ten high 80 80.01 - green
ten high 80 83.99 - green
ten high 80 84 - green
ten high 80 84.01 - blue
ten high 60 53.99 - red
ten high 60 54 - amber
ten high 60 54.01 - amber
ten high 94.5 85.04 - red
ten high 94.5 85.05 - amber
ten high 94.5 85.06 - amber
ten high 94.5 94.49 - amber
ten high 94.5 94.5 - green
ten high 94.5 99.22 - green
ten high 94.5 99.225 - green
ten high 94.5 99.23 - blue
ten low 7.8 8.59 - red
ten low 7.8 8.58 - amber
ten low 7.8 8.57 - amber
ten low 7.8 7.81 - amber
ten low 7.8 7.8 - green
ten low 7.8 7.79 - green
ten low 7.8 7.42 - green
ten low 7.8 7.41 - green
ten low 7.8 7.40 - blue
ten low 16.2 17.83 - red
ten low 16.2 17.82 - amber
ten low 16.2 17.81 - amber
ten low 16.2 16.21 - amber
ten low 16.2 16.2 - green
ten low 16.2 15.39 - green
ten low 16.2 15.38 - blue
ten range 30..40 26.99 - red
ten range 30..40 27 - amber
ten range 30..40 27.01 - amber
ten range 30..40 29.99 - amber
ten range 30..40 30 - green
ten range 30..40 35 - green
ten range 30..40 40 - green
ten range 30..40 40.01 - amber
ten range 30..40 43.99 - amber
ten range 30..40 44 - amber
ten range 30..40 44.01 - red
ten range 0.3..0.7 0.26 - red
ten range 0.3..0.7 0.27 - amber
ten range 0.3..0.7 0.77 - amber
ten range 0.3..0.7 0.78 - red
ten range 50..50 50 - green
ten range 50..50 50.01 - amber
ten high 1000000000000.01 900000000000.008 - red
ten high 1000000000000.01 900000000000.009 - amber
ten high 0.03 0.027 - amber
ten high 0.03 0.02699999 - red
strict high 80 71.99 - red
strict high 80 72 - red
strict high 80 72.01 - amber
strict high 80 80 - amber
strict high 80 80.01 - green
strict low 7.8 8.58 - red
strict low 7.8 8.57 - amber
strict low 7.8 7.8 - amber
strict low 7.8 7.79 - green
strict range 30..40 27 - red
strict range 30..40 27.01 - amber
strict range 30..40 35 - amber
strict range 30..40 43.99 - amber
strict range 30..40 44 - red
points high 80 74.99 - red
points high 80 75 - amber
points high 80 79.99 - amber
points high 80 80 - green
points high 80 82 - green
points high 80 82.01 - blue
points low 80 85.01 - red
points low 80 85 - amber
points low 80 78 - green
points low 80 77.99 - blue
points range 30..40 24.99 - red
points range 30..40 25 - amber
points range 30..40 45 - amber
points range 30..40 45.01 - red
points low 0 5.01 - red
points low 0 5 - amber
points low 0 0 - green
points low 0 -2 - green
points low 0 -2.01 - blue
points high -2 -7.01 - red
points high -2 -7 - amber
points high -2 -2 - green
points high -2 0 - green
points high -2 0.01 - blue
points range -5..5 -10.01 - red
points range -5..5 -10 - amber
points range -5..5 0 - green
ten high 0 0 - green
ten high 0 0.01 - not_rated
ten high 0 -0.01 - not_rated
ten low 0 0 - green
strict high 0 0 - amber
strict low -5 -5 - amber
strict range 0..5 0 - amber
ten low 0 0.01 - not_rated
ten high -5 -5 - green
ten high -5 -5.01 - not_rated
ten high -5 -4.99 - not_rated
ten low -5 -4 - not_rated
ten range -5..5 0 - green
ten range -5..5 -5 - green
ten range -5..5 -5.01 - not_rated
ten range -5..5 5.5 - amber
ten range -5..5 5.51 - red
ten range 0..5 -0.01 - not_rated
ten range 40..30 35 - not_rated
ten range 50 50 - not_rated
ten high 30..40 35 - not_rated
ten low 30..40 35 - not_rated
ten range ..40 35 - not_rated
ten range 30.. 35 - not_rated
trend high 80 70 71 red
trend high 80 70 70 amber
trend high 80 70 69 amber
trend high 80 70 - not_rated
trend high 80 72 73 green
trend high 80 72 - green
trend low 80 90 89 red
trend low 80 90 91 amber
trend range 30..40 50 45 red
trend range 30..40 50 20 amber
trend range 30..40 50 60 amber
trend range 30..40 20 50 amber
empty high 80 80 - not_rated
overlapping high 80 80 - not_rated
overlapping high 80 80.01 - green
open high 80 80 - not_rated
open high 80 79.99 - red
equality_plan high 80 80 - not_rated
END

awk -v quote="'" '
	function text(s) { return s == "" || s == "-" ? "NULL" : quote s quote }
	{
		id = sprintf("%03d", NR)
		scheme = $1 == "ten" ? "within_ten_percent" : $1
		ends = index($3, "..")
		value = ends ? "" : $3
		low = ends ? substr($3, 1, ends - 1) : ""
		high = ends ? substr($3, ends + 2) : ""
		printf "INSERT INTO indicator (indicator_id, list_id, number, name, kind, polarity, accumulates, scheme_id) VALUES (%s, %s, %d, %s, %s, %s, 0, %s);\n",
			text(id), text("mine"), NR, text($0), text("performance"), text($2), text(scheme)
		printf "INSERT INTO target VALUES (%s, %s, %s, %s, %s, %s, NULL);\n", text(id), text("2013-14"), text(value), text(low), text(high), text($3)
		printf "INSERT INTO published_actual VALUES (%s, %s, %s, NULL, NULL, %s, NULL);\n", text(id), text("2013-03-31"), text($4), text("now")
		if ($5 != "-")
			printf "INSERT INTO published_actual VALUES (%s, %s, %s, NULL, NULL, %s, NULL);\n", text(id), text("2012-03-31"), text($5), text("before")
	}' cases >cases.sql
sqlite3 -bail kpi.db <cases.sql || exit 3

check "the cases run" reckon run mine.yaml -o mine.run
sqlite3 mine.run "SELECT indicator_id, rating FROM outcome_indicator WHERE _period = '2012-13' ORDER BY 1" >got
awk '{ printf "%03d|%s\n", NR, $6 }' cases >expected
paste -d '#' cases expected got >compared
while IFS='#' read -r case expected got; do
	check_that "${case% *} is ${case##* }" "$expected" = "$got"
done <compared
check_that "every case was rated" "$(wc -l <cases)" -eq "$(wc -l <got)"

check_output "each that is not rated says why" sqlite3 mine.run "
	SELECT reason_not_rated, count(*) FROM outcome_indicator WHERE _period = '2012-13' AND rating = 'not_rated' GROUP BY 1
	UNION ALL SELECT reason_not_rated, count(*) FROM outcome_indicator
	WHERE _period = '2012-13' AND (rating = 'not_rated') <> (reason_not_rated IS NOT NULL) GROUP BY 1" <<'END'
its polarity is range, and its target has no range|3
its range ends before it begins|1
its scheme asks whether it improves, and there is no actual before|1
its scheme measures neither shares nor points but days|1
its scheme takes shares of the target, which is not above 0|8
its target is a range, and its polarity is high|1
its target is a range, and its polarity is low|1
no band of its scheme holds it|2
several bands of its scheme hold it|1
END
check "the run replays to the same bytes" reckon replay mine.run

# One fact at a time, on the case "ten high 80 80": number 5.
rating() {
	name=$1 expected=$2
	shift 2
	cp kpi.db other.db
	for sql; do
		sqlite3 -bail other.db "$sql" || exit 3
	done
	reckon run mine.yaml --data other.db -o other.run >/dev/null || exit 3
	check_output "$name" sqlite3 other.run "
		SELECT rating, reason_not_rated FROM outcome_indicator WHERE _period = '2012-13' AND indicator_id = '005'" <<-END
		$expected
	END
}
set_indicator() { echo "UPDATE indicator SET $1 WHERE indicator_id = '005'"; }
rating "without a polarity it is not rated" "not_rated|nobody says which way is better" "$(set_indicator 'polarity = NULL')"
rating "contextual, it is not rated" "contextual|" "$(set_indicator "kind = 'contextual'")"
rating "in its first year, it is not rated" "baseline|" "$(set_indicator "kind = 'baseline'")"
rating "a placeholder is not rated" "in_development|" "$(set_indicator "kind = 'in_development'")"
rating "without a row in target it has none" "no_target|" "DELETE FROM target WHERE indicator_id = '005'"
rating "a target to be confirmed is none" "no_target|" \
	"UPDATE target SET value = NULL, printed = 'TBC' WHERE indicator_id = '005'"
rating "the target of another year is none" "no_target|" "UPDATE target SET year = '2012-13' WHERE indicator_id = '005'"
rating "without an actual it has none" "no_actual|" "DELETE FROM published_actual WHERE indicator_id = '005'"
rating "an actual of another year is none" "no_actual|" \
	"UPDATE published_actual SET ends = '2013-04-01' WHERE indicator_id = '005'"
rating "the last day of the year before is of that year" "no_actual|" \
	"UPDATE published_actual SET ends = '2012-03-31' WHERE indicator_id = '005'"
rating "the first day of the year is in it" "green|" \
	"UPDATE published_actual SET ends = '2012-04-01' WHERE indicator_id = '005'"
rating "100% is in a whole" "blue|" "$(set_indicator "unit_id = 'percent'")" \
	"UPDATE published_actual SET value = '100' WHERE indicator_id = '005'"
rating "more than 100% is not" "not_rated|its actual is more than there can be" "$(set_indicator "unit_id = 'percent'")" \
	"UPDATE published_actual SET value = '100.01' WHERE indicator_id = '005'"
rating "nor is less than nothing" "not_rated|its actual is less than there can be" "$(set_indicator "unit_id = 'percent'")" \
	"UPDATE published_actual SET value = '-0.01' WHERE indicator_id = '005'"
rating "what adds up is rated at the end of the year" "green|" "$(set_indicator 'accumulates = 1')"
rating "and not before" "not_rated|it adds up through the year, which is not over" "$(set_indicator 'accumulates = 1')" \
	"UPDATE published_actual SET ends = '2013-03-30' WHERE indicator_id = '005'"
rating "the later of two actuals counts" "red|" \
	"INSERT INTO published_actual SELECT indicator_id, '2012-06-30', '90', NULL, NULL, 'June', NULL FROM published_actual
	 WHERE indicator_id = '005'" "UPDATE published_actual SET value = '71' WHERE indicator_id = '005' AND ends = '2013-03-31'"
rating "the size of a gap is its actual" "green|" "$(set_indicator "polarity = 'low', gap_group = 'a', gap_comparator = 'b'")" \
	"UPDATE published_actual SET value = NULL, group_value = '10.5', comparator_value = '90.5' WHERE indicator_id = '005'"
rating "whichever group is ahead" "amber|" "$(set_indicator "polarity = 'low', gap_group = 'a', gap_comparator = 'b'")" \
	"UPDATE published_actual SET value = NULL, group_value = '90.51', comparator_value = '10.5' WHERE indicator_id = '005'"

finish
