-- Capital schemes: what they cost year by year, and which source pays for it.
--
-- The papers print what each scheme has from each source over all years, and what each source pays in each year for all
-- schemes together, but not both at once. A scheme draws on its sources in their order here (funding_source.draw_order), that
-- is: grants first, borrowing last. The papers do not state an order; that this one gives the printed years of every source is
-- among what the scenario expects.
local year = require "year"

local function of_this_year(list, at)
	local sum = 0
	for _, part in ipairs(list) do
		if part.year.starts == at.start then sum = sum + part.amount end
	end
	return sum
end

-- What is the same in every year is summed in the first.
local function once(record, p, at) return at.previous == nil end

-- Cost -----------------------------------------------------------------------------------------------------------------------

rule "spend" {
	on      = "capital_scheme",
	type    = "money",
	title   = "Spent on the scheme in this year",
	compute = function(s, p, at) return of_this_year(related(s, "scheme_spend"), at) end,
}

rule "spent_to_date" {
	on      = "capital_scheme",
	type    = "money",
	title   = "Spent on the scheme by the end of this year",
	compute = function(s, p, at)
		return (at.previous and at.previous.spent_to_date or s.spent_before) + s.spend
	end,
}

rule "cost" {
	on      = "capital_scheme",
	type    = "money",
	title   = "Spent by the end of this year and in the years after the plan",
	compute = function(s) return s.spent_to_date + s.spent_later end,
}

-- Funding --------------------------------------------------------------------------------------------------------------------

rule "funding" {
	on      = "capital_scheme",
	type    = "money",
	title   = "What the scheme has from all sources",
	compute = function(s) return sum(related(s, "scheme_funding"), "amount") end,
}

rule "drawn_first" {
	on      = "scheme_funding",
	type    = "money",
	title   = "What the scheme draws on before this source",
	compute = function(f)
		local sum = 0
		for _, other in ipairs(related(f.scheme, "scheme_funding")) do
			if other.source.draw_order < f.source.draw_order then sum = sum + other.amount end
		end
		return sum
	end,
}

rule "used_before" {
	on      = "scheme_funding",
	type    = "money",
	title   = "Drawn from this source before the plan",
	compute = function(f) return max(min(f.scheme.spent_before - f.drawn_first, f.amount), 0) end,
}

rule "used_to_date" {
	on      = "scheme_funding",
	type    = "money",
	title   = "Drawn from this source by the end of this year",
	compute = function(f) return max(min(f.scheme.spent_to_date - f.drawn_first, f.amount), 0) end,
}

rule "used" {
	on      = "scheme_funding",
	type    = "money",
	title   = "Drawn from this source in this year",
	compute = function(f, p, at)
		return f.used_to_date - (at.previous and at.previous.used_to_date or f.used_before)
	end,
}

total "spend_by_scheme" {
	title = "Spent on schemes",
	sum   = "capital_scheme.spend",
	by    = { "name" },
}

total "spent_before_by_scheme" {
	title = "Spent on schemes before the plan",
	sum   = "capital_scheme.spent_before",
	where = once,
	by    = { "name" },
}

total "spent_later" {
	title = "Spent on schemes after the plan",
	sum   = "capital_scheme.spent_later",
	where = once,
}

total "cost_by_scheme" {
	title = "Cost of schemes: before the plan, up to this year, and after it",
	sum   = "capital_scheme.cost",
	by    = { "name" },
}

total "printed_cost" {
	title = "Cost of schemes, as printed",
	sum   = "capital_scheme.total_cost",
	where = once,
}

total "funding_by_scheme" {
	title = "Funding of schemes from all sources",
	sum   = "scheme_funding.amount",
	where = once,
	by    = { "scheme.name" },
}

total "funding_by_source" {
	title = "Funding of schemes, by source",
	sum   = "scheme_funding.amount",
	where = once,
	by    = { "source.name" },
}

total "used_before_by_source" {
	title = "Drawn from sources before the plan",
	sum   = "scheme_funding.used_before",
	where = once,
	by    = { "source.name" },
}

total "used_by_source" {
	title = "Drawn from sources",
	sum   = "scheme_funding.used",
	by    = { "source.name" },
}

-- The printed plan of funding ------------------------------------------------------------------------------------------------

rule "planned" {
	on      = "funding_plan",
	type    = "money",
	title   = "What the plan of funding has for this year",
	compute = function(f, p, at) return of_this_year(related(f, "funding_plan_year"), at) end,
}

rule "planned_to_date" {
	on      = "funding_plan",
	type    = "money",
	title   = "What the plan of funding has by the end of this year",
	compute = function(f, p, at)
		return (at.previous and at.previous.planned_to_date or f.used_before) + f.planned
	end,
}

total "plan_by_section" {
	title = "Plan of funding, by section",
	sum   = "funding_plan.planned",
	by    = { "section" },
}

total "plan_before_by_section" {
	title = "Plan of funding before the plan, by section",
	sum   = "funding_plan.used_before",
	where = once,
	by    = { "section" },
}

total "plan_total_by_section" {
	title = "Plan of funding, printed totals, by section",
	sum   = "funding_plan.total",
	where = once,
	by    = { "section" },
}

total "plan_to_date" {
	title = "Plan of funding so far, by source as printed",
	sum   = "funding_plan.planned_to_date",
	by    = { "name" },
}

rule "source_used" {
	on      = "funding_source",
	type    = "money",
	title   = "What the schemes draw from the source in this year",
	compute = function(s) return sum(related(s, "scheme_funding"), "used") end,
}

rule "source_planned" {
	on      = "funding_source",
	type    = "money",
	title   = "What the plan of funding has from the source in this year",
	compute = function(s) return sum(related(s, "funding_plan"), "planned") end,
}

finding "plan_differs" {
	on      = "funding_source",
	level   = "warning",
	title   = "Years in which schemes draw from a source what its plan does not have",
	when    = function(s) return s.source_used ~= s.source_planned end,
	message = "{name}: {source_used} drawn, {source_planned} planned",
}

-- The whole council ----------------------------------------------------------------------------------------------------------

rule "directorate_spends" {
	on      = "capital_directorate",
	type    = "money",
	title   = "The directorate's capital programme of this year",
	compute = function(d, p, at) return of_this_year(related(d, "directorate_spend"), at) end,
}

rule "directorate_to_date" {
	on      = "capital_directorate",
	type    = "money",
	title   = "The directorate's capital programme up to this year",
	compute = function(d, p, at)
		return (at.previous and at.previous.directorate_to_date or d.spent_before) + d.directorate_spends
	end,
}

rule "directorate_cost" {
	on      = "capital_directorate",
	type    = "money",
	title   = "The directorate's capital programme up to this year and after the plan",
	compute = function(d) return d.directorate_to_date + d.spent_later end,
}

total "programme" {
	title = "Capital programme of the council",
	sum   = "capital_directorate.directorate_spends",
	by    = { "name" },
}

total "programme_before" {
	title = "Capital programme of the council before the plan",
	sum   = "capital_directorate.spent_before",
	where = once,
	by    = { "name" },
}

total "programme_later" {
	title = "Capital programme of the council after the plan",
	sum   = "capital_directorate.spent_later",
	where = once,
	by    = { "name" },
}

total "programme_cost" {
	title = "Capital programme of the council: before the plan, up to this year, and after it",
	sum   = "capital_directorate.directorate_cost",
	by    = { "name" },
}

total "programme_printed" {
	title = "Capital programme of the council, printed totals of directorates",
	sum   = "capital_directorate.total",
	where = once,
	by    = { "name" },
}

-- The schemes as a whole ---------------------------------------------------------------------------------------------------

figure "further_spend" {
	type    = "money",
	title   = "Spent on schemes after the first year of the plan, so far",
	compute = function(f, p, at)
		return at.previous and at.previous.further_spend + f.spend_by_scheme or 0
	end,
}

local function paid_by(source, title)
	total("paid_by_" .. source) {
		title = title,
		sum   = "scheme_funding.used",
		where = function(s) return s.source_id == source end,
	}
end

paid_by("grants", "Grants")
paid_by("developer_contributions", "Developer contributions")
paid_by("other_contributions", "Other contributions")
paid_by("capital_receipts", "Capital receipts")
paid_by("prudential_borrowing", "Prudential borrowing")

figure "unfunded" {
	type    = "money",
	title   = "Not funded",
	compute = function(f) return f.spend_by_scheme - f.used_by_source end,
}

figure "capital_spend" {
	type    = "money",
	title   = "Spent on schemes",
	compute = function(f) return f.spend_by_scheme end,
}

bridge "capital_funding" {
	title   = "What pays for the schemes",
	source  = "Business Plan and Budget 2025/26 - 2029/30, Appendix 1, tables 4 and 5",
	opening = "paid_by_grants",
	steps   = {
		"paid_by_developer_contributions", "paid_by_other_contributions", "paid_by_capital_receipts",
		"paid_by_prudential_borrowing", "unfunded",
	},
	closing = "capital_spend",
}

finding "schemes_not_funded" {
	level   = "warning",
	title   = "Years whose schemes are not funded, or funded beyond their cost",
	when    = function(f) return f.unfunded ~= 0 end,
	message = "{capital_spend} spent, {unfunded} of it not funded",
}

finding "years_do_not_add_up" {
	on      = "capital_directorate",
	level   = "warning",
	title   = "Directorates whose printed total is not the sum of their years",
	when    = function(d, p, at)
		return year.after(at.start) == p.plan.ends and d.directorate_cost ~= d.total
	end,
	message = "{name}: {directorate_cost} in the years, {total} in all",
}
