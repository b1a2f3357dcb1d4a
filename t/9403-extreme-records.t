#!/bin/sh
# Databases at the edges: other encodings, wide tables, long texts, no records, more rules than SQLite has columns.
. "${0%/*}/bad.sh"

# put NAME: standard input is the rule file of a scenario called NAME on NAME.db.
put() {
	cat >"$1.lua"
	printf 'scenario: %s\ndata: %s.db\non: 2025-04-01\nrules: [%s.lua]\n' "$1" "${2-$1}" "$1" >"$1.yaml"
}
# runs NAME PROMISE: the scenario runs, and its run file is whole and replays.
runs() {
	check "$2" reckon run "$1.yaml"
	check "... into a run file that is whole" reckon verify "$1.run"
	check "... and replays" reckon replay "$1.run"
}

# Encodings.
seal=$(sqlite3 whole.run "SELECT value FROM digest WHERE name = 'seal'")
for encoding in UTF-16le UTF-16be; do
	rm -rf other
	cp -r pack other
	sqlite3 pack/data.db .dump >dumped.sql
	rm other/data.db
	sqlite3 other/data.db "PRAGMA encoding = '$encoding'" '.read dumped.sql'
	check "a database in $encoding" reckon run other/scenario.yaml -o other.run
	check_says "... gives the same seal" "$seal" "$out"
	printf 'code,name\nÉ,Ünder £ 東\n' >other.csv
	check "... and takes rows" reckon import other/data.db ward other.csv
	sqlite3 other/data.db "SELECT * FROM ward WHERE code > 'Z'" >got
	echo 'É|Ünder £ 東' >expected
	check_same "... as they are" expected got
done

# 500 columns. numbered N FORMAT: the format for each number from 0 to N - 1.
numbered() {
	awk -v n="$1" -v format="$2" 'BEGIN { for (i = 0; i < n; i++) printf format, i, i % 500, i }'
}
{
	echo "CREATE TABLE wide (id INTEGER PRIMARY KEY$(numbered 500 ', c%d MONEY INTEGER'));"
	echo "INSERT INTO wide VALUES (1$(numbered 500 ', %d'));"
} | sqlite3 wide.db
{
	echo 'rule "all_of_it" { on = "wide", type = "money", compute = function(c) return 0'
	numbered 500 ' + c.c%d'
	echo ' end }'
	numbered 500 'rule "r%d" { on = "wide", type = "money", compute = function(c) return c.c%d + 1 end }\n'
} | put wide
runs wide "a table of 500 columns, each read by two rules"
sqlite3 wide.run 'SELECT all_of_it, r0, r499 FROM outcome_wide' >got
echo '124750|1|500' >expected
check_same "... gives each its own" expected got
{
	echo "id$(numbered 500 ',c%d')"
	echo "2$(numbered 500 ',£%d.50')"
	echo "3$(numbered 500 ',-%dp')"
} >wide.csv
check "rows of 500 columns are imported" reckon import wide.db wide wide.csv
sqlite3 wide.db 'SELECT c0, c499 FROM wide ORDER BY id' >got
printf '0|499\n50|49950\n0|-499\n' >expected
check_same "... each into its own" expected got

# Wide tables of texts, PERSONAL ones too, with the key last: SQLite hands over a row in parts, and each of them counts.
for width in 57 58 59 117 118 180; do
	last=$((width - 1))
	rm -f texts.db
	{
		echo "CREATE TABLE texts (p PERSONAL TEXT$(numbered "$width" ', c%d TEXT'), id TEXT PRIMARY KEY);"
		echo "INSERT INTO texts VALUES ('Ann'$(numbered "$width" ", 'text %d'"), 'one');"
		echo "INSERT INTO texts VALUES ('Bob'$(numbered "$width" ", 'more %d'"), 'two');"
	} | sqlite3 texts.db
	put texts <<END2
rule "same" { on = "texts", type = "text", compute = function(c) return c.p$(numbered "$width" ' .. c.c%d') end }
END2
	runs texts "a table of $width texts"
	for change in c0 "c$((width / 2))" "c$last" p _commitment_p id _leaf; do
		cp texts.run altered.run
		case $change in
		_*) sqlite3 altered.run "UPDATE record_texts SET $change = zeroblob(length($change)) WHERE id = 'two'" ;;
		id) sqlite3 altered.run "UPDATE record_texts SET id = 'tw' WHERE id = 'two'" ;;
		*) sqlite3 altered.run "UPDATE record_texts SET $change = 'text 1' WHERE id = 'two'" ;;
		esac
		check_status 1 "... and with another $change it is not whole" reckon verify altered.run
		check_says "... which is said of its row" "table 'record_texts': the row 'tw" "$errors"
	done
done

# More rules than a run file has columns.
numbered 3000 'rule "r%d" { on = "wide", type = "money", compute = function(c) return c.c%d end }\n' | put many wide
check_errors 2 "3,000 rules on one record type are refused, with what to do" reckon run many.yaml <<'END2'
reckon: error: 'wide' has 3000 outcomes, of rules and their awards: a run file has a column for each, and room for 1900
    put some rules into a scenario of their own, or on a query in 'records' that gives the same records
END2
check_that "... and no file is left" ! -e many.run
check_status 1 "... which check says too" reckon check many.yaml
check_says "... of the scenario" "many.yaml: error: 'wide' has 3000 outcomes, of rules and their awards: a run file has a column" "$out"
{
	numbered 1500 'rule "r%d" { on = "wide", type = "money", compute = function(c) return c.c%d end }\n'
	numbered 1500 'rule "s%d" { on = "again", type = "money", compute = function(c) return c.c%d end }\n'
} | put many wide
{
	echo 'records:'
	echo '  again:'
	echo '    query: SELECT * FROM wide'
	echo '    key: [id]'
	echo "    fields: {id: integer$(numbered 500 ', c%d: money')}"
} >>many.yaml
runs many "... and run once half of them are on a query"

# Long texts.
sqlite3 long.db "CREATE TABLE long (id INTEGER PRIMARY KEY, body TEXT, n INTEGER);
	INSERT INTO long VALUES (1, printf('%.*c', 10000000, 'x'), 5), (2, 'short', 6)"
put long <<'END2'
rule "r" { on = "long", type = "integer", compute = function(c) return c.n end }
END2
runs long "ten megabytes that no rule reads"
check_that "... are not kept" "$(wc -c <long.run)" -lt 1000000
put long <<'END2'
rule "whole" { on = "long", type = "text", compute = function(c) return c.body end }
rule "same" { on = "long", type = "flag", compute = function(c) return c.body == "short" end }
total "bodies" { count = "long", by = { "body" } }
END2
runs long "ten megabytes that formulas read, and that make a group"
sqlite3 long.run 'SELECT length(whole), same FROM outcome_long' >got
printf '10000000|0\n5|1\n' >expected
check_same "... are given whole" expected got
put long <<'END2'
rule "length" { on = "long", type = "integer", compute = function(c) return #c.body end }
END2
check_errors 2 "ten megabytes that Lua would read are refused, with the record" reckon run long.yaml <<'END2'
long.lua:1:80: error: 'body' is a text of 10000000 bytes, and rules read texts of at most 65000 (long 1)
     "long", type = "integer", compute = function(c) return #c.body end }
                                                               ^^^^
END2
sqlite3 long.db "UPDATE long SET body = printf('%.*c', 65000, 'y') WHERE id = 1"
runs long "65,000 bytes are read"
sqlite3 long.db "UPDATE long SET body = zeroblob(70000000) WHERE id = 1"
check_status 2 "seventy megabytes are refused" reckon run long.yaml
check_says "... in plain words" "database 'long.db' holds a text or a blob of more than 64 MB, and it would be read" "$errors"
printf 'id,body\n3,%s\n' "$(head -c 2000000 /dev/zero | tr '\000' z)" >long.csv
check_status 2 "two megabytes in a cell are refused" reckon import long.db long long.csv
check_says "... in plain words" "long.csv:2:3: error: the row is longer than 1048576 bytes" "$errors"
put long <<'END2'
rule "length" { on = "keyed", type = "integer", compute = function(c) return c.n + c.absent end }
END2
sqlite3 long.db "CREATE TABLE keyed (id TEXT PRIMARY KEY, n INTEGER, absent INTEGER); INSERT INTO keyed VALUES (printf('%.*c', 1000000, 'k'), 1, NULL)"
runs long "a key of a megabyte"
sqlite3 long.run "UPDATE outcome_keyed SET length = 7"
check_status 1 "... is named when its row is altered" reckon verify long.run
check_says "... as far as there is room" "table 'outcome_keyed': the row 'kkkkkkkkkk" "$errors"

# Long names.
word=n$(printf '%0999d' 0)
sqlite3 name.db "CREATE TABLE $word (id INTEGER PRIMARY KEY, $word INTEGER); INSERT INTO $word VALUES (1, 2)"
put name <<END2
rule "r" { on = "$word", type = "integer", compute = function(c) return c.$word + 1 end }
total "t" { sum = "$word.r" }
END2
runs name "a table and a column with names of a thousand letters"
sqlite3 name.run "UPDATE record_$word SET $word = 3"
check_status 1 "... where what was altered is found" reckon verify name.run
put name <<END2
rule "$word" { on = "$word", type = "integer", compute = function(c) return 1 end }
END2
check_status 2 "a rule with such a name is refused" reckon run name.yaml
check_says "... with the most there can be" "of at most 60 letters" "$errors"

# No records.
rm -rf none
cp -r pack none
sqlite3 none/data.db 'DELETE FROM person; DELETE FROM household; DELETE FROM ward'
cat >>none/grant.lua <<'END2'
total "most" { max = "household.need" }
total "people" { count = "person" }
figure "gap" { type = "money", compute = function(f, p) return f.cost - p.grant.amount end }
figure "each" { type = "money", optional = true, compute = function(f) return f.most end }
figure "left" { type = "money", compute = function(f) return f.gap + f.cost end }
bridge "walk" { opening = "gap", steps = { "cost" }, closing = "left" }
finding "nobody" { level = "info", when = function(f) return f.people == 0 end, message = "there is nobody" }
END2
check "no records at all" reckon run none/scenario.yaml -o none.run
check_says "... are reported as none" "0" "$out"
check "... in a run file that is whole" reckon verify none.run
check "... and replays" reckon replay none.run
sqlite3 none.run "SELECT name, value, known, unknown FROM total ORDER BY name; SELECT name, value FROM figure ORDER BY name; SELECT rows FROM input" >got
cat >expected <<'END2'
cost|0|0|0
most||0|0
people|0|0|0
each|
gap|-12000
left|-12000
0
0
0
END2
check_same "... with totals of nothing: 0, and no greatest" expected got

# Texts as long as rules may read, far more of them than memory should hold.
mkdir long
sqlite3 long/data.db "CREATE TABLE letter (id INTEGER PRIMARY KEY, words TEXT);
	WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
	INSERT INTO letter SELECT i, hex(zeroblob(30000)) || i FROM n"
printf 'scenario: long\ndata: data.db\non: 2025-04-01\nrules: [long.lua]\n' >long/long.yaml
echo 'rule "size" { on = "letter", type = "integer", compute = function(c) return #c.words end }' >long/long.lua
for jobs in 1 2; do
	check "long texts, jobs: $jobs" "$build/bench/measure" long/figures reckon run long/long.yaml -o "long-$jobs.run" --jobs "$jobs"
	grep '^seal' "$out" >"long/seal-$jobs"
	check "... in a run file that is whole" reckon verify "long-$jobs.run"
done
check_same "... have the same seal with one job and two" long/seal-1 long/seal-2
sqlite3 long-2.run "SELECT count(*), sum(size), integrity_check FROM outcome_letter, pragma_integrity_check" >got
echo '2000|120006893|ok' >expected
check_same "... and outcomes for each" expected got
# Sanitizers keep much more than what is asked for.
sed 's/.* //' long/figures >got
if nm "$build/reckon" 2>/dev/null | grep -q __asan_init; then
	passed "... (memory is not measured under sanitizers)"
else
	check_that "... in less than 64 MB" "$(sort -n got | tail -n 1)" -lt 65536
fi
rm long-?.run long/data.db

for schema in "$top"/schema/*.sql; do
	[ "${schema##*/}" = run.sql ] || sqlite3 empty.db ".read '$schema'" >made 2>&1 || failed "(making ${schema##*/})"
done
for scenario in $(cd "$top" && grep -lE '^scenario: [^.]+$' rules/*/*.yaml); do
	run reckon run "$top/$scenario" --data empty.db -o empty.run
	check_that "$scenario on tables without records ends as it should" "$status" -le 1
	check "... in a run file that is whole" reckon verify empty.run
done

finish
