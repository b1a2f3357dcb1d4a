#!/bin/sh
# reckon check: what a function gives back that its declaration does not take, and what Lua would let pass in silence: pence joined to a
# text, the length of a record, a financial year that is compared with a number.
. "${0%/*}/bad.sh"

sed -i '/^  share:/,$d' pack/parameters.yaml

# says STATUS NAME: the check of spoilt ends so, and finds exactly standard input (line, level and message of each) in grant.lua.
says() {
	cat >"$scratch/expected"
	run reckon check spoilt
	if [ "$status" -ne "$1" ]; then
		failed "$2"
		show 'standard output' "$out"
		return
	fi
	sed -n "s/^spoilt\/grant.lua:\([0-9]*\):[0-9]*: /\1: /p" "$out" >"$scratch/found"
	check_same "$2" "$scratch/expected" "$scratch/found"
}
quiet() {
	check "$1" reckon check --strict spoilt || show 'standard output' "$out"
}
# ask TYPE EXPRESSION: in a fresh copy, a rule of that type on households.
ask() {
	printf 'rule "asked" {\n\ton = "household", type = "%s", optional = true, title = "Asked",\n\tcompute = function(c, p, at) return %s end,\n}\n' "$1" "$2" |
		add grant.lua
}

# What is given back.
need 'if h.income > money "£5" then return money "£5" end'
says 0 "a way without a return" <<'END'
6: warning: expected money, and one way through the function gives nothing
END
check_says "... with what to write" "end it with a return; if there may be none, write optional = true" "$out"
need 'if h.income > money "£5" then return money "£5" else error("poor") end'
quiet "nothing comes behind an error"
need 'if h.income > money "£5" then return money "£5" elseif h.income <= money "£5" then return 0 else return nil end'
says 0 "nothing, behind tests of all that there can be" <<'END'
7: warning: expected money, got nothing
END
need 'for _, m in ipairs(related(h, "person")) do return money "£5" end'
quiet "of a loop at the end it is not known"
need 'if h.income > money "£5" then return money "£5" elseif h.cap == nil then return money "£6" end return 0'
quiet "every way ends in a return"
ask money 'nil'
quiet "where there may be none"
edit grant.lua 's/return h.income < p.grant.line end/if h.income < p.grant.line then return true end end/'
says 0 "a condition that gives true or nothing" <<'END'
15: warning: expected true or false, and one way through the function gives nothing
END
check_says "... with what to write" "end it with return false" "$out"
ask flag 'h' && sed -i 's/return h end/return c.ward end/' spoilt/grant.lua
says 1 "a record for a flag" <<'END'
31: error: expected flag, got a record
END
ask rate 'c.income'
says 1 "money for a rate" <<'END'
31: error: expected rate, got money
END
ask date '"01/04/2025"'
says 1 "a date as people write it" <<'END'
31: error: expected a date such as 2025-04-01, got '01/04/2025'
END
ask money 'c.income > 0'
says 1 "a comparison for money" <<'END'
31: error: expected money, got true or false
END
ask money 'c.income > 0 and c.income or c.tenure'
quiet "one of two that it may be is right"
add grant.lua <<'END'
for _, size in ipairs({ "small", "large" }) do
	rule("is_" .. size) {
		on = "household", type = "status", values = { size }, title = size,
		compute = function(c) return size end,
	}
end
END
quiet "a status that is handed to it from outside"

ask status 'c.income > 0 and "a" or "c"' && sed -i 's/type = "status",/& values = { "a", "b" },/' spoilt/grant.lua
says 1 "a status that is not on the list, behind one that is" <<'END'
31: error: 'c' is not among the rule's values
END

# What there may be none of.
for sum in 'c.cap + c.income' 'max(c.income, c.cap)' 'round(-c.cap, money "1p")'; do
	ask money "$sum"
	says 0 "no test for none: $sum" <<'END'
31: warning: a run stops where there is no 'cap': there may be none
END
done
ask flag 'c.cap < c.income'
says 0 "... nor in a comparison" <<'END'
31: warning: a run stops where there is no 'cap': there may be none
END
check_says "... with what to write" "(c.cap or 0)" "$out"
for sum in '(c.cap or 0) + 0' 'c.cap and c.cap + c.income' 'c.cap == nil and 0 or c.cap + c.income' 'c.cap == c.income and c.cap - c.income or 0'; do
	ask money "$sum"
	quiet "tested: $sum"
done
ask money 'c.cap + c.income'
sed -i 's/where: .*/where: income IS NOT NULL AND cap > 0/' spoilt/scenario.yaml
quiet "the scenario may have chosen those that have one"
edit grant.lua 's/{ "rents".*/{ "has a cap", function(h) return h.cap ~= nil end },\n\t\t{ "low", function(h) return h.cap < money "£5" end },/'
quiet "another condition tests it"

# Categories, scales, groups and awards.
ask money 'p.cap.weekly:of("lwo") + p.cap.weekly:of("low")'
cat >>spoilt/parameters.yaml <<'END'
cap:
  weekly:
    title: By band
    type: money
    by: band
    illustrative: made up
    values:
      2024-04-01: {low: £5, high: £6}
END
sed -i '/^    values:/i\    carry: true' spoilt/parameters.yaml
says 1 "a category that there is not" <<'END'
31: error: 'cap.weekly' has no value for the band 'lwo'
END
check_says "... with the nearest" "did you mean 'low'?" "$out"
sed -i 's/"lwo"/c.tenure/' spoilt/grant.lua
says 1 "statuses of which none is a category" <<'END'
31: error: 'cap.weekly' has no value for any band that 'c.tenure' can be
END
fresh
cat >>spoilt/grant.lua <<'END'
total "by_tenure" { count = "household", by = { "tenure" } }
END
printf 'expect:\n  - {total: by_tenure, group: [rents], values: {2025-07-01: 1}}\n' >>spoilt/scenario.yaml
check_status 1 "a group of a total that can never be" reckon check spoilt
check_says "... in words" "total 'by_tenure' has no group 'rents': 'tenure' is never that" "$out"
check_says "... with the nearest" "did you mean 'rent'?" "$out"
edit grant.lua 's/award      = .*/award = decision_table { file = "award.csv", hit = "first", default = "£0" },/'
printf 'if tenure,then award\nrent,-£5\n-,£3\n' >spoilt/award.csv
check_status 1 "a negative award in a table" reckon check spoilt
check_says "... at its cell" "spoilt/award.csv:2:6: error: cell B2: then award: an award of -£5: an award is never negative" "$out"
sed -i 's/-£5/£5/' spoilt/award.csv
sed -i 's/default = "£0"/default = "-£1"/' spoilt/grant.lua
check_status 1 "... or where no row is hit" reckon check spoilt
check_says "... in words" "an award of -£1: an award is never negative" "$out"

# What Lua lets pass.
ask flag 'financial_year(at.start) == 2025'
says 1 "a financial year and a number" <<'END'
31: error: 'financial_year(at.start)' is text, and never '2025'
END
check_says "... with the right text" 'write "2025-26"' "$out"
ask flag 'financial_year(at.start) == "2025"'
says 1 "a financial year and a calendar year" <<'END'
31: error: 'financial_year(at.start)' is a financial year, never '2025'
END
check_says "... with the right text" "did you mean '2025-26'?" "$out"
ask flag 'financial_year(at.start) >= "2025-26" and financial_year(c.moved) ~= "2019-20"'
quiet "a financial year and financial years"
ask flag '#c == 0'
says 1 "the length of a record" <<'END'
31: error: 'c' is a record: '#' counts a list, or the bytes of a text
END
ask flag '#c.income == 0'
says 1 "the length of money" <<'END'
31: error: 'c.income' is money: '#' counts a list, or the bytes of a text
END
ask flag '#related(c, "person") == 0 or #c.tenure == 3 or #{ 1 } == 1'
quiet "the length of lists and texts"
ask text '"has " .. c.income'
says 1 "pence joined to a text" <<'END'
31: error: 'c.income' is money: joined to a text it is a bare number of pence
END
check_status 2 "... which a run refuses too" reckon run spoilt/scenario.yaml -o o.run
ask text '"is " .. (c.income > money "£5")'
says 1 "a flag joined to a text" <<'END'
31: error: '(c.income > money "£5")' is true or false, and '..' joins texts
END
ask text '"of " .. c.rate'
says 1 "a rate joined to a text" <<'END'
31: error: 'c.rate' is a rate, and '..' joins texts
END
check_says "... with what to write" "write tostring(c.rate)" "$out"
ask text 'c.tenure .. #related(c, "person") .. " " .. tostring(c.rate) .. at.start'
quiet "texts and counts joined"
ask flag 'c.moved == c.tenure'
says 1 "a date and a status" <<'END'
31: error: 'c.moved' is a date, and 'c.tenure' is a status: they are never equal
END
ask flag 'c.tenure == "own"'
sed -i 's/c.tenure == "own"/c.tenure == c.colour/' spoilt/grant.lua
printf 'rule "colour" { on = "household", type = "status", title = "Colour", values = { "red", "%s" }, compute = function() return "red" end }\n' \
	blue >colour
cat colour >>spoilt/grant.lua
says 1 "two lists of statuses that have none in common" <<'END'
31: error: 'c.tenure' and 'c.colour' have no status in common: they are never equal
END
sed -i 's/"blue"/"rent"/' spoilt/grant.lua
quiet "... and one in common"
ask money 'round(c.income * (1 + c.rate * 100), money "1p")'
says 0 "a rate as percent, beside 1" <<'END'
31: warning: a rate is 1 where it is 100%: 'c.rate * 100' is 5 where it is 5%, beside 1
END
ask decimal 'c.rate * 100'
quiet "a rate as percent, to be shown"

# Files with the line ends of other systems.
for ends in '\r' '\r\n'; do
	fresh
	awk -v "ORS=$ends" '{ print } /return p.grant.line/ { print "\t\t+ h.cap" }' pack/grant.lua |
		sed 's/return p.grant.line - h.income/return p.grant.line/' >spoilt/grant.lua
	run sh -c 'cd spoilt && exec reckon run scenario.yaml'
	grep -o '^grant.lua:8:7: .*nil value' "$errors" >found
	echo "grant.lua:8:7: error: attempt to perform arithmetic on a nil value" >expected
	check_same "the line of an operator, where lines end with $ends" expected found
done
finish
