#!/bin/sh
# Movements of the savings pack: what is declared once gives every year that was printed, what is temporary comes to nothing,
# and what cannot be a movement is refused. What reckon counts is counted here again, by SQL in whole pence.
. "${0%/*}/lib.sh"

check "the sample database can be made" "$top/scripts/make-database" savings.db "$build/reckon" 1
scenario=$top/rules/savings/committee.yaml
check_status 1 "the committee's scenario runs, and says that not everything published ties" \
	reckon run "$scenario" --data savings.db -o committee.run

# Each year's increments from the rows as declared: an amount in its first year, taken out in the year after its last.
cat >increments.sql <<'END'
CREATE TEMP TABLE numbered AS SELECT year, row_number() OVER (ORDER BY year) AS number FROM data.budget_year;
CREATE TEMP TABLE step AS
	SELECT movement_id, first_year_id AS first, first_year_id AS year, amount FROM data.movement_amount
	UNION ALL
	SELECT movement_id, first_year_id, after.year, -amount FROM data.movement_amount
	JOIN numbered AS last ON last.year = last_year_id JOIN numbered AS after ON after.number = last.number + 1;
END
cat >by_year.sql <<'END'
SELECT movement_id, sum(amount) FILTER (WHERE year = '2025-26'), sum(amount) FILTER (WHERE year = '2026-27'),
	sum(amount) FILTER (WHERE year = '2027-28'), sum(amount) FILTER (WHERE year = '2028-29'),
	sum(amount) FILTER (WHERE year = '2029-30')
END
printf "ATTACH 'savings.db' AS data;\n" >again.sql
cat increments.sql >>again.sql
{
	cat again.sql
	sed 's/sum(amount) FILTER (WHERE \([^)]*\))/ifnull(sum(amount) FILTER (WHERE \1), 0) \/ 100000/g' by_year.sql
	echo "FROM step GROUP BY movement_id ORDER BY movement_id;"
} >printed.sql
check_output "28 movements give, year by year, what table 3 prints, though reversals are declared nowhere" \
	sqlite3 :memory: '.read printed.sql' <<'END'
C/R.2.001|55|99|77|44|45
C/R.3.001|47|51|51|51|51
C/R.4.053|0|87|0|0|0
C/R.4.055|62|0|0|0|0
C/R.7.233|-5|0|0|0|0
C/R.7.234|-37|0|0|0|0
C/R.7.235|-20|-20|0|0|0
C/R.7.237|-104|0|0|0|0
C/R.8b.002|-44|-50|-59|-61|-62
C/R.8c.141|-3|-2|0|0|0
E/R.2.001|40|43|46|49|52
E/R.4.002|0|55|0|0|0
E/R.4.004|185|0|0|0|0
E/R.5.004|0|0|-150|0|0
E/R.5.006|-2191|0|0|0|0
E/R.5.008|-1320|0|0|0|0
E/R.6.005|0|0|150|0|0
E/R.6.006|0|0|350|0|0
E/R.6.007|2191|0|0|0|0
E/R.6.009|1320|0|0|0|0
E/R.6.010|-520|0|520|0|0
E/R.7.005|-277|0|0|0|0
E/R.7.006|0|-764|-193|0|0
E/R.8b.002|-11|-12|-14|-15|-15
E/R.8c.004|-14|-14|0|0|0
E/R.8c.006|125|0|0|0|0
E/R.8d.006|277|0|0|0|0
E/R.8d.008|-6163|6163|0|0|0
END

{
	cat again.sql
	echo "SELECT movement_id, first, p.year, ifnull(sum(step.amount), 0)
		FROM (SELECT movement_id, first_year_id AS first FROM data.movement_amount)
		CROSS JOIN (SELECT year FROM data.budget_year WHERE year >= '2025-26') AS p
		LEFT JOIN step USING (movement_id, first, year) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;"
} >increments_again.sql
check "increments are counted by SQL" sqlite3 :memory: '.read increments_again.sql'
cp "$out" expected
check "and by reckon" sqlite3 committee.run "SELECT movement_id, first_year_id, _period, increment
	FROM outcome_movement_amount ORDER BY 1, 2, 3"
check_same "for each row and year, reckon gives the same increment" expected "$out"

check_output "nine items are temporary: the years of each come to nothing, counted from all its increments" \
	sqlite3 savings.db "ATTACH 'savings.db' AS data" '.read increments.sql' "
	SELECT movement_id, count(*), sum(step.amount) FROM step
	JOIN data.movement_amount AS m USING (movement_id) WHERE m.last_year_id IS NOT NULL AND m.first_year_id = step.first
	GROUP BY 1" <<'END'
E/R.5.004|2|0
E/R.5.006|2|0
E/R.5.008|2|0
E/R.6.005|2|0
E/R.6.006|2|0
E/R.6.007|2|0
E/R.6.009|2|0
E/R.6.010|2|0
E/R.8d.008|2|0
END
check_output "the engine proves it: what begins, and what is reversed, is what stands in the base by the years of each item" \
	sqlite3 committee.run "SELECT period, part, value FROM bridge_step WHERE bridge = 'temporary' AND part <> 'step'
	ORDER BY period, position" <<'END'
2025-26|opening|-35000000
2025-26|closing|-703300000
2026-27|opening|-703300000
2026-27|closing|-87000000
2027-28|opening|-87000000
2027-28|closing|0
2028-29|opening|0
2028-29|closing|0
2029-30|opening|0
2029-30|closing|0
END
check_output "a reversal of what began before the plan says so, in the year of the reversal" sqlite3 committee.run "
	SELECT key, period FROM finding WHERE name = 'takes_back_what_came_before' ORDER BY key" <<'END'
E/R.5.004, 2024-25|2027-28
E/R.5.006, 2024-25|2025-26
E/R.5.008, 2024-25|2025-26
E/R.6.005, 2024-25|2027-28
E/R.6.006, 2024-25|2027-28
E/R.6.007, 2024-25|2025-26
E/R.6.009, 2024-25|2025-26
END
check_output "reserves: what is taken in each year, by reserve" sqlite3 committee.run "
	SELECT groups, period, value / 100000 FROM total WHERE name = 'taken_by_reserve' AND position > 0 AND value <> '0'
	ORDER BY period, groups" <<'END'
["Homes for Ukraine grant reserve"]|2025-26|1020
["Homes for Ukraine grant reserve"]|2026-27|1020
END

# The same plan seen from a later year: what began before its first year is there, and is taken out once.
cp -r "$top/rules/savings" pack
cat >pack/later.yaml <<'END'
scenario: later
extends: committee.yaml
periods: 2027-28 to 2028-29
expect: []
END
check "a run may begin in a later year" reckon run pack/later.yaml --data savings.db -o later.run
check_output "then temporary items of before its first year are in its opening, and come to nothing in it" \
	sqlite3 later.run "SELECT period, part, name, value FROM bridge_step WHERE bridge = 'temporary' ORDER BY period, position" <<'END'
2027-28|opening|temporary_before|-87000000
2027-28|step|temporary_begun|0
2027-28|step|temporary_reversed|87000000
2027-28|closing|temporary_in_base|0
2028-29|opening|temporary_before|0
2028-29|step|temporary_begun|0
2028-29|step|temporary_reversed|0
2028-29|closing|temporary_in_base|0
END
check_output "and a line begins from the budget printed for the year before" sqlite3 later.run "
	SELECT line_id, opening, change, net_budget FROM outcome_budget_line
	WHERE line_id IN ('strategic_management', 'libraries') AND _period = '2027-28' ORDER BY 1" <<'END'
libraries|461900000|0|461900000
strategic_management|-83400000|52000000|-31400000
END

# What cannot be a movement is refused where it is read, with its line.
movement='movement_id,title,kind,line_id,line_from,reserve_id,pays_for_id,undoes,doubt,source_line'
amount='movement_id,first_year_id,last_year_id,amount'
# refused NAME TABLE HEADING ROW MESSAGE: importing the row says so, and changes nothing.
refused() {
	printf '%s\n%s\n' "$3" "$4" >bad.csv
	cp savings.db changed.db
	check_status 2 "$1 is refused" reckon import changed.db "$2" bad.csv
	check_says "... and that is said" "$5" "$errors"
}
refused "a movement of an unknown policy line" movement "$movement" 'X.1,Title,savings,librarys,title,,,,,1' 'budget_line'
refused "a movement of an unknown kind" movement "$movement" 'X.1,Title,saving,libraries,title,,,,,1' 'saving'
refused "a movement outside every year" movement_amount "$amount" 'C/R.2.001,2031-32,,£5k' 'budget_year'
refused "a temporary item that lasts past every year" movement_amount "$amount" 'C/R.4.053,2028-29,2031-32,£5k' 'budget_year'
refused "a temporary item whose life ends before it begins" movement_amount "$amount" 'C/R.4.053,2027-28,2026-27,£5k' 'last_year_id'
refused "an amount that is none" movement_amount "$amount" 'C/R.4.053,2027-28,,a little' 'a little'
refused "an amount finer than a penny" movement_amount "$amount" 'C/R.4.053,2027-28,,£0.125' '0.125'
refused "a second amount of a movement in one year" movement_amount "$amount" 'C/R.2.001,2025-26,,£5k' 'C/R.2.001'
refused "a draw on no reserve that pays for something" movement "$movement" \
	'X.1,Title,use_of_reserves,libraries,title,,C/R.2.001,,,1' 'reserve_id'
finish
