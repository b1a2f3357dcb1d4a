-- Movements: what each adds to the base in a year, and the reversal of what is temporary.
--
-- A temporary item is declared once, with its first and its last year. Its reversal is worked out here, in the year after
-- its last; and that nothing of it is left is worked out another way, from the years in which it stands in the base.
local year = require "year"

local function stands(m, day)
	return m.first_year.starts <= day and (m.last_year == nil or day <= m.last_year.starts)
end

local function reversed(m, day)
	return m.last_year ~= nil and m.last_year.starts == year.before(day)
end

rule "movement_name" {
	on      = "movement",
	type    = "text",
	title   = "Reference and title",
	compute = function(m) return m.movement_id .. " " .. m.title end,
}

rule "increment" {
	on      = "movement_amount",
	type    = "money",
	title   = "What it adds to the base in this year",
	compute = function(m, p, at)
		if m.first_year.starts == at.start then return m.amount end
		if reversed(m, at.start) then return -m.amount end
		return 0
	end,
}

rule "in_base" {
	on      = "movement_amount",
	type    = "money",
	title   = "What of it stands in the base of this year",
	compute = function(m, p, at) return stands(m, at.start) and m.amount or 0 end,
}

rule "in_base_before" {
	on      = "movement_amount",
	type    = "money",
	title   = "What of it stood in the base of the year before",
	compute = function(m, p, at) return stands(m, year.before(at.start)) and m.amount or 0 end,
}

-- From what stood before the first year of the run, by increments alone.
rule "moved_so_far" {
	on      = "movement_amount",
	type    = "money",
	title   = "What it has moved the base by so far",
	compute = function(m, p, at)
		return (at.previous and at.previous.moved_so_far or m.in_base_before) + m.increment
	end,
}

rule "temporary" {
	on      = "movement_amount",
	type    = "flag",
	title   = "It has a last year",
	compute = function(m) return m.last_year ~= nil end,
}

rule "over" {
	on      = "movement_amount",
	type    = "flag",
	title   = "Its life is over",
	compute = function(m, p, at) return m.last_year ~= nil and m.last_year.starts < at.start end,
}

rule "reverses" {
	on      = "movement_amount",
	type    = "flag",
	title   = "It is taken out of the base in this year",
	compute = function(m, p, at) return reversed(m, at.start) end,
}

rule "over_its_life" {
	on       = "movement_amount",
	type     = "money",
	optional = true,
	title    = "What a temporary item comes to, all its years together",
	compute  = function(m)
		if m.last_year == nil then return nil end
		return multiply(m.amount, age_on(m.first_year.starts, m.last_year.starts) + 1)
	end,
}

total "movements" {
	title = "Table 3: movements, by reference",
	sum   = "movement_amount.increment",
	by    = { "movement.movement_id" },
}

total "movements_by_kind" {
	title = "Table 3: movements, by kind",
	sum   = "movement_amount.increment",
	by    = { "movement.kind" },
}

total "movements_by_division" {
	title = "Table 3: movements, by division and kind",
	sum   = "movement_amount.increment",
	by    = { "movement.line.division.name", "movement.kind" },
}

total "temporary_before" {
	title = "Temporary items in the base of the year before",
	sum   = "movement_amount.in_base_before",
	where = function(m) return m.temporary end,
}

total "temporary_begun" {
	title = "Temporary items that begin",
	sum   = "movement_amount.increment",
	where = function(m) return m.temporary and not m.reverses end,
}

total "temporary_reversed" {
	title = "Temporary items taken out again",
	sum   = "movement_amount.increment",
	where = function(m) return m.reverses end,
}

total "temporary_in_base" {
	title = "Temporary items in the base",
	sum   = "movement_amount.in_base",
	where = function(m) return m.temporary end,
}

total "temporary_left" {
	title = "Temporary items whose life is over: what is left of them",
	sum   = "movement_amount.moved_so_far",
	where = function(m) return m.over end,
	by    = { "movement.movement_id" },
}

total "lives" {
	title = "Temporary items, all their years together",
	sum   = "movement_amount.over_its_life",
	where = function(m, p, at) return at.previous == nil and m.temporary end,
	by    = { "movement.movement_id" },
}
