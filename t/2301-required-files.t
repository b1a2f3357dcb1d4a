#!/bin/sh
# A rule file that several packs share brings what it requires with it: what lies beside the file that asks is found there.
. "${0%/*}/bad.sh"

mkdir -p rules/shared rules/lib rules/own outside
cp pack/parameters.yaml pack/data.db rules/own
sed 's|\[grant.lua\]|[../shared/grant.lua]|' pack/scenario.yaml >rules/own/scenario.yaml
sed 's/p.grant.line - h.income/lines.below(h, p)/; 1s/^/local lines = require "lines"\n/' pack/grant.lua >rules/shared/grant.lua
cat >rules/shared/lines.lua <<'END_LUA'
local sums = require "sums"
return { below = function(h, p) return sums.less(p.grant.line, h.income) end }
END_LUA
echo 'return { less = function(a, b) return a - b end }' >rules/lib/sums.lua

check "a module beside the file that asks, and one of the library" reckon run rules/own/scenario.yaml -o a.run
check "... of which the run file holds both" reckon replay a.run
check_that "... by their paths" "$(sqlite3 a.run "SELECT group_concat(path, ' ') FROM (SELECT path FROM source WHERE kind = 'rules' ORDER BY path)")" = '../lib/sums.lua ../shared/grant.lua ../shared/lines.lua'
mv rules elsewhere
check "... and needs nothing else" reckon replay a.run
mv elsewhere rules
check "what is followed there is checked" reckon check rules/own/scenario.yaml
cp rules/shared/lines.lua kept.lua
sed -i 's/h.income/h.incom/' rules/shared/lines.lua
check_status 1 "a field that is not there, in such a module" reckon check rules/own/scenario.yaml
check_says "... is told at its place" "rules/shared/lines.lua:2:" "$out"
cp kept.lua rules/shared/lines.lua

# The nearest one is meant.
echo 'return { below = function(h, p) return money "£1" end }' >rules/own/lines.lua
check "a module of that name beside the scenario too" reckon run rules/own/scenario.yaml -o b.run
sqlite3 a.run 'SELECT need FROM outcome_household' >expected
sqlite3 b.run 'SELECT need FROM outcome_household' >got
check_same "... is not taken in its place" expected got
rm rules/own/lines.lua

# What lies outside stays outside.
mv rules/shared/lines.lua outside
ln -s ../../outside/lines.lua rules/shared/lines.lua
check_errors 2 "a link that leads out of the folder" reckon run rules/own/scenario.yaml -o c.run <<'END'
rules/shared/grant.lua:1:1: error: '../shared/lines.lua' is not a file of the pack or of ../lib
    local lines = require "lines"
    ^ a link may not lead out of them: copy the file
END
check_that "... leaves no run file" ! -e c.run

finish
