#!/bin/sh
# Rules that come after totals: a levy shared out by what each ward spent, which next year's spending hangs on.
. "${0%/*}/lib.sh"

cat >levy.yaml <<'Y'
scenario: levy
data: levy.db
periods: 2025-26 to 2028-29
rules: [levy.lua]
Y
cat >levy.lua <<'L'
rule "spending" {
	on = "line", type = "money", after = { "levy" },
	compute = function(c, p, at)
		if not at.previous then return c.cost end
		return at.previous.spending + divide(at.previous.totals.levy, 100, money "1p")
	end,
}
total "spent" { sum = "line.spending", by = { "ward.name" } }
rule "levied" {
	on = "ward", type = "money", after = { "spent" },
	compute = function(w, p, at) return divide(group("spent", w.name) * w.points, 7, money "1p") end,
}
total "levy" { sum = "ward.levied" }
rule "part" {
	on = "line", type = "decimal", after = { "spent", "levy" },
	compute = function(c, p, at) return divide(c.spending, at.totals.spent + at.totals.levy, decimal "0.00001") end,
}
L
sqlite3 levy.db "
	CREATE TABLE ward (id INTEGER PRIMARY KEY, name TEXT NOT NULL, points INTEGER NOT NULL);
	CREATE TABLE line (id INTEGER PRIMARY KEY, ward INTEGER NOT NULL REFERENCES ward, cost MONEY INTEGER);
	INSERT INTO ward VALUES (1, 'North', 2), (2, 'South', 3);
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
	INSERT INTO line SELECT i, 1 + i % 2, 1000 + i * 37 % 5000 FROM n;" || exit 3

check "rules and totals that wait for one another, from year to year, run" reckon run levy.yaml --jobs 1
query() { sqlite3 levy.run "$1" >"$2"; }

# The same by hand: each period's rows are worked out of those of the period before, by half up.
half_up() { echo "((2 * ($1) + $2) / (2 * $2))"; }
sqlite3 levy.db "CREATE TABLE spending AS SELECT 0 AS year, id, ward, cost AS amount FROM line;
	CREATE TABLE levied (year, ward, amount);" || exit 3
for year in 0 1 2 3; do
	sqlite3 levy.db "
		INSERT INTO levied SELECT $year, w.id, $(half_up "sum(s.amount) * w.points" 7)
			FROM ward w JOIN spending s ON s.ward = w.id AND s.year = $year GROUP BY w.id;
		INSERT INTO spending SELECT $year + 1, id, ward,
			amount + (SELECT $(half_up "sum(amount)" 100) FROM levied WHERE year = $year)
			FROM spending WHERE year = $year;" || exit 3
done
sqlite3 levy.db "SELECT year, id, amount FROM spending WHERE year < 4 ORDER BY 1, 2" >expected
query "SELECT dense_rank() OVER (ORDER BY _period) - 1, id, spending FROM outcome_line ORDER BY 1, 2" got
check "each line's spending is what the levy of the year before makes it" diff expected got
sqlite3 levy.db "SELECT year, ward, amount FROM levied ORDER BY 1, 2" >expected
query "SELECT dense_rank() OVER (ORDER BY _period) - 1, id, levied FROM outcome_ward ORDER BY 1, 2" got
check "each ward's levy is its points' share of what was spent there" diff expected got
query "SELECT count(*) FROM outcome_line o JOIN (SELECT period, sum(value) AS whole FROM total WHERE position = 0 GROUP BY 1) t
	ON t.period = o._period WHERE abs(part * whole - spending) > whole * 0.000005 + 0.01" got
echo 0 >expected
check "and each line's part is of both totals" diff expected got

seal=$(sqlite3 levy.run "SELECT value FROM digest WHERE name = 'seal'")
check "the run file verifies" reckon verify levy.run
check "it replays" reckon replay levy.run --jobs 3
check "with three jobs" reckon run levy.yaml --jobs 3
check_that "the seal is the same" "$seal" = "$(sqlite3 levy.run "SELECT value FROM digest WHERE name = 'seal'")"

sqlite3 levy.db "UPDATE line SET cost = NULL WHERE id IN (5, 6)"
check "what is not known is left out" reckon run levy.yaml
check_says "and the run notes once what each rule did not know of each total" \
	"levied reads what is known of spent: 2 records are unknown in every period" "$out"

cp levy.lua whole.lua
sed -i 's/at.previous.totals.levy/at.totals.levy/' levy.lua
check_status 2 "a loop within a year is refused" reckon run levy.yaml
check_says "and printed whole" \
	"rule 'spending' -> total 'levy' -> rule 'levied' -> total 'spent' -> rule 'spending'" "$errors"
sed 's/after = { "spent", "levy" }/after = { "spent" }/' whole.lua >levy.lua
check_status 2 "so is a total that the rule does not come after" reckon run levy.yaml
check_says "by its name" "rule 'part' reads total 'levy', which is not in its 'after'" "$errors"
sed 's/group("spent", w.name)/group("spent", "Noth")/' whole.lua >levy.lua
check_status 2 "and a group that there is not" reckon run levy.yaml
check_says "with the nearest" "did you mean 'North'?" "$errors"
finish
