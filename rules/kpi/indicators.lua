-- What an indicator is measured against, what it came to, and which way it goes.

rule "indicator_name" {
	on      = "indicator",
	type    = "text",
	title   = "Name of an indicator, with what it is a part of",
	compute = function(c) return c.heading == nil and c.name or c.heading .. ": " .. c.name end,
}

rule "in_unit" {
	on      = "indicator",
	type    = "text",
	title   = "What is said after its numbers",
	compute = function(c) return c.unit == nil and "" or " " .. c.unit.name end,
}

-- Targets ----------------------------------------------------------------------------------------------------------------

local function target_of(c, p, at)
	local year = p.target.year == "own" and financial_year(at.start) or p.target.year
	for _, target in ipairs(related(c, "target")) do
		if target.year == year then return target end
	end
	return nil
end

rule "target_value" {
	on       = "indicator",
	type     = "decimal",
	optional = true,
	title    = "Target",
	compute  = function(c, p, at)
		local target = target_of(c, p, at)
		return target and target.value
	end,
}

rule "target_low" {
	on       = "indicator",
	type     = "decimal",
	optional = true,
	title    = "Target, low end of a range",
	compute  = function(c, p, at)
		local target = target_of(c, p, at)
		return target and target.low
	end,
}

rule "target_high" {
	on       = "indicator",
	type     = "decimal",
	optional = true,
	title    = "Target, high end of a range",
	compute  = function(c, p, at)
		local target = target_of(c, p, at)
		return target and target.high
	end,
}

rule "target_printed" {
	on       = "indicator",
	type     = "text",
	optional = true,
	title    = "Target as printed",
	compute  = function(c, p, at)
		local target = target_of(c, p, at)
		return target and target.printed
	end,
}

rule "has_target" {
	on      = "indicator",
	type    = "flag",
	title   = "A target is set",
	compute = function(c) return c.target_value ~= nil or c.target_low ~= nil or c.target_high ~= nil end,
}

-- Actuals ----------------------------------------------------------------------------------------------------------------

-- How far the group that is behind is below the other; below 0, it is ahead.
rule "gap_then" {
	on       = "actual",
	type     = "decimal",
	optional = true,
	title    = "Gap between two groups",
	compute  = function(a)
		if a.group_value == nil then return nil end
		return a.comparator_value - a.group_value
	end,
}

rule "result" {
	on      = "actual",
	type    = "decimal",
	title   = "What an indicator came to",
	compute = function(a)
		if a.gap_then == nil then return a.value end
		return a.gap_then < 0 and -a.gap_then or a.gap_then
	end,
}

-- The actual that ends last in the period.
local function latest(c, at)
	local found = nil
	for _, actual in ipairs(related(c, "actual")) do
		if actual.ends >= at.start and actual.ends <= at.finish and (found == nil or actual.ends > found.ends) then
			found = actual
		end
	end
	return found
end

-- What that is compared with: the last before it; of what adds up through the year, that of the same day a year before.
local function before(c, at)
	local now, found = latest(c, at), nil
	if now == nil then return nil end
	for _, actual in ipairs(related(c, "actual")) do
		if c.accumulates then
			if actual.ends == add_months(now.ends, -12, "last_day") then found = actual end
		elseif actual.ends < now.ends and (found == nil or actual.ends > found.ends) then
			found = actual
		end
	end
	return found
end

rule "actual_ends" {
	on       = "indicator",
	type     = "date",
	optional = true,
	title    = "Last day that the actual speaks of",
	compute  = function(c, _, at)
		local actual = latest(c, at)
		return actual and actual.ends
	end,
}

rule "actual_now" {
	on       = "indicator",
	type     = "decimal",
	optional = true,
	title    = "Actual",
	compute  = function(c, _, at)
		local actual = latest(c, at)
		return actual and actual.result
	end,
}

rule "actual_before" {
	on       = "indicator",
	type     = "decimal",
	optional = true,
	title    = "Actual that it is compared with",
	compute  = function(c, _, at)
		local actual = before(c, at)
		return actual and actual.result
	end,
}

-- How far outside its range an actual lies; within it, every place is as good.
local function outside(c, actual)
	if actual < c.target_low then return c.target_low - actual end
	if actual > c.target_high then return actual - c.target_high end
	return 0
end

rule "direction" {
	on       = "indicator",
	type     = "status",
	values   = { "improving", "same", "worsening" },
	optional = true,
	title    = "Direction of travel",
	compute  = function(c)
		if c.actual_now == nil or c.actual_before == nil then return nil end
		local worse, worse_before = c.actual_now, c.actual_before
		if c.polarity == "range" then
			if c.target_low == nil or c.target_high == nil then return nil end
			worse, worse_before = outside(c, c.actual_now), outside(c, c.actual_before)
		elseif c.polarity == "high" then
			worse, worse_before = worse_before, worse
		elseif c.polarity ~= "low" then
			return nil
		end
		if worse == worse_before then return "same" end
		return worse < worse_before and "improving" or "worsening"
	end,
}

-- Gaps -------------------------------------------------------------------------------------------------------------------

rule "gap_now" {
	on       = "indicator",
	type     = "decimal",
	optional = true,
	title    = "Gap",
	compute  = function(c, _, at)
		local actual = latest(c, at)
		return actual and actual.gap_then
	end,
}

rule "gap_before" {
	on       = "indicator",
	type     = "decimal",
	optional = true,
	title    = "Gap that it is compared with",
	compute  = function(c, _, at)
		local actual = before(c, at)
		return actual and actual.gap_then
	end,
}

rule "gap_movement" {
	on       = "indicator",
	type     = "status",
	values   = { "narrowing", "same", "widening", "reversed" },
	optional = true,
	title    = "Movement of a gap",
	compute  = function(c)
		if c.gap_now == nil or c.gap_before == nil then return nil end
		if (c.gap_now < 0) ~= (c.gap_before < 0) and c.gap_now ~= 0 and c.gap_before ~= 0 then return "reversed" end
		if c.actual_now == c.actual_before then return "same" end
		return c.actual_now < c.actual_before and "narrowing" or "widening"
	end,
}
