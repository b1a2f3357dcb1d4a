#!/bin/sh
# What README.md, rules/REFERENCE.md, the packs' READMEs and the help show is so: excerpts of output are what the programs print, excerpts of files are in the files,
# and every example of a command runs.
. "${0%/*}/lib.sh"
# shellcheck source=t/docs.sh
. "$top/t/docs.sh"

sample_project
echo '$ make run' >"$scratch/printed"
check "every scenario runs" scripts/demonstrate build
cat "$out" >>"$scratch/printed"
cp -r build/runs "$scratch/runs"

# The guide has a test of its own, and so has what `reckon init` writes.
find "$top/README.md" "$top"/rules/REFERENCE.md "$top"/rules/*/README.md ! -path '*/rules/support/*' -exec cat {} + >"$scratch/documents"
# excerpts LANGUAGE: writes each fenced block of the documents of that language to a file of its own, excerpt.1, excerpt.2, ...
excerpts() {
	rm -f "$scratch"/excerpt.*
	awk -v language="$1" -v to="$scratch/excerpt." '
		/^```/ { inside = !inside && $0 == "```" language; if (inside) number++; next }
		inside { print > (to number) }' "$scratch/documents"
}

printf 'one\ntwo\nthree 3\nfour\n' >"$scratch/lines"
printf 'one\n...\nthree ...\nfour\n' >"$scratch/good"
printf 'one\nthree 3\n' >"$scratch/gap"
printf 'four\n...\none\n' >"$scratch/backwards"
check "an excerpt with gaps that it shows is found" in_order "$scratch/good" "$scratch/lines"
check_status 1 "an excerpt that hides a gap is not" in_order "$scratch/gap" "$scratch/lines"
check_status 1 "an excerpt in another order is not" in_order "$scratch/backwards" "$scratch/lines"
check_status 1 "... nor is any in a file that is empty" in_order "$scratch/good" /dev/null

excerpts console
# Commands that `make run` does not show are run as they are written.
grep -hx '\$ reckon .*[^.]' "$scratch"/excerpt.* >"$scratch/shown"
while read -r _ command; do
	grep -qxF "\$ $command" "$scratch/printed" && continue
	check "it runs: $command" sh -c "$command"
	{
		echo "\$ $command"
		cat "$out"
	} >>"$scratch/printed"
done <"$scratch/shown"
check_that "documents show what commands print" -s "$scratch/excerpt.1"
for excerpt in "$scratch"/excerpt.*; do
	check "$(head -n 1 "$excerpt") prints what is shown" in_order "$excerpt" "$scratch/printed"
done
for language in lua yaml csv; do
	excerpts "$language"
	check_that "documents show some $language" -s "$scratch/excerpt.1"
	for excerpt in "$scratch"/excerpt.*; do
		file=$(sed -n '1s/^[-#]* //p' "$excerpt")
		sed 1d "$excerpt" >"$scratch/part"
		check "what is shown of $file is in it" in_order "$scratch/part" "$file"
	done
done
sed -n 's/^make \([a-z]*\) .*/\1/p' "$top/README.md" >"$scratch/targets"
printf 'run\ntest\n' >"$scratch/expected"
check_same "README names the two commands" "$scratch/expected" "$scratch/targets"

# Where documents send their readers, there is something.
for document in README.md rules/README.md rules/REFERENCE.md; do
	grep -o '](\([^)]*\))' "$top/$document" | tr -d ']()' | sort -u >"$scratch/links"
	while read -r link; do
		file=${link%%#*}
		check_that "$document: $link is there" -f "$top/$(dirname "$document")/${file:-$(basename "$document")}"
		[ "$file" = "$link" ] && continue
		sed -n 's/^##* //p' "$top/$(dirname "$document")/${file:-$(basename "$document")}" | tr 'A-Z ' 'a-z-' >"$scratch/headings"
		check_says "... and its heading" "${link#*#}" "$scratch/headings"
	done <"$scratch/links"
done

# The functions of the reference's table: those of its first column, each named in a rule file of its own pack.
sed -n '/^| function /,/^$/p' "$top/rules/REFERENCE.md" | cut -d'|' -f2 | grep -o '`[a-z][a-z_]*' | tr -d '`' >"$scratch/functions"
check_that "the reference lists functions" -s "$scratch/functions"
mkdir "$scratch/named"
printf 'scenario: named\ndata: %s\non: 2025-09-01\nrules: [named.lua]\n' "$PWD/build/council.db" >"$scratch/named/named.yaml"
# name_all: a rule file that names every function on standard input.
name_all() {
	while read -r function; do echo "local _ = $function"; done
	echo 'total "districts" { count = "district" }'
}
name_all <"$scratch/functions" >"$scratch/named/named.lua"
check "rules have every function that the reference lists" reckon run "$scratch/named/named.yaml" -o "$scratch/named/"
echo ruond | name_all >"$scratch/named/named.lua"
check_status 2 "... and would be found without one" reckon run "$scratch/named/named.yaml" -o "$scratch/named/"

# The examples of each command's help, in the order of a first acquaintance.
cp -r "$scratch/runs" runs
cp runs/fees-2025-26.run .
cp build/council.db council.db
sqlite3 council.db 'SELECT * FROM service LIMIT 0' >/dev/null
printf 'charge_id,group_id,description\n9001,%s,A charge of the example\n' \
	"$(sqlite3 council.db 'SELECT min(group_id) FROM charge_group')" >charges.csv
HOME=$PWD
export HOME
mkdir -p .local/share/bash-completion/completions
for command in $(reckon help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	reckon help "$command" | sed -n '/^Examples\{0,1\}:/,$s/^      //p' |
		sed -e ':join' -e '/\\$/{N;s/\\\n *//;b join' -e '}' >"$scratch/examples"
	check_that "'reckon $command' has examples" -s "$scratch/examples"
	while read -r example; do
		case $example in
		*'man -l'*)
			command -v man >/dev/null 2>&1 || {
				skip "the example runs: $example" "man is not here"
				continue
			}
			;;
		esac
		check "the example runs: $example" sh -c "$example"
	done <"$scratch/examples"
done

finish
