#!/bin/sh
# What the council's papers print, held against what comes of its lines and movements: every sum that an expectation finds is
# counted here again by SQL, in whole pence, and what does not tie is exactly this, no more and no less.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" savings.db "$build/reckon" 1 >/dev/null || exit 3
check_status 1 "the committee's budget as published does not all tie" \
	reckon run "$top/rules/savings/committee.yaml" --data savings.db -o committee.run
check "the council's gap as published does" reckon run "$top/rules/savings/gap.yaml" --data savings.db -o gap.run

cat >again.sql <<'END'
ATTACH 'savings.db' AS data;
CREATE TEMP TABLE numbered AS SELECT year, row_number() OVER (ORDER BY year) AS number FROM data.budget_year;
CREATE TEMP TABLE next AS
	SELECT a.year AS before, b.year AS year FROM numbered AS a JOIN numbered AS b ON b.number = a.number + 1;
CREATE TEMP TABLE step AS
	SELECT movement_id, first_year_id AS year, amount FROM data.movement_amount
	UNION ALL SELECT movement_id, next.year, -amount FROM data.movement_amount JOIN next ON next.before = last_year_id;
-- What moves a line in a year: table 2 in the first, movements in the others.
CREATE TEMP TABLE moves AS
	SELECT line_id, year, kind, amount FROM data.line_change
	UNION ALL SELECT line_id, year, kind, amount FROM step JOIN data.movement USING (movement_id) WHERE year > '2025-26';
CREATE TEMP TABLE line AS
	SELECT line_id, l.name, d.name AS division FROM data.budget_line AS l JOIN data.budget_division AS d USING (division_id);
CREATE TEMP TABLE subtotal AS SELECT subtotal_id, name, division_id FROM data.budget_subtotal;
-- Everything that is summed, one row an addend.
CREATE TEMP TABLE addend (total, a, b, period, value);
INSERT INTO addend
	SELECT 'gross_and_income_by_line', name, NULL, year, gross + income FROM data.line_budget JOIN line USING (line_id)
	WHERE gross IS NOT NULL
	UNION ALL SELECT 'line_gross', division, NULL, year, gross FROM data.line_budget JOIN line USING (line_id)
	UNION ALL SELECT 'line_income', division, NULL, year, income FROM data.line_budget JOIN line USING (line_id)
	UNION ALL SELECT 'line_net', division, NULL, year, net FROM data.line_budget JOIN line USING (line_id)
	UNION ALL SELECT 'line_opening', division, NULL, next.year, net
		FROM data.line_budget AS b JOIN line USING (line_id) JOIN next ON next.before = b.year
	UNION ALL SELECT 'opening_budget', name, NULL, '2025-26', net FROM data.line_budget JOIN line USING (line_id)
		WHERE year = '2024-25'
	UNION ALL SELECT iif(division_id IS NULL, 'gross_and_income_of_all', 'subtotal_gross_and_income_by_name'),
		iif(division_id IS NULL, NULL, name), NULL, year, gross + income
		FROM data.subtotal_budget JOIN subtotal USING (subtotal_id)
	UNION ALL SELECT 'division_gross', name, NULL, year, gross FROM data.subtotal_budget JOIN subtotal USING (subtotal_id)
		WHERE division_id IS NOT NULL
	UNION ALL SELECT 'division_income', name, NULL, year, income FROM data.subtotal_budget JOIN subtotal USING (subtotal_id)
		WHERE division_id IS NOT NULL
	UNION ALL SELECT 'division_net', name, NULL, year, net FROM data.subtotal_budget JOIN subtotal USING (subtotal_id)
		WHERE division_id IS NOT NULL
	UNION ALL SELECT 'division_opening', name, NULL, '2025-26', net
		FROM data.subtotal_budget JOIN subtotal USING (subtotal_id) WHERE division_id IS NOT NULL AND year = '2024-25'
	UNION ALL SELECT iif(division_id IS NULL, 'moved_to_of_all', 'moved_to_by_name'), iif(division_id IS NULL, NULL, name),
		NULL, '2025-26', net
		FROM data.subtotal_budget JOIN subtotal USING (subtotal_id) WHERE year = '2024-25'
	UNION ALL SELECT iif(division_id IS NULL, 'moved_to_of_all', 'moved_to_by_name'), iif(division_id IS NULL, NULL, name),
		NULL, year, amount FROM data.subtotal_change JOIN subtotal USING (subtotal_id)
	UNION ALL SELECT 'division_changes', kind, NULL, year, amount FROM data.subtotal_change JOIN subtotal USING (subtotal_id)
		WHERE division_id IS NOT NULL
	UNION ALL SELECT 'total_changes', kind, NULL, year, amount FROM data.subtotal_change JOIN subtotal USING (subtotal_id)
		WHERE division_id IS NULL
	UNION ALL SELECT 'changes_by_kind', kind, NULL, year, amount FROM data.line_change
	UNION ALL SELECT 'changes_by_division', division, kind, year, amount FROM data.line_change JOIN line USING (line_id)
	UNION ALL SELECT 'movements', movement_id, NULL, year, amount FROM step
	UNION ALL SELECT 'movements_by_division', division, kind, year, amount
		FROM step JOIN data.movement USING (movement_id) JOIN line USING (line_id)
	UNION ALL SELECT 'net_budget_by_line', name, NULL, p.year, net
		FROM data.line_budget AS b JOIN line USING (line_id) CROSS JOIN next AS p WHERE b.year = '2024-25'
	UNION ALL SELECT 'net_budget_by_line', name, NULL, p.year, amount
		FROM moves AS m JOIN line USING (line_id) JOIN next AS p ON p.year >= m.year
	UNION ALL SELECT 'year_on_by_line', name, NULL, next.year, net
		FROM data.line_budget AS b JOIN line USING (line_id) JOIN next ON next.before = b.year
	UNION ALL SELECT 'year_on_by_line', name, NULL, year, amount FROM moves JOIN line USING (line_id)
		WHERE line_id NOT LIKE '%_not_stated'
	UNION ALL SELECT 'year_on_by_division', name, NULL, next.year, net FROM data.subtotal_budget AS b
		JOIN subtotal USING (subtotal_id) JOIN next ON next.before = b.year WHERE division_id IS NOT NULL
	UNION ALL SELECT 'year_on_by_division', division, NULL, year, amount FROM moves JOIN line USING (line_id)
	UNION ALL SELECT 'taken_in_all', movement_id, NULL, '2025-26',
		-amount * (1 + last.number - first.number) FROM data.movement_amount
		JOIN data.movement USING (movement_id) JOIN numbered AS first ON first.year = first_year_id
		JOIN numbered AS last ON last.year = last_year_id WHERE reserve_id IS NOT NULL
	UNION ALL SELECT 'pairs', m.movement_id, NULL, s.year, s.amount
		FROM data.movement AS m JOIN step AS s ON s.movement_id IN (m.movement_id, m.pays_for_id)
		WHERE m.pays_for_id IS NOT NULL
	UNION ALL SELECT 'temporary_left', s.movement_id, NULL, p.year, s.amount
		FROM data.movement_amount AS m JOIN next AS p ON p.year > m.last_year_id
		JOIN step AS s ON s.movement_id = m.movement_id AND s.year <= p.year
	UNION ALL SELECT 'net_budget_rolled_forward', NULL, NULL, p.year, amount
		FROM (SELECT '2024-25' AS year, net AS amount FROM data.line_budget WHERE year = '2024-25'
			UNION ALL SELECT year, amount FROM moves) AS m JOIN next AS p ON p.year >= m.year;
CREATE INDEX temp.addend_total ON addend (total, period, a, b);
CREATE TEMP VIEW again AS
	SELECT position, (SELECT ifnull(sum(value), 0) FROM addend WHERE total = e.name AND addend.period = e.period
		AND (json_array_length(groups) < 1 OR a = groups ->> 0) AND (json_array_length(groups) < 2 OR b = groups ->> 1)) AS found
	FROM expectation AS e;
END

check_output "SQL finds what reckon does for each of the 295 published values of the committee's budget" \
	sqlite3 committee.run '.read again.sql' "
	SELECT name, groups, period, e.found, again.found FROM expectation AS e JOIN again USING (position)
	WHERE e.found <> again.found;
	SELECT count(*), count(DISTINCT name) FROM expectation AS e JOIN again USING (position) WHERE e.found = again.found" <<'END'
295|27
END
check_output "and each is held against what the transcription has for that line of the papers" sqlite3 committee.run "
	ATTACH 'savings.db' AS data;
	SELECT count(*), sum(expected = net) FROM expectation JOIN data.budget_line AS l ON l.name = groups ->> 0
	JOIN data.line_budget AS b ON b.line_id = l.line_id AND b.year = period
	WHERE expectation.name IN ('gross_and_income_by_line', 'net_budget_by_line', 'year_on_by_line');
	SELECT count(*), sum(expected = net) FROM expectation
	JOIN data.budget_subtotal AS s ON s.name = iif(expectation.name LIKE '%_of_all', 'Budget Total', groups ->> 0)
	JOIN data.subtotal_budget AS b ON b.subtotal_id = s.subtotal_id AND b.year = period
	WHERE expectation.name IN ('subtotal_gross_and_income_by_name', 'line_net', 'division_net', 'moved_to_by_name',
		'year_on_by_division', 'gross_and_income_of_all', 'moved_to_of_all');
	SELECT count(*), sum(expected = amount) FROM expectation JOIN data.budget_subtotal AS s ON s.name = groups ->> 0
	JOIN data.subtotal_change AS c ON c.subtotal_id = s.subtotal_id AND c.kind = groups ->> 1 AND c.year = period
	WHERE expectation.name IN ('changes_by_division', 'movements_by_division');" <<'END'
72|72
53|53
22|22
END

check_output "this is what does not tie, in £000, with what rounding allows in hundredths" sqlite3 committee.run "
	SELECT title, period, expected / 100000, found / 100000, difference / 100000, allowed / 1000
	FROM expectation WHERE outcome = 'missed' ORDER BY position" <<'END'
Table 3.1, its second 'Inflation', where the use of reserves would stand|2025-26|41|2991|2950|0
Table 3.1, its last line, where the sum would stand|2025-26|-5828|-6457|-629|400
Table 3 in table 2, Regulatory Services: income changes|2025-26|-51|-3|48|100
Regulatory Services: the year before and what moves it|2026-27|2221|2386|165|400
Regulatory Services: the year before and what moves it|2027-28|2221|2290|69|250
Regulatory Services: the year before and what moves it|2028-29|2221|2255|34|250
Regulatory Services: the year before and what moves it|2029-30|2221|2255|34|250
Communities, Libraries and Skills: the year before and what moves it|2026-27|7110|13273|6163|400
Communities, Libraries and Skills: the year before and what moves it|2027-28|7868|7819|-49|450
Registration and Citizenship Services: the year before and what moves it|2026-27|-833|-835|-2|150
Coroners: the year before and what moves it|2026-27|2297|2328|31|200
Coroners: the year before and what moves it|2027-28|2297|2348|51|150
Coroners: the year before and what moves it|2028-29|2297|2348|51|150
Coroners: the year before and what moves it|2029-30|2297|2348|51|150
Trading Standards: the year before and what moves it|2026-27|757|844|87|150
Strategic Management - Communities, Libraries and Skills: the year before and what moves it|2026-27|-834|5329|6163|150
Strategic Management - Communities, Libraries and Skills: the year before and what moves it|2027-28|-97|-314|-217|150
Public Library Services: the year before and what moves it|2026-27|4619|4633|14|150
Public Library Services: the year before and what moves it|2027-28|4590|4619|29|100
Public Library Services: the year before and what moves it|2028-29|4623|4590|-33|100
Public Library Services: the year before and what moves it|2029-30|4660|4623|-37|100
Communities Service: the year before and what moves it|2026-27|572|1291|719|100
Domestic Abuse and Sexual Violence Service: the year before and what moves it|2027-28|2197|2147|-50|100
Budget Total, rolled forward from 2024-25|2026-27|9631|15961|6330|2600
Budget Total, rolled forward from 2024-25|2027-28|10389|16739|6350|3100
Budget Total, rolled forward from 2024-25|2028-29|10423|16807|6384|3350
Budget Total, rolled forward from 2024-25|2029-30|10460|16878|6418|3600
Table 3.2, E/R.5.006|2025-26|2191|-2191|-4382|0
Table 3.2, E/R.8d.008|2025-26|6163|-6163|-12326|0
Table 3.2, E/R.8d.008|2026-27|-6163|6163|12326|0
Table 3.2, E/R.5.008|2025-26|1320|-1320|-2640|0
END
check_output "and this does not add up to the last digit, but within what rounding explains" sqlite3 committee.run "
	SELECT title, period, expected / 100000, found / 100000, difference / 100000, allowed / 1000
	FROM expectation WHERE outcome = 'rounding' ORDER BY position" <<'END'
Table 1, Public Library Services: gross and income|2025-26|4578|4579|1|150
Table 1, Cultural Services: gross and income|2025-26|133|134|1|150
Table 1, Subtotal Regulatory Services: gross and income|2025-26|2221|2220|-1|150
Table 1, lines of Regulatory Services: opening|2025-26|2318|2319|1|200
Table 1, lines of Communities, Libraries and Skills: opening|2025-26|14162|14161|-1|400
Table 1, lines of Regulatory Services: gross budget|2025-26|5751|5752|1|200
Table 1, lines of Communities, Libraries and Skills: gross budget|2025-26|19243|19244|1|450
Table 1, all lines: gross budget|2025-26|25295|25296|1|650
Table 1, lines of Communities, Libraries and Skills: income budget|2025-26|-11441|-11440|1|450
Table 1, all lines: income budget|2025-26|-14972|-14971|1|600
Table 1, lines of Communities, Libraries and Skills: net budget|2026-27|7110|7111|1|400
Table 1, all lines: net budget|2026-27|9631|9632|1|600
Table 1, subtotals: gross budget|2025-26|25295|25294|-1|200
Table 3.3, total: spend|2025-26|25295|25294|-1|200
Table 2, Coroners: opening and changes|2025-26|2297|2298|1|300
Table 2, Archives: opening and changes|2025-26|420|421|1|200
Table 2, Subtotal Communities, Libraries and Skills: opening and changes|2025-26|7802|7803|1|400
Table 2, lines of Communities, Libraries and Skills: pressures|2025-26|185|186|1|350
Table 2, all lines: pressures|2025-26|246|248|2|450
Table 2, subtotals: pressures|2025-26|246|247|1|150
Table 3 in table 2, Communities, Libraries and Skills: net inflation|2025-26|30|29|-1|150
Table 3 in table 2, Communities, Libraries and Skills: income changes|2025-26|-5777|-5775|2|250
Communities, Libraries and Skills: the year before and what moves it|2025-26|7802|7804|2|1000
Archives: the year before and what moves it|2027-28|405|406|1|100
Archives: the year before and what moves it|2029-30|404|405|1|100
Domestic Abuse and Sexual Violence Service: the year before and what moves it|2026-27|2147|2146|-1|100
Domestic Abuse and Sexual Violence Service: the year before and what moves it|2028-29|2198|2197|-1|100
Domestic Abuse and Sexual Violence Service: the year before and what moves it|2029-30|2199|2198|-1|100
Budget Total, rolled forward from 2024-25|2025-26|10323|10325|2|2000
Text: £2.2 million made available in 2024/25 against poverty|2025-26|2200|2191|-9|5000
Text: £1.3 million made available in 2024/25 for Libraries Plus|2025-26|1300|1320|20|5000
Text: Household Support Fund, over £6 million, estimated £6m|2025-26|-6000|-6163|-163|50000
END
check_output "every miss has a note of what the papers show of its reason" sqlite3 committee.run "
	SELECT count(*), count(note) FROM expectation WHERE outcome = 'missed'" <<'END'
31|31
END
check_output "of the council's gap all ties: to the last digit, but for two round figures of the text" sqlite3 gap.run "
	SELECT outcome, count(*) FROM expectation GROUP BY 1;
	SELECT title FROM expectation WHERE outcome = 'rounding' ORDER BY position" <<'END'
exact|11
rounding|2
Text: over £75 million of cost pressures
Text: efficiencies, savings or income of £34 million
END

# One digit changed in the data, and the sums over it no longer tie.
cp savings.db changed.db
sqlite3 changed.db "UPDATE line_budget SET net = net + 1000000 WHERE line_id = 'libraries' AND year = '2026-27'"
check_status 1 "a budget with a changed digit runs" \
	reckon run "$top/rules/savings/committee.yaml" --data changed.db -o changed.run
check_output "and every sum that the digit is in is missed" sqlite3 changed.run "
	ATTACH 'committee.run' AS published;
	SELECT e.title, e.period, e.difference / 100000 FROM expectation AS e
	JOIN published.expectation AS p USING (position) WHERE e.outcome = 'missed' AND p.outcome <> 'missed' ORDER BY position" <<'END'
Table 1, lines of Communities, Libraries and Skills: net budget|2026-27|11
Table 1, all lines: net budget|2026-27|11
END

check "the run verifies" reckon verify committee.run
check "and replays" reckon replay committee.run
finish
