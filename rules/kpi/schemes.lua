-- Rating schemes: whether their bands can be used. These rules read the bands only, no indicator.
local bands = require "bands"

rule "band_name" {
	on      = "band",
	type    = "text",
	title   = "A band in words",
	compute = function(b) return b.rating_id .. ", " .. bands.in_words(b) end,
}

rule "overlaps" {
	on       = "band",
	type     = "text",
	optional = true,
	title    = "A later band that holds some of the same",
	compute  = function(b)
		for _, other in ipairs(related(b.scheme, "band")) do
			if other.position > b.position and bands.overlap(b, other) then return other.band_name end
		end
		return nil
	end,
}

-- The cases in which no band holds what comes right after this one.
rule "gap_after" {
	on       = "band",
	type     = "text",
	optional = true,
	title    = "When nothing goes on where a band ends",
	compute  = function(b)
		if b.upper == nil or bands.is_empty(b) then return nil end
		local open, count, cases = "", 0, bands.cases(b.scheme)
		for _, case in ipairs(cases) do
			local continued = b.only_when ~= nil and b.only_when ~= case
			for _, other in ipairs(related(b.scheme, "band")) do
				if (other.only_when == nil or other.only_when == case) and bands.continues(other, b) then continued = true end
			end
			if not continued then
				open, count = open .. (count > 0 and ", " or "") .. case, count + 1
			end
		end
		if count == 0 then return nil end
		return count == #cases and "ever" or "when " .. open
	end,
}

rule "bands" {
	on      = "rating_scheme",
	type    = "integer",
	title   = "Bands of a scheme",
	compute = function(s) return #related(s, "band") end,
}

-- Every band that ends is asked above what comes after it; what comes before all of them, here.
rule "gap_below" {
	on       = "rating_scheme",
	type     = "text",
	optional = true,
	title    = "When no band holds the worst",
	compute  = function(s)
		local open, count, cases = "", 0, bands.cases(s)
		for _, case in ipairs(cases) do
			local covered = false
			for _, band in ipairs(related(s, "band")) do
				if band.lower == nil and (band.only_when == nil or band.only_when == case) then covered = true end
			end
			if not covered then
				open, count = open .. (count > 0 and ", " or "") .. case, count + 1
			end
		end
		if count == 0 then return nil end
		return count == #cases and "ever" or "when " .. open
	end,
}

finding "scheme_without_bands" {
	on      = "rating_scheme",
	level   = "error",
	title   = "Schemes without a band",
	when    = function(s, _, at) return at.previous == nil and s.bands == 0 end,
	message = "{title}",
}

finding "scheme_open_below" {
	on      = "rating_scheme",
	level   = "error",
	title   = "Schemes that leave the worst without a rating",
	when    = function(s, _, at) return at.previous == nil and s.bands > 0 and s.gap_below ~= nil end,
	message = "{title}: no band goes down without an end, {gap_below}",
}

finding "band_empty" {
	on      = "band",
	level   = "error",
	title   = "Bands that hold nothing",
	when    = function(b, _, at) return at.previous == nil and bands.is_empty(b) end,
	message = "{scheme.title}: {band_name}",
}

finding "band_overlap" {
	on      = "band",
	level   = "error",
	title   = "Bands that overlap",
	when    = function(b, _, at) return at.previous == nil and b.overlaps ~= nil end,
	message = "{scheme.title}: {band_name}, and {overlaps}",
}

finding "band_gap" {
	on      = "band",
	level   = "error",
	title   = "Bands after which there is a gap",
	when    = function(b, _, at) return at.previous == nil and b.gap_after ~= nil end,
	message = "{scheme.title}: {band_name}; nothing goes on from there {gap_after}",
}

finding "band_of_another_kind" {
	on      = "band",
	level   = "error",
	title   = "Bands for a case that their scheme never meets",
	when    = function(b, _, at)
		if at.previous ~= nil or b.only_when == nil then return false end
		for _, case in ipairs(bands.cases(b.scheme)) do
			if case == b.only_when then return false end
		end
		return true
	end,
	message = "{scheme.title}: {band_name}; its scheme measures {scheme.measured}",
}

finding "band_without_rating" {
	on      = "band",
	level   = "error",
	title   = "Bands of a rating that is none",
	when    = function(b, _, at) return at.previous == nil and not known(b, "rating") end,
	message = "{scheme.title}: {band_name}",
}

finding "scheme_not_published" {
	on      = "rating_scheme",
	level   = "info",
	title   = "Ratings by bands that nobody published",
	when    = function(s, _, at) return at.previous == nil and s.origin == "illustrative" and s.bands > 0 end,
	message = "{title}: {source}",
}
