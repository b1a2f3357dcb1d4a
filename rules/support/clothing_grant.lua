-- Who gets a grant for school clothes, how much, and what the family gives itself.

rule "on_benefit" {
	on      = "family",
	type    = "flag",
	title   = "Receives a means-tested benefit",
	compute = function(c) return c.benefit ~= "none" end,
}

-- Each condition is one test of one fact, in words that a letter could use. A fact that is not known is not a no: the outcome is
-- then unknown, unless another condition settles it. The amounts are rows of a spreadsheet: one of them at most fits a family.
rule "clothing_grant" {
	on         = "family",
	type       = "eligibility",
	title      = "School clothing grant",
	source     = "A scheme made up for a first pack, section 2",
	conditions = all {
		{ "a child of school age goes to school", function(c)
			return any(related(c, "child", "of_school_age"), "at_school")
		end },
		any {
			{ "receives a means-tested benefit", function(c) return c.on_benefit end },
			{ "family income below the limit", function(c, p) return c.income < p.clothing_grant.income_limit end },
		},
	},
	award = decision_table { file = "clothing_grant.csv", hit = "unique", default = "£0" },
}

rule "contribution" {
	on      = "family",
	type    = "money",
	title   = "What the family gives towards a uniform",
	compute = function(c, p) return round(p.contribution.rates:of(c.income), money "50p", "down") end,
}

-- Not in force yet: a run that uses a draft says so.
rule "boots_voucher" {
	on      = "family",
	type    = "money",
	status  = "draft",
	title   = "Voucher for winter boots",
	compute = function(c) return c.school_children * money "£12.50" end,
}
