#!/bin/sh
# reckon check: rules that nothing reads, and files of tests, which are read as `reckon test` reads them.
. "${0%/*}/bad.sh"

sed -i '/^  share:/,$d' pack/parameters.yaml

# warned NAME: the check of spoilt finds exactly standard input: file, line, message and hint of each.
warned() {
	cat >"$scratch/expected"
	run reckon check spoilt
	sed -n -e 's/^spoilt\/\([a-z.]*:[0-9]*\):[0-9]*: \(.*\)/\1: \2/p' -e 's/^ *^^* /    /p' "$out" >"$scratch/found"
	check_same "$1" "$scratch/expected" "$scratch/found"
}

# quiet NAME: nothing is found in spoilt.
quiet() {
	check "$1" reckon check --strict spoilt || show 'standard output' "$out"
}

# more: adds standard input to the rules.
more() {
	cat >>spoilt/grant.lua
}

# Rules that nothing reads.
fresh
more <<'END'
rule "half" { on = "household", type = "money", compute = function(h) return divide(h.income, 2, money "1p") end }
END
warned "a rule without a title that nothing reads" <<'END'
grant.lua:29: warning: nothing reads the rule 'half', and it has no title
    leave it out; or give it a title, as others have, if it is a result by itself
END
check_status 1 "... which counts with --strict" reckon check --strict spoilt
sed -i 's/^rule "half" {/& title = "Half",/' spoilt/grant.lua
quiet "one with a title is a result by itself"
fresh
more <<'END'
rule "poor" { on = "household", type = "eligibility", conditions = all { { "is poor", function(h) return h.income < money "£1" end } } }
END
quiet "so is an eligibility"
fresh
more <<'END'
rule "half" { on = "household", type = "money", compute = function(h) return divide(h.income, 2, money "1p") end }
rule "third" { on = "household", type = "money", title = "A third", compute = function(h) return h.half end }
END
quiet "one that another rule reads"
for reader in 'total "halves" { sum = "household.half" }' 'total "halves" { count = "household", by = { "half" } }' \
	'total "rich" { count = "household", where = function(h) return h.half > money "£1" end }' \
	'finding "rich" { on = "household", level = "info", when = function(h) return h.half > money "£1" end, message = "so it is" }' \
	'finding "rich" { on = "household", level = "info", when = function(h) return true end, message = "half is {half}" }'; do
	fresh
	more <<END
rule "half" { on = "household", type = "money", compute = function(h) return divide(h.income, 2, money "1p") end }
$reader
END
	quiet "... and one that this reads: $reader"
done
fresh
more <<'END'
rule "sum" { on = "household", type = "money", compute = function(h, p, at) return (at.previous and at.previous.sum or 0) + 1 end }
END
warned "one that nobody but itself reads" <<'END'
grant.lua:29: warning: nothing reads the rule 'sum', and it has no title
    leave it out; or give it a title, as others have, if it is a result by itself
END
fresh
more <<'END'
rule "half" { on = "household", type = "money", to = "2025-03-31", compute = function(h) return h.income end }
rule "half" { on = "household", type = "money", from = "2025-04-01", compute = function(h) return h.income end }
rule "third" { on = "household", type = "money", title = "A third", compute = function(h) return h.half end }
END
quiet "each version of a rule that is read"
fresh
sed -i '/title *=/d' spoilt/grant.lua
more <<'END'
rule "half" { on = "household", type = "money", compute = function(h) return divide(h.income, 2, money "1p") end }
END
quiet "where no rule of the file has a title, none is asked for"

# Files of tests.
fresh
more <<'END'
rule "half" { on = "household", type = "money", compute = function(h) return divide(h.income, 2, money "1p") end }
END
cat >spoilt/tests.yaml <<'END'
scenario: scenario.yaml
schema: ../tables.sql
tests:
  - name: half
    given: {household: {called: one, income: £10}}
    expect: {household: {one: {half: £5}}}
END
quiet "what a test expects is read"
check_says "... and files of tests are counted" "and 1 file of tests" "$out"
sed -i -e 's/income: £10/incme: £10/' -e 's/half: £5/haf: £5/' spoilt/tests.yaml
warned "all that is wrong with a test, which may have meant any rule" <<'END'
tests.yaml:5: error: 'household' has no field or relation 'incme'
    did you mean 'income'?
tests.yaml:6: error: no rule 'haf' is about 'household'
    did you mean 'half'?
END
sed -i -e 's/incme: £10/income: much/' -e 's/haf: £5/half: £5/' spoilt/tests.yaml
check_status 1 "a file of tests by its name" reckon check spoilt/tests.yaml
check_says "... is read alone" "expected money such as £1,234.50, £17.7m or 50p, got 'much'" "$out"
sed -i 's/tests:/tsts:/' spoilt/tests.yaml
check_status 1 "a slip in its keys" reckon check spoilt/tests.yaml
check_says "... with the nearest right name" "did you mean 'tests'?" "$out"
sed -i -e 's/tsts:/tests:/' -e '/^schema:/d' -e 's/much/£10/' spoilt/tests.yaml
sed -i 's/^data: .*/data: nowhere.db/' spoilt/scenario.yaml
cp -r spoilt without
check "where no tables can be had" reckon check without
check_says "... it is said that tests were not checked" "warning: not checked: what these tests give and expect" "$out"
check "with --schema they are" reckon check --strict --schema tables.sql without

finish
