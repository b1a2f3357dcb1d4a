# attack.sh: what tests of hostile rules share: the pack of bad.sh, with one attack after another put into it. Sources bad.sh.
#
# An attack is tried by the program itself on a rule file. It must end the run with status 2, a message with its place and,
# where a rule function was running, the rule and the record; nothing printed, nothing left behind, every file as it was. Should
# an attack succeed in keeping the processor, --limit-time ends the test.
# shellcheck shell=sh
. "${0%/*}/bad.sh"

attacked() {
	run sh -c 'cd spoilt && exec reckon run scenario.yaml --jobs 1 --limit-time 120'
}

# stopped NAME MESSAGE: what spoilt attacks is stopped with this message, in line 7 of grant.lua, of 'need' for household 1.
stopped() {
	stopped_anywhere "$1" "^grant.lua:7:[0-9]*: error: .*$2.* (rule 'need', household 1)\$"
}

# stopped_anywhere NAME PATTERN: the same, and a line of the errors matches the pattern.
stopped_anywhere() {
	contents >before
	attacked
	contents >after
	if [ "$status" -ne 2 ]; then
		failed "$1"
		printf '# status %d, not 2\n' "$status"
		show 'standard output' "$out"
		show 'standard error' "$errors"
	elif ! grep -q -e "$2" "$errors"; then
		failed "$1"
		printf '# not found: %s\n' "$2"
		show 'standard error' "$errors"
	elif [ -s "$out" ] || ! cmp -s before after; then
		failed "$1"
		show 'standard output' "$out"
		show 'files' after
	else
		passed "$1"
	fi
}

# stops BODY MESSAGE: what need's function does is stopped.
stops() {
	need "$1"
	stopped "$1" "$2"
}

# head_and_body HEAD BODY: in a fresh copy, the first line, which is a comment, and need's function.
head_and_body() {
	need "$2"
	head=$1 awk 'NR == 1 { print ENVIRON["head"]; next } { print }' spoilt/grant.lua >changed && mv changed spoilt/grant.lua
}

# refuses BODY PATTERN: not even loaded.
refuses() {
	need "$1"
	stopped_anywhere "$1" "^grant.lua:[0-9]*:[0-9]*: error: .*$2"
}

# gives NAME EXPECTED: spoilt runs, and what need gives, one household a line, is this.
gives() {
	attacked
	if [ "$status" -ne 0 ]; then
		failed "$1"
		show 'standard error' "$errors"
		return
	fi
	sqlite3 spoilt/grants.run 'SELECT need FROM outcome_household' >got
	printf '%s\n' "$2" >wanted
	check_same "$1" wanted got
}
