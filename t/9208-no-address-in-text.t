#!/bin/sh
# Item 8: no text shows an address; NaN has one form; no locale is set, and where one is, with a decimal comma and an order of its
# own, rules do not notice.
. "${0%/*}/attack.sh"

sqlite3 pack/data.db 'ALTER TABLE household ADD COLUMN weight REAL; UPDATE household SET weight = 2.5'
sed 's/type    = "money"/type    = "text"/; /total "cost"/,$d' pack/grant.lua >text.lua
cp text.lua pack/grant.lua

# says EXPRESSION EXPECTED
says() {
	need "return $1"
	gives "$1" "$2
$2"
}
says 'tostring({})' 'table'
says 'tostring(pairs) .. tostring(function() end) .. tostring(("x").rep)' 'functionfunctionfunction'
says 'tostring(select(2, pairs({}))) .. " " .. tostring(p) .. " " .. tostring(string)' 'iterator parameters table'
says 'string.format("%s %s %s", {}, pairs, select(2, pairs({})))' 'table function iterator'
says 'tostring(related(h, "person")) .. " " .. tostring(nil)' 'table nil'
need 'return tostring(h) .. " " .. tostring(h.ward)'
gives "a record is its key" 'household 1 ward N
household 2 ward S'
for shows in '"x" .. {}' '"x" .. pairs' '"x" .. table.remove({ h })' '{} .. {}'; do
	stops "return $shows" '\(concatenate\|cannot be joined\|record\)'
done
for format in '%p' '%x' '%g' '%f' '%e' '%a' '%q' '%i' '%c' '%u' '%o' '%5.2f' '%*d' '%100d' '%.100s' '%' '%-' '%#d' '%+d' '% d'; do
	stops "return string.format(\"$format\", h)" "'string.format' does not know what stands behind"
done
stops 'error(h)' 'raised \(a table\|an object\) instead of a message'
stops 'error(pairs)' 'raised a function instead of a message'
attacked
if grep -qE '0x[0-9a-f]{4}' "$errors"; then failed "no message shows an address"; else passed "no message shows an address"; fi

# Floats: those of fields, as statistics have them.
says 'tostring(h.weight)' '2.5'
says 'tostring(h.weight * 2)' '5'
says 'tostring(h.weight * 1000000 * 1000000 * 1000000 * 1000000)' '2.5e24'
huge='local x = h.weight while x * 2 ~= x do x = x * 2 end'
for nan in 'x - x' '-(x - x)' 'x * 0' 'x - x + 1' '-x + x'; do
	need "$huge return tostring($nan)"
	gives "NaN is nan: $nan" 'nan
nan'
done
need "$huge return tostring(x) .. tostring(-x)"
gives "the infinite have one form each" 'inf-inf
inf-inf'
sed 's/type    = "text"/type    = "number"/' pack/grant.lua >number.lua
cp pack/grant.lua text.lua && cp number.lua pack/grant.lua
stops_number() {
	need "$1"
	stopped_anywhere "$1" "error: expected a number, got .*$2.*(rule 'need', household 1)"
}
stops_number "$huge return x - x" 'the float nan'
stops_number "$huge return -(x - x)" 'the float nan'
stops_number "$huge return x" 'the float inf'
cp text.lua pack/grant.lua

# A locale with a decimal comma, thousands in points and an order of its own.
needs='local t = { "a", "B", "ä", "Z", "é", "z" } table.sort(t)
		return tostring(h.weight) .. (("ä"):upper()) .. ("i"):upper() .. table.concat(t) .. tostring(rate "5.5%") .. string.format("%5d", 1000000)
			.. tostring(tonumber("1,204")) .. tostring("a" < "B") .. tostring("é" < "z")'
expected='2.5äIBZazäé0.05510000001204falsefalse'
need "$needs"
gives "without a locale" "$expected
$expected"
localedef -f UTF-8 -i de_DE ./de_DE.UTF-8 >made 2>&1
if [ -d de_DE.UTF-8 ] && ! grep -q __asan_init "$build/reckon"; then
	reckon=$build/reckon
	mkdir bin && printf '#!/bin/sh\nexec env LD_PRELOAD=%s/t/decimal_comma.so %s "$@"\n' "$build" "$reckon" >bin/reckon && chmod +x bin/reckon
	PATH=$PWD/bin:$PATH LOCPATH=$PWD LC_ALL=de_DE.UTF-8
	export LOCPATH LC_ALL PATH
	gives "with a decimal comma" "$expected
$expected"
	says 'string.format("%s", h.weight)' '2.5'
	need "return tostring(h.weight < h.weight + 1)"
	gives "and comparing" 'true
true'
else
	skip "with a decimal comma" "localedef cannot make a German locale here, or the sanitizer must be loaded first"
fi

finish
