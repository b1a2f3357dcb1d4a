#!/bin/sh
# Whatever is wrong with what a user gives, reckon says where and what, ends with 2, and leaves nothing half-written and
# nothing changed.
. "${0%/*}/lib.sh"

mkdir pack
cat >pack/prices.lua <<'END'
rule "proposed" {
	on      = "pool",
	type    = "money",
	compute = function(c, p) return round(c.swim * (1 + p.uplift), money "5p") end,
}

total "proposed_prices" { sum = "pool.proposed" }
END
cat >pack/parameters.yaml <<'END'
uplift:
  title: Uplift of every price
  type: rate
  illustrative: for the test
  values:
    2025-26: 5.5%
END
cat >pack/swim.yaml <<'END'
scenario: swim
data: pools.db
periods: 2025-26
rules: [prices.lua]
parameters: [parameters.yaml]
END
cat >pools.sql <<'END'
CREATE TABLE town (code TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE pool (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	swim MONEY INTEGER NOT NULL CHECK (swim >= 0),
	opened DATE TEXT,
	town TEXT REFERENCES town (code)
);
INSERT INTO town VALUES ('E', 'Easton'), ('W', 'Weston');
INSERT INTO pool VALUES (1, 'East', 450, '1962-05-01', 'E'), (2, 'West', 395, NULL, 'W');
END
sqlite3 pack/pools.db <pools.sql

# fresh: a copy of the pack, to be spoilt.
fresh() {
	rm -rf spoilt
	cp -r pack spoilt
}

# spoil FILE SED-SCRIPT: a fresh copy with one file edited.
spoil() {
	fresh
	sed "$2" "pack/$1" >"spoilt/$1"
	check_status 1 "(the edit changes $1)" cmp -s "pack/$1" "spoilt/$1"
}

# refused NAME TEXT...: running the spoilt pack ends with 2; standard error holds each TEXT; nothing is printed or left.
refused() {
	name=$1
	shift
	refused_name=$name
	(cd spoilt && ls -A) >before
	run sh -c 'cd spoilt && exec reckon run swim.yaml'
	(cd spoilt && ls -A) >after
	problem=
	[ "$status" -eq 2 ] || problem="status $status"
	[ -s "$out" ] && problem="$problem; something on standard output"
	cmp -s before after || problem="$problem; left behind: $(comm -13 before after | tr '\n' ' ')"
	for text in "$@"; do
		grep -qF -e "$text" "$errors" || problem="$problem; not said: $text"
	done
	if [ -z "$problem" ]; then
		passed "$refused_name"
		return
	fi
	failed "$refused_name"
	printf '# %s\n' "$problem"
	show 'standard error' "$errors"
}

fresh
check "the pack itself runs" sh -c 'cd spoilt && reckon run swim.yaml'

# Scenarios and parameters.
spoil swim.yaml 's/^rules:/rulse:/'
refused "an unknown key" "swim.yaml:4:1: error: unknown key 'rulse'" "^^^^^ did you mean 'rules'?"
spoil swim.yaml '$a data: other.db'
refused "a key given twice" "swim.yaml:6:1: error: duplicate key 'data'" 'it is on line 2 already'
spoil swim.yaml 's/2025-26/2025-27/'
refused "a year that is none" 'swim.yaml:3:10: error:' '2025-27'
spoil swim.yaml 's/prices.lua/price.lua/'
refused "a rule file that is not there" 'swim.yaml:4:9: error:' 'price.lua'
spoil swim.yaml 's/prices.lua/..\/..\/secret.lua/'
refused "a rule file out of the pack" 'swim.yaml:4:9: error:'
spoil swim.yaml '$a extends: swim.yaml'
refused "a scenario that extends itself" 'swim.yaml -> swim.yaml'
spoil swim.yaml '$a set: {uplfit: 3%}'
refused "an unknown parameter set" "swim.yaml:6:7: error: unknown parameter 'uplfit'" "did you mean 'uplift'?"
spoil swim.yaml '$a title: \xff'
refused "bytes that are not UTF-8" 'swim.yaml:6:8: error: byte 0xFF is not UTF-8 text'
fresh
printf 'title: a\000b\n' >>spoilt/swim.yaml
refused "a NUL in a text" 'swim.yaml:6:9: error: a NUL byte in text'
spoil swim.yaml '$a title: &anchor x'
refused "an anchor" 'swim.yaml:6:8: error:'
fresh
head -c 200000 /dev/zero | tr '\000' '[' >>spoilt/swim.yaml
refused "a hundred thousand brackets" 'swim.yaml:6:'
spoil parameters.yaml 's/5.5%/5.5 percent/'
refused "a value of the wrong form" 'parameters.yaml:6:14: error: expected a rate' 'write the sign: 5.5%'
spoil parameters.yaml 's/2025-26:/2025-09-31:/'
refused "an impossible date" "parameters.yaml:6:5: error: '2025-09-31' is not a date" 'days 01 to 30'
spoil parameters.yaml 's/2025-26:/2026-27:/'
refused "a parameter without a value on the day" "uplift" '2026-04-01'
spoil parameters.yaml 's/type: rate/type: rat/; s/title:/titel:/; s/5.5%/high/'
refused "all problems of a file at once" "'titel'" "'rat'"

# Rules.
spoil prices.lua 's/c\.swim/c.swin/'
refused "an unknown field" "prices.lua:4:42: error: 'pool' has no field, relation or rule 'swin'" "did you mean 'swim'?"
spoil prices.lua 's/p\.uplift/p.uplfit/'
refused "an unknown parameter" "prices.lua:4:56: error: unknown parameter 'uplfit'" "did you mean 'uplift'?"
spoil prices.lua 's/"pool",/"poll",/'
refused "an unknown record type" "prices.lua:2:" "'poll'" "did you mean 'pool'?"
spoil prices.lua 's/"money",/"mony",/'
refused "an unknown type" "prices.lua:3:" "'mony'" "did you mean 'money'?"
spoil prices.lua 's/pool\.proposed/pool.propsed/'
refused "a total of what is not there" "prices.lua:7:" "'propsed'" "did you mean 'proposed'?"
spoil prices.lua 's/c\.swim/c.proposed/'
refused "rules that read one another" 'in a loop: proposed -> proposed'
spoil prices.lua 's/return round.*end,/return "dear" end,/'
refused "a rule that gives another type" "prices.lua:4:" "expected money, got text" "'proposed', pool 1"
spoil prices.lua 's/return round.*end,/error({}) end,/'
refused "a rule that raises a table" 'prices.lua:4:' "'proposed', pool 1"
spoil prices.lua 's/return round.*end,/return c.swim * 90071992547410 end,/'
refused "money beyond what can be stored" 'prices.lua:4:' 'beyond plus or minus 2^53 pence'
spoil prices.lua 's/return round.*end,/return c.swim \/ 2 end,/'
refused "a division that does not say how it rounds" "prices.lua:4:" 'write divide(a, b, step, mode)'
spoil prices.lua 's/return round.*end,/while true do end end,/'
refused "a rule without an end" "prices.lua:4:" 'instructions'
spoil prices.lua 's/^}/)/'
refused "a syntax error" 'prices.lua:5:1: error:'
fresh
printf '\033Lua' >spoilt/prices.lua
refused "bytecode instead of text" 'prices.lua'
spoil prices.lua 's/^rule/os.exit(0) rule/'
refused "a rule file that reaches for the system" "prices.lua:1:" "'os'"

# Databases.
fresh
rm spoilt/pools.db
refused "a database that is not there" 'pools.db'
fresh
echo 'this is no database' >spoilt/pools.db
refused "a file that is no database" 'pools.db' 'not an SQLite database'
fresh
size=$(wc -c <spoilt/pools.db)
head -c $((size - 4096)) pack/pools.db >spoilt/pools.db
refused "a database cut short" 'pools.db'
fresh
sqlite3 spoilt/pools.db "PRAGMA ignore_check_constraints = 1; UPDATE pool SET swim = '4.50' WHERE id = 2"
refused "a stored value of another type" "table 'pool', key 2, column 'swim'" 'got 4.5'
fresh
sqlite3 spoilt/pools.db "UPDATE pool SET opened = '1962-02-30' WHERE id = 1"
sed 's/c\.swim \*/(c.opened > "1900-01-01" and c.swim) */' pack/prices.lua >spoilt/prices.lua
refused "a stored date that is none" "table 'pool', key 1, column 'opened'" '1962-02-30'
fresh
sqlite3 spoilt/pools.db 'CREATE TABLE bath (name TEXT, swim MONEY INTEGER)'
sed 's/"pool/"bath/' pack/prices.lua >spoilt/prices.lua
refused "a table without a key" "prices.lua:2:" "'bath'" 'no primary key'

# A database that another program keeps to itself.
fresh
lock_and_run() {
	(cd spoilt && sqlite3 pools.db 'BEGIN EXCLUSIVE' '.system reckon run swim.yaml && echo ran >status || echo $? >status')
}
run lock_and_run
echo 2 >expected
check_same "a locked database is an error" expected spoilt/status
check_says "... that says so" 'locked' "$errors"
check_that "... and leaves no run file" ! -e spoilt/swim.run

# CSV files: all that is wrong is listed, and nothing is imported.
cat >rows.csv <<'END'
id,name,swim,opened,town
3,North,£5.00,1999-02-29,E
4,South,five pounds,2001-07-01,E
5,Centre,£4.20
6,Old Town,-£1.00,,E
7,New Town,£4.00,,X
1,East again,£4.50,,E
END
sqlite3 bath.db <pools.sql
sqlite3 bath.db .dump >before
check_status 2 "a bad CSV file is refused" reckon import bath.db pool rows.csv
check_silent "... with nothing on standard output" "$out"
check_says "... an impossible date has its line and column" 'rows.csv:2:15: error:' "$errors"
check_says "... so has what is no amount" 'rows.csv:3:9: error:' "$errors"
check_says "... and a row that is too short" 'rows.csv:4:' "$errors"
check_says "... and what the table's CHECK refuses" 'rows.csv:5:' "$errors"
check_says "... and a key without its row" 'rows.csv:6:' "$errors"
check_says "... and a key that is there" 'rows.csv:7:' "$errors"
sqlite3 bath.db .dump >after
check_same "... and the database is as it was" before after
check_status 2 "an unknown table is an error" reckon import bath.db pol rows.csv
check_says "... with the nearest name" "did you mean 'pool'?" "$errors"
printf 'id,nam,swim\n9,x,£1\n' >columns.csv
check_status 2 "an unknown column is an error" reckon import bath.db pool columns.csv
check_says "... with its place and the nearest name" "columns.csv:1:4: error: " "$errors"
check_says "... and the nearest name" "did you mean 'name'?" "$errors"
sqlite3 bath.db .dump >after
check_same "... and the database is still as it was" before after

finish
