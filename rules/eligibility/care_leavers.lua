-- Young people who have left care. Their council tax relief is in council_tax.lua.

rule "care_leaver" {
	on         = "person",
	type       = "eligibility",
	title      = "Care leaver",
	source     = "Children Act 1989, sections 23C and 23CZB",
	conditions = all {
		{ "left care as a former relevant child", function(c) return c.care == "former_relevant" end },
		{ "is eighteen or older", function(c) return c.age >= 18 end },
		{ "is under twenty-five", function(c, p) return c.age < p.care_leaver.until_age end },
	},
}

rule "digital_device" {
	on         = "person",
	type       = "eligibility",
	title      = "Digital device for a care leaver",
	source     = "Care leavers' hub in libraries: access to digital devices",
	conditions = all {
		{ "is a care leaver", function(c) return c.care_leaver end },
		{ "has no computer or tablet of their own", function(c) return not c.device end },
	},
	award = function(c, p) return p.digital_device.price end,
}
