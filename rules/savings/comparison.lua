-- One printed table against another: whether the net budget of table 1 changes by what the movements of table 3 come to, and
-- whether table 2 moves each line by what table 3 gives it.
local year = require "year"

local function printed(division, day)
	for _, subtotal in ipairs(related(division, "budget_subtotal")) do
		for _, budget in ipairs(related(subtotal, "subtotal_budget")) do
			if budget.year.starts == day then return budget.net end
		end
	end
	return nil
end

rule "division_net_budget" {
	on       = "budget_division",
	type     = "money",
	optional = true,
	title    = "Net budget of the division, as printed",
	compute  = function(d, p, at) return printed(d, at.start) end,
}

rule "division_net_before" {
	on       = "budget_division",
	type     = "money",
	optional = true,
	title    = "Net budget of the division in the year before, as printed",
	compute  = function(d, p, at) return printed(d, year.before(at.start)) end,
}

rule "division_movements" {
	on      = "budget_division",
	type    = "money",
	title   = "What the division's movements of table 3 come to",
	compute = function(d) return sum(related(d, "budget_line"), "movement_by_line") end,
}

rule "division_no_line" {
	on      = "budget_division",
	type    = "money",
	title   = "The part of them that names no policy line",
	compute = function(d) return sum(related(d, "budget_line", { stated = false }), "movement_by_line") end,
}

-- By table 2 in the year that it splits by line, by table 3 in later years.
rule "division_year_on" {
	on       = "budget_division",
	type     = "money",
	optional = true,
	title    = "The printed net budget of the year before, and what moves the division in this year",
	compute  = function(d)
		if d.division_net_before == nil then return nil end
		return d.division_net_before + sum(related(d, "budget_line"), "change")
	end,
}

total "year_on_by_division" {
	title = "By division: the printed net budget of the year before, and what moves it",
	sum   = "budget_division.division_year_on",
	by    = { "name" },
}

rule "not_in_budget" {
	on       = "budget_division",
	type     = "money",
	optional = true,
	title    = "What the movements come to beyond what the printed budget changes by",
	compute  = function(d)
		if d.division_net_budget == nil or d.division_net_before == nil then return nil end
		return d.division_movements - (d.division_net_budget - d.division_net_before)
	end,
}

-- Two printed budgets, and every movement: each rounded by itself.
rule "rounding_allowed" {
	on      = "budget_division",
	type    = "money",
	title   = "What rounding can explain of that",
	compute = function(d, p)
		local addends = 2
		for _, line in ipairs(related(d, "budget_line")) do
			for _, movement in ipairs(related(line, "movement")) do
				for _, amount in ipairs(related(movement, "movement_amount")) do
					if amount.increment ~= 0 then addends = addends + 1 end
				end
			end
		end
		return divide(multiply(p.printed.unit, addends), 2, money "1p")
	end,
}

-- A movement that alone would explain what is not in the budget.
rule "would_explain" {
	on      = "movement_amount",
	type    = "flag",
	title   = "It alone is what the printed budget lacks",
	compute = function(m)
		local d = m.movement.line.division
		return m.increment ~= 0 and m.increment == d.not_in_budget and math.abs(m.increment) > d.rounding_allowed
	end,
}

-- Table 2 against table 3, line by line, where every movement of a division's kind names its line.
rule "movements_of_kind" {
	on      = "line_change",
	type    = "money",
	title   = "What the line's movements of that kind come to in table 3",
	compute = function(c)
		return sum(related(c.line, "movement", { kind = c.kind }), function(movement)
			return sum(related(movement, "movement_amount"), "increment")
		end)
	end,
}

rule "lines_named" {
	on      = "line_change",
	type    = "flag",
	title   = "All of the division's movements of that kind name a policy line",
	compute = function(c)
		return not any(related(c.line.division, "budget_line", { stated = false }), function(line)
			return any(related(line, "movement", { kind = c.kind }), function(movement)
				return any(related(movement, "movement_amount"), function(amount) return amount.increment ~= 0 end)
			end)
		end)
	end,
}
