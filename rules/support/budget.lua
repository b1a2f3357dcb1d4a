-- What all grants come to, held against the budget.
total "grants" { sum = "family.clothing_grant_award", by = { "area.name" }, title = "Grants" }
total "families" { count = "family", by = { "family_size" }, title = "Families by size" }

-- Evaluated when the total is there.
rule "share_of_grants" {
	on      = "family",
	type    = "rate",
	after   = { "grants" },
	title   = "Share of all grants",
	compute = function(c, p, at) return divide(c.clothing_grant_award, max(money "1p", at.totals.grants), rate "0.1%") end,
}

figure "budget" {
	type    = "money",
	title   = "Budget",
	compute = function(f, p) return p.clothing_grant.budget end,
}

figure "granted" {
	type    = "money",
	title   = "Granted",
	compute = function(f) return -f.grants end,
}

figure "left_over" {
	type    = "money",
	title   = "Left over",
	compute = function(f) return f.budget + f.granted end,
}

bridge "from_budget" {
	title   = "From the budget to what is left",
	opening = "budget",
	steps   = { "granted" },
	closing = "left_over",
}

finding "other_grant" {
	on      = "family",
	level   = "warning",
	title   = "Granted beside another grant",
	when    = function(c) return c.clothing_grant and c.other_grant ~= nil end,
	message = "has {other_grant} from elsewhere, and {clothing_grant_award} from this scheme",
}
