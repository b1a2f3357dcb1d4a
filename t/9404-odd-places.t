#!/bin/sh
# What is named as output, data or run file may be anything that a file system holds: each works or is refused with a reason, and
# nothing that is no run file is written over.
. "${0%/*}/bad.sh"

# refused_at STATUS NAME TEXT COMMAND...: refused in these words, printing nothing, and every file stays as it was.
refused_at() {
	refused_status=$1 promise=$2 words=$3
	shift 3
	find . ! -type d -exec ls -ld --time-style=full-iso {} + >"$scratch/before"
	check_status "$refused_status" "$promise" "$@"
	check_says "... which is said" "$words" "$errors"
	find . ! -type d -exec ls -ld --time-style=full-iso {} + >"$scratch/after"
	check_same "... and every file is as it was" "$scratch/before" "$scratch/after"
}
run_into() {
	reckon run pack/scenario.yaml -o "$1"
}

# The output.
left="is there and is not a run file: it is left alone"
echo text >text
: >empty
mkfifo pipe
ln -s pack/data.db to_data
ln -s nowhere to_nothing
ln -s loop loop
ln pack/data.db same_data
mkdir folder
for file in pack/data.db pack/scenario.yaml pack/grant.lua text empty pipe to_data same_data /dev/null /dev/full; do
	refused_at 2 "$file is not written over" "$left" run_into $file
done
refused_at 2 "a link to nothing is left alone" "'to_nothing' is a link to nothing: it is left alone" run_into to_nothing
refused_at 2 "so is a link to itself" "'loop'" run_into loop
refused_at 2 "a folder that is not there" "'nowhere/a.run'" run_into nowhere/a.run
refused_at 2 "a file taken for a folder" "'text/a.run'" run_into text/a.run
refused_at 2 "an empty name" "option '--output' needs its FILE" reckon run pack/scenario.yaml --output=
check "a folder takes a file by the scenario's name" run_into folder
check "... which is a run file" reckon verify folder/grants.run
check "an earlier run file is written over" run_into folder/grants.run
cp whole.run target.run
ln -s target.run linked.run
check "through a link too" run_into linked.run
check_that "... which stays one" -L linked.run
check "... to a whole run file" reckon verify target.run

# Several scenarios.
cp pack/scenario.yaml pack/again.yaml
check_status 2 "two scenarios of one name do not write over one another" reckon run pack/scenario.yaml pack/again.yaml -o folder
check_says "... which is said" "'folder/grants.run' was just written for another scenario, which is called 'grants' too" "$errors"
refused_at 2 "two scenarios cannot have one file" "is not a folder, and 2 run files would be written there" \
	reckon run pack/scenario.yaml pack/again.yaml -o two.run

# The data.
for data in folder pipe empty text /dev/null /dev/zero whole.run; do
	refused_at 2 "$data is no database of records" "'$data'" reckon run pack/scenario.yaml --data $data
done
refused_at 2 "- is a file's name like any other" "cannot open database '-'" reckon run pack/scenario.yaml --data -
on_input() {
	reckon run pack/scenario.yaml --data /dev/stdin -o input.run <pack/data.db
}
check "a database on standard input is read where it is a file" on_input
by_pipe() {
	cat pack/data.db | reckon run pack/scenario.yaml --data /dev/stdin -o input.run
}
check_status 2 "... and refused where it is a pipe" by_pipe
check_says "... which is said" "'/dev/stdin' is not a file" "$errors"

# The run file.
for file in folder pipe empty text /dev/null /dev/zero pack/data.db nowhere; do
	refused_at 2 "$file is verified to be none" "'$file'" reckon verify $file
done

# Where a program stands, and what it may do.
stand() {
	mkdir gone && cd gone && rmdir ../gone && "$@"
}
check "a folder that is gone does not matter where nothing is named by it" \
	stand reckon run "$PWD/pack/scenario.yaml" -o "$PWD/abroad.run"
cd "$scratch/work" || exit 3
check_status 2 "where the run file would go there, it is refused" stand reckon run "$PWD/pack/scenario.yaml"
check_says "... which is said" "'grants.run'" "$errors"
cd "$scratch/work" || exit 3
private() {
	umask 077
	run_into private.run
}
(private >"$out" 2>"$errors")
check_that "a run file is as private as the user's new files are" "$(stat -c %a private.run)" = 600

# Someone who may read, and write nowhere but in `open`.
if [ "$(id -u)" -ne 0 ]; then
	nobody=
elif setpriv --reuid=65534 --regid=65534 --clear-groups "$(command -v reckon)" --version >/dev/null 2>&1; then
	nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
else
	nobody=none
fi
if [ "$nobody" != none ]; then
	mkdir open closed
	cp -r pack whole.run closed
	chmod 711 "$scratch"
	chmod 777 open
	chmod -R a+rX,a-w closed
	check "data in a folder that one may not write to is read" $nobody reckon run closed/pack/scenario.yaml -o open/a.run
	check "... a run file verified" $nobody reckon verify closed/whole.run
	check "... and replayed" env TMPDIR="$PWD/open" $nobody reckon replay closed/whole.run
	refused_at 3 "a run file cannot go there" "cannot create a file beside 'closed/whole.run': Permission denied" \
		$nobody reckon run closed/pack/scenario.yaml -o closed/whole.run
	refused_at 3 "a replay says where it needs to write" "set TMPDIR to a folder where you may write" \
		env TMPDIR="$PWD/closed" $nobody reckon replay closed/whole.run
	printf 'code,name\nZ,Zed\n' >z.csv
	chmod a+r z.csv
	refused_at 3 "rows cannot be imported there" "you need permission to write the file and its folder" \
		$nobody reckon import closed/pack/data.db ward z.csv
	chmod -R u+w closed
	sqlite3 closed/pack/data.db 'PRAGMA journal_mode = wal' >"$out"
	chmod -R a+rX,a-w closed
	refused_at 3 "a database in WAL mode needs to be written to" "it is in WAL mode, and its -wal and -shm files cannot be made or used" \
		$nobody reckon run closed/pack/scenario.yaml -o open/b.run
	chmod 000 closed/whole.run
	refused_at 3 "a run file that one may not read" "Permission denied" $nobody reckon verify closed/whole.run
	chmod -R u+rwX closed
else
	skip "a folder that one may not write to" "run by root, who may write anywhere"
fi

finish
