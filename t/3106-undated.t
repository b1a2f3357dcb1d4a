#!/bin/sh
# Rows that name the one period that they are of, and are counted in each: check and run say how to say so.
. "${0%/*}/lib.sh"

cat >tables.sql <<'SQL'
CREATE TABLE year (label TEXT NOT NULL PRIMARY KEY, title TEXT);
CREATE TABLE family (id INTEGER NOT NULL PRIMARY KEY, band TEXT NOT NULL);
CREATE TABLE claim (
	id INTEGER NOT NULL,
	year TEXT NOT NULL REFERENCES year (label),
	family INTEGER NOT NULL REFERENCES family (id),
	built TEXT,
	amount MONEY INTEGER NOT NULL,
	PRIMARY KEY (id, year)
);
CREATE TABLE bill (id INTEGER NOT NULL PRIMARY KEY, year TEXT, family INTEGER NOT NULL REFERENCES family (id), amount MONEY INTEGER NOT NULL);
INSERT INTO bill VALUES (1, '2025-26', 1, 100), (2, '2026-27', 1, 200);
INSERT INTO year VALUES ('2024-25', 'one'), ('2025-26', 'two'), ('2026-27', 'three');
INSERT INTO family VALUES (1, 'A'), (2, '2025-26');
INSERT INTO claim VALUES (1, '2024-25', 1, '2001', 100), (1, '2025-26', 1, '2002', 200), (1, '2026-27', 2, '2003', 400);
SQL
sqlite3 data.db <tables.sql || exit 3
printf 'total "claimed" { sum = "claim.amount" }\n' >plain.lua

# scenario PERIODS RECORDS: rules are those of plain.lua.
scenario() {
	printf 'scenario: claims\ndata: data.db\nperiods: %s\nrules: [%s]\n' "$1" "${3:-plain.lua}" >claims.yaml
	[ -z "$2" ] || printf 'records:\n  claim: {%s}\n' "$2" >>claims.yaml
}
said() {
	check_errors 0 "$1" reckon run claims.yaml -o claims.run
}
quiet() {
	check "$1" reckon check --strict claims.yaml
	check_errors 0 "... as a run knows" reckon run claims.yaml -o claims.run </dev/null
}

scenario '2025-26 to 2026-27' ''
said "rows of one year each that count in every year are noticed" <<'TXT'
claims.yaml: warning: each claim counts in every period, though its 'year' names one: '2024-25', '2025-26' and so on
    say in the scenario: records: {claim: {period: year}}
TXT
check_status 1 "... by check too" reckon check --strict claims.yaml
scenario '2025-26' 'where: amount > 0'
said "... also where one year is run, and others are counted in it" <<'TXT'
claims.yaml:6:3: warning: each claim counts in 2025-26, though its 'year' names one: '2024-25', '2025-26' and so on
      claim: {where: amount > 0}
      ^^^^^ say there: period: year
TXT
scenario '2025-26 to 2026-27' 'where: amount > 100 * 2'
quiet "where one is left there is nothing to tell apart"
scenario '2025-26 to 2026-27' 'period: year'
quiet "nothing is said where the scenario says it"
scenario '2025-26' "where: year = '2025-26'"
quiet "... nor where it narrows them itself"
scenario '2030-31 to 2031-32' ''
quiet "... nor where the names are of other periods"
printf 'total "claimed" { sum = "claim.amount", where = function(c, p, at) return c.year.label == at.period end }\n' >own.lua
scenario '2025-26 to 2026-27' '' own.lua
quiet "... nor where a rule tells them apart"
printf 'total "claimed" { sum = "claim.amount", by = { "year.title" } }\n' >by.lua
scenario '2025-26 to 2026-27' '' by.lua
quiet "... or a total groups by them"
printf 'rule "first" { on = "family", type = "money", title = "First", compute = function(f) return sum(related(f, "bill"), "amount") end }\n' >list.lua
scenario '2025-26 to 2026-27' '' list.lua
said "lists hold them all in every year too" <<'TXT'
claims.yaml: warning: each bill counts in every period, though its 'year' names one: '2025-26' or '2026-27'
    say in the scenario: records: {bill: {period: year}}
TXT

# A slip in a row or two does not hide it.
sqlite3 data.db "INSERT INTO bill VALUES (3, '2026-27', 1, 300)"
for slip in "n/a" "2025-26 " 2025 2025-10; do
	sqlite3 data.db "DELETE FROM bill WHERE id > 3; INSERT INTO bill VALUES (4, '$slip', 1, 400)"
	said "... where one row holds '$slip' too" <<TXT
claims.yaml: warning: each bill counts in every period, though its 'year' names one: '2025-26' or '2026-27', except in 1 row: '$slip'
    say in the scenario: records: {bill: {period: year}}
TXT
done
sqlite3 data.db "INSERT INTO bill VALUES (5, 'soon', 1, 400)"
quiet "... but not where more hold something else"
sqlite3 data.db "INSERT INTO bill SELECT 10 + value, '2025-26', 1, 100 FROM generate_series(1, 17)"
said "... unless they are few among many" <<'TXT'
claims.yaml: warning: each bill counts in every period, though its 'year' names one: '2025-26' or '2026-27', except in 2 rows: '2025-10' and so on
    say in the scenario: records: {bill: {period: year}}
TXT
sqlite3 data.db "INSERT INTO bill VALUES (6, 'soon', 1, 400)"
quiet "... no more than one in ten"
sqlite3 data.db "UPDATE bill SET year = NULL WHERE id IN (4, 5); DELETE FROM bill WHERE id = 6"
said "... nor do rows without any" <<'TXT'
claims.yaml: warning: each bill counts in every period, though its 'year' names one: '2025-26' or '2026-27', except in 2 rows
    say in the scenario: records: {bill: {period: year}}
TXT
check_output "... and the run file says it too" sqlite3 claims.run "SELECT text FROM note" <<'TXT'
each bill counts in every period, though its 'year' names one: '2025-26' or '2026-27', except in 2 rows
TXT
check "a run file that is asked again has it, though not the column" reckon replay claims.run
check "... and where the data is there" reckon replay claims.run --data data.db
finish
