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

finish
