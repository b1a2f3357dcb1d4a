# lib.sh: what scripts/benchmark and scripts/benchmark-growth share. They set $build, and then read this:
#
#     . t/bench/lib.sh
#
# Files are made in $folder, which is BUILD/bench; what a command's runs took goes to NAME.times there, a line each: elapsed
# seconds, seconds of processor time, kilobytes of memory at most.
# shellcheck shell=sh
LC_ALL=C
export LC_ALL
folder=${build:?}/bench
mkdir -p "$folder"
reckon=$build/reckon

# progress TEXT...: on standard error, so that standard output is the tables alone.
progress() {
	echo "$*" >&2
}

# timed NAME COMMAND...: runs it and adds a line to NAME's figures. What it printed is in $folder/output.
timed() {
	name=$1
	shift
	"$folder/measure" "$folder/$name.times" "$@" >"$folder/output" 2>&1 || {
		cat "$folder/output" >&2
		exit 3
	}
}

# data NAME N: makes the database $folder/NAME.db with N records as t/bench/NAME.sql says, unless it is there already.
data() {
	sed "s/:n\>/$2/g" "t/bench/$1.sql" >"$folder/$1.wanted"
	cmp -s "$folder/$1.wanted" "$folder/$1.made" && return
	progress "making $2 $1"
	rm -f "$folder/$1.db" "$folder/$1.made"
	sqlite3 "$folder/$1.db" <"$folder/$1.wanted" >/dev/null
	mv "$folder/$1.wanted" "$folder/$1.made"
}

# column N NAME: that column of NAME's figures.
column() {
	cut -d' ' -f"$1" "$folder/$2.times"
}

# Of numbers, one a line: the one in the middle; the least; the most.
median() {
	sort -n | awk '{ all[NR] = $1 } END { printf "%.4f", (all[int((NR + 1) / 2)] + all[int((NR + 2) / 2)]) / 2 }'
}
least() {
	sort -n | head -n 1
}
most() {
	sort -n | tail -n 1
}

# thousands NUMBER: rounded to a whole one, and written as 1,234,567.
thousands() {
	printf '%.0f\n' "$1" | sed -e ':a' -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/' -e 'ta'
}

# calculate EXPRESSION: of awk, as a number with four decimals.
calculate() {
	awk "BEGIN { printf \"%.4f\", $1 }"
}

# What the figures were taken with and on.
about() {
	echo "$("$reckon" --version), SQLite $(sqlite3 --version | cut -d' ' -f1), $(lua5.4 -v 2>&1 | cut -d' ' -f1-2);" \
		"$(nproc) processors$(sed -n 's/^model name[^:]*: */: /p' /proc/cpuinfo 2>/dev/null | head -n 1)" |
		fold -s -w 80 | sed 's/ *$//'
}
