#!/bin/sh
# Item 22: YAML is read by its events, with size and depth bounded: what expands, what nests, what repeats and what ends a text early
# is refused at its place, at once. (--limit-time ends the test where it is not.)
. "${0%/*}/bad.sh"

# refuses_yaml FILE NAME PATTERN: what stands in yaml, in place of the file, in a fresh copy.
refuses_yaml() {
	fresh
	cp yaml "spoilt/$1"
	contents >before
	run sh -c 'cd spoilt && exec reckon run scenario.yaml --limit-time 5'
	contents >after
	if [ "$status" -eq 2 ] && grep -q "^$1:[0-9]*:[0-9]*: error: .*$3" "$errors" && [ ! -s "$out" ] && cmp -s before after; then
		passed "$2, in $1"
	else
		failed "$2, in $1"
		show "status $status" "$errors"
	fi
}
repeat() {
	awk -v text="$1" -v times="$2" 'BEGIN { for (i = 0; i < times; i++) printf "%s", text; if (ARGC < 0) print "" }'
}
for file in scenario.yaml parameters.yaml; do
	whole=pack/$file
	{ cat $whole && echo 'title: again' && sed -n 1,2p $whole; } >yaml
	refuses_yaml $file "a key that stands twice" 'duplicate key'
	{ cat $whole && printf '"\\x6eotes": a\nnotes: b\n'; } >yaml
	refuses_yaml $file "one that is written otherwise the second time" 'duplicate key'
	# 370 bytes that stand for ten thousand million nodes.
	{
		echo 'a: &a [x, x, x, x, x, x, x, x, x, x]'
		before=a
		for name in b c d e f g h i j; do
			echo "$name: &$name [*$before, *$before, *$before, *$before, *$before, *$before, *$before, *$before, *$before, *$before]"
			before=$name
		done
	} >yaml
	refuses_yaml $file "aliases that hold aliases" 'anchors are not used here'
	printf 'a: *a\n' >yaml
	refuses_yaml $file "an alias of nothing" 'aliases are not used here'
	printf 'a: &a\n  b: *a\n' >yaml
	refuses_yaml $file "an anchor that holds itself" 'anchors are not used here'
	printf 'a: {b: c}\n<<: {d: e}\n' >yaml
	refuses_yaml $file "a merge key" ''
	repeat '[' 100000 >yaml
	refuses_yaml $file "a hundred thousand lists, one in another" ''
	repeat '{' 100000 >yaml
	refuses_yaml $file "a hundred thousand maps, one in another" ''
	{ printf 'a: ' && repeat '[' 100000 && repeat ']' 100000; } >yaml
	refuses_yaml $file "... that are closed again" ''
	repeat '- ' 50000 >yaml
	refuses_yaml $file "lists in lists by their dashes" ''
	awk 'BEGIN { for (i = 0; i < 3000; i++) { for (j = 0; j < i; j++) printf " "; print "a:" } }' >yaml
	refuses_yaml $file "maps in maps by their indents" ''
	repeat '? ' 50000 >yaml
	refuses_yaml $file "keys that are maps" ''
	repeat '[a, ' 50000 >yaml
	refuses_yaml $file "lists at the end of lists" ''
	repeat '"' 99999 >yaml
	refuses_yaml $file "quotes" ''
	{ printf 'a: "' && repeat 'x' 3000000 && echo '"'; } >yaml
	refuses_yaml $file "a text of three megabytes" ''
	awk 'BEGIN { for (i = 0; i < 300000; i++) print "k" i ": 1" }' >yaml
	refuses_yaml $file "three hundred thousand keys" ''
	{ repeat 'k' 200000 && echo ': 1'; } >yaml
	refuses_yaml $file "a key of two hundred thousand letters" ''
	{ cat $whole && printf 'notes: a\000b\n'; } >yaml
	refuses_yaml $file "a NUL" 'NUL'
	{ cat $whole && printf 'title: "a\\0b"\n'; } >yaml
	refuses_yaml $file "a NUL that is written" ''
	{ cat $whole && printf 'notes: a\377b\n'; } >yaml
	refuses_yaml $file "bytes that are not UTF-8" 'UTF-8'
	{ cat $whole && printf 'notes: !!python/object:os.system x\n'; } >yaml
	refuses_yaml $file "a tag" ''
	{ cat $whole && printf 'notes: !!binary aGVsbG8=\n'; } >yaml
	refuses_yaml $file "a tag of YAML's own" ''
	{ cat $whole && printf -- '---\nscenario: other\n'; } >yaml
	refuses_yaml $file "a second document" ''
	{ cat $whole && printf -- '...\nscenario: other\n'; } >yaml
	refuses_yaml $file "... behind an end" ''
	{ printf '%%TAG ! tag:evil,2000:\n---\n' && cat $whole; } >yaml
	refuses_yaml $file "a directive" ''
	{ printf '%%YAML 9.9\n---\n' && cat $whole; } >yaml
	refuses_yaml $file "another version" ''
	printf '[1, 2\n' >yaml
	refuses_yaml $file "what is not closed" ''
	printf 'a: b: c: d\n' >yaml
	refuses_yaml $file "maps on a line" ''
	printf '\t- a\n' >yaml
	refuses_yaml $file "tabs" ''
done

# Types are those that keys are declared with, never those that texts look like.
edit scenario.yaml 's/title: Grants/title: 0x1F/'
works "a title that looks like a number"
for title in no 1e3 010 '~' null 2025-01-01 .inf 'yes' 0x1F 1_000; do
	fresh
	sed "s/title: Grants/title: $title/" pack/scenario.yaml >spoilt/scenario.yaml
	check "title: $title" sh -c 'cd spoilt && exec reckon run scenario.yaml -o ../works.run'
	sqlite3 works.run "SELECT value FROM manifest WHERE name = 'title'" >got
	printf '%s\n' "$title" >wanted
	check_same "... is a text" wanted got
done

finish
