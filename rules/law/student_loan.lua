-- Repayment of a student loan out of a year's income.

rule "student_loan_repayment" {
	on       = "student_loan_case",
	type     = "money",
	title    = "Student loan repayment",
	source   = "Education (Student Loans) (Repayment) Regulations 2009: whole pounds, rounded down",
	dated_by = "day",
	compute  = function(c, p)
		local excess = max(0, c.income - p.student_loan.threshold:of(c.plan))
		return round(p.student_loan.rate * excess, money "£1", "floor")
	end,
}
