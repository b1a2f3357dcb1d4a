# docs.sh: what tests of documents share; read after lib.sh.
# shellcheck shell=sh disable=SC2154

# sample_project: moves into a project as `make run` has it, built elsewhere.
sample_project() {
	mkdir project project/build
	cp -r "$top/rules" "$top/schema" "$top/scripts" project
	ln -s "$build/reckon" project/build/reckon
	cd project || exit 3
	check "the sample database is made" scripts/make-database build/council.db build/reckon 20000
}

# in_order EXCERPT FILE: the lines of the excerpt stand in the file, in that order; "..." stands for any lines, and at the end of
# a line for the rest of it. Prints the first that does not.
in_order() {
	awk '
		FILENAME == ARGV[1] { file[++last] = $0; next }
		$0 == "..." { anywhere = 1; next }
		{
			wanted = $0
			open = sub(/ *\.\.\.$/, "", wanted)
			for (found = 0; at < last && !found;) {
				at++
				found = open ? index(file[at], wanted) == 1 : file[at] == wanted
				if (!found && !anywhere && FNR > 1)
					break
			}
			if (!found) {
				print
				exit 1
			}
			anywhere = 0
		}' "$2" "$1"
}
