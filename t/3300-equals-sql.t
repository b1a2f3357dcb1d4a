#!/bin/sh
# The jobs that `make bench` times give what hand-written SQL gives, row by row: scripts/benchmark stops where they do not.
. "${0%/*}/lib.sh"

mkdir -p project/build/bench
cp -r "$top/scripts" project
mkdir project/t
cp -r "$top/t/bench" project/t
ln -s "$build/reckon" project/build/reckon
ln -s "$build/bench/measure" project/build/bench/measure
same() { check "$2" project/scripts/benchmark build "${RECORDS:-3000}" 1 "$1"; }

same flags "flags and an award in tiers, rounded, are what one SQL statement gives"
same eligibility "eligibility with unknown facts, its awards and what is unknown are what SQL's three values give"
same fees "charges at decimal rates, rounded to 5p and 25p, are what SQL in whole pence gives"
same relations "people, their households, periods and a total read in a later pass are what SQL's joins give"
same import "an imported file holds what the SQLite shell imports"
check "a run is replayed and verified on the way" project/scripts/benchmark build 500 1 replay verify

# It would notice.
sed -i 's/>= 18/> 18/' project/t/bench/relations.lua
check_status 1 "a rule that says something else is noticed" project/scripts/benchmark build 3000 1 relations
finish
