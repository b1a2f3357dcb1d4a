#!/bin/sh
# reckon check: rows of decision tables that overlap, cases that no row matches, and rows that are never hit, each with an example.
. "${0%/*}/bad.sh"

sed -i 's/return h.need > money/return (h.need or 0) > money/' pack/grant.lua

sed -i '/^  share:/,$d' pack/parameters.yaml

# table: in a fresh copy, the rule 'need' is the decision table on standard input.
table() {
	fresh
	{
		printf 'rule "need" {\n\ton = "household", type = "money", optional = true,\n\tcompute = decision_table {\n'
		cat
		printf '\t},\n}\n'
		sed '1,/^}/d' pack/grant.lua
	} >spoilt/grant.lua
}

# warned NAME: the check of spoilt warns of exactly standard input (the line, the message and the hint of each), and ends with 0.
warned() {
	cat >"$scratch/expected"
	run reckon check spoilt
	if [ "$status" -ne 0 ]; then
		failed "$1"
		show 'standard output' "$out"
		return
	fi
	sed -n -e 's/^spoilt\/grant.lua:\([0-9]*\):[0-9]*: warning: /\1: /p' -e 's/^ *^^* /    /p' "$out" >"$scratch/warnings"
	check_same "$1" "$scratch/expected" "$scratch/warnings"
}

# quiet NAME: nothing is found in spoilt.
quiet() {
	check "$1" reckon check --strict spoilt || show 'standard output' "$out"
}

# Bare numbers for money.
table <<'END'
		inputs  = { { "tenure", type = "status" }, { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		hit = "first", default = 20,
		{ "own",  "-", 50 },
		{ "rent", 700, 0 },
		{ "rent", "> £7", -5 },
		{ "-",    "£9",   money "50p" },
		{ "-",    "£8",   "£50" },
END
warned "numbers that count pence" <<'END'
6: money counts pence: 20 here is £0.20
    write money "£0.20", or money "£20"
7: money counts pence: 50 here is £0.50
    write money "£0.50", or money "£50"
8: money counts pence: 700 here is £7
    write money "£7", or money "£700"
9: money counts pence: 5 here is £0.05
    write money "£0.05", or money "£5"
END
fresh
{
	cat <<'END'
local cases = decision_table {
	inputs  = { { "tenure", type = "status" } },
	outputs = { { "days", type = "integer" }, { "amount", type = "money", values = { 0, 1250 } } },
	default = { 14, 1250 },
	{ "own", 50, 0 },
}
END
	sed 's/return p.grant.line - h.income/return cases(h).amount/; s/(h.need or 0)/h.need/' pack/grant.lua
} >spoilt/grant.lua
warned "... of the outputs that are money, in their values and the default too" <<'END'
3: money counts pence: 1250 here is £12.50
    write money "£12.50", or money "£1250"
4: money counts pence: 1250 here is £12.50
    write money "£12.50", or money "£1250"
END

# Overlaps.
table <<'END'
		inputs  = { { "income", type = "money" }, { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		{ "< £7,000",   "rent", "£50" },
		{ "<= £7,000",  "own",  "£20" },
		{ "[£7,000..£9,000)", "-", "£10" },
		{ ">= £9,000",  "-", "£0" },
END
warned "two rows that share one case" <<'END'
8: rows 2 and 3 of the decision table both match income £7,000, tenure own
    a record that two rows match is an error: part them, or say hit = "first"
END
table <<'END'
		inputs  = { { "income", type = "money" }, { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		{ "< £7,000",   "rent", "£50" },
		{ "< £7,000",   "own",  "£20" },
		{ "[£7,000..£9,000)", "-", "£10" },
		{ ">= £9,000",  "-", "£0" },
END
quiet "rows that meet share none"
table <<'END'
		hit = "any",
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		{ "<= £7,000", "£50" },
		{ ">= £7,000", "£50" },
END
quiet "rows that share a case and give the same, where any may be hit"
table <<'END'
		hit = "any",
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		{ "<= £7,000", "£50" },
		{ ">= £7,000", "£40" },
END
warned "... and do not give the same" <<'END'
8: rows 1 and 2 of the decision table both match income £7,000
    under hit = "any" rows that match together must give the same
END
table <<'END'
		inputs  = { { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		{ 'not("own")',  "£50" },
		{ 'not("rent")', "£40" },
END
quiet "what a status can be besides is not known: rows are not said to share it"
table <<'END'
		inputs  = { { "ward.name", type = "text" } },
		outputs = { { "amount", type = "money" } },
		{ 'not("North")', "£50" },
		{ 'not("South")', "£40" },
END
warned "a text can be anything" <<'END'
7: rows 1 and 2 of the decision table both match ward.name something else
    a record that two rows match is an error: part them, or say hit = "first"
END

# Gaps.
table <<'END'
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		{ "< £7,000", "£50" },
		{ "> £7,000", "£40" },
END
warned "one value that no row takes" <<'END'
3: no row of the decision table matches income £7,000
    add a row, or a default: without them it gives nothing
END
table <<'END'
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "< £7,000", "£50" },
		{ "> £7,000", "£40" },
END
warned "... which a default takes between two rows" <<'END'
8: between rows 1 and 2 of the decision table, the default takes income £7,000
    bring the rows together; or, where the default is meant there, say so in a row
END
table <<'END'
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "[£0..£100]",   "£50" },
		{ "[£101..£180]", "£40" },
		{ "[£181..£250]", "£30" },
END
warned "bands in whole pounds leave out the pence between them" <<'END'
8: between rows 1 and 2 of the decision table, the default takes income £100.01
    bring the rows together; or, where the default is meant there, say so in a row
9: between rows 2 and 3 of the decision table, the default takes income £180.01
    bring the rows together; or, where the default is meant there, say so in a row
END
table <<'END'
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "[£0..£100]",    "£50" },
		{ "(£100..£180]",  "£40" },
		{ "(£180..£1,000]", "£30" },
END
quiet "bands that meet leave the default what lies below and above all of them"
table <<'END'
		hit     = "first",
		inputs  = { { "income", type = "money" }, { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "<= £100",       "rent", "£50" },
		{ "(£100..£180]",  "own",  "£40" },
		{ "(£180..£250]",  "rent", "£30" },
		{ "(£180..£250]",  "own",  "£20" },
END
warned "a gap in the bands of some records only" <<'END'
10: between rows 1 and 3 of the decision table, the default takes income £100.01, tenure rent
    bring the rows together; or, where the default is meant there, say so in a row
END
table <<'END'
		inputs  = { { "children", function(h) return #related(h, "person") end, type = "integer" },
		            { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "1", "-", "£50" },
		{ "4", "-", "£40" },
		{ "7", "own", "£30" },
END
quiet "a list of single values leaves the others to the default"
table <<'END'
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "< £7,000, > £9,000", "£50" },
END
quiet "so does a row that names both sides itself, ..."
table <<'END'
		hit     = "first",
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "[£0..£100]",   "£50" },
		{ "[£101..£180]", "£40" },
		{ "(£100..£101)", "£0" },
END
quiet "... and one that says the default where it is meant"
table <<'END'
		inputs  = { { "moved", type = "date" } },
		outputs = { { "amount", type = "money" } },
		default = { "£0" },
		{ "<= 2020-02-28", "£50" },
		{ ">= 2020-03-01", "£40" },
END
warned "a day between two stretches of them" <<'END'
8: between rows 1 and 2 of the decision table, the default takes moved 2020-02-29
    bring the rows together; or, where the default is meant there, say so in a row
END
table <<'END'
		hit = "collect",
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		{ "< £7,000", "£50" },
		{ "> £7,000", "£40" },
END
quiet "... nor where rows are collected"
table <<'END'
		hit = "first",
		inputs  = { { "income", type = "money" }, { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		{ "< £7,000", "rent", "£50" },
		{ "< £9,000", "own",  "£40" },
		{ ">= £9,000", "-",  "£30" },
END
warned "a case of two inputs" <<'END'
3: no row of the decision table matches income £7,000, tenure rent
    add a row, or a default: without them it gives nothing
END
table <<'END'
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		{ "[£0..£7,000]", "£50" },
		{ "> £7,000", "£40" },
END
quiet "less than nothing is no case"
table <<'END'
		inputs  = { { "rate", type = "rate" } },
		outputs = { { "amount", type = "money" } },
		{ "[0%..5%)",   "£50" },
		{ "[5%..100%]", "£40" },
END
quiet "nor is more than all of it"
table <<'END'
		inputs  = { { "rate", type = "rate" } },
		outputs = { { "amount", type = "money" } },
		{ "[0%..5%]",    "£50" },
		{ "[6%..100%]", "£40" },
END
warned "between two rates" <<'END'
3: no row of the decision table matches rate 5.5%
    add a row, or a default: without them it gives nothing
END
table <<'END'
		inputs  = { { "children", function(h) return #related(h, "person") end, type = "integer" } },
		outputs = { { "amount", type = "money" } },
		{ "[0..2]", "£50" },
		{ ">= 3",   "£40" },
END
quiet "between two whole numbers nothing is missing"
table <<'END'
		inputs  = { { "moved", type = "date" } },
		outputs = { { "amount", type = "money" } },
		{ "<= 2020-02-28", "£50" },
		{ ">= 2020-03-01", "£40" },
END
warned "a leap day" <<'END'
3: no row of the decision table matches moved 2020-02-29
    add a row, or a default: without them it gives nothing
END
table <<'END'
		inputs  = { { "moved", type = "date" } },
		outputs = { { "amount", type = "money" } },
		{ "<= 2021-02-28", "£50" },
		{ ">= 2021-03-01", "£40" },
END
quiet "... of a year that has none"
table <<'END'
		inputs  = { { "poor", function(h, p) return h.income < p.grant.line end, type = "flag" } },
		outputs = { { "amount", type = "money" } },
		{ "true", "£50" },
END
warned "a flag that is not set" <<'END'
3: no row of the decision table matches poor no
    add a row, or a default: without them it gives nothing
END

# Rows that are never hit.
table <<'END'
		hit = "first",
		inputs  = { { "income", type = "money" }, { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		{ "< £7,000",  "-",    "£50" },
		{ "-",         "rent", "£40" },
		{ "< £5,000",  "own",  "£30" },
		{ "-",         "-",    "£20" },
END
warned "a row that one before it takes whole" <<'END'
9: row 3 of the decision table is never hit: others before it take all that it matches
    row 1 takes income £4,999.99, tenure own
END
table <<'END'
		hit = "first",
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		{ "< £7,000",  "£50" },
		{ ">= £7,000", "£40" },
		{ "-",         "£30" },
END
warned "a row that two before it take together" <<'END'
9: row 3 of the decision table is never hit, unless there can be none of what is asked for: others before it take all else
    row 1 takes income £6,999.99
END
table <<'END'
		hit = "first",
		inputs  = { { "income", type = "money" }, { "tenure", type = "status" } },
		outputs = { { "amount", type = "money" } },
		{ "-", "own",  "£50" },
		{ "-", "rent", "£40" },
		{ "-", "-",    "£30" },
END
quiet "a status may be another than those that are named"
table <<'END'
		hit = "priority",
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money", values = { "£50", "£10" } } },
		{ "< £5,000", "£10" },
		{ "-",        "£50" },
END
warned "a row that another of more weight takes, though it stands behind" <<'END'
7: row 1 of the decision table is never hit: others before it take all that it matches
    row 2 takes income £4,999.99
END
table <<'END'
		hit = "first",
		inputs  = { { "income", type = "money" } },
		outputs = { { "amount", type = "money" } },
		{ "(£1..£1.01)", "£50" },
		{ "-",           "£30" },
END
warned "a row whose cell no value passes" <<'END'
7: row 1 of the decision table never matches: no value passes its cell for 'income'
END

# What cannot be looked at.
table <<'END'
		hit = "first",
		inputs  = { { "share", function(h) return h.rate end, type = "number" } },
		outputs = { { "amount", type = "money" } },
		{ "< 1.5", "£50" },
		{ "-",     "£40" },
END
warned "numbers that are not exact" <<'END'
3: not checked: which cases this decision table leaves out, and which of its rows are never hit
END
{
	printf '\thit = "first",\n\tinputs = {\n'
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do printf '{ "i%d", function(h) return h.income end, type = "money" },\n' "$i"; done
	printf '},\noutputs = { { "amount", type = "money" } },\n'
	awk 'BEGIN {
		for (row = 0; row < 60; row++) {
			printf "{"
			for (i = 0; i < 12; i++)
				printf " \"%s £%d\",", (row * 7 + i * 5) % 3 ? "<" : ">", (row * 37 + i * 11) % 97
			print " \"£1\" },"
		}
	}'
} >large
table <large
check "a table that would take long is given up, or done, in time" timeout 20 reckon check spoilt

finish
