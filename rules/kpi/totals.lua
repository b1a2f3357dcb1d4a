-- How many indicators have each rating, and which way they go.

total "indicators_by_rating" {
	title = "Indicators by rating",
	count = "indicator",
	by    = { "rating" },
}

total "rated" {
	title = "Indicators that a band rates",
	count = "indicator.rated",
}

total "on_target" {
	title = "Of these, on target or better",
	count = "indicator.on_target",
}
total "by_direction" {
	title = "Indicators whose direction of travel is known, and their rating",
	count = "indicator",
	where = function(c) return known(c, "direction") and c.direction ~= nil end,
	by    = { "direction", "rating" },
}

total "gaps" {
	title = "Gaps between two groups, by their movement",
	count = "indicator",
	where = function(c) return c.gap_movement ~= nil end,
	by    = { "gap_movement" },
}

figure "share_on_target" {
	type     = "rate",
	optional = true,
	title    = "Share of the rated indicators that is on target or better",
	compute  = function(f)
		if f.rated == 0 then return nil end
		return divide(f.on_target, f.rated, rate "0.1%")
	end,
}
