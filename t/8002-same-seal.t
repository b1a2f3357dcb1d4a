#!/bin/sh
# The same inputs give the same seal: with any number of jobs, in any locale, time zone, folder and environment, from any
# order of the rows, by any compiler.
. "${0%/*}/lib.sh"

cp -r "$top/rules" rules
"$top/scripts/make-database" council.db reckon 300 >made 2>&1 || {
	failed "a sample database is made"
	show "from make-database" made
	finish
}

# seals COMMAND... : runs each scenario by the command and prints the seals.
seals() {
	for scenario in fees/2025-26 eligibility/2025-26; do
		"$@" run "rules/$scenario.yaml" --data council.db -o out.run --jobs "${jobs:-1}" | sed -n 's/^seal  *//p'
	done
}
seals reckon >first
grep -cE '^[0-9a-f]{64}$' first >count
echo 2 >two
check_same "each run prints its seal" two count

check_seals() {
	name=$1
	shift
	"$@" >again
	check_same "$name" first again
}

check_seals "the same a second time" seals reckon
jobs=2 check_seals "the same with two jobs" seals reckon
jobs=8 check_seals "the same with eight jobs" seals reckon
jobs=256 check_seals "the same with as many jobs as there can be" seals reckon
check_seals "the same in another time zone" seals env TZ=Pacific/Chatham reckon
check_seals "the same in an empty environment" seals env -i "$build/reckon"
check_seals "the same with a small stack and other addresses" seals sh -c 'ulimit -s 1024; exec reckon "$@"' reckon
if setarch -R true 2>/dev/null; then
	check_seals "the same without address layout randomisation" seals setarch -R reckon
else
	skip "the same without address layout randomisation" "it cannot be turned off here"
fi

if localedef -f UTF-8 -i de_DE ./de_DE.UTF-8 >made 2>&1 || [ -d de_DE.UTF-8 ]; then
	check_seals "the same with a decimal comma" \
		seals env LOCPATH="$PWD" LC_ALL=de_DE.UTF-8 LD_PRELOAD="$build/t/decimal_comma.so" reckon
else
	skip "the same with a decimal comma" "localedef cannot make a German locale here"
fi

mkdir -p else/where
cp -r rules council.db else/where
in_another_folder() {
	(cd else/where && seals reckon)
}
check_seals "the same in another folder" in_another_folder
by_path() {
	for scenario in fees/2025-26 eligibility/2025-26; do
		(cd / && reckon run "$scratch/work/else/where/rules/$scenario.yaml" --data "$scratch/work/council.db" \
			-o "$scratch/work/out.run") | sed -n 's/^seal  *//p'
	done
}
check_seals "the same by a path from another folder" by_path

if [ -n "${RECKON_OTHER-}" ]; then
	check_seals "the same as another compiler's program" seals "$RECKON_OTHER"
else
	skip "the same as another compiler's program" "RECKON_OTHER names none"
fi

# The same rows, stored in another order and then compacted: in the file they lie elsewhere.
cp council.db before.db
cp council.db shuffled.db
sqlite3 council.db "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'" >tables
while read -r table; do
	printf 'CREATE TEMP TABLE kept AS SELECT * FROM %s; DELETE FROM %s;\n' "$table" "$table"
	printf 'INSERT INTO %s SELECT * FROM kept ORDER BY random(); DROP TABLE kept;\n' "$table"
done <tables >shuffle.sql
check "the rows can be put in another order" sqlite3 -bail shuffled.db '.read shuffle.sql'
sqlite3 before.db 'SELECT * FROM price' >in-order
sqlite3 shuffled.db 'SELECT * FROM price' >out-of-order
check_status 1 "... and lie in another order then" cmp -s in-order out-of-order
cp shuffled.db council.db
check_seals "the same from rows in another order" seals reckon
sqlite3 council.db 'ANALYZE; VACUUM'
check_seals "the same from a database that was compacted" seals reckon
cp before.db council.db

# Not the same when something that matters changes.
sqlite3 council.db "UPDATE household SET income = income + 1 WHERE id = (SELECT min(id) FROM household WHERE income > 0);
	UPDATE price SET low = low + 1 WHERE year = '2025-26' AND high > low"
seals reckon >again
check_differs() {
	sed -n "$2p" first >one
	sed -n "$2p" again >other
	if cmp -s one other; then failed "$1"; else passed "$1"; fi
}
check_differs "one penny more in a price gives another seal" 1
check_differs "one penny more in an income gives another seal" 2
cp before.db council.db
cp rules/fees/uplift.lua kept.lua
echo '-- a remark' >>rules/fees/uplift.lua
seals reckon >again
check_differs "another remark in a rule file gives another seal" 1
cp kept.lua rules/fees/uplift.lua

finish
