#!/bin/sh
# Item 20: every query has a whole order, byte by byte: scans in reverse change nothing in any scenario of the packs, nor do keys
# of another collation.
. "${0%/*}/bad.sh"

# Keys that another collation would put in another order, or take for one another.
cat >>tables.sql <<'END'
CREATE TABLE street (name TEXT COLLATE NOCASE NOT NULL PRIMARY KEY, length INTEGER, town TEXT COLLATE RTRIM);
INSERT INTO street VALUES ('b', 1, 'x'), ('A', 2, 'X '), ('C', 3, 'x '), ('ä', 4, 'X'), ('_', 5, 'x'), ('Z', 6, 'y'), ('a ', 7, 'x');
END
rm pack/data.db && sqlite3 pack/data.db <tables.sql
cat >>pack/grant.lua <<'END'
rule "long" { on = "street", type = "integer", compute = function(s) return s.length * 2 end }
total "by_town" { sum = "street.long", by = { "town" } }
END
run sh -c 'cd pack && exec reckon run scenario.yaml -o ../first.run'
check_silent "keys of another collation run" "$errors"
sqlite3 first.run 'SELECT name FROM outcome_street' >got
printf '%s\n' A C Z _ 'a ' b ä >wanted
check_same "... in the order of their bytes" wanted got
sqlite3 first.run "SELECT groups, value FROM total WHERE name = 'by_town' ORDER BY position" >got
check_that "... and texts that the collation takes for one are groups of their own" "$(wc -l <got)" -ge 5

if grep -q __asan_init "$build/reckon"; then
	skip "scans in reverse" "the sanitizer must be loaded first"
	finish
fi
reversed() {
	LD_PRELOAD=$build/t/reverse_scans.so "$@"
}
sealed() {
	sed -n 's/^seal  *//p' "$out"
}
run reckon run pack/scenario.yaml -o again.run && sealed >wanted
run reversed reckon run pack/scenario.yaml -o again.run && sealed >got
check_same "... from scans in reverse too" wanted got
check "... which replay" reversed reckon replay first.run
check "... and verify" reversed reckon verify first.run
sqlite3 first.run 'PRAGMA reverse_unordered_selects = 1; SELECT id FROM record_household' | head -n 1 >got
echo 2 >wanted
check_same "scans in reverse do go in reverse where no order is asked for" wanted got

cp -r "$top/rules" rules
if "$top/scripts/make-database" council.db reckon 100 >made 2>&1; then
	for scenario in rules/*/*.yaml; do
		grep -qE '^scenario: [^.]+$' "$scenario" || continue
		run reckon run "$scenario" --data council.db -o out.run
		[ "$status" -le 1 ] || continue
		sealed >wanted
		run reversed reckon run "$scenario" --data council.db -o out.run
		sealed >got
		check_same "scans in reverse: $scenario" wanted got
	done
else
	failed "a sample database is made"
fi

finish
