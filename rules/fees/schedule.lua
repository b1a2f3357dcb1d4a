-- What stands in the schedule: names for its parts, and how many there are of each kind.

rule "full_name" {
	on      = "component",
	type    = "text",
	title   = "Heading, description and label",
	compute = function(c)
		local name = c.charge.description
		if c.charge.group.heading then name = c.charge.group.heading .. ": " .. name end
		if c.label then name = name .. ", " .. c.label end
		return name
	end,
}

rule "amount_name" {
	on      = "amount",
	type    = "text",
	title   = "The component, and which end of its range",
	compute = function(a)
		if a.bound == "low" then return a.component.full_name .. ", low end" end
		if a.bound == "high" then return a.component.full_name .. ", high end" end
		if a.bound == "cap" then return a.component.full_name .. ", cap" end
		return a.component.full_name
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
