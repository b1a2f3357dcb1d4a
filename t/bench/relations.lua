-- Households and the people in them over five periods, and a pass that waits for a total: what relations.sql says.
rule "liable" {
	on      = "person",
	type    = "flag",
	compute = function(c, p, at) return age_on(c.born, at.start) >= 18 and not c.household.exempt end,
}

rule "contribution" {
	on      = "person",
	type    = "money",
	compute = function(c, p)
		if not c.liable then return 0 end
		return round(c.income * p.levy.share, money "10p")
	end,
}

rule "children" {
	on      = "household",
	type    = "integer",
	compute = function(c, p, at)
		local children = 0
		for _, person in ipairs(related(c, "person")) do
			if age_on(person.born, at.start) < 18 then children = children + 1 end
		end
		return children
	end,
}

rule "charge" {
	on      = "household",
	type    = "money",
	compute = function(c, p)
		local sum = 0
		for _, person in ipairs(related(c, "person")) do sum = sum + person.contribution end
		return min(sum, p.levy.most)
	end,
}

rule "charged_so_far" {
	on      = "household",
	type    = "money",
	compute = function(c, p, at)
		if not at.previous then return c.charge end
		return at.previous.charged_so_far + c.charge
	end,
}

total "charged" { sum = "household.charge", by = { "district" } }

rule "part" {
	on      = "household",
	type    = "decimal",
	after   = { "charged" },
	compute = function(c, p, at) return divide(c.charge * 1000000, at.totals.charged, decimal "0.0001") end,
}
