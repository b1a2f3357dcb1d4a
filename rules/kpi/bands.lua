-- Bands of a rating scheme: which one a number lies in, and whether they meet without a gap and without an overlap.
--
-- Nothing is divided. "More than 10% off" is asked as "is it beyond 0.1 times the target", so that 72 against 80 is exactly
-- 10% off, and so is 8.58 against 7.8.
local bands = {}

-- Whether `better` lies in the band, whose ends are shares of `whole`. For ends that are no shares the whole is 1.
function bands.holds(band, better, whole)
	if band.lower ~= nil then
		local lower = multiply(band.lower, whole)
		if better < lower or (better == lower and not band.lower_included) then return false end
	end
	if band.upper ~= nil then
		local upper = multiply(band.upper, whole)
		if better > upper or (better == upper and not band.upper_included) then return false end
	end
	return true
end

-- The rating that the scheme gives in this case ("improving", "in_progress", ...; nil: not known), or "not_rated" and why.
-- Where two bands hold, neither is taken.
function bands.rate(scheme, better, whole, case)
	local found, count, other_cases = nil, 0, false
	for _, band in ipairs(related(scheme, "band")) do
		if bands.holds(band, better, whole) then
			if band.only_when == nil or band.only_when == case then
				found, count = band.rating_id, count + 1
			else
				other_cases = true
			end
		end
	end
	if count == 1 then return found end
	if count > 1 then return "not_rated", "several bands of its scheme hold it" end
	if other_cases and case == nil then
		return "not_rated", "its scheme asks whether it improves, and there is no actual before"
	end
	return "not_rated", "no band of its scheme holds it"
end

-- The rating of what can never be late: that of the band without an upper end.
function bands.rate_without_end(scheme, case)
	local found, count = nil, 0
	for _, band in ipairs(related(scheme, "band")) do
		if band.upper == nil and (band.only_when == nil or band.only_when == case) then
			found, count = band.rating_id, count + 1
		end
	end
	if count == 1 then return found end
	return "not_rated", count > 1 and "several bands of its scheme hold it" or "no band of its scheme holds it"
end

-- The cases between which a scheme can tell.
function bands.cases(scheme)
	if scheme.measured == "days" then return { "not_started", "in_progress", "completed" } end
	return { "improving", "same", "worsening" }
end

-- An end of a band is a number and a side: 0 is just before the number, 1 just after it. A band goes from its lower end up
-- to its upper one, so "from 0 on" begins at side 0, "above 0" at side 1, "to 5" ends at side 1, "below 5" at side 0.
local function begins_at(band) return band.lower_included and 0 or 1 end
local function ends_at(band) return band.upper_included and 1 or 0 end

-- Whether the band holds nothing at all.
function bands.is_empty(band)
	if band.lower == nil or band.upper == nil then return false end
	return band.lower > band.upper or (band.lower == band.upper and begins_at(band) >= ends_at(band))
end

local function begins_before_end_of(a, b)
	if a.lower == nil or b.upper == nil or a.lower < b.upper then return true end
	return a.lower == b.upper and begins_at(a) < ends_at(b)
end

-- Whether some number lies in both bands in one and the same case.
function bands.overlap(a, b)
	if a.only_when ~= nil and b.only_when ~= nil and a.only_when ~= b.only_when then return false end
	if bands.is_empty(a) or bands.is_empty(b) then return false end
	return begins_before_end_of(a, b) and begins_before_end_of(b, a)
end

-- Whether the band holds what comes right after the upper end of `other`.
function bands.continues(band, other)
	if band.lower ~= nil and band.lower > other.upper then return false end
	if band.lower ~= nil and band.lower == other.upper and begins_at(band) > ends_at(other) then return false end
	if band.upper == nil or band.upper > other.upper then return true end
	return band.upper == other.upper and ends_at(band) > ends_at(other)
end

-- The numbers of an interval, in words.
local function interval(lower, lower_included, upper, upper_included)
	if lower == nil and upper == nil then return "any" end
	local from = lower ~= nil and (lower_included and "from " or "above ") .. tostring(lower)
	local to = upper ~= nil and (upper_included and "to " or "below ") .. tostring(upper)
	if from and to then return from .. " " .. to end
	return from or to
end

function bands.in_words(band)
	local words = interval(band.lower, band.lower_included, band.upper, band.upper_included)
	if band.only_when ~= nil then words = words .. " when " .. band.only_when end
	return words
end

return bands
