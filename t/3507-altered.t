#!/bin/sh
# What is told of a run file is what it holds; where evaluating gives something else, that is said.
. "${0%/*}/bad.sh"

cat >>pack/grant.lua <<'LUA'
figure "doubled" { type = "money", title = "Twice the cost", compute = function(f) return 2 * f.cost end }
LUA
(cd pack && reckon run scenario.yaml -o ../whole.run >/dev/null) || exit 3

# altered SQL: another copy of the run file, altered.
altered() {
	cp whole.run altered.run
	sqlite3 altered.run "$1" || exit 3
}

# held NAME WORDS: explaining that of the altered file says what it holds.
held() {
	check_errors 1 "$1" reckon explain altered.run "$2" <<TXT
reckon: error: the run file holds $3
    'reckon verify' says whether it was altered
TXT
	[ -s "$out" ] || failed "... and explains it all the same"
}

check "a total and a figure are explained" sh -c 'reckon explain whole.run cost && reckon explain whole.run doubled'
altered "UPDATE total SET value = 999 WHERE name = 'cost' AND position = 0"
held "a total that was altered is found out" cost '999 over 2 records for this, and not 12000 over 2 records'
altered "UPDATE total SET value = 999 WHERE name = 'cost' AND position = 2"
held "... and one of its groups" cost '999 over 1 record for ["South"], and not 12000 over 1 record'
altered "UPDATE total SET known = 7, unknown = 3 WHERE name = 'cost' AND position = 0"
held "... and how many records are in it" cost '12000 over 7 records and 3 unknown for this, and not 12000 over 2 records'
altered "UPDATE total SET groups = '[\"East\"]' WHERE name = 'cost' AND position = 2"
held "... and a group's name" cost 'a group ["East"] of this, and not ["South"]'
altered "DELETE FROM total WHERE name = 'cost' AND position = 2"
held "... and one that is gone" cost 'nothing for ["South"], and not 12000 over 1 record'
altered "INSERT INTO total SELECT name, period, 3, declared, title, kind, record_type, grouped_by, '[\"West\"]', type, value, shown, known, unknown, _leaf FROM total WHERE position = 2"
held "... and one more" cost 'a group ["West"] of this, and there is none'
altered "UPDATE figure SET value = 1, shown = '£0.01' WHERE name = 'doubled'"
held "a figure that was altered is found out" doubled '1 for this, and not 24000'
altered "UPDATE figure SET value = NULL WHERE name = 'doubled'"
held "... also where it is gone" doubled 'nothing for this, and not 24000'
finish
