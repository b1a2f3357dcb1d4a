#!/bin/sh
# When the disk is full, or a file grows beyond what its user may write, a run leaves the run file that was there or none, and an
# import leaves the database as it was; it is said, and the status is 3. With room enough again, all works.
. "${0%/*}/bad.sh"

fresh
cd spoilt || exit 3
awk 'BEGIN { print "id,ward,income,tenure"; for (i = 3001; i <= 5000; i++) print i ",N,£5,own" }' >../rows.csv
reckon run scenario.yaml -o ../before.run --without-data >"$out" || exit 3
cp data.db ../before.db
if [ "${RECKON_FAULTS-}" = all ]; then sample=1; else sample=7; fi

# within KIB COMMAND...: no file may grow beyond that. What it writes goes through pipes, which have no such limit.
# shellcheck disable=SC2016 # meant for the inner shell
within() {
	{ { sh -c 'ulimit -f "$(($1 * 2))"; shift; exec "$@"' sh "$@" 2>&1 >&3; echo $? >"$scratch/status"; } | cat >"$errors"; } 3>&1 | cat >"$out"
	status=$(cat "$scratch/status")
}

# sweep NAME HOW BEFORE MOST COMMAND...: with ever more room, in KiB, up to what is enough; HOW gives the room, and `look` adds to
# $problem.
sweep() {
	name=$1 how=$2 room=$3 most=$4
	shift 4
	wrong=0 refused=0 status=3
	while [ "$status" -ne 0 ] && [ "$room" -le "$most" ]; do
		problem=''
		restore
		"$how" "$room" "$@"
		case $status in
		0) ;;
		3)
			refused=$((refused + 1))
			grep -qE 'error: (cannot (write|read or write|create a file beside|put in its place)|.*(full|too large|No space))' "$errors" || problem="no clear message: $(head -n 1 "$errors")"
			;;
		*) problem="status $status: $(head -n 1 "$errors")" ;;
		esac
		look
		if [ "$problem" ]; then
			wrong=$((wrong + 1))
			[ "$wrong" -gt 5 ] || printf '# with %d KiB: %s\n' "$room" "${problem#; }"
		fi
		room=$((room + sample))
	done
	if [ "$wrong" -eq 0 ] && [ "$refused" -gt 2 ] && [ "$status" -eq 0 ]; then
		passed "$name"
	else
		failed "$name"
		printf '# %d wrong, %d refused, at last %d\n' "$wrong" "$refused" "$status"
	fi
}

restore() {
	cp ../before.run grants.run
}
look() {
	if [ "$status" -eq 0 ]; then
		reckon verify grants.run >"$scratch/verified" 2>&1 || problem="$problem; not a whole run file"
	else
		cmp -s ../before.run grants.run || problem="$problem; the run file that was there is not"
	fi
	cmp -s ../before.db data.db || problem="$problem; the data was changed"
	[ "$(find . -type f | wc -l)" -eq 5 ] || problem="$problem; something is left behind"
}
sweep "a run whose file may not grow so far says so" within 0 400 reckon run scenario.yaml

TMPDIR=$scratch/temporary
export TMPDIR
mkdir "$TMPDIR"
reckon run scenario.yaml -o ../whole.run >"$out"
restore() {
	cp ../whole.run grants.run
}
look() {
	cmp -s ../whole.run grants.run || problem="$problem; the run file was changed"
	[ -z "$(ls "$TMPDIR")" ] || problem="$problem; something is left in the folder for temporary files"
}
sweep "a replay whose file may not says so" within 0 400 reckon replay grants.run

restore() {
	cp ../before.db data.db
}
look() {
	case $status,$(sqlite3 data.db 'PRAGMA integrity_check; SELECT count(*) FROM household' | tr '\n' ' ') in
	'3,ok 2 ' | '0,ok 2002 ') ;;
	*) problem="$problem; the table holds another number of rows" ;;
	esac
	[ ! -e data.db-journal ] || problem="$problem; its journal is left behind"
}
sweep "an import into a database that may not grow so far takes everything back" within 24 400 reckon import data.db household ../rows.csv

# A file system of its own, with that much room; in a name space of its own, so that nobody else sees it.
mkdir disk
for unshare in 'unshare -m' 'unshare -rm'; do
	$unshare mount -t tmpfs -o size=64k tmpfs disk 2>"$errors" && break
	unshare=
done
if [ -z "$unshare" ]; then
	skip "a full disk" "no file system can be mounted here"
	finish
fi
# on_disk KIB COMMAND...: what is in ../disk-before is copied there first, and what is there then to ../disk-after.
# shellcheck disable=SC2016 # meant for the inner shell
on_disk() {
	status=0
	rm -rf ../disk-after
	$unshare sh -c 'mount -t tmpfs -o size="$1k" tmpfs disk && cp ../disk-before/* disk && shift || exit 77
		status=0
		"$@" || status=$?
		cp -r disk ../disk-after
		exit "$status"' sh "$@" >"$out" 2>"$errors" || status=$?
}
mkdir ../disk-before
restore() {
	:
}
cp ../before.run ../disk-before/grants.run
size=$(($(wc -c <../before.run) / 4096 * 4))
look() {
	if [ "$status" -eq 0 ]; then
		reckon verify ../disk-after/grants.run >"$scratch/verified" 2>&1 || problem="$problem; not a whole run file"
	else
		cmp -s ../before.run ../disk-after/grants.run || problem="$problem; the run file that was there is not"
	fi
	[ "$(ls ../disk-after)" = grants.run ] || problem="$problem; left behind: $(ls ../disk-after)"
}
sample=$((4 * sample))
sweep "a run onto a full disk leaves the run file that was there" on_disk $((size + 4)) 800 \
	reckon run scenario.yaml -o disk/grants.run
rm ../disk-before/grants.run
cp ../before.db ../disk-before/data.db
look() {
	case $status,$(sqlite3 ../disk-after/data.db 'PRAGMA integrity_check; SELECT count(*) FROM household' | tr '\n' ' ') in
	'3,ok 2 ' | '0,ok 2002 ') ;;
	*) problem="$problem; the table holds another number of rows" ;;
	esac
	[ "$(ls ../disk-after)" = data.db ] || problem="$problem; left behind: $(ls ../disk-after)"
}
sample=4
sweep "an import on a full disk takes everything back" on_disk 28 400 reckon import disk/data.db household ../rows.csv
cp ../whole.run ../disk-before/grants.run
rm ../disk-before/data.db
look() {
	[ "$(ls ../disk-after)" = grants.run ] || problem="$problem; left behind: $(ls ../disk-after)"
}
sample=28
sweep "a replay with no room for temporary files says so" on_disk $(($(wc -c <../whole.run) / 4096 * 4 + 4)) 800 \
	env TMPDIR=disk reckon replay disk/grants.run

finish
