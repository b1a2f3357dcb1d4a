-- Stamp duty land tax on a home to live in. Until 3 December 2014 the whole price went by the band it lay in; since then each part
-- goes by its own.

rule "stamp_duty" {
	on       = "purchase_case",
	type     = "money",
	title    = "Stamp duty land tax",
	source   = "Finance Act 2003, section 55",
	to       = "2014-12-03",
	dated_by = "day",
	compute  = function(c, p) return round(p.stamp_duty.slab:of(c.price), money "1p", "floor") end,
}

rule "stamp_duty" {
	on       = "purchase_case",
	type     = "money",
	title    = "Stamp duty land tax",
	source   = "Finance Act 2003, section 55 and Schedule 6ZA",
	from     = "2014-12-04",
	dated_by = "day",
	compute  = function(c, p)
		local rates = p.stamp_duty.rates
		if c.first_time and c.price <= p.stamp_duty.first_time.dearest then rates = p.stamp_duty.first_time.rates end
		return round(rates:of(c.price), money "1p", "floor")
	end,
}
