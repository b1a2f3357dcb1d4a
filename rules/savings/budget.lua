-- The committee's net budget as a whole, from one year to the next, by what moves it; and the reserves that it draws on.

local function change(name, kind, title)
	figure(name) {
		type    = "money",
		title   = title,
		compute = function(f, p)
			if p.roll_forward.split_by_line then return group("changes_by_kind", kind) end
			return group("movements_by_kind", kind)
		end,
	}
end

change("net_inflation", "net_inflation", "Net inflation")
change("demand", "demography_demand", "Demography and demand")
change("pressures", "pressures", "Pressures")
change("investments", "priorities_investments", "Priorities and investments")
change("use_of_reserves", "use_of_reserves", "Use of reserves")
change("savings", "savings", "Savings")
change("income_changes", "income_changes", "Income changes")

figure "net_budget_rolled_forward" {
	type    = "money",
	title   = "Net budget, rolled forward",
	compute = function(f) return f.net_budget_by_line end,
}

bridge "net_budget" {
	title   = "The committee's net budget, rolled forward",
	source  = "Business Plan and Budget 2025/26 - 2029/30, Appendix 1, tables 2 and 3",
	opening = "opening_budget",
	steps   = { "net_inflation", "demand", "pressures", "investments", "use_of_reserves", "savings", "income_changes" },
	closing = "net_budget_rolled_forward",
}

figure "printed_net_budget" {
	type     = "money",
	optional = true,
	title    = "Net budget, as printed",
	compute  = function(f)
		if f.printed_subtotals == 0 then return nil end
		return f.division_net
	end,
}

figure "net_budget_difference" {
	type     = "money",
	optional = true,
	title    = "Rolled forward beyond what is printed",
	compute  = function(f)
		if f.printed_net_budget == nil then return nil end
		return f.net_budget_rolled_forward - f.printed_net_budget
	end,
}

bridge "reserves" {
	title   = "What the committee's budget takes from reserves",
	source  = "Business Plan and Budget 2025/26 - 2029/30, Appendix 1, table 3, use of reserves",
	opening = "draws_before",
	steps   = { "draws_begun", "draws_ended" },
	closing = "draws",
}

-- What begins and what is reversed, against what stands in the base by the years of each item: the engine proves that they agree.
bridge "temporary" {
	title   = "Temporary items in the committee's budget",
	source  = "Business Plan and Budget 2025/26 - 2029/30, Appendix 1, table 3",
	opening = "temporary_before",
	steps   = { "temporary_begun", "temporary_reversed" },
	closing = "temporary_in_base",
}
