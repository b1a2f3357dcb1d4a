#!/bin/sh
# Item 3: what would reach past the bounds is not there, and each omission has its reason; require reads the pack's own files and
# rules/lib alone, whose text goes into the run file.
. "${0%/*}/attack.sh"

for name in io os debug package load loadfile loadstring dofile collectgarbage coroutine setmetatable getmetatable rawset rawget rawequal \
	rawlen next print warn pcall xpcall string.dump math.random math.randomseed; do
	need "return $name(h)"
	stopped_anywhere "$name" "^grant.lua:7:[0-9]*: error: rules have no '$name'"
done
for reason in 'pcall(error):swallow' 'math.random():same inputs' 'print(1):declare a finding' 'next({}):sorted order' \
	'debug.getinfo(1):every bound' 'coroutine.wrap(f):count of instructions' 'os.time():another day' 'load("x"):checked before'; do
	need "return ${reason%:*}"
	stopped_anywhere "${reason%:*}: refused" "error: rules have no"
	check_says "... because: ${reason#*:}" "${reason#*:}" "$errors"
done

# A condition that would swallow an unknown or a limit.
edit grant.lua 's/return h.tenure == "rent"/return pcall(function() return h.tenure == "rent" end)/'
stopped_anywhere "pcall in a condition" "^grant.lua:16:[0-9]*: error: rules have no 'pcall'"

# require: names that are no module of the pack.
head_and_body 'local m = require "outside"' 'return p.grant.line - h.income'
echo 'return { reached = true }' >outside.lua
ln -s ../outside.lua spoilt/outside.lua
stopped_anywhere "a link that leads out" "^grant.lua:1:[0-9]*: error: 'outside.lua' is not a file of the pack"
rm spoilt/outside.lua
mkdir out && ln -s ../out spoilt/sub && echo 'return {}' >out/m.lua
ln -s sub/m.lua spoilt/outside.lua
stopped_anywhere "a link by way of a folder that leads out" "'outside.lua' is not a file of the pack"
rm spoilt/outside.lua spoilt/sub
ln -s /dev/zero spoilt/outside.lua
stopped_anywhere "a device" "'outside.lua' is not a file of the pack"
rm spoilt/outside.lua
mkfifo spoilt/outside.lua
stopped_anywhere "a pipe that nobody writes to" "'outside.lua' is not a file of the pack"
rm spoilt/outside.lua
ln -s outside.lua spoilt/outside.lua
stopped_anywhere "a link to itself" "^grant.lua:1:[0-9]*: error: "
rm spoilt/outside.lua
mkdir spoilt/outside.lua
stopped_anywhere "a folder" "^grant.lua:1:[0-9]*: error: "
for file in grant.lua parameters.yaml; do
	fresh && rm "spoilt/$file" && mkfifo "spoilt/$file"
	stopped_anywhere "a pipe for a file that the scenario names: $file" "$file' is not a regular file"
done
for name in ../outside ../../etc/passwd /etc/passwd ./grant sub.m sub/m grant.lua Outside '' 'a b' 'x\0y' "$(printf %300s "" | tr ' ' x)"; do
	head_and_body "local m = require \"$name\"" 'return p.grant.line - h.income'
	stopped_anywhere "require '$(printf %.20s "$name")'" "^grant.lua:1:[0-9]*: error: '.* is not the name of a module"
done
head_and_body 'local m = require "grant"' 'return p.grant.line - h.income'
stopped_anywhere "a rule file of the scenario, itself" "^grant.lua:1:[0-9]*: error: 'grant.lua' is a rule file of the scenario"
head_and_body 'local m = require "m"' 'return p.grant.line - h.income'
echo 'return require "m"' >spoilt/m.lua
stopped_anywhere "a module that requires itself" "m.lua:1:1: error: files require each other: m.lua -> m.lua"
echo 'error({})' >spoilt/m.lua
stopped_anywhere "a module that raises what is no text" "^m.lua:1:1: error: raised a table instead of a message"
echo 'while true do end' >spoilt/m.lua
stopped_anywhere "a module without an end" "^m.lua:1:1: error: took more than 10000000 instructions"
need 'return require("m")'
stopped "require while rules run" "'require' works only while files are loaded"
head_and_body 'local m = require(("m"):rep(1))' 'return m.line(h, p)'
printf 'return { line = function(h, p) return p.grant.line - h.income end }\n' >spoilt/m.lua
works "a name made while files are loaded finds the module all the same"

# The library beside the pack; what was read is in the run file, and is enough for a replay.
head_and_body 'local m = require "m"' 'return m.line(h, p)'
mkdir lib && printf 'return { line = function(h, p) return p.grant.line - h.income end }\n' >lib/m.lua
works "a module of the library beside the pack"
sqlite3 works.run "SELECT text FROM source WHERE path = '../lib/m.lua'" >kept
echo >>lib/m.lua
check_same "... its text is in the run file" lib/m.lua kept
rm -r lib spoilt/grant.lua
check "... and from there it is replayed" reckon replay works.run
ln -s "$PWD/outside.lua" spoilt/m.lua
mkdir lib && ln -s "$PWD/outside.lua" lib/m.lua
head_and_body 'local m = require "m"' 'return p.grant.line - h.income'
stopped_anywhere "a link that leads out of the library" "error: '../lib/m.lua' is not a file of the pack or of ../lib"

finish
