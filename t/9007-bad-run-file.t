#!/bin/sh
# A run file that was cut short, altered or is none is never taken for a good one, and reading it never changes it.
. "${0%/*}/bad.sh"

cp whole.run kept.run
kept_size=$(wc -c <kept.run)

# judged STATUS NAME TEXT: verify and replay end with STATUS and say TEXT; the file is as it was.
judged() {
	sha256sum <bad.run >before
	for command in verify replay; do
		check_status "$1" "$2: $command" reckon "$command" bad.run
		check_says "... says what" "$3" "$errors"
	done
	sha256sum <bad.run >after
	check_same "... and the file is as it was" before after
}

for size in 100 4096 $((kept_size / 2)) $((kept_size - 4096)); do
	head -c "$size" kept.run >bad.run
	judged 2 "cut short to $size bytes" "database 'bad.run' is damaged or cut short"
done
: >bad.run
judged 2 "an empty file" "'bad.run' is empty"
echo 'not a run' >bad.run
judged 2 "a text" "'bad.run' is not an SQLite database"
cp pack/data.db bad.run
judged 2 "a database that is no run file" "'bad.run' is a database of records, not a run file"
cp kept.run bad.run
sqlite3 bad.run 'PRAGMA user_version = 99'
judged 2 "a format of the future" "has format 99: this reckon knows format 2"

altered() {
	cp kept.run bad.run
	sqlite3 bad.run "$2"
	judged 1 "$1" "$3"
}
altered "an outcome" 'UPDATE outcome_household SET need = need + 1 WHERE id = 2' "table 'outcome_household': the row '2, 2025-07-01' was altered"
altered "an input" 'UPDATE record_household SET income = 1 WHERE id = 1' "table 'record_household': the row '1' was altered"
altered "a total" "UPDATE total SET value = '1' WHERE position = 0" "table 'total': the row 'cost, "
altered "a row that was taken out" 'DELETE FROM record_household WHERE id = 1' "table 'record_household': rows were"
altered "a rule's text" "UPDATE source SET text = replace(text, 'rent', 'rant') WHERE path = 'grant.lua'" "table 'source': the row 'grant.lua' was altered"
altered "the manifest" "UPDATE manifest SET value = 'other' WHERE name = 'scenario'" "table 'manifest': the row 'scenario' was altered"
altered "a name that is no longer a text" "UPDATE manifest SET name = CAST(name AS BLOB) WHERE name = 'scenario'" "table 'manifest': the row 'scenario' was altered"
altered "digests that were taken out" 'DELETE FROM digest' 'error: '

rm bad.run
check_status 2 "a file that is not there: verify" reckon verify bad.run
mkdir bad.run
check_status 2 "a folder: replay" reckon replay bad.run
check_says "... says so" "'bad.run' is a folder" "$errors"
rmdir bad.run

# Flipped bits: 64 places spread over the bytes that hold anything. Where verify finds nothing, the content is the same to the
# letter, but for what no digest covers: when, who and where, and the wording of the tables' own declarations.
contents_of() {
	sqlite3 "$1" "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name" 2>/dev/null | while read -r table; do
		case $table in
		manifest) sqlite3 "$1" "SELECT quote(name), quote(value) FROM manifest WHERE sealed ORDER BY 1" ;;
		*) sqlite3 "$1" ".mode quote" "SELECT * FROM \"$table\"" ;;
		esac
	done 2>&1
}
contents_of kept.run >expected
LC_ALL=C od -An -v -tu1 -w1 kept.run | awk '$1 != 0 { print NR - 1, $1 }' >bytes
step=$(($(wc -l <bytes) / 64))
awk -v step="$step" 'NR % step == 1 { print $1, $2, 2 ^ (NR % 8) }' bytes >flips
found=0 same=0
: >problems
while read -r offset byte bit; do
	cp kept.run bad.run
	flipped=$((byte ^ bit))
	printf "\\$(printf %o "$flipped")" | dd of=bad.run bs=1 seek="$offset" conv=notrunc 2>/dev/null
	run reckon verify bad.run
	case $status in
	0)
		contents_of bad.run >got
		if cmp -s expected got; then same=$((same + 1)); else echo "byte $offset, $byte to $flipped: not found" >>problems; fi
		;;
	1 | 2) [ -s "$errors" ] && found=$((found + 1)) || echo "byte $offset: no message" >>problems ;;
	*) echo "byte $offset, $byte to $flipped: status $status" >>problems ;;
	esac
done <flips
check_silent "a flipped bit is found wherever it changes what the file says" problems
check_that "... and some were flipped that do" "$found" -gt 10

finish
