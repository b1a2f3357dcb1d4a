-- Ratings that a target puts out of reach: nothing is over 105% of 96% of the roads.
--
-- Each target is held against each band of its indicator's scheme (the record type target_band), and the band turned into the
-- actuals that would have it. Where none of them lies within what the unit can be, nobody can ever be rated so.

-- An interval of actuals, from `low` to `high` (nil: without an end), each with its side: 0 just before the number, 1 just
-- after it. Whether something between `least` and `most`, both included, lies in it.
local function meets(low, low_side, high, high_side, least, most)
	if low ~= nil and most ~= nil and (low > most or (low == most and low_side == 1)) then return false end
	if high ~= nil and least ~= nil and (high < least or (high == least and high_side == 0)) then return false end
	return true
end

-- Whether an actual can be so much better than `whole` as the band asks, upwards or downwards from it.
local function reaches(t, whole, upwards)
	local size = t.measured == "points" and 1 or whole
	local least, most = t.least, t.most
	local low, high = nil, nil
	if t.lower ~= nil then low = multiply(t.lower, size) end
	if t.upper ~= nil then high = multiply(t.upper, size) end
	local low_side, high_side = t.lower_included and 0 or 1, t.upper_included and 1 or 0
	if upwards then
		return meets(low ~= nil and whole + low or nil, low_side, high ~= nil and whole + high or nil, high_side, least, most)
	end
	return meets(high ~= nil and whole - high or nil, 1 - high_side, low ~= nil and whole - low or nil, 1 - low_side, least, most)
end

-- Whether an actual that is just on target has the band.
local function holds_on_target(t)
	if t.lower ~= nil and (t.lower > 0 or (t.lower == 0 and not t.lower_included)) then return false end
	return t.upper == nil or t.upper > 0 or (t.upper == 0 and t.upper_included)
end

rule "reachable" {
	on       = "target_band",
	type     = "flag",
	optional = true,
	title    = "An actual can be so far from its target",
	compute  = function(t)
		if t.measured == "days" then return nil end
		if t.polarity == "range" then
			if t.low == nil or t.high == nil or (t.measured == "share" and t.low <= 0) then return nil end
			if holds_on_target(t) then return meets(t.low, 0, t.high, 1, t.least, t.most) end
			-- Nothing is better than inside, and what is worse lies below the low end or above the high one.
			if t.lower ~= nil and t.lower >= 0 then return false end
			return reaches(t, t.low, true) or reaches(t, t.high, false)
		end
		if t.value == nil or (t.measured == "share" and t.value <= 0) then return nil end
		return reaches(t, t.value, t.polarity == "high")
	end,
}

finding "rating_out_of_reach" {
	on      = "target_band",
	level   = "warning",
	title   = "Targets that put a rating out of reach",
	when    = function(t, p, at)
		if p.target.year == "own" then
			if t.year ~= financial_year(at.start) then return false end
		elseif t.year ~= p.target.year or at.previous ~= nil then
			return false
		end
		return t.reachable == false
	end,
	message = "{indicator.indicator_name}: target {printed}, so that no actual is {rating_id}",
}
