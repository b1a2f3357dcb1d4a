-- Council tax: the charge, the discount for a single adult, relief for care leavers, the reduction for low incomes by a
-- table of bands, and help with arrears.

rule "full_charge" {
	on      = "council_tax_account",
	type    = "money",
	title   = "Council tax before discounts",
	source  = "Local Government Finance Act 1992, section 5(1)",
	compute = function(c, p, at)
		local charge = lookup("council_tax_charge", {
			year = financial_year(at.start),
			district = c.household.district.code,
		})
		return divide(multiply(charge.band_d, c.band.ninths), 9, money "1p")
	end,
}

-- Of the many who are disregarded, the records know students and those under eighteen.
rule "counts_for_council_tax" {
	on         = "person",
	type       = "eligibility",
	title      = "Adult who counts for council tax",
	source     = "Local Government Finance Act 1992, sections 6(5) and 11, Schedule 1 paragraph 4",
	conditions = all {
		{ "is eighteen or older", function(c) return c.age >= 18 end },
		{ "is not a full-time student", function(c) return not c.student end },
	},
}

rule "adults_who_count" {
	on      = "household",
	type    = "integer",
	title   = "Adults who count",
	compute = function(c) return count(related(c, "person"), "counts_for_council_tax") end,
}

rule "single_adult_discount" {
	on         = "council_tax_account",
	type       = "eligibility",
	title      = "Single adult discount",
	source     = "Local Government Finance Act 1992, section 11(1)(a)",
	conditions = all {
		{ "an adult counts", function(c) return any(related(c.household, "person"), "counts_for_council_tax") end },
		-- Two who are known to count settle it, whatever is missing about a third.
		{ "no second adult counts",
		  function(c) return not at_least(2, related(c.household, "person"), "counts_for_council_tax") end },
	},
	award = function(c, p) return round(c.full_charge * p.single_adult_discount.share, money "1p") end,
}

rule "bill" {
	on      = "council_tax_account",
	type    = "money",
	title   = "Council tax after the discount",
	compute = function(c) return c.full_charge - c.single_adult_discount_award end,
}

rule "has_liable_care_leaver" {
	on      = "household",
	type    = "flag",
	title   = "A care leaver is named on the bill",
	compute = function(c) return any(related(c, "person", "liable"), "care_leaver") end,
}

rule "care_leaver_relief" {
	on         = "council_tax_account",
	type       = "eligibility",
	title      = "Care leavers' council tax relief",
	source     = "Local Government Finance Act 1992, section 13A(1)(c): the council's own scheme",
	conditions = all {
		{ "a care leaver is named on the bill", function(c) return c.household.has_liable_care_leaver end },
	},
	award = function(c, p) return round(c.bill * p.care_leaver.relief, money "1p") end,
}

rule "weekly_income" {
	on      = "household",
	type    = "money",
	title   = "Income a week",
	compute = function(c) return divide(c.income, 52, money "1p", "floor") end,
}

-- What the district takes off the bill of a household of working age, by weekly income and children.
rule "reduction_share" {
	on      = "council_tax_account",
	type    = "rate",
	title   = "Share of the bill taken off",
	compute = decision_table {
		hit     = "first",
		inputs  = { { "household.weekly_income", type = "money" }, { "household.children", type = "integer" } },
		outputs = { { "share", type = "rate" } },
		default = { "0%" },
		{ "<= £150", "-",    "100%" },
		{ "<= £225", ">= 2", "90%" },
		{ "<= £225", "1",    "80%" },
		{ "<= £225", "0",    "70%" },
		{ "<= £300", ">= 2", "65%" },
		{ "<= £300", "1",    "50%" },
		{ "<= £300", "0",    "35%" },
		{ "<= £400", ">= 2", "40%" },
		{ "<= £400", "1",    "25%" },
	},
}

rule "council_tax_reduction" {
	on         = "council_tax_account",
	type       = "eligibility",
	title      = "Council tax reduction, working age",
	source     = "Local Government Finance Act 1992, section 13A(1)(a) and (2): a district's own scheme",
	conditions = all {
		{ "nobody is of pension age", function(c) return not c.household.has_pensioner end },
		{ "savings are not above the limit",
		  function(c, p) return c.household.savings <= p.council_tax_reduction.savings_limit end },
		{ "income is within the table", function(c) return c.reduction_share > 0 end },
	},
	award = function(c) return round(c.bill * c.reduction_share, money "1p") end,
}

rule "arrears_support" {
	on         = "council_tax_account",
	type       = "eligibility",
	title      = "Help with council tax arrears",
	source     = "Huntingdonshire council tax pilot, funded from the Household Support Fund",
	conditions = all {
		{ "lives in the district of the pilot",
		  function(c, p) return c.household.district.code == p.arrears_support.district end },
		{ "owes at least the least debt that is helped", function(c, p) return c.arrears >= p.arrears_support.least end },
		{ "household income is not above the limit",
		  function(c, p) return c.household.income <= p.arrears_support.income_limit end },
		{ "could not pay the debt from savings", function(c) return c.household.savings < c.arrears end },
		{ "met a debt adviser in the last twelve months", function(c, p, at)
			return c.advice_on ~= nil and add_months(c.advice_on, p.arrears_support.advice_months, "last_day") > at.start
		end },
	},
	award = function(c, p)
		if c.arrears > p.arrears_support.most then return p.arrears_support.most end
		return c.arrears
	end,
}
