#!/bin/sh
# Item 9: under another address layout, time zone, locale, folder, environment and number of jobs a run writes the same bytes and
# spends the same instructions: of two loops, the longest that the budget allows is looked for first, and then it is the longest
# everywhere. (Whole packs, other orders of the rows and other compilers: t/8002 and t/8003.)
. "${0%/*}/attack.sh"

head_and_body 'local kept = { c = 3, a = 1, b = 2, [2] = 4 }' 'local t = {} for i = 1, h.income % 50 do t["k" .. i] = i end
		local s = 0 for k, v in pairs(t) do s = s * 3 % 1000 + v end for k, v in pairs(kept) do s = s + v end
		table.sort(t) return s + #tostring(t) + #related(h, "person") + p.grant.line'
sqlite3 spoilt/data.db "WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
	INSERT INTO household SELECT i, CASE i % 3 WHEN 0 THEN 'N' WHEN 1 THEN 'S' END, i * 7919 % 1500000, CASE i % 2 WHEN 0 THEN 'own' ELSE 'rent' END,
		'0.05', '2020-01-01', NULL FROM n;
	INSERT INTO person SELECT id * 3 + 100, id, '1980-01-01', 0 FROM household WHERE id % 5 > 0"
cp -r spoilt whole

# spend BODY TURNS: one household, whose rule goes round its loop so many times.
fresh
mv spoilt spending
sqlite3 spending/data.db 'DELETE FROM person; DELETE FROM household WHERE id > 1'
plain='local n = 0 for i = 1, TURNS do n = n + i % 2 end return n'
library='local t = {} for i = 1, 5 do t[i] = ("x"):rep(30) .. i end local n = 0
		for i = 1, TURNS do for k, v in pairs(t) do n = n + #v end table.sort(t) local s = h.tenure .. ("y"):rep(300) end return n'
spend() {
	body=$(printf '%s' "$1" | sed "s/TURNS/$2/") awk 'NR == 7 { print "\t\t" ENVIRON["body"]; next } { print }' pack/grant.lua >spending/grant.lua
}
# longest BODY: the most turns that the budget allows.
longest() {
	low=1 high=10000000
	while [ $((high - low)) -gt 1 ]; do
		middle=$(((low + high) / 2))
		spend "$1" "$middle"
		if (cd spending && reckon run scenario.yaml -o ../spent.run --jobs 1) >/dev/null 2>&1; then low=$middle; else high=$middle; fi
	done
	echo "$low"
}
most_plain=$(longest "$plain")
most_library=$(longest "$library")
check_that "a loop has its longest" "$most_plain" -gt 1000000 -a "$most_plain" -lt 10000000
check_that "one with work inside the library too, and it is shorter" "$most_library" -gt 100 -a "$most_library" -lt 1000000

every_byte() {
	for table in $(sqlite3 "$1" "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'manifest' ORDER BY name"); do
		sqlite3 "$1" ".mode quote" "SELECT '$table', * FROM \"$table\""
	done
	sqlite3 "$1" "SELECT * FROM manifest WHERE sealed ORDER BY name"
}
# where FOLDER COMMAND...: what a run under the command writes, its seal, and where two budgets are spent.
where() {
	folder=$1
	shift
	rm -f "$folder/out.run"
	(cd "$folder/whole" && "$@" run scenario.yaml --jobs "${jobs:-2}" -o ../out.run) >"$out" 2>"$errors" || cat "$errors"
	sed -n 's/^seal  *//p' "$out"
	every_byte "$folder/out.run"
	for turns in "$most_plain" $((most_plain + 1)); do
		spend "$plain" "$turns"
		spent "$folder" "$@"
	done
	for turns in "$most_library" $((most_library + 1)); do
		spend "$library" "$turns"
		spent "$folder" "$@"
	done
}
spent() {
	cp spending/grant.lua "$1/spending/" 2>/dev/null
	(cd "$1/spending" && shift && "$@" run scenario.yaml --jobs "${jobs:-2}" -o ../spent.run) >spent 2>&1
	grep -o "grant.lua:[78]:.*took more than.*\|^  North.*" spent
}
where . reckon >expected
check_that "there is much to compare" "$(wc -l <expected)" -gt 4000
check_that "both budgets are spent one turn later" "$(grep -c "took more than 10000000 instructions (rule 'need', household 1)" expected)" -eq 2
check_that "... and not before" "$(grep -c "^  North" expected)" -eq 2

the_same() {
	name=$1
	shift
	"$@" >got
	check_same "$name" expected got
}
the_same "the same a second time" where . reckon
jobs=1 the_same "with one job" where . reckon
jobs=7 the_same "with seven jobs" where . reckon
the_same "in another time zone" where . env TZ=Pacific/Chatham reckon
the_same "in another locale" where . env LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 LANGUAGE=fr reckon
the_same "in an empty environment" where . env -i "$build/reckon"
the_same "in an environment of another size" where . env "FILLER=$(printf %9000s '' | tr ' ' x)" reckon
if setarch -R true 2>/dev/null; then
	the_same "without address layout randomisation" where . setarch -R reckon
else
	skip "without address layout randomisation" "it cannot be turned off here"
fi
the_same "with another stack" where . sh -c 'ulimit -s 1024; exec reckon "$@"' reckon
mkdir -p another/folder
cp -r whole spending another/folder/
the_same "in another folder" where another/folder reckon

finish
