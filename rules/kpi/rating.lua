-- How an indicator is rated. What cannot be rated is said to be so, with the reason; nothing is ever rated by a guess.
local bands = require "bands"

local last_day_of_year = "03-31"

-- How much better than its target an actual is (below 0: worse), and the target that this is a share of.
local function better_than_target(c)
	if c.polarity == "high" then return c.actual_now - c.target_value, c.target_value end
	if c.polarity == "low" then return c.target_value - c.actual_now, c.target_value end
	if c.actual_now < c.target_low then return c.actual_now - c.target_low, c.target_low end
	if c.actual_now > c.target_high then return c.target_high - c.actual_now, c.target_high end
	return 0, c.target_low
end

-- Why target and actual cannot be held against each other; nil: they can.
local function obstacle(c)
	if not known(c, "polarity") then return "nobody says which way is better" end
	if c.polarity ~= "high" and c.polarity ~= "low" and c.polarity ~= "range" then
		return "its polarity is neither high, low nor range but " .. c.polarity
	end
	if c.polarity == "range" then
		if c.target_low == nil or c.target_high == nil then return "its polarity is range, and its target has no range" end
		if c.target_low > c.target_high then return "its range ends before it begins" end
	elseif c.target_value == nil then
		return "its target is a range, and its polarity is " .. c.polarity
	end
	if c.unit ~= nil and c.unit.most ~= nil and c.actual_now > c.unit.most then
		return "its actual is more than there can be"
	end
	if c.unit ~= nil and c.unit.least ~= nil and c.actual_now < c.unit.least then
		return "its actual is less than there can be"
	end
	if c.accumulates and string.sub(tostring(c.actual_ends), 6) ~= last_day_of_year then
		return "it adds up through the year, which is not over"
	end
	if c.scheme.measured ~= "share" and c.scheme.measured ~= "points" then
		return "its scheme measures neither shares nor points but " .. c.scheme.measured
	end
	return nil
end

-- The rating, and where there is none why.
local function assess(c)
	if c.kind == "contextual" or c.kind == "baseline" or c.kind == "in_development" then return c.kind end
	if c.kind ~= "performance" then return "not_rated", "its kind is none that the rules know: " .. c.kind end
	if not c.has_target then return "no_target" end
	if c.actual_now == nil then return "no_actual" end
	local reason = obstacle(c)
	if reason ~= nil then return "not_rated", reason end
	local better, whole = better_than_target(c)
	if c.scheme.measured == "points" or better == 0 then
		whole = 1   -- just on target is the same share of anything
	elseif whole <= 0 then
		return "not_rated", "its scheme takes shares of the target, which is not above 0"
	end
	return bands.rate(c.scheme, better, whole, c.direction)
end

rule "rating" {
	on      = "indicator",
	type    = "text",
	title   = "Rating",
	compute = function(c) return (assess(c)) end,
}

rule "reason_not_rated" {
	on       = "indicator",
	type     = "text",
	optional = true,
	title    = "Why it cannot be rated",
	compute  = function(c)
		local _, reason = assess(c)
		return reason
	end,
}

rule "rated" {
	on      = "indicator",
	type    = "flag",
	title   = "It is rated by a band",
	compute = function(c) return lookup("rating", { rating_id = c.rating }).rated end,
}

rule "on_target" {
	on      = "indicator",
	type    = "flag",
	title   = "It is on target or better",
	compute = function(c) return lookup("rating", { rating_id = c.rating }).on_target end,
}

-- The rating in the period before, where bands gave both that and this one.
rule "rating_before" {
	on       = "indicator",
	type     = "text",
	optional = true,
	title    = "Rating in the period before",
	compute  = function(c, _, at)
		if at.previous == nil or not at.previous.rated or not c.rated then return nil end
		return at.previous.rating
	end,
}

rule "rating_moved" {
	on       = "indicator",
	type     = "status",
	values   = { "better", "same", "worse" },
	optional = true,
	title    = "Rating against the period before",
	compute  = function(c)
		if c.rating_before == nil then return nil end
		local now = lookup("rating", { rating_id = c.rating })
		local last = lookup("rating", { rating_id = c.rating_before })
		if now.position == last.position then return "same" end
		return now.position > last.position and "better" or "worse"
	end,
}
