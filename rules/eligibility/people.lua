-- What the schemes ask about people and households: plain rules that the schemes' conditions read by name. Those that are
-- yes or no are roles too: related(household, "person", "child") is the list of its children.

rule "age" {
	on      = "person",
	type    = "integer",
	title   = "Age",
	compute = function(c, p, at) return age_on(c.born, at.start) end,
}

rule "child" {
	on      = "person",
	type    = "flag",
	title   = "A child: under 18",
	compute = function(c) return c.age < 18 end,
}

rule "pensioner" {
	on      = "person",
	type    = "flag",
	title   = "Of pension age",
	compute = function(c, p) return c.age >= p.pension.age end,
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
	compute = function(c) return count(related(c, "person", "child")) end,
}

rule "has_child" {
	on      = "household",
	type    = "flag",
	title   = "A child lives there",
	compute = function(c) return any(related(c, "person"), "child") end,
}

rule "has_pensioner" {
	on      = "household",
	type    = "flag",
	title   = "A pensioner lives there",
	compute = function(c) return any(related(c, "person"), "pensioner") end,
}

rule "has_disability" {
	on      = "household",
	type    = "flag",
	title   = "Somebody disabled lives there",
	compute = function(c) return any(related(c, "person"), "disabled") end,
}
