# lib.sh: what every command test begins with:
#
#     . "${0%/*}/lib.sh"
#     check "a promise, in words" reckon verify some.run
#     finish
#
# The test runs in a folder of its own, which is gone at its end, with `reckon` on its PATH, in one locale and time zone.
# It prints TAP. $top is the project's folder, $build where it was built.
#
# Numbers: 0xxx the project itself, 1xxx values and import, 2xxx rules, 3xxx run files, 4xxx fees, 5xxx eligibility,
# 6xxx savings, 7xxx indicators, 74xx law, 8xxx determinism, 9xxx bad input; of these 92NN is
# item NN of what a host of hostile rules must do, each attack tried by the program itself (t/attack.sh).
# shellcheck shell=sh
set -u

LC_ALL=C TZ=UTC TERM=dumb
export LC_ALL TZ TERM
unset NO_COLOR LANG LANGUAGE CDPATH HARNESS_VERSION

# What a sanitizer finds must not look like one of reckon's own exit statuses.
ASAN_OPTIONS="exitcode=99:${ASAN_OPTIONS-}"
UBSAN_OPTIONS="exitcode=99:print_stacktrace=1:${UBSAN_OPTIONS-}"
LSAN_OPTIONS="exitcode=99:${LSAN_OPTIONS-}"
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS

top=$(cd "${0%/*}/.." && pwd) || exit 3
build=${RECKON_BUILD:-$top/build}
PATH=$build:$PATH
export PATH
mkdir -p "$build/scratch" || exit 3
scratch=$(mktemp -d "$build/scratch/$(basename "$0" .t).XXXXXX") || exit 3
trap 'cd / && rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM
mkdir "$scratch/work" && cd "$scratch/work" || exit 3

# Of the last command that a check ran: its status, and the files with what it wrote.
status=0
out=$scratch/out
errors=$scratch/errors

tests=0
failures=0

# passed NAME, failed NAME: one line of TAP.
passed() {
	tests=$((tests + 1))
	printf 'ok %d - %s\n' "$tests" "$1"
}
failed() {
	tests=$((tests + 1)) failures=$((failures + 1))
	printf 'not ok %d - %s\n' "$tests" "$1"
}

# show TITLE FILE: a file as TAP comments, when there is anything in it.
show() {
	[ -s "$2" ] || return 0
	printf '# %s:\n' "$1"
	head -n 60 "$2" | tr -d '\000' | sed 's/^/#   /'
}

# run COMMAND...: runs it; sets $status, $out and $errors. Always succeeds.
run() {
	status=0
	"$@" >"$out" 2>"$errors" </dev/null || status=$?
}

# check_status N NAME COMMAND...: the command ends with status N.
check_status() {
	expected=$1 name=$2
	shift 2
	run "$@"
	if [ "$status" -eq "$expected" ]; then
		passed "$name"
		return 0
	fi
	failed "$name"
	printf '# status %d, not %d, from: %s\n' "$status" "$expected" "$*"
	show 'standard output' "$out"
	show 'standard error' "$errors"
	return 1
}

# check NAME COMMAND...: the command succeeds.
check() {
	name=$1
	shift
	check_status 0 "$name" "$@"
}

# check_that NAME EXPRESSION...: what `test` says of the expression. Leaves $out and $errors as they are.
check_that() {
	name=$1
	shift
	if [ "$@" ]; then
		passed "$name"
		return 0
	fi
	failed "$name"
	printf '# not so: %s\n' "$*"
	return 1
}

# check_same NAME EXPECTED GOT: two files hold the same bytes.
check_same() {
	if cmp -s "$2" "$3"; then
		passed "$1"
		return 0
	fi
	failed "$1"
	diff -u "$2" "$3" >"$scratch/difference" 2>&1
	show 'expected, and got' "$scratch/difference"
	return 1
}

# check_output NAME COMMAND...: the command succeeds and prints exactly what standard input holds.
check_output() {
	name=$1
	shift
	cat >"$scratch/expected"
	run "$@"
	if [ "$status" -eq 0 ]; then
		check_same "$name" "$scratch/expected" "$out"
		return
	fi
	failed "$name"
	printf '# status %d from: %s\n' "$status" "$*"
	show 'standard error' "$errors"
	return 1
}

# check_errors N NAME COMMAND...: the command ends with status N and writes exactly what standard input holds on standard
# error.
check_errors() {
	expected=$1 name=$2
	shift 2
	cat >"$scratch/expected"
	run "$@"
	if [ "$status" -eq "$expected" ]; then
		check_same "$name" "$scratch/expected" "$errors"
		return
	fi
	failed "$name"
	printf '# status %d, not %d, from: %s\n' "$status" "$expected" "$*"
	show 'standard error' "$errors"
	return 1
}

# check_says NAME TEXT FILE: the file holds the text.
check_says() {
	if grep -qF -e "$2" "$3"; then
		passed "$1"
		return 0
	fi
	failed "$1"
	printf '# not found: %s\n' "$2"
	show "in ${3##*/}" "$3"
	return 1
}

# check_silent NAME FILE: the file ($out, $errors) is there and empty.
check_silent() {
	if [ -f "$2" ] && [ ! -s "$2" ]; then
		passed "$1"
		return 0
	fi
	failed "$1"
	show "in ${2##*/}" "$2"
	return 1
}

# skip NAME REASON: what cannot be tested on this machine.
skip() {
	tests=$((tests + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tests" "$1" "$2"
}

# skip_all REASON: nothing of this file can be tested on this machine.
skip_all() {
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

# finish: the plan. A test that ends before it has failed.
finish() {
	printf '1..%d\n' "$tests"
	[ "$failures" -eq 0 ]
	exit
}
