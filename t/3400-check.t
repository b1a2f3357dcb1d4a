#!/bin/sh
# reckon check: what stops a run and what a run would not notice, found without evaluating a rule, all of it at once.
. "${0%/*}/bad.sh"

# Nothing in the pack reads the last of its parameters.
sed -i '/^  share:/,$d' pack/parameters.yaml

# found STATUS NAME COMMAND...: the command ends with that status, prints exactly standard input, and nothing on standard error.
found() {
	expected=$1 name=$2
	shift 2
	cat >"$scratch/expected"
	run "$@"
	if [ "$status" -eq "$expected" ] && [ ! -s "$errors" ]; then
		check_same "$name" "$scratch/expected" "$out"
		return
	fi
	failed "$name"
	printf '# status %d, not %d, from: %s\n' "$status" "$expected" "$*"
	show 'standard output' "$out"
	show 'standard error' "$errors"
}

nothing='nothing found in 1 scenario, 1 rule file and 1 file of parameters'
found 0 "a pack without fault" reckon check pack <<END
$nothing
END
found 0 "a scenario without fault" reckon check pack/scenario.yaml <<END
$nothing
END
found 0 "without a path, the current folder" sh -c 'cd pack && reckon check --strict' <<END
$nothing
END
found 0 "a path from the root of the files" reckon check "$PWD/pack" <<END
$nothing
END
found 0 "a folder that holds packs" reckon check . <<END
$nothing
END
found 0 "a rule file, by the scenario that names it" reckon check pack/grant.lua <<'END'
nothing found in 0 scenarios, 1 rule file and 0 files of parameters
END
found 0 "a file of parameters, by the scenario that names it" reckon check pack/parameters.yaml <<'END'
nothing found in 0 scenarios, 0 rule files and 1 file of parameters
END

# Every problem of every file, by file and line, in the words of a run.
need 'return p.grant.lin - h.incom / 2 + 1.5'
sed -i 's/^title: Grants/titel: Grants/' spoilt/scenario.yaml
sed -i 's/^      2025-04-01: £100/      2025-04-31: £100/' spoilt/parameters.yaml
sed -i 's/of = "household"/of = "houshold"/; s/"ward.name"/"ward.nam"/' spoilt/grant.lua
found 1 "problems of all files at once" reckon check spoilt <<'END'
spoilt/grant.lua:7:18: error: unknown parameter 'grant.lin'
      return p.grant.lin - h.incom / 2 + 1.5
                     ^^^ did you mean 'grant.line'?
spoilt/grant.lua:7:26: error: 'household' has no field, relation or rule 'incom'
      return p.grant.lin - h.incom / 2 + 1.5
                             ^^^^^ did you mean 'income'?
spoilt/grant.lua:7:32: error: rules do not divide by '/'
      return p.grant.lin - h.incom / 2 + 1.5
                                   ^ write divide(a, b, step, mode), which says how it rounds
spoilt/grant.lua:7:38: error: '1.5' would be a float, which is never exact
      return p.grant.lin - h.incom / 2 + 1.5
                                         ^^^ write money "£12.50", rate "5.5%" or decimal "1.055"
spoilt/grant.lua:21:55: error: 'ward' has no field or rule 'nam'
    total "cost" { sum = "household.grant_award", by = { "ward.nam" } }
                                                          ^^^^^^^^ did you mean 'name'?
spoilt/parameters.yaml:14:7: error: '2025-04-31' is not a date: April 2025 has days 01 to 30
          2025-04-31: £100
          ^^^^^^^^^^
spoilt/scenario.yaml:2:1: error: unknown key 'titel'
    titel: Grants
    ^^^^^ did you mean 'title'?
7 errors, 0 warnings in 1 scenario, 1 rule file and 1 file of parameters
END
found 1 "of one file only its own" reckon check spoilt/parameters.yaml <<'END'
spoilt/parameters.yaml:14:7: error: '2025-04-31' is not a date: April 2025 has days 01 to 30
          2025-04-31: £100
          ^^^^^^^^^^
1 error, 0 warnings in 0 scenarios, 0 rule files and 1 file of parameters
END
check_status 1 "as JSON too" reckon check spoilt --json
check_says "... with severity, message and place" \
	'{"severity": "error", "message": "unknown parameter '"'grant.lin'"'", "file": "spoilt/grant.lua", "line": 7, "column": 18, "length": 3,' "$out"
check_says "... and what was looked at" '{"scenarios": 1, "rule_files": 1, "parameter_files": 1, "tables": 0, "test_files": 0, "errors": 7, "warnings": 0,' "$out"
sqlite3 :memory: "SELECT json_array_length(readfile('$out'), '\$.problems')" >count
echo 7 >seven
check_same "... in JSON that others can read" seven count

# Two scenarios of one pack.
fresh
sed 's/^scenario: grants/scenario: again/' pack/scenario.yaml >spoilt/again.yaml
sed -i 's/h.income < p/h.incom < p/' spoilt/grant.lua
found 1 "what two scenarios share is said once" reckon check spoilt <<'END'
spoilt/grant.lua:15:54: error: 'household' has no field, relation or rule 'incom'
      { "income below the line", function(h, p) return h.incom < p.grant.line
                                                         ^^^^^ did you mean 'income'?
1 error, 0 warnings in 2 scenarios, 1 rule file and 1 file of parameters
END

# What nothing reads.
fresh
sed -i 's/p.grant.amount end/money "£120" end/' spoilt/grant.lua
sed -i '/^set:/,/^  grant/d' spoilt/scenario.yaml
found 0 "a parameter that no rule reads is a warning" reckon check spoilt <<'END'
spoilt/parameters.yaml:9:3: warning: no rule reads the parameter 'grant.amount'
      amount:
      ^^^^^^
0 errors, 1 warning in 1 scenario, 1 rule file and 1 file of parameters
END
check_status 1 "... which --strict makes count" reckon check --strict spoilt
found 0 "of a scenario alone that is not said: another may read it" reckon check spoilt/scenario.yaml <<END
$nothing
END
cp spoilt/grant.lua spoilt/other.lua
cp pack/grant.lua spoilt/grant.lua
sed 's/^scenario: grants/scenario: other/; s/grant.lua/other.lua/' spoilt/scenario.yaml >spoilt/other.yaml
check "one of two scenarios reads it: nothing is said" reckon check --strict spoilt

# Where the tables come from.
fresh
rm spoilt/data.db
found 0 "without a database it is said what is not checked" reckon check spoilt <<'END'
spoilt/scenario.yaml:3:7: warning: not checked: which fields, relations and parameters rules read
    data: data.db
          ^ name a database with --data, or an SQL file that makes its tables with --schema
    because: cannot open database 'spoilt/data.db': No such file or directory
0 errors, 1 warning in 1 scenario, 1 rule file and 1 file of parameters
END
sed -i 's/type    = "money"/type    = "mony"/; s/h.income$/h.incom + 1.5/' spoilt/grant.lua
found 1 "... and all else is checked" reckon check spoilt <<'END'
spoilt/grant.lua:4:13: error: rule 'need' has no type 'mony'
     type    = "mony",
                ^^^^ did you mean 'money'?
spoilt/grant.lua:7:35: error: '1.5' would be a float, which is never exact
      return p.grant.line - h.incom + 1.5
                                      ^^^ write money "£12.50", rate "5.5%" or decimal "1.055"
spoilt/scenario.yaml:3:7: warning: not checked: which fields, relations and parameters rules read
    data: data.db
          ^ name a database with --data, or an SQL file that makes its tables with --schema
    because: cannot open database 'spoilt/data.db': No such file or directory
2 errors, 1 warning in 1 scenario, 1 rule file and 1 file of parameters
END
found 0 "the tables come from an SQL file" reckon check --schema tables.sql --strict pack <<END
$nothing
END
found 0 "the tables come from another database" reckon check --data pack/data.db pack/scenario.yaml <<END
$nothing
END
sed 's/income MONEY INTEGER/incomes MONEY INTEGER/' tables.sql | grep -v INSERT >other.sql
check_status 1 "tables that are others are noticed" reckon check --schema other.sql pack
check_says "... by the field that is not there" "'household' has no field, relation or rule 'income'" "$out"
printf "ATTACH 'made.db' AS made;\nCREATE TABLE made.t (a);\n" >attach.sql
check_status 1 "such SQL reaches no other file" reckon check --schema attach.sql pack
check_that "... and makes none" ! -e made.db
printf 'CREATE TABLE ward (\n\tcode TEXT\n\tname TEXT\n' >bad.sql
found 1 "SQL that fails is shown" reckon check --schema bad.sql pack/scenario.yaml <<'END'
bad.sql:1:1: error: the tables cannot be made: incomplete input
    CREATE TABLE ward (
    ^
1 error, 0 warnings in 1 scenario, 1 rule file and 1 file of parameters
END
check_errors 2 "both are one too many" reckon check --schema tables.sql --data pack/data.db pack <<'END'
reckon: error: the tables come from '--data' or from '--schema', not from both
END

# Files that no scenario names.
fresh
printf 'rule "spare" { on = "household", type = "mony", compute = function(h) return h.incom + 1.5 end }\n' >spoilt/spare.lua
printf 'a:\n  b: {type: money, illustrative: made up, values: {2025-26: lots}}\n' >spoilt/spare.yaml
printf 'version: 3\nservices: {db: {image: postgres}}\n' >spoilt/compose.yaml
printf -- '- {name: a test}\n' >spoilt/tests.yaml
sed -i 's/^  share:/  shares:/' spoilt/parameters.yaml
found 1 "files that no scenario names" reckon check spoilt <<'END'
spoilt/compose.yaml: warning: not checked: this is neither a scenario nor a file of parameters
spoilt/spare.lua: warning: not checked: what this file reads, since no scenario beside it names it
    name it in the 'rules' of a scenario
spoilt/spare.lua:1:42: error: rule 'spare' has no type 'mony'
    rule "spare" { on = "household", type = "mony", compute = function(h) retu
                                             ^^^^ did you mean 'money'?
spoilt/spare.lua:1:88: error: '1.5' would be a float, which is never exact
    ld", type = "mony", compute = function(h) return h.incom + 1.5 end }
                                                               ^^^ write money "£12.50", rate "5.5%" or decimal "1.055"
spoilt/spare.yaml: warning: no scenario beside it names this file of parameters
spoilt/spare.yaml:2:61: error: expected money such as £1,234.50, £17.7m or 50p, got 'lots'
     b: {type: money, illustrative: made up, values: {2025-26: lots}}
                                                               ^^^^
spoilt/tests.yaml:1:1: error: a file of tests must be a map of keys and values, not a list
    - {name: a test}
    ^ a map is written {key: value}
4 errors, 3 warnings in 1 scenario, 2 rule files, 2 files of parameters and 1 file of tests
END

# Packs that share files.
mkdir -p packs/a packs/b packs/lib
cp pack/* packs/a
cat >>packs/a/parameters.yaml <<'END'
  top:
    title: The most
    type: money
    illustrative: made up
    values: {2025-26: £500}
END
printf 'rule "top" { on = "household", type = "money", compute = function(h, p) return p.grant.top end }\n' >packs/a/top.lua
printf 'return { half = function(x) return divide(x, 2, money "1p") end }\n' >packs/lib/halves.lua
cat >packs/b/half.lua <<'END'
local halves = require "halves"
rule "half" { on = "household", type = "money", compute = function(h) return halves.half(h.income) end }
END
printf 'scenario: b\nextends: ../a/scenario.yaml\nrules: [../a/grant.lua, ../a/top.lua, half.lua]\n' >packs/b/b.yaml
found 0 "what one pack has for another, and what both have beside them" reckon check --strict packs <<'END'
nothing found in 2 scenarios, 4 rule files and 1 file of parameters
END
rm packs/b/b.yaml
check_status 1 "... is noticed when the other is gone" reckon check --strict packs
check_says "... a parameter" "no rule reads the parameter 'grant.top'" "$out"
check_says "... a rule file" "packs/a/top.lua: warning: not checked: what this file reads, since no scenario" "$out"
check_says "... and of the other pack" "packs/b/half.lua: warning: not checked" "$out"

# Where there is nothing to check.
mkdir empty
check_errors 2 "an empty folder" reckon check empty <<'END'
reckon: error: there is no scenario, rule file or file of parameters in 'empty'
    name the folder of a pack, or one that holds packs
END
check_errors 2 "a path that is not there" reckon check pack/scenari.yaml <<'END'
reckon: error: cannot open 'pack/scenari.yaml': No such file or directory
    did you mean 'pack/scenario.yaml'?
END
fresh
sed -i '/^  share:/,$d' spoilt/parameters.yaml
mkfifo spoilt/pipe.yaml
found 0 "a pipe in a pack is not waited for" timeout 20 reckon check spoilt <<END
$nothing
END
cp pack/data.db before.db
check "the database is only read" reckon check pack
check_same "... to the byte" before.db pack/data.db

finish
