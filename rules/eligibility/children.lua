-- Meals, holiday vouchers and early years' childcare.
local household = require "household"

-- Left out: the protection of those who were entitled before a limit on earnings came in, and tax credits, which have ended.
rule "free_school_meals" {
	on         = "pupil",
	type       = "eligibility",
	title      = "Free school meals by benefit",
	source     = "Education Act 1996, section 512ZB(4); S.I. 2018/148",
	conditions = all {
		{ "goes to a state-funded school", function(c) return c.school ~= "independent" end },
		any {
			{ "a parent receives a passporting benefit, such as income support",
			  function(c) return household.has_passporting_benefit(c.person.household) end },
			all {
				{ "a parent receives universal credit",
				  function(c) return c.person.household.benefit == "universal_credit" end },
				{ "the household's earnings are not above the limit",
				  function(c, p) return c.person.household.earnings <= p.free_school_meals.earned_income_limit end },
			},
		},
	},
	award = function(c, p) return p.school_meal.price * p.school_meal.days end,
}

rule "infant_meals" {
	on         = "pupil",
	type       = "eligibility",
	title      = "Universal infant school meals",
	source     = "Education Act 1996, section 512ZB(4A)",
	conditions = all {
		{ "goes to a state-funded school", function(c) return c.school ~= "independent" end },
		{ "is in reception, year 1 or year 2", function(c, p) return c.year_group <= p.infant_meals.last_year_group end },
		{ "has no free meals by benefit", function(c) return not c.free_school_meals end },
	},
	award = function(c, p) return p.school_meal.price * p.school_meal.days end,
}

-- What the extension announced for September 2026 would add if it applied on the day of the run.
rule "free_school_meals_extended" {
	on         = "pupil",
	type       = "eligibility",
	status     = "draft",
	title      = "Free school meals, extended",
	source     = "Department for Education, announcement of 5 June 2025",
	conditions = all {
		{ "goes to a state-funded school", function(c) return c.school ~= "independent" end },
		{ "a parent receives universal credit", function(c) return c.person.household.benefit == "universal_credit" end },
		{ "has no free meals by benefit now", function(c) return not c.free_school_meals end },
		{ "has no universal infant meals now", function(c, p) return c.year_group > p.infant_meals.last_year_group end },
	},
	award = function(c, p) return p.school_meal.price * p.school_meal.days end,
}

rule "holiday_voucher" {
	on         = "pupil",
	type       = "eligibility",
	title      = "Holiday food vouchers",
	source     = "Household Support Fund 2025-26: holiday vouchers for children on free school meals",
	conditions = all {
		{ "goes to a state-funded school", function(c) return c.school ~= "independent" end },
		{ "is in year 11 or below", function(c, p) return c.year_group <= p.holiday_voucher.last_year_group end },
		{ "has free school meals by a parent's benefit", function(c) return c.free_school_meals end },
	},
	award = function(c, p) return p.holiday_voucher.weekly * p.holiday_voucher.weeks end,
}

-- The families who receive extra support; the offer to working parents is the state's own. Left out: the rule for those
-- with no recourse to public funds.
rule "two_year_old_childcare" {
	on         = "person",
	type       = "eligibility",
	title      = "Two-year-olds' funded childcare",
	source     = "Childcare Act 2006, section 7; S.I. 2014/2147 as amended by S.I. 2018/146",
	conditions = all {
		{ "turned two before this term began", function(c, p) return age_on(c.born, p.term.birthday_by) >= 2 end },
		{ "had not turned three before this term began", function(c, p) return age_on(c.born, p.term.birthday_by) < 3 end },
		any {
			{ "is looked after, or left care by adoption or under an order",
			  function(c) return c.care == "looked_after" or c.care == "left_by_order" end },
			{ "receives disability living allowance", function(c) return c.disabled end },
			{ "has an education, health and care plan", function(c) return c.ehc_plan end },
			{ "a parent receives a passporting benefit, such as income support",
			  function(c) return household.has_passporting_benefit(c.household) end },
			all {
				{ "a parent receives universal credit", function(c) return c.household.benefit == "universal_credit" end },
				{ "the household's earnings are not above the limit",
				  function(c, p) return c.household.earnings <= p.early_years.earned_income_limit end },
			},
		},
	},
	award = function(c, p) return p.early_years.hourly_rate * p.early_years.hours end,
}
