-- Children, and what of them counts for their family.
rule "age" {
	on      = "child",
	type    = "integer",
	title   = "Age on the day",
	compute = function(c, p, at) return age_on(c.born, at.start) end,
}

rule "of_school_age" {
	on      = "child",
	type    = "flag",
	title   = "Of school age",
	compute = function(c, p) return between(c.age, p.clothing_grant.first_age, p.clothing_grant.last_age) end,
}

rule "school_children" {
	on      = "family",
	type    = "integer",
	title   = "Children of school age",
	compute = function(c) return count(related(c, "child", "of_school_age")) end,
}

-- A status is one of a list of words. Tables like this one can also stand in a CSV file: see clothing_grant.lua.
rule "family_size" {
	on      = "family",
	type    = "status",
	values  = { "no_children", "one_child", "several" },
	title   = "Family size",
	compute = decision_table {
		hit     = "unique",
		inputs  = { { "school_children", type = "integer" } },
		outputs = { { "size", type = "text" } },
		{ "0",    "no_children" },
		{ "1",    "one_child" },
		{ ">= 2", "several" },
	},
}

rule "last_school_year" {
	on       = "family",
	type     = "text",
	optional = true,
	title    = "Year in which the youngest child leaves school age",
	compute  = function(c, p)
		local youngest = greatest(related(c, "child", "of_school_age"), "born")
		return youngest and financial_year(add_months(youngest.born, 12 * (p.clothing_grant.last_age + 1), "last_day"))
	end,
}
