-- The whole council: from the pressures of a year to a balanced budget, and what later years still lack.

local function item(name, kind, title)
	total(name) {
		title = title,
		sum   = "gap_item.amount",
		where = function(i) return i.kind == kind end,
	}
end
