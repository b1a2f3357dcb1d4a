-- Sums of what the papers print, for their own subtotals and totals to be held against.
local year = require "year"

-- Table 1: the net budget by policy line ----------------------------------------------------------------------------------

rule "of_this_year" {
	on      = "line_budget",
	type    = "flag",
	title   = "It is the budget of this year",
	compute = function(b, p, at) return b.year.starts == at.start end,
}

rule "of_the_year_before" {
	on      = "line_budget",
	type    = "flag",
	title   = "It is the budget of the year before",
	compute = function(b, p, at) return b.year.starts == year.before(at.start) end,
}

rule "gross_and_income" {
	on       = "line_budget",
	type     = "money",
	optional = true,
	title    = "Gross budget and income together",
	compute  = function(b)
		if b.gross == nil then return nil end
		return b.gross + b.income
	end,
}

total "gross_and_income_by_line" {
	title = "Table 1: gross budget and income, by policy line",
	sum   = "line_budget.gross_and_income",
	where = function(b) return b.of_this_year and b.gross ~= nil end,
	by    = { "line.name" },
}

total "line_gross" {
	title = "Table 1: gross budgets of lines, by division",
	sum   = "line_budget.gross",
	where = function(b) return b.of_this_year and b.gross ~= nil end,
	by    = { "line.division.name" },
}

total "line_income" {
	title = "Table 1: income budgets of lines, by division",
	sum   = "line_budget.income",
	where = function(b) return b.of_this_year and b.gross ~= nil end,
	by    = { "line.division.name" },
}

total "line_net" {
	title = "Table 1: net budgets of lines, by division",
	sum   = "line_budget.net",
	where = function(b) return b.of_this_year end,
	by    = { "line.division.name" },
}

total "line_opening" {
	title = "Table 1: net budgets of lines in the year before, by division",
	sum   = "line_budget.net",
	where = function(b) return b.of_the_year_before end,
	by    = { "line.division.name" },
}

-- The printed subtotals, and the total of them -----------------------------------------------------------------------------

rule "subtotal_of_this_year" {
	on      = "subtotal_budget",
	type    = "flag",
	title   = "It is the subtotal of this year",
	compute = function(b, p, at) return b.year.starts == at.start end,
}

rule "subtotal_of_the_year_before" {
	on      = "subtotal_budget",
	type    = "flag",
	title   = "It is the subtotal of the year before",
	compute = function(b, p, at) return b.year.starts == year.before(at.start) end,
}

rule "subtotal_gross_and_income" {
	on       = "subtotal_budget",
	type     = "money",
	optional = true,
	title    = "Gross budget and income together",
	compute  = function(b)
		if b.gross == nil then return nil end
		return b.gross + b.income
	end,
}

rule "moved_to" {
	on      = "subtotal_budget",
	type    = "money",
	title   = "The subtotal of a year, and the printed subtotals of what moves it in the year after",
	compute = function(b)
		local sum = b.net
		for _, change in ipairs(related(b.subtotal, "subtotal_change")) do
			if change.year.starts == year.after(b.year.starts) then sum = sum + change.amount end
		end
		return sum
	end,
}

total "subtotal_gross_and_income_by_name" {
	title = "Table 1: gross budget and income, printed subtotals",
	sum   = "subtotal_budget.subtotal_gross_and_income",
	where = function(b) return b.subtotal_of_this_year and b.gross ~= nil end,
	by    = { "subtotal.name" },
}

total "moved_to_by_name" {
	title = "Table 2: opening and changes, printed subtotals",
	sum   = "subtotal_budget.moved_to",
	where = function(b) return b.subtotal_of_the_year_before end,
	by    = { "subtotal.name" },
}

total "division_gross" {
	title = "Table 1: printed subtotals, gross budget",
	sum   = "subtotal_budget.gross",
	where = function(b) return b.subtotal_of_this_year and b.gross ~= nil and b.subtotal.division ~= nil end,
	by    = { "subtotal.name" },
}

total "division_income" {
	title = "Table 1: printed subtotals, income budget",
	sum   = "subtotal_budget.income",
	where = function(b) return b.subtotal_of_this_year and b.gross ~= nil and b.subtotal.division ~= nil end,
	by    = { "subtotal.name" },
}

total "division_net" {
	title = "Table 1: printed subtotals, net budget",
	sum   = "subtotal_budget.net",
	where = function(b) return b.subtotal_of_this_year and b.subtotal.division ~= nil end,
	by    = { "subtotal.name" },
}

total "printed_subtotals" {
	title = "Table 1: printed subtotals of the year",
	count = "subtotal_budget",
	where = function(b) return b.subtotal_of_this_year and b.subtotal.division ~= nil end,
}

total "division_opening" {
	title = "Table 1: printed subtotals, net budget of the year before",
	sum   = "subtotal_budget.net",
	where = function(b) return b.subtotal_of_the_year_before and b.subtotal.division ~= nil end,
	by    = { "subtotal.name" },
}

total "division_changes" {
	title = "Table 2: printed subtotals, by kind of change",
	sum   = "subtotal_change.amount",
	where = function(c) return c.subtotal.division ~= nil end,
	by    = { "kind" },
}

total "total_changes" {
	title = "Table 2: its last line, by kind of change",
	sum   = "subtotal_change.amount",
	where = function(c) return c.subtotal.division == nil end,
	by    = { "kind" },
}

-- Between the tables ---------------------------------------------------------------------------------------------------------

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
	compute = function(d)
		local sum = 0
		for _, line in ipairs(related(d, "budget_line")) do sum = sum + line.movement_by_line end
		return sum
	end,
}

rule "division_no_line" {
	on      = "budget_division",
	type    = "money",
	title   = "The part of them that names no policy line",
	compute = function(d)
		local sum = 0
		for _, line in ipairs(related(d, "budget_line")) do
			if not line.stated then sum = sum + line.movement_by_line end
		end
		return sum
	end,
}

-- By table 2 in the year that it splits by line, by table 3 in later years.
rule "division_year_on" {
	on       = "budget_division",
	type     = "money",
	optional = true,
	title    = "The printed net budget of the year before, and what moves the division in this year",
	compute  = function(d)
		if d.division_net_before == nil then return nil end
		local sum = d.division_net_before
		for _, line in ipairs(related(d, "budget_line")) do sum = sum + line.change end
		return sum
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
		local sum = 0
		for _, movement in ipairs(related(c.line, "movement")) do
			if movement.kind == c.kind then
				for _, amount in ipairs(related(movement, "movement_amount")) do sum = sum + amount.increment end
			end
		end
		return sum
	end,
}

rule "lines_named" {
	on      = "line_change",
	type    = "flag",
	title   = "All of the division's movements of that kind name a policy line",
	compute = function(c)
		for _, line in ipairs(related(c.line.division, "budget_line")) do
			if not line.stated then
				for _, movement in ipairs(related(line, "movement")) do
					if movement.kind == c.kind then
						for _, amount in ipairs(related(movement, "movement_amount")) do
							if amount.increment ~= 0 then return false end
						end
					end
				end
			end
		end
		return true
	end,
}
