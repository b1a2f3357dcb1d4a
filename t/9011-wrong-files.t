#!/bin/sh
# One file given where another is meant, or the name of nothing: what it is, which command takes it, and the nearest right name.
. "${0%/*}/bad.sh"

cp -r pack here && cd here || exit 3
cp ../whole.run grants.run
cp scenario.yaml other.yaml
printf 'id,income\n1,5\n' >rows.csv
cat >tests.yaml <<'END'
scenario: scenario.yaml
tests:
  - name: nothing is needed with an income
    given: {household: {income: £900}}
    expect: {household: {need: £0}}
END
mkdir folder folder/rules folder/rules/pack empty
cp grant.lua parameters.yaml scenario.yaml folder/rules/pack

# Where a scenario is meant.
for command in "run" "parameters" "editor -o made"; do
	check_errors 2 "a run file for a scenario: $command" reckon $command grants.run <<'END'
reckon: error: 'grants.run' is a run file, not a scenario
    'reckon verify', 'replay', 'explain' and 'compare' take run files
END
	check_silent "... prints nothing" "$out"
done
check_that "... and makes nothing" ! -e made
check_errors 2 "a database" reckon run data.db <<'END'
reckon: error: 'data.db' is a database of records, not a scenario
    a scenario names it under 'data', or a command with --data
END
check_errors 2 "a rule file" reckon run grant.lua <<'END'
reckon: error: 'grant.lua' is a rule file, not a scenario
    scenarios beside it: other.yaml, scenario.yaml
END
check_errors 2 "a CSV file" reckon run rows.csv <<'END'
reckon: error: 'rows.csv' is a CSV file, not a scenario
    'reckon import' takes it into a table; a rule names it as its decision table
END
check_errors 2 "a file of parameters" reckon run parameters.yaml <<'END'
reckon: error: 'parameters.yaml' is a file of parameters, not a scenario
    scenarios beside it: other.yaml, scenario.yaml
END
check_errors 2 "a file of tests" reckon run tests.yaml <<'END'
reckon: error: 'tests.yaml' is a file of tests, not a scenario
    'reckon test' runs it
END
check_errors 2 "a folder" reckon run . <<'END'
reckon: error: '.' is a folder, not a scenario
    its scenarios: other.yaml, scenario.yaml
END
check_errors 2 "a folder of packs" reckon run folder <<'END'
reckon: error: 'folder' is a folder, not a scenario
    did you mean 'folder/rules/pack/scenario.yaml'?
END
check_errors 2 "a folder without any" reckon run empty <<'END'
reckon: error: 'empty' is a folder, not a scenario
END
for i in 1 2 3 4 5; do cp scenario.yaml "empty/a-scenario-of-many-$i.yaml"; done
check_errors 2 "a folder of many" reckon run empty <<'END'
reckon: error: 'empty' is a folder, not a scenario
    its scenarios: a-scenario-of-many-1.yaml and 4 more
END

# What is not there.
check_errors 2 "a name that is nearly right" reckon run scenaro.yaml <<'END'
reckon: error: cannot open 'scenaro.yaml': No such file or directory
    did you mean 'scenario.yaml'?
END
check_errors 2 "a name without its ending" reckon run scenario <<'END'
reckon: error: cannot open 'scenario': No such file or directory
    did you mean 'scenario.yaml'?
END
check_errors 2 "another ending for the same" reckon run scenario.yml <<'END'
reckon: error: cannot open 'scenario.yml': No such file or directory
    did you mean 'scenario.yaml'?
END
check_errors 2 "a file of another kind is not what was meant" reckon run grants.yaml <<'END'
reckon: error: cannot open 'grants.yaml': No such file or directory
    scenarios there: other.yaml, scenario.yaml
END
check_errors 2 "a folder that is nearly right" reckon run folder/rule/pack/scenario.yaml <<'END'
reckon: error: cannot open 'folder/rule/pack/scenario.yaml': there is no folder 'folder/rule'
    did you mean 'folder/rules'?
END
check_errors 2 "a run file that is nearly right" reckon verify grant.run <<'END'
reckon: error: cannot open run file 'grant.run': No such file or directory
    did you mean 'grants.run'?
END
check_errors 2 "the same for an explanation" reckon explain grant.run need 1 <<'END'
reckon: error: cannot open 'grant.run': No such file or directory
    did you mean 'grants.run'?
END

# Where a run file is meant.
for command in verify replay; do
	check_errors 2 "a scenario for a run file: $command" reckon $command scenario.yaml <<'END'
reckon: error: 'scenario.yaml' is a YAML file, not a run file
    if it is a scenario, 'reckon run' evaluates it and writes its run file
END
	check_errors 2 "a database: $command" reckon $command data.db <<'END'
reckon: error: 'data.db' is a database of records, not a run file
    a scenario names it under 'data', or a command with --data
END
done

# Where a database is meant.
check_errors 2 "a rule file for a database" reckon run scenario.yaml --data grant.lua <<'END'
reckon: error: 'grant.lua' is a rule file, not a database of records
    a scenario names it under 'rules'; 'reckon check' takes it too
END
check_errors 2 "what import takes, in another order" reckon import rows.csv household data.db <<'END'
reckon: error: a database is named first, then its table, then a CSV file
    the order is: reckon import data.db household rows.csv
END
check_errors 2 "import into a run file" reckon import grants.run household rows.csv <<'END'
reckon: error: 'grants.run' is a run file, not a database of records
    'reckon verify', 'replay', 'explain' and 'compare' take run files
END

# Where text is meant.
check_errors 2 "a scenario for tests" reckon test scenario.yaml <<'END'
scenario.yaml:1:1: error: this is a scenario, not a file of tests
    scenario: grants
    ^^^^^^^^ 'reckon run' evaluates it; tests are in a file of their own, tests.yaml
END
check_status 1 "a run file is checked" reckon check grants.run
check_says "... and called what it is" "error: 'grants.run' is a run file" "$out"
printf 'PK\003\004and so on' >book.csv
check_status 2 "a spreadsheet that is only called CSV" reckon import data.db household book.csv
check_says "... is called what it is" "'book.csv' is a spreadsheet" "$errors"
check_says "... with what to do" "save it as 'CSV UTF-8'" "$errors"

# Operands in another order, and names of another kind.
check_errors 2 "a CSV file in the place of its table" reckon import data.db rows.csv household <<'END'
reckon: error: a database is named first, then its table, then a CSV file
    the order is: reckon import data.db household rows.csv
END
check_errors 2 "a rule in the place of the scenario" reckon explain grant scenario.yaml 1 <<'END'
reckon: error: a run file or a scenario is named first, and not 'grant'
    the order is: reckon explain scenario.yaml RULE KEY
END
check_errors 2 "a key in the place of the rule" reckon explain scenario.yaml 1 grant <<'END'
reckon: error: scenario 'grants' has no rule, figure or total '1'
    the order is: reckon explain RUN grant KEY
END
check_errors 2 "a parameter to be explained" reckon explain scenario.yaml grant.line <<'END'
reckon: error: scenario 'grants' has no rule, figure or total 'grant.line'
    it is a parameter: 'reckon parameters SCENARIO grant.line' shows it, and who reads it
END
check_errors 2 "a parameter to be compared" reckon compare scenario.yaml scenario.yaml --records grant.line <<'END'
reckon: error: 'scenario.yaml' has no rule 'grant.line'
    it is a parameter: 'reckon parameters SCENARIO grant.line' shows it, and who reads it
END
check_errors 2 "a total to be compared" reckon compare scenario.yaml scenario.yaml --records cost <<'END'
reckon: error: 'scenario.yaml' has no rule 'cost'
    it is a total: without --records all of them are compared
END
check_errors 2 "the beginning of an option" reckon run scenario.yaml --out grants.run <<'END'
reckon: error: unknown option '--out' of 'reckon run'
    did you mean '--output'?
END
: >tables.sql
check_errors 2 "tables for check" reckon check ./tables.sql <<'END'
reckon: error: './tables.sql' makes tables, and says nothing that is checked by itself
    name the pack, and this file behind --schema: reckon check rules --schema ./tables.sql
END
mkdir named
cp scenario.yaml grant.lua parameters.yaml data.db named/
printf 'scenario: scenario.yaml\nschema: ../tables.sql\ntests:\n  - name: a\n    given: {}\n    expect: {}\n' >named/cases.yaml
run reckon check named/cases.yaml
check_says "tests by another name are checked as tests" "1 file of tests" "$out"
run reckon check named
check_says "... and named where reckon test does not find them" "call the file tests.yaml, or NAME.tests.yaml" "$out"
sed 's/^scenario: /scenario:/' scenario.yaml >named/joined.yaml
check_errors 2 "a key without a space behind it, in its line" reckon run named/joined.yaml <<'END'
named/joined.yaml:1:1: error: a space is missing behind the ':'
    scenario:grants
    ^^^^^^^^^ write it as 'key: value'
END

# Where the run file goes.
check_errors 2 "a folder for the run file that is not there" reckon run scenario.yaml -o nowhere/grants.run <<'END'
reckon: error: cannot write 'nowhere/grants.run': there is no folder 'nowhere'
    make the folder first
END
check_errors 2 "... given as a folder" reckon run scenario.yaml -o nowhere/ <<'END'
reckon: error: cannot write 'nowhere/': there is no folder 'nowhere'
    make the folder first
END
check_errors 2 "... whose name is nearly right" reckon run scenario.yaml -o foldr/ <<'END'
reckon: error: cannot write 'foldr/': there is no folder 'foldr'
    did you mean 'folder'?
END
check_errors 2 "a file in place of a folder" reckon run scenario.yaml -o rows.csv/grants.run <<'END'
reckon: error: cannot write 'rows.csv/grants.run': 'rows.csv' is not a folder
END
rm data.db
check_status 2 "it is said before anything is read" reckon run scenario.yaml -o nowhere/
check_says "... first of all" "there is no folder 'nowhere'" "$errors"

finish
