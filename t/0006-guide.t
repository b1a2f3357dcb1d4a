#!/bin/sh
# rules/README.md is followed from top to bottom, as its reader does: each file that it shows is written, each command that it shows
# is run, and must print what the guide shows.
. "${0%/*}/lib.sh"
# shellcheck source=t/docs.sh
. "$top/t/docs.sh"

sample_project
mkdir rules/vouchers

# Each step is a file: a fenced block, or of a block of commands one of them with what it prints; its language is in its name.
awk -v to="$scratch/step." '
	/^```/ {
		inside = !inside
		language = substr($0, 4)
		if (inside && language != "console")
			name = sprintf("%s%03d.%s", to, ++number, language)
		next
	}
	inside && language == "console" && /^\$ / { name = sprintf("%s%03d.console", to, ++number) }
	inside { print > name }' "$top/rules/README.md"

commands=0 files=0
for step in "$scratch"/step.*; do
	case $step in
	*.console)
		commands=$((commands + 1))
		command=$(sed -n '1s/^\$ //p' "$step")
		sed 1d "$step" >"$scratch/shown"
		run sh -c "$command"
		# Only where a problem is shown may something be found; a run stops at it.
		expected=0
		if grep -q ': error: ' "$scratch/shown"; then
			case $command in
			'reckon check'*) expected=1 ;;
			*) expected=2 ;;
			esac
		fi
		check_that "status $expected: $command" "$status" -eq "$expected"
		[ "$status" -eq "$expected" ] || show 'standard error' "$errors"
		cat "$errors" "$out" >"$scratch/printed"
		check "the guide shows what it prints: $command" in_order "$scratch/shown" "$scratch/printed"
		;;
	*)
		files=$((files + 1))
		file=$(sed -n '1s/^[-#]* //p' "$step")
		sed 1d "$step" >"$file" || exit 3
		;;
	esac
done
check_that "the guide has commands" "$commands" -ge 20
check_that "the guide writes files" "$files" -ge 15
finish
