-- The personal allowance with its taper, and income tax on what is left (England and Northern Ireland; earnings and pensions).

rule "personal_allowance" {
	on       = "tax_case",
	type     = "money",
	title    = "Personal allowance",
	source   = "Income Tax Act 2007, section 35: half of the excess is taken off, and what remains rounded up to a whole pound",
	dated_by = "day",
	compute  = function(c, p)
		local excess = max(0, c.income - p.personal_allowance.income_limit)
		local remaining = p.personal_allowance.amount - p.personal_allowance.taper * excess
		return max(0, round(remaining, money "£1", "ceiling"))
	end,
}

rule "income_tax" {
	on       = "tax_case",
	type     = "money",
	title    = "Income tax",
	source   = "Income Tax Act 2007, sections 10 and 23",
	dated_by = "day",
	compute  = function(c, p)
		local taxed = max(0, c.income - c.personal_allowance)
		return round(p.income_tax.rates:of(taxed), money "1p", "floor")
	end,
}
