-- Winter fuel payment of a person who lives alone, in England or Wales, from the winter of 2025 on.

rule "winter_fuel_payment" {
	on       = "winter_fuel_case",
	type     = "money",
	title    = "Winter fuel payment",
	source   = "Social Fund Winter Fuel Payment Regulations 2025",
	from     = "2025-09-15",
	dated_by = "day",
	compute  = function(c, p)
		return p.winter_fuel.payment:of(age_on(c.born, p.winter_fuel.qualifying_week_ends))
	end,
}

rule "winter_fuel_recovery" {
	on       = "winter_fuel_case",
	type     = "money",
	title    = "Winter fuel payment that is recovered",
	source   = "Winter Fuel Payment, GOV.UK",
	from     = "2025-09-15",
	dated_by = "day",
	compute  = function(c, p)
		if c.income > p.winter_fuel.income_limit then return c.winter_fuel_payment end
		return 0
	end,
}
