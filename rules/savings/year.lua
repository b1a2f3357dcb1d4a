-- The first day of the financial year before, or after, the one that begins on a day.
local year = {}

function year.before(day) return add_months(day, -12, "last_day") end

function year.after(day) return add_months(day, 12, "last_day") end

return year
