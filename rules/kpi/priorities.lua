-- Of a list that names priorities: how many indicators of each have which rating.

total "by_priority" {
	title = "Indicators by priority and rating",
	count = "indicator",
	by    = { "priority", "rating" },
}

total "by_frequency" {
	title = "Indicators by frequency and rating",
	count = "indicator",
	by    = { "frequency", "rating" },
}
