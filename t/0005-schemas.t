#!/bin/sh
# The JSON Schemas for editors take every YAML file of the project, and refuse what reckon refuses, as far as a schema can tell.
. "${0%/*}/bad.sh"

# kind FILE: which schema it is held against.
kind() {
	if grep -q '^tests:' "$1"; then
		echo tests
	elif grep -qE '^(scenario|extends|rules):' "$1"; then
		echo scenario
	else
		echo parameters
	fi
}

# Every file by its kind, so that each schema is read once.
find "$top/rules" "$top/t" "$top/schema" -name '*.yaml' ! -path '*/corpus/*' | sort >"$scratch/files"
check_that "the project has YAML files" -s "$scratch/files"
while read -r file; do
	kind=$(kind "$file")
	echo "$file" >>"$scratch/$kind.files"
done <"$scratch/files"
for kind in scenario parameters tests; do
	[ -s "$scratch/$kind.files" ] || continue
	tr '\n' '\0' <"$scratch/$kind.files" | xargs -0 "$top/t/validate-yaml" "$top/schema/$kind.schema.json" \
		>"$scratch/$kind.found" 2>&1
	while read -r file; do
		check_says "a $kind file of the project is valid: ${file#"$top"/}" "$file: valid" "$scratch/$kind.found"
	done <"$scratch/$kind.files"
done

cat >own.yaml <<'END'
one: {type: rate, source: Act, values: {2024-25: 1%, 2025-26: {value: 2%, source: {title: Council, page: 3}}, 2026-27: {value: not set, illustrative: why}}}
by: {type: money, by: area, source: Act, values: {2024-25: {value: £1, source: £2}, 2025-26: {value: {north: £1}, source: Council}, 2026-27: {value: not set}}}
scale: {type: scale, kind: whole, illustrative: why, values: {2025-26: {value: [{from: £0, rate: 1%}], source: Council}, 2026-27: not set}}
END
check "values may have sources of their own" "$top/t/validate-yaml" "$top/schema/parameters.schema.json" own.yaml

# wrong KIND NAME SED [FILE]: the good file with that edit is refused by its schema and by reckon. What they say is looked at
# when all are written.
mkdir wrong
cat >pack/tests.yaml <<'END'
scenario: scenario.yaml
tests:
  - name: below the line
    on: 2025-07-01
    given: {household: {income: £1000, tenure: rent}}
    expect: {household: {grant: eligible}}
END
: >"$scratch/names"
number=0
wrong() {
	number=$((number + 1))
	case $1 in
	scenario) from=pack/scenario.yaml ;;
	tests) from=pack/tests.yaml ;;
	*) from=pack/parameters.yaml ;;
	esac
	mkdir "wrong/$number"
	cp pack/* "wrong/$number"
	sed "$3" "$from" >"wrong/$number/${from#pack/}"
	cmp -s "$from" "wrong/$number/${from#pack/}" && failed "the edit changes something: $2"
	printf '%s %d %s\n' "$1" "$number" "$2" >>"$scratch/names"
	echo "wrong/$number/${from#pack/}" >>"$scratch/$1.wrong"
}

wrong scenario "an unknown key" 's/^title:/titel:/'
wrong scenario "a name with a blank" 's/^scenario: grants/scenario: my grants/'
wrong scenario "a name with capitals" 's/^scenario: grants/scenario: Grants/'
wrong scenario "a day of another form" 's/^on: .*/on: 01\/07\/2025/'
wrong scenario "a month that is none" 's/^on: .*/on: 2025-13-01/'
wrong scenario "both a day and periods" 's/^on: .*/&\nperiods: 2025-26/'
wrong scenario "a period that is none" 's/^on: .*/periods: next year/'
wrong scenario "no rules" 's/^rules: .*/rules: []/'
wrong scenario "a rule file that is no Lua" 's/^rules: .*/rules: [grant.xlsx]/'
wrong scenario "rules that are no list" 's/^rules: .*/rules: grant.lua/'
wrong scenario "a rule file listed twice" 's/^rules: .*/rules: [grant.lua, grant.lua]/'
wrong scenario "a list where a map is wanted" 's/^  grant.amount: .*/  - £120/'
wrong scenario "a parameter's name with a capital" 's/grant.amount/Grant.amount/'
wrong scenario "an empty map of dates" 's/grant.amount: .*/grant.amount: {}/'
wrong scenario "an unknown key of records" 's/    where:/    were:/'
wrong scenario "records that are a text" 's/^  household:.*/  household: all/; /^    where:/d'
wrong scenario "a query's field of no type" 's/^    where: .*/    query: SELECT 1 AS id\n    key: id\n    fields: {id: number of the household}/'
wrong scenario "a unit that is none" 's/^on: .*/&\nin: million/'
wrong scenario "neither yes nor no" 's/^on: .*/&\nstrict: maybe/'
wrong scenario "an expectation of nothing" 's/^on: .*/&\nexpect:\n  - {values: {2025-26: 1}}/'
wrong scenario "an expectation of two things" 's/^on: .*/&\nexpect:\n  - {figure: gap, total: cost, values: {2025-26: 1}}/'
wrong scenario "a figure with a group" 's/^on: .*/&\nexpect:\n  - {figure: gap, group: [a], values: {2025-26: 1}}/'
wrong scenario "an expectation without values" 's/^on: .*/&\nexpect:\n  - {figure: gap}/'
wrong scenario "a tolerance that is none" 's/^on: .*/&\nexpect:\n  - {figure: gap, values: {2025-26: 1}, within: about}/'
wrong parameters "a value's own source beside why it has none" 's/: 5.5%/: {value: 5.5%, source: Act, illustrative: made up}/'
wrong parameters "a source of no value" 's/: 5.5%/: {source: Act}/'
wrong parameters "an unknown key beside a value" 's/: 5.5%/: {value: 5.5%, page: 3}/'
wrong parameters "a value in a value" 's/: 5.5%/: {value: {value: 5.5%}, source: Act}/'
wrong parameters "a value in place of categories" 's/^    type: rate/&\n    by: district/; s/: 5.5%/: {value: 5.5%, source: {title: Act}}/'
wrong parameters "a value in place of brackets" 's/^    type: rate/    type: scale\n    kind: whole/; s/: 5.5%/: {value: 5.5%, source: Act}/'
wrong parameters "an unknown key" 's/^    illustrative:/    ilustrative:/'
wrong parameters "no source" '/^    source:/d'
wrong parameters "two sources" 's/^    source:/    illustrative: made up\n&/'
wrong parameters "a source without a title" 's/source: {title: [^,]*,/source: {/'
wrong parameters "an unknown type" 's/^    type: rate/    type: percent/'
wrong parameters "no type" '/^    type: rate/d'
wrong parameters "no values" 's/^      2025-04-01: 5.5%//'
wrong parameters "a day that is none" 's/2025-04-01: 5.5%/2025-04-32: 5.5%/'
wrong parameters "a day of another form" 's/2025-04-01: 5.5%/1 April 2025: 5.5%/'
wrong parameters "a list of values" 's/2025-04-01: 5.5%/2025-04-01: [5.5%, 6%]/'
wrong parameters "a name with a capital" 's/^  share:/  Share:/'
wrong parameters "an empty group" 's/^grant:/other: {}\n&/'
wrong parameters "a group that is a value" 's/^grant:/other: 5\n&/'
wrong parameters "a day of reading that is none" 's/^    type: rate/&\n    read: middle/'
wrong parameters "a mean without a step" 's/^    type: rate/&\n    read: by_day/'
wrong parameters "a step without a mean" 's/^    type: rate/&\n    step: 1%/'
wrong parameters "a scale without its kind" 's/^    type: rate/    type: scale/; s/: 5.5%/: [{from: £0, rate: 5.5%}]/'
wrong parameters "a kind without a scale" 's/^    type: rate/&\n    kind: whole/'
wrong parameters "a scale that is a value" 's/^    type: rate/    type: scale\n    kind: whole/'
wrong parameters "a bracket that begins twice" 's/^    type: rate/    type: scale\n    kind: whole/; s/: 5.5%/: [{from: £0, over: £0, rate: 5.5%}]/'
wrong parameters "a bracket that begins nowhere" 's/^    type: rate/    type: scale\n    kind: whole/; s/: 5.5%/: [{rate: 5.5%}]/'
wrong parameters "a bracket of nothing" 's/^    type: rate/    type: scale\n    kind: whole/; s/: 5.5%/: [{from: £0}]/'
wrong parameters "categories without values" 's/^    type: rate/&\n    by: district/'
wrong parameters "an uprating without a step" 's/^    type: rate/&\n    uprate: {by: grant.amount, from: 2026-27}/'
wrong parameters "an uprating of an unknown mode" 's/^    type: rate/&\n    uprate: {by: grant.amount, from: 2026-27, step: 1%, mode: nearest}/'

wrong tests "an unknown key" 's/^tests:/test:/'
wrong tests "a scenario that is none" 's/^scenario: .*/scenario: grants/'
wrong tests "an unknown key of a test" 's/    given:/    givn:/'
wrong tests "a test without a name" 's/  - name: .*/  - {}/; /^    /d'
wrong tests "a test that expects nothing" '/    expect:/d'
wrong tests "a day of another form" 's/    on: .*/    on: 1 July 2025/'
wrong tests "a day and a period" 's/    on: .*/&\n    period: 2025-26/'
wrong tests "a period and periods" 's/    on: .*/    period: 2025-26\n    periods: [2025-26]/'
wrong tests "an outcome of no rule" 's/    expect: .*/    expect: {household: eligible}/'

for kind in scenario parameters tests; do
	tr '\n' '\0' <"$scratch/$kind.wrong" | xargs -0 "$top/t/validate-yaml" "$top/schema/$kind.schema.json" \
		>"$scratch/$kind.refused" 2>&1
done
while read -r kind number name; do
	line=$(grep "^wrong/$number/" "$scratch/$kind.refused")
	case $line in
	'' | *': valid')
		failed "its schema refuses a $kind file with $name"
		echo "# $line"
		;;
	*) passed "its schema refuses a $kind file with $name" ;;
	esac
	case $kind in
	tests) check_status 2 "... and so do the tests" reckon test "wrong/$number" ;;
	*) check_status 2 "... and so does a run" reckon run "wrong/$number/scenario.yaml" -o "$scratch/x.run" ;;
	esac
done <"$scratch/names"

finish
