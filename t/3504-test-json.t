#!/bin/sh
# reckon test --json says for programs what TAP says for people; --only runs tests by name; the last line sums up.
. "${0%/*}/lib.sh"

mkdir pack || exit 3
echo 'CREATE TABLE home (id INTEGER PRIMARY KEY, worth MONEY INTEGER, owned FLAG INTEGER);' >tables.sql
printf 'scenario: homes\non: 2025-04-01\nrules: [a.lua]\n' >pack/scenario.yaml
cat >pack/a.lua <<'L'
rule "help" { on = "home", type = "eligibility", title = "Help", conditions = all {
	{ "is worth little", function(c) return c.worth <= money "£100" end },
	{ "is not owned", function(c) return not c.owned end },
} }
rule "fails" { on = "home", type = "money", compute = function(c) if c.worth < 0 then error("below 0") end return c.worth end }
L
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
tests:
  - {name: as expected, given: {home: {worth: £100, owned: no}}, expect: {home: {help: eligible}}}
  - {name: at the edge, given: {home: {called: "9", worth: £100.01, owned: yes}}, expect: {home: {help: eligible, fails: £1}}}
  - {name: over the edge, given: {home: {worth: -£1}}, expect: {home: {help: eligible}}}
Y
sed 's/home: {worth: £100, /hoem: {/' pack/tests.yaml >pack/wrong.tests.yaml

cat >read.py <<'P'
import json
import sys

def put(*words):
	print(*words, sep="|")

result = json.load(open(sys.argv[1]))
put(result["count"], result["failed"], result["files_not_run"])
for file in result["files"]:
	put(file["file"], file["ran"], file.get("count"), file.get("failed"))
	for problem in file["problems"]:
		put(" ", problem["severity"], problem["line"], problem["message"], problem["hint"])
	for test in file.get("tests", []):
		put(" ", test["name"], test["line"], test["status"])
		for wrong in test.get("wrong", []):
			root = wrong["explanation"]["outcomes"][0]
			put("   ", wrong["what"], wrong["expected"], wrong["actual"], wrong["line"], root["name"], root["shown"])
		if "error" in test:
			put("   ", test["error"]["message"], test["error"]["file"], test["error"]["line"])
	if "coverage" in file:
		coverage = file["coverage"]
		put(" ", coverage["percent"], *["%s %d of %d" % (kind, coverage[kind]["exercised"], coverage[kind]["all"])
			for kind in ("rules", "answers", "rows", "lines")])
		put("  ", *["%s %d of %d" % (part["file"], part["exercised"], part["all"]) for part in coverage["files"]])
		for missing in coverage["missing"]:
			put("   ", missing["file"], missing["line"], missing["what"])
P
check_status 2 "files with failing tests, and with mistakes" reckon test --json --coverage pack
cp "$out" json
run python3 read.py json
cat >expected <<'E'
3|2|1
pack/tests.yaml|True|3|2
 |as expected|4|passed
 |at the edge|5|failed
   |help of home 9|eligible|not_eligible|5|help|not eligible
   |fails of home 9|£1|£100.01|5|fails|£100.01
 |over the edge|6|error
   |below 0 (rule 'fails', home 1)|pack/a.lua|5
 |84.6|rules 2 of 2|answers 4 of 6|rows 0 of 0|lines 5 of 5
  |pack/a.lua 11 of 13
   |pack/a.lua|2|condition 'is worth little' of 'help' is never unknown
   |pack/a.lua|3|condition 'is not owned' of 'help' is never no
pack/wrong.tests.yaml|False|None|None
 |error|4|there is no record type 'hoem'|did you mean 'home'?
 |error|4|no 'home' is given|give one under 'given'
E
check_same "JSON says of each test what came of it, and why; of each file what is wrong with it" expected "$out"

check_output "--only runs those tests alone that have a text in their names" reckon test pack/tests.yaml --only expected <<'E'
TAP version 14
1..1
ok 1 - as expected
# 1 test passed
E
check_status 1 "... several" reckon test pack/tests.yaml --only edge
tail -n 1 "$out" >got
echo "# 2 of 2 tests failed" >expected
check_same "... which the last line counts" expected got
check_errors 2 "a text that no name has is a mistake" reckon test pack/tests.yaml --only 'as expectd' <<'E'
reckon: error: no test has 'as expectd' in its name
    did you mean 'as expected'?
E
sed 's/scenario: scenario/scenario: nowhere/' pack/tests.yaml >pack/b.tests.yaml
check_status 2 "files that cannot be run stop no others" reckon test pack
tail -n 1 "$out" >got
echo "# 2 of 3 tests failed, 2 of 3 files could not be run" >expected
check_same "... and are counted" expected got
check_status 0 "help says what the status means" reckon test --help
check_says "... 1" 'The status is 1 when a test failed' "$out"
finish
