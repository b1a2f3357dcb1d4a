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
