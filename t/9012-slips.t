#!/bin/sh
# Slips of the hand are told once, at the place where they were made, with what to write for what was written.
. "${0%/*}/bad.sh"
checked=yes

edit grant.lua '$d'
refused "a brace that is never closed is told where it was opened" <<'END'
grant.lua:23:21: error: this '{' is never closed
    finding "very_poor" {
                        ^
END

edit grant.lua '0,/^	end,/s//	,/'
refused "a function without its end is told behind it" <<'END'
grant.lua:9:1: error: expected an expression, found '}'
    }
    ^ the 'function' at line 6 is not closed yet
END

edit grant.lua '0,/^}/s///'
refused "a brace that is missing between two rules" <<'END'
grant.lua:21:1: error: expected '}' to close '{' at line 2, found 'total'
    total "cost" { sum = "household.grant_award", by = { "ward.name" } }
    ^^^^^ a '}' is missing above, or a comma at the end of line 19
END

edit scenario.yaml 's/\[parameters.yaml\]/[parameters.yaml/; /^set:/,$d'
refused "a bracket that is never closed in YAML" <<'END'
scenario.yaml:6:13: error: this '[' is never closed
    parameters: [parameters.yaml
                ^
END

# set_to VALUE: in a fresh copy, a scenario that ends with that for 'set'.
set_to() {
	fresh
	sed '/^set:/,$d' pack/scenario.yaml >spoilt/scenario.yaml
	echo "set: $1" >>spoilt/scenario.yaml
}
set_to '{grant.amount: £1,250}'
refused "a comma within braces, with the value as it can be written" <<'END'
scenario.yaml:7:24: error: within braces a comma ends the value
    set: {grant.amount: £1,250}
                           ^^^ write it without the comma, £1250, or in quotes
END

set_to '{grant.amount: {2025-04-01: £1,250}}'
refused "the same in a map of days" <<'END'
scenario.yaml:7:37: error: within braces a comma ends the value
    set: {grant.amount: {2025-04-01: £1,250}}
                                        ^^^ write it without the comma, £1250, or in quotes
END

edit parameters.yaml '0,/type: money/s//type: mony/'
refused "a parameter's type, once" <<'END'
parameters.yaml:4:11: error: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not 'mony'
        type: mony
              ^^^^ did you mean 'money'?
END

# A table in a file: the nearest of its kind, and not the rule file that is called nearly so.
edit grant.lua '0,/award .*/s//award = decision_table { file = "grants.csv" },/'
printf 'if income,then award\n-,£5\n' >spoilt/support.csv
printf 'if income,then award\n-,£5\n' >spoilt/grant.csv
refused "a decision table that is not there" <<'END'
grant.lua:18:35: error: there is no file 'grants.csv'
     award = decision_table { file = "grants.csv" },
                                      ^^^^^^^^^^ did you mean 'grant.csv'?
END
rm spoilt/grant.csv
mv spoilt/support.csv spoilt/other.csv
refused "... and where none is near, the only one" <<'END'
grant.lua:18:35: error: there is no file 'grants.csv'
     award = decision_table { file = "grants.csv" },
                                      ^^^^^^^^^^ did you mean 'other.csv'?
END

# slip EXPRESSION HINT: in a condition, that is told with that hint; a no-break space stands for each '@'.
slip() {
	fresh
	line=$(printf '\t\t{ "slips", function(h, p) return %s end },' "$(printf '%s' "$1" | sed 's/@/\xc2\xa0/g')") \
		awk 'NR == 16 { print ENVIRON["line"]; next } { print }' pack/grant.lua >spoilt/grant.lua
	for command in run check; do
		run reckon "$command" spoilt/scenario.yaml
		if grep -q "^spoilt/grant.lua:16:[0-9]*: error: " "$out" "$errors" && grep -qF -- "$2" "$out" "$errors"; then
			passed "$command: $1"
		else
			failed "$command: $1"
			show "output" "$out"
			show "errors" "$errors"
		fi
	done
}
slip 'h.income = h.cap' '^ two values are compared with =='
slip '(h.income = h.cap)' '^ two values are compared with =='
slip 'h.income => p.grant.line' "^ 'at least' is written >="
slip 'h.income =< p.grant.line' "^ 'at most' is written <="
slip 'h.income < 10p' '^^^ write money "10p"'
slip 'h.income < 5k' '^^ write money "£5k"'
slip 'h.income < money 10' '^^ write money "£10"'
slip 'h.rate < rate 5' '^ write rate "5%"'
slip 'h.tenure == rent' '^^^^ a text stands in quotes: "rent"'
slip 'h.income@< p.grant.line' 'this is a no-break space: type a space in its place'
slip 'NOT h.income' '^ write not, in small letters'
slip 'h.income > 0 Or h.cap' '^^ write or, in small letters'
slip 'if h.income then true end' '^^ write if ... then return ... end'
slip 'true end, IF h' '^ write if, in small letters'

edit grant.lua 's/title *= "Below the line"/title == "Below the line"/'
refused "two '=' where a key is set" <<'END'
grant.lua:5:2: error: unknown name 'title'
     title == "Below the line",
     ^^^^^ a key is set with one '=': title = ...
END
edit grant.lua 's/title *= "Below the line"/title: "Below the line"/'
refused "a colon where a key is set" <<'END'
grant.lua:5:9: error: expected a name, found '"Below the line"'
     title: "Below the line",
            ^^^^^^^^^^^^^^^^ a key is set with =, not with :
END
add grant.lua <<'END'
figure "twice" { type = "money", compute = function(c) return f.cost + p.grant.line end }
figure "thrice" { type = "money", compute = function(f) return c.cost end }
END
refused "what a figure's function is handed" <<'END'
grant.lua:29:63: error: unknown name 'f'
    ure "twice" { type = "money", compute = function(c) return f.cost + p.gran
                                                               ^ it is handed to a figure's function: function(f, p, at)
grant.lua:29:72: error: unknown name 'p'
    e" { type = "money", compute = function(c) return f.cost + p.grant.line en
                                                               ^ it is handed to a figure's function: function(f, p, at)
grant.lua:30:64: error: unknown name 'c'
    re "thrice" { type = "money", compute = function(f) return c.cost end }
                                                               ^ a figure reads no record: its function is handed the figures, function(f, p, at)
reckon: 3 errors
END

# Values and cells as schemes word them.
edit parameters.yaml 's/2025-04-01: £7,600/2025-04-01: TBC/'
refused "a value that is announced" <<'END'
parameters.yaml:8:19: error: expected money such as £1,234.50, £17.7m or 50p, got 'TBC'
          2025-04-01: TBC
                      ^^^ what is announced, and not set yet, is written: not set
END
edit parameters.yaml 's/2025-04-01: £7,600/Apr 2025: £7,600 a year/'
refused "a month, and an amount with its unit" <<'END'
parameters.yaml:8:7: error: a value is given from a date or for a financial year, not for 'Apr 2025'
          Apr 2025: £7,600 a year
          ^^^^^^^^ write 2025-04-01, its first day
parameters.yaml:8:17: error: expected money such as £1,234.50, £17.7m or 50p, got '£7,600 a year'
          Apr 2025: £7,600 a year
                    ^^^^^^^^^^^^^ write £7,600 alone: what it is for is said elsewhere
reckon: 2 errors
END
edit parameters.yaml "s/2025-04-01: £7,600/2025-04-01:$(printf '\302\240')£7,600/"
check_status 2 "a no-break space behind a key" reckon run spoilt/scenario.yaml
check_says "... at its place" "spoilt/parameters.yaml:8:18: error: a no-break space: U+00A0" "$errors"
check_says "... with what to type" "^ type a space in its place" "$errors"
edit scenario.yaml 's/^on: .*/periods: 2025-6/'
refused "a financial year with one digit" <<'END'
scenario.yaml:4:10: error: expected a period such as 2025-26, 2025, 2025-Q2, 2025-04 or 2025-04-01, got '2025-6'
    periods: 2025-6
             ^^^^^^ write 2025-26, or of the month 2025-06
END
edit scenario.yaml 's/^on: .*/on: Apr 2025/'
refused "a month where a day is asked for" <<'END'
scenario.yaml:4:5: error: expected a date such as 2025-04-01, got 'Apr 2025'
    on: Apr 2025
        ^^^^^^^^ it takes one day, as 2025-04-01
END
edit grant.lua '0,/award .*/s//award = decision_table { file = "award.csv" },/'
printf 'if income,then award\nup to £100,£5\n£100..£200,£150.05 p.w.\nmore than £200,£9\nover £300,£1\n£400 or more,£1\n..£5,£1\n' >spoilt/award.csv
refused "cells in the words of a scheme" <<'END'
award.csv:2:1: error: cell A2: if income: expected money such as £1,234.50, £17.7m or 50p, got 'up to £100'
    up to £100,£5
    ^ write <= £100
award.csv:3:1: error: cell A3: if income: a range stands in brackets
    £100..£200,£150.05 p.w.
    ^ write [£100..£200]
award.csv:3:12: error: cell B3: then award: expected money such as £1,234.50, £17.7m or 50p, got '£150.05 p.w.'
    £100..£200,£150.05 p.w.
               ^^^^^^^^^^^^ write £150.05 alone: what it is for is said elsewhere
award.csv:4:1: error: cell A4: if income: expected money such as £1,234.50, £17.7m or 50p, got 'more than £200'
    more than £200,£9
    ^ write > £200
award.csv:5:1: error: cell A5: if income: expected money such as £1,234.50, £17.7m or 50p, got 'over £300'
    over £300,£1
    ^ write > £300
award.csv:6:1: error: cell A6: if income: expected money such as £1,234.50, £17.7m or 50p, got '£400 or more'
    £400 or more,£1
    ^ write >= £400
award.csv:7:1: error: cell A7: if income: expected money
    ..£5,£1
    ^ write <= £5
reckon: 7 errors
END

finish
