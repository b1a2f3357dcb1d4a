#!/bin/sh
# Item 21: digests carry type and length with each value, and go in the order of keys: rows that look alike when they are written
# one behind the other, or that differ in type or place only, have different roots; the same rows have the same.
. "${0%/*}/bad.sh"

cat >>pack/grant.lua <<'END'
rule "both" { on = "pair", type = "text", compute = function(c) return c.a .. c.b .. (known(c, "n") and "n" or "") end }
END
# root ROWS [COLUMNS]: of the table of pairs with these rows.
root() {
	rm -f pack/data.db
	sqlite3 pack/data.db <tables.sql
	sqlite3 pack/data.db "CREATE TABLE pair (id INTEGER NOT NULL PRIMARY KEY, ${2:-a TEXT NOT NULL, b TEXT NOT NULL, n TEXT OPTIONAL}); INSERT INTO pair VALUES $1" || echo "no table"
	rm -f out.run
	reckon run pack/scenario.yaml -o out.run --jobs 2 >"$out" 2>"$errors" || cat "$errors"
	sqlite3 out.run "SELECT digest FROM input WHERE record_type = 'pair'" 2>&1
}
# differ NAME ROWS OTHER [COLUMNS [OTHER-COLUMNS]]
differ() {
	root "$2" "${4-}" >one
	root "$3" "${5-${4-}}" >other
	if ! grep -qE '^[0-9a-fA-F]{64}$' one || ! grep -qE '^[0-9a-fA-F]{64}$' other; then
		failed "$1"
		show 'no root' one
		show 'no root' other
	elif cmp -s one other; then
		failed "$1"
	else
		passed "$1"
	fi
}
root "(1, 'a', 'b', NULL), (2, 'c', 'd', 'x')" >one
root "(2, 'c', 'd', 'x'), (1, 'a', 'b', NULL)" >other
check_same "the same rows, stored in another order, have the same root" one other
differ "a letter that moves from one text to the next" "(1, 'a3b', 'c', NULL)" "(1, 'a', 'b3c', NULL)"
differ "a text that is empty and one that is not there" "(1, 'a', 'b', '')" "(1, 'a', 'b', NULL)"
differ "an empty text that changes place" "(1, '', 'ab', NULL)" "(1, 'ab', '', NULL)"
differ "two texts that change places" "(1, 'a', 'b', NULL)" "(1, 'b', 'a', NULL)"
differ "a text that holds what a length looks like" "(1, 'a', '1:b', NULL)" "(1, 'a1', ':b', NULL)"
differ "a value that moves to the next row" "(1, 'a', 'b', 'c'), (2, 'd', 'e', NULL)" "(1, 'a', 'b', NULL), (2, 'd', 'e', 'c')"
differ "two rows for one" "(1, 'a', 'b', NULL)" "(1, 'a', 'b', NULL), (2, 'a', 'b', NULL)"
differ "keys that change rows" "(1, 'a', 'b', NULL), (2, 'c', 'd', NULL)" "(2, 'a', 'b', NULL), (1, 'c', 'd', NULL)"
differ "a row of another key" "(1, 'a', 'b', NULL)" "(11, 'a', 'b', NULL)"
differ "letters of another case" "(1, 'a', 'b', NULL)" "(1, 'A', 'b', NULL)"
differ "letters that look the same" "(1, char(233), 'b', NULL)" "(1, 'e' || char(769), 'b', NULL)"
differ "a space at the end" "(1, 'a', 'b', NULL)" "(1, 'a', 'b ', NULL)"
differ "no rows and one" "(1, 'a', 'b', NULL)" "(1, 'a', 'b', 'x')"
text='a TEXT NOT NULL, b TEXT NOT NULL, n TEXT OPTIONAL'
differ "a number and its text" "(1, 'a', 'b', '1')" "(1, 'a', 'b', 1)" "$text" 'a TEXT NOT NULL, b TEXT NOT NULL, n INTEGER OPTIONAL'
differ "a flag and a number" "(1, 'a', 'b', 1)" "(1, 'a', 'b', 1)" 'a TEXT NOT NULL, b TEXT NOT NULL, n FLAG INTEGER OPTIONAL' 'a TEXT NOT NULL, b TEXT NOT NULL, n INTEGER OPTIONAL'
differ "not known and none" "(1, 'a', 'b', NULL)" "(1, 'a', 'b', NULL)" "$text" 'a TEXT NOT NULL, b TEXT NOT NULL, n TEXT'

# What is altered in a run file such that its bytes run on the same is found.
root "(1, 'a3b', 'c', NULL), (2, 'x', 'y', NULL)" >one
cp out.run kept.run
for change in "SET a = 'a', b = 'b3c' WHERE id = 1" "SET n = '' WHERE id = 1" "SET a = b, b = a WHERE id = 2" "SET id = 3 WHERE id = 2" "SET b = CAST(b AS BLOB) WHERE id = 2"; do
	cp kept.run bad.run
	sqlite3 bad.run "UPDATE record_pair $change"
	check_status 1 "verify finds: $change" reckon verify bad.run
	check_says "... and where" "table 'record_pair'" "$errors"
done

finish
