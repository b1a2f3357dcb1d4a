-- Ten flags and an award in tiers, with rounding: what flags.sql says as one statement.
local function flag(name, compute)
	rule(name) { on = "household", type = "flag", compute = compute }
end

flag("low_income", function(c, p) return c.income < p.limit.income end)
flag("low_savings", function(c, p) return c.savings < p.limit.savings end)
flag("lone_parent", function(c) return c.children > 0 and c.adults == 1 end)
flag("rents", function(c) return c.tenure == "rent" or c.tenure == "social" end)
flag("low_band", function(c) return c.band <= "C" end)
flag("disabled_there", function(c) return c.disabled end)
flag("in_arrears", function(c, p) return c.arrears > p.limit.arrears end)
flag("long_there", function(c) return c.moved < "2020-01-05" end)
flag("first_district", function(c) return c.district == "district 1" end)
flag("poor", function(c) return c.low_income and c.low_savings end)

rule "award" {
	on      = "household",
	type    = "money",
	compute = function(c, p)
		if not c.poor then return 0 end
		if c.children > 2 then return round(c.arrears * p.award.share, money "10p") end
		if c.children > 0 then return p.award.family end
		return p.award.others
	end,
}
