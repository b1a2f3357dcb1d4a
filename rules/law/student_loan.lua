-- Repayment of a student loan out of a year's income, and out of a month's pay.

rule "student_loan_repayment" {
	on       = "student_loan_case",
	type     = "money",
	title    = "Student loan repayment",
	source   = "Education (Student Loans) (Repayment) Regulations 2009: whole pounds, rounded down",
	dated_by = "day",
	compute  = function(c, p)
		local excess = max(0, c.income - p.student_loan.threshold:of(c.plan))
		return round(p.student_loan.rate:of(c.plan) * excess, money "£1", "floor")
	end,
}

rule "student_loan_deduction" {
	on       = "student_loan_case",
	type     = "money",
	title    = "Student loan deduction from a month's pay",
	source   = "Repaying your student loan: how much you repay, GOV.UK",
	dated_by = "day",
	compute  = function(c, p)
		local pay = divide(c.income, 12, money "1p", "floor")
		local threshold = divide(p.student_loan.threshold:of(c.plan), 12, money "1p", "floor")
		return round(p.student_loan.rate:of(c.plan) * max(0, pay - threshold), money "£1", "floor")
	end,
}
