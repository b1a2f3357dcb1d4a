-- What a member or an auditor should look at. A finding about the list itself, not about a period, is made in the first
-- period only.

-- How the council does -----------------------------------------------------------------------------------------------------

rule "travel" {
	on      = "indicator",
	type    = "text",
	title   = "Direction of travel in words",
	compute = function(c)
		if c.actual_before == nil then return "nothing to compare with" end
		if not known(c, "polarity") or c.direction == nil then return "was " .. tostring(c.actual_before) end
		return c.direction .. ", was " .. tostring(c.actual_before)
	end,
}

finding "off_target" {
	on      = "indicator",
	level   = "warning",
	title   = "Indicators off target",
	when    = function(c) return c.rated and not c.on_target and c.target_value ~= nil end,
	message = "{rating}: {indicator_name}: {actual_now} by {actual_ends} against {target_value}{in_unit}; {travel}",
}

finding "off_range" {
	on      = "indicator",
	level   = "warning",
	title   = "Indicators outside their range",
	when    = function(c) return c.rated and not c.on_target and c.target_value == nil end,
	message = "{rating}: {indicator_name}: {actual_now} by {actual_ends} against {target_low} to {target_high}{in_unit}; {travel}",
}

finding "rating_fell" {
	on      = "indicator",
	level   = "warning",
	title   = "Ratings that fell since the period before",
	when    = function(c) return c.rating_moved == "worse" end,
	message = "{indicator_name}: {rating} by {actual_ends}, was {rating_before}",
}

finding "gap_widens" {
	on      = "indicator",
	level   = "warning",
	title   = "Gaps that widen",
	when    = function(c) return c.gap_movement == "widening" end,
	message = "{indicator_name}: {gap_now}, was {gap_before} ({gap_group}; {gap_comparator})",
}

finding "gap_reversed" {
	on      = "indicator",
	level   = "info",
	title   = "Gaps that turned round",
	when    = function(c) return c.gap_movement == "reversed" end,
	message = "{indicator_name}: {gap_now}, was {gap_before} ({gap_group}; {gap_comparator})",
}

-- What cannot be rated -----------------------------------------------------------------------------------------------------

finding "cannot_be_rated" {
	on      = "indicator",
	level   = "warning",
	title   = "Indicators that cannot be rated",
	when    = function(c) return c.rating == "not_rated" end,
	message = "{indicator_name}: {reason_not_rated} ({actual_now} by {actual_ends}, target {target_printed})",
}

finding "no_polarity" {
	on      = "indicator",
	level   = "warning",
	title   = "Indicators with a target, of which nobody says which way is better",
	when    = function(c, _, at) return at.previous == nil and c.has_target and not known(c, "polarity") end,
	message = "{indicator_name}: target {target_printed}",
}

finding "no_range" {
	on      = "indicator",
	level   = "warning",
	title   = "Indicators whose polarity is range, without a range",
	when    = function(c, _, at)
		return at.previous == nil and known(c, "polarity") and c.polarity == "range"
			and (c.target_low == nil or c.target_high == nil)
	end,
	message = "{indicator_name}: target {target_printed}",
}

finding "range_for_one_value" {
	on      = "indicator",
	level   = "warning",
	title   = "Indicators with a range as their target, whose polarity is another",
	when    = function(c, _, at)
		return at.previous == nil and known(c, "polarity") and c.polarity ~= "range"
			and (c.target_low ~= nil or c.target_high ~= nil)
	end,
	message = "{indicator_name}: {polarity}, target {target_printed}",
}

finding "target_not_possible" {
	on      = "indicator",
	level   = "warning",
	title   = "Targets that nothing can meet, or that are no target",
	when    = function(c, _, at)
		if at.previous ~= nil or c.unit == nil or c.target_value == nil then return false end
		return (c.unit.most ~= nil and c.target_value > c.unit.most) or (c.unit.least ~= nil and c.target_value < c.unit.least)
	end,
	message = "{indicator_name}: target {target_printed}",
}

finding "placeholder" {
	on      = "indicator",
	level   = "info",
	title   = "Placeholders: nothing is measured yet",
	when    = function(c, _, at) return at.previous == nil and c.kind == "in_development" end,
	message = "{indicator_name}",
}

finding "target_to_be_set" {
	on      = "indicator",
	level   = "info",
	title   = "Targets that are not a number yet",
	when    = function(c, _, at) return at.previous == nil and c.target_printed ~= nil and not c.has_target end,
	message = "{indicator_name}: \"{target_printed}\"",
}
