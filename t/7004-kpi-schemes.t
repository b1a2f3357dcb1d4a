#!/bin/sh
# Rating schemes that cannot be used are found: bands that overlap, that leave a gap, that hold nothing; a scheme without
# bands. The ends of bands are compared exactly, one number at a time.
. "${0%/*}/lib.sh"

sqlite3 made.db <"$top/schema/kpi.sql" || exit 3
reckon import made.db rating "$top/schema/kpi/rating.csv" >/dev/null || exit 3
cp "$top"/rules/kpi/* . || exit 3
cat >schemes.yaml <<'END'
scenario: schemes
data: made.db
on: 2025-04-01
rules: [schemes.lua]
END

# hold MEASURED BANDS: one.db and one.run, of a scheme with these bands, one of "rating from to [case]" to a line. An end in
# brackets is included, * is none.
hold() {
	cp made.db one.db
	sqlite3 one.db "INSERT INTO rating_scheme VALUES ('s', 'Scheme', '$1', 'illustrative', 'this test')" || exit 3
	printf '%s\n' "$2" | awk -v quote="'" '
		function text(s) { return s == "" ? "NULL" : quote s quote }
		function number(s) { gsub(/[][*]/, "", s); return text(s) }
		function has(s, bracket) { return index(s, bracket) ? 1 : 0 }
		$1 { printf "INSERT INTO band VALUES (%s, %d, %s, %s, %s, %d, %s, %d);\n", text("s"), ++n, text($1), text($4),
			number($2), has($2, "["), number($3), has($3, "]") }' >bands.sql
	sqlite3 -bail one.db <bands.sql || exit 3
	reckon run schemes.yaml --data one.db -o one.run >/dev/null || exit 3
}
# scheme MEASURED BANDS NAME: what is found in it.
scheme() {
	hold "$1" "$2"
	check_output "$3" sqlite3 one.run "SELECT name, message FROM finding WHERE level = 'error' ORDER BY name, position"
}

scheme share 'red * -0.1
amber [-0.1 0
green [0 0.05]
blue 0.05 *' "bands that meet, wherever the end is included" </dev/null
scheme share 'red * -0.1
amber [-0.1 0.000000000001
green [0 *' "an overlap of a millionth of a millionth" <<'END'
band_overlap|Scheme: amber, from -0.1 below 0.000000000001, and green, from 0
END
scheme share 'red * -0.1
amber [-0.1 -0.000000000001
green [0 *' "a gap of a millionth of a millionth" <<'END'
band_gap|Scheme: amber, from -0.1 below -0.000000000001; nothing goes on from there ever
END
scheme share 'red * -0.1]
amber [-0.1 0
green [0 *' "an end that two bands include" <<'END'
band_overlap|Scheme: red, to -0.1, and amber, from -0.1 below 0
END
scheme share 'red * -0.1
amber -0.1 0
green [0 *' "an end that neither includes" <<'END'
band_gap|Scheme: red, below -0.1; nothing goes on from there ever
END
scheme points 'green [0 *
red * -5
amber [-5 0' "the order of bands does not matter" </dev/null
scheme points 'red * 0
amber [0 0]
green 0 *' "a band of one number" </dev/null
scheme points 'red * 0
amber [0 0
green [0 *' "a band that begins where it ends" <<'END'
band_empty|Scheme: amber, from 0 below 0
END
scheme points 'red * 0
amber [5 2]
green [0 *' "a band that ends before it begins" <<'END'
band_empty|Scheme: amber, from 5 to 2
END
scheme points 'red * -5
green [-5 *
amber [-10 20]' "a band within others" <<'END'
band_overlap|Scheme: red, below -5, and amber, from -10 to 20
band_overlap|Scheme: green, from -5, and amber, from -10 to 20
END
scheme points 'red * 5
green * 5' "two bands alike, and nothing above" <<'END'
band_gap|Scheme: red, below 5; nothing goes on from there ever
band_gap|Scheme: green, below 5; nothing goes on from there ever
band_overlap|Scheme: red, below 5, and green, below 5
END
scheme points 'amber [-5 0
green [0 *' "nothing for the worst" <<'END'
scheme_open_below|Scheme: no band goes down without an end, ever
END
scheme points 'red * 0
amber [0 5]' "nothing for the best" <<'END'
band_gap|Scheme: amber, from 0 to 5; nothing goes on from there ever
END
scheme points 'green * *' "one band for everything" </dev/null
scheme share '' "a scheme without bands" <<'END'
scheme_without_bands|Scheme
END

scheme share 'red * -0.1 worsening
amber * -0.1 improving
amber * -0.1 same
green [-0.1 *' "bands for each direction of travel" </dev/null
scheme share 'red * -0.1 worsening
amber * -0.1 improving
green [-0.1 *' "a direction of travel that has none" <<'END'
scheme_open_below|Scheme: no band goes down without an end, when same
END
scheme share 'red * -0.1
amber [-0.1 0 improving
green [0 *' "a gap in two of three directions" <<'END'
band_gap|Scheme: red, below -0.1; nothing goes on from there when same, worsening
END
scheme share 'red * -0.1
amber * -0.1 improving
green [-0.1 *' "a band for one direction on top of one for all" <<'END'
band_overlap|Scheme: red, below -0.1, and amber, below -0.1 when improving
END
scheme share 'red * 0 in_progress
green * *' "a case of actions in a scheme of shares" <<'END'
band_of_another_kind|Scheme: red, below 0 when in_progress; its scheme measures share
band_overlap|Scheme: red, below 0 when in_progress, and green, any
END
scheme days 'red * 0 not_started
blue [0 * not_started
red * 0 in_progress
amber [0 * in_progress
green * * completed' "bands for actions by how far they are" </dev/null
scheme days 'red * 0 not_started
blue [1 * not_started
red * 0 in_progress
amber [0 * in_progress' "a day missing, and what is completed" <<'END'
band_gap|Scheme: red, below 0 when not_started; nothing goes on from there when not_started
scheme_open_below|Scheme: no band goes down without an end, when completed
END

# Made-up schemes against SQL that asks every number and half-number from -1 to 7: is it in no band, or in several?
i=0
wrong=0
while [ "$i" -lt 40 ]; do
	i=$((i + 1))
	bands=$(awk -v seed="$i" '
		function below(n) { seed = (seed * 16807) % 2147483647; return int(seed / 65536) % n }
		BEGIN {
			seed = seed * 7919; last = 1 + below(3); from = "*"
			for (i = 0; i <= last; i++) {
				to = i == last && below(5) ? "*" : below(6) (below(2) ? "]" : "")
				print "red", from, to
				from = below(5) && to != "*" ? (index(to, "]") ? "" : "[") (to + 0) : (below(2) ? "[" : "") below(6)
			}
		}')
	hold points "$bands"
	found=$(sqlite3 one.run "SELECT max(name = 'band_overlap'), max(name IN ('band_gap', 'scheme_open_below')) FROM
		(SELECT name FROM finding UNION ALL SELECT '')")
	asked=$(sqlite3 one.db "
		WITH RECURSIVE at (n) AS (SELECT -2 UNION ALL SELECT n + 1 FROM at WHERE n < 14),
		hit AS (SELECT n, count(position) AS bands FROM at LEFT JOIN band
			ON (lower IS NULL OR n > 2 * lower OR (lower_included AND n = 2 * lower))
			AND (upper IS NULL OR n < 2 * upper OR (upper_included AND n = 2 * upper)) GROUP BY n)
		SELECT max(bands > 1), max(bands = 0) FROM hit")
	if [ "$found" != "$asked" ]; then
		wrong=$((wrong + 1))
		printf '# bands %s: found %s, asked %s\n' "$(echo "$bands" | tr '\n' ';')" "$found" "$asked"
	fi
done
check_that "of 40 made-up schemes, overlaps and gaps are found where SQL meets them" "$wrong" -eq 0

# Cells that are none: the import lists them with their place and takes nothing.
bad_csv() {
	table=$1 name=$2
	cat >bad.csv
	check_status 2 "$name" reckon import made.db "$table" bad.csv
	check_says "... and the place is said" "bad.csv:2:" "$errors"
}
sqlite3 made.db "
	INSERT INTO rating_scheme VALUES ('s', 'Scheme', 'points', 'illustrative', 'this test');
	INSERT INTO indicator_list VALUES ('l', 'List', 'this test');
	INSERT INTO indicator (indicator_id, list_id, number, name, kind, scheme_id) VALUES ('i', 'l', 1, 'One', 'performance', 's')"
bad_csv target "a target that is no number is refused" <<'END'
indicator_id,year,value,low,high,printed
i,2025-26,TBC,,,TBC
END
bad_csv target "nor is one as it is printed" <<'END'
indicator_id,year,value,low,high,printed
i,2025-26,95%,,,95%
END
bad_csv target "a target of an indicator that is none is refused" <<'END'
indicator_id,year,value,low,high,printed
other,2025-26,95,,,95%
END
bad_csv indicator "a polarity that is none is refused" <<'END'
indicator_id,list_id,number,name,kind,polarity,scheme_id
j,l,2,Two,performance,higher,s
END
bad_csv indicator "a kind that is none is refused" <<'END'
indicator_id,list_id,number,name,kind,polarity,scheme_id
j,l,2,Two,context,high,s
END
bad_csv indicator "a scheme that is none is refused" <<'END'
indicator_id,list_id,number,name,kind,polarity,scheme_id
j,l,2,Two,performance,high,t
END
bad_csv band "a rating that is none is refused" <<'END'
scheme_id,position,rating_id,lower,lower_included,upper,upper_included
s,1,yellow,,no,,no
END
bad_csv band "a bound that is no number is refused" <<'END'
scheme_id,position,rating_id,lower,lower_included,upper,upper_included
s,1,red,ten,no,,no
END
check_output "and nothing of them was taken" sqlite3 made.db "
	SELECT count(*) FROM target; SELECT count(*) FROM band; SELECT count(*) FROM indicator" <<'END'
0
0
1
END

# The same in somebody's own tables, which keep no CHECK.
sqlite3 own.db "
	CREATE TABLE rating_scheme (scheme_id TEXT PRIMARY KEY, title TEXT, measured STATUS TEXT, origin STATUS TEXT, source TEXT);
	CREATE TABLE rating (rating_id TEXT PRIMARY KEY);
	CREATE TABLE band (scheme_id TEXT REFERENCES rating_scheme, position INTEGER, rating_id TEXT REFERENCES rating, only_when STATUS TEXT OPTIONAL,
		lower DECIMAL TEXT OPTIONAL, lower_included FLAG INTEGER, upper DECIMAL TEXT OPTIONAL, upper_included FLAG INTEGER,
		PRIMARY KEY (scheme_id, position));
	INSERT INTO rating_scheme VALUES ('s', 'Scheme', 'points', 'published', 'this test');
	INSERT INTO band VALUES ('s', 1, 'red', NULL, NULL, 0, 'TBC', 0)"
check_status 2 "a bound that is no number stops the run" reckon run schemes.yaml --data own.db -o own.run
check_says "... and is named by table, column and key" "upper" "$errors"
check_that "there is no run file" ! -e own.run

finish
