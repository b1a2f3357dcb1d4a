#!/bin/sh
# What is wrong in figures, in findings about them and in bridges: file, line and column, what is wrong, and the nearest right name.
. "${0%/*}/bad.sh"
checked=yes

# In the pack, two households: the grant costs £120 in the South.
add grant.lua <<'END'
figure "spent" { type = "money", compute = function(f) return f.cots end }
END
refused "a total that is not there" <<'END'
grant.lua:29:65: error: there is no figure or total 'cots'
    e "spent" { type = "money", compute = function(f) return f.cots end }
                                                               ^^^^ did you mean 'cost'?
END

add grant.lua <<'END'
figure "share" { type = "rate", compute = function(f, p) return p.grant.shore end }
END
refused "a parameter that is not there" <<'END'
grant.lua:29:73: error: unknown parameter 'grant.shore'
    " { type = "rate", compute = function(f, p) return p.grant.shore end }
                                                               ^^^^^ did you mean 'grant.share'?
END

add grant.lua <<'END'
figure "south" { type = "money", compute = function(f) return group("cost", "Suoth") end }
END
refused "a group that no period has" <<'END'
grant.lua:29:78: error: there is no group 'Suoth' of total 'cost' in any period (figure 'south', 2025-07-01)
    ype = "money", compute = function(f) return group("cost", "Suoth") end }
                                                               ^^^^^ did you mean 'South'?
END

add grant.lua <<'END'
figure "south" { type = "money", compute = function(f) return group("cots", "South") end }
END
refused "a group of a total that is not there" <<'END'
grant.lua:29:69: error: there is no total 'cots'
    outh" { type = "money", compute = function(f) return group("cots", "South"
                                                               ^^^^^^ did you mean 'cost'?
END

add grant.lua <<'END'
figure "opening" { type = "money", compute = function(f) return f.closing - f.cost end }
figure "closing" { type = "money", compute = function(f) return f.opening + f.cost end }
END
refused "figures that read one another" <<'END'
grant.lua:29:9: error: figures read one another in a loop: figure 'opening' -> figure 'closing' -> figure 'opening'
    figure "opening" { type = "money", compute = function(f) return f.closing
            ^^^^^^^ at.previous holds the figures of the period before
END

add grant.lua <<'END'
figure "opening" { type = "money", compute = function(f, p, at) return at.previous.opening end }
END
refused "the period before the first" <<'END'
grant.lua:29:75: error: attempt to index a nil value (field 'previous') (figure 'opening', 2025-07-01)
    " { type = "money", compute = function(f, p, at) return at.previous.openin
                                                               ^^^^^^^^ before the first period there is none: test at.previous first
END

add grant.lua <<'END'
figure "share" {
	type    = "money",
	compute = function(f, p)
		return f.cost * p.grant.share * decimal "1.00001"
	end,
}
END
refused "a part of a penny" <<'END'
grant.lua:31:12: error: expected money (whole pence), got 660.0066 (figure 'share', 2025-07-01)
     compute = function(f, p)
               ^ x pounds are x * money "£1"; part of a penny: write round(x, step, mode)
END

add grant.lua <<'END'
figure "nothing" {
	type    = "money",
	compute = function(f) if f.cost < 0 then return f.cost end end,
}
END
refused "a figure of which there is none" <<'END'
grant.lua:31:12: error: expected money, got nothing (figure 'nothing', 2025-07-01)
     compute = function(f) if f.cost < 0 then return f.cost end end,
               ^ does every way end in a return, or every case have a row? If there may be none, write optional = true
END

add grant.lua <<'END'
figure "endless" {
	type    = "money",
	compute = function(f)
		local sum = 0
		while sum < f.cost do sum = sum * 1 end
		return sum
	end,
}
END
refused "a figure that does not end" <<'END'
grant.lua:33:3: error: took more than 10000000 instructions (figure 'endless', 2025-07-01)
      while sum < f.cost do sum = sum * 1 end
      ^ look for a loop that does not end
END

add grant.lua <<'END'
figure "closing" { type = "money", compute = function(f) return f.cost + money "1p" end }
figure "none_yet" { type = "money", compute = function() return 0 end }
bridge "year" {
	opening = "none_yet",
	steps   = { "cost" },
	closing = "closing",
}
END
refused "a bridge that does not sum" <<'END'
grant.lua:31:9: error: bridge 'year' does not sum in 2025-07-01: £0 + £120 = £120, but 'closing' is £120.01: £0.01 more
    bridge "year" {
            ^^^^
END

add grant.lua <<'END'
figure "closing" { type = "money", compute = function(f) return f.cost end }
figure "none_yet" { type = "money", compute = function() return 0 end }
figure "gift" { type = "money", optional = true, compute = function() return nil end }
bridge "year" { opening = "none_yet", steps = { "cost", "gift" }, closing = "closing" }
END
refused "a bridge with a step that is none" <<'END'
grant.lua:32:58: error: step 'gift' of bridge 'year' is none in 2025-07-01
    bridge "year" { opening = "none_yet", steps = { "cost", "gift" }, closing
                                                             ^^^^ let its figure give 0 where nothing is added
END

add grant.lua <<'END'
finding "costly" { level = "info", when = function(f) return f.cost > 0 end, message = "{cots}" }
END
refused "a message that names what is not there" <<'END'
grant.lua:29:78: error: there is no figure or total 'cots'
     level = "info", when = function(f) return f.cost > 0 end, message = "{cot
                                                               ^^^^^^^ did you mean 'cost'?
END

check_only_run 7
finish
