#!/bin/sh
# Whenever reckon is ended from outside, by a signal or by being killed, its target is the whole run file that was there before,
# or the whole new one, or none; the data is as it was; a signal that can be heeded leaves nothing else behind and is told of.
# At 20 points of time and a sample of the calls to the system, 200 and all with RECKON_FAULTS=all.
. "${0%/*}/bad.sh"

if [ "${RECKON_FAULTS-}" = all ]; then
	times=200 sample=1
else
	times=20 sample=19
fi

fresh
cd spoilt || exit 3
sqlite3 data.db "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
	INSERT INTO household (id, ward, income, tenure) SELECT i, 'N', i * 1000, 'rent' FROM n"
reckon run scenario.yaml -o ../before.run --without-data >"$out" || exit 3
cp data.db ../before.db
awk 'BEGIN { print "id,ward,income,tenure"; for (i = 3001; i <= 5000; i++) print i ",N,£5,own" }' >../rows.csv
now() {
	date +%s%N
}
calls() {
	sed -n 's/^any //p' "$scratch/counts"
}

# check_target BEFORE: adds to $problem what is wrong after a run was ended; BEFORE is the run file that was there, or empty.
check_target() {
	if [ -e grants.run ]; then
		[ "$1" ] && cmp -s "$1" grants.run || reckon verify grants.run >"$scratch/verified" 2>&1 ||
			problem="$problem; not a whole run file"
	elif [ "$1" ]; then
		problem="$problem; the run file that was there is gone"
	fi
	cmp -s ../before.db data.db || problem="$problem; the data was changed"
}

# check_left PATTERN: nothing else is there than what was, and files of that name.
check_left() {
	for file in *; do
		# shellcheck disable=SC2254 # it is a pattern
		case $file in
		data.db | grant.lua | parameters.yaml | scenario.yaml | grants.run) ;;
		$1) left=$((left + 1)) ;;
		*) problem="$problem; left behind: $file" ;;
		esac
	done
}

note() {
	[ "$problem" ] || return 0
	wrong=$((wrong + 1))
	[ "$wrong" -gt 5 ] || printf '# %s: %s\n' "$1" "${problem#; }"
}

# Killed at points of time spread over a run's length: the golden ratio's multiples fall everywhere.
longest=0
for i in 1 2 3; do
	start=$(now)
	reckon run scenario.yaml >"$out"
	length=$(($(now) - start))
	[ "$length" -le "$longest" ] || longest=$length
done
for before in '' ../before.run; do
	wrong=0 left=0 done=0 i=0
	rm -f grants.run
	while [ "$i" -lt "$times" ]; do
		problem=
		[ -z "$before" ] || cp "$before" grants.run
		[ "$before" ] || rm -f grants.run
		delay=$(awk -v i="$i" -v longest="$longest" 'BEGIN { x = i * 0.6180339887; printf "%.6f", (x - int(x)) * longest / 1e9 + 0.0005 }')
		# In a shell of its own, which would tell of the killing.
		{ timeout -s KILL "$delay" reckon run scenario.yaml >"$out" 2>"$errors"; } 2>/dev/null && done=$((done + 1))
		check_target "$before"
		check_left 'grants.run.unfinished-??????'
		note "killed after $delay s"
		i=$((i + 1))
	done
	name="killed $times times, ${before:+with a run file there: it or the new one is there, whole}"
	name="$name${before:-with none there: a whole run file or none}"
	if [ "$wrong" -eq 0 ]; then passed "${name%../before.run}"; else failed "${name%../before.run}"; fi
	printf '# %d runs were done before, %d unfinished files were seen\n' "$done" "$left"
done

# Killed just before each call to the system.
COUNT_INTO=$scratch/counts LD_PRELOAD=$build/t/failing_calls.so reckon run scenario.yaml --jobs 1 >"$out"
count=$(calls)
wrong=0 left=0 at=1
while [ "$at" -le "$count" ]; do
	problem=
	cp ../before.run grants.run
	{ FAULT="any $at signal 9" LD_PRELOAD=$build/t/failing_calls.so reckon run scenario.yaml --jobs 1 >"$out" 2>"$errors"; } 2>/dev/null
	check_target ../before.run
	check_left 'grants.run.unfinished-??????'
	note "killed at call $at"
	at=$((at + sample))
done
check_that "killed at any call to the system: one of the two run files" "$wrong" -eq 0
check_that "... of which some leave an unfinished file" "$left" -gt 0

# What they left is gone after the next run, and what only looks like it stays.
touch grants.run.unfinished grants.run.unfinished-abcde grants.run.unfinished-abcdefg other.run.unfinished-abcdef
mkdir grants.run.unfinished-folder
ln -s data.db grants.run.unfinished-linked
check "the next run works" reckon run scenario.yaml
cat >expected <<'END'
data.db
expected
grant.lua
grants.run
grants.run.unfinished
grants.run.unfinished-abcde
grants.run.unfinished-abcdefg
grants.run.unfinished-folder
grants.run.unfinished-linked
left
other.run.unfinished-abcdef
parameters.yaml
scenario.yaml
END
ls >left
check_same "and takes away the unfinished files of killed runs, and only those" expected left
rm -rf expected left ./*.run.unfinished*

# An unfinished file of a run that goes on is not taken away: it is stopped where it is about to be renamed.
rm -f grants.run
COUNT_INTO=$scratch/counts LD_PRELOAD=$build/t/failing_calls.so reckon run scenario.yaml -o a.run >"$out"
FAULT="rename 1 signal 19" LD_PRELOAD=$build/t/failing_calls.so reckon run scenario.yaml >"$scratch/slow" 2>&1 &
slow=$!
until grep -q '^State:.T' "/proc/$slow/status" 2>/dev/null; do
	kill -0 "$slow" 2>/dev/null || break
	sleep 0.01
done
check "while a run is about to be done, another into the same file works" reckon run scenario.yaml
check "... and leaves the first one's unfinished file" sh -c 'test -e grants.run.unfinished-??????'
kill -CONT "$slow"
check "... which is then done too" wait "$slow"
check "... with a whole run file" reckon verify grants.run
check "... and nothing left behind" test "$(ls)" = "a.run
data.db
grant.lua
grants.run
parameters.yaml
scenario.yaml"
rm a.run

# ended NAME SIGNAL NUMBER COMMAND...: the signal just before each call to the system in turn: ends by it, and says so.
ended() {
	name=$1 signal=$2 number=$3
	shift 3
	restore
	COUNT_INTO=$scratch/counts LD_PRELOAD=$build/t/failing_calls.so "$@" >"$out" 2>"$errors" </dev/null
	count=$(calls) wrong=0 left=0 at=1 stopped=0
	while [ "$at" -le "$count" ]; do
		problem='' status=0
		restore
		{ FAULT="any $at signal $number" LD_PRELOAD=$build/t/failing_calls.so "$@" >"$out" 2>"$errors" </dev/null || status=$?; } 2>/dev/null
		case $status in
		# A call before reckon's own first one, or after its last.
		$((128 + number))) ;;
		*) problem="status $status" ;;
		esac
		[ ! -s "$errors" ] || stopped=$((stopped + 1))
		after
		note "$signal at call $at"
		at=$((at + sample))
	done
	if [ "$wrong" -eq 0 ] && [ "$stopped" -gt $((count / sample / 2)) ]; then
		passed "$name"
	else
		failed "$name"
		printf '# %d wrong of %d, %d told of it\n' "$wrong" $((count / sample)) "$stopped"
		show 'standard error' "$errors"
	fi
}
restore() {
	cp ../before.run grants.run
}
after() {
	check_target ../before.run
	check_left ''
}
ended "Ctrl-C ends a run with 130, and nothing is left behind" SIGINT 2 reckon run scenario.yaml --jobs 1
check_says "... and it is told" 'reckon: stopped by SIGINT' "$errors"
ended "SIGTERM ends it with 143" SIGTERM 15 reckon run scenario.yaml --jobs 1
ended "SIGHUP ends it with 129" SIGHUP 1 reckon run scenario.yaml --jobs 1
after() {
	check_target ../before.run
	check_left ''
	cmp -s ../before.run grants.run || problem="$problem; the run file was changed"
	[ -z "$(ls "$TMPDIR")" ] || problem="$problem; something is left in the folder for temporary files"
}
TMPDIR=$scratch/temporary
export TMPDIR
mkdir "$TMPDIR"
ended "Ctrl-C ends verify" SIGINT 2 reckon verify grants.run
reckon run scenario.yaml -o ../before.run >"$out"
ended "Ctrl-C ends replay, and leaves nothing in the folder for temporary files" SIGINT 2 reckon replay grants.run --jobs 1

reckon run scenario.yaml -o ../other.run --without-data >"$out"
ended "Ctrl-C ends a comparison, and leaves nothing there either" SIGINT 2 \
	reckon compare grants.run ../other.run scenario.yaml --jobs 1

# A workspace is there whole, or nothing of it.
reckon init ../workspace >"$out"
restore() {
	rm -rf made
}
after() {
	[ ! -e made ] || diff -r --exclude council.db made ../workspace >/dev/null || problem="$problem; it is not whole"
}
ended "Ctrl-C ends reckon init, of which nothing is left then" SIGINT 2 reckon init made
rm -rf made

# A signal that is ignored when reckon begins stays so: nohup.
COUNT_INTO=$scratch/counts LD_PRELOAD=$build/t/failing_calls.so reckon run scenario.yaml --jobs 1 >"$out"
FAULT="any $(($(calls) / 2)) signal 1" check "a run under nohup goes on after SIGHUP" sh -c \
	"trap '' HUP; LD_PRELOAD=$build/t/failing_calls.so exec reckon run scenario.yaml --jobs 1"
check "... to its end" reckon verify grants.run

# A reader that goes away ends the run as it ends other programs, when the run file is written.
{ reckon run scenario.yaml 2>"$errors"; echo $? >"$scratch/status"; } | true
check_that "when nobody reads the results it ends by SIGPIPE" "$(cat "$scratch/status")" -eq 141
check_silent "... without a word" "$errors"
check "... and the run file is whole" reckon verify grants.run

# An import that is stopped takes back what it did, before it ends.
restore() {
	rm -f data.db-journal
	cp ../before.db data.db
}
rows() {
	sqlite3 data.db 'PRAGMA integrity_check; SELECT count(*) FROM household' 2>&1 | tr '\n' ' '
}
after() {
	[ ! -e data.db-journal ] || [ "$journal" ] || problem="$problem; its journal is left behind"
	found=$(rows)
	case $found in
	'ok 1993 ' | 'ok 3993 ') ;;
	*) problem="$problem; the table holds $found" ;;
	esac
}
journal='' sample=$(((sample + 3) / 4))
ended "Ctrl-C ends an import, of which every row stays or none" SIGINT 2 reckon import data.db household ../rows.csv
journal=possible
wrong=0 at=1
restore
COUNT_INTO=$scratch/counts LD_PRELOAD=$build/t/failing_calls.so reckon import data.db household ../rows.csv >"$out"
count=$(calls)
while [ "$at" -le "$count" ]; do
	problem=
	restore
	{ FAULT="any $at signal 9" LD_PRELOAD=$build/t/failing_calls.so reckon import data.db household ../rows.csv >"$out" 2>&1; } 2>/dev/null
	after
	note "killed at call $at"
	at=$((at + sample))
done
check_that "an import that is killed at any call to the system: every row or none" "$wrong" -eq 0

# stopped_import NAME SIGNAL...: reading from a pipe whose writer writes no more.
stopped_import() {
	name=$1
	shift
	restore
	rm -f pipe && mkfifo pipe
	# The shell has its jobs ignore Ctrl-C.
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' reckon import data.db household pipe >"$out" 2>"$errors" &
	import=$!
	exec 4>pipe
	cat ../rows.csv >&4
	# All of it was taken in when the pipe is empty and the import waits in reading it.
	until grep -q '^State:.S' "/proc/$import/status" && [ -e data.db-journal ]; do
		kill -0 "$import" 2>/dev/null || break
	done
	for signal in "$@"; do kill -s "$signal" "$import"; done
	status=0
	{ wait "$import" || status=$?; } 2>/dev/null
	exec 4>&-
	rm -f pipe
	problem=''
	journal=
	after
	[ "$found" = 'ok 1993 ' ] || problem="$problem; the table holds $found"
	check_that "$name" "$status$problem" = "$((128 + $1))"
	check_same "... and says that nothing was imported" expected "$errors"
}
cat >expected <<'END'
reckon: error: the import into 'data.db' was stopped: nothing was imported
END
stopped_import "SIGINT ends an import that waits for more rows, and takes the first ones back" 2
stopped_import "SIGTERM does" 15
stopped_import "a second Ctrl-C does not keep it from taking them back" 2 2

# A database that was left in the middle of a change is not read, and not changed: SQLite's own journal puts it back.
restore
{ sqlite3 data.db "PRAGMA cache_size = 1; BEGIN;
	WITH RECURSIVE n (i) AS (SELECT 3000 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
	INSERT INTO household (id, ward, income) SELECT i, 'N', i FROM n" ".system kill -9 \$PPID"; } 2>/dev/null
cp data.db half.db
check_errors 2 "data that a killed program was changing is not read" reckon run scenario.yaml <<'END'
reckon: error: database 'data.db' was left half-way by a program that was stopped while it wrote
    its -journal file holds how it was before: open it once with a program that may write it
END
check_same "... nor changed" half.db data.db
sqlite3 data.db .tables >"$out"
check "doing what the message says puts it back" reckon run scenario.yaml
check_that "... as it was" "$(rows)" = 'ok 1993 '

finish
