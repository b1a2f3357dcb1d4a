#!/bin/sh
# reckon init: what it makes runs, passes its tests and is without a problem; nothing of anybody's is written over or left lying.
. "${0%/*}/lib.sh"

check "a workspace is made" reckon init grants
check_says "... which says what to do next" 'reckon run rules/support/autumn-2025.yaml' "$out"
cd grants || exit 3
check "every command of its README runs" sh -ec "$(sed -n 's/^    \(reckon .*\)/\1/p' README.md | sed 's/   .*//')"
check_that "... of which there are some" "$(grep -c '^    reckon ' README.md)" -ge 6
check "its scenario runs" reckon run rules/support/autumn-2025.yaml
check_says "... with figures, totals and findings" 'has £25 from elsewhere' "$out"
check "its rules have no problem" reckon check --strict rules/support
check "... from its top too" reckon check --strict
check_says "... where its packs are found" "in 2 scenarios" "$out"
check "its tests pass" reckon test rules/support
sqlite3 council.db 'SELECT count(*) FROM family; PRAGMA integrity_check; PRAGMA foreign_key_check' >got
printf '8\nok\n' >expected
check_same "its database is whole" expected got
# What is in it is what the project has.
for file in schema/support.sql schema/support/area.csv rules/support/clothing_grant.lua rules/support/tests.yaml; do
	check_same "it holds $file" "$top/$file" "$file"
done
# One rule of each kind.
cat rules/support/*.lua >all
for kind in money rate integer flag text status eligibility; do
	check_says "there is a rule that gives $kind" "\"$kind\"" all
done
for kind in total figure bridge finding decision_table; do
	check_says "there is a $kind" "$kind " all
done
cd .. || exit 3

# Making the tables anew, as its README says.
check "its database can be made anew" sh -ec 'cd grants; rm council.db; sqlite3 council.db <schema/support.sql
	for table in area family child; do reckon import council.db $table schema/support/$table.csv; done
	reckon run rules/support/autumn-2025.yaml'

# Mistakes.
check_status 2 "a workspace is not written over" reckon init grants
check_says "... and it says so" "there is something in 'grants' already" "$errors"
mkdir empty
check "an empty folder is filled" reckon init empty
check_that "... whole" -f empty/rules/support/tests.yaml
check_status 2 "a folder needs a name" reckon init
check_status 2 "a folder that would lie in none is not made" reckon init none/grants
check_that "... nor anything of it" ! -e none
echo mine >file
check_status 2 "a file is no folder" reckon init file
check_says "... and stays as it was" mine file
for name in "Förderung für Schulen" "it's" '$HOME "and" more'; do
	check "a name may be $name" reckon init -- "$name"
	check "... and runs, as it says" sh -ec "$(sed -n 's/^  \(cd .*\)/\1/p' "$out"); reckon run rules/support/autumn-2025.yaml"
done
mkdir here
check "the folder where one is may be filled" sh -c 'cd here && reckon init . && reckon run rules/support/autumn-2025.yaml'

# Two at once: the first is stopped where it is about to make its first folder within.
FAULT="mkdir 2 signal 19" LD_PRELOAD=$build/t/failing_calls.so reckon init both >first 2>&1 &
first=$!
until grep -q '^State:.T' "/proc/$first/status" 2>/dev/null; do
	kill -0 "$first" 2>/dev/null || break
	sleep 0.01
done
check "of two that make one at once, the second does" reckon init both
kill -CONT "$first"
wait "$first"
check_that "... and the first does not" "$?" -eq 2
check_says "... since there is something by then" "there is something in 'both' already" first
check "... which stays whole" sh -c 'cd both && reckon run rules/support/autumn-2025.yaml && reckon test'
if [ "$(id -u)" -ne 0 ]; then
	mkdir closed && chmod 500 closed
	check_status 3 "a folder that may not be written to is said to be" reckon init closed/grants
	check_that "... and stays empty" ! -e closed/grants
fi


finish
