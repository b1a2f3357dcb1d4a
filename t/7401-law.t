#!/bin/sh
# Five rules of published law come to what was counted by hand at and on both sides of each threshold, and to no other figures.
. "${0%/*}/lib.sh"

sqlite3 law.db <"$top/schema/law.sql" || exit 3
for table in tax_case child_benefit_case purchase_case student_loan_case winter_fuel_case; do
	reckon import law.db "$table" "$top/schema/law/$table.csv" >>imported || exit 3
done
check_output "there are worked examples of each rule" cat imported <<'E'
20 rows imported into 'tax_case'
17 rows imported into 'child_benefit_case'
49 rows imported into 'purchase_case'
25 rows imported into 'student_loan_case'
9 rows imported into 'winter_fuel_case'
E
cp -r "$top/rules/law" pack || exit 3
check "every worked example comes to what it must" reckon run pack/worked-examples.yaml --data law.db -o law.run

# The same without the pack's own comparison.
sqlite3 law.db "ATTACH 'law.run' AS run;
	SELECT case_id, personal_allowance, income_tax FROM tax_case JOIN run.outcome_tax_case USING (case_id)
		WHERE (personal_allowance, income_tax) IS NOT (expected_allowance, expected_tax);
	SELECT case_id, child_benefit, high_income_charge FROM child_benefit_case JOIN run.outcome_child_benefit_case USING (case_id)
		WHERE (child_benefit, high_income_charge) IS NOT (expected_benefit, expected_charge);
	SELECT case_id, stamp_duty FROM purchase_case JOIN run.outcome_purchase_case USING (case_id)
		WHERE stamp_duty IS NOT expected_duty;
	SELECT case_id, student_loan_repayment, student_loan_deduction FROM student_loan_case JOIN run.outcome_student_loan_case USING (case_id)
		WHERE (student_loan_repayment, student_loan_deduction) IS NOT (expected_repayment, expected_deduction);
	SELECT case_id, winter_fuel_payment, winter_fuel_recovery FROM winter_fuel_case JOIN run.outcome_winter_fuel_case USING (case_id)
		WHERE (winter_fuel_payment, winter_fuel_recovery) IS NOT (expected_payment, expected_recovery);
	SELECT (SELECT count(*) FROM run.outcome_tax_case) + (SELECT count(*) FROM run.outcome_child_benefit_case)
		+ (SELECT count(*) FROM run.outcome_purchase_case) + (SELECT count(*) FROM run.outcome_student_loan_case)
		+ (SELECT count(*) FROM run.outcome_winter_fuel_case);" >got
echo 120 >expected
check_same "... each by itself" expected got

# moved NAME: with a parameter set otherwise, by what standard input says, some example departs.
moved() {
	{ printf 'scenario: moved\nextends: worked-examples.yaml\nset:\n'; cat; } >pack/moved.yaml
	reckon run pack/moved.yaml --data law.db -o moved.run >"$out" 2>"$errors"
	status=$?
	if [ "$status" = 1 ] && grep -q 'MISSED\|missed' "$out"; then passed "$1"; else failed "$1"; show "printed" "$out"; show "said" "$errors"; fi
}
moved "a pound on the personal allowance shows" <<'Y'
  personal_allowance.amount: {2021-04-06: £12571}
Y
moved "two pounds on the limit of its taper show" <<'Y'
  personal_allowance.income_limit: {2010-04-06: £100002}
Y
moved "a pound on the basic rate limit shows" <<'Y'
  income_tax.rates: {2023-04-06: [{from: £0, rate: 20%}, {over: £37701, rate: 40%}, {over: £125140, rate: 45%}]}
Y
moved "a pound on the higher rate limit shows" <<'Y'
  income_tax.rates: {2023-04-06: [{from: £0, rate: 20%}, {over: £37700, rate: 40%}, {over: £125141, rate: 45%}]}
Y
moved "a penny of child benefit shows" <<'Y'
  child_benefit.weekly: {2025-04-07: {eldest: £26.05, other: £17.26}}
Y
moved "a pound on the threshold of its charge shows" <<'Y'
  child_benefit.charge.threshold: {2024-04-06: £60001}
Y
moved "a pound on the nil band of stamp duty shows" <<'Y'
  stamp_duty.rates: {2025-04-01: [{from: £0, rate: 0%}, {over: £125001, rate: 2%}, {over: £250000, rate: 5%}, {over: £925000, rate: 10%}, {over: £1500000, rate: 12%}]}
Y
moved "a bracket of the whole price that holds its first pound shows" <<'Y'
  stamp_duty.slab: {2012-03-22: [{from: £0, rate: 0%}, {from: £125000, rate: 1%}, {over: £250000, rate: 3%}, {over: £500000, rate: 4%}, {over: £1000000, rate: 5%}, {over: £2000000, rate: 7%}]}
Y
moved "a pound on the dearest first home shows" <<'Y'
  stamp_duty.first_time.dearest: {2025-04-01: £500001}
Y
moved "a pound on one plan's threshold shows" <<'Y'
  student_loan.threshold: {2025-04-06: {plan_1: £26065, plan_2: £28471, plan_4: £32745, plan_5: £25000, postgraduate: £21000}}
Y
moved "another day of the qualifying week shows" <<'Y'
  winter_fuel.qualifying_week_ends: {2025-09-15: 2025-09-20}
Y
moved "a payment from another age shows" <<'Y'
  winter_fuel.payment: {2025-09-15: [{from: 66, amount: £200}, {over: 80, amount: £300}]}
Y
moved "a pound on the income limit of winter fuel payments shows" <<'Y'
  winter_fuel.income_limit: {2025-09-15: £35001}
Y

check "the run replays" reckon replay law.run
finish
