#!/bin/sh
# Item 16: whatever C holds while a rule raises is given back: valgrind finds nothing lost and nothing read that is not there, in
# runs that end in errors of every kind. (In a build with sanitizers every test looks for that.)
. "${0%/*}/attack.sh"

if grep -q __asan_init "$build/reckon"; then skip_all "the sanitizer looks for it in every test"; fi
if ! command -v valgrind >/dev/null; then skip_all "there is no valgrind"; fi

sqlite3 pack/data.db "WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
	INSERT INTO household SELECT i, 'N', 500000 + i, 'rent', '0.05', '2020-01-01', NULL FROM n;
	INSERT INTO person SELECT 100 + id, id, '1980-01-01', 0 FROM household"
cat >>pack/grant.lua <<'END'
rule "adults" { on = "household", type = "integer", compute = function(h, p, at)
	local ages = {}
	for i, person in ipairs(related(h, "person")) do ages[i] = age_on(person.born, at.start) end
	table.sort(ages, function(a, b) return a > b end)
	return #ages + #string.format("%s %s", h.ward.name, ("x"):rep(300))
end }
END

# loses_nothing NAME STATUS: spoilt under valgrind.
loses_nothing() {
	check_status "$2" "$1" sh -c 'cd spoilt && exec valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
		--error-exitcode=99 "$0/reckon" run scenario.yaml --jobs 2' "$build"
}
# One after the other, at the thirtieth household: while relations, lists, texts, sorts and conditions of other rules are at work.
need 'if h.id == 30 then local t = { 3, 2, 1 } table.sort(t, function(a, b) error({ h, t }) end) end return h.adults * 100'
loses_nothing "a value that is no text, raised in a sort" 2
edit grant.lua 's/return h.tenure == "rent"/local t = {} while h.id == 30 do t[#t + 1] = {} end return known(h, "adults")/'
loses_nothing "memory that runs out in a condition" 2
edit grant.lua '1s/^/local g = { { "a", function() end } } rule "broken" { on = "household", type = "eligibility", conditions = all(g) } error({}) /'
loses_nothing "a file that raises while it declares" 2

finish
