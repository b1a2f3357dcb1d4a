-- What stands in the schedule: names for its parts, and how many there are of each kind.

rule "charge_name" {
	on      = "charge",
	type    = "text",
	title   = "Heading and description of a charge",
	compute = function(c)
		if c.group.heading == nil then return c.description end
		return c.group.heading .. ": " .. c.description
	end,
}

rule "component_name" {
	on      = "component",
	type    = "text",
	title   = "The charge, and what sets the component apart",
	compute = function(c)
		if c.label == nil then return c.charge.charge_name end
		return c.charge.charge_name .. ", " .. c.label
	end,
}

rule "amount_name" {
	on      = "amount",
	type    = "text",
	title   = "The component, and which end of its range",
	compute = function(a)
		if a.bound == "low" then return a.component.component_name .. ", low end" end
		if a.bound == "high" then return a.component.component_name .. ", high end" end
		if a.bound == "cap" then return a.component.component_name .. ", cap" end
		return a.component.component_name
	end,
}

total "charges" {
	title = "Charges, by service",
	count = "charge",
	by    = { "group.service.name" },
}

total "components" {
	title = "Components with a price of their own, by kind of price",
	count = "component",
	by    = { "kind" },
}

total "prices_by_vat" {
	title = "Components with a price above nothing, by whether VAT is to be added",
	count = "component",
	where = function(c) return (c.published_high or c.published_low or 0) > 0 end,
	by    = { "vat" },
}
