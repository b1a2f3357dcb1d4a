#!/bin/sh
# Whenever the system refuses what it is asked for (reading, writing, opening, locking, syncing, renaming, a thread), once or for
# good, what reckon does is done wholly or not at all, and it says so and ends with 3. Each call in turn is the first to fail:
# all of them with RECKON_FAULTS=all, else a sample.
. "${0%/*}/bad.sh"

fresh
cd spoilt || exit 3
printf 'id,ward,income,tenure\n' >../rows.csv
for id in 11 12 13 14 15 16 17 18 19 20; do printf '%d,N,£%d,own\n' "$id" "$id"; done >>../rows.csv
reckon run scenario.yaml --without-data >"$out" && mv grants.run ../before.run || exit 3
cp data.db ../before.db

# What each call is refused with: EACCES 13, EIO 5, ENOSPC 28, EMFILE 24, EAGAIN 11.
hows() {
	case $1 in
	read) echo 'errno 5,errno 5 later,short later' ;;
	write) echo 'errno 28,errno 28 later,errno 5,short later' ;;
	open | fopen | opendir | mkostemp | mkdir | scandir) echo 'errno 24,errno 13 later' ;;
	thread) echo 'errno 11,errno 11 later' ;;
	*) echo 'errno 5,errno 5 later' ;;
	esac
}

# attempt FAULT COMMAND...: sets problem.
attempt() {
	fault=$1
	shift
	problem='' status=0
	restore
	FAULT=$fault LD_PRELOAD=$build/t/failing_calls.so "$@" >"$out" 2>"$errors" </dev/null || status=$?
	case $status in
	0) cmp -s "$scratch/usual" "$out" || problem="status 0, but the results are others" ;;
	3) grep -q 'error: ' "$errors" || problem="no message" ;;
	*) problem="status $status" ;;
	esac
	after
	cmp -s ../before.db data.db || [ "$changes_data" ] || problem="$problem; the data was changed"
}

# sweep NAME COMMAND...: the command, with each of its calls failing in turn; `after` adds to $problem what is wrong with the files.
sweep() {
	name=$1
	shift
	restore
	COUNT_INTO=$scratch/counts LD_PRELOAD=$build/t/failing_calls.so "$@" >"$scratch/usual" 2>"$errors" </dev/null || {
		failed "$name: it works when nothing fails"
		show 'standard error' "$errors"
		return
	}
	wrong=0 tried=0 refused=0
	while read -r call count <&3; do
		[ "$call" != any ] && [ "$count" -gt 0 ] || continue
		step=1
		[ "${RECKON_FAULTS-}" = all ] || step=$((count / 2 + 1))
		IFS=,
		# shellcheck disable=SC2046
		set -- "$@" -- $(hows "$call")
		unset IFS
		commands=
		while [ "$1" != -- ]; do
			commands="$commands $1"
			shift
		done
		shift
		for how in "$@"; do
			at=1
			while [ "$at" -le "$count" ]; do
				# shellcheck disable=SC2086
				attempt "$call $at $how" $commands
				tried=$((tried + 1))
				[ "$status" -ne 3 ] || refused=$((refused + 1))
				if [ -n "$problem" ]; then
					wrong=$((wrong + 1))
					[ "$wrong" -gt 5 ] || printf '# %s: %s\n' "$fault" "${problem#; }"
					[ "$wrong" -gt 5 ] || show 'standard error' "$errors"
				fi
				at=$((at + step))
			done
		done
		# shellcheck disable=SC2086
		set -- $commands
	done 3<"$scratch/counts"
	if [ "$wrong" -eq 0 ] && [ "$refused" -gt 10 ]; then
		passed "$name"
	else
		failed "$name"
		printf '# %d of %d wrong, %d refused\n' "$wrong" "$tried" "$refused"
	fi
}

changes_data=
restore() {
	rm -f grants.run*
}
whole_or_none() {
	for file in *; do
		case $file,$fault in
		data.db,* | grant.lua,* | parameters.yaml,* | scenario.yaml,*) ;;
		grants.run,*) [ "$1" ] && cmp -s "$1" grants.run || reckon verify grants.run >"$scratch/verified" 2>&1 || problem="$problem; not a whole run file" ;;
		grants.run.unfinished-*,unlink*) ;;
		*) problem="$problem; left behind: $file" ;;
		esac
	done
}
after() {
	whole_or_none ''
	[ "$status" -ne 0 ] || [ -e grants.run ] || problem="$problem; no run file"
}
sweep "a run: a whole run file or none" reckon run scenario.yaml --jobs 2

restore() {
	rm -f grants.run*
	cp ../before.run grants.run
}
after() {
	whole_or_none ../before.run
	[ -e grants.run ] || problem="$problem; no run file"
}
sweep "a run over another: one of the two run files" reckon run scenario.yaml --jobs 1

reckon run scenario.yaml >"$out" && mv grants.run ../before.run
restore() {
	:
}
cp ../before.run grants.run
after() {
	cmp -s ../before.run grants.run || problem="$problem; the run file was changed"
	[ "$(find . -type f | wc -l)" -eq 5 ] || problem="$problem; something is left behind"
	case $fault in
	unlink*) rm -f "$TMPDIR"/* ;;
	esac
	[ -z "$(ls "$TMPDIR")" ] || problem="$problem; something is left in the folder for temporary files"
}
TMPDIR=$scratch/temporary
export TMPDIR
mkdir "$TMPDIR"
sweep "verify changes nothing" reckon verify grants.run
sweep "replay changes nothing and leaves nothing" reckon replay grants.run --jobs 2

# What is only looked at.
cat >tests.yaml <<'END'
scenario: scenario.yaml
tests:
  - name: a poor tenant has a grant
    given: {household: {income: £5000, tenure: rent}}
    expect: {household: {grant: eligible, grant_award: £120}}
  - name: whoever owns has none
    given: {household: {income: £5000, tenure: own}}
    expect: {household: {grant: not_eligible}}
END
after() {
	cmp -s ../before.run grants.run || problem="$problem; the run file was changed"
	[ "$(find . -type f | wc -l)" -eq 6 ] || problem="$problem; something is left behind"
	case $fault in
	unlink*) rm -f "$TMPDIR"/* ;;
	esac
	[ -z "$(ls "$TMPDIR")" ] || problem="$problem; something is left in the folder for temporary files"
}
sweep "runs are compared wholly" reckon compare grants.run scenario.yaml --jobs 2
sweep "... and record by record" reckon compare grants.run scenario.yaml --records grant --by ward.name --jobs 1
sweep "who is near is found" reckon compare grants.run --near grant --jobs 1
sweep "a cliff is found" reckon compare grants.run --cliffs grant income --key 2
sweep "an outcome is explained" reckon explain grants.run grant 2
sweep "a total is explained" reckon explain scenario.yaml cost
sweep "tests have their results" reckon test . --coverage
sweep "a check finds what there is" reckon check .
sweep "parameters are shown" reckon parameters scenario.yaml

# A workspace is made wholly or not at all.
reckon init ../workspace >"$out"
rm tests.yaml
restore() {
	rm -rf made
}
after() {
	case $status,$fault in
	0,*) diff -r --exclude council.db made ../workspace >/dev/null || problem="$problem; it is not whole" ;;
	*,unlink* | *,rmdir*) ;;
	*) [ ! -e made ] || problem="$problem; something of it is left: $(find made -type f)" ;;
	esac
}
sweep "a workspace: all of it or nothing" reckon init made
rm -rf made

# Each of the files for editors is whole, new or old.
reckon editor scenario.yaml >"$out" && mv .reckon .luarc.json .. || exit 3
restore() {
	rm -rf .reckon .luarc.json
	[ -z "$old" ] || cp -r ../.reckon ../.luarc.json .
	[ -z "$old" ] || echo old >.reckon/records.lua
}
after() {
	if [ -e .reckon ]; then
		for file in .reckon/* .luarc.json; do
			case $file,$status,$fault in
			*unfinished*,3,unlink*) ;;
			*)
				cmp -s "$file" "../$file" || { [ "$status" -eq 3 ] && [ ! -e "$file" ]; } ||
					{ [ "$status" -eq 3 ] && [ "$(cat "$file")" = old ]; } || problem="$problem; $file is not whole"
				;;
			esac
		done
	fi
	[ "$status" -eq 3 ] || [ -e .reckon ] || problem="$problem; there is nothing"
}
old=
sweep "what editors need: each file or none" reckon editor scenario.yaml
old=yes
sweep "... and over older ones: the new or the old" reckon editor scenario.yaml
rm -rf .reckon .luarc.json

changes_data=yes
restore() {
	rm -f data.db-*
	cp ../before.db data.db
}
after() {
	case $fault in
	# What was begun and cannot be taken back is for the next program to take back, by its journal.
	unlink* | truncate* | *later) ;;
	*) [ "$(find . -type f | wc -l)" -eq 5 ] || problem="$problem; something is left behind" ;;
	esac
	rows=$(sqlite3 data.db 'PRAGMA integrity_check; SELECT count(*) FROM household' | tr '\n' ' ')
	case $status$rows$fault in
	'3ok 2 '* | '0ok 12 '*) ;;
	# A lock that cannot be given back when all is done.
	'3ok 12 fcntl'*) ;;
	*) problem="$problem; the table holds $rows" ;;
	esac
}
sweep "an import: every row or none" reckon import data.db household ../rows.csv

finish
