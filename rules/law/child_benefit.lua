-- Child benefit, and the charge on those of high income.

rule "child_benefit" {
	on       = "child_benefit_case",
	type     = "money",
	title    = "Child benefit",
	source   = "Child Benefit (Rates) Regulations 2006, regulation 2",
	dated_by = "day",
	compute  = function(c, p)
		if c.children == 0 then return 0 end
		local weekly = p.child_benefit.weekly:of("eldest") + (c.children - 1) * p.child_benefit.weekly:of("other")
		return c.weeks * weekly
	end,
}

-- The benefit of the year, the percentage and the charge are each rounded down to a whole number.
rule "high_income_charge" {
	on       = "child_benefit_case",
	type     = "money",
	title    = "High income child benefit charge",
	source   = "Income Tax (Earnings and Pensions) Act 2003, section 681C(2) and (3)",
	dated_by = "day",
	compute  = function(c, p)
		local excess = max(0, c.income - p.child_benefit.charge.threshold)
		local percent = min(100, divide(excess, p.child_benefit.charge.step, 1, "floor"))
		local benefit = round(c.child_benefit, money "£1", "floor")
		return divide(percent * benefit, 100, money "£1", "floor")
	end,
}
