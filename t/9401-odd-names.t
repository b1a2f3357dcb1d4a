#!/bin/sh
# Files and folders may be called anything: no name is taken for an option, an URI, a pattern or words for the terminal.
. "${0%/*}/bad.sh"

newline=$(printf 'new\nline')
for called in 'two words' 'query?mode=memory' 'hash#1' 'percent%20' '%41' 'é ü 東' "$newline" '-x' '--data' 'file:x' ':memory:' '"quoted"' \
	"it's" 'a&b;c|d' 'back\slash' '$HOME' '*' "$(printf 'not\377utf8')"; do
	shown=$(printf %s "$called" | LC_ALL=C tr -c '[:print:]' '?')
	mkdir -- "./$called"
	cp pack/*.lua pack/parameters.yaml "./$called"
	cp pack/scenario.yaml "./$called/$called.yaml"
	cp pack/data.db "./$called/$called.db"
	check "a run in a folder and from files called $shown" reckon run "--data=$called/$called.db" "--output=$called/$called.run" -- "$called/$called.yaml"
	check "... is verified" reckon verify -- "$called/$called.run"
	check "... and replayed" reckon replay -- "$called/$called.run"
	check "... and goes into a folder of that name" reckon run "--data=$called/$called.db" "--output=$called" pack/scenario.yaml
	(cd "./$called" && printf '%s\n' ./* | LC_ALL=C sort) >got
	printf '%s\n' "./$called.db" "./$called.run" "./$called.yaml" ./grant.lua ./grants.run ./parameters.yaml | LC_ALL=C sort >expected
	check_same "... with no other file beside them" expected got
	printf 'code,name\nZ,Zed\n' >"./$called/$called.csv"
	check "... and rows are imported" reckon import -- "$called/$called.db" ward "$called/$called.csv"
done

# What a terminal would obey is shown, not sent; JSON stays JSON.
escape=$(printf 'red\033[31m')
cp whole.run "./$escape.run"
check "a run file whose name a terminal would obey" reckon verify "$escape.run"
check_says "... is named without that" 'run file  red?[31m.run' "$out"
check_status 2 "one that is not there" reckon verify "$escape"
check_says "... too" "'red [31m'" "$errors"
sqlite3 "./$escape.run" "UPDATE manifest SET name = char(27) || '[31m' WHERE name = 'title'"
check_status 1 "a run file that says what a terminal would obey" reckon verify "$escape.run"
check_says "... is quoted without that" "the row ' [31m' was altered" "$errors"
called=$(printf 'not\377utf8')
check "results as JSON from files whose names are not UTF-8" reckon run --json "--output=$called/$called.run" pack/scenario.yaml
cp "$out" results.json
check "... are UTF-8" iconv -f UTF-8 -t UTF-8 results.json

long=$(printf '%0250d' 0)
check_status 2 "a name longer than files may have" reckon run -o "$long$long" pack/scenario.yaml
check_says "... is refused by the system's words" 'File name too long' "$errors"

finish
