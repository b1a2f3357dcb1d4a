-- What a reader of the papers should look at: movements in one table and not in another, and what they take back.
local year = require "year"

finding "not_in_the_budget" {
	on      = "budget_division",
	level   = "warning",
	title   = "Movements of table 3 that the net budget of table 1 does not have",
	when    = function(d) return d.not_in_budget ~= nil and d.not_in_budget > d.rounding_allowed end,
	message = "{name}: movements of {division_movements}, but the net budget goes from {division_net_before} to "
		.. "{division_net_budget}: {not_in_budget} too much; rounding explains {rounding_allowed}",
}

finding "not_in_the_movements" {
	on      = "budget_division",
	level   = "warning",
	title   = "Changes of the net budget of table 1 that no movement of table 3 makes",
	when    = function(d) return d.not_in_budget ~= nil and d.not_in_budget < -d.rounding_allowed end,
	message = "{name}: the net budget goes from {division_net_before} to {division_net_budget}, but the movements come to "
		.. "{division_movements}: {not_in_budget}; rounding explains {rounding_allowed}",
}

finding "left_out_of_the_budget" {
	on      = "movement_amount",
	level   = "warning",
	title   = "Movements that are exactly what the net budget of table 1 lacks",
	when    = function(m) return m.would_explain end,
	message = "{movement.movement_name}: {increment}",
}

finding "table_2_differs" {
	on      = "line_change",
	level   = "warning",
	title   = "Changes of table 2 that are not what table 3 gives for that line",
	when    = function(c, p)
		return c.lines_named and math.abs(c.amount - c.movements_of_kind) > p.printed.unit
	end,
	message = "{line.name}, {kind}: {amount} in table 2, {movements_of_kind} in table 3",
}

finding "no_line_stated" {
	on      = "budget_division",
	level   = "info",
	title   = "Movements that name no policy line, so that no line's budget can be checked against them",
	when    = function(d) return d.division_no_line ~= 0 end,
	message = "{name}: {division_no_line} of {division_movements}",
}

total "line_changes" {
	title = "Table 2: changes that name a policy line",
	count = "line_change",
}

finding "split_without_lines" {
	level   = "warning",
	title   = "Years that are split by policy line, of which nothing says how",
	when    = function(f, p) return p.roll_forward.split_by_line and f.line_changes == 0 and f.movements_by_kind ~= 0 end,
	message = "movements of {movements_by_kind} move no line's budget: fill line_change, or set "
		.. "roll_forward.split_by_line to no",
}

finding "takes_back_what_came_before" {
	on      = "movement_amount",
	level   = "info",
	title   = "Reversals of temporary items that began before the plan",
	when    = function(m, p) return m.reverses and m.first_year.starts < p.plan.starts end,
	message = "{movement.movement_name}: {increment}, which takes back {amount} of {first_year_id} to {last_year_id}",
}

finding "undoes_what_came_before" {
	on      = "movement",
	level   = "info",
	title   = "Other movements that take back something from before the plan",
	when    = function(m, p, at) return at.previous == nil and m.undoes ~= nil end,
	message = "{movement_name}: {undoes}",
}

finding "temporary_item_left" {
	on      = "movement_amount",
	level   = "error",
	title   = "Temporary items that do not come to nothing over their life",
	when    = function(m) return m.over and m.moved_so_far ~= 0 end,
	message = "{movement.movement_name}: {moved_so_far} is left of {amount}",
}

finding "outside_the_plan" {
	on      = "movement_amount",
	level   = "error",
	title   = "Movements that fall in no year of the plan",
	when    = function(m, p, at)
		if at.previous ~= nil then return false end
		if m.first_year.starts >= p.plan.ends then return true end
		return m.first_year.starts < p.plan.starts and (m.last_year == nil
			or year.after(m.last_year.starts) < p.plan.starts)
	end,
	message = "{movement.movement_name}: {amount} from {first_year_id}",
}

finding "draw_without_its_use" {
	on      = "movement",
	level   = "warning",
	title   = "Draws on reserves that what they pay for does not match",
	when    = function(m) return m.pair ~= nil and m.pair ~= 0 end,
	message = "{movement_name} and {pays_for.movement_name}: {pair} is left",
}

finding "balance_not_known" {
	on      = "reserve",
	level   = "info",
	title   = "Reserves whose balance the papers do not give: whether it lasts cannot be said",
	when    = function(r, p, at) return at.previous == nil and not known(r, "balance") end,
	message = "{name}",
}

finding "no_such_movement" {
	on      = "movement_citation",
	level   = "warning",
	title   = "References in the body of the papers to movements that table 3 does not have",
	when    = function(c, p, at) return at.previous == nil and c.movement == nil end,
	message = "{cited_ref}, cited for {proposal}",
}

finding "description_in_doubt" {
	on      = "movement",
	level   = "info",
	title   = "Movements whose printed description leaves something open",
	when    = function(m, p, at) return at.previous == nil and m.doubt ~= nil end,
	message = "{movement_name}: {doubt}",
}
