#!/bin/sh
# reckon test prints TAP 14: a harness reads it, whatever names and values there are, and its blocks are YAML that says them.
. "${0%/*}/lib.sh"

mkdir 'odd: [x] # y' pack || exit 3
echo 'CREATE TABLE home (id INTEGER PRIMARY KEY, note TEXT, worth MONEY INTEGER, share RATE TEXT);' >tables.sql
printf 'scenario: s\non: 2025-04-01\nrules: [a.lua]\n' >pack/scenario.yaml
cat >pack/a.lua <<'L'
rule "noted" { on = "home", type = "text", title = "   odd: title\n\27[31m # \xc2\x85 \u{2028} x", compute = function(c) return c.note end }
rule "worth_of" { on = "home", type = "money", compute = function(c)
	if c.worth < 0 then error("bad:\n\27[31m # \xc2\x85 \u{2028} \u{ffff} x") end
	return c.worth
end }
rule "again" { on = "home", type = "text", compute = function(c) return c.noted end }
rule "part" { on = "home", type = "rate", compute = function(c) return c.share end }
L

# Each test is wrong in one thing: what was expected and what came out, as YAML has it, stands in the JSON of `texts`.
cat >make.py <<'P'
import json
texts = ["null", "~", "007", "0x1F", "1_000", "1:20", "- a", "a: b", "a # b", "#", "'", '"', "\\", "[a]", "{a: b}", "&a", "*a", "!a", "%a", "@a",
	"`a", "|", ">", "?", ": ", " a", "a ", "a\nb", "a\r\nb", "\ta", "\x01", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\u202e",
	"\ufffd", "\u20ac", "é", "£5", "---", "...", ".inf", "<<", "=", "# TODO x", "ok 1", "Bail out!", "1..5"]
json.dump(texts, open("texts", "w"))
tests = []
for i, text in enumerate(texts):
	other = texts[(i + 1) % len(texts)]
	tests.append({"name": "%d %s # %s \\ %s" % (i, text, text, text), "given": {"home": {"note": text}}, "expect": {"home": {"noted": other}}})
tests.append({"name": "an empty line in what explains it", "given": {"home": {}}, "expect": {"home": {"again": "a"}}})
tests.append({"name": "values", "given": {"home": {"called": "#: '", "worth": "£1234.50", "share": "5.5%"}},
	"expect": {"home": {"worth_of": "-£1", "part": "6%"}}})
tests.append({"name": "fails # SKIP", "given": {"home": {"worth": "-£1"}}, "expect": {"home": {"worth_of": "£1"}}})
json.dump({"scenario": "../pack/scenario.yaml", "schema": "../tables.sql", "tests": tests}, open("odd: [x] # y/tests.yaml", "w"))
P
python3 make.py || exit 3

cat >read.py <<'P'
import json
import re
import sys

import yaml

texts = json.load(open("texts"))
indent = sys.argv[1]
lines = open(sys.argv[2], encoding="utf-8", newline="\n").read().split("\n")
points, at, block = [], 0, None
for number, line in enumerate(lines):
	assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]", line), line
	if block is not None:
		if line == indent + "  ...":
			points[-1]["block"] = yaml.safe_load("\n".join(block))
			block = None
		else:
			assert line == "" or line.startswith(indent + "  "), line
			block.append(line)
		continue
	point = re.fullmatch(indent + r"(not )?ok (\d+) - (.*)", line)
	if point:
		assert not re.search(r"(?<!\\)(\\\\)*#", point[3]), line
		points.append({"ok": not point[1], "number": int(point[2]), "name": re.sub(r"\\(.)", r"\1", point[3])})
	elif line == indent + "  ---":
		block = []
plan = [line for line in lines if line == indent + "1..%d" % (len(texts) + 3)]
assert plan, "no plan"
assert [point["number"] for point in points] == list(range(1, len(texts) + 4)), "numbers"
assert not any(point["ok"] for point in points)
for i, text in enumerate(texts):
	wrong = points[i]["block"]["wrong"][0]
	assert [wrong["expected"], wrong["actual"]] == [texts[(i + 1) % len(texts)], text], wrong
	assert wrong["why"].startswith("odd: title"), wrong["why"]
	shown = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
	assert points[i]["name"] == "%d %s # %s \\ %s" % (i, shown, shown, shown), points[i]["name"]
	assert re.fullmatch(r"odd: \[x\] # y/tests.yaml:\d+", points[i]["block"]["at"]), points[i]["block"]["at"]
assert "\n\n" in points[-3]["block"]["wrong"][0]["why"]
values = [(wrong["what"], wrong["expected"], wrong["actual"]) for wrong in points[-2]["block"]["wrong"]]
assert values == [("worth_of of home #: '", "-£1", "£1,234.50"), ("part of home #: '", "6%", "5.5%")], values
assert points[-1]["block"]["error"].startswith("bad:"), points[-1]["block"]
print("read", len(points))
P

check_status 1 "every text has its test" reckon test 'odd: [x] # y'
cp "$out" tap
check_says "TAP says its version" 'TAP version 14' tap
check "its points and blocks can be read, and say the very texts" python3 read.py '' tap
printf 'scenario: scenario.yaml\nschema: ../tables.sql\ntests: [{name: a, given: {home: {note: a}}, expect: {home: {noted: a}}}]\n' >pack/tests.yaml
check_status 1 "of several files each is a subtest" reckon test pack 'odd: [x] # y'
check_says "... has its name in front" '# Subtest: odd: [x] # y/tests.yaml' "$out"
sed -n '/^# Subtest: odd/,$p' "$out" >tap
cp "$out" all
check "... can be read" python3 read.py '    ' tap
check_says "... and has a point of its own behind" 'not ok 2 - odd: [x] \# y/tests.yaml' all

cat >parse.pl <<'P'
use TAP::Parser;
my $parser = TAP::Parser->new({ exec => ["reckon", "test", @ARGV] });
my ($points, $odd) = (0, 0);
while (my $result = $parser->next) {
	$points++ if $result->is_test;
	$odd++ if $result->is_unknown || ($result->is_test && ($result->has_skip || $result->has_todo));
}
print "$_\n" for $parser->parse_errors;
print "$points points, $odd odd, ", scalar($parser->parse_errors), " errors, ", scalar($parser->failed), " failed\n";
P
check "Perl's harness reads it" env HARNESS_VERSION=3 perl parse.pl 'odd: [x] # y'
echo "54 points, 0 odd, 0 errors, 54 failed" >expected
check_same "... with no directive that nobody wrote" expected "$out"
finish
