-- What the new prices bring in, on the volumes in the table `volume`, times the parameter `volume` of the service.
--
-- The council does not publish volumes. The sample's are made up to show the working, and say so: their origin is
-- 'illustrative', and every total here is grouped by origin. Nothing published is added to them.
--
-- A range has no single price, so its income lies between what its low end and its high end bring in.

-- What is sold in a year, at so much each; to the penny, since nine tenths of 15 are not a whole number.
local function over_year(each, component, p)
	local factor = p.volume[component.charge.group.service_id]
	return round(multiply(each, component.volume) * factor, money "1p", "half_up")
end

-- What an amount brings in more than the current one does, over a year.
local function change(a, amount, p)
	if a.current == 0 and amount == 0 then return nil end   -- free, and stays free
	if amount == a.current then return 0 end                -- whatever the volume
	return over_year(amount - a.current, a.component, p)
end

rule "income_change" {
	on       = "amount",
	type     = "money",
	optional = true,
	title    = "Change in income at the published amount",
	compute  = function(a, p) return change(a, a.published, p) end,
}

rule "income_change_at_general" {
	on       = "amount",
	type     = "money",
	optional = true,
	title    = "Change in income at the general rate",
	compute  = function(a, p) return change(a, a.at_general, p) end,
}

rule "income_change_at_staff" {
	on       = "amount",
	type     = "money",
	optional = true,
	title    = "Change in income at the staff rate",
	compute  = function(a, p) return change(a, a.at_staff, p) end,
}

-- A cap is not what somebody pays for one unit, so it brings in nothing of its own.
local function at_lowest(a) return a.bound == "price" or a.bound == "low" end
local function at_highest(a) return a.bound == "price" or a.bound == "high" end

total "income_change_lowest" {
	title = "Change in income at published prices, each range at its low end",
	sum   = "amount.income_change",
	where = at_lowest,
	by    = { "component.volume_origin", "component.charge.group.service.name" },
}

total "income_change_highest" {
	title = "Change in income at published prices, each range at its high end",
	sum   = "amount.income_change",
	where = at_highest,
	by    = { "component.volume_origin", "component.charge.group.service.name" },
}

total "income_change_at_general_lowest" {
	title = "Change in income at the general rate, each range at its low end",
	sum   = "amount.income_change_at_general",
	where = at_lowest,
	by    = { "component.volume_origin" },
}

total "income_change_at_general_highest" {
	title = "Change in income at the general rate, each range at its high end",
	sum   = "amount.income_change_at_general",
	where = at_highest,
	by    = { "component.volume_origin" },
}

total "income_change_at_staff_lowest" {
	title = "Change in income at the staff rate, each range at its low end",
	sum   = "amount.income_change_at_staff",
	where = at_lowest,
	by    = { "component.volume_origin" },
}

total "income_change_at_staff_highest" {
	title = "Change in income at the staff rate, each range at its high end",
	sum   = "amount.income_change_at_staff",
	where = at_highest,
	by    = { "component.volume_origin" },
}

rule "income_lost" {
	on       = "component",
	type     = "money",
	optional = true,
	title    = "Income that ends with a withdrawal",
	compute  = function(c, p)
		if c.kind ~= "withdrawn" or c.current_low == nil then return nil end
		return over_year(c.current_low, c, p)
	end,
}

total "income_ending" {
	title = "Income that ends with components that are withdrawn",
	sum   = "component.income_lost",
	by    = { "volume_origin" },
}
