#!/bin/sh
# The include graph of the engine: which folder may know which, and which file which library.
. "${0%/*}/lib.sh"

# include_problems FOLDER: reads every .c and .h file of FOLDER/*/ and prints each #include that may not be, a line each.
include_problems() {
	(cd "$1" && grep -nE '^[[:space:]]*#[[:space:]]*include' ./*/*.[ch] ./*.h 2>/dev/null) | sed 's/^\.\///' | awk '
	BEGIN {
		split("base value config records rules evaluate run report cli", order, " ")
		for (i in order)
			place[order[i]] = i
		# Libraries: the folders or files that may know them.
		library["lua.h"] = library["lauxlib.h"] = library["lualib.h"] = "rules/ evaluate/"
		library["sqlite3.h"] = "records/ run/"
		library["yaml.h"] = "config/yaml.c"
		library["csv.h"] = "records/csv_file.c"
		library["locale.h"] = "rules/sandbox.c"
		library["openssl/"] = "base/sha256.c"
		# The tables of the run file, made by the Makefile; what a program sees that embeds reckon.
		own["run_schema.h"] = "run/"
		own["reckon.h"] = "report/embed.c"
		own["editor_files.h"] = "cli/editor.c"
		own["workspace_files.h"] = "cli/init.c"
		split("assert ctype dirent endian errno fcntl float inttypes limits math poll pthread pwd sched signal stdalign stdarg stdatomic " \
			"stdbool stddef stdint stdio stdlib stdnoreturn string strings sys/file sys/mman sys/resource sys/stat " \
			"sys/types sys/wait time unistd", names, " ")
		for (i in names)
			standard[names[i] ".h"] = 1
	}
	function problem(what) {
		print file ":" line ": " what
	}
	function allowed(list, path,   n, parts, i) {
		n = split(list, parts, " ")
		for (i = 1; i <= n; i++)
			if (index(path, parts[i]) == 1)
				return 1
		return 0
	}
	# True when TO can be reached from FROM; leaves the way in `way`.
	function reaches(from, to,   n, next_ones, i) {
		if (from == to) {
			way = from
			return 1
		}
		if (seen[from]++)
			return 0
		n = split(includes[from], next_ones, " ")
		for (i = 1; i <= n; i++)
			if (reaches(next_ones[i], to)) {
				way = from " -> " way
				return 1
			}
		return 0
	}
	{
		split($0, parts, ":")
		file = parts[1]
		line = parts[2]
		folder = file ~ /\// ? substr(file, 1, index(file, "/") - 1) : ""
		if (match($0, /<[^>]*>/)) {
			header = substr($0, RSTART + 1, RLENGTH - 2)
			key = header ~ /^openssl\// ? "openssl/" : header
			if (key in library) {
				if (!allowed(library[key], file))
					problem("<" header "> belongs in " library[key])
			} else if (!(header in standard))
				problem("<" header "> is not a header that the design names")
		} else if (match($0, /"[^"]*"/)) {
			header = substr($0, RSTART + 1, RLENGTH - 2)
			if (header in own) {
				if (!allowed(own[header], file))
					problem("\"" header "\" belongs in " own[header])
				next
			}
			to = substr(header, 1, index(header, "/") - 1)
			if (!(to in place))
				problem("\"" header "\" is not named from the engine folder")
			else if (folder != "" && !(folder in place))
				problem("folder " folder "/ is not one of the design")
			else if (folder != "" && place[to] > place[folder])
				problem(folder "/ may not know " to "/")
			if (file ~ /\.h$/) {
				includes[file] = includes[file] " " header
				edges[++edge_count] = file " " header
			}
		}
	}
	END {
		for (i = 1; i <= edge_count; i++) {
			split(edges[i], edge, " ")
			split("", seen)
			if (reaches(edge[2], edge[1]))
				print edge[1] ": headers include each other: " edge[1] " -> " way
		}
	}'
}

# The checker itself first: it sees each kind of fault.
mkdir -p faults/base faults/rules faults/report faults/records
printf '#include "rules/a.h"\n' >faults/base/upwards.c
printf '#include "rules/b.h"\n' >faults/rules/a.h
printf '#include "rules/a.h"\n' >faults/rules/b.h
printf '#include <lua.h>\n' >faults/report/lua.c
printf '# include <sqlite3.h>\n' >faults/rules/sql.c
printf '#include <yaml.h>\n#include <openssl/evp.h>\n#include <csv.h>\n' >faults/records/others.c
printf '#include <gmp.h>\n#include "a.h"\n#include "run_schema.h"\n#include "reckon.h"\n' >faults/rules/c.c
include_problems faults | LC_ALL=C sort >found
cat >expected <<'END'
base/upwards.c:1: base/ may not know rules/
records/others.c:1: <yaml.h> belongs in config/yaml.c
records/others.c:2: <openssl/evp.h> belongs in base/sha256.c
records/others.c:3: <csv.h> belongs in records/csv_file.c
report/lua.c:1: <lua.h> belongs in rules/ evaluate/
rules/a.h: headers include each other: rules/a.h -> rules/b.h -> rules/a.h
rules/b.h: headers include each other: rules/b.h -> rules/a.h -> rules/b.h
rules/c.c:1: <gmp.h> is not a header that the design names
rules/c.c:2: "a.h" is not named from the engine folder
rules/c.c:3: "run_schema.h" belongs in run/
rules/c.c:4: "reckon.h" belongs in report/embed.c
rules/sql.c:1: <sqlite3.h> belongs in records/ run/
END
check_same "every kind of wrong include is seen" expected found

include_problems "$top/engine" >found
check_same "each folder includes only those before it, libraries stay where the design puts them, no header includes itself" \
	/dev/null found

# The table above and the folders on disk are the same.
ls -d "$top"/engine/*/ | sed 's|.*/engine/||; s|/$||' | LC_ALL=C sort >folders
printf '%s\n' base cli config evaluate records report rules run value >expected
check_same "the engine has the folders of the design" expected folders

# Nothing lies about beside them; what is built stands in folders of that name.
(cd "$top" && printf '%s\n' *) | sed '/^build/d' | LC_ALL=C sort >names
printf '%s\n' LICENSE Makefile README.md engine rules schema scripts t >expected
check_same "the project's own folder holds what the design names, and nothing else" expected names

finish
