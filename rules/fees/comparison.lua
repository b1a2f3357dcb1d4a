-- How the published amounts compare with what the policy gives.
--
-- Only these rules, the findings and the income read the published amounts.

rule "changed" {
	on      = "amount",
	type    = "flag",
	title   = "The amount differs from the year before",
	compute = function(a) return a.published ~= a.current end,
}

rule "rise" {
	on       = "amount",
	type     = "rate",
	optional = true,
	title    = "The rise, to a hundredth of a percent",
	compute  = function(a)
		if a.current == 0 then return nil end
		return divide(a.published - a.current, a.current, rate "0.01%")
	end,
}

total "smallest_rise" {
	title = "Smallest rise of what changed, by service",
	min   = "amount.rise",
	where = function(a) return a.changed end,
	by    = { "component.charge.group.service.name" },
}

total "largest_rise" {
	title = "Largest rise of what changed, by service",
	max   = "amount.rise",
	where = function(a) return a.changed end,
	by    = { "component.charge.group.service.name" },
}

rule "rate_shown" {
	on       = "amount",
	type     = "status",
	values   = { "free", "held", "general", "staff", "either", "neither" },
	title    = "The rate that the published amount shows",
	compute  = function(a)
		if not a.changed then return a.current == 0 and "free" or "held" end
		if a.at_general == a.at_staff then return a.published == a.at_staff and "either" or "neither" end
		if a.published == a.at_staff then return "staff" end
		if a.published == a.at_general then return "general" end
		return "neither"
	end,
}

-- Each end of a range counts as an amount.
total "amounts" {
	title = "Amounts by the rate they show, at the declared rounding",
	count = "amount",
	by    = { "rate_shown" },
}

-- A trial is a changed amount and one way to uplift it: a rate, a step and a mode.
rule "trial_price" {
	on      = "trial",
	type    = "money",
	title   = "What this way gives",
	compute = function(t, p)
		if t.amount.component.charge.statutory then return t.amount.current end
		local uplift = t.option.rate == "staff" and p.uplift.staff or p.uplift.general
		return round(t.amount.current * (1 + uplift), t.option.step, t.option.mode)
	end,
}

rule "reproduces" {
	on      = "trial",
	type    = "flag",
	title   = "This way gives the published amount",
	compute = function(t) return t.trial_price == t.amount.published end,
}

-- The larger the step, the likelier it is to meet a published amount by chance. Which trials do not reproduce theirs stands
-- in the run file, in the table outcome_trial.
total "reproduced" {
	title = "Changed amounts that each way reproduces",
	count = "trial.reproduces",
	by    = { "option.rate", "option.mode", "option.step" },
}

total "changed_amounts" {
	title = "Changed amounts",
	count = "amount.changed",
}

rule "ways" {
	on      = "amount",
	type    = "integer",
	title   = "How many ways reproduce the published amount",
	compute = function(a) return count(related(a, "trial"), "reproduces") end,
}

-- Where an amount lies outside the two that the policy can give, by how much: above them more than nothing, below them less.
rule "departure" {
	on      = "amount",
	type    = "money",
	title   = "How far outside what the policy can give",
	compute = function(a)
		local lowest, highest = min(a.at_general, a.at_staff), max(a.at_general, a.at_staff)
		if a.published > highest then return a.published - highest end
		if a.published < lowest then return a.published - lowest end
		return 0
	end,
}
