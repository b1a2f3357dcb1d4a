#!/bin/sh
# The command line: help, what is said of a wrong one, exit statuses, and results that cannot be written.
. "${0%/*}/lib.sh"

commands='run check compare replay verify import help'

check "reckon alone shows an overview" reckon
check_silent "... and nothing on standard error" "$errors"
for command in $commands; do
	check_says "the overview names '$command'" "  $command " "$out"
done
cp "$out" overview
check "reckon --help shows the same" reckon --help
check_same "... to the byte" overview "$out"
check "reckon --version says which it is" reckon --version
check_says "... by name and number" "reckon $(sed -n 's/.*RECKON_VERSION *"\(.*\)"/\1/p' "$top/engine/base/version.h")" "$out"

LC_ALL=C.UTF-8 awk 'length($0) > 80' overview >long
check_same "the overview fits 80 columns" /dev/null long

for command in $commands; do
	check "reckon $command --help succeeds" reckon "$command" --help
	cp "$out" "help-$command"
	check_silent "... with nothing on standard error" "$errors"
	LC_ALL=C.UTF-8 awk 'length($0) > 80' "$out" >long
	check_same "... fits 80 columns" /dev/null long
	grep -n ' $' "$out" >spaces
	check_same "... has no spaces at line ends" /dev/null spaces
	check_says "... says the exit statuses" "Exit status:" "$out"
	sed -e ':join' -e '/\\$/{N;s/\\\n *//;b join' -e '}' "$out" | tail -n 1 >last
	check_says "... ends with an example" "      reckon " last
	check "reckon help $command" reckon help "$command"
	check_same "... shows the same" "help-$command" "$out"
done

check_errors 2 "an unknown command is an error that names the nearest" reckon verfy x <<'END'
reckon: error: unknown command 'verfy'
    did you mean 'verify'?
END
check_silent "... and prints no results" "$out"
check_errors 2 "a command like none of them gets the way to the list" reckon frobnicate <<'END'
reckon: error: unknown command 'frobnicate'
    'reckon --help' lists the commands
END
check_errors 2 "an option before the command is an error" reckon --jobs 3 run x <<'END'
reckon: error: unknown option '--jobs' before a command
    'reckon --help' shows how it is used
END
check_errors 2 "an unknown option is an error that names the nearest" reckon run --job 3 x.yaml <<'END'
reckon: error: unknown option '--job' of 'reckon run'
    did you mean '--jobs'?
END
check_errors 2 "an option of another command is an error" reckon verify --jobs 3 x.run <<'END'
reckon: error: unknown option '--jobs' of 'reckon verify'
    see 'reckon verify --help'
END
check_errors 2 "an unknown letter is an error, shown whole" reckon run -é x.yaml <<'END'
reckon: error: unknown option '-é' of 'reckon run'
    see 'reckon run --help'
END
check_errors 2 "a missing operand is named" reckon import some.db charge <<'END'
reckon: error: 'reckon import' needs its FILE.csv
    see 'reckon import --help'
END
check_errors 2 "one operand too many is named" reckon verify a.run b.run <<'END'
reckon: error: unexpected 'b.run' after what 'reckon verify' takes
    see 'reckon verify --help'
END
check_errors 2 "an option without what it needs is an error" reckon run x.yaml --output <<'END'
reckon: error: option '--output' needs its FILE
    see 'reckon run --help'
END
check_errors 2 "an option given twice is an error" reckon run -o a --output=b x.yaml <<'END'
reckon: error: '--output' is given twice
END
check_errors 2 "an argument for an option that takes none is an error" reckon run --json=yes x.yaml <<'END'
reckon: error: option '--json' takes nothing after '='
END
for jobs in 0 257 -1 four 1e1 99999999999999999999 ''; do
	check_status 2 "--jobs=$jobs is refused" reckon run "--jobs=$jobs" x.yaml
done
check_errors 2 "what --jobs takes is said" reckon run --jobs=four x.yaml <<'END'
reckon: error: '--jobs' takes a whole number from 1 to 256, not 'four'
END
check_errors 2 "a shell without completion is an error" reckon help --completion tcsh <<'END'
reckon: error: there is no completion for 'tcsh'
    there is one for bash
END

# Results that cannot be written.
to_full_disk() {
	"$@" >/dev/full
}
check_errors 3 "a full disk behind standard output is an error" to_full_disk reckon run --help <<'END'
reckon: error: cannot write the results to standard output
    because: No space left on device
END
to_closed_output() {
	"$@" >&-
}
check_status 3 "a closed standard output is an error" to_closed_output reckon --version
to_gone_reader() {
	rm -f gone
	(
		while [ ! -e gone ]; do :; done
		gone_status=0
		"$@" || gone_status=$?
		echo "$gone_status" >gone-status
	) | (
		exec <&-
		: >gone
	)
	return "$(cat gone-status)"
}
# Whether the one who started the test ignores the signal or not.
default_pipe() {
	perl -e '$SIG{PIPE} = shift; exec @ARGV' "$@"
}
check_errors 141 "a reader that went away ends reckon as it ends others, in silence" to_gone_reader default_pipe DEFAULT reckon run --help </dev/null
check_errors 3 "... where the signal for that is ignored, by its status" to_gone_reader default_pipe IGNORE reckon run --help </dev/null

# On a terminal what is wrong fits its lines; for files and programs a message, and a hint, is one line.
mkdir narrow
printf 'scenario: narrow\ntitle: Prices: all of them, in a title that goes on far behind the place where it went wrong at first\n' >narrow/narrow.yaml
if command -v script >/dev/null; then
	script -qc "reckon check narrow; reckon run narrow" /dev/null </dev/null >on-terminal
	check_says "on a terminal ..." "a ':' cannot stand here" on-terminal
	check_status 1 "... no line is longer than 80 columns" env LC_ALL=C.UTF-8 grep -E '^[^:]{81}' on-terminal
	check_says "... and what is cut is seen to be" '…' on-terminal
else
	skip "on a terminal no line is longer than 80 columns" "there is no program 'script'"
fi

rm -r narrow

# Manual pages and completion are made from the same table.
for command in $commands; do
	check_that "there is a manual page of '$command'" -s "$build/man/reckon-$command.1"
	sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p' "help-$command" | LC_ALL=C sort -u >in-help
	sed -n 's/^\.It.* Fl \\-\([a-z-]*\).*/\1/p' "$build/man/reckon-$command.1" | LC_ALL=C sort -u >in-manual
	check_same "... with every option that its help shows" in-help in-manual
done
check_that "there is a manual page of reckon itself" -s "$build/man/reckon.1"
if command -v mandoc >/dev/null 2>&1; then
	mandoc -Tlint -Wwarning "$build"/man/*.1 >lint 2>&1
	check_same "manual pages are well formed" /dev/null lint
elif command -v groff >/dev/null 2>&1; then
	groff -ww -mdoc -Tutf8 "$build"/man/*.1 2>&1 >/dev/null | cat >lint
	check_same "manual pages are well formed" /dev/null lint
else
	skip "manual pages are well formed" "neither mandoc nor groff is here"
fi

if command -v bash >/dev/null 2>&1; then
	cat >complete <<'END'
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_reckon 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
END
	touch a.yaml b.csv c.db d.run
	complete() {
		bash complete "$build/completion/reckon" reckon "$@"
	}
	check_output "bash completes commands" complete ver <<'END'
verify
END
	check_output "bash completes the options of a command" complete verify --s <<'END'
--secret-file
END
	check_output "bash offers scenarios to run" complete run -j 2 '' <<'END'
a.yaml
END
	check_output "bash offers each operand its own files" complete import c.db charge '' <<'END'
b.csv
END
else
	skip "bash completes command lines" "bash is not here"
fi

finish
