#!/bin/sh
# reckon explain: why outcomes, figures and totals came out as they did, and what people get wrong when they ask.
. "${0%/*}/lib.sh"

sqlite3 data.db <<'SQL' || exit 3
CREATE TABLE home (id INTEGER NOT NULL PRIMARY KEY, area TEXT NOT NULL, income MONEY INTEGER, rent MONEY INTEGER OPTIONAL);
CREATE TABLE member (home INTEGER NOT NULL REFERENCES home (id), name TEXT NOT NULL, age INTEGER, disabled FLAG INTEGER
	CHECK (disabled IN (0, 1)), PRIMARY KEY (home, name));
CREATE TABLE area_rate (area TEXT NOT NULL PRIMARY KEY, rate RATE TEXT NOT NULL);
CREATE TABLE decision (home INTEGER NOT NULL PRIMARY KEY);
INSERT INTO home VALUES (1, 'north', 1000000, NULL), (2, 'south', 2500033, 50000), (3, 'north', NULL, 1), (4, 'west', 900000, 1);
INSERT INTO member VALUES (1, 'Ann', 40, 0), (1, 'Bob', 7, NULL), (2, 'Cy', 70, 1), (3, 'Di', NULL, NULL), (4, 'Ed', 30, 0);
INSERT INTO area_rate VALUES ('north', '0.055'), ('south', '0.0225');
SQL
cat >parameters.yaml <<'YAML'
limit:
  income: {type: money, source: "Scheme, section 1", values: {2024-04-01: £9000, 2025-04-01: £12000}}
  old: {type: integer, illustrative: nobody says, values: {2020-04-01: 66}}
levy:
  bands:
    type: scale
    kind: marginal
    source: Scheme, section 2
    carry: true
    values: {2020-04-01: [{from: £0, rate: 0%}, {over: £10000, rate: 10%}]}
YAML
cat >rules.lua <<'LUA'
local grade = decision_table {
	hit     = "first",
	inputs  = { { "area", type = "text" } },
	outputs = { { "grade", type = "text" } },
	{ "north", "a" },
	{ "-", "b" },
}
rule "grade" { on = "home", type = "text", compute = function(c, p, at) return grade(c, p, at) end }
rule "has_disability" {
	on = "home", type = "eligibility",
	conditions = any {
		{ "somebody is disabled", function(c) return any(related(c, "member"), "disabled") end },
		{ "somebody is old", function(c, p)
			for _, one in ipairs(related(c, "member")) do
				if one.age >= p.limit.old then return true end
			end
			return false
		end },
	},
}
rule "poor" {
	on = "home", type = "eligibility", title = "Help for those with little", source = "Scheme, section 3",
	conditions = all {
		{ "income is at most the limit", function(c, p) return c.income <= p.limit.income end },
		{ "somebody needs help", function(c) return c.has_disability end },
		{ "pays rent", function(c) return c.rent ~= nil end },
		{ "rent is more than a tenth", function(c) return c.rent * 10 > c.income end },
	},
	award = function(c, p) return round(c.income * c.area_rate_of, money "25p", "down") end,
}
rule "area_rate_of" { on = "home", type = "rate", compute = function(c) return lookup("area_rate", { area = c.area }).rate end }
rule "levy" { on = "home", type = "money", compute = function(c, p) return round(p.levy.bands:of(c.income), money "1p") end }
rule "adult" { on = "member", type = "flag", compute = function(c) return c.age >= 18 end }
rule "grade" { on = "member", type = "text", compute = function(c) return c.home.grade end }
total "incomes" { sum = "home.income", by = { "area" } }
rule "share" { on = "home", type = "rate", after = { "incomes" },
	compute = function(c, p, at) return divide(c.income, at.totals.incomes, rate "0.01%") end }
figure "average" { type = "money", title = "Average", compute = function(f) return divide(f.incomes, 3, money "1p") end }
finding "noted" { on = "home", level = "info", when = function(c) return c.id == 1 end, message = "one" }
LUA
cat >case.yaml <<'YAML'
scenario: case
data: data.db
periods: 2025-26 to 2026-27
rules: [rules.lua]
parameters: [parameters.yaml]
YAML
check "the case runs" reckon run case.yaml

check_output "a condition that is not met: the conclusion first, then why, then what it rests on" \
	reckon explain case.yaml poor 2 <<'TXT'
Help for those with little (poor)
home 2, 2025-26: not eligible
  Scheme, section 3
  rules.lua:21
Conditions
  no         all of these
    no         income is at most the limit (line 24)
               income ≤ limit.income
               £25,000.33 ≤ £12,000
    yes        somebody needs help (line 25)
               has_disability: eligible
    yes        pays rent (line 26)
               rent ≠ none
               rent is £500
    no         rent is more than a tenth (line 27)
               rent × 10 > income
               £500 × 10 > £25,000.33
What it read
  income          £25,000.33
  limit.income    £12,000
      from 2025-04-01: Scheme, section 1
  has_disability  eligible  (below)
  rent            £500

has_disability
home 2, 2025-26: eligible
  rules.lua:9
Conditions
  yes        any of these
    yes        somebody is disabled (line 12)
               any(related(c, "member"), "disabled")
    yes        somebody is old (line 13)
               rules.lua
               13  { "somebody is old", function(c, p)
               14    for _, one in ipairs(related(c, "member")) do
               15      if one.age >= p.limit.old then return true end
               16    end
               17    return false
               18  end },
What it read
  member                  1
      2, Cy
  member 2, Cy: disabled  yes
  member 2, Cy: age       70
  limit.old               66
      from 2020-04-01: carried past its time: illustrative: nobody says
TXT
reckon explain case.yaml poor 2 >from-scenario
reckon explain case.run poor 2 >from-run
check_same "the run file, and the scenario, give the same words" from-scenario from-run
reckon explain case.yaml poor 2 --json >from-scenario
reckon explain case.run poor 2 --json >from-run
check_same "... and the same JSON" from-scenario from-run
check "... which is JSON" sqlite3 :memory: "SELECT json_extract(readfile('from-run'), '$.outcomes[0].conditions.conditions[0].answer')"
check_says "... that can be asked" no "$out"

check "an outcome that is not known" reckon explain case.yaml poor 3
check_says "... names what can settle it, and how" "income of home 3: can make it not eligible" "$out"
check_says "... and what it takes to settle it otherwise" "income of home 3" "$out"
check_says "... what hangs on it is written with names" "income ≤ limit.income" "$out"
check_says "... and what is not known" "income is unknown" "$out"
awk '/^What would settle/ { settle = NR } /^Conditions/ && !conditions { conditions = NR } END { exit !(settle && settle < conditions) }' "$out"
check_that "... before the reasons" "$?" = 0
check "a condition that cannot be asked is said not to be" reckon explain case.yaml poor 1
check_says "... and the others are all the same" "not asked  rent is more than a tenth" "$out"
check_says "... with their values" "rent is none" "$out"
check "a scale" reckon explain case.yaml levy 2
check_says "... by its brackets" "£15,000.33 over £10,000, at 10%: £1,500.033" "$out"
check_says "... with its rounding, before and after" "£1,500.033 rounds to £1,500.03, a multiple of £0.01 (half_up)" "$out"
check "a decision table" reckon explain case.yaml home.grade 2
check_says "... by its rows" "  decision table: row 2" "$out"
check_says "... and its cells, beside what they are held against" "    area  south  -" "$out"
check "a row that is looked up" reckon explain case.yaml area_rate_of 2
check_says "... by its key" "area south" "$out"
check "a row that is not there" reckon explain case.yaml area_rate_of 4
check_says "... is what is missing" "area_rate area west: no such row" "$out"
check "a rule after totals" reckon explain case.yaml share 2 2026-27
check_says "... says how much of them is not known" "incomplete: 1 records are unknown" "$out"
check "a key of several columns" reckon explain case.yaml adult "1, Bob"
check_says "... names its record" "member 1, Bob, 2025-26: no" "$out"
check "a figure" reckon explain case.yaml average 2026-27
check_says "... says what makes it incomplete" "2026-27: £14,666.78 (incomplete: incomes)" "$out"
check "a total" reckon explain case.yaml incomes
check_says "... says what is unknown" "2025-26: £44,000.33 and 1 unknown" "$out"
check_says "... by its groups" "north  £10,000 and 1 unknown" "$out"
check "an award by its name" reckon explain case.yaml poor_award 2

check_errors 2 "a name that is misspelt gets the nearest" reckon explain case.yaml por 2 <<'TXT'
reckon: error: scenario 'case' has no rule, figure or total 'por'
    did you mean 'poor'?
TXT
check_errors 2 "a name that stands on several types is asked back" reckon explain case.yaml grade 2 <<'TXT'
reckon: error: several record types have a rule 'grade'
    write home.grade or member.grade
TXT
check_errors 2 "a finding is no outcome" reckon explain case.yaml noted 1 <<'TXT'
reckon: error: scenario 'case' has no rule, figure or total 'noted'
    it is a finding: explain a rule that its 'when' reads
TXT
check_errors 2 "a record must be named" reckon explain case.yaml poor <<'TXT'
reckon: error: 'poor' is a rule of home: whose outcome is to be explained?
    give the key of the record behind the rule: its id
TXT
check_errors 2 "a record that is not there" reckon explain case.yaml poor 17 <<'TXT'
reckon: error: there is no home '17'
    there are 4; the first is '1'
TXT
check_errors 2 "a key that is none" reckon explain case.yaml poor x <<'TXT'
reckon: error: 'x' is not the key of a 'home'
    its key is id
TXT
check_errors 2 "a period that is not the run's gets the nearest" reckon explain case.yaml poor 2 2025-27 <<'TXT'
reckon: error: scenario 'case' has no period '2025-27'
    did you mean '2025-26'?
TXT
check_errors 2 "a figure belongs to no record" reckon explain case.yaml average 2 2025-26 <<'TXT'
reckon: error: unexpected '2025-26': 'average' is a figure, and belongs to no record
    give the period alone
TXT
check_errors 2 "a file that is not there" reckon explain nothing.yaml poor 2 <<'TXT'
reckon: error: cannot open 'nothing.yaml': No such file or directory
    did you mean 'case.yaml'?
TXT
check_errors 2 "a database is neither scenario nor run file" reckon explain data.db poor 2 <<'TXT'
reckon: error: 'data.db' is a database of records, not a run file
    a scenario names it under 'data', or a command with --data
TXT
check "a run that keeps no records" reckon run case.yaml --without-data -o bare.run
check_errors 2 "... says what it needs" reckon explain bare.run poor 2 <<'TXT'
reckon: error: run file 'bare.run' holds no records
    it was written with --without-data: give the database with --data
TXT
check "... and is explained on its database" reckon explain bare.run poor 2 --data data.db
sqlite3 case.run "UPDATE outcome_home SET poor = 'eligible' WHERE id = 2"
check_errors 1 "a run file that holds another outcome is found out" reckon explain case.run poor 2 <<'TXT'
reckon: error: the run file holds eligible for this, and not not_eligible
    'reckon verify' says whether it was altered
TXT

# What several records and rules share is told once.
sqlite3 many.db <<'SQL' || exit 3
CREATE TABLE home (id INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL);
CREATE TABLE member (id INTEGER NOT NULL PRIMARY KEY, home INTEGER NOT NULL REFERENCES home (id), born DATE TEXT, wage MONEY INTEGER NOT NULL,
	student FLAG INTEGER CHECK (student IN (0, 1)));
INSERT INTO home VALUES (1, 'none');
INSERT INTO member VALUES (1, 1, '1990-05-01', 100001, 0), (2, 1, '2015-05-01', 1, 1), (3, 1, NULL, 50002, 0), (4, 1, '2000-05-01', 7, 1);
SQL
cat >many.yaml <<'YAML'
scenario: many
data: many.db
on: 2025-04-01
rules: [many.lua]
parameters: [many-parameters.yaml]
YAML
printf 'age: {grown: {type: integer, source: {title: The Act, section: Schedule 1}, values: {2020-01-01: 18}}}
' >many-parameters.yaml
cat >many.lua <<'LUA'
rule "age" { on = "member", type = "integer", title = "Age", compute = function(c, p, at) return age_on(c.born, at.start) end }
rule "grown" { on = "member", type = "flag", compute = function(c, p) return c.age >= p.age.grown end }
rule "counts" { on = "member", type = "eligibility", conditions = all {
	{ "is grown", function(c, p) return c.age >= p.age.grown end },
	{ "does not study", function(c) return not c.student end },
} }
rule "pays" { on = "member", type = "money", compute = function(c)
	return round(c.wage * (c.student and rate "5%" or rate "10%"), money "1p") end }
rule "paid" { on = "home", type = "money", compute = function(c) return sum(related(c, "member"), "pays") end }
rule "grown_up" { on = "home", type = "integer", compute = function(c) return count(related(c, "member"), "grown") end }
rule "counted" { on = "home", type = "integer", compute = function(c) return count(related(c, "member"), "counts") end }
rule "odd" { on = "home", type = "flag", compute = function(c) return c.kind ~= "none" end }
rule "both" { on = "member", type = "flag", compute = function(c) return c.grown == c.counts end }
LUA
check "records of one rule" reckon explain many.yaml paid 1
sed -n '/^pays/,$p' "$out" >found
cat >expected <<'TXT'
pays
member 1, 2025-04-01: £100
  many.lua:7
How it is worked out
  as student: no
  round(wage × 0.1, £0.01)
  = round(£1,000.01 × 0.1, £0.01)
  = £100
  £100.001 rounds to £100, a multiple of £0.01 (half_up)
What it read
  wage     £1,000.01
  student  no
The same of
  member 2: £0
    as student: yes
    round(wage × 0.05, £0.01)
    = round(£0.01 × 0.05, £0.01)
    = £0
    £0.0005 rounds to £0, a multiple of £0.01 (half_up)
  member 3: £50
    as student: no
    round(wage × 0.1, £0.01)
    = round(£500.02 × 0.1, £0.01)
    = £50
    £50.002 rounds to £50, a multiple of £0.01 (half_up)
  member 4: £0
    as student: yes
    round(wage × 0.05, £0.01)
    = round(£0.07 × 0.05, £0.01)
    = £0
    £0.0035 rounds to £0, a multiple of £0.01 (half_up)
TXT
check_same "... stand together: what it says is told once, and of each its own values and roundings" expected found
check "conditions of several records" reckon explain many.yaml counted 1
sed -n '/^counts/,$p' "$out" >found
cat >expected <<'TXT'
counts
member 1, 2025-04-01: eligible
  many.lua:3
Conditions
  yes        all of these
    yes        is grown (line 4)
               age ≥ age.grown
               34 ≥ 18
    yes        does not study (line 5)
               not student
               student is no
What it read
  age        34  (below)
  age.grown  18
      from 2020-01-01: carried past its time: The Act, Schedule 1
  student    no
The same of
  member 2: not eligible
    no         all of these
      no         is grown
                 9 ≥ 18
      no         does not study
                 student is yes
  member 3: unknown
    unknown    all of these
      unknown    is grown
                 age is unknown
      yes        does not study
                 student is no
  member 4: not eligible
    no         all of these
      yes        is grown
                 24 ≥ 18
      no         does not study
                 student is yes

Age (age)
member 1, 2025-04-01: 34
  many.lua:1
How it is worked out
  age_on(born, at.start)
  = age_on(1990-05-01, 2025-04-01)
  = 34
What it read
  born      1990-05-01
  at.start  2025-04-01
The same of
  member 2: 9 (= age_on(2015-05-01, 2025-04-01))
  member 3: unknown (born is unknown)
  member 4: 24 (= age_on(2000-05-01, 2025-04-01))
TXT
check_same "... have their answers and values, and none of the words again" expected found
check "a parameter that two rules read" reckon explain many.yaml both 1
grep -c 'The Act, Schedule 1' "$out" >found
echo 1 >expected
check_same "... has its source once" expected found
check_says "... and is referred to afterwards" "  age.grown  18  (above)" "$out"
check_output "text that says none is told from none" reckon explain many.yaml odd 1 <<'TXT'
odd
home 1, 2025-04-01: no
  many.lua:12
How it is worked out
  kind ≠ "none"
  kind is "none"
What it read
  kind  none
TXT

# Locals, scales and categories: each with its name, its values and what it comes to.
sqlite3 steps.db <<'SQL' || exit 3
CREATE TABLE case_file (id INTEGER NOT NULL PRIMARY KEY, income MONEY INTEGER, plan TEXT NOT NULL, area TEXT NOT NULL);
INSERT INTO case_file VALUES (1, 3000050, 'old', 'north'), (2, NULL, 'new', 'south'), (3, 100, 'new', 'west');
SQL
printf 'scenario: steps\ndata: steps.db\non: 2025-04-01\nrules: [steps.lua]\nparameters: [steps-parameters.yaml]\n' >steps.yaml
cat >steps-parameters.yaml <<'YAML'
free: {type: money, source: "The Act, https://example.org/a/long/address/that/does/not/fit/on/a/line/of/eighty/columns/at/all", carry: true, values: {2020-01-01: £12570}}
bands: {type: scale, kind: marginal, source: The Act, carry: true, values: {2020-01-01: [{from: £0, rate: 20%}, {over: £10000, rate: 40%}]}}
share: {type: rate, by: category, source: The Act, carry: true, values: {2020-01-01: {old: 9%, new: 6%}}}
YAML
cat >grant.csv <<'CSV'
if area,if income,then amount,source
north,"< £20,000",£5,page 1
"north, south",>= £20000,£7,page 2
CSV
cat >steps.lua <<'LUA'
local function part(c, p, amount)
	local kept = amount
	return p.share:of(c.plan) * kept
end
rule "due" { on = "case_file", type = "money", compute = function(c, p)
	local bands = p.bands
	local taxed = max(0, c.income - p.free)
	local tax = bands:of(taxed)
	local high = taxed > money "£10000"
	if high then
		local extra = part(c, p, taxed)
		return round(tax + extra, money "£1", "floor")
	end
	return 0
end }
rule "month" { on = "case_file", type = "money", compute = function(c)
	local year = c.income
	return divide(year, 12, money "1p", "floor")
end }
rule "loop" { on = "case_file", type = "integer", compute = function(c)
	local n = 0
	for i = 1, 2 do n = n + i end
	return n
end }
rule "grant" { on = "case_file", type = "money", compute = decision_table { file = "grant.csv", hit = "first", default = "£0" } }
LUA
check "a rule with locals" reckon explain steps.yaml due 1
sed -n '/^How/,/^What/p' "$out" >found
cat >expected <<'TXT'
How it is worked out
  taxed = max(£0, income - free)
    = max(£0, £30,000.50 - £12,570)
    = £17,430.50
  tax = bands of taxed
    = bands of £17,430.50
    = £4,972.20
    bands of £17,430.50 is £4,972.20
      £10,000 from £0, at 20%: £2,000
      £7,430.50 over £10,000, at 40%: £2,972.20
  high = taxed > £10,000
    = £17,430.50 > £10,000
    = yes
  as high: yes
  extra = share of plan × taxed
    = 9% × £17,430.50
    = £1,568.745
    share of old is 9%
  round(tax + extra, £1, floor)
  = round(£4,972.20 + £1,568.745, £1, floor)
  = £6,540
  £6,540.945 rounds to £6,540, a multiple of £1 (floor)
What it read
TXT
check_same "... has each as a step, in pounds" expected found
check_says "... an address that is longer than a line stays whole" "https://example.org/a/long/address/that/does/not/fit/on/a/line/of/eighty/columns/at/all" "$out"
check "... as JSON" reckon explain steps.yaml due 1 --json
cp "$out" steps.json
check "... that can be asked" sqlite3 :memory: "SELECT group_concat(json_extract(value, '\$.name') || ' ' || json_extract(value, '\$.shown'), '; ')
	FROM json_each(readfile('steps.json'), '\$.outcomes[0].compute.locals')"
check_says "... has them too" "taxed £17,430.50; tax £4,972.20; high yes; extra £1,568.745" "$out"
check "a local that is not known" reckon explain steps.yaml month 2
check_says "... is one" "  income is unknown" "$out"
check "a branch that gives a bare number" reckon explain steps.yaml due 3
sed -n '/^  as high/,/^What/p' "$out" >found
printf '  as high: no\n  £0\nWhat it read\n' >expected
check_same "... gives money" expected found
check "a division" reckon explain steps.yaml month 1
check_says "... is of pounds" "  = divide(£30,000.50, 12, £0.01, floor)" "$out"
check_says "... before and after" "  £30,000.50 divided by 12 rounds to £2,500.04, a multiple of £0.01 (floor)" "$out"
check "what only Lua can follow" reckon explain steps.yaml loop 1
check_says "... is told in Lua" "for i = 1, 2 do n = n + i end" "$out"
check "a decision table in a file" reckon explain steps.yaml grant 1
sed -n '/^  decision/,/^What/p' "$out" >found
cat >expected <<'TXT'
  decision table: row 3 (page 2) of grant.csv
    area    north       "north", "south"
    income  £30,000.50  >= £20,000
What it read
TXT
check_same "... has its row, where that comes from, and each cell beside its input" expected found
check "... where an input is not known" reckon explain steps.yaml grant 2
check_says "... has the rows that may match" "decision table: row 3 (page 2) perhaps of grant.csv" "$out"
check_says "... with what is not known" "    income  unknown  >= £20,000" "$out"
check "... where none matches" reckon explain steps.yaml grant 3
check_says "... says so" "decision table: area west, income £1: no row matches" "$out"

# A parent that is not known.
sqlite3 parent.db "CREATE TABLE home (id INTEGER NOT NULL PRIMARY KEY, income MONEY INTEGER);
	CREATE TABLE one (id INTEGER NOT NULL PRIMARY KEY, home INTEGER REFERENCES home (id), x MONEY INTEGER);
	INSERT INTO one VALUES (1, NULL, NULL), (2, 7, 5)" || exit 3
printf 'scenario: parent\ndata: parent.db\non: 2025-04-01\nrules: [parent.lua]\n' >parent.yaml
cat >parent.lua <<'LUA'
rule "both" { on = "one", type = "eligibility", conditions = all {
	{ "has more", function(c) return c.x > c.home.income end },
	{ "is rich", function(c) return c.home.income > money "£2" end } } }
rule "twice" { on = "one", type = "money", compute = function(c) return c.home.income * 2 end }
LUA
check "a key that is not known" reckon explain parent.yaml both 1
sed -n '/is rich/,$p' "$out" >found
cat >expected <<'TXT'
    unknown    is rich (line 3)
               home.income > £2
               home is unknown
What it read
  x     unknown
  home  unknown
      needed too
TXT
check_same "... is why, and is listed once" expected found
check "a row that is not there" reckon explain parent.yaml twice 2
check_says "... is why" "  home is no row that there is" "$out"

# What was decided in place of what the rule gives.
sqlite3 decided.db <"$top/schema/decisions.sql" || exit 3
sqlite3 decided.db "CREATE TABLE home (id INTEGER NOT NULL PRIMARY KEY, income MONEY INTEGER); INSERT INTO home VALUES (1, NULL);
	INSERT INTO decision VALUES (1, 'home', '1', 'poor', 'eligible', NULL, 'duty manager', '2025-05-01', 'a visit', NULL, NULL)" || exit 3
printf '%s\n' 'rule "poor" { on = "home", type = "eligibility",' \
	'conditions = all { { "has little", function(c) return c.income < money "£50" end } }, award = function() return money "£1" end }' \
	>decided.lua
printf 'scenario: decided\ndata: decided.db\non: 2025-04-01\nrules: [decided.lua]\ndecisions: decision\n' >decided.yaml
check "an outcome that somebody decided" reckon explain decided.yaml poor 1
check_says "... is what was decided" "home 1, 2025-04-01: eligible, award £1" "$out"
check_says "... by whom, when and why" "Decided by duty manager on 2025-05-01: a visit" "$out"
check_says "... with what the rule gives" "  the rule gives: unknown" "$out"
check_says "... and of functions that share a line, what each of them says" 'income < £50' "$out"

# The sandbox's limits hold while it traces.
printf 'rule "endless" { on = "home", type = "integer", compute = function(c) local n = 0 while true do n = n + c.income end end }\n' >endless.lua
sed 's/rules.lua/endless.lua/' case.yaml >endless.yaml
check_status 2 "a rule without end is stopped" reckon explain endless.yaml endless 1
check_says "... in words" "instructions" "$errors"
# Money divided by money is a number, and money divided by a number is money: also where only Lua can follow.
sqlite3 divided.db <<'SQL' || exit 3
CREATE TABLE claim (id INTEGER NOT NULL PRIMARY KEY, savings MONEY INTEGER, none_of_it MONEY INTEGER);
INSERT INTO claim VALUES (1, 764878, 0);
SQL
printf 'scenario: divided\ndata: divided.db\non: 2025-04-01\nrules: [divided.lua]\n' >divided.yaml
cat >divided.lua <<'LUA'
rule "tariff" { on = "claim", type = "integer", compute = function(c) return divide(c.savings, money "£250", 1, "up") end }
rule "income" { on = "claim", type = "money", compute = function(c)
	return divide(max(0, c.savings - money "£6000"), money "£250", 1, "up") * money "£1"
end }
rule "share" { on = "claim", type = "rate", compute = function(c) return divide(c.none_of_it, money "£1326", rate "0.1%") end }
rule "loop" { on = "claim", type = "integer", compute = function(c)
	local n = 0
	for _ = 1, 1 do n = divide(c.savings, money "£250", 1) end
	return n
end }
total "savings" { sum = "claim.savings" }
figure "daily" { type = "money", compute = function(f) return divide(f.savings, 365, money "1p") end }
figure "part" { type = "rate", compute = function(f) return divide(f.savings, money "£10000", rate "0.1%") end }
LUA
divided() { # divided NAME-OF-LINES NAME RULE: how the rule is worked out for claim 1
	check "$2" reckon explain divided.yaml "$3" 1
	sed -n '/^How it/,/^What it/p' "$out" | sed '1d;$d' >found
	cat >expected
	check_same "... $1" expected found
}
divided "by money: a number" "an amount divided by an amount" tariff <<'TXT'
  divide(savings, £250, 1, up)
  = divide(£7,648.78, £250, 1, up)
  = 31
  £7,648.78 divided by £250 rounds to 31, a multiple of 1 (up)
TXT
divided "so many times an amount: money" "a number of amounts" income <<'TXT'
  divide(max(£0, savings - £6,000), £250, 1, up) × £1
  = divide(max(£0, £7,648.78 - £6,000), £250, 1, up) × £1
  = £7
  £1,648.78 divided by £250 rounds to 7, a multiple of 1 (up)
TXT
divided "with nothing to divide" "a share" share <<'TXT'
  divide(none_of_it, £1,326, 0.001)
  = divide(£0, £1,326, 0.001)
  = 0%
  £0 divided by £1,326 rounds to 0%, a multiple of 0.1% (half_up)
TXT
check "what only Lua can follow" reckon explain divided.yaml loop 1
check_says "... is a number too" "£7,648.78 divided by £250 rounds to 31, a multiple of 1 (half_up)" "$out"
check "a figure that divides by a number" reckon explain divided.yaml daily
check_says "... is money" "£7,648.78 divided by 365 rounds to £20.96, a multiple of £0.01 (half_up)" "$out"
check "a figure that divides by an amount" reckon explain divided.yaml part
check_says "... is none" "£7,648.78 divided by £10,000 rounds to 76.5%, a multiple of 0.1% (half_up)" "$out"
finish
