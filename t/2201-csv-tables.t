#!/bin/sh
# Decision tables in CSV files: what each hit policy makes of them (Decision Model and Notation, chapter 8), how spreadsheets save
# them, the days on which rows apply, facts that are missing, and every mistake at its cell.
. "${0%/*}/lib.sh"

mkdir -p rules/pack rules/lib
cat >tables.sql <<'END'
CREATE TABLE ward (code TEXT NOT NULL PRIMARY KEY, name TEXT, poor FLAG INTEGER);
CREATE TABLE household (
	id INTEGER NOT NULL PRIMARY KEY,
	ward TEXT REFERENCES ward (code),
	income MONEY INTEGER,
	children INTEGER,
	tenure STATUS TEXT CHECK (tenure IN ('own', 'rent', 'lodge')),
	cap MONEY INTEGER OPTIONAL,
	claimed DATE TEXT
);
END
sqlite3 data.db <tables.sql
sqlite3 data.db "INSERT INTO ward VALUES ('n', 'North', 1), ('s', 'South', 0);
	INSERT INTO household VALUES
		(1, 'n', 500000, 0, 'own', NULL, '2025-03-31'), (2, 'n', 900000, 2, 'rent', 100, '2025-04-01'),
		(3, 's', 1500000, 4, 'rent', NULL, '2026-03-31'), (4, 's', NULL, 4, 'lodge', NULL, '2026-04-01'),
		(5, 's', 500000, NULL, 'rent', NULL, NULL)"
cat >rules/pack/scenario.yaml <<'END'
scenario: tables
title: Tables
data: ../../data.db
on: 2025-07-01
rules: [a.lua]
END

# rule TYPE TABLE...: the pack's one rule, `gives`, of that type, is the decision table that Lua makes so.
rule() {
	{
		printf 'rule "gives" {\n\ton = "household", type = "%s", optional = true,\n' "$1"
		shift
		printf '\tcompute = %s,\n}\n' "$*"
	} >rules/pack/a.lua
}

# listing TABLE...: the same, of a table that gives a list, whose parts stand with a comma between.
listing() {
	cat >rules/pack/a.lua <<END
local list = $*
rule "gives" {
	on = "household", type = "text",
	compute = function(c, p, at)
		local parts = {}
		for i, one in ipairs(list(c, p, at)) do parts[i] = tostring(one) end
		return table.concat(parts, ",")
	end,
}
END
}

# table: standard input is rules/pack/t.csv.
table() {
	cat >rules/pack/t.csv
}

# gives NAME VALUE...: what the rule gives for households 1 to 5: a value, none or unknown.
gives() {
	name=$1
	shift
	rm -f o.run
	run reckon run rules/pack/scenario.yaml -o o.run
	if [ "$status" -ne 0 ]; then
		failed "$name"
		show 'standard error' "$errors"
		return
	fi
	got=$(sqlite3 o.run "SELECT coalesce(gives, CASE WHEN coalesce(_unknown, '') = '' THEN 'none' ELSE 'unknown' END) FROM outcome_household
		ORDER BY id" | tr '\n' ' ')
	check_that "$name" "$got" = "$* "
}

# stops NAME: the run stops, and standard input is what it says.
stops() {
	rm -f o.run
	check_errors 2 "$1" reckon run rules/pack/scenario.yaml -o o.run
}

# warned NAME: reckon check finds exactly what standard input says: each warning or error, without its excerpt.
warned() {
	cat >"$scratch/expected"
	run reckon check rules/pack
	sed -n -e 's/^rules\/pack\/\([a-z.]*:.*\)/\1/p' -e 's/^ *^^* /    /p' "$out" >"$scratch/warnings"
	check_same "$1" "$scratch/expected" "$scratch/warnings"
}

# Hit policies.
table <<'END'
if income,if children,then amount
"< £8,000",-,£50
"[£8,000..£12,000]",>= 1,£40
"> £12,000",-,£10
END
rule money 'decision_table "t.csv"'
gives "unique is the policy when nothing is said; a missing input makes unknown only what it matters for" \
	5000 4000 1000 unknown 5000
rule money 'decision_table { file = "t.csv", hit = "unique", default = "£1" }'
gives "the default where no row matches, and for none else" 5000 4000 1000 unknown 5000
table <<'END'
if income,then amount
"< £8,000",£50
"> £12,000",£10
END
gives "no match gives the default" 5000 100 1000 unknown 5000
rule money 'decision_table "t.csv"'
gives "... and nothing without one" 5000 none 1000 unknown 5000
table <<'END'
if income,if tenure,then amount
"<= £9,000",-,£50

">= £9,000",rent,£40
END
stops "two matches under unique are an error, which names the rows of the spreadsheet" <<'END'
rules/pack/t.csv:4:1: error: decision table: rows 2 and 4 both match (rule 'gives', household 2)
    ">= £9,000",rent,£40
    ^^^^^^^^^^^^^^^^^^^^ under 'unique', one row at most may match
END
rule money 'decision_table { file = "t.csv", hit = "first" }'
gives "first takes the one that stands first" 5000 5000 4000 unknown 5000
rule money 'decision_table { file = "t.csv", hit = "any" }'
stops "under any, rows that match must agree" <<'END'
rules/pack/t.csv:4:1: error: decision table: rows 2 and 4 both match, and give different outputs (rule 'gives', household 2)
    ">= £9,000",rent,£40
    ^^^^^^^^^^^^^^^^^^^^ under 'any', rows that match must agree
END
table <<'END'
if income,if tenure,then amount
"<= £9,000",-,£50
">= £9,000",rent,£50
END
gives "... and where they do, that is what is given; household 4 owns no such home" 5000 5000 5000 unknown 5000
rule status 'decision_table {
	file = "t.csv", hit = "priority", outputs = { { "band", type = "status", values = { "high", "middle", "low" } } }
}, values = { "high", "middle", "low" }'
table <<'END'
if income,if children,then band
"< £10,000",-,low
-,>= 2,middle
-,>= 4,high
END
gives "priority takes the best by the order of the output's values, wherever it stands" low middle high high unknown
listing 'decision_table { file = "t.csv", hit = "output_order", on = "household",
	outputs = { { "band", type = "text", values = { "high", "middle", "low" } } } }'
gives "output order lists all, best first" low middle,low high,middle unknown unknown
listing 'decision_table { file = "t.csv", hit = "rule_order", on = "household", outputs = { { "band", type = "text" } } }'
gives "rule order lists all as they stand" low low,middle middle,high unknown unknown
listing 'decision_table { file = "t.csv", hit = "collect", on = "household", outputs = { { "band", type = "text" } } }'
gives "collect lists all" low low,middle middle,high unknown unknown
listing 'decision_table { file = "t.csv", hit = "collect", on = "household", default = "none", outputs = { { "band", type = "text" } } }'
table <<'END'
if children,then band
>= 2,middle
END
gives "the default is in the list, where nothing else is" none middle middle middle unknown
table <<'END'
if income,if children,then amount
"< £10,000",-,£5
-,>= 2,£7
-,>= 4,£20
END
for aggregate in sum min max; do
	rule money "decision_table { file = \"t.csv\", hit = \"collect\", aggregate = \"$aggregate\" }"
	case $aggregate in
	sum) gives "collect adds up" 500 1200 2700 unknown unknown ;;
	min) gives "collect takes the least, which an unknown row of more does not change" 500 500 700 unknown 500 ;;
	max) gives "collect takes the most, which an unknown row of less does not change" 500 700 2000 2000 unknown ;;
	esac
done
rule integer 'decision_table { file = "t.csv", hit = "collect", aggregate = "count" }'
gives "collect counts, whatever it counts" 1 2 2 unknown unknown
cat >rules/pack/a.lua <<'END'
local both = decision_table { file = "t.csv", on = "household", hit = "first", default = { "£0", "nothing" },
	outputs = { { "amount", type = "money" }, { "reason", type = "text" } } }
rule "gives" {
	on = "household", type = "text",
	compute = function(c, p, at)
		local given = both(c, p, at)
		return given.reason .. " " .. given.amount
	end,
}
END
table <<'END'
if ward.name,then amount,then reason
North,£5,"north, near"
END
gives "a table with several outputs gives them by name, and its defaults; paths go along relations" \
	'north, near 500' 'north, near 500' 'nothing 0' 'nothing 0' 'nothing 0'

# What a column can stand for.
cat >rules/pack/a.lua <<'END'
rule "large" {
	on = "household", type = "eligibility",
	conditions = all { { "has many children", function(c) return c.children >= 3 end } },
	award = function() return money "£3" end,
}
rule "gives" {
	on = "household", type = "text", optional = true,
	compute = decision_table {
		file = "t.csv", hit = "first",
		inputs = { { "twice the children", function(c) return 2 * c.children end, type = "integer" } },
	},
}
END
table <<'END'
if large,if large_award,if cap,if ward.poor,if twice the children,then answer
yes,£3,-,-,8,"large, with 4"
no,£0,none,yes,-,"no cap, in a poor ward"
no,-,[£0..£1],-,-,cap
END
gives "outcomes, awards, optional fields, flags of a relation and functions that Lua declares" \
	'no cap, in a poor ward' cap 'large, with 4' 'large, with 4' unknown
cat >rules/pack/a.lua <<'END'
total "households" { count = "household" }
figure "size" { type = "text", compute = decision_table { file = "t.csv", hit = "first", default = "large" } }
END
table <<'END'
if households,then size
< 4,small
< 6,middle
END
rm -f o.run
check "a figure may be a table of totals" reckon run rules/pack/scenario.yaml -o o.run
check_that "... and has its value" "$(sqlite3 o.run "SELECT value FROM figure WHERE name = 'size'")" = middle

cat >rules/pack/a.lua <<'END'
rule "before" { on = "household", type = "money", to = "2025-06-30", compute = function() return money "£3" end }
rule "gives" { on = "household", type = "money", compute = decision_table "t.csv" }
END
table <<'END'
if before,then amount
none,£1
>= £0,£2
END
gives "what a rule gives is none where it is not in force" 100 100 100 100 100

cat >rules/pack/a.lua <<'END'
rule "gives" { on = "household", type = "money", compute = decision_table "t.csv" }
END
table <<'END'
if children,if tenure,if income,then amount
>= 1,-,-,£1
-,-,< £1,£2
END
stops "a case that no row was written for says what was asked, of each input that some row asks for" <<'END'
rules/pack/t.csv:1:1: error: no row of the decision table matches children 0, income £5,000 (rule 'gives', household 1)
    if children,if tenure,if income,then amount
    ^^^^^^^^^^^ add a row or a default; where there may be none, write optional = true
END

table <<'END'
if income,then amount,from,until
< £1,£1,,
-,£2,2025-04-01,2025-06-30
END
stops "... and on which day, where rows are of days" <<'END'
rules/pack/t.csv:1:1: error: no row of the decision table matches income £5,000 on 2025-07-01 (rule 'gives', household 1)
    if income,then amount,from,until
    ^^^^^^^^^ add a row or a default; where there may be none, write optional = true
END

# How spreadsheets save them.
rule money 'decision_table { file = "t.csv", hit = "first" }'
printf '\357\273\277If income,If children, THEN amount ,Note,,\r\n"<= £9,000",-,£50,,,\r\n,,,,,\r\n\r\n">= £9,000", - ,£40,"over two\r\nlines, ""so""",,\r\n,,,,,\r\n' >rules/pack/t.csv
gives "a mark at the beginning, line ends of both kinds, empty rows and columns, capitals in headings" 5000 5000 4000 unknown 5000
printf 'if income;if children;then amount\n<= £9000;-;£50\n>= £9000;-;£40' >rules/pack/t.csv
gives "semicolons, and no end of the last line" 5000 5000 4000 unknown 5000
printf 'if income\tif children\tthen amount\n<= £9,000\t-\t£50\n>= £9,000\t-\t£40\n' >rules/pack/t.csv
gives "tabs" 5000 5000 4000 unknown 5000
mkdir rules/pack/tables
mv rules/pack/t.csv rules/lib/t.csv
gives "a table of the library" 5000 5000 4000 unknown 5000
rule money 'decision_table { file = "tables/t.csv", hit = "first" }'
mv rules/lib/t.csv rules/pack/tables/t.csv
gives "a table in a folder of the pack" 5000 5000 4000 unknown 5000
check_that "the run file holds its text" "$(sqlite3 o.run "SELECT kind, instr(text, '9,000') > 0 FROM source WHERE path = 'tables/t.csv'")" = 'table|1'
rm -r rules/pack/tables
check "... from which it is replayed" reckon replay o.run
check "... and verified" reckon verify o.run

# Days.
table <<'END'
if income,then amount,from,until
"<= £9,000",£50,,2025-03-31
"<= £9,000",£55,2025-04-01,2026-03-31
"<= £9,000",£60,2026-04-01,
"> £9,000",£5,,
END
rule money 'decision_table "t.csv"'
gives "a row applies on its days: those of the period's start" 5500 5500 500 unknown 5500
cat >rules/pack/a.lua <<'END'
rule "gives" { on = "household", type = "money", dated_by = "claimed", compute = decision_table "t.csv" }
END
gives "... or of the record's own" 5000 5500 500 unknown unknown
table <<'END'
if income,then amount,from
-,£50,2025-04-01
END
stops "a day on which no row applies is none that the table was made for" <<'END'
rules/pack/t.csv:2:1: error: decision table: none of its rows applies on 2025-03-31 (rule 'gives', household 1)
    -,£50,2025-04-01
    ^^^^^^^^^^^^^^^^ add rows for that day, or move the last day of those that go on
END

# What reckon check finds in them.
rule money 'decision_table "t.csv"'
table <<'END'
if income,if tenure,then amount,from,until
"<= £9,000",own,£50,,2025-03-31
"<= £9,000",own,£55,2025-03-31,
"> £9,000",-,£5,,
END
warned "rows that overlap on one day alone; a status that no row asks for" <<'END'
t.csv:1:1: warning: no row of the decision table matches income £8,999.99, tenure rent on 2025-03-30
    add a row, or a default: without them it gives nothing
t.csv:3:1: warning: rows 2 and 3 of the decision table both match income £8,999.99, tenure own on 2025-03-31
    a record that two rows match is an error: part them, or say hit = "first"
END
rule money 'decision_table { file = "t.csv", default = "£0" }'
table <<'END'
if income,then amount
[£0..£100],£50
[£101..£180],£40
[£181..£250],£30
END
warned "bands that do not meet, where a default hides it" <<'END'
t.csv:3:1: warning: between rows 2 and 3 of the decision table, the default takes income £100.01
    bring the rows together; or, where the default is meant there, say so in a row
t.csv:4:1: warning: between rows 3 and 4 of the decision table, the default takes income £180.01
    bring the rows together; or, where the default is meant there, say so in a row
END
rule money 'decision_table "t.csv"'
table <<'END'
if income,if tenure,then amount,from,until
"<= £9,000",-,£50,,2025-03-31
"> £9,000","own, rent, lodge",£5,,2025-03-31
-,-,£55,2025-05-01,
END
warned "days on which no row applies" <<'END'
t.csv:1:1: warning: no row of the decision table applies from 2025-04-01 to 2025-04-30
    a record of such a day is an error
END
rule money 'decision_table { file = "t.csv", hit = "first" }'
table <<'END'
if income,then amount,from,until
"<= £9,000",£50,,2025-03-31
-,£55,2025-04-01,
"<= £8,000",£40,,
"<= £8,000",£30,2025-04-01,
-,£20,,
END
warned "a row that others take on all of its days; not one that is hit on some" <<'END'
t.csv:4:1: warning: row 4 of the decision table is never hit: others before it take all that it matches
    row 2 takes income £7,999.99
t.csv:5:1: warning: row 5 of the decision table is never hit: others before it take all that it matches
    row 3 takes income £7,999.99
END
table <<'END'
if cap,then amount
< £9,£50
>= £9,£40
-,£30
-,£20
END
warned "a row that takes those without a value is hit, where there may be none" <<'END'
t.csv:5:1: warning: row 5 of the decision table is never hit: others before it take all that it matches
    row 2 takes cap £8.99
END
table <<'END'
if cap,then amount
< £9,£50
>= £9,£40
END
warned "... and is missed where there is no such row" <<'END'
t.csv:1:1: warning: no row of the decision table matches cap none
    add a row, or a default: without them it gives nothing
END

# Mistakes, each at its cell.
rule money 'decision_table { file = "t.csv", hit = "first" }'
table <<'END'
if incme,if children,then amount,from,until
-,1..2,50 pounds,01/04/2025,
-,,£50,2025-04-31,
-,5-10,,2025-04-02,2025-04-01
-,5,£50,,,,more
END
stops "all that is wrong with a file's layout at once" <<'END'
rules/pack/t.csv:2:18: error: cell D2: expected a date such as 2025-04-01, got '01/04/2025'
    -,1..2,50 pounds,01/04/2025,
                     ^^^^^^^^^^ write the year first, 2025-04-01, in a column that the spreadsheet keeps as text
rules/pack/t.csv:3:8: error: cell D3: '2025-04-31' is not a date: April 2025 has days 01 to 30
    -,,£50,2025-04-31,
           ^^^^^^^^^^
rules/pack/t.csv:4:20: error: cell E4: the row ends before it begins
    -,5-10,,2025-04-02,2025-04-01
                       ^^^^^^^^^^
rules/pack/t.csv:5:12: error: cell G5: there is no heading above it
    -,5,£50,,,,more
               ^^^^ give the column a heading, 'note' if it is one; or put a cell with a comma in quotes
reckon: 4 errors
END
table <<'END'
if incme,if children,if tenure,then amount,note
-,1..2,"rent, onw",50 pounds,
-,,-,£50,
-,5-10,-,,
"a ""quoted"" one",5,< own,£50,
END
stops "... and with what its cells say" <<'END'
rules/pack/t.csv:1:1: error: cell A1: 'household' has no field or rule 'incme'
    if incme,if children,if tenure,then amount,note
    ^^^^^^^^ did you mean 'income'?
rules/pack/t.csv:2:3: error: cell B2: if children: a range stands in brackets
    -,1..2,"rent, onw",50 pounds,
      ^ write [1..2]
rules/pack/t.csv:2:8: error: cell C2: if tenure: there is no status 'onw'
    -,1..2,"rent, onw",50 pounds,
           ^^^^^^^^^^^ did you mean 'own'?
rules/pack/t.csv:2:20: error: cell D2: then amount: expected money such as £1,234.50, £17.7m or 50p, got '50 pounds'
    -,1..2,"rent, onw",50 pounds,
                       ^^^^^^^^^ write £50 alone: what it is for is said elsewhere
rules/pack/t.csv:3:3: error: cell B3: if children: the cell is empty
    -,,-,£50,
      ^ write - where any value will do
rules/pack/t.csv:4:3: error: cell B4: if children: expected an integer such as 1,204, got '5-10'
    -,5-10,-,,
      ^ write a range as [5..10]
rules/pack/t.csv:4:10: error: cell D4: then amount: the cell is empty
    -,5-10,-,,
             ^
rules/pack/t.csv:5:22: error: cell C5: if tenure: a status has no order
    "a ""quoted"" one",5,< own,£50,
                         ^ write "a", "b" or not("a")
reckon: 8 errors
END
# An amount that its comma parts, where the row has a meaning all the same.
table <<'END'
if children,then amount,note
>= 3,£1,100
>= 2,"£1,100"
1,£2,250.50
0,"£1",100
-,"£1,234,567",
END
stops "an amount without quotes is not read as a smaller one, with a note" <<'END'
rules/pack/t.csv:2:6: error: cell B2: without quotes '£1,100' is 2 cells
    >= 3,£1,100
         ^^^^^^ one cell is written "£1,100"; two as "£1",100
rules/pack/t.csv:4:3: error: cell B4: without quotes '£2,250.50' is 2 cells
    1,£2,250.50
      ^^^^^^^^^ one cell is written "£2,250.50"; two as "£2",250.50
reckon: 2 errors
END
table <<'END'
if children,then amount,source,note
>= 3,£1,234,567
2,£5,117,paragraph
1,£5,4.117,note
0,£5,365 days,note
-,£5.00,117,
END
stops "... nor with a source; what no amount ends in may be a paragraph, and what has pence is whole" <<'END'
rules/pack/t.csv:2:6: error: cell B2: without quotes '£1,234,567' is 3 cells
    >= 3,£1,234,567
         ^^^^^^^^^^ one cell is written "£1,234,567"; two as "£1",234
rules/pack/t.csv:3:3: error: cell B3: without quotes '£5,117' is 2 cells
    2,£5,117,paragraph
      ^^^^^^ one cell is written "£5,117"; two as "£5",117
reckon: 2 errors
END
table <<'END'
if income,if children,then amount,note
<= £9,100,3,£50
<= £9,100,£50,large families
<= £9,100,£50,
END
stops "an amount of a condition moves what follows it, where each still fits its column" <<'END'
rules/pack/t.csv:2:1: error: cell A2: without quotes '<= £9,100' is 2 cells
    <= £9,100,3,£50
    ^^^^^^^^^ one cell is written "<= £9,100"; two as "<= £9",100
END
table <<'END'
if income,if children,then amount,note
<= £9,100,3,£50,none of them older
<= £9,100,£50,nothing of the kind
[£1,100..£1,900),3,£50
END
stops "... or beyond the last heading" <<'END'
rules/pack/t.csv:2:1: error: cell A2: without quotes '<= £9,100' is 2 cells
    <= £9,100,3,£50,none of them older
    ^^^^^^^^^ put it in quotes: "<= £9,100"
rules/pack/t.csv:4:1: error: cell A4: without quotes '[£1,100..£1,900)' is 3 cells
    [£1,100..£1,900),3,£50
    ^^^^^^^^^^^^^^^^ put it in quotes: "[£1,100..£1,900)"
reckon: 2 errors
END
table <<'END'
if children,then amount,note
1, 2,£350
3,4,£400
5, 6,large families
7,£8,£9
END
stops "... or in a list: the amount would be its note" <<'END'
rules/pack/t.csv:2:1: error: cell A2: without quotes '1, 2' is 2 cells
    1, 2,£350
    ^^^^ one cell is written "1, 2"; two as "1",2
rules/pack/t.csv:3:1: error: cell A3: without quotes '3,4' is 2 cells
    3,4,£400
    ^^^ one cell is written "3, 4"; two as "3",4
reckon: 2 errors
END
table <<'END'
if children,then amount,from
-,£1,100
END
stops "... or into a column of days" <<'END'
rules/pack/t.csv:2:3: error: cell B2: without quotes '£1,100' is 2 cells
    -,£1,100
      ^^^^^^ put it in quotes: "£1,100"
END
table <<'END'
if children,then amount
-,£1,100
END
stops "... or where no note can stand" <<'END'
rules/pack/t.csv:2:3: error: cell B2: without quotes '£1,100' is 2 cells
    -,£1,100
      ^^^^^^ put it in quotes: "£1,100"
END
table <<'END'
income,if children,if children,then Amount,to,form
-,1,2,£5,,
END
stops "headings that say nothing, or say it twice" <<'END'
rules/pack/t.csv:1:1: error: cell A1: 'income' is no heading of a decision table
    income,if children,if children,then Amount,to,form
    ^^^^^^ write 'if income' or 'then income'; others are from, until, source and note
rules/pack/t.csv:1:20: error: cell C1: there is a column 'if children' already
    income,if children,if children,then Amount,to,form
                       ^^^^^^^^^^^ one cell holds both ends: [£10..£20)
rules/pack/t.csv:1:44: error: cell E1: 'to' is no heading of a decision table
    income,if children,if children,then Amount,to,form
                                               ^^ did you mean 'until'?
rules/pack/t.csv:1:47: error: cell F1: 'form' is no heading of a decision table
    income,if children,if children,then Amount,to,form
                                                  ^^^^ did you mean 'from'?
reckon: 4 errors
END
printf 'if income;then amount\n<= £9,000;£50\n' >rules/pack/t.csv
stops "a comma in a number between semicolons may mark decimals" <<'END'
rules/pack/t.csv:2:6: error: cell A2: if income: does this comma mark decimals, or thousands?
    <= £9,000;£50
         ^ in a file whose cells are parted by semicolons write 1.5 and 1200
END
printf 'if income;then amount,note\n-;£50\n' >rules/pack/t.csv
stops "what parts the cells has to be plain" <<'END'
rules/pack/t.csv:1:1: error: more than one of comma, semicolon and tab stands in the header
    if income;then amount,note
    ^ put a heading in quotes where one of them belongs to it
END
printf 'if income,then amount\n-,\24350\n' >rules/pack/t.csv
stops "text of another encoding" <<'END'
rules/pack/t.csv:2:3: error: byte 0xA3 is not UTF-8 text
    -,?50
      ^ save the file as UTF-8
END
printf 'if income,then amount\n-,"£50\n' >rules/pack/t.csv
stops "a quote that is not closed" <<'END'
rules/pack/t.csv:2:3: error: a quote that is opened here is not closed
    -,"£50
      ^ a quote within a quoted cell is written twice
END
: >rules/pack/t.csv
stops "an empty file" <<'END'
rules/pack/t.csv:1:1: error: the file is empty
    the first row has the headings: if INPUT, then OUTPUT, from, until, source, note
END
printf 'if income,note\n' >rules/pack/t.csv
stops "no output" <<'END'
rules/pack/t.csv:1:1: error: no column is an output
    if income,note
    ^^^^^^^^^^^^^^ the first row has the headings: if INPUT, then OUTPUT, from, until, source, note
END
printf 'if income,then amount\n' >rules/pack/t.csv
stops "no row" <<'END'
rules/pack/t.csv:1:1: error: there is no row below the header
    the first row has the headings: if INPUT, then OUTPUT, from, until, source, note
END

# A field that is not OPTIONAL is known or not, but never without a value: a word of that name takes quotes.
printf 'if tenure,if income,if cap,if ward.name,then amount\nnone,-,none,none,£50\n-,not(none),-,-,£10\n' >rules/pack/t.csv
stops "none, of what always has a value" <<'END'
rules/pack/t.csv:2:1: error: cell A2: if tenure: 'none' means that there is none, and 'tenure' always has a value
    none,-,none,none,£50
    ^^^^ for the word itself write "none", with the quotes in the cell
rules/pack/t.csv:3:3: error: cell B3: if income: 'none' means that there is none, and 'income' always has a value
    -,not(none),-,-,£10
      ^^^^^^^^^
reckon: 2 errors
END

# Mistakes in Lua.
printf 'if income,if the weather,then amount\n-,-,£50\n' >rules/pack/t.csv
rule money 'decision_table { file = "t.csv", default = "none of it", inputs = { { "wether", function() end, type = "text" } } }'
stops "columns that the file does not have, those that Lua does not declare, and the default" <<'END'
rules/pack/a.lua:3:45: error: decision table 't.csv': expected money such as £1,234.50, £17.7m or 50p, got 'none of it'
     compute = decision_table { file = "t.csv", default = "none of it", inputs
                                                ^^^^^^^
rules/pack/a.lua:3:83: error: the file 't.csv' has no column 'if wether'
    le { file = "t.csv", default = "none of it", inputs = { { "wether", functi
                                                               ^^^^^^
rules/pack/t.csv:1:11: error: cell B1: 'the weather' is not the name of a field or rule
    if income,if the weather,then amount
              ^^^^^^^^^^^^^^ or declare it in Lua: inputs = { { "the weather", function(c, p) ... end, type = ... } }
reckon: 3 errors
END
mkdir ../outside
printf 'if income,then amount\n-,£1\n' >../outside/t.csv
# refused NAME TABLE MESSAGE: a run with this table says that.
refused() {
	rule money "decision_table \"$2\""
	rm -f o.run
	check_status 2 "refused: $1" reckon run rules/pack/scenario.yaml -o o.run &&
		check_says "... which is said" "$3" "$errors"
}
refused "a file that is not there, with the nearest name" 'tt.csv' "did you mean 't.csv'?"
refused "a path that leaves the pack" '../outside/t.csv' "'../outside/t.csv' is not the name of a table's file"
refused "an absolute path" '/etc/t.csv' "is not the name of a table's file"
refused "a hidden file" '.t.csv' "is not the name of a table's file"
refused "another kind of file" 'scenario.yaml' "is not the name of a table's file"
ln -s ../../../outside/t.csv rules/pack/link.csv
refused "a link that leads out of the pack" 'link.csv' "a link may not lead out of them"
mkfifo rules/pack/pipe.csv
refused "a pipe, which would be waited for" 'pipe.csv' "'pipe.csv' is not a file of the pack"
mkdir rules/pack/folder.csv
refused "a folder" 'folder.csv' "folder"
rm -r rules/pack/pipe.csv rules/pack/folder.csv rules/pack/link.csv
cat >rules/pack/a.lua <<'END'
rule "gives" { on = "household", type = "money", compute = function(c) return decision_table("t.csv")(c) end }
END
rm -f o.run
check_status 2 "no table is read while rules run" reckon run rules/pack/scenario.yaml -o o.run
check_says "... which is said" "'decision_table' works only while files are loaded" "$errors"
cat >rules/pack/a.lua <<'END'
local t = decision_table "t.csv"
rule "gives" { on = "household", type = "money", compute = function(c, p, at) return t(c, p, at) end }
END
printf 'if income,then amount\n-,£1\n' >rules/pack/t.csv
stops "a table that functions call says on which records it works, and what it gives" <<'END'
rules/pack/a.lua:1:27: error: on which records the decision table 't.csv' works cannot be told
    local t = decision_table "t.csv"
                              ^^^^^ say so: decision_table { file = "...", on = "household" }
rules/pack/t.csv:1:11: error: cell B1: what 'amount' is cannot be told from the rule
    if income,then amount
              ^^^^^^^^^^^ say so in Lua: outputs = { { "amount", type = "money" } }
reckon: 2 errors
END

# Bounds.
rule money 'decision_table { file = "t.csv", hit = "first" }'
awk 'BEGIN { print "if income,then amount"; for (i = 1; i <= 10001; i++) print "£" i ",£1" }' >rules/pack/t.csv
check_status 2 "a table of 10,001 rows is refused" reckon run rules/pack/scenario.yaml -o o.run
check_says "... at the row that is too many" 't.csv:10002:1: error: a decision table has at most 10000 rows' "$errors"
sed -i '$d' rules/pack/t.csv
gives "one of 10,000 is read" 100 100 none unknown 100
awk 'BEGIN { for (i = 1; i <= 250; i++) printf "if c%d,", i; print "then amount" }' >rules/pack/t.csv
check_status 2 "a table of 251 columns is refused" reckon run rules/pack/scenario.yaml -o o.run
awk 'BEGIN { print "if income,then amount"; for (i = 1; i <= 1000; i++) print "£" i ",£" i }' >rules/pack/t.csv
cp data.db some.db
sqlite3 data.db "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
	INSERT INTO household (id, ward) SELECT i, 'n' FROM n"
check "a fact that is missing from thousands of records takes no long time of a table with a thousand rows" \
	timeout 60 reckon run rules/pack/scenario.yaml -o o.run
mv some.db data.db
cat >rules/pack/a.lua <<'END'
for i = 1, 100000 do decision_table "t.csv" end
END
printf 'if income,then amount\n-,£1\n' >rules/pack/t.csv
check_status 2 "tables without an end are stopped" reckon run rules/pack/scenario.yaml -o o.run
check_says "... by what loading may cost" 'took more than 10000000 instructions' "$errors"

# One table that two rules share holds for both, or is refused.
table <<'END'
if income,then gives
< £9000,£10
>= £9000,£0
END
share() {
	printf 'local t = decision_table "t.csv"\nrule "gives" { on = "household", type = "money", title = "A", compute = t }\n%s\n' "$1" >rules/pack/a.lua
}
refuses() {
	check_errors 2 "$1" reckon run rules/pack/scenario.yaml -o o.run
}
share 'rule "more" { on = "household", type = "money", title = "B", compute = t }'
check "two rules of one kind share a table" reckon run rules/pack/scenario.yaml -o o.run
share 'rule "more" { on = "household", type = "integer", title = "B", compute = t }'
refuses "two that take another type from it do not" <<'END'
rules/pack/a.lua:1:27: error: decision table 't.csv': 'gives' takes money from it, and 'more' integer
    local t = decision_table "t.csv"
                              ^^^^^ make a table of the file for each of them
END
share 'rule "more" { on = "ward", type = "money", title = "B", compute = t }'
refuses "nor two on other records" <<'END'
rules/pack/a.lua:1:27: error: decision table 't.csv': 'gives' has it for household, and 'more' for ward: its inputs are not the same
    local t = decision_table "t.csv"
                              ^^^^^ make a table of the file for each of them
END

finish
