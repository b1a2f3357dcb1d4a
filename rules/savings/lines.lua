-- The net budget by policy line, rolled forward from its opening: each year's is that of the year before and what moves it.
--
-- The papers split the first year's movements by line, in their table 2. Later years have the movements of table 3 only, and
-- not all of those name a line: what names none is held by a line of its own in its division.
local year = require "year"

local function printed(line, day)
	for _, budget in ipairs(related(line, "line_budget")) do
		if budget.year.starts == day then return budget.net end
	end
	return nil
end

rule "opening" {
	on      = "budget_line",
	type    = "money",
	title   = "Net budget of the year before, rolled forward",
	compute = function(l, p, at)
		if at.previous then return at.previous.net_budget end
		return l.printed_before or 0
	end,
}

rule "change_by_line" {
	on      = "budget_line",
	type    = "money",
	title   = "What table 2 moves the line by",
	compute = function(l, p, at)
		local sum = 0
		for _, change in ipairs(related(l, "line_change")) do
			if change.year.starts == at.start then sum = sum + change.amount end
		end
		return sum
	end,
}

rule "movement_by_line" {
	on      = "budget_line",
	type    = "money",
	title   = "What the movements that name the line come to",
	compute = function(l)
		return sum(related(l, "movement"), function(movement)
			return sum(related(movement, "movement_amount"), "increment")
		end)
	end,
}

rule "change" {
	on      = "budget_line",
	type    = "money",
	title   = "What moves the line in this year",
	compute = function(l, p)
		if p.roll_forward.split_by_line then return l.change_by_line end
		return l.movement_by_line
	end,
}

rule "net_budget" {
	on      = "budget_line",
	type    = "money",
	title   = "Net budget, rolled forward",
	compute = function(l) return l.opening + l.change end,
}

-- What is printed ----------------------------------------------------------------------------------------------------------

rule "printed_net" {
	on       = "budget_line",
	type     = "money",
	optional = true,
	title    = "Net budget, as printed",
	compute  = function(l, p, at) return printed(l, at.start) end,
}

rule "printed_before" {
	on       = "budget_line",
	type     = "money",
	optional = true,
	title    = "Net budget of the year before, as printed",
	compute  = function(l, p, at) return printed(l, year.before(at.start)) end,
}

rule "year_on" {
	on       = "budget_line",
	type     = "money",
	optional = true,
	title    = "The printed net budget of the year before, and what moves the line in this year",
	compute  = function(l)
		if l.printed_before == nil then return nil end
		return l.printed_before + l.change
	end,
}

total "net_budget_by_line" {
	title = "Net budget by policy line, rolled forward",
	sum   = "budget_line.net_budget",
	by    = { "name" },
}

total "opening_budget" {
	title = "Opening net budget",
	sum   = "budget_line.opening",
	by    = { "name" },
}

total "net_budget_by_division" {
	title = "Net budget by division, rolled forward",
	sum   = "budget_line.net_budget",
	by    = { "division.name" },
}

total "year_on_by_line" {
	title = "By policy line: the printed net budget of the year before, and what moves it",
	sum   = "budget_line.year_on",
	where = function(l) return l.stated end,
	by    = { "name" },
}

total "changes_by_kind" {
	title = "Changes of the net budget by line, by kind",
	sum   = "line_change.amount",
	by    = { "kind" },
}

total "changes_by_division" {
	title = "Changes of the net budget by line, by division and kind",
	sum   = "line_change.amount",
	by    = { "line.division.name", "kind" },
}
