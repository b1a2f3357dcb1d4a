#!/bin/sh
# Item 1: rules are loaded as text only: bytecode is refused wherever it stands, and so is what hides it.
. "${0%/*}/attack.sh"

if ! command -v lua5.4 >/dev/null; then skip_all "lua5.4 makes the bytecode"; fi

# compiled SOURCE FILE: real bytecode of this Lua, which would give rules the whole world.
compiled() {
	printf '%s\n' "$1" >source.lua
	lua5.4 -e 'io.stdout:write(string.dump(assert(loadfile("source.lua")), true))' >"$2"
}
compiled 'return { leak = function() return os.time() end }' module.luac
head -c 4 module.luac | od -An -c >begins
check_says "there is real bytecode to attack with" 'L   u   a' begins

fresh
compiled 'rule "need" { on = "household", type = "money", compute = function() return os.time() end }' spoilt/grant.lua
stopped_anywhere "bytecode as a rule file" "^grant.lua:1:[0-9]*: error: \(this is compiled Lua\|a NUL byte in text\)"

edit grant.lua '1s/^/local m = require "module" /'
cp module.luac spoilt/module.lua
stopped_anywhere "bytecode as a module" "^module.lua:1:[0-9]*: error: \(this is compiled Lua\|a NUL byte in text\)"

edit grant.lua '1s/^/local m = require "module" /'
mkdir lib && cp module.luac lib/module.lua
stopped_anywhere "bytecode in the library beside the pack" "lib/module.lua:1:[0-9]*: error: \(this is compiled Lua\|a NUL byte in text\)"
rm -r lib

# What Lua's own loader would skip before it.
edit grant.lua '1s/^/local m = require "module" /'
{ printf '\357\273\277' && cat module.luac; } >spoilt/module.lua
stopped_anywhere "bytecode behind a byte order mark" "^module.lua:1:[0-9]*: error: "
{ printf '#!/usr/bin/lua\n' && cat module.luac; } >spoilt/module.lua
stopped_anywhere "bytecode behind a first line for the shell" "^module.lua:[0-9]*:[0-9]*: error: "
{ printf '\n' && cat module.luac; } >spoilt/module.lua
stopped_anywhere "bytecode behind an empty line" "^module.lua:[0-9]*:[0-9]*: error: "
printf '\033' >spoilt/module.lua
stopped_anywhere "its first byte alone" "^module.lua:1:[0-9]*: error: \(this is compiled Lua\|a NUL byte in text\)"

# A run file that holds it instead of a rule file.
cp whole.run bad.run
sqlite3 bad.run "UPDATE source SET text = CAST(readfile('module.luac') AS TEXT) WHERE path = 'grant.lua'"
check_status 1 "a run file with bytecode for a rule file is not replayed" reckon replay bad.run --limit-time 60
check_says "... but named" "table 'source': the row 'grant.lua' was altered" "$errors"

fresh
works "and then the pack runs as before"
finish
