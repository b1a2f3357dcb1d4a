-- Charges uplifted at decimal rates and rounded to 5p and 25p: what fees.sql says as one statement.
rule "proposed" {
	on      = "charge",
	type    = "money",
	compute = function(c, p)
		if c.statutory then return c.current end
		local uplift = c.own_rate or c.covers_staff and p.uplift.staff or p.uplift.general
		return round(c.current * (1 + uplift), c.current < p.fee.large_from and money "5p" or money "25p")
	end,
}

rule "increase" {
	on      = "charge",
	type    = "money",
	compute = function(c) return c.proposed - c.current end,
}

rule "rise" {
	on      = "charge",
	type    = "rate",
	compute = function(c) return divide(c.increase, c.current, rate "0.01%") end,
}

rule "with_vat" {
	on      = "charge",
	type    = "money",
	compute = function(c, p) return round(c.proposed * (1 + p.fee.vat), money "1p") end,
}

rule "concession" {
	on      = "charge",
	type    = "money",
	compute = function(c, p) return round(c.proposed * p.fee.concession, money "5p", "down") end,
}

rule "income" {
	on      = "charge",
	type    = "money",
	compute = function(c) return c.proposed * c.volume end,
}

total "all_income" { sum = "charge.income" }
