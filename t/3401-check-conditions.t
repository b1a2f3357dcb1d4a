#!/bin/sh
# reckon check: conditions that join different facts, and conditions that can never be true, or false, with the values in force.
. "${0%/*}/bad.sh"

sed -i '/^  share:/,$d' pack/parameters.yaml

# conditions: in a fresh copy, the conditions of the rule 'grant' become standard input.
conditions() {
	fresh
	cat >tests
	awk '/conditions =/ { while ((getline line < "tests") > 0) print line; inside = 1 }
		!inside { print }
		inside && /^\t},/ { inside = 0 }' pack/grant.lua >spoilt/grant.lua
}

# warned NAME: the check of spoilt warns of exactly standard input (the line and the message of each), and ends with 0.
warned() {
	cat >"$scratch/expected"
	run reckon check spoilt
	if [ "$status" -ne 0 ]; then
		failed "$1"
		show 'standard output' "$out"
		return
	fi
	sed -n 's/^spoilt\/grant.lua:\([0-9]*\):[0-9]*: warning: /\1: /p' "$out" >"$scratch/warnings"
	check_same "$1" "$scratch/expected" "$scratch/warnings"
}

# quiet NAME: nothing is found in spoilt.
quiet() {
	check "$1" reckon check --strict spoilt || show 'standard output' "$out"
}

# Different facts in one condition.
conditions <<'END'
	conditions = all {
		{ "poor tenant", function(h, p) return h.income < p.grant.line and h.tenure == "rent" end },
	},
END
warned "'and' between different facts" <<'END'
15: 'and' joins tests of different facts, 'income' and 'tenure': the first must be known
END
check_says "... with two conditions proposed, as they would be written" \
	'^ write all { { "...", function(h, p) return h.income < p.grant.line end }, { "...", function(h, p) return h.tenure == "rent" end } }' "$out"
conditions <<'END'
	conditions = all {
		{ "poor or a tenant", function(h, p)
			local poor = h.income < p.grant.line
			return poor or h.tenure == "rent"
		end },
	},
END
warned "'or' between different facts, by a local" <<'END'
15: 'or' joins tests of different facts, 'income' and 'tenure': the first must be known
END
check_says "... with 'any' proposed" '^ make two conditions of it, in any { ... }: one can then settle it alone' "$out"
conditions <<'END'
	conditions = all {
		{ "in a band", function(h, p) return h.income >= p.grant.amount and h.income < p.grant.line end },
		{ "no cap, or a high one", function(h, p) return h.cap == nil or h.cap > p.grant.line end },
		{ "the first, or poor", function(h, p) return h.id == 1 or h.income < p.grant.line end },
		{ "by a parameter", function(h, p) return p.grant.line > money "£1" and h.income < p.grant.line end },
		{ "both in one sum", function(h) return h.income + (h.cap or 0) > 0 end },
	},
END
quiet "one fact twice, a key first, a parameter, and a fact with a default are no such thing"
conditions <<'END'
	conditions = all {
		{ "without a cap, or poor", function(h, p) return h.cap == nil or h.income < p.grant.line end },
		{ "with a cap, and a tenant", function(h, p) return h.cap ~= nil and h.tenure == "rent" end },
	},
END
quiet "what there may be none of is known: coming first, it settles what it can"
conditions <<'END'
	conditions = all {
		{ "poor, or without a cap", function(h, p) return h.income < p.grant.line or h.cap == nil end },
	},
END
warned "... but not coming second" <<'END'
15: 'or' joins tests of different facts, 'income' and 'cap': the first must be known
END

# What can never be true.
conditions <<'END'
	conditions = all {
		{ "poor", function(h, p) return h.income < p.grant.line end },
		{ "not poor", function(h, p) return h.income >= p.grant.line end },
	},
END
warned "below a parameter, and at least the same" <<'END'
16: condition 'not poor' can never be true where 'poor' is
END
conditions <<'END'
	conditions = all {
		{ "at most the line", function(h, p) return h.income <= p.grant.line end },
		{ "at least the line", function(h, p) return h.income >= p.grant.line end },
	},
END
quiet "at most and at least the same: one value passes both"
conditions <<'END'
	conditions = all {
		{ "above", function(h) return h.income > money "£7,599.98" end },
		{ "below", function(h, p) return h.income < p.grant.line end },
	},
END
quiet "two pence apart, one lies between"
conditions <<'END'
	conditions = all {
		{ "above", function(h) return h.income > money "£7,599.99" end },
		{ "below", function(h, p) return h.income < p.grant.line end },
	},
END
warned "a penny apart, none does" <<'END'
16: condition 'below' can never be true where 'above' is
END
conditions <<'END'
	conditions = all {
		{ "above", function(h) return h.rate > rate "5%" end },
		{ "below", function(h) return h.rate < rate "5.0000001%" end },
	},
END
quiet "between two rates there is always another"
conditions <<'END'
	conditions = all {
		{ "owns", function(h) return h.tenure == "own" end },
		any {
			{ "rents", function(h) return h.tenure == "rent" end },
			{ "poor", function(h, p) return h.income < p.grant.line end },
		},
	},
END
warned "one of several that the conditions around it rule out" <<'END'
17: condition 'rents' can never be true where 'owns' is
END
conditions <<'END'
	conditions = any {
		{ "owns", function(h) return h.tenure == "own" end },
		{ "rents", function(h) return h.tenure == "rent" end },
		all {
			{ "poor", function(h, p) return h.income < p.grant.line end },
			{ "not so poor", function(h, p) return h.income > p.grant.amount end },
		},
	},
END
quiet "other ways to the same are no contradiction"
conditions <<'END'
	conditions = all {
		{ "owns", function(h) return h.tenure == "own" end },
		all { { "does not own", function(h) return h.tenure ~= "own" end } },
	},
END
warned "a value, and any other than it, in a group of its own" <<'END'
16: condition 'does not own' can never be true where 'owns' is
END
conditions <<'END'
	conditions = all {
		{ "in the band", function(h, p) return between(h.income, p.grant.line, p.grant.amount) end },
	},
END
warned "a band whose ends are the wrong way round" <<'END'
15: condition 'in the band' can never be true
END
conditions <<'END'
	conditions = any {
		{ "poor", function(h, p) return h.income < p.grant.line end },
		{ "not poor", function(h, p) return not (h.income < p.grant.line) end },
	},
END
warned "one of two that is always true" <<'END'
16: conditions 'poor' and 'not poor' are never both false
END
conditions <<'END'
	conditions = any {
		{ "poor", function(h, p) return h.income < p.grant.line end },
		{ "rich", function(h, p) return h.income > p.grant.line end },
	},
END
quiet "the line itself is neither below it nor above"
conditions <<'END'
	conditions = all {
		{ "moved early", function(h) return h.moved < "2020-04-01" end },
		{ "moved late", function(h) return h.moved >= "2020-04-01" end },
	},
END
warned "dates" <<'END'
16: condition 'moved late' can never be true where 'moved early' is
END
conditions <<'END'
	conditions = all {
		{ "neither", function(h) return h.tenure ~= "own" or h.tenure ~= "rent" end },
	},
END
warned "one test that is always true by itself" <<'END'
15: condition 'neither' can never be false
END
check_says "... with what was meant" "one side of 'or' or the other is true of every value: is 'and' meant?" "$out"
conditions <<'END'
	conditions = all {
		{ "both", function(h) return h.tenure == "own" and h.tenure == "rent" end },
		{ "neither", function(h) return h.tenure ~= "own" and h.tenure ~= "rent" end },
	},
END
warned "one that never is" <<'END'
15: condition 'both' can never be true
END
check_says "... likewise" "no value passes both sides of 'and': is 'or' meant?" "$out"
conditions <<'END'
	conditions = all {
		{ "neither", function(h) return h.tenure ~= "own" and h.tenure ~= "rent" end },
		{ "outside", function(h) return h.income < money "£5" or h.income > money "£5" end },
	},
END
quiet "one that some value fails, and some passes"

# What is true where there is nothing.
conditions <<'END'
	conditions = all {
		{ "has a cap", function(h) return h.cap ~= 0 end },
	},
END
warned "not zero, of what there may be none of" <<'END'
15: condition 'has a cap' is true where there is no 'cap'
END
check_says "... with both that may be meant" '^ write h.cap ~= nil and ..., or h.cap == nil or ... where none is to pass' "$out"
conditions <<'END'
	conditions = all {
		{ "has a cap", function(h) return not (h.cap == 0) end },
	},
END
warned "... or not so" <<'END'
15: condition 'has a cap' is true where there is no 'cap'
END
conditions <<'END'
	conditions = all {
		{ "has a cap", function(h) return h.cap ~= nil and h.cap ~= 0 end },
		any {
			{ "five", function(h) return h.cap == money "£5" end },
			{ "its income", function(h) return h.income ~= 0 end },
		},
	},
END
quiet "nil asked for too, zero itself, and what is always there"

# Lua knows a function by its lines: what stands on one is looked into all the same.
conditions <<'END'
	conditions = all { { "poor", function(h) return h.income < money "£5" end }, { "rich", function(h) return h.income > money "£5" end } },
END
warned "functions on one line" <<'END'
14: condition 'rich' can never be true where 'poor' is
END
conditions <<'END'
	conditions = all { { "a", function(h) return h.income < money "£5" and h.tenure == "own" end }, { "b", function(h) return h.income > 0 end } },
END
warned "... the first of them" <<'END'
14: 'and' joins tests of different facts, 'income' and 'tenure': the first must be known
END
conditions <<'END'
	conditions = all { { "poor", poor }, { "rich", rich } },
END
sed -i '1s/.*/local function poor(h) return h.income < money "£5" end local function rich(h) return h.income > money "£5" end/' spoilt/grant.lua
warned "functions that are locals of one line" <<'END'
1: functions on one line cannot be told apart
END
check_says "... at the second, with what helps" ' begin each on a line of its own' "$out"
conditions <<'END'
	conditions = all {
		{ "has people", function(h) return any(related(h, "person"), function(m) return m.id > 0 end) end },
		{ "poor", function(h) return h.income < money "£5" end },
	},
END
quiet "one inside another is no such thing"

# The values of each period, of the rule in force then.
conditions <<'END'
	conditions = all {
		{ "poor", function(h, p) return h.income < p.grant.line end },
		{ "not very poor", function(h) return h.income >= money "£7,500" end },
	},
END
sed -i 's/^on: .*/periods: 2024-25 to 2025-26/' spoilt/scenario.yaml
sed -i 's/^      2025-04-01: £100/      2024-04-01: £90\n&/' spoilt/parameters.yaml
warned "in one of the periods" <<'END'
16: condition 'not very poor' can never be true where 'poor' is in 2024-25
END
sed -i 's/on         = "household",/&\n\tfrom = "2025-04-01",/' spoilt/grant.lua
quiet "in a period before the rule that does not matter"

finish
