-- The whole council: from the pressures of a year to a balanced budget, and what later years still lack.
--
-- The papers show how one year is balanced. For later years they print the gap alone: nothing here says what makes it.

total "gap_items" {
	title = "What makes the gap and what closes it",
	sum   = "gap_item.amount",
	by    = { "kind" },
}

total "gap_item_count" {
	title = "Lines that show how the year is balanced",
	count = "gap_item",
}

total "later_gaps" {
	title = "Unidentified savings gap, as printed",
	sum   = "later_gap.amount",
}

total "later_gap_count" {
	title = "Years whose gap is printed alone",
	count = "later_gap",
}

-- A step of the bridge: the printed line of that kind, in the year that has such lines.
local function step(name, kind, title)
	figure(name) {
		type     = "money",
		optional = true,
		title    = title,
		compute  = function(f)
			if f.gap_item_count == 0 then return nil end
			return group("gap_items", kind)
		end,
	}
end

step("council_pressures", "pressures", "Pressures, investments and adjustments")
step("ringfenced_grants", "ringfenced_grants", "Ringfenced grants")
step("general_grants", "general_grants", "General grants")
step("council_tax_increase", "council_tax_increase", "Council Tax increase")
step("taxbase", "taxbase", "Council Tax taxbase and collection fund")
step("business_rates", "business_rates", "Business rates income")
step("savings_identified", "savings", "Savings identified")
step("other_income", "income", "Changes in income, excluding schools")
step("reserves_reversed", "reserves_reversed", "Reverse out last year's reserves budget")
step("reserves_used", "reserves_used", "Use of reserves")

-- Nothing, unless a scenario says that savings are delivered late or in part.
figure "savings_not_delivered" {
	type     = "money",
	optional = true,
	title    = "Savings not delivered",
	compute  = function(f, p)
		if f.savings_identified == nil then return nil end
		return round(-f.savings_identified * (1 - p.delivery.savings), money "1p")
	end,
}

figure "general_funding" {
	type     = "money",
	optional = true,
	title    = "General funding",
	compute  = function(f)
		if f.general_grants == nil then return nil end
		return f.general_grants + f.council_tax_increase + f.taxbase + f.business_rates
	end,
}

figure "funding_envelope" {
	type     = "money",
	optional = true,
	title    = "Funding envelope",
	compute  = function(f)
		if f.general_funding == nil then return nil end
		return f.ringfenced_grants + f.general_funding
	end,
}

figure "gap_to_find" {
	type     = "money",
	optional = true,
	title    = "Total gap to find",
	compute  = function(f)
		if f.council_pressures == nil then return nil end
		return f.council_pressures + f.funding_envelope
	end,
}

-- All lines of the year together, whatever their kind: the bridge proves that its steps leave none out.
figure "gap_remaining" {
	type     = "money",
	optional = true,
	title    = "Total gap remaining",
	compute  = function(f)
		if f.gap_item_count == 0 then return nil end
		return f.gap_items + f.savings_not_delivered
	end,
}

figure "gap" {
	type     = "money",
	optional = true,
	title    = "Gap",
	source   = "Business Plan and Budget 2025/26 - 2029/30, tables 1 and 2 of the body",
	compute  = function(f)
		if f.gap_remaining ~= nil then return f.gap_remaining end
		if f.later_gap_count == 0 then return nil end
		return f.later_gaps
	end,
}

bridge "to_balance" {
	title   = "From pressures to a balanced budget",
	source  = "Business Plan and Budget 2025/26 - 2029/30, table 1 of the body",
	opening = "council_pressures",
	steps   = {
		"ringfenced_grants", "general_grants", "council_tax_increase", "taxbase", "business_rates",
		"savings_identified", "savings_not_delivered", "other_income", "reserves_reversed", "reserves_used",
	},
	closing = "gap_remaining",
}

finding "gap_open" {
	level   = "warning",
	title   = "Years with a gap",
	when    = function(f) return f.gap ~= nil and f.gap > 0 end,
	message = "{gap} still to be found",
}
