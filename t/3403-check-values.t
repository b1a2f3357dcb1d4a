#!/bin/sh
# reckon check: parameters without a value in a period, and what a scenario sets that changes nothing; and no word about the
# project's own packs.
. "${0%/*}/bad.sh"

sed -i '/^  share:/,$d' pack/parameters.yaml

# says STATUS LEVEL NAME: the check of spoilt finds of that level exactly standard input (file, line and message of each), and ends so.
says() {
	cat >"$scratch/expected"
	run reckon check spoilt
	if [ "$status" -ne "$1" ]; then
		failed "$3"
		show 'standard output' "$out"
		return
	fi
	sed -n "s/^spoilt\/\([a-z.]*:[0-9]*\):[0-9]*: $2:/\1:/p" "$out" >"$scratch/found"
	check_same "$3" "$scratch/expected" "$scratch/found"
}

# warned NAME: it warns of that; refuses NAME: it is an error, as it is, for every record.
warned() {
	says 0 warning "$1"
}
refuses() {
	says 1 error "$1"
}

# quiet NAME: nothing is found in spoilt.
quiet() {
	check "$1" reckon check --strict spoilt || show 'standard output' "$out"
}

# Periods.
edit scenario.yaml 's/^on: .*/on: 2024-04-01/'
quiet "a value on its first day"
edit scenario.yaml 's/^on: .*/on: 2024-03-31/'
refuses "the day before it" <<'END'
parameters.yaml:2: the parameter 'grant.line' has no value on 2024-03-31
END
check_says "... with where its values begin" "its first value, on line 7 of spoilt/parameters.yaml, is from 2024-04-01" "$out"
check_status 2 "... as a run says" reckon run spoilt/scenario.yaml -o o.run
sed -i -e 's/return p.grant.line - h.income/return h.tenure == "own" and p.grant.line or h.income/' \
	-e '/income below the line/{h;d}' -e '/"rents"/{G}' spoilt/grant.lua
warned "... where not every record comes to it" <<'END'
parameters.yaml:2: the parameter 'grant.line' has no value on 2024-03-31
END
edit scenario.yaml 's/^on: .*/on: 2024-03-31/'
sed -i '/^rule/,/^}/s/on *= "household",/&\n\tfrom = "2024-04-01",/' spoilt/grant.lua
quiet "what only rules of later days read needs none"
edit scenario.yaml 's/^on: .*/periods: 2023-24 to 2026-27/'
refuses "the first of several periods" <<'END'
parameters.yaml:2: the parameter 'grant.line' has no value on 2023-04-01
END
edit parameters.yaml 's/2025-04-01: £7,600/2025-04-01: not set/'
refuses "a value that is announced" <<'END'
parameters.yaml:2: the value of 'grant.line' from 2025-04-01 on is not set yet
END

# A figure, which there is in every period.
figure() {
	fresh
	printf '  late:\n    title: Late\n    type: money\n    illustrative: made up\n    values: {2025-08-01: £5}\n' >>spoilt/parameters.yaml
	printf 'figure "whole" { type = "money", title = "Whole", compute = function(f, p, at) %s end }\n' "$1" >>spoilt/grant.lua
}
for body in 'return f.cost + p.grant.late' 'local g = p.grant local cost = f.cost return cost - g.late' \
	'if f.cost > p["grant"]["late"] then return f.cost end return money "£0"' 'return max(-(p.grant.late), f.cost)'; do
	figure "$body"
	refuses "a figure that reads what is set from next month: $body" <<'END'
parameters.yaml:15: the parameter 'grant.late' has no value on 2025-07-01
END
	check_status 2 "... as a run does" reckon run spoilt/scenario.yaml -o o.run
done
for body in 'if at.previous then return p.grant.late end return f.cost' 'return at.previous and p.grant.late or f.cost' \
	'for _ = 1, 0 do return p.grant.late end return f.cost'; do
	figure "$body"
	warned "... and one that may not come to it: $body" <<'END'
parameters.yaml:15: the parameter 'grant.late' has no value on 2025-07-01
END
	check "... which runs" reckon run spoilt/scenario.yaml -o o.run
done
sed -i 's/2025-08-01: £5/2025-06-01: not set/' spoilt/parameters.yaml
sed -i '/^figure/s/function.*/function(f, p) return f.cost + p.grant.late end }/' spoilt/grant.lua
refuses "... what is not set yet" <<'END'
parameters.yaml:15: the value of 'grant.late' from 2025-06-01 on is not set yet
END

# What is set.
edit scenario.yaml 's/grant.amount: £120/grant.amount: £100/'
warned "the value that it has" <<'END'
scenario.yaml:8: setting 'grant.amount' changes nothing: it has this value in every period
END
edit scenario.yaml 's/grant.amount: £120/grant.amount: {2025-26: £100}/'
warned "the value that it has, by date" <<'END'
scenario.yaml:8: setting 'grant.amount' changes nothing: it has this value in every period
END
edit scenario.yaml 's/grant.amount: £120/grant.amount: £100.01/'
quiet "a penny more"
edit scenario.yaml 's/grant.amount: £120/grant.amount: {2025-07-02: £120}/'
warned "from a day behind the last period" <<'END'
scenario.yaml:8: setting 'grant.amount' changes nothing: it has this value in every period
END
edit scenario.yaml 's/grant.amount: £120/grant.amount: {2025-07-01: £120}/'
quiet "from the day itself"
edit scenario.yaml 's/grant.amount: £120/grant.amount: {2026-27: £100}/; s/^on: .*/on: 2026-07-01/'
quiet "the same again, for a year in which it would be carried"
fresh
sed -i 's/p.grant.amount end/money "£120" end/' spoilt/grant.lua
run reckon check spoilt/scenario.yaml
check_says "what no rule reads" "spoilt/scenario.yaml:8:3: warning: setting 'grant.amount' changes nothing: no rule of this scenario reads it" "$out"
fresh
printf 'scenario: higher\nextends: scenario.yaml\nset: {grant.amount: £100}\n' >spoilt/higher.yaml
quiet "what another scenario set is set back"
printf 'scenario: line\nextends: scenario.yaml\nset: {grant.line: £7000}\n' >spoilt/higher.yaml
sed -i 's/grant.amount: £120/grant.amount: {2025-26: £120}/' spoilt/scenario.yaml
printf 'on: 2025-08-01\n' >>spoilt/higher.yaml
quiet "what is taken over from another scenario may be meant for that one"

# An index that only uprating reads.
fresh
cat >>spoilt/parameters.yaml <<'END'
prices:
  title: How much prices rose
  type: rate
  illustrative: made up
  values: {2025-26: 2%}
END
warned "a parameter that nothing reads" <<'END'
parameters.yaml:15: no rule reads the parameter 'prices'
END
sed -i 's/^    illustrative: made up/&\n    uprate: {by: prices, from: 2026-27, step: 1p}/' spoilt/parameters.yaml
quiet "an index is read by what it uprates"
sed -i 's/step: 1p/step: 120/' spoilt/parameters.yaml
quiet "a step as large as the amount"
sed -i 's/step: 120/step: 121/' spoilt/parameters.yaml
warned "a step beyond it" <<'END'
parameters.yaml:9: 'grant.amount' is uprated in steps of £121, more than its value of £120
END
check_says "... with what a bare number is" "a bare number is pounds: ten pence is 10p" "$out"

# A percent sign that one of several rates lacks.
fresh
cat >>spoilt/parameters.yaml <<'END'
share:
  title: A share
  type: rate
  illustrative: made up
  values: {2022-23: 2%, 2023-24: 0, 2024-25: 2.5%, 2025-26: 0.8}
END
sed -i 's/p.grant.amount end/round(p.grant.amount * p.share, money "1p") end/' spoilt/grant.lua
warned "a rate that lacks the sign which others have" <<'END'
parameters.yaml:19: a rate is 1 where it is 100%: 0.8 here is 80%
END
check_says "... with both that may be meant" "others are written with %: write 0.8%, or 80%" "$out"
sed -i 's/0.8}/0.8%}/' spoilt/parameters.yaml
quiet "all with a sign"
sed -i 's/values: {2022.*/values: {2022-23: 0.02, 2025-26: 0.8}/' spoilt/parameters.yaml
quiet "none with a sign"

# The project's own packs, on their tables alone.
for schema in "$top"/schema/*.sql; do
	[ "${schema##*/}" = run.sql ] || cat "$schema"
done >all.sql
check "nothing is found in the packs of the project" reckon check --strict --schema all.sql "$top/rules" || show 'standard output' "$out"

finish
