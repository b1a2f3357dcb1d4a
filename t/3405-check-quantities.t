#!/bin/sh
# reckon check says where pounds are taken for pence, and where money, rates and numbers are taken for each other: in locals, through
# arithmetic and in what functions of the library are given. What is written right it lets pass.
. "${0%/*}/bad.sh"

# finds LUA: with that as the body of the money rule 'need', check finds exactly standard input: column, level and message of each.
finds() {
	need "$1"
	cat >"$scratch/expected"
	run reckon check spoilt
	sed -n 's/^spoilt\/grant.lua:7:\([0-9]*: \)/\1/p' "$out" >"$scratch/found"
	check_same "$1" "$scratch/expected" "$scratch/found"
}

# passes LUA: check finds nothing there.
passes() {
	finds "$1" </dev/null
}

sed -i '6s/(h, p)/(h, p, at)/' pack/grant.lua
sqlite3 pack/data.db 'ALTER TABLE person ADD COLUMN earnings MONEY INTEGER; ALTER TABLE household ADD COLUMN fee DECIMAL TEXT; ALTER TABLE household ADD COLUMN paid REAL;
	ALTER TABLE person ADD COLUMN fare decimal(10,2)' || exit 3
cat >>pack/parameters.yaml <<'END'
  pounds:
    title: An amount that its author declared a decimal
    type: decimal
    illustrative: made up
    values: {2025-26: 60}
END

# Whole numbers that stand in a rule.
finds 'return max(0, h.income - 80)' <<'END'
28: warning: money counts pence: 80 here is £0.80
END
finds 'local limit = 6000 if h.income > limit then return 0 end return h.income' <<'END'
17: warning: money counts pence: 6000 here is £60
END
finds 'local extra = 0 if h.tenure == "rent" then extra = 25 end return h.income + extra' <<'END'
54: warning: money counts pence: 25 here is £0.25
END
finds 'return min(h.income, 350)' <<'END'
24: warning: money counts pence: 350 here is £3.50
END
finds 'if between(h.income, 0, 6000) then return h.income end return -5' <<'END'
27: warning: money counts pence: 6000 here is £60
66: warning: money counts pence: 5 here is £0.05
END
finds 'return round(h.income * h.rate, 5)' <<'END'
35: warning: money counts pence: 5 here is £0.05
END
finds 'return divide(h.income, 52, 1)' <<'END'
31: warning: money counts pence: 1 here is £0.01
END
finds 'return h.income == 100 and p.grant.line or 240' <<'END'
22: warning: money counts pence: 100 here is £1
46: warning: money counts pence: 240 here is £2.40
END
finds 'return sum(related(h, "person", { earnings = 500 }), "earnings")' <<'END'
48: warning: money counts pence: 500 here is £5
END

# One kind for another.
finds 'return count(related(h, "person")) * 15' <<'END'
10: warning: 'count(related(h, "person")) * 15' is a number, where money is meant, which counts pence
END
finds 'return h.income + count(related(h, "person"))' <<'END'
21: warning: 'count(related(h, "person"))' is a number, and 'h.income' is money, which counts pence
END
# A float of pounds is compared with pence too; added, it stops a run.
finds 'if h.paid <= p.grant.line then return h.income end return p.grant.line' <<'END'
6: warning: 'h.paid' is a float, and 'p.grant.line' is money, which counts pence
END
passes 'if h.paid <= 7 and h.paid + h.paid > 1 then return h.income end return p.grant.line'
# A decimal, in which £75 is 75, is 75p beside money.
finds 'return h.income + p.grant.pounds' <<'END'
21: warning: 'p.grant.pounds' is a decimal, and 'h.income' is money, which counts pence
END
finds 'if h.fee <= p.grant.line then return max(h.income, h.fee) end return h.income' <<'END'
6: warning: 'h.fee' is a decimal, and 'p.grant.line' is money, which counts pence
54: warning: 'h.fee' is a decimal, and 'h.income' is money, which counts pence
END
finds 'return p.grant.line == h.fee and p.grant.line or h.income - h.fee' <<'END'
26: warning: 'h.fee' is a decimal, and 'p.grant.line' is money, which counts pence
63: warning: 'h.fee' is a decimal, and 'h.income' is money, which counts pence
END
finds 'if h.income > h.fee * 2 then return h.fee end return decimal "12.50"' <<'END'
17: warning: 'h.fee * 2' is a decimal, and 'h.income' is money, which counts pence
39: warning: 'h.fee' is a decimal, where money is meant, which counts pence
56: warning: 'decimal "12.50"' is a decimal, where money is meant, which counts pence
END
finds 'if between(h.income, 0, h.fee) then return sum(related(h, "person"), "fare") end return h.income' <<'END'
27: warning: 'h.fee' is a decimal, and 'h.income' is money, which counts pence
46: warning: 'sum(related(h, "person"), "fare")' is a decimal, where money is meant, which counts pence
END
passes 'return round(h.income * h.fee, money "1p") + h.fee * money "£1" + multiply(p.grant.pounds, p.grant.line)'
passes 'if h.fee > 50 and h.fee <= p.grant.pounds then return divide(h.income, h.fee, money "1p") end return h.income'
finds 'return h.income * p.grant.line' <<'END'
10: error: 'h.income * p.grant.line' is money times money, where money is meant
END
finds 'if h.income < h.rate then return 0 end return h.income' <<'END'
17: error: 'h.rate' is a rate, and 'h.income' is money
END
finds 'return h.income + p.grant.share' <<'END'
21: error: 'p.grant.share' is a rate, and 'h.income' is money
END
finds 'return p.grant.share' <<'END'
10: error: 'p.grant.share' is a rate, where money is meant
END
finds 'if h.rate >= 50 then return 0 end return h.income' <<'END'
16: warning: a rate is 1 where it is 100%: 50 here is 5000%
END
finds 'return divide(52, h.income, money "1p")' <<'END'
21: warning: a number is divided by 'h.income', which is money
END
finds 'return age_on(at.start, h.moved) * money "£1"' <<'END'
17: error: 'age_on' takes the day of birth first
END

# What a function of the library will refuse when it is called.
finds 'if h.income > money "12.505" then return 0 end return h.income' <<'END'
23: error: '12.505' is not whole pence
END
finds 'if h.moved > date "01/04/2025" then return 0 end return h.income' <<'END'
21: error: expected a date such as 2025-04-01, got '01/04/2025'
END
finds 'return days_between(h.moved, "2025-02-30") * money "£1"' <<'END'
32: error: '2025-02-30' is not a date: February 2025 has days 01 to 28
END
finds 'return divide(h.income, 52)' <<'END'
10: error: 'divide' needs the step to round to
END
finds 'return round(h.income, money "1p", "halfup")' <<'END'
38: error: 'round' has no rounding mode 'halfup'
END

finds 'return days_between(add_months(h.moved, 1), at.start) * money "1p"' <<'END'
23: error: 'add_months' needs the month-end rule
END
finds 'return days_between(add_months(h.moved, 1, "lastday"), at.start) * money "1p"' <<'END'
46: error: 'add_months' has no month-end rule 'lastday'
END

passes 'return max(0, h.income - money "£80")'
passes 'return days_between(add_months(h.moved, 1, "overflow"), add_months(at.start, -1, "error")) * money "1p"'
passes 'local limit = money "£6,000" if h.income > limit then return 0 end return h.income'
passes 'return round(h.income * (1 + p.grant.share), money "5p")'
passes 'return round(12 * h.income * 2, money "£1", "down") - h.income % money "£10"'
passes 'return divide(h.income * p.grant.line, p.grant.line + money "1p", money "1p")'
passes 'return count(related(h, "person"), "student") * money "£15"'
passes 'if h.rate > 1 or count(related(h, "person")) >= 2 then return money "£0" end return h.income'
passes 'return round(divide(h.income, p.grant.line, rate "0.1%") * p.grant.line, money "1p")'
# In a list stands what belongs together, of which not all is money.
passes 'local week = { p.grant.amount, 52 } return week[1] * week[2]'
passes 'for _, b in ipairs { { money "£100", 1 }, { money "£200", 2 } } do if h.income < b[1] then return b[1] * b[2] end end return 0'
passes 'local parts = {} table.insert(parts, 1, h.income) local s = money "£0" for _, v in ipairs(parts) do s = s + v end return s'
finds 'local limits = { 6000, 8000 } if h.income < limits[1] then return h.income end return 0' <<'END'
20: warning: money counts pence: 6000 here is £60
26: warning: money counts pence: 8000 here is £80
END
finish
