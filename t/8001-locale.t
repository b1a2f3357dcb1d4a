#!/bin/sh
# No locale reaches a result: every unit test passes where a decimal comma is in force, and numbers are grouped with points.
. "${0%/*}/lib.sh"

localedef -f UTF-8 -i de_DE ./de_DE.UTF-8 >made 2>&1
[ -d de_DE.UTF-8 ] || skip_all "localedef cannot make a German locale here"
LOCPATH=$PWD RECKON_QUICK=1
export LOCPATH RECKON_QUICK

in_german() {
	LC_ALL=de_DE.UTF-8 LD_PRELOAD=$build/t/decimal_comma.so "$@"
}

check_output "a program that knows nothing of it writes a decimal comma here" in_german lua5.4 -e 'print(1.5)' <<'END'
1,5
END
# Where they run without it too: the project's folder.
cd "$top" || exit 3
for unit_test in "$build"/t/*.t; do
	check "with a decimal comma: ${unit_test##*/}" in_german "$unit_test"
done

finish
