#!/bin/sh
# Item 12: rules have no finalizers, which would run outside of every bound, and no coroutines, which would count anew.
. "${0%/*}/attack.sh"

for name in setmetatable getmetatable coroutine collectgarbage debug; do
	refuses "return $name" "rules have no '$name'"
	head_and_body "local x = $name" 'return 1'
	stopped_anywhere "$name at the head of a file" "^grant.lua:1:[0-9]*: error: rules have no '$name'"
done
for call in 'coroutine.wrap(function() while true do end end)()' 'coroutine.create(pairs)' 'coroutine.yield()' 'setmetatable({}, { __gc = function() while true do end end })' \
	'setmetatable({}, { __index = h })' 'getmetatable("").__index' 'getmetatable(h)' 'debug.setmetatable(1, {})' 'debug.sethook()'; do
	refuses "return $call" "rules have no '"
done

# Keys that name such functions are keys like any other.
need 'local n = 0 for i = 1, 20000 do local t = { __gc = function() while true do end end, __close = function() while true do end end, __len = function() return 9 end,
		__index = function() return 1 end, __call = function() end, __eq = function() return true end } if t.other == nil and #t == 0 then n = n + 1 end end return n'
gives "a table with a key __gc is not finalized" '20000
20000'
stops 'local t = { __call = function() return 1 end } return t()' 'attempt to call a table value'
stops 'local t = { __add = function() return 1 end } return t + 1' 'arithmetic on a table value'
stops 'local a, b = { __lt = function() return true end }, {} if a < b then return 1 end return 2' 'compare two table values'
stops 'local t = { __concat = function() return "" end } return #(t .. "")' 'concatenate a table value'
need 'local t = { __pairs = function() while true do end end, __name = "x", __tostring = function() return "y" end } local n = 0 for k in pairs(t) do n = n + 1 end return n + #tostring(t)'
gives "nor do pairs and tostring ask it" '8
8'
stops 'local x <close> = { __close = function() while true do end end } return 1' "got a non-closable value"
stops 'local x <close> = h return 1' "got a non-closable value"
stops 'for k in pairs, { 1 }, nil, { __close = function() end } do return 1 end' "got a non-closable value"
need 'local x <close> = nil local y <const> = 5 return y'
gives "a variable to be closed that holds nothing" '5
5'

# What the host's own objects are made of is out of reach.
for key in __gc __index __newindex __metatable __close __name __tostring __eq; do
	need "local k = '$key' return h.$key"
	stopped_anywhere "a record has no '$key'" "^grant.lua:7:[0-9]*: error: 'household' has no field, relation or rule '$key'"
	refuses "local t = { h } local x = t[1] return x['$key' .. '']" 'records are read by name only'
	stops "local k = tostring('$key') return (rate '5.5%')[k]" 'index a decimal value'
done

finish
