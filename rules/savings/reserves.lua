-- What is drawn from reserves, year by year: what stands in the base as their use, turned to above nothing.

rule "draw" {
	on      = "movement_amount",
	type    = "money",
	title   = "Taken from reserves in this year",
	compute = function(m)
		if m.movement.reserve == nil then return 0 end
		return -m.in_base
	end,
}

rule "draw_before" {
	on      = "movement_amount",
	type    = "money",
	title   = "Taken from reserves in the year before",
	compute = function(m)
		if m.movement.reserve == nil then return 0 end
		return -m.in_base_before
	end,
}

rule "draw_begins" {
	on      = "movement_amount",
	type    = "money",
	title   = "Taken from reserves anew",
	compute = function(m)
		if m.movement.reserve == nil or m.reverses then return 0 end
		return -m.increment
	end,
}

rule "draw_ends" {
	on      = "movement_amount",
	type    = "money",
	title   = "No longer taken from reserves",
	compute = function(m)
		if m.movement.reserve == nil or not m.reverses then return 0 end
		return -m.increment
	end,
}

rule "taken_over_life" {
	on      = "movement_amount",
	type    = "money",
	title   = "Taken from reserves, all its years together",
	compute = function(m)
		if m.movement.reserve == nil then return 0 end
		return -(m.over_its_life or 0)
	end,
}

-- A draw and what it pays for move the budget by as much, the other way.
rule "pair" {
	on       = "movement",
	type     = "money",
	optional = true,
	title    = "What a draw on a reserve and what it pays for move the budget by",
	compute  = function(m)
		if m.pays_for == nil then return nil end
		return sum(related(m, "movement_amount"), "increment") + sum(related(m.pays_for, "movement_amount"), "increment")
	end,
}

total "taken_by_reserve" {
	title = "Taken from reserves",
	sum   = "movement_amount.draw",
	where = function(m) return m.movement.reserve ~= nil end,
	by    = { "movement.reserve.name" },
}

total "taken_in_all" {
	title = "Taken from reserves, all years of each item together",
	sum   = "movement_amount.taken_over_life",
	where = function(m, p, at) return at.previous == nil and m.movement.reserve ~= nil end,
	by    = { "movement.movement_id" },
}

total "draws_before" { title = "Taken from reserves in the year before", sum = "movement_amount.draw_before" }
total "draws_begun" { title = "Taken from reserves anew", sum = "movement_amount.draw_begins" }
total "draws_ended" { title = "No longer taken from reserves", sum = "movement_amount.draw_ends" }
total "draws" { title = "Taken from reserves, together", sum = "movement_amount.draw" }

total "pairs" {
	title = "Draws on reserves and what they pay for, together",
	sum   = "movement.pair",
	by    = { "movement_id" },
	where = function(m) return m.pays_for ~= nil end,
}
