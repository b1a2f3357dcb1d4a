#!/bin/sh
# reckon editor: what editors are told is what rules can say and read, and nobody's settings are lost.
. "${0%/*}/bad.sh"

# The language: every name of the allow-list (t/9202-allow-list.t), and no other, wherever it is defined.
(cd pack && reckon editor scenario.yaml >"$out") || exit 3
cp "$out" said
awk "/^END/ { exit } listed { print } /^cat >allowed/ { listed = 1 }" "$top/t/9202-allow-list.t" | tr ' ' '\n' | sort >allowed
check_that "the list of names is found" "$(wc -l <allowed)" -gt 50
cat pack/.reckon/language.lua pack/.reckon/records.lua |
	sed -n 's/^function \([a-z0-9_.]*\)(.*/\1/p; s/^\([a-z0-9_.]*\) = .*/\1/p' | sort -u >defined
check_same "editors know each name that rules have, and no other" allowed defined
for file in language records; do
	if command -v lua5.4 >/dev/null; then
		check "$file.lua is Lua" lua5.4 -e "assert(loadfile('pack/.reckon/$file.lua', 't'))"
	else
		skip "$file.lua is Lua" "there is no lua5.4"
	fi
done

# Records: fields with their types, parents, outcomes with their titles, awards.
sed -n '/^---@class (exact) household: reckon.record$/,/^$/p' pack/.reckon/records.lua >got
cat >expected <<'END'
---@class (exact) household: reckon.record
---@field cap (money)?
---@field grant flag
---@field grant_award money
---@field id integer
---@field income money
---@field moved date
---@field need money Below the line
---@field rate rate
---@field tenure status One of own, rent
---@field ward ward

END
check_same "a record has its fields, parents and outcomes" expected got
check_says "a rule says what its functions get" \
	'---@field compute? fun(c: household, p: reckon.parameters, at: reckon.at.household): any' pack/.reckon/records.lua
check_says "parameters stand in their groups" '---@field line money Income below which there is a grant' pack/.reckon/records.lua
check_says "totals are figures" '---@field cost money' pack/.reckon/records.lua
check_says "children are listed by type" '---@overload fun(record: table, type: "person", role?: string | table): person[]' pack/.reckon/records.lua
if grep -q 'remark: reckon.record' pack/.reckon/records.lua; then failed "a table that cannot hold records is none"; else passed "a table that cannot hold records is none"; fi
cmp -s "$top/schema/scenario.schema.json" pack/.reckon/scenario.schema.json && cmp -s "$top/schema/parameters.schema.json" pack/.reckon/parameters.schema.json
check_that "the JSON Schemas lie beside them" $? -eq 0
# patterns SCHEMA: those of the settings for YAML in the file `said`, a line each.
patterns() {
	sed -n '/^{/,$p' said >settings.json
	sqlite3 :memory: "SELECT pattern.value FROM json_each(readfile('settings.json'), '\$.\"yaml.schemas\"') AS kind,
		json_each(kind.value) AS pattern WHERE kind.key = '$1'"
}
patterns .reckon/parameters.schema.json >got
echo parameters.yaml >expected
check_same "the settings for YAML name files of parameters" expected got
patterns .reckon/scenario.schema.json >got
printf '%s\n' scenario.yaml '!parameters.yaml' '!**/tests.yaml' '!**/*.tests.yaml' >expected
check_same "... and scenarios, one by one in the current folder" expected got
# A pack is a folder of scenarios, but for what is none: those that are yet to be written have help too.
echo 'note: this is neither' >pack/other.yaml
cp pack/parameters.yaml pack/unnamed.yaml
rm -rf .reckon
check "a pack can be named from above" reckon editor pack/scenario.yaml
cp "$out" said
patterns .reckon/scenario.schema.json >got
printf '%s\n' 'pack/*.yaml' '!pack/other.yaml' '!pack/parameters.yaml' '!pack/unnamed.yaml' '!**/tests.yaml' '!**/*.tests.yaml' >expected
check_same "... and then its YAML files are scenarios, but for those that are something else" expected got
patterns .reckon/parameters.schema.json >got
printf '%s\n' pack/parameters.yaml pack/unnamed.yaml >expected
check_same "... as files of parameters are, named by a scenario or not" expected got
rm -rf .reckon .luarc.json pack/other.yaml pack/unnamed.yaml

# Settings.
check_says "settings are written where there are none" '"workspace.library": [".reckon"]' pack/.luarc.json
echo '{"mine": true}' >pack/.luarc.json
check "it can be called again" sh -c 'cd pack && reckon editor scenario.yaml'
check_says "... and says what settings are needed where there are some" '"workspace.library": [".reckon"]' "$out"
check_says "... which are left alone" '{"mine": true}' pack/.luarc.json
rm pack/.luarc.json
check "another folder can be named" sh -c 'cd pack && reckon editor scenario.yaml -o "for editors"'
check_that "... and is made" -f "pack/for editors/records.lua"
check "a folder's name is quoted in settings" sh -c 'cd pack && rm .luarc.json && reckon editor scenario.yaml -o "the \"best\""'
check_says "... as JSON has it" '"workspace.library": ["the \"best\""]' pack/.luarc.json
cp "$out" said
patterns 'the "best"/tests.schema.json' >got
printf '%s\n' '**/tests.yaml' '**/*.tests.yaml' >expected
check_same "... there too" expected got
rm -rf 'pack/the "best"' "pack/for editors" pack/.luarc.json pack/.reckon

# Titles are somebody's words: a line break in one is not Lua.
edit grant.lua 's/"Below the line"/"Below\\nerror(1)"/'
check "a title of two lines is written" sh -c 'cd spoilt && reckon editor scenario.yaml'
check_says "... on one" 'need money Below error(1)' spoilt/.reckon/records.lua

# While rules are being written they have errors.
edit grant.lua 's/p.grant.line - h.income/p.grant.lime - h.incom/'
check_status 2 "errors of rules are said" sh -c 'cd spoilt && reckon editor scenario.yaml'
check_says "... with their place" 'grant.lua:7:' "$errors"
check_says "... and the records are known all the same" '---@field income money' spoilt/.reckon/records.lua
fresh
rm spoilt/data.db
check_status 2 "where there are no tables it says so" sh -c 'cd spoilt && reckon editor scenario.yaml'
check_that "... and writes nothing" ! -e spoilt/.reckon
fresh
: >spoilt/.reckon
check_status 2 "a file where the folder would be is left alone" sh -c 'cd spoilt && reckon editor scenario.yaml'
check_that "... as it was" ! -s spoilt/.reckon

finish
