-- Of a list that names committees and outcomes: how many indicators of each have which rating.

total "by_committee" {
	title = "Indicators by committee and rating",
	count = "indicator",
	by    = { "committee", "rating" },
}

total "by_outcome" {
	title = "Indicators by main outcome and rating",
	count = "indicator",
	by    = { "outcome.name", "rating" },
}

total "tackling_deprivation" {
	title = "Indicators that tackle deprivation, by rating",
	count = "indicator",
	where = function(c) return c.tackles_deprivation end,
	by    = { "rating" },
}

finding "outcome_of_another_list" {
	on      = "secondary_outcome",
	level   = "info",
	title   = "Secondary outcomes that are none of the list's own",
	when    = function(o, _, at) return at.previous == nil and o.outcome == nil end,
	message = "{indicator.indicator_name}: \"{printed}\"",
}
