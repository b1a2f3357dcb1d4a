-- Each worked example against what it must come to. A case that departs is a finding of its own, and the totals must be 0.

local function departs_in_tax(c)
	return c.personal_allowance ~= c.expected_allowance or c.income_tax ~= c.expected_tax
end
local function departs_in_child_benefit(c)
	return c.child_benefit ~= c.expected_benefit or c.high_income_charge ~= c.expected_charge
end
local function departs_in_stamp_duty(c) return c.stamp_duty ~= c.expected_duty end
local function departs_in_student_loan(c)
	return c.student_loan_repayment ~= c.expected_repayment or c.student_loan_deduction ~= c.expected_deduction
end
local function departs_in_winter_fuel(c)
	return c.winter_fuel_payment ~= c.expected_payment or c.winter_fuel_recovery ~= c.expected_recovery
end

local function examples(name, on, departs, message)
	total(name .. "_departures") { count = on, where = departs, title = "Worked examples that depart: " .. on }
	finding(name .. "_departs") {
		on      = on,
		level   = "error",
		title   = "Worked examples that depart: " .. on,
		when    = departs,
		message = message,
	}
end

examples("income_tax", "tax_case", departs_in_tax,
	"{about}: {personal_allowance} and {income_tax}, not {expected_allowance} and {expected_tax}")
examples("child_benefit", "child_benefit_case", departs_in_child_benefit,
	"{about}: {child_benefit} and {high_income_charge}, not {expected_benefit} and {expected_charge}")
examples("stamp_duty", "purchase_case", departs_in_stamp_duty,
	"{about}: {stamp_duty}, not {expected_duty}")
examples("student_loan", "student_loan_case", departs_in_student_loan,
	"{about}: {student_loan_repayment} and {student_loan_deduction}, not {expected_repayment} and {expected_deduction}")
examples("winter_fuel", "winter_fuel_case", departs_in_winter_fuel,
	"{about}: {winter_fuel_payment} and {winter_fuel_recovery}, not {expected_payment} and {expected_recovery}")
