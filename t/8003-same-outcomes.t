#!/bin/sh
# Order is no matter: rule files, the rules in a file, parameters and rows in any order give the same outcomes. And nothing but
# its inputs reaches a run file: the bytes of its content are the same twice, from unordered scans and by another compiler.
. "${0%/*}/bad.sh"

# What a run found out, column by column in the order of their names: everything but the texts of its sources, where they stand
# in them. The roots of records and outcomes are among it.
results() {
	sqlite3 "$1" "SELECT t.name, group_concat(c.name) FROM sqlite_schema t JOIN (
			SELECT m.name AS of, i.name FROM sqlite_schema m JOIN pragma_table_info(m.name) i
			WHERE substr(i.name, 1, 1) <> '_' AND i.name NOT IN ('declared', 'unknown') ORDER BY 1, 2) c ON c.of = t.name
		WHERE t.type = 'table' AND (t.name LIKE 'record!_%' ESCAPE '!' OR t.name LIKE 'outcome!_%' ESCAPE '!'
			OR t.name IN ('missing_fact', 'finding', 'input')) GROUP BY 1 ORDER BY 1" | while IFS='|' read -r table columns; do
		sqlite3 "$1" ".mode quote" "SELECT '$table', $columns FROM \"$table\"" </dev/null
	done
	sqlite3 "$1" "SELECT name, position, groups, value, known, unknown FROM total ORDER BY 1, 2" \
		"SELECT record_type, name, eligible, not_eligible, known, none, unknown, award FROM rule ORDER BY 1, 2" \
		"SELECT name, period, value FROM parameter_value ORDER BY 1, 2"
}
every_byte() {
	for table in $(sqlite3 "$1" "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'manifest' ORDER BY name"); do
		sqlite3 "$1" ".mode quote" "SELECT '$table', * FROM \"$table\""
	done
	sqlite3 "$1" "SELECT * FROM manifest WHERE sealed ORDER BY name"
}

# More to read: a second file of rules, that reads the first and is read by it; many more rows; unknown facts.
cat >pack/more.lua <<'END'
rule "adults" {
	on      = "household",
	type    = "integer",
	compute = function(h, p, at)
		local count = 0
		for _, person in ipairs(related(h, "person")) do
			if age_on(person.born, at.start) >= 18 then count = count + 1 end
		end
		return count
	end,
}

rule "double" { on = "household", type = "money", compute = function(h) return h.grant_award * h.adults end }

total "doubled" { sum = "household.double", by = { "tenure", "ward.name" } }

finding "no_adult" { on = "household", level = "info", when = function(h) return h.adults == 0 end, message = "{income}: {adults}" }
END
sed 's/\[grant.lua\]/[grant.lua, more.lua]/' pack/scenario.yaml >changed && mv changed pack/scenario.yaml
sqlite3 pack/data.db "
	WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
	INSERT INTO household SELECT i, CASE i % 3 WHEN 0 THEN 'N' WHEN 1 THEN 'S' END, i * 7919 % 1500000,
		CASE WHEN i % 7 > 0 THEN CASE i % 2 WHEN 0 THEN 'own' ELSE 'rent' END END, '0.05', '2020-01-01', NULL FROM n;
	INSERT INTO person SELECT id * 3 + 100, id, CASE WHEN id % 11 > 0 THEN '1980-01-01' END, 0 FROM household WHERE id % 5 > 0"
run sh -c 'cd pack && exec reckon run scenario.yaml -o ../first.run'
check_same "the pack runs" /dev/null "$errors"
results first.run >expected
every_byte first.run >bytes
check_that "... and there is much to compare" "$(wc -l <expected)" -gt 6000

same() {
	rm -f again.run
	check "$1: runs" sh -c 'cd spoilt && exec reckon run scenario.yaml -o ../again.run --jobs "$0"' "${jobs:-2}"
	results again.run >got
	check_same "... with the same outcomes, findings, totals and missing facts" expected got
}

fresh
sed 's/\[grant.lua, more.lua\]/[more.lua, grant.lua]/' pack/scenario.yaml >spoilt/scenario.yaml
same "rule files in another order"
# Paragraphs in reverse.
reversed() {
	awk -v RS= '{ p[NR] = $0 } END { for (i = NR; i; i--) print p[i] "\n" }' "$1"
}
fresh
reversed pack/grant.lua >spoilt/grant.lua
reversed pack/more.lua >spoilt/more.lua
same "the rules in each file in another order"
fresh
awk 'BEGIN { n = 0 } /^  [a-z]/ { n++ } { p[n] = p[n] $0 "\n" } END { printf "%s", p[0]; for (i = n; i; i--) printf "%s", p[i] }' \
	pack/parameters.yaml >spoilt/parameters.yaml
same "parameters in another order"
fresh
sqlite3 spoilt/data.db "CREATE TEMP TABLE h AS SELECT * FROM household; CREATE TEMP TABLE p AS SELECT * FROM person;
	DELETE FROM person; DELETE FROM household;
	INSERT INTO household SELECT * FROM h ORDER BY id * 7919 % 3001 DESC; INSERT INTO person SELECT * FROM p ORDER BY id DESC"
jobs=1 same "rows that were added in another order"
sqlite3 spoilt/data.db 'CREATE INDEX person_household ON person (household); CREATE INDEX by_income ON household (income DESC); ANALYZE; VACUUM'
jobs=8 same "indexes, statistics and a database that was compacted"

# Every byte, where nothing changed.
again() {
	name=$1
	shift
	rm -f again.run
	check "$name: runs" "$@"
	every_byte again.run >got
	check_same "... to the same bytes" bytes got
}
again "a second time" sh -c 'cd pack && exec reckon run scenario.yaml -o ../again.run --jobs 1'
again "with eight jobs" sh -c 'cd pack && exec reckon run scenario.yaml -o ../again.run --jobs 8'
if grep -q __asan_init "$build/reckon"; then
	skip "from scans in reverse" "the sanitizer must be loaded first"
else
	again "from scans in reverse, where no order is asked for" \
		sh -c 'cd pack && LD_PRELOAD=$0/t/reverse_scans.so exec reckon run scenario.yaml -o ../again.run --jobs 2' "$build"
fi

finish
