# bad.sh: what tests of bad input share: a small pack that runs, to be spoilt in one way after another. Sources lib.sh.
# shellcheck shell=sh
. "${0%/*}/lib.sh"

mkdir pack
cat >pack/scenario.yaml <<'END'
scenario: grants
title: Grants
data: data.db
on: 2025-07-01
rules: [grant.lua]
parameters: [parameters.yaml]
set:
  grant.amount: £120
records:
  household:
    where: income IS NOT NULL
END
cat >pack/parameters.yaml <<'END'
grant:
  line:
    title: Income below which there is a grant
    type: money
    source: {title: Grant scheme 2025-26, section: "3"}
    values:
      2024-04-01: £7,400
      2025-04-01: £7,600
  amount:
    title: The grant
    type: money
    illustrative: made up
    values:
      2025-04-01: £100
  share:
    title: A share
    type: rate
    illustrative: made up
    values:
      2025-04-01: 5.5%
END
cat >pack/grant.lua <<'END'
-- A grant for low incomes.
rule "need" {
	on      = "household",
	type    = "money",
	title   = "Below the line",
	compute = function(h, p)
		return p.grant.line - h.income
	end,
}

rule "grant" {
	on         = "household",
	type       = "eligibility",
	conditions = all {
		{ "income below the line", function(h, p) return h.income < p.grant.line end },
		{ "rents", function(h) return h.tenure == "rent" end },
	},
	award      = function(h, p) return p.grant.amount end,
}

total "cost" { sum = "household.grant_award", by = { "ward.name" } }

finding "very_poor" {
	on      = "household",
	level   = "warning",
	when    = function(h) return h.need > money "£5,000" end,
	message = "income of {income}",
}
END
cat >tables.sql <<'END'
CREATE TABLE ward (code TEXT NOT NULL PRIMARY KEY, name TEXT);
CREATE TABLE household (
	id INTEGER NOT NULL PRIMARY KEY,
	ward TEXT REFERENCES ward (code),
	income MONEY INTEGER,
	tenure STATUS TEXT CHECK (tenure IN ('own', 'rent')),
	rate RATE TEXT,
	moved DATE TEXT,
	cap MONEY INTEGER OPTIONAL
);
CREATE TABLE person (
	id INTEGER NOT NULL PRIMARY KEY,
	household INTEGER REFERENCES household (id),
	born DATE TEXT,
	student FLAG INTEGER
);
CREATE TABLE remark (body TEXT);
INSERT INTO ward VALUES ('N', 'North'), ('S', 'South');
INSERT INTO household VALUES (1, 'N', 1000000, 'own', '0.05', '2020-01-01', NULL), (2, 'S', 500000, 'rent', '0.025', '2021-06-30', 100);
INSERT INTO person VALUES (1, 1, '1980-01-01', 0), (2, 1, '2015-02-28', 1), (3, 2, '1955-12-31', 0);
INSERT INTO remark VALUES ('hello');
END
sqlite3 pack/data.db <tables.sql || exit 3

# fresh: a copy of the pack, in spoilt.
fresh() {
	rm -rf spoilt
	cp -r pack spoilt
}

# edit FILE SED-SCRIPT: in a fresh copy, one file changed.
edit() {
	fresh
	sed "$2" "pack/$1" >"spoilt/$1"
	if cmp -s "pack/$1" "spoilt/$1"; then failed "(the edit changes $1: $2)"; fi
}

# add FILE: in a fresh copy, standard input added to one file.
add() {
	fresh
	cat >>"spoilt/$1"
}

# need EXPRESSION: in a fresh copy, another body for the rule 'need': line 7 of grant.lua.
need() {
	fresh
	body=$1 awk 'NR == 7 { print "\t\t" ENVIRON["body"]; next } { print }' pack/grant.lua >spoilt/grant.lua
}

# Everything in spoilt, and what it holds.
contents() {
	(cd spoilt && find . -type f -exec sha256sum {} + && find . ! -type f) | sort
}

# refused NAME: running spoilt ends with 2, standard error is exactly standard input, nothing is printed, and every file
# is as it was, with none more.
refused() {
	refused_name=$1
	contents >before
	check_errors 2 "$refused_name" sh -c 'cd spoilt && exec reckon run scenario.yaml'
	contents >after
	[ ! -s "$out" ] || failed "... printing nothing"
	cmp -s before after || check_same "... leaving everything as it was" before after
	[ -z "$checked" ] || check_refused
}

# With `checked` set, `refused` also asks whether reckon check says all of that in the same words. What it does not see, since only
# evaluating shows it, is counted: check_only_run N at the end says how many they are.
checked=
only_run=0
check_refused() {
	[ -f spoilt/scenario.yaml ] || return 0
	run sh -c 'cd spoilt && exec reckon check scenario.yaml'
	if [ "$status" -eq 0 ]; then
		only_run=$((only_run + 1))
		return
	fi
	grep -v '^reckon: [0-9]* errors' "$scratch/expected" | grep -vxF -f "$out" >missing
	check_same "... in the words of reckon check too" /dev/null missing
}
# refused_there NAME: refused as above, when a record comes by; reckon check says it at its place, and found tests how.
refused_there() {
	checked=
	refused "$@"
	checked=yes
}

# found STATUS NAME: reckon check ends so, and says exactly standard input of spoilt/grant.lua, before its closing count.
found() {
	cat >"$scratch/expected"
	run sh -c 'cd spoilt && exec reckon check grant.lua scenario.yaml'
	sed '$d' "$out" >found
	if [ "$status" -ne "$1" ]; then
		failed "$2"
		show 'standard output' "$out"
		return
	fi
	check_same "$2" "$scratch/expected" found
}

check_only_run() {
	check_that "all but $1 of them are found by reckon check, without evaluating" "$only_run" -eq "$1"
}

# works NAME: running spoilt gives what the pack gives.
works() {
	check "$1" sh -c 'cd spoilt && exec reckon run scenario.yaml -o ../works.run'
	sqlite3 works.run 'SELECT id, need, grant, grant_award FROM outcome_household' >got
	check_same "... with the same outcomes" outcomes got
}

(cd pack && reckon run scenario.yaml -o ../whole.run >/dev/null) || exit 3
sqlite3 whole.run 'SELECT id, need, grant, grant_award FROM outcome_household' >outcomes
