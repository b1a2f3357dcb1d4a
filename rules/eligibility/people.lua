-- What the schemes ask about people and households: plain rules that the schemes' conditions read by name.
local household = require "household"

rule "age" {
	on      = "person",
	type    = "integer",
	title   = "Age",
	compute = function(c, p, at) return age_on(c.born, at.start) end,
}

rule "income_after_housing" {
	on      = "household",
	type    = "money",
	title   = "Income after housing costs",
	compute = function(c) return c.income - c.housing_costs end,
}

rule "children" {
	on      = "household",
	type    = "integer",
	title   = "Children under 18",
	compute = function(c, p, at) return household.count_aged(c, 0, 17, at.start) end,
}

rule "has_child" {
	on      = "household",
	type    = "flag",
	title   = "A child lives there",
	compute = function(c, p, at) return household.has_anyone_aged(c, 0, 17, at.start) end,
}

rule "has_pensioner" {
	on      = "household",
	type    = "flag",
	title   = "A pensioner lives there",
	compute = function(c, p, at) return household.has_anyone_aged(c, p.pension.age, 130, at.start) end,
}

rule "has_disability" {
	on      = "household",
	type    = "flag",
	title   = "Somebody disabled lives there",
	compute = function(c) return household.has_anyone_disabled(c) end,
}
