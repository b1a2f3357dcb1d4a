#!/bin/sh
# reckon test: totals, groups, figures, findings and periods; and that no test sees the records of another.
. "${0%/*}/lib.sh"

mkdir pack || exit 3
cat >tables.sql <<'S'
CREATE TABLE service (name TEXT NOT NULL PRIMARY KEY);
CREATE TABLE price (year TEXT NOT NULL, item TEXT NOT NULL, pence MONEY INTEGER, PRIMARY KEY (year, item));
CREATE TABLE charge (id INTEGER NOT NULL PRIMARY KEY, service TEXT REFERENCES service (name), item TEXT, sold INTEGER, kind STATUS TEXT
	CHECK (kind IN ('adult', 'child')));
S
cat >pack/scenario.yaml <<'Y'
scenario: charges
periods: 2025-26 to 2026-27
rules: [charge.lua]
parameters: [parameters.yaml]
Y
cat >pack/parameters.yaml <<'Y'
uplift: {type: rate, illustrative: a test, values: {2025-26: 0%, 2026-27: 10%}}
Y
cat >pack/charge.lua <<'L'
rule "price" { on = "charge", type = "money", compute = function(c, p, at)
	return round(lookup("price", { year = "2025-26", item = c.item }).pence * (1 + p.uplift), money "1p")
end }
rule "income" { on = "charge", type = "money", compute = function(c) return multiply(c.price, c.sold) end }
rule "grown" { on = "charge", type = "money", compute = function(c, p, at)
	if at.previous then return at.previous.grown + c.income end
	return c.income
end }
rule "part" { on = "charge", type = "decimal", after = { "all_income" }, compute = function(c, p, at)
	if at.totals.all_income == 0 then return 0 end
	return divide(c.income, at.totals.all_income, decimal "0.01", "half_up")
end }
rule "charges" { on = "service", type = "integer", compute = function(c) return #related(c, "charge") end }
total "all_income" { sum = "charge.income", by = { "service", "kind" } }
total "charges_sold" { count = "charge" }
figure "income_in_total" { type = "money", compute = function(f) return f.all_income end }
finding "dear" { on = "charge", level = "warning", when = function(c) return c.price > money "£10" end, message = "{item} costs {price}" }
finding "nothing_sold" { on = "charge", level = "info", when = function(c) return c.sold == 0 end, message = "nothing" }
finding "much" { level = "info", when = function(f) return f.income_in_total > money "£100" end, message = "{income_in_total} in all" }
L
cat >pack/tests.yaml <<'Y'
scenario: scenario.yaml
schema: ../tables.sql
given:
  service: [{name: Parks}, {name: Libraries}]
tests:
  - name: totals by group, figures, findings, in each period
    given:
      price: [{year: 2025-26, item: tent, pence: £10}, {year: 2025-26, item: book, pence: 50p}]
      charge:
        - {called: tents, item: tent, service: Parks, kind: adult, sold: 10}
        - {called: books, item: book, service: Libraries, kind: child, sold: 0}
        - {called: lost, item: book, service: Libraries, kind: child}
    expect:
      charge:
        tents:
          price: {2025-26: £10, 2026-27: £11}
          grown: {2025-26: £100, 2026-27: £210}
          findings: {2025-26: [], 2026-27: [dear]}
        books: {income: £0, findings: [nothing_sold]}
        lost: {income: {unknown: charge.sold}, findings: {nothing_sold: undecided}}
      service:
        Parks: {charges: 1}
        Libraries: {charges: 2}
      totals:
        all_income:
          2025-26: {value: £100, unknown: 1}
          2026-27: {value: £110, unknown: 1}
        charges_sold: 3
      figures:
        income_in_total: {2025-26: {value: £100, incomplete: yes}, 2026-27: {value: £105, within: £5, incomplete: yes}}
      findings: {2025-26: {much: undecided}, 2026-27: {much: "£110 (incomplete) in all"}}
  - name: groups of a total by two things
    period: 2025-26
    given:
      price: {year: 2025-26, item: tent, pence: £7}
      charge:
        - {called: a, item: tent, service: Parks, kind: adult, sold: 1}
        - {called: b, item: tent, service: Parks, kind: child, sold: 2}
        - {called: c, item: tent, service: Parks, sold: 4}
    expect:
      charge: {a: {part: 0.14}, b: {part: 0.29}, c: {part: 0.57}}
      totals: {all_income: {value: £49, groups: {Parks: {adult: £7, child: £14, unknown: £28}, Libraries: {adult: £0}}}}
      findings: []
  - name: of the records of other tests nothing is left
    period: 2025-26
    given: {charge: {item: tent, service: Parks, kind: adult, sold: 1}}
    expect:
      charge: {price: {unknown: ["price: no such row"]}}
      service: {Parks: {charges: 1}, Libraries: {charges: 0}}
      totals: {all_income: {value: £0, unknown: 1}, charges_sold: 1}
  - name: nothing given
    period: 2026-27
    expect: {totals: {all_income: £0, charges_sold: 0}, figures: {income_in_total: £0}, service: {Parks: {charges: 0}}}
Y
check "totals, groups, figures, findings and periods are held against what is expected" reckon test pack
check_same "... and are all as expected" /dev/null "$errors"
cp pack/tests.yaml right.yaml

# wrong NAME FROM TO: expecting TO in place of FROM fails, in one test, and says standard input of it.
wrong() {
	sed "s/$2/$3/" right.yaml >pack/tests.yaml
	cmp -s right.yaml pack/tests.yaml && { failed "$1 (nothing was changed)"; return; }
	run reckon test pack
	awk '/^      why: /{skip = 1} /^    - what|^  [.][.][.]/{skip = 0} !skip' "$out" >short
	sed -n '/wrong:/,/^  \.\.\./{/wrong:\|\.\.\.$\|line:/d;s/^    //;p;}' short >got
	cat >expected
	if [ "$status" = 1 ]; then check_same "$1" expected got; else failed "$1"; show said "$errors"; fi
}
wrong "a value in one period" '2026-27: £11' '2026-27: £12' <<'E'
- what: price of charge tents in 2026-27
  expected: £12
  actual: £11
E
wrong "a total that is complete" '2025-26: {value: £100, unknown: 1}' '2025-26: £100' <<'E'
- what: all_income in 2025-26
  expected: £100
  actual: £100, and 1 record unknown
E
wrong "a group" 'child: £14' 'child: £14.01' <<'E'
- what: all_income of Parks, child
  expected: £14.01
  actual: £14
E
wrong "a figure that is complete" '{value: £105, within: £5, incomplete: yes}' '{value: £105, within: £5}' <<'E'
- what: income_in_total in 2026-27
  expected: £105, within £5
  actual: £110, incomplete because of all_income
E
wrong "a figure just outside of what is allowed" '{value: £105, within: £5,' '{value: £105, within: £4.99,' <<'E'
- what: income_in_total in 2026-27
  expected: £105, within £4.99, incomplete
  actual: £110, incomplete because of all_income
E
wrong "a finding that there is not" '2025-26: \[\]' '2025-26: [dear]' <<'E'
- what: findings of charge tents in 2025-26
  expected: dear
  actual: none
E
wrong "a finding that is not expected" '2026-27: \[dear\]' '2026-27: []' <<'E'
- what: findings of charge tents in 2026-27
  expected: none
  actual: "dear: tent costs £11"
E
wrong "a finding with another message" '£110 (incomplete) in all' '£111 in all' <<'E'
- what: findings about figures in 2026-27
  expected: "much: £111 in all"
  actual: "much: £110 (incomplete) in all"
E

# Twice the same tests, forwards and backwards: none depends on which came before.
sed -n '1,/^tests:/p' right.yaml >beginning
sed '1,/^tests:/d' right.yaml | awk '/^  - name: /{n++} {print >("case" n)}'
{ cat beginning; cat case4 case3 case2 case1; } >pack/tests.yaml
check "the order of tests makes no difference" reckon test pack
{ cat beginning; cat case3 case1; sed 's/name: /name: again, /' case3 case1 case2; cat case2; } >pack/tests.yaml
check "nor do those that came before" reckon test pack
finish
