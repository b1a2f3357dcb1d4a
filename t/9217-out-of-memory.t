#!/bin/sh
# Item 17: whenever memory runs out, for good, a run and an import say so and end with 3: never a crash, never half a file, never a
# database that was changed in part. Each allocation in turn is the first that is refused; a prime step keeps the time short, and
# is a smaller one with RECKON_FAULTS=all. Every allocation is tried, within one process, by run_memory.
. "${0%/*}/bad.sh"

if grep -q __asan_init "$build/reckon"; then
	skip_all "the sanitizer has an allocator of its own"
fi

# How often, at least, a sweep must meet a refusal that ends the command.
least=20
# sweep NAME STEP CHECK COMMAND...: the command runs with memory refused from every STEPth allocation on; CHECK is run after each,
# and prints what is wrong.
sweep() {
	name=$1 step=$2 after=$3
	shift 3
	[ "${RECKON_FAULTS-}" != all ] || step=$(((step + 7) / 8))
	COUNT_INTO=$scratch/count LD_PRELOAD=$build/t/failing_memory.so "$@" >"$out" 2>"$errors" || {
		failed "$name: it works with memory"
		show 'standard error' "$errors"
		return
	}
	last=$(cat "$scratch/count")
	wrong=0 refused=0 from=1
	while [ "$from" -le "$last" ]; do
		restore
		status=0
		FAIL_FROM=$from LD_PRELOAD=$build/t/failing_memory.so "$@" >"$out" 2>"$errors" </dev/null || status=$?
		problem=$($after)
		case $status in
		0) ;;
		3)
			refused=$((refused + 1))
			grep -q 'error: out of memory' "$errors" || problem="$problem; no message"
			;;
		*) problem="$problem; status $status" ;;
		esac
		if [ -n "$problem" ]; then
			wrong=$((wrong + 1))
			[ "$wrong" -gt 5 ] || printf '# from allocation %d on: %s\n' "$from" "${problem#; }"
			[ "$wrong" -gt 5 ] || show 'standard error' "$errors"
		fi
		from=$((from + step))
	done
	if [ "$wrong" -eq 0 ] && [ "$refused" -gt "$least" ]; then
		passed "$name"
	else
		failed "$name"
		printf '# %d of %d wrong, %d refused\n' "$wrong" $((last / step + 1)) "$refused"
	fi
}

fresh
cd spoilt || exit 3
cat >>grant.lua <<'END'
rule "others" {
	on = "household", type = "money", after = { "cost" },
	compute = function(c, p, at) return at.totals.cost - group("cost", "South") end,
}
figure "spent" { type = "money", compute = function(f) return group("cost", "South") end }
figure "twice" { type = "money", compute = function(f) return 2 * f.cost end }
bridge "doubling" { opening = "cost", steps = { "spent" }, closing = "twice" }
finding "much" { level = "info", when = function(f) return f.twice >= 0 end, message = "{twice}" }
END
cat >>scenario.yaml <<'END'
in: £000
expect:
  - {figure: twice, in: £000, values: {2025-07-01: 0.3}, within: {addends: 2}}
  - {total: cost, group: [South], values: {2025-07-01: £120}, source: by hand}
END
restore() {
	rm -f grants.run
}
whole_or_none() {
	for file in *; do
		case $file in
		data.db | grant.lua | parameters.yaml | scenario.yaml) ;;
		grants.run) reckon verify grants.run >"$scratch/verified" 2>&1 || echo "; the run file is not whole" ;;
		*) echo "; left behind: $file" ;;
		esac
	done
}
sweep "a run: a whole run file or none, and a message" 101 whole_or_none reckon run scenario.yaml --jobs 1

# A run file that is there stays as it was, or is replaced whole.
reckon run scenario.yaml >"$out" && cp grants.run ../before.run
restore() {
	cp ../before.run grants.run
}
sweep "a run over another: one of the two run files" 331 whole_or_none reckon run scenario.yaml --jobs 2

restore() {
	:
}
nothing() {
	cmp -s ../before.run grants.run || echo "; the run file was changed"
	[ "$(find . -type f | wc -l)" -eq 5 ] || echo "; something is left behind"
}
cp ../before.run grants.run
sweep "verify changes nothing" 97 nothing reckon verify grants.run
sweep "replay changes nothing" 331 nothing reckon replay grants.run

printf 'id,ward,income,tenure\n' >../rows.csv
for id in 11 12 13 14 15 16 17 18 19 20; do printf '%d,N,£%d,own\n' "$id" "$id"; done >>../rows.csv
cp data.db ../before.db
restore() {
	cp ../before.db data.db
}
all_or_nothing() {
	[ "$(find . -type f | wc -l)" -eq 5 ] || echo "; something is left behind"
	rows=$(sqlite3 data.db 'PRAGMA integrity_check; SELECT count(*) FROM household')
	case $status$rows in
	"3ok
2" | "0ok
12") ;;
	*) echo "; the table holds $rows" ;;
	esac
}
sweep "an import: every row or none" 23 all_or_nothing reckon import data.db household ../rows.csv

restore() {
	rm -rf made
}
all_or_none() {
	[ "$status" -eq 0 ] || [ ! -e made ] || echo "; something of it is left: $(find made -type f)"
}
sweep "a workspace: all of it or nothing" 37 all_or_none reckon init made
rm -rf made

# A check finds all that it would find, or says that it could not.
mkdir ../warned
cp grant.lua parameters.yaml ../warned
grep -v '^in:\|^expect:\|^  - {' scenario.yaml >../warned/scenario.yaml
cp ../before.db ../warned/data.db
cd ../warned || exit 3
cat >>grant.lua <<'END'
rule "band" {
	on = "household", type = "money", optional = true,
	compute = decision_table {
		inputs  = { { "income", type = "money" }, { "moved", type = "date" } },
		outputs = { { "amount", type = "money" } },
		{ "<= £7,000", "-", "£50" },
		{ ">= £7,000", "> 2020-01-01", "£40" },
	},
}
rule "poor_tenant" {
	on = "household", type = "eligibility",
	conditions = all {
		{ "poor tenant", function(h, p) return h.income < p.grant.line and h.tenure == "rent" end },
		{ "not poor", function(h, p) return h.income >= p.grant.line end },
	},
}
END
reckon check . >../check
check_says "a check that has something to say" "7 warnings" ../check
restore() {
	:
}
whole_check() {
	[ "$status" -ne 0 ] || cmp -s ../check "$out" || echo "; what was found is not whole"
}
sweep "a check is whole, or it is said that it is not" 53 whole_check reckon check .
cd ../spoilt || exit 3

# What has no need of memory does without: help is printed all the same, or not, but never in part without a word.
least=-1
restore() {
	:
}
reckon help run >../help
whole_help() {
	[ "$status" -ne 0 ] || cmp -s ../help "$out" || echo "; the help is not whole"
}
sweep "help is whole, or it is said that it is not" 1 whole_help reckon help run

finish
