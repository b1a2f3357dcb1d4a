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
	where = function(b) return b.subtotal_of_this_year and b.gross ~= nil and b.subtotal.division ~= nil end,
	by    = { "subtotal.name" },
}

total "gross_and_income_of_all" {
	title = "Table 1: gross budget and income, printed total",
	sum   = "subtotal_budget.subtotal_gross_and_income",
	where = function(b) return b.subtotal_of_this_year and b.gross ~= nil and b.subtotal.division == nil end,
}

total "moved_to_by_name" {
	title = "Table 2: opening and changes, printed subtotals",
	sum   = "subtotal_budget.moved_to",
	where = function(b) return b.subtotal_of_the_year_before and b.subtotal.division ~= nil end,
	by    = { "subtotal.name" },
}

total "moved_to_of_all" {
	title = "Table 2: opening and changes, printed total",
	sum   = "subtotal_budget.moved_to",
	where = function(b) return b.subtotal_of_the_year_before and b.subtotal.division == nil end,
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
