#!/bin/sh
# Runs beside one another and beside programs that write: each file is read as it was at one moment, and written whole or not at all.
. "${0%/*}/bad.sh"

scenario() {
	mkdir "$1"
	cp pack/* "$1"
}

# Rows are imported where another program writes: waits as long as it may, while the rest goes on.
cp pack/data.db import.db
printf 'code,name\nZ,Zed\n' >z.csv
sqlite3 import.db 'BEGIN IMMEDIATE' '.system reckon import import.db ward z.csv >import.out 2>import.err; echo $? >import.status' >sqlite.import 2>&1 &
importing=$!

# Two runs into one file, over and over: one of them wins each time, and the file is whole.
scenario one
scenario two
sed -i 's/£120/£240/' two/scenario.yaml
for round in 1 2 3 4 5; do
	reckon run one/scenario.yaml -o both.run >one.out 2>one.err &
	first=$!
	reckon run two/scenario.yaml -o both.run >two.out 2>two.err
	second=$?
	wait "$first"
	first=$?
	check "two runs into one file ($round) leave a whole one" reckon verify both.run
	grep '^seal' "$out" >kept
	# One that saw the other's file in place of its own says so, and prints no results as its own.
	for run in one two; do
		ended=$first
		[ $run = one ] || ended=$second
		if [ "$ended" -eq 0 ]; then
			grep -q '^seal' $run.out && echo "$run ended" >>ended
		else
			check_says "... $run says that its file was replaced" "another run has replaced 'both.run'" $run.err
		fi
	done
	cat one.out two.out | grep '^seal' | grep -qxFf kept || cat one.err two.err >>lost
done
: >>lost
check_silent "... and it is that of a run that says so" lost
check_that "... with nothing left beside it" "$(find . -name 'both.run*' | wc -l)" -eq 1

# While another program writes.
# beside SQL...: with the transaction open, a run of `busy`.
beside() {
	rm -rf busy busy.run
	cp -r pack busy
	[ -z "$journal" ] || sqlite3 busy/data.db "PRAGMA journal_mode = $journal" >/dev/null
	sqlite3 busy/data.db 'PRAGMA cache_size = 1' "$@" '.system reckon run busy/scenario.yaml -o busy.run >run.out 2>run.err; echo $? >run.status' \
		>sqlite.out 2>&1
	read -r status <run.status
}
write='UPDATE household SET income = 1'
seal=$(sqlite3 whole.run "SELECT value FROM digest WHERE name = 'seal'")
for journal in '' wal; do
	kind=${journal:-rollback}
	beside 'BEGIN IMMEDIATE' "$write"
	check_that "a program that writes, in $kind mode, does not hold up a run" "$status" -eq 0
	check_says "... which reads what was committed" "$seal" run.out
done
journal=wal
beside 'BEGIN EXCLUSIVE' "$write"
check_that "one that keeps all others from writing, in WAL mode, does not either" "$status" -eq 0
check_says "... and the run reads what was committed" "$seal" run.out
sqlite3 busy/data.db 'SELECT sum(income) FROM household' >got
echo 1500000 >expected
check_same "... and nothing of it was lost or made" expected got
beside 'PRAGMA locking_mode = EXCLUSIVE' 'UPDATE household SET income = income'
check_that "one that keeps the database to itself is waited for, in vain" "$status" -eq 2
check_says "... and named" "database 'busy/data.db' is locked by another program" run.err
check_that "... and no run file is left" ! -e busy.run

# A lock that goes away is waited for. The other program goes on when the run has begun to wait.
journal=
rm -rf busy
cp -r pack busy
mkfifo told
(
	echo 'BEGIN EXCLUSIVE;'
	echo '.system echo locked >told'
	sleep 1
	echo 'COMMIT;'
) | sqlite3 busy/data.db &
writer=$!
read -r _ <told
check "a lock that goes away in time is waited for" reckon run busy/scenario.yaml -o busy.run
check_says "... and the run reads what is there then" "$seal" "$out"
wait "$writer"
# What a stopped program left.
printf 'PRAGMA cache_size = 1;\nBEGIN IMMEDIATE;\nUPDATE household SET income = 1;\nCREATE TABLE b (x);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO b SELECT zeroblob(1000) FROM n;
.system mkdir half; cp busy/* half\n' | sqlite3 busy/data.db
check_status 2 "a database that a stopped program left half-way is not read" reckon run half/scenario.yaml -o half.run
check_says "... which is said" "'half/data.db' was left half-way by a program that was stopped while it wrote" "$errors"
check "... nor brought in order, until someone does" test -s half/data.db-journal
sqlite3 half/data.db 'BEGIN IMMEDIATE; ROLLBACK'
check "... and then it is read" reckon run half/scenario.yaml -o half.run
check_says "... as it was before" "$seal" "$out"

wait "$importing"
read -r status <import.status
check_that "rows cannot be imported where another program writes for long" "$status" -eq 2
check_says "... which is said" "database 'import.db' is locked by another program" import.err

finish
