-- Warmer homes.

rule "warm_home" {
	on         = "household",
	type       = "eligibility",
	title      = "Warm home grant",
	source     = "Home retrofits with the district councils; conditions after the national Warm Homes: Local Grant",
	conditions = all {
		{ "the home is owned or privately rented", function(c)
			return c.tenure == "owned" or c.tenure == "mortgaged" or c.tenure == "private_rent"
		end },
		{ "its energy rating is D or worse", function(c) return c.energy_rating >= "D" end },
		any {
			{ "receives a means-tested benefit", function(c) return c.benefit ~= "none" end },
			{ "income is not above the limit", function(c, p) return c.income <= p.warm_home.income_limit end },
		},
	},
	award = function(c, p) return p.warm_home.grant end,
}
