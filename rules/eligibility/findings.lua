-- What somebody should look at before an award is paid. Those that look for slips in the records pass over facts that are
-- not known: these are listed as such already.

finding "earnings_above_income" {
	on      = "household",
	level   = "warning",
	title   = "Earns more than the whole income",
	when    = function(c) return known(c, "earnings") and known(c, "income") and c.earnings > c.income end,
	message = "earnings of {earnings} are part of an income of {income}",
}

finding "nobody_recorded" {
	on      = "household",
	level   = "warning",
	title   = "Nobody is recorded at the address",
	when    = function(c) return #related(c, "person") == 0 end,
	message = "no person is recorded for this household",
}

finding "very_young_householder" {
	on      = "person",
	level   = "warning",
	title   = "A householder under sixteen",
	when    = function(c) return c.relationship == "householder" and known(c, "age") and c.age < 16 end,
	message = "a householder aged {age}",
}

finding "meals_without_entitlement" {
	on      = "pupil",
	level   = "info",
	title   = "Takes free meals without an entitlement on record",
	when    = function(c, p)
		return c.free_meals and c.year_group > p.infant_meals.last_year_group and not c.free_school_meals
	end,
	message = "takes free meals in year {year_group}; benefit {person.household.benefit}, earnings {person.household.earnings}",
}

finding "debt_beyond_help" {
	on      = "council_tax_account",
	level   = "info",
	title   = "Arrears above the most that is paid off",
	when    = function(c, p) return c.arrears_support and c.arrears > p.arrears_support.most end,
	message = "owes {arrears}, of which {arrears_support_award} would be paid",
}
