#!/bin/sh
# A council that keeps its indicators in a table of its own is rated by the same rules: its scenario says how its columns read,
# and no rule changes.
. "${0%/*}/lib.sh"

cp "$top"/rules/kpi/*.lua "$top/rules/kpi/parameters.yaml" . || exit 3
sqlite3 own.db "
	CREATE TABLE scorecard (code TEXT PRIMARY KEY, what TEXT, good TEXT, portfolio TEXT, goal TEXT, goal_to TEXT);
	CREATE TABLE reading (code TEXT, up_to TEXT, figure TEXT, PRIMARY KEY (code, up_to));
	CREATE TABLE colour (grade TEXT PRIMARY KEY, place INTEGER, fine INTEGER);
	CREATE TABLE threshold (grade TEXT PRIMARY KEY, over TEXT, up_to TEXT);
	INSERT INTO scorecard VALUES
		('A1', 'Homes let within 28 days', 'up', 'Housing', '80', NULL), ('A2', 'Days to let a home', 'down', 'Housing', '25', NULL),
		('B1', 'Reserves as a share of the budget', 'between', 'Finance', '5', '8'), ('B2', 'Invoices paid in time', 'up', 'Finance', 'TBC', NULL),
		('C1', 'Footfall', NULL, 'Economy', '1000', NULL);
	INSERT INTO reading VALUES
		('A1', '2025-04-30', '76'), ('A1', '2025-05-31', '75.99'), ('A1', '2025-06-30', '80'),
		('A2', '2025-04-30', '26.25'), ('A2', '2025-05-31', '26.26'), ('A2', '2025-06-30', '27'),
		('B1', '2025-04-30', '4.75'), ('B1', '2025-05-31', '8.41'), ('B1', '2025-06-30', '6'),
		('C1', '2025-06-30', '900');
	INSERT INTO colour VALUES ('poor', 1, 0), ('near', 2, 0), ('good', 3, 1), ('not_rated', 4, 0), ('no_actual', 5, 0), ('no_target', 6, 0);
	INSERT INTO threshold VALUES ('poor', NULL, '-0.05'), ('near', '-0.05', '0'), ('good', '0', NULL)" || exit 3

cat >own.yaml <<'END'
scenario: scorecard
title: Another council's scorecard, month by month
data: own.db
periods: 2025-04 to 2025-06
parameters: [parameters.yaml]
rules: [indicators.lua, rating.lua, schemes.lua, totals.lua, findings.lua]
set:
  target.year: 2025-26
records:
  indicator:
    query: |
      SELECT code AS indicator_id, what AS name, NULL AS heading, 'performance' AS kind, 'scorecard' AS scheme_id,
             CASE good WHEN 'up' THEN 'high' WHEN 'down' THEN 'low' WHEN 'between' THEN 'range' END AS polarity,
             0 AS accumulates, NULL AS unit_id, NULL AS gap_group, NULL AS gap_comparator
      FROM scorecard
    key: [indicator_id]
    fields:
      indicator_id: text
      name: text
      heading: text optional
      kind: status
      polarity: status
      accumulates: flag
      scheme_id: {type: text, references: rating_scheme}
      unit_id: {type: text, optional: true, references: indicator_unit}
      gap_group: text optional
      gap_comparator: text optional
  indicator_unit:
    query: SELECT 'none' AS unit_id, '' AS name, NULL AS least, NULL AS most
    key: [unit_id]
    fields: {unit_id: text, name: text, least: decimal optional, most: decimal optional}
  target:
    query: |
      SELECT code AS indicator_id, '2025-26' AS year, coalesce(goal || ' to ' || goal_to, goal) AS printed,
             CASE WHEN goal_to IS NULL AND goal GLOB '[0-9]*' THEN goal END AS value,
             CASE WHEN goal_to IS NOT NULL THEN goal END AS low, goal_to AS high
      FROM scorecard
    key: [indicator_id, year]
    fields:
      indicator_id: {type: text, references: indicator}
      year: text
      printed: text
      value: decimal optional
      low: decimal optional
      high: decimal optional
  actual:
    query: |
      SELECT code AS indicator_id, up_to AS ends, figure AS value,
             NULL AS group_value, NULL AS comparator_value
      FROM reading
    key: [indicator_id, ends]
    fields:
      indicator_id: {type: text, references: indicator}
      ends: date
      value: decimal optional
      group_value: decimal optional
      comparator_value: decimal optional
  rating:
    query: SELECT grade AS rating_id, place AS position, place <= 3 AS rated, fine AS on_target FROM colour
    key: [rating_id]
    fields: {rating_id: text, position: integer, rated: flag, on_target: flag}
  rating_scheme:
    query: SELECT 'scorecard' AS scheme_id, 'Within 5%' AS title, 'share' AS measured, 'published' AS origin, 'Cabinet' AS source
    key: [scheme_id]
    fields: {scheme_id: text, title: text, measured: status, origin: status, source: text}
  band:
    query: |
      SELECT 'scorecard' AS scheme_id, place AS position, grade AS rating_id, NULL AS only_when,
             over AS lower, over IS NOT NULL AS lower_included, up_to AS upper, 0 AS upper_included
      FROM threshold JOIN colour USING (grade)
    key: [scheme_id, position]
    fields:
      scheme_id: {type: text, references: rating_scheme}
      position: integer
      rating_id: {type: text, references: rating}
      only_when: status optional
      lower: decimal optional
      lower_included: flag
      upper: decimal optional
      upper_included: flag
END

check "the scorecard runs" reckon run own.yaml -o own.run
cp "$out" printed
check_output "every indicator is rated in each month, with its direction of travel" sqlite3 own.run "
	SELECT indicator_id, _period, rating, direction, rating_moved, reason_not_rated FROM outcome_indicator ORDER BY 1, 2" <<'END'
A1|2025-04|near|||
A1|2025-05|poor|worsening|worse|
A1|2025-06|good|improving|better|
A2|2025-04|near|||
A2|2025-05|poor|worsening|worse|
A2|2025-06|poor|worsening|same|
B1|2025-04|near|||
B1|2025-05|poor|worsening|worse|
B1|2025-06|good|improving|better|
B2|2025-04|no_target|||
B2|2025-05|no_target|||
B2|2025-06|no_target|||
C1|2025-04|no_actual|||
C1|2025-05|no_actual|||
C1|2025-06|not_rated|||nobody says which way is better
END
check_output "its scheme has no fault, and its placeholder is named" sqlite3 own.run "
	SELECT name, message FROM finding WHERE name LIKE 'band%' OR name LIKE 'scheme%' OR name IN ('target_to_be_set', 'no_polarity')" <<'END'
no_polarity|Footfall: target 1000
target_to_be_set|Invoices paid in time: "TBC"
END
check_output "the share on target is of those that are rated" sqlite3 own.run "
	SELECT period, value FROM figure WHERE name = 'share_on_target'" <<'END'
2025-04|0
2025-05|0
2025-06|0.667
END
check_says "and is printed" "Share of the rated indicators that is on target or" printed

# A reading that is no number is an error of the data, with its place.
sqlite3 own.db "UPDATE reading SET figure = 'n/a' WHERE code = 'A1' AND up_to = '2025-06-30'"
check_status 2 "a reading that is no number stops the run" reckon run own.yaml -o other.run
check_says "... and is named" "'n/a'" "$errors"
check_says "... with its key" "('A1', '2025-06-30')" "$errors"
sqlite3 own.db "UPDATE reading SET figure = '80' WHERE figure = 'n/a'"

# Words that the rules do not know, which the tables of schema/kpi.sql refuse: nothing is rated by a guess.
# a1 NAME EXPECTED SED: the rating of A1 in June with the scenario changed.
a1() {
	sed "$3" own.yaml >other.yaml
	reckon run other.yaml -o other.run >/dev/null || exit 3
	check_output "$1" sqlite3 other.run "
		SELECT rating, reason_not_rated, direction FROM outcome_indicator WHERE indicator_id = 'A1' AND _period = '2025-06'" <<-END
		$2
	END
}
a1 "an arrow that the scenario does not read is no polarity" "not_rated|nobody says which way is better|" \
	"s/WHEN 'up' /WHEN 'upward' /"
a1 "a polarity that is none" "not_rated|its polarity is neither high, low nor range but higher|" "s/THEN 'high'/THEN 'higher'/"
a1 "a kind that is none" "not_rated|its kind is none that the rules know: context|improving" "s/'performance' AS kind/'context' AS kind/"
a1 "a measure that is none" "not_rated|its scheme measures neither shares nor points but percent|improving" \
	"s/'share' AS measured/'percent' AS measured/"
sqlite3 own.db "DELETE FROM colour WHERE grade = 'good'; UPDATE threshold SET grade = 'fine' WHERE grade = 'good'" || exit 3
sed 's/FROM threshold JOIN colour/FROM threshold LEFT JOIN colour/; s/place AS position, grade AS rating_id, NULL/coalesce(place, 9) AS position, grade AS rating_id, NULL/' \
	own.yaml >other.yaml
check "a rating that is none leaves open whether it is one" reckon run other.yaml -o other.run
check_output "... and its band is named" sqlite3 other.run "
	SELECT name, message FROM finding WHERE name = 'band_without_rating';
	SELECT rating, rated FROM outcome_indicator WHERE indicator_id = 'A1' AND _period = '2025-06'" <<'END'
band_without_rating|Within 5%: fine, from 0
fine|
END

finish
