#!/bin/sh
# Item 19: records are opened read-only and SQL that a scenario carries only reads them, by functions that always answer the same;
# what a foreign database or run file brings along (views, triggers, SQL) is not run.
. "${0%/*}/bad.sh"

sqlite3 pack/data.db "CREATE TABLE log (n INTEGER); CREATE TRIGGER t AFTER INSERT ON household BEGIN INSERT INTO log VALUES (1); END;
	CREATE VIEW clock AS SELECT id, random() AS r FROM household; CREATE VIEW now AS SELECT CURRENT_TIMESTAMP AS t"
sha256sum <pack/data.db >before

# not_run NAME WHERE: the condition is refused, at its place, and the database is as it was.
not_run() {
	fresh
	awk -v where="$1" '/where:/ { print "    where: \"" where "\""; next } { print }' pack/scenario.yaml >spoilt/scenario.yaml
	run sh -c 'cd spoilt && exec reckon run scenario.yaml --limit-time 60'
	sha256sum <spoilt/data.db >after
	if [ "$status" -eq 2 ] && grep -q '^scenario.yaml:[0-9]*:[0-9]*: error: ' "$errors" && [ ! -s "$out" ] && cmp -s before after &&
		[ "$(find spoilt -type f | wc -l)" -eq 4 ]; then
		passed "$1"
	else
		failed "$1"
		show "status $status" "$errors"
	fi
}
for where in 'income > random()' 'randomblob(4) IS NOT NULL' "load_extension('evil.so')" "CURRENT_TIMESTAMP > '2020'" "income > strftime('%s', 'now')" \
	"date('now') > moved" 'id > last_insert_rowid()' 'changes() > 0' "readfile('/etc/passwd') > ''" "writefile('x', 'y') > 0" "edit('x') > ''" 'zeroblob(100000000) > 1' \
	'sqlite_version() > 1' "fts3_tokenizer('x') > 1" 'id IN (SELECT id FROM clock WHERE r > 0)' "(SELECT t FROM now) > ''" \
	'(SELECT count(*) FROM sqlite_schema) > 0' '(SELECT count(*) FROM pragma_table_info) > 0' "(SELECT count(*) FROM pragma_database_list) > 0" \
	'income > 0; DELETE FROM household' 'income > 0); DELETE FROM household; --' '1) UNION SELECT * FROM household --' 'income > 0 /*' "income > 'x" \
	'(DELETE FROM household RETURNING 1)' '(INSERT INTO log VALUES (1))' '(ATTACH x AS y)' '(PRAGMA writable_schema = 1)' '(VACUUM)' 'income > ?1' 'income > :x' \
	"group_concat(id) > ''" 'nothere > 1' "$(awk 'BEGIN { for (i = 0; i < 5000; i++) printf "("; printf 1; for (i = 0; i < 5000; i++) printf ")" }')" \
	"id IN ($(awk 'BEGIN { printf 1; for (i = 0; i < 2000; i++) printf " UNION SELECT %d", i }'))"; do
	not_run "$where"
done

fresh
check "a database with triggers and views beside its tables is read all the same" sh -c 'cd spoilt && exec reckon run scenario.yaml -o ../works.run'
sha256sum <spoilt/data.db >after
check_same "... and is as it was, to the byte" before after
chmod a-w spoilt/data.db
check "one that cannot be written is read" sh -c 'cd spoilt && exec reckon run scenario.yaml -o ../works.run'

# A run file that brings its own: nothing in it is run, and it is refused.
foreign() {
	cp whole.run bad.run
	sqlite3 bad.run "$2" 2>"$scratch/spoiling" || { failed "$1: $(cat "$scratch/spoiling")"; return; }
	sha256sum <bad.run >before
	for command in verify replay; do
		run reckon "$command" bad.run --limit-time 60
		sha256sum <bad.run >after
		if { [ "$status" -eq 1 ] || [ "$status" -eq 2 ]; } && [ -s "$errors" ] && cmp -s before after && [ "$(sqlite3 bad.run 'SELECT count(*) FROM sqlite_schema WHERE name = '"'ran'")" -eq 0 ]; then
			passed "$1: $command"
		else
			failed "$1: $command"
			show "status $status" "$errors"
		fi
	done
}
endless='WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i AS name, 1 AS value, 1 AS sealed FROM n'
foreign "the manifest as a view without an end" "ALTER TABLE manifest RENAME TO kept; CREATE VIEW manifest AS $endless"
foreign "a table as a view" 'ALTER TABLE outcome_household RENAME TO kept; CREATE VIEW outcome_household AS SELECT * FROM kept'
foreign "a trigger" 'CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM source; END'
foreign "a column that is computed" 'ALTER TABLE manifest ADD COLUMN c AS (upper(value))'
foreign "an index on an expression" 'CREATE INDEX i ON manifest (abs(length(value)))'
foreign "another application's number" 'PRAGMA application_id = 1'
foreign "a format that is not known" 'PRAGMA user_version = 7'
foreign "a query for records, of its own" "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'manifest', 'manifest ') WHERE name = 'manifest'; CREATE TABLE evil (x)"

finish
