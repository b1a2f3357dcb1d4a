#!/bin/sh
# Figures and totals are held against what was published: what ties, what rounding explains, what does not; a run in which
# something does not tie ends with 1.
. "${0%/*}/lib.sh"

cat >budget.yaml <<'Y'
scenario: budget
data: budget.db
periods: 2025-26 to 2026-27
rules: [budget.lua]
parameters: [parameters.yaml]
records:
  line: {period: year}
in: £000
expect:
  - {figure: gap, in: £m, values: {2025-26: 1.8, 2026-27: 1.9}, within: rounding, title: The gap, source: "Paper 1, page 3"}
  - {total: by_service, group: [Libraries], in: £000, values: {2025-26: 7802}, within: {addends: 2}}
  - {total: lines, values: {2025-26: 2, 2026-27: 2}}
Y
cat >parameters.yaml <<'Y'
funding: {type: money, illustrative: made for this test, values: {2025-26: £7m, 2026-27: £7.1m}}
Y
cat >budget.lua <<'L'
total "cost" { sum = "line.amount" }
total "by_service" { sum = "line.amount", by = { "service" } }
total "lines" { count = "line" }
figure "gap" { type = "money", compute = function(f, p) return f.cost - p.funding end }
L
sqlite3 budget.db "CREATE TABLE line (id INTEGER PRIMARY KEY, year TEXT, service TEXT, amount MONEY INTEGER);
	INSERT INTO line VALUES (1, '2025-26', 'Libraries', 780350000), (2, '2025-26', 'Parks', 94650000),
		(3, '2026-27', 'Libraries', 800000000), (4, '2026-27', 'Parks', 95000000);" || exit 3

# £8,750,000 - £7m = £1,750,000, which rounds to 1.8; £8,950,000 - £7.1m = £1,850,000, which rounds to 1.9.
query() { sqlite3 "$1.run" "SELECT name, groups, period, outcome, expected, found, difference, allowed FROM expectation ORDER BY position, period"; }
check "a run in which everything ties is done" reckon run budget.yaml
check_silent "and says nothing of it on standard error" "$errors"
query budget >got
cat >expected <<'X'
gap|[]|2025-26|rounding|180000000|175000000|-5000000|5000000
gap|[]|2026-27|rounding|190000000|185000000|-5000000|5000000
by_service|["Libraries"]|2025-26|rounding|780200000|780350000|150000|150000
lines|[]|2025-26|exact|2|2|0|0
lines|[]|2026-27|exact|2|2|0|0
X
check_same "half a unit of the last printed digit is rounding, three halves for a sum of two" expected got
seal=$(sqlite3 budget.run "SELECT value FROM digest WHERE name = 'seal'")
check "any number of jobs ..." reckon run budget.yaml --jobs 4
check_that "... gives the same seal" "$seal" = "$(sqlite3 budget.run "SELECT value FROM digest WHERE name = 'seal'")"
check "the run verifies" reckon verify budget.run
cp "$out" verified
check_status 1 "... and nothing was missed, of which nothing is said" grep expect verified
check "it replays" reckon replay budget.run

# A penny more.
sqlite3 budget.db "UPDATE line SET amount = amount + 1 WHERE id = 1"
missed() {
	check_status 1 "$1" reckon run budget.yaml
	check_same "... and the last line says so" "$scratch/expected" "$errors"
}
printf '%s\n' "reckon: error: 'budget.run': of 5 expectations 1 missed, 0 incomplete" >"$scratch/expected"
missed "a penny more than rounding explains is a miss, and status 1"
query budget | sed -n '1p;3p' >got
cat >expected <<'X'
gap|[]|2025-26|rounding|180000000|175000001|-4999999|5000000
by_service|["Libraries"]|2025-26|missed|780200000|780350001|150001|150000
X
check_same "both figures, the difference and what rounding allows are kept" expected got
check_says "the results are printed all the same" "seal " "$out"
check "a run that missed something is whole" reckon verify budget.run
check_says "... and what it missed is said" "the run did not meet what was expected: of 5 expectations, 1 missed" "$out"
check "and replays: what it found is found again" reckon replay budget.run
check_status 1 "also with --json" reckon run budget.yaml --json
sqlite3 :memory: "SELECT value ->> 'name', value ->> 'period', value ->> 'found', value ->> 'outcome'
	FROM json_each(readfile('$out'), '$.expectations') WHERE value ->> 'outcome' = 'missed'" >got
echo 'by_service|2025-26|780350001|missed' >expected
check_same "where each stands with its outcome" expected got

# What is not known cannot tie.
sqlite3 budget.db "UPDATE line SET amount = amount - 1 WHERE id = 1; INSERT INTO line VALUES (5, '2026-27', 'Parks', NULL)"
sed -i 's/2026-27: 2}}/2026-27: 3}}/' budget.yaml
printf '%s\n' "reckon: error: 'budget.run': of 5 expectations 0 missed, 1 incomplete" >"$scratch/expected"
missed "what cannot be settled ends a run with 1 too"
query budget | sed -n 2p >got
echo 'gap|[]|2026-27|incomplete|190000000|185000000|-5000000|5000000' >expected
check_same "a figure of an incomplete total is incomplete, however near it is" expected got

# Several scenarios: the worst status, and each says its own.
sed 's/scenario: budget/scenario: later/; /^expect:/,$d' budget.yaml >later.yaml
check_status 1 "one of two scenarios that missed something is enough" reckon run budget.yaml later.yaml
check_same "... and is named" "$scratch/expected" "$errors"

# What is no number is what was published, or is not: nothing of it is rounding.
cat >words.lua <<'L'
figure "rating" { type = "text", compute = function() return "amber" end }
figure "ready" { type = "flag", compute = function() return true end }
figure "due" { type = "date", compute = function(f, p, at) return at.finish end }
figure "saving" { type = "money", optional = true, compute = function() return nil end }
L
cat >words.yaml <<'Y'
scenario: words
periods: 2025-26
rules: [words.lua]
expect:
  - {figure: rating, values: {2025-26: amber}}
  - {figure: ready, values: {2025-26: no}}
  - {figure: due, values: {2025-26: 2026-03-30}}
  - {figure: saving, in: £000, values: {2025-26: 5}, within: rounding}
Y
printf '%s\n' "reckon: error: 'words.run': of 4 expectations 3 missed, 0 incomplete" >"$scratch/expected"
check_status 1 "texts, flags and dates are held against what was published" reckon run words.yaml --data budget.db
check_same "... and missed where they differ" "$scratch/expected" "$errors"
sed -n '/^Expectations/,/expectations:/p' "$out" >got
cat >expected <<'X'
Expectations
             published       found  difference  allowed  in
  missed
    ready           no         yes
    due     2026-03-30  2026-03-31
    saving           5        none                  0.5  £000
  exact
    rating       amber       amber
  4 expectations: 1 exact, 3 missed
X
check_same "shown as they are written, without a difference" expected got
check "such a run verifies" reckon verify words.run
check "and replays" reckon replay words.run

# Wrong ones stop the run before anything is written.
rm -f ./*.run
cat >wrong.yaml <<'Y'
extends: budget.yaml
scenario: wrong
expect:
  - {figure: gap, in: £000, values: {2027-28: 1, 2026-27: £1}}
Y
check_errors 2 "an expectation that cannot be held against anything is refused" reckon run wrong.yaml <<'END'
wrong.yaml:4:38: error: the run has no period '2027-28'
      - {figure: gap, in: £000, values: {2027-28: 1, 2026-27: £1}}
                                         ^^^^^^^ it has '2025-26' to '2026-27', of which '2026-27' is the nearest
wrong.yaml:4:59: error: '£1' has a unit of its own, and 'in' says £000
      - {figure: gap, in: £000, values: {2027-28: 1, 2026-27: £1}}
                                                              ^^ write the number alone, or take 'in' out
reckon: 2 errors
END
check_that "and no run file is left" ! -e wrong.run

# What is told among the expectations is not told again.
cat >whole.yaml <<'Y'
extends: budget.yaml
scenario: whole
periods: 2025-26
expect:
  - {total: by_service, group: [Libraries], in: £000, values: {2025-26: 7803.5}}
  - {total: by_service, group: [Parks], in: £000, values: {2025-26: 946.5}}
Y
check "each group of a total is expected" reckon run whole.yaml
check_says "the total is not listed again" "1 more total: every group is told among the expectations" "$out"
cp "$out" printed
check_status 1 "... in a table" grep '^  Libraries' printed
sed -i '/Parks/d' whole.yaml
check "one group of a total is expected" reckon run whole.yaml
check_says "the total is listed with all its groups" "  Parks      " "$out"

# What is inherited is one mistake, not one for each value.
cat >narrow.yaml <<'Y'
extends: budget.yaml
scenario: narrow
periods: 2025-26
Y
check_errors 2 "a scenario that takes over expectations of other periods is told what to write" reckon run narrow.yaml <<'END'
budget.yaml:10:50: error: the run of 'narrow' has no period '2026-27'
      - {figure: gap, in: £m, values: {2025-26: 1.8, 2026-27: 1.9}, within: ro
                                                     ^^^^^^^ it is expected by what the scenario extends: write 'expect: []', or expectations of its own
END
echo 'expect: []' >>narrow.yaml
check "which it then runs without" reckon run narrow.yaml

# A number without 'in' is pounds.
cat >pounds.yaml <<'Y'
extends: budget.yaml
scenario: pounds
periods: 2025-26
in: £000
expect:
  - {total: by_service, group: [Libraries], values: {2025-26: 7803.5}}
  - {total: by_service, group: [Parks], values: {2025-26: 20}}
Y
check_status 1 "numbers that are taken for pounds are missed" reckon run pounds.yaml
cp "$out" printed
check_that "... and where £000 is likely to be meant, that is said" "$(grep -c "a number without 'in' is pounds: is 'in: £000' meant?" printed)" = 1
finish
