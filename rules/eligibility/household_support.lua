-- Help for households that are struggling: awards from the Household Support Fund, goods from the Local Assistance
-- Scheme, and advice on claiming what they are entitled to.
local household = require "household"

-- The fund ends with March 2026; what follows it is the draft below.
rule "household_support" {
	on         = "household",
	type       = "eligibility",
	title      = "Household Support Fund award",
	source     = "Household Support Fund 2025-26: direct awards to residents",
	from       = "2025-04-01",
	to         = "2026-03-31",
	conditions = all {
		{ "income after housing costs is not above the limit",
		  function(c, p) return c.income_after_housing <= p.household_support.income_limit end },
		{ "savings are not above the limit", function(c, p) return c.savings <= p.household_support.savings_limit end },
		any {
			{ "receives a means-tested benefit", function(c) return c.benefit ~= "none" end },
			{ "a child lives there", function(c) return c.has_child end },
			{ "somebody of pension age lives there", function(c) return c.has_pensioner end },
			{ "somebody receives a disability benefit", function(c) return c.has_disability end },
		},
	},
	-- The amounts are rows of a spreadsheet: the first that fits a household is its award.
	award = decision_table { file = "household_support.csv", hit = "first", default = "£0" },
}

rule "crisis_payment" {
	on         = "household",
	type       = "eligibility",
	status     = "draft",
	title      = "Crisis payment",
	source     = "A draft for the Crisis and Resilience Fund that follows in April 2026",
	from       = "2026-04-01",
	conditions = all {
		{ "something happened that they could not plan for", function(c) return c.crisis ~= nil end },
		{ "income after housing costs is not above the limit",
		  function(c, p) return c.income_after_housing <= p.crisis_payment.income_limit end },
		{ "savings are not above the limit", function(c, p) return c.savings <= p.crisis_payment.savings_limit end },
	},
	award = function(c, p) return p.crisis_payment.amount end,
}

rule "local_assistance" {
	on         = "household",
	type       = "eligibility",
	title      = "Local Assistance Scheme goods",
	source     = "Cambridgeshire Local Assistance Scheme: basic household goods",
	conditions = all {
		{ "savings are not above the limit", function(c, p) return c.savings <= p.local_assistance.savings_limit end },
		{ "income after housing costs is not above the limit",
		  function(c, p) return c.income_after_housing <= p.local_assistance.income_limit end },
		{ "was not helped in the last twelve months", function(c, p, at)
			return c.last_assistance == nil
				or add_months(c.last_assistance, p.local_assistance.months_between, "last_day") <= at.start
		end },
		any {
			{ "has lost or left a home, or a stay in hospital or prison", function(c) return c.crisis ~= nil end },
			all {
				{ "receives a means-tested benefit", function(c) return c.benefit ~= "none" end },
				{ "rents, or lives in supported or temporary housing",
				  function(c) return c.tenure ~= "owned" and c.tenure ~= "mortgaged" end },
				{ "moved in within the last weeks", function(c, p, at)
					return days_between(c.moved_in, at.start) <= p.local_assistance.moved_in_days
				end },
			},
		},
	},
	award = function(c, p)
		return p.local_assistance.home + p.local_assistance.person * #related(c, "person")
	end,
}

rule "minimum_guarantee" {
	on      = "household",
	type    = "money",
	title   = "Pension credit's guarantee, a year",
	source  = "State Pension Credit Regulations 2002, regulation 6(1)",
	compute = function(c, p)
		local weekly = household.is_couple(c) and p.pension.guarantee.couple or p.pension.guarantee.single
		return weekly * 52
	end,
}

rule "owes_council_tax" {
	on      = "household",
	type    = "flag",
	title   = "Owes council tax",
	compute = function(c)
		return any(related(c, "council_tax_account"), function(account) return account.arrears > 0 end)
	end,
}

-- Costs nothing here: the advice is paid for by a grant.
rule "income_maximisation" {
	on         = "household",
	type       = "eligibility",
	title      = "Income maximisation referral",
	source     = "Grant for income maximisation, April 2025 to March 2027",
	conditions = any {
		all {
			{ "receives no means-tested benefit", function(c) return c.benefit == "none" end },
			any {
				all {
					{ "somebody of pension age lives there", function(c) return c.has_pensioner end },
					{ "income is below the minimum guarantee", function(c) return c.income < c.minimum_guarantee end },
				},
				all {
					{ "nobody is of pension age", function(c) return not c.has_pensioner end },
					{ "savings are not above the limit of universal credit",
					  function(c, p) return c.savings <= p.universal_credit.capital_limit end },
					{ "income is low enough that universal credit is likely",
					  function(c, p) return c.income <= p.income_maximisation.income_limit end },
				},
			},
		},
		all {
			{ "owes council tax", function(c) return c.owes_council_tax end },
			{ "income is not above the limit of those in debt",
			  function(c, p) return c.income <= p.income_maximisation.income_limit_in_debt end },
		},
	},
}
