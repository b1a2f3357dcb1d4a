#!/bin/sh
# Nothing that someone put into a run file is run when it is opened: views, triggers, computed columns, checks, indexes, virtual
# tables. What stands beside or behind it is not taken for part of it, and reading it changes nothing.
. "${0%/*}/bad.sh"

# Sees to it that a file that keeps reckon busy fails the test instead of hanging it.
bounded() {
	timeout 60 "$@"
}

# refused_file STATUS NAME TEXT: verify and replay end with STATUS and say TEXT, once bad.run was made; nothing in the folder changes.
refused_file() {
	find . -type f -exec sha256sum {} + | sort >"$scratch/before"
	for command in verify replay; do
		check_status "$1" "$2: $command" bounded reckon "$command" bad.run
		check_says "... says what" "$3" "$errors"
	done
	find . -type f -exec sha256sum {} + | sort >"$scratch/after"
	check_same "... and every file is as it was, with none more" "$scratch/before" "$scratch/after"
}

# hostile NAME TEXT SQL: a run file with the SQL done to it.
hostile() {
	rm -f bad.run*
	cp whole.run bad.run
	sqlite3 bad.run "PRAGMA writable_schema = 1; $3" >"$errors" 2>&1 || show "making it" "$errors"
	refused_file 2 "$1" "$2"
}
not_ours="it was not written by reckon"
other="declares its table 'source' otherwise than reckon does"

# in_source FROM TO: SQL that declares `source` otherwise. TO may hold no quotes.
in_source() {
	echo "UPDATE sqlite_schema SET sql = replace(sql, '$1', '$2') WHERE name = 'source'"
}
endless='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i'

hostile "a view without an end" "holds the view 'v': $not_ours" "CREATE VIEW v AS $endless FROM n"
hostile "a view without an end in the place of a table" "holds the view 'source': $not_ours" \
	"ALTER TABLE source RENAME TO kept; CREATE VIEW source AS $endless AS path, i, i, i, i FROM n"
hostile "a trigger that empties a table" "holds the trigger 't': $not_ours" \
	"CREATE TRIGGER t AFTER INSERT ON manifest BEGIN DELETE FROM source; END"
hostile "an index" "holds the index 'i': $not_ours" "CREATE INDEX i ON source (kind)"
hostile "an index over an expression" "holds the index 'i': $not_ours" "CREATE INDEX i ON source (hex(text))"
hostile "a virtual table over tables of its own" "$not_ours" "CREATE VIRTUAL TABLE f USING fts5 (x)"
hostile "a virtual table in the place of a table" "holds the table 'source': $not_ours" \
	"UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE source USING fts5 (path, kind, sha256, text, _leaf)' WHERE name = 'source'"
hostile "a virtual table of a module that is to be loaded" "holds the table 'source': $not_ours" \
	"UPDATE sqlite_schema SET rootpage = 0, sql = 'CREATE VIRTUAL TABLE source USING csv (filename=''bad.run'')' WHERE name = 'source'"
hostile "a computed column" "holds the computed column 'source.big': $not_ours" \
	"ALTER TABLE source ADD COLUMN big AS (hex(zeroblob(900000000)))"
hostile "a computed column in the place of one" "holds the computed column 'source.text': $not_ours" \
	"$(in_source 'text   TEXT NOT NULL' 'text TEXT AS (path)')"
hostile "a check that calls a function" "$other" "$(in_source 'kind   TEXT NOT NULL' 'kind TEXT CHECK (load_extension(path))')"
hostile "a default that calls a function" "$other" "$(in_source 'kind   TEXT NOT NULL' 'kind TEXT DEFAULT (randomblob(900000000))')"
hostile "another collation" "$other" "$(in_source 'path   TEXT' 'path TEXT COLLATE nocase')"
hostile "a collation that there is not" "$other" "$(in_source 'path   TEXT' 'path TEXT COLLATE welsh')"
hostile "a table of another form" "$other" "$(in_source 'WITHOUT ROWID' '')"
hostile "a column by another name" "$other" "ALTER TABLE source RENAME COLUMN kind TO kinds"
hostile "a table by another name" "has no table 'source'" "ALTER TABLE source RENAME TO sauce"
hostile "two tables of one name" "damaged or cut short" "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'manifest'"
hostile "a table whose declaration is none" "damaged or cut short" "UPDATE sqlite_schema SET sql = 'SELECT 1' WHERE name = 'source'"
hostile "a table that says to be a view" "damaged or cut short" "UPDATE sqlite_schema SET type = 'view' WHERE name = 'source'"
hostile "a table on pages that there are not" "damaged or cut short" "UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'source'"
hostile "no tables at all" "has no table" "DELETE FROM sqlite_schema"

# What makes records and outcomes is not to be trusted more.
found() {
	rm -f bad.run*
	cp whole.run bad.run
	sqlite3 bad.run "PRAGMA writable_schema = 1; $3" || failed "(making: $1)"
	refused_file 1 "$1" "$2"
}
declared="it is not declared as its fields and rules are"
found "a check on records" "table 'record_household': $declared" \
	"UPDATE sqlite_schema SET sql = replace(sql, 'MONEY INTEGER', 'MONEY INTEGER CHECK (income > 0)') WHERE name = 'record_household'"
found "outcomes of another type" "table 'outcome_household': $declared" \
	"UPDATE sqlite_schema SET sql = replace(sql, 'MONEY INTEGER', 'INTEGER') WHERE name = 'outcome_household'"
found "a table that counts for itself" "table 'sqlite_sequence': it does not belong into a run file" \
	"CREATE TABLE s (a INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO s VALUES (1); DROP TABLE s"
found "a table on the pages of another" "was altered" \
	"UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'manifest') WHERE name = 'source'"
found "outcomes that were taken out whole" "the table of outcomes of 'household' is not there" "DROP TABLE outcome_household"
found "twenty megabytes in the place of a key" "table 'record_ward': the row '" \
	"UPDATE record_ward SET code = CAST(zeroblob(20000000) AS TEXT) WHERE code = 'N'"
found "a hundred thousand sources" "table 'source': the row 'p1' was altered" \
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO source SELECT 'p' || i, 'rules', '', '', x'00' FROM n"

# The file itself.
# header OFFSET BYTES: whole.run with these bytes (as printf writes them) in its header.
header() {
	rm -f bad.run*
	cp whole.run bad.run
	printf "$2" | dd of=bad.run bs=1 seek="$1" conv=notrunc 2>/dev/null
}
rm -f bad.run*
cp whole.run bad.run && truncate -s 2G bad.run
# Its two gigabytes are holes, but reading them for a digest takes time: only its size is compared.
for command in verify replay; do
	check_status 1 "two gigabytes of nothing behind the run file: $command" bounded reckon $command bad.run
	check_says "... says so" "'bad.run' goes on behind the end of its database" "$errors"
done
rm bad.run
cp whole.run bad.run && echo 'and more' >>bad.run
refused_file 1 "a few bytes behind the run file" "'bad.run' goes on behind the end of its database"
header 16 '\002\000'
refused_file 2 "another page size" "damaged or cut short"
header 16 '\000\003'
refused_file 2 "a page size that there is not" "is not an SQLite database"
header 20 '\377'
refused_file 2 "pages with room kept at their ends" "damaged or cut short"
header 28 '\377\377\377\377'
refused_file 2 "a count of pages that there are not" "damaged or cut short"
header 44 '\000\000\000\143'
refused_file 2 "a schema of the future" "cannot read database 'bad.run'"
header 0 'encrypted?'
refused_file 2 "an encrypted file" "is not an SQLite database"
rm -f bad.run
sqlite3 whole.run .dump >dumped.sql
sqlite3 bad.run "PRAGMA encoding = 'UTF-16le'" '.read dumped.sql' 'PRAGMA application_id = 0x524B524E' 'PRAGMA user_version = 2'
refused_file 2 "another encoding" "in another encoding than UTF-8: $not_ours"

# What stands beside it.
printf 'PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE manifest SET value = 1; CREATE TABLE b (x);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO b SELECT zeroblob(1000) FROM n;
.system cp half.run bad.run; cp half.run-journal bad.run-journal\n' >half.sql
rm -f bad.run
cp whole.run half.run
sqlite3 half.run <half.sql >half.out 2>&1
rm -f half.run*
refused_file 2 "a run file that a stopped program left half-way" "'bad.run' was left half-way by a program that was stopped while it wrote"
rm -f bad.run*
cp whole.run bad.run
printf "PRAGMA journal_mode = wal; UPDATE manifest SET value = 1 WHERE name = 'title';

.system cp bad.run wal.run; cp bad.run-wal wal.run-wal\n" | sqlite3 bad.run >"$out"
check_status 1 "what a -wal file alters is found" bounded reckon verify wal.run
check_says "... by name" "was altered" "$errors"

# The same run file, kept otherwise.
same() {
	check "$1: verify" bounded reckon verify bad.run
	check "... and replay" bounded reckon replay bad.run
}
rm -f bad.run*
cp whole.run bad.run && chmod 444 bad.run
same "a run file that nobody may write to is read"
rm -f bad.run
sqlite3 bad.run '.read dumped.sql' 'PRAGMA application_id = 0x524B524E' 'PRAGMA user_version = 2'
same "a run file that was dumped and read again is whole"
sqlite3 bad.run 'PRAGMA page_size = 512; PRAGMA auto_vacuum = 1; VACUUM; ANALYZE'
same "a run file with other pages is whole"

finish
