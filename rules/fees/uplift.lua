-- The stated policy: "General Inflation rates for non-stat rates 2.25% or 5.5% if covers CCC staff costs".
--
-- Statutory charges stay as they are. Every other amount is uplifted at one of two rates and rounded. Which rate depends on
-- whether the charge covers staff costs, and the schedule does not say that of any charge. So nothing here guesses it: both
-- rates are worked out, and the policy's price is known only where they come to the same or where somebody records the fact.
--
-- These rules never read the published price.

-- The step that an amount is rounded to: see rounding in parameters.yaml.
local function step(amount, p)
	if amount < p.rounding.small_below then return p.rounding.small_step end
	if amount < p.rounding.large_from then return p.rounding.step end
	return p.rounding.large_step
end

rule "at_general" {
	on      = "amount",
	type    = "money",
	title   = "What the general rate gives",
	source  = "Schedule of Fees & Charges 2025-26, heading of the proposed charges",
	compute = function(a, p)
		if a.component.charge.statutory then return a.current end
		return round(a.current * (1 + p.uplift.general), step(a.current, p), p.rounding.mode)
	end,
}

rule "at_staff" {
	on      = "amount",
	type    = "money",
	title   = "What the staff rate gives",
	source  = "Schedule of Fees & Charges 2025-26, heading of the proposed charges",
	compute = function(a, p)
		if a.component.charge.statutory then return a.current end
		return round(a.current * (1 + p.uplift.staff), step(a.current, p), p.rounding.mode)
	end,
}

rule "policy_price" {
	on      = "amount",
	type    = "money",
	title   = "What the policy gives",
	source  = "Schedule of Fees & Charges 2025-26, heading of the proposed charges",
	compute = function(a)
		if a.at_general == a.at_staff then return a.at_general end
		if a.component.charge.covers_staff then return a.at_staff end   -- not known: then neither is this
		return a.at_general
	end,
}

total "policy_prices" {
	title = "Amounts for which the policy's price is known",
	count = "amount.policy_price",
}
