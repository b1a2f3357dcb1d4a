-- What an auditor would want to see. A finding is not yet a fault: it is a line of the schedule that a reader should look at.

-- Prices against the policy ----------------------------------------------------------------------------------------------

finding "reproduced_by_none" {
	on      = "amount",
	level   = "warning",
	title   = "Changed amounts that no rate, step and mode reproduces",
	when    = function(a) return a.changed and a.ways == 0 end,
	message = "{amount_name}: {current} became {published} (a rise of {rise})",
}

finding "far_from_policy" {
	on      = "amount",
	level   = "warning",
	title   = "Changed amounts far outside what the policy gives",
	when    = function(a, p) return a.changed and math.abs(a.departure) > a.current * p.audit.far end,
	message = "{amount_name}: {current} became {published} (a rise of {rise}); "
		.. "the general rate gives {at_general}, the staff rate {at_staff}",
}

finding "departs_from_policy" {
	on      = "amount",
	level   = "info",
	title   = "Changed amounts that neither rate reproduces at the declared rounding",
	when    = function(a) return a.rate_shown == "neither" end,
	message = "{amount_name}: published {published}; the general rate gives {at_general}, the staff rate {at_staff}; "
		.. "ways that give what was published: {ways}",
}

finding "held_at_full_cost" {
	on      = "amount",
	level   = "warning",
	title   = "Prices held although their basis is full cost recovery",
	when    = function(a)
		local charge = a.component.charge
		return a.rate_shown == "held" and known(charge, "basis") and charge.basis == "full_cost_recovery"
	end,
	message = "{amount_name}: held at {published}; the general rate gives {at_general}, the staff rate {at_staff}; "
		.. "note: {component.charge.note}",
}

-- Amounts that were alike --------------------------------------------------------------------------------------------------

-- What most amounts became that were the same the year before, at the same end and for the same unit.
rule "peers_became" {
	on       = "amount",
	type     = "money",
	optional = true,
	title    = "What most amounts like this one became",
	compute  = function(a, p)
		local peers, most, became = 0, 0, nil
		local counts = {}
		for _, other in ipairs(related(a.schedule, "amount")) do
			if other.current == a.current and other.bound == a.bound and other.unit_id == a.unit_id then
				peers = peers + 1
				counts[other.published] = (counts[other.published] or 0) + 1
				if counts[other.published] > most then most, became = counts[other.published], other.published end
			end
		end
		if peers < p.audit.peers or most * 2 <= peers then return nil end
		return became
	end,
}

finding "unlike_its_peers" {
	on      = "amount",
	level   = "warning",
	title   = "Amounts that moved unlike most that were the same",
	when    = function(a) return a.peers_became ~= nil and a.published ~= a.peers_became end,
	message = "{amount_name}: {current} became {published}; most others that were {current} became {peers_became}",
}

finding "one_price_became_two" {
	on      = "component",
	level   = "warning",
	title   = "One price split into several",
	when    = function(c)
		if c.current_low == nil or c.published_low == nil then return false end
		return any(related(c.charge, "component"), function(other)
			return other.current_low == c.current_low and other.current_high == c.current_high
				and other.current_unit_id == c.current_unit_id
				and other.published_low ~= nil and other.published_low ~= c.published_low
		end)
	end,
	message = "{component_name}: was one price of {current_low}, is now {published_low}",
}

-- One item at two prices ---------------------------------------------------------------------------------------------------

-- What people pay for a component's item now: its own price, or that of what replaced it.
rule "price_now" {
	on       = "component",
	type     = "money",
	optional = true,
	title    = "What the item costs now, wherever it is sold",
	compute  = function(c)
		if c.published_low == nil and c.replaced_by then return c.replaced_by.published_low end
		return c.published_low
	end,
}

finding "item_at_two_prices" {
	on      = "component",
	level   = "warning",
	title   = "One item at two prices",
	when    = function(c)
		if c.item == nil or c.price_now == nil then return false end
		return any(related(c.item, "component"), function(other)
			return other.price_now ~= nil and other.price_now ~= c.price_now
		end)
	end,
	message = "{item.name}: {price_now} as {component_name}",
}

finding "note_gives_another_price" {
	on      = "noted_price",
	level   = "warning",
	title   = "A note gives another price than the schedule's own line",
	when    = function(n) return n.component ~= nil and n.component.published_low ~= n.amount end,
	message = "{what}: {amount} in the note, {component.published_low} as {component.component_name}",
}

finding "price_only_in_a_note" {
	on      = "noted_price",
	level   = "info",
	title   = "Prices that stand only in a note",
	when    = function(n) return n.component == nil end,
	message = "{what}: {amount}",
}

-- Units, tiers and thresholds -----------------------------------------------------------------------------------------------

finding "unit_changed" {
	on      = "component",
	level   = "warning",
	title   = "Prices whose unit changed",
	when    = function(c)
		return c.current_low ~= nil and c.published_low ~= nil and c.current_unit_id ~= c.published_unit_id
	end,
	message = "{component_name}: {current_low} to {current_high} per {current_unit.name} became {published_low} to {published_high} "
		.. "per {published_unit.name}",
}

-- The quantity at which the next tier of the set begins.
rule "next_tier_from" {
	on       = "component",
	type     = "integer",
	optional = true,
	title    = "Where the next tier begins",
	compute  = function(c)
		if c.tier_set == nil then return nil end
		local next_from = nil
		for _, other in ipairs(related(c.tier_set, "component")) do
			if other.component_id ~= c.component_id and other.from_quantity >= c.from_quantity
				and (next_from == nil or other.from_quantity < next_from) then
				next_from = other.from_quantity
			end
		end
		return next_from
	end,
}

finding "tier_gap" {
	on      = "component",
	level   = "warning",
	title   = "Quantities between two tiers that have no price",
	when    = function(c)
		return c.to_quantity ~= nil and c.next_tier_from ~= nil and c.next_tier_from > c.to_quantity + 1
	end,
	message = "{component_name}: this tier ends at {to_quantity} {tier_set.counted}, the next begins at {next_tier_from}",
}

finding "tier_overlap" {
	on      = "component",
	level   = "warning",
	title   = "Quantities that two tiers price",
	when    = function(c)
		return c.next_tier_from ~= nil and (c.to_quantity == nil or c.next_tier_from <= c.to_quantity)
	end,
	message = "{component_name}: the next tier begins at {next_tier_from} {tier_set.counted}, before this one ends",
}

finding "discount_without_threshold" {
	on      = "component",
	level   = "info",
	title   = "Discounts for which the schedule does not say from how many on",
	when    = function(c) return c.kind == "discount" and c.from_quantity == nil end,
	message = "{component_name}",
}

-- The basis of a charge -----------------------------------------------------------------------------------------------------

rule "charged_for" {
	on      = "charge",
	type    = "flag",
	title   = "The charge has a price above nothing",
	compute = function(c)
		return any(related(c, "component"), function(component)
			return (component.published_high or component.published_low or 0) > 0
		end)
	end,
}

finding "basis_unstated" {
	on      = "charge",
	level   = "info",
	title   = "Charges with a price but no stated basis",
	when    = function(c) return c.charged_for and not known(c, "basis") end,
	message = "{charge_name}",
}

finding "basis_not_recognised" {
	on      = "charge",
	level   = "info",
	title   = "Charges whose basis is none that the schedule offers",
	when    = function(c) return known(c, "basis") and c.basis == "other" end,
	message = "{charge_name}: \"{basis_printed}\" is not full cost recovery, an agreed discount or a statutory limit",
}
