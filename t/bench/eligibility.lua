-- Ten eligibility rules of three conditions, with awards: what eligibility.sql says as one statement.
local function renting(c) return c.tenure == "rent" or c.tenure == "social" end
local function low_income(c, p) return c.income < p.limit.income end
local function low_savings(c, p) return c.savings < p.limit.savings end

local function scheme(name, conditions, award)
	rule(name) { on = "claimant", type = "eligibility", conditions = conditions, award = award }
end

scheme("winter_fuel", all {
	{ "is of pension age", function(c, p) return c.born <= p.limit.born end },
	{ "has a low income", low_income },
	{ "does not work", function(c) return not c.working end },
}, function(c, p) return p.award.fuel end)

scheme("housing_payment", all {
	{ "rents", renting },
	{ "is in arrears", function(c, p) return c.arrears > p.limit.arrears end },
	{ "has little saved", low_savings },
}, function(c, p) return min(c.arrears, p.award.most) end)

scheme("school_clothes", all {
	{ "has children", function(c) return c.children > 0 end },
	{ "has a low income", low_income },
	{ "has little saved", low_savings },
}, function(c, p) return p.award.clothes * c.children end)

scheme("carers_grant", all {
	{ "cares for somebody", function(c) return c.cares end },
	any {
		{ "does not work", function(c) return not c.working end },
		{ "has a low income", low_income },
	},
}, function(c, p) return p.award.carer end)

scheme("adaptation", all {
	{ "is disabled", function(c) return c.disabled end },
	{ "owns their home", function(c) return c.tenure == "own" end },
	{ "has less than twice the limit saved", function(c, p) return c.savings < 2 * p.limit.savings end },
}, function(c, p) return p.award.family end)

scheme("rent_relief", all {
	{ "pays rent", function(c) return c.rent > 0 end },
	{ "rents", renting },
	{ "has a low income", low_income },
}, function(c, p) return round(c.rent * p.award.share, money "25p") end)

scheme("lone_parent", all {
	{ "is the one adult", function(c) return c.adults == 1 end },
	{ "has children", function(c) return c.children > 0 end },
	{ "has a low income", low_income },
}, function(c, p) return p.award.family end)

scheme("crisis_loan", all {
	{ "has the housing payment", function(c) return c.housing_payment end },
	{ "has a low income", low_income },
	{ "has a rent to pay", function(c, p) return c.rent > p.limit.arrears end },
}, function(c, p) return c.rent + c.housing_payment_award end)

scheme("debt_advice", any {
	{ "is deep in arrears", function(c, p) return c.arrears > 2 * p.limit.arrears end },
	all {
		{ "is in arrears", function(c, p) return c.arrears > p.limit.arrears end },
		{ "has a low income", low_income },
	},
}, function(c, p) return p.award.advice end)

scheme("bus_pass", any {
	{ "is of pension age", function(c, p) return c.born <= p.limit.born end },
	{ "is disabled", function(c) return c.disabled end },
	{ "cares for somebody", function(c) return c.cares end },
}, function(c, p) return p.award.pass end)
