#!/bin/sh
# reckon compare: results of several runs side by side, and whose outcomes of a rule change.
. "${0%/*}/lib.sh"

# Eight children of three towns; what is not known of each is another thing.
sqlite3 swim.db "
	CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
	CREATE TABLE child (
		id INTEGER PRIMARY KEY,
		town INTEGER REFERENCES town,
		age INTEGER,
		income MONEY INTEGER,
		member FLAG INTEGER NOT NULL,
		level STATUS TEXT NOT NULL CHECK (level IN ('new', 'able', 'good'))
	);
	INSERT INTO town VALUES (1, 'Ely'), (2, 'March');
	INSERT INTO child VALUES
		(1, 1, 7, 1000000, 0, 'new'),
		(2, 1, 7, 1500000, 0, 'able'),
		(3, 1, 12, 1500000, 1, 'good'),
		(4, 2, 9, NULL, 1, 'new'),
		(5, 2, 17, 100000, 0, 'able'),
		(6, 2, 8, 2100000, 1, 'good'),
		(7, NULL, 11, 1200000, 1, 'new'),
		(8, 1, NULL, 1300000, 0, 'able');"
cat >swim.lua <<'END'
rule "lessons" {
	on         = "child",
	type       = "eligibility",
	title      = "Free swimming lessons",
	conditions = all {
		{ "is of the age", function(c, p) return between(c.age, p.lessons.from, p.lessons.to) end },
		any {
			{ "income is below the limit", function(c, p) return c.income < p.lessons.limit end },
			{ "is a member", function(c) return c.member end },
		},
	},
	award = function(c, p) return c.member and p.lessons.price * 2 or p.lessons.price end,
}

rule "fee" {
	on      = "child",
	type    = "money",
	title   = "Fee of a lesson",
	compute = function(c, p) return c.income >= p.lessons.limit and p.lessons.price or 0 end,
}

rule "group" {
	on      = "child",
	type    = "status",
	values  = { "small", "middle", "large" },
	compute = function(c, p)
		if c.level == "new" then return p.lessons.price >= money "£25" and "small" or "middle" end
		return "large"
	end,
}

total "cost" { sum = "child.lessons_award", by = { "town.name" }, title = "Cost of lessons" }
total "children" { count = "child", title = "Children" }
figure "cost_each" {
	type    = "money",
	title   = "Cost for each child",
	compute = function(f) return divide(f.cost, f.children, money "1p") end,
}
END
cat >parameters.yaml <<'END'
lessons:
  from: {title: First age, type: integer, illustrative: for the test, values: {2025-26: 7}}
  to: {title: Last age, type: integer, illustrative: for the test, values: {2025-26: 11}}
  limit: {title: Income limit, type: money, illustrative: for the test, values: {2025-26: "£15,000"}}
  price: {title: Price of the lessons, type: money, illustrative: for the test, values: {2025-26: £20}}
END
cat >now.yaml <<'END'
scenario: now
title: As it is
data: swim.db
periods: 2025-26
rules: [swim.lua]
parameters: [parameters.yaml]
END
cat >older.yaml <<'END'
scenario: older
title: For older children
extends: now.yaml
set: {lessons.from: 8, lessons.to: 12, lessons.price: £25}
END

check_output "two runs stand side by side, with their difference" reckon compare now.yaml older.yaml <<'END'
A  now.yaml
   As it is, 2025-26
B  older.yaml
   For older children, 2025-26

Figures
                            A        B    B - A
  Cost for each child  £17.50*  £25.00*  +£7.50*
  * incomplete: some records are not known

Totals
                         A         B     B - A
  Cost of lessons  £140.00*  £200.00*  +£60.00*
  Children               8         8         0
  * incomplete: some records are not known

Eligibility
                                         A         B     B - A
  Free swimming lessons: eligible        4*        4*        0*
  Free swimming lessons: cost      £140.00*  £200.00*  +£60.00*
  * incomplete: some records are not known

Parameters that differ
  lessons.from: A 7; B 8
    A: illustrative: for the test; B: set in older.yaml
  lessons.price: A £20; B £25
    A: illustrative: for the test; B: set in older.yaml
  lessons.to: A 11; B 12
    A: illustrative: for the test; B: set in older.yaml
END
check_silent "... and nothing is said on standard error" "$errors"
check "a third one is beside them" reckon compare now.yaml older.yaml now.yaml
check_says "... without a difference" "  Cost for each child  £17.50*  £25.00*  £17.50*" "$out"
check_that "nothing is written" "$(ls | tr '\n' ' ')" = "now.yaml older.yaml parameters.yaml swim.db swim.lua "

check_output "it shows whose outcomes change" reckon compare now.yaml older.yaml --records lessons <<'END'
Free swimming lessons
  from As it is, 2025-26
  to   For older children, 2025-26
  8 records of 'child' in both

                 to eligible  not  unknown  all
  from eligible            3    1        0    4
  from not                 1    2        0    3
  from unknown             0    0        1    1
  all                      4    3        1    8

Awards
            records  difference
  gain            4         £80
  lose            1        -£20
  the same        2
  unknown         1
  all             8         £60
  1 is unknown in one of the two or in both, and is not in the sum

By town.name
           newly  no longer  gain  lose  net cost  unknown
  unknown      0          0     1     0       £10        0
  Ely          1          1     1     1       £30        1
  March        0          0     2     0       £20        0
  all          1          1     4     1       £60        1

Conditions that flipped where the outcome did
                 now yes  now no  other
  is of the age        1       1      0

The first records of each kind of change
  1 (Ely): eligible to not eligible, £20 to £0 (-£20)
      is of the age (now no)
  3 (Ely): not eligible to eligible, £0 to £50 (+£50)
      is of the age (now yes)
  4 (March): eligible, £40 to £50 (+£10)
  6 (March): eligible, £40 to £50 (+£10)
  7 (unknown): eligible, £40 to £50 (+£10)
END
cp "$out" changes
check "the other way round" reckon compare older.yaml now.yaml --records lessons
check_says "... gains are losses" "  lose            4        -£80" "$out"
check "by another rule's outcome" reckon compare now.yaml older.yaml --records lessons --by group
check_says "... as it is in the first run" "  middle      0          1     2     1        £0        0" "$out"
check "by an eligibility" reckon compare now.yaml older.yaml --records lessons --by lessons
check_says "... in words" "  not eligible      1          0     1     0       £50        0" "$out"
check "a rule may be named with its type" reckon compare now.yaml older.yaml --records child.lessons
check_same "... and is the same" changes "$out"

# Where nothing differs.
check_output "runs that are the same are said to be, in a line" reckon compare now.yaml now.yaml <<'END'
A  now.yaml
   As it is, 2025-26
B  now.yaml
   As it is, 2025-26

Nothing differs: all figures, totals, counts and costs are the same
END
cp swim.db moved.db
sqlite3 moved.db "UPDATE child SET town = 3 - town WHERE id IN (1, 4)"
sed 's/swim.db/moved.db/' now.yaml >moved.yaml
check "two children swap their towns" reckon compare now.yaml moved.yaml
check_says "... nothing is seen of it in any total" "Nothing differs: all" "$out"
check_says "... but that groups differ" "  but groups do, of Cost of lessons" "$out"
check_output "no record's outcome differs: a line too" reckon compare now.yaml now.yaml --records lessons <<'END'
Free swimming lessons
  from As it is, 2025-26
  to   As it is, 2025-26
  8 records of 'child' in both
  nothing differs: in both 4 eligible, 3 not eligible, 1 unknown
END
check "of amounts" reckon compare now.yaml now.yaml --records fee
check_says "... too" "  nothing differs: in both 7 known, 1 unknown" "$out"
check "JSON of what is the same" reckon compare now.yaml now.yaml --records lessons --json
cp "$out" json
check_output "... has no record" sqlite3 :memory: "SELECT json_array_length(readfile('json'), '\$.records')" <<'END'
0
END

# Other kinds of outcomes.
check "an amount is more or less" reckon compare now.yaml older.yaml --records fee
check_says "... in sum" "  more            3         £15" "$out"
check_says "... what is unknown apart" "  unknown         1" "$out"
check "a status goes from value to value" reckon compare now.yaml older.yaml --records group
check_says "... each counted" "  middle  small        3" "$out"

# Records that only one has, and rules that one has not.
cat >ely.yaml <<'END'
scenario: ely
title: Only Ely
extends: older.yaml
records: {child: {where: town = 1}}
END
cat >march.yaml <<'END'
scenario: march
title: Only March
extends: older.yaml
records: {child: {where: town = 2}}
END
check "runs that share no record" reckon compare march.yaml ely.yaml --records lessons
check_says "... have nothing to compare" "  there is nothing to compare" "$out"
check "records of one run alone" reckon compare now.yaml ely.yaml --records lessons
check_says "... are counted apart" "4 records of 'child' in both, 4 only in the first" "$out"
check "... of the second too" reckon compare ely.yaml now.yaml --records lessons
check_says "... are counted apart" "4 records of 'child' in both, 4 only in the second" "$out"

# Run files.
check "a run file is written" reckon run now.yaml -o now.run
check "a run file and a scenario are compared" reckon compare now.run older.yaml --records lessons
check_same "... as two scenarios are" changes "$out"
check "a run without its records is written" reckon run older.yaml -o older.run --without-data
check "... its outcomes are compared" reckon compare now.run older.run --records lessons
grep -v -e '^      is of' -e '^By ' -e ' (.*now' "$out" | sed -n '1,20p' >bare
sed -n '1,20p' changes >expected
check_same "... they are what they are" expected bare
grep -c 'Conditions that flipped' "$out" >count
echo 0 >expected
check_same "... but conditions are not known" expected count
check_errors 2 "... and there are no groups" reckon compare now.run older.run --records lessons --by group <<'END'
reckon: error: 'older.run' cannot be evaluated again: there are no groups by 'group'
    give its scenario, with --data for its database
END
# Another engine may give something else than what was found then.
cp now.run other.run
sqlite3 other.run "UPDATE rule SET award = award + 1 WHERE name = 'lessons'"
check_errors 1 "a run file that would be evaluated otherwise is said to be" reckon compare other.run older.yaml --records lessons <<'END'
reckon: error: 'other.run' holds other outcomes of 'lessons' than evaluating it again gives
    'reckon verify' says whether it was altered
END
check_that "... and taken as it is" "$(grep -c 'Free swimming lessons' "$out")" = 1
check_that "... without groups" "$(grep -c '^By ' "$out")" = 0
check_errors 2 "... which are not to be had" reckon compare other.run older.yaml --records lessons --by town.name <<'END'
reckon: error: 'other.run' holds other outcomes of 'lessons' than evaluating it again gives
    'reckon verify' says whether it was altered
reckon: error: 'other.run' cannot be evaluated again: there are no groups by 'town.name'
    give its scenario, with --data for its database
reckon: 2 errors
END
check "results of run files stand side by side" reckon compare now.run older.run
check_says "... with their difference" "  Cost of lessons  £140.00*  £200.00*  +£60.00*" "$out"

# For programs.
check "JSON" reckon compare now.yaml older.yaml --json
cp "$out" json
check_output "... is JSON" sqlite3 :memory: "SELECT json_array_length(readfile('json'), '\$.compared')" <<'END'
5
END
sqlite3 :memory: "SELECT json_extract(j.value, '\$.value') FROM json_each(readfile('json'), '\$.compared') c, json_each(c.value, '\$.values') j
	WHERE json_extract(c.value, '\$.name') = 'cost' ORDER BY 1" >values
printf '14000\n20000\n' >expected
check_same "... of values as they are stored" expected values
sqlite3 :memory: "SELECT json_extract(p.value, '\$.name'), json_extract(v.value, '\$.run'), json_extract(v.value, '\$.value'),
	json_extract(v.value, '\$.source') FROM json_each(readfile('json'), '\$.parameters') p, json_each(p.value, '\$.values') v
	WHERE json_extract(p.value, '\$.name') = 'lessons.price'" >values
cat >expected <<'END'
lessons.price|A|2000|illustrative: for the test
lessons.price|B|2500|set in older.yaml
END
check_same "... and of parameters that differ" expected values
check "JSON of runs that are the same" reckon compare now.yaml now.yaml --json
check_says "... lists no parameter" '"parameters": []' "$out"
check "JSON of records" reckon compare now.yaml older.yaml --records lessons --json
sqlite3 :memory: "SELECT group_concat(json_extract(value, '\$.key') || ' ' || json_extract(value, '\$.difference'), ', ')
	FROM json_each(readfile('$out'), '\$.records')" >values
echo '1 -2000, 3 5000, 4 1000, 6 1000, 7 1000' >expected
check_same "... has every record that changes" expected values

# Who nearly is.
check_output "it shows who misses by one condition" reckon compare now.yaml --near lessons <<'END'
Free swimming lessons: who misses by one condition
  As it is, 2025-26
  8 records of 'child': 4 eligible, 3 not, 1 unknown
  3 miss by one condition

  missed condition             records  perhaps
  is of the age                      2        0
  any one of these                   1        0
    income is below the limit        1        0
    is a member                      1        0

is of the age
  nearest:
    3: 12 against 11, by 1
    5: 17 against 11, by 6
  within 1         1
  within 2         1
  within 7         2
  by any distance  2

income is below the limit
  nearest:
    2: £15,000 against £15,000, by £0.01
  within £1        1
  by any distance  1
END
sed 's/return c.income < p.lessons.limit/local low = c.income < p.lessons.limit return low or c.level == "good"/' swim.lua >other.lua
sed -e 's/swim.lua/other.lua/' -e 's/scenario: now/scenario: other/' now.yaml >other.yaml
check "where no distance is known" reckon compare other.yaml --near lessons
check_says "... those who miss stand below what would do" "  income is below the limit, or another" "$out"
check "JSON of who nearly is" reckon compare now.yaml --near lessons --json
cp "$out" json
sqlite3 :memory: "SELECT json_extract(value, '\$.key'), json_extract(value, '\$.misses_by') FROM json_each(readfile('json'), '\$.records')" >values
printf '2|1\n2|\n3|1\n5|6\n' >expected
check_same "... tells every one" expected values
check_output "... and the tree, each part with its records" sqlite3 :memory: "SELECT json_extract(value, '\$.depth'), json_extract(value, '\$.kind'), json_extract(value, '\$.records')
	FROM json_each(readfile('json'), '\$.periods[0].tree')" <<'END'
0|all|3
1|test|2
1|any|1
2|test|1
2|test|1
END
check "a run file is asked" reckon compare now.run --near lessons
check_errors 2 "what is no eligibility has none" reckon compare now.yaml --near fee <<'END'
reckon: error: rule 'fee' is no eligibility: it has no conditions to miss
END
check_errors 2 "a run file without its records cannot be asked" reckon compare older.run --near lessons <<'END'
reckon: error: 'older.run' cannot be evaluated again: its conditions are not known
    give its scenario, with --data for its database
END

# Where it jumps.
check_output "it shows where an award jumps along a field" reckon compare now.yaml --cliffs lessons income --key 2 <<'END'
Free swimming lessons of child 2, along income
  2025-26; income from £1,000 to £21,000; it is £15,000

  cliff at  before  from there  jump
  £15,000      £20          £0  -£20

  from     to          award  at the end  each £1 more
  £1,000   £14,999.99    £20         £20         level
  £15,000  £21,000        £0          £0         level

  Exact: every comparison on the way to the outcome is known, and where it
  turns.
END
check "along whole numbers, further than the records go" reckon compare now.yaml --cliffs child.lessons age --key 1 --from 0 --to 99
check_says "... at both ends" "  12           £20          £0  -£20" "$out"
check "JSON of where it jumps" reckon compare now.yaml --cliffs lessons income --key 2 --json
cp "$out" json
sqlite3 :memory: "SELECT json_extract(value, '\$.at'), json_extract(value, '\$.jump') FROM json_each(readfile('json'), '\$.periods[0].cliffs')" >values
echo '1500000|-2000' >expected
check_same "... in pence" expected values
check "a run file has cliffs too" reckon compare now.run --cliffs lessons income --key 2
check_errors 2 "a field that has no part in it is said" reckon compare now.yaml --cliffs lessons id --key 2 <<'END'
reckon: error: 'id' has no part in rule 'lessons'
END
check_errors 2 "so is what goes in no steps" reckon compare now.yaml --cliffs lessons member --key 2 <<'END'
reckon: error: 'member' is flag
    cliffs are found along money, whole numbers and dates
END
check_errors 2 "and a record that is not there" reckon compare now.yaml --cliffs lessons income --key 99 <<'END'
reckon: error: there is no 'child' with the key '99'
END
cat >fare.lua <<'END'
rule "fare" { on = "child", type = "integer", optional = true, compute = function(c) return c.town.id * c.id end }
END
sed 's/swim.lua/fare.lua/' now.yaml >fare.yaml
check_errors 2 "nothing goes up or down with what leads to another record" reckon compare fare.yaml --cliffs fare town --key 2 <<'END'
reckon: error: 'town' leads to another record
    cliffs are found along what is measured
END
check_errors 2 "... or says which record it is" reckon compare fare.yaml --cliffs fare id --key 2 <<'END'
reckon: error: 'id' says which record it is
    cliffs are found along what is measured
END
cat >>fare.lua <<'END'
rule "share" { on = "child", type = "money", after = { "incomes" }, compute = function(c, p, at) return at.totals.incomes end }
total "incomes" { sum = "child.income" }
total "shares" { sum = "child.share" }
rule "due" { on = "child", type = "money", after = { "shares" }, compute = function(c, p, at) return at.totals.shares + c.income end }
rule "fee" { on = "child", type = "money", after = { "children" }, compute = function(c, p, at) return at.totals.children * c.income end }
total "children" { count = "child" }
END
check_errors 2 "what rests on a total moves with all records" reckon compare fare.yaml --cliffs share income --key 2 <<'END'
reckon: error: rule 'share' rests on the total 'incomes', in which 'income' has a part
    cliffs are found where one record changes, and no other with it
END
check_errors 2 "... also by way of others" reckon compare fare.yaml --cliffs due income --key 2 <<'END'
reckon: error: rule 'due' rests on the total 'incomes', in which 'income' has a part
    cliffs are found where one record changes, and no other with it
END
check "... a total that the field has no part in does not matter" reckon compare fare.yaml --cliffs fee income --key 2 --from 0 --to £10
check_errors 2 "one record has to be named" reckon compare now.yaml --cliffs lessons income <<'END'
reckon: error: '--cliffs' looks at one record: which?
    give its key, as in --key 5
END
check_errors 2 "and the field" reckon compare now.yaml --key 2 --cliffs lessons <<'END'
reckon: error: option '--cliffs' needs its RULE FIELD
    see 'reckon compare --help'
END

# Limits between two pence, rates, periods, and what nobody asks for.
sqlite3 limits.db "CREATE TABLE claim (id INTEGER NOT NULL PRIMARY KEY, x MONEY INTEGER NOT NULL, share RATE TEXT NOT NULL);
	INSERT INTO claim VALUES (1, 100, '0'), (2, 78600, '0.25'), (3, 100000, '0.125')" || exit 3
printf 'scenario: limits\ndata: limits.db\nperiods: 2025-26 to 2027-28\nrules: [limits.lua]\nparameters: [limits-parameters.yaml]\n' >limits.yaml
printf 'scenario: others\nextends: limits.yaml\nset: {more: 12.5%%}\n' >others.yaml
printf 'award: {type: money, source: x, values: {2025-26: £1.50, 2027-28: £2}}\nmore: {type: rate, source: x, carry: true, values: {2025-26: 10%%}}\n' >limits-parameters.yaml
cat >limits.lua <<'END'
rule "some" { on = "claim", type = "eligibility", conditions = all { { "has a share", function(c) return c.share > 0 end } } }
rule "little" { on = "claim", type = "eligibility", conditions = all {
	{ "is below a third", function(c) return c.x <= 300 * rate "33.3%" end } } }
rule "taper" { on = "claim", type = "money", compute = function(c, p)
	return max(0, p.award - max(0, c.x - money "£785")) end }
rule "part" { on = "claim", type = "rate", compute = function(c, p) return c.share + p.more end }
END
check "a limit that may not be reached" reckon compare limits.yaml --near some
check_says "... is told from one that is missed" "    1: 0% against 0%, at the limit" "$out"
check "a limit between two pence" reckon compare limits.yaml --near little
check_says "... is shown as it is, and missed by whole pence" "    1: £1 against £0.999, by £0.01" "$out"
check_output "cliffs are found in every period, and a taper ends where the award has come to rest" \
	reckon compare limits.yaml --cliffs taper x --key 1 <<'END'
taper of claim 1, along x
  2025-26; x from £1 to £1,000; it is £1

  There is no cliff.

  from     to       outcome  at the end  each £1 more
  £1       £785       £1.50       £1.50         level
  £785.01  £786.49    £1.49       £0.01         -100p
  £786.50  £1,000        £0          £0         level

  Exact: every comparison on the way to the outcome is known, and where it
  turns.
  2026-27: the same as in 2025-26

taper of claim 1, along x
  2027-28; x from £1 to £1,000; it is £1

  There is no cliff.

  from     to       outcome  at the end  each £1 more
  £1       £785          £2          £2         level
  £785.01  £786.99    £1.99       £0.01         -100p
  £787     £1,000        £0          £0         level

  Exact: every comparison on the way to the outcome is known, and where it
  turns.
END
check "or in one" reckon compare limits.yaml --cliffs taper x --key 1 --period 2027-28
check_says "... that is named" "  2027-28; x from £1 to £1,000" "$out"
check_status 2 "a period that is not the run's is refused" reckon compare limits.yaml --cliffs taper x --key 1 --period 2027-82
check_says "... with the nearest" "did you mean '2027-28'?" "$errors"
check_status 2 "a period is of cliffs" reckon compare limits.yaml --near some --period 2025-26
check "rates are compared" reckon compare limits.yaml others.yaml --records part --by id
sed -n '/^Amounts/,$p' "$out" | sed '/^$/,$d' >found
cat >expected <<'END'
Amounts
            records
  more            3
  less            0
  the same        0
  all             3
END
check_same "... and not added up" expected found
cat >>limits.lua <<'END'
rule "broken" { on = "claim", type = "money", compute = function(c) return divide(c.x, 0, 1) end }
total "all_broken" { sum = "claim.broken" }
END
check_status 2 "a pack with a rule that fails" reckon run limits.yaml
check "... is asked about another all the same" reckon compare limits.yaml --near little
check "... or compared" reckon compare limits.yaml others.yaml --records part
check_status 2 "... but not about that one" reckon compare limits.yaml others.yaml --records broken

# What is wrong.
check_errors 2 "an unknown rule is said, with the nearest" reckon compare now.yaml older.yaml --records lesson <<'END'
reckon: error: 'now.yaml' has no rule 'lesson'
    did you mean 'lessons'?
END
check_errors 2 "so is a group that is none" reckon compare now.yaml older.yaml --records lessons --by town.nam <<'END'
reckon: error: 'town' has no field or rule 'nam'
    did you mean 'name'?
END
check_errors 2 "records are of two runs" reckon compare now.yaml --records lessons <<'END'
reckon: error: '--records' compares two runs, and 1 is given
END
check_errors 2 "a file that is not there is said" reckon compare now.yaml nwo.yaml <<'END'
reckon: error: cannot open 'nwo.yaml': No such file or directory
    did you mean 'now.yaml'?
END
check_status 2 "a database is no run" reckon compare now.yaml swim.db
check_says "... which is said" "'swim.db' is a database of records, not a run file" "$errors"

# Where it is written meanwhile.
mkdir elsewhere
check "what is written meanwhile" env TMPDIR="$PWD/elsewhere" reckon compare now.yaml older.yaml --records lessons
check_that "... is gone afterwards" "$(ls elsewhere)" = ""
check_status 2 "where nothing may be written" env TMPDIR="$PWD/nowhere" reckon compare now.yaml older.yaml
check_says "... it says what to set" "set TMPDIR" "$errors"

# Parameters over several periods: many, graded, not set in one run, and unknown to another.
sqlite3 one.db "CREATE TABLE child (id INTEGER PRIMARY KEY, income MONEY INTEGER NOT NULL); INSERT INTO child VALUES (1, 100)"
{
	echo 'late: {type: money, source: Act, values: {2025-26: £1, 2026-27: not set}}'
	echo 'rates: {type: scale, kind: marginal, source: Act, carry: yes, values: {2025-26: [{from: £0, rate: 1%}]}}'
	echo 'same: {type: money, source: Act, values: {2025-26: £1, 2026-27: £2}}'
	for i in 1 2 3 4 5 6; do
		echo "p$i: {type: money, source: Act, values: {2025-26: £1, 2026-27: {value: £2, source: Bill}}}"
	done
} >many.yaml
{
	echo 'rule "a" { on = "child", type = "money", compute = function(c, p)'
	echo '	if c.income > money "£5" then return p.late end'
	echo '	return p.p1 + p.p2 + p.p3 + p.p4 + p.p5 + p.p6 + p.same + round(p.rates:of(c.income), money "1p") end }'
} >many.lua
printf 'scenario: many\ndata: one.db\nperiods: 2025-26 to 2026-27\nrules: [many.lua]\nparameters: [many.yaml]\n' >many-a.yaml
cat >many-b.yaml <<'END'
extends: many-a.yaml
scenario: more
set:
  late: {2026-27: £3}
  rates: [{from: £0, rate: 2%}]
  same: {2026-27: £2}
  p1: £4
  p2: {2026-27: £4}
END
reckon compare many-a.yaml many-b.yaml many-a.yaml | sed -n '/^Parameters/,$p' >got
cat >expected <<'END'
Parameters that differ
  late, 2026-27: A no value; B £3; C no value
    A: Act; B: set in many-b.yaml; C: Act
  p1, 2025-26: A £1; B £4; C £1
    A: Act; B: set in many-b.yaml; C: Act
  p1, 2026-27: A £2; B £4; C £2
    A: Bill; B: set in many-b.yaml; C: Bill
  p2, 2026-27: A £2; B £4; C £2
    A: Bill; B: set in many-b.yaml; C: Bill
  rates, 2025-26: A from £0: 1%; B from £0: 2%; C from £0: 1%
    A: Act; B: set in many-b.yaml; C: Act
  rates, 2026-27: A from £0: 1%; B from £0: 2%; C from £0: 1%
    A: Act; B: set in many-b.yaml; C: Act
END
check_same "parameters that differ are told by period and run, with their sources" expected got
printf '  p3: £4\n  p4: £4\n  p5: £4\n  p6: £4\n' >>many-b.yaml
reckon compare many-a.yaml many-b.yaml | sed -n '/^Parameters/,$p' | tail -3 >got
cat >expected <<'END'
  p6, 2026-27: A £2; B £4
    A: Bill; B: set in many-b.yaml
  and 2 more, which --json lists
END
check_same "of many the first" expected got
check "and all" reckon compare many-a.yaml many-b.yaml --json
cp "$out" json
check_output "... in JSON" sqlite3 :memory: "SELECT json_array_length(readfile('json'), '\$.parameters')" <<'END'
14
END
printf 'rule "b" { on = "child", type = "money", compute = function(c, p) return p.p1 end }\n' >few.lua
sed 's/many.lua/few.lua/; s/many$/few/' many-a.yaml >few.yaml
reckon compare many-b.yaml few.yaml | sed -n '/^Parameters/,$p' >got
cat >expected <<'END'
Parameters that differ
  p1, 2025-26: A £4; B £1
    A: set in many-b.yaml; B: Act
  p1, 2026-27: A £4; B £2
    A: set in many-b.yaml; B: Bill
END
check_same "what one run does not read is no difference" expected got


# Conditions of two versions of a rule that are called the same are told apart.
sqlite3 versions.db "CREATE TABLE claim (id INTEGER PRIMARY KEY, made DATE TEXT NOT NULL, income MONEY INTEGER);
	INSERT INTO claim VALUES (1, '2025-05-01', 20000), (2, '2025-11-01', 30000);"
cat >versions.lua <<'L'
rule "grant" { on = "claim", type = "eligibility", dated_by = "made", to = "2025-08-31",
	conditions = all { { "low income", function(c) return c.income <= money "£100" end } } }
rule "grant" { on = "claim", type = "eligibility", dated_by = "made", from = "2025-09-01",
	conditions = all { { "low income", function(c) return c.income <= money "£110" end } } }
L
printf 'scenario: versions\nrules: [versions.lua]\ndata: versions.db\nperiods: 2025-26\n' >versions.yaml
check "a rule of two versions" reckon compare versions.yaml --near grant
check_that "... has its conditions by their places" "$(grep -c '^ *low income (versions.lua:[24])' "$out")" = 4
finish
