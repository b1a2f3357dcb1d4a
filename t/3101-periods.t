#!/bin/sh
# Several periods in one run: outcomes by period, the period before, records that belong to some periods only.
. "${0%/*}/lib.sh"

cat >lines.yaml <<'Y'
scenario: lines
data: lines.db
periods: 2025-26 to 2027-28
rules: [lines.lua]
parameters: [parameters.yaml]
records:
  line: {valid_from: begins, valid_until: ends}
  actual: {period: year}
Y
cat >parameters.yaml <<'Y'
growth: {type: rate, illustrative: made for this test, values: {2025-26: 10%, 2027-28: 5%}}
Y
cat >lines.lua <<'L'
rule "net" {
	on = "line", type = "money",
	compute = function(c, p, at)
		if not at.previous or not known(c, "opening") then return c.opening end
		return round((at.previous.net or c.opening) * (1 + p.growth), money "1p")
	end,
}
rule "before" {
	on = "line", type = "money", optional = true,
	compute = function(c, p, at) return at.previous and at.previous.net end,
}
rule "sum" {
	on = "page", type = "money",
	compute = function(c)
		local sum = 0
		for _, line in ipairs(related(c, "line")) do sum = sum + (line.net or 0) end
		return sum
	end,
}
rule "spent" { on = "actual", type = "money", compute = function(c) return c.amount end }
total "net" { sum = "line.net", by = { "page.name" } }
total "spent" { sum = "actual.spent" }
L
sqlite3 lines.db "
	CREATE TABLE page (id INTEGER PRIMARY KEY, name TEXT);
	CREATE TABLE line (id INTEGER PRIMARY KEY, page INTEGER NOT NULL REFERENCES page, opening MONEY INTEGER,
		begins DATE TEXT OPTIONAL, ends DATE TEXT OPTIONAL);
	CREATE TABLE actual (id INTEGER PRIMARY KEY, year TEXT, amount MONEY INTEGER);
	INSERT INTO page VALUES (1, 'A'), (2, 'B');
	INSERT INTO line VALUES (1, 1, 10000, NULL, NULL), (2, 1, 20000, NULL, '2026-12-31'), (3, 2, NULL, NULL, NULL),
		(4, 2, 500, '2026-06-01', NULL);
	INSERT INTO actual VALUES (1, '2025-26', 100), (2, '2026-27', 20), (3, '2024-25', 4000), (4, NULL, 7);" || exit 3

check "a range of periods runs" reckon run lines.yaml
query() { sqlite3 lines.run "$1" >got; }
query "SELECT id, _period, net, _unknown FROM outcome_line ORDER BY 1, 2"
cat >expected <<'X'
1|2025-26|10000|
1|2026-27|11000|
1|2027-28|11550|
2|2025-26|20000|
2|2026-27|22000|
3|2025-26||net
3|2026-27||before,net
3|2027-28||before,net
4|2026-27|550|
4|2027-28|578|
X
check "each period builds on the one before; a record has no row outside its dates" diff expected got
query "SELECT id, _period, before FROM outcome_line WHERE id IN (1, 4) ORDER BY 1, 2"
printf '%s\n' '1|2025-26|' '1|2026-27|10000' '1|2027-28|11000' '4|2026-27|' '4|2027-28|550' >expected
check "at.previous is nil in the first period, and its outcomes where the record had none" diff expected got
query "SELECT id, _period, sum, _unknown FROM outcome_page ORDER BY 1, 2"
printf '%s\n' '1|2025-26|30000|' '1|2026-27|33000|' '1|2027-28|11550|' '2|2025-26||sum' '2|2026-27||sum' '2|2027-28||sum' >expected
check "a rule over related records takes their outcomes of the same period" diff expected got
query "SELECT id, _period, spent, _unknown FROM outcome_actual ORDER BY 1, 2"
printf '%s\n' '1|2025-26|100|' '2|2026-27|20|' '4|2025-26||spent' '4|2026-27||spent' '4|2027-28||spent' >expected
check "a record with a period of its own has outcomes in that period only; not known, it is unknown in all" diff expected got
query "SELECT period, value, known, unknown FROM total WHERE name = 'net' AND position = 0 ORDER BY 1"
printf '%s\n' '2025-26|30000|2|1' '2026-27|33550|3|1' '2027-28|12128|2|1' >expected
check "totals are by period" diff expected got
query "SELECT period, value, known, unknown FROM total WHERE name = 'spent' ORDER BY 1"
printf '%s\n' '2025-26|100|1|1' '2026-27|20|1|1' '2027-28|0|0|1' >expected
check "and leave out records of other periods" diff expected got
query "SELECT record_type, undated FROM input WHERE undated > 0"
echo 'actual|1' >expected
check "records that belong to no period of the run are counted" diff expected got

check "the run file verifies" reckon verify lines.run
check "it replays" reckon replay lines.run
seal=$(sqlite3 lines.run "SELECT value FROM digest WHERE name = 'seal'")
check "with eight jobs" reckon run lines.yaml --jobs 8
check "the seal is the same" [ "$seal" = "$(sqlite3 lines.run "SELECT value FROM digest WHERE name = 'seal'")" ]
reckon run lines.yaml >report
sed -n '/^Totals/,/^Missing/p' report | sed '$d' >got
cat >expected <<'X'
Totals
         2025-26   2026-27   2027-28
  spent    £1.00*    £0.20*    £0.00*
  * spent: records not known: 1 in every period

  net
  page.name  2025-26   2026-27   2027-28
  A          £300.00   £330.00   £115.50
  B            £0.00*    £5.50*    £5.78*
  all        £300.00*  £335.50*  £121.28*
  * net: records not known: 1 in every period

X
check_same "the report has a column for each period" expected got

# Six totals by two things each, over three periods.
for each in one two three four five six; do
	echo "total \"$each\" { count = \"line\", by = { \"page.name\", \"opening\" } }"
done >>lines.lua
check "several grouped totals run over several periods" reckon run lines.yaml
query "SELECT DISTINCT count(*) FROM total WHERE name IN ('one', 'two', 'three', 'four', 'five', 'six') GROUP BY name"
printf '%s\n' 13 >expected # three wholes; three groups, then four (line 4 begins), then three (line 2 has ended)
check "each has its groups in every period" diff expected got

# Other kinds of periods.
runs_as() {
	sed -i "s/^periods: .*/periods: $1/" lines.yaml
	check "$1 runs" reckon run lines.yaml
	query "SELECT group_concat(DISTINCT _period) FROM outcome_line WHERE id = 1"
	echo "$2" >expected
	check_same "... period by period" expected got
}
runs_as "2025-Q3 to 2026-Q1" 2025-Q3,2025-Q4,2026-Q1
runs_as "2025-11 to 2026-02" 2025-11,2025-12,2026-01,2026-02
runs_as "2026 to 2027" 2026,2027

sed -i 's/^periods: .*/periods: [2025-Q3, 2025-10]/' lines.yaml
check_errors 2 "periods of different kinds are refused at their place" reckon run lines.yaml <<'END'
lines.yaml:3:20: error: '2025-Q3' is a quarter and '2025-10' is a month
    periods: [2025-Q3, 2025-10]
                       ^^^^^^^ the periods of a run are of one kind
END
sed -i 's/^periods: .*/periods: 2025-26/; s/{period: year}/{period: amount}/' lines.yaml
check_status 2 "a period is not money" reckon run lines.yaml
check_says "and that is said" "period: field 'amount' of 'actual' is not a text but money" "$errors"

# Related records are those of the period; where it is not known whether one is, the list is not known.
sqlite3 stays.db "
	CREATE TABLE home (id INTEGER PRIMARY KEY);
	CREATE TABLE stay (id INTEGER PRIMARY KEY, home INTEGER REFERENCES home, nights INTEGER, begins DATE TEXT,
		ends DATE TEXT OPTIONAL);
	INSERT INTO home VALUES (1), (2);
	INSERT INTO stay VALUES (1, 1, 3, '2025-05-01', '2025-05-04'), (2, 1, 10, '2026-03-30', '2026-04-09'),
		(3, 1, 100, '2026-05-01', NULL), (4, 2, 1000, NULL, '2026-01-01');" || exit 3
cat >stays.yaml <<'Y'
scenario: stays
data: stays.db
periods: 2025-26 to 2026-27
rules: [stays.lua]
records:
  stay: {valid_from: begins, valid_until: ends}
Y
cat >stays.lua <<'L'
rule "nights" {
	on = "home", type = "integer",
	compute = function(c)
		local sum = 0
		for _, stay in ipairs(related(c, "stay")) do sum = sum + stay.nights end
		return sum
	end,
}
L
check "records with dates of their own are related to others" reckon run stays.yaml
sqlite3 stays.run "SELECT id, _period, nights, _unknown FROM outcome_home" >got
printf '%s\n' '1|2025-26|13|' '1|2026-27|110|' '2|2025-26||nights' '2|2026-27|0|' >expected
check_same "in the periods that they touch" expected got
sqlite3 stays.run "SELECT fact, records FROM missing_fact WHERE rule = 'nights'" >got
echo 'stay.begins|1' >expected
check_same "the date that is not known is missing" expected got

# A record that belongs to one period says which, in any way that periods are written.
sqlite3 years.db "CREATE TABLE cost (id INTEGER PRIMARY KEY, year TEXT, amount MONEY INTEGER);
	INSERT INTO cost VALUES (1, '2025-26', 1), (2, '2026-27', 10), (3, '2025-04', 100), (4, '2027-28', 1000)" || exit 3
cat >years.yaml <<'Y'
scenario: years
data: years.db
periods: 2025-26 to 2026-27
rules: [years.lua]
records:
  cost: {period: year}
Y
cat >years.lua <<'L'
total "cost" { sum = "cost.amount" }
rule "half" { on = "cost", type = "money", compute = function(c) return divide(c.amount, c.amount - money "10p", money "1p") end }
L
check_errors 2 "an error in one period names it" reckon run years.yaml <<'END'
years.lua:2:73: error: 'divide' cannot divide by zero (rule 'half', cost 2, 2026-27)
     on = "cost", type = "money", compute = function(c) return divide(c.amount
                                                               ^^^^^^ test for it first, and say what holds then
END
sed -i '/half/d' years.lua
check "years, months and years beyond the run are periods" reckon run years.yaml
sqlite3 years.run "SELECT period, value FROM total" >got
printf '%s\n' '2025-26|1' '2026-27|10' >expected
check_same "of which those of the run count" expected got
sqlite3 years.run "SELECT undated FROM input" >got
echo 2 >expected
check_same "and the others are counted" expected got
sqlite3 years.run "SELECT text FROM note ORDER BY position" >got
cat >expected <<'X'
cost: 1 row is of a period that the run does not have, and counts in none: 2027-28 (1)
cost: 1 row names a period of another kind than 2025-26, and counts in none: 2025-04 (1)
X
check_same "and told of, with their periods" expected got
check "... as replaying finds too" reckon replay years.run
sqlite3 years.db "INSERT INTO cost SELECT 10 + value, printf('20%02d-%02d', 10 + value % 8, 11 + value % 8), 1 FROM generate_series(1, 15)"
reckon run years.yaml -o many.run >"$out" 2>"$errors"
sqlite3 many.run "SELECT text FROM note ORDER BY position LIMIT 1" >got
cat >expected <<'X'
cost: 16 rows are of a period that the run does not have, and count in none: 2010-11 (1), 2011-12 (2), 2012-13 (2), 2013-14 (2), 2014-15 (2) and 4 others
X
check_same "the first few of many" expected got
sqlite3 years.db "DELETE FROM cost WHERE id > 10"
sqlite3 years.db "INSERT INTO cost VALUES (5, '2025/26', 10000)"
check_errors 2 "a text that is no period leaves nothing out without a word" reckon run years.yaml <<'END'
reckon: error: field 'year': '2025/26' is not a period (cost 5, 2025-26)
    write it as the periods of the run are written: 2025-26
END
sed -i 's/{period: year}/{period: year, where: id > 99}/' years.yaml
check "a filter that lets nothing through" reckon run years.yaml
check_says "is noted" "cost: the scenario's where leaves out every row there is, 5 in all" "$out"

# A rule that begins or ends within a period: the period's first day decides, and that is said.
sqlite3 cut.db "CREATE TABLE home (id INTEGER NOT NULL PRIMARY KEY, seen DATE TEXT NOT NULL); INSERT INTO home VALUES (1, '2025-10-01')" || exit 3
cat >cut.yaml <<'Y'
scenario: cut
data: cut.db
periods: 2025-26 to 2026-27
rules: [cut.lua]
Y
cat >cut.lua <<'L'
rule "late" { on = "home", type = "integer", title = "Late", from = "2025-09-01", compute = function() return 1 end }
rule "early" { on = "home", type = "integer", title = "Early", to = "2025-08-31", compute = function() return 1 end }
rule "both" { on = "home", type = "integer", title = "Both", to = "2025-08-31", compute = function() return 1 end }
rule "both" { on = "home", type = "integer", title = "Both", from = "2025-09-01", compute = function() return 2 end }
rule "whole" { on = "home", type = "integer", title = "Whole", from = "2026-04-01", to = "2027-03-31", compute = function() return 1 end }
rule "own" { on = "home", type = "integer", title = "Own", from = "2025-09-01", dated_by = "seen", compute = function() return 1 end }
L
check "rules that begin and end within a year" reckon run cut.yaml
sqlite3 cut.run "SELECT _period, late, early, both, whole, own FROM outcome_home ORDER BY _period" >got
printf '%s\n' '2025-26||1|1||1' '2026-27|1||2|1|1' >expected
check_same "are in force where they are on its first day" expected got
sqlite3 cut.run "SELECT text FROM note ORDER BY position" >got
cat >expected <<'X'
rule late begins on 2025-09-01, within 2025-26, and is in force in none of it: the first day of a period decides
rule early ends on 2025-08-31, within 2025-26, and is in force for all of it: the first day of a period decides
rule both takes another shape on 2025-09-01, within 2025-26, and has the one before for all of it: the first day of a period decides
X
check_same "which the run says" expected got
check_output "... and checking too" reckon check cut.yaml <<'END'
cut.lua:1:7: warning: rule 'late' begins on 2025-09-01, within 2025-26, and is in force in none of it: the first day of a period decides
    rule "late" { on = "home", type = "integer", title = "Late", from = "2025-
          ^^^^ run shorter periods; or say with dated_by which day of a record decides
cut.lua:2:7: warning: rule 'early' ends on 2025-08-31, within 2025-26, and is in force for all of it: the first day of a period decides
    rule "early" { on = "home", type = "integer", title = "Early", to = "2025-
          ^^^^^ run shorter periods; or say with dated_by which day of a record decides
cut.lua:4:7: warning: rule 'both' takes another shape on 2025-09-01, within 2025-26, and has the one before for all of it: the first day of a period decides
    rule "both" { on = "home", type = "integer", title = "Both", from = "2025-
          ^^^^ run shorter periods; or say with dated_by which day of a record decides
0 errors, 3 warnings in 1 scenario, 1 rule file and 0 files of parameters
END
sed -i 's/^periods: .*/periods: 2025-08 to 2025-10/' cut.yaml
check "where periods begin with it there is nothing to say" reckon check --strict cut.yaml
sed -i 's/^periods: .*/on: 2025-09-15/' cut.yaml
check "... nor of one day" reckon check --strict cut.yaml

# In 2001 to 2012 one month of each year reads as a financial year, so a run may write its months with their letter.
cat >months.yaml <<'Y'
scenario: months
periods: 2005-M05 to 2005-M08
rules: [months.lua]
records:
  month: {period: month}
Y
echo 'total "spent" { sum = "month.amount" }' >months.lua
sqlite3 months.db "CREATE TABLE month (id INTEGER PRIMARY KEY, month TEXT, amount INTEGER);
	INSERT INTO month VALUES (1, '2005-05', 1), (2, '2005-M05', 2), (3, '2005-06', 4), (4, '2005-M06', 8), (5, '2005-07', 16),
		(6, '2005-M07', 32), (7, '2005-08', 64), (8, '2006-08', 128);"
check "months with either label are found" reckon run months.yaml --data months.db
sqlite3 months.run "SELECT period, value FROM total ORDER BY period" >got
cat >expected <<'X'
2005-M05|3
2005-M06|8
2005-M07|48
2005-M08|64
X
check_same "and 2005-06 is the financial year" expected got
sed -i 's/2005-M05 to 2005-M08/2011-04 to 2011-12/' months.yaml
check_errors 2 "a month that reads as a financial year is refused with its other label" reckon run months.yaml <<'END'
months.yaml:2:10: error: '2011-04' is a month and '2011-12' is a financial year
    periods: 2011-04 to 2011-12
             ^^^^^^^^^^^^^^^^^^ as a month it is written 2011-M12
END

# Periods that are the same are told once, and what they cost is the cost of each.
sqlite3 same.db "CREATE TABLE home (id INTEGER PRIMARY KEY, born INTEGER); INSERT INTO home VALUES (1, 2025), (2, 2026);"
cat >same.lua <<'L'
rule "grant" { on = "home", type = "eligibility",
	conditions = all { { "is there", function(c, p, at) return at.start >= date(c.born .. "-04-01") end } },
	award = function() return money "£501" end }
L
printf 'scenario: same\nrules: [same.lua]\ndata: same.db\nperiods: 2025-26 to 2027-28\n' >same.yaml
check "a run of which some periods are the same" reckon run same.yaml
sed -n '/^Eligibility/,/grant/p' "$out" >got
cat >expected <<'X'
Eligibility, 2025-26
         eligible  not  unknown  cost
  grant         1    1        0  £501
Eligibility, in each of 2026-27 to 2027-28
         eligible  not  unknown    cost
  grant         2    0        0  £1,002
X
check_same "... says that each costs as much" expected got
sed -i 's/2025-26 to/2026-27 to/' same.yaml
check "a run of which all are" reckon run same.yaml
check_says "... says so too" "Eligibility, in each period" "$out"
sed -i 's/2026-27 to 2027-28/2026-27/' same.yaml
check "a run of one period" reckon run same.yaml
check_that "... has no more to say" "$(grep -c '^Eligibility$' "$out")" = 1
finish
