#!/bin/sh
# reckon check and reckon run: what a scenario's `where` compares columns with is held against their types.
. "${0%/*}/bad.sh"

sed "s/^CREATE TABLE household (/&\\
	statutory BOOLEAN, size INTEGER, heat REAL, kind TEXT CHECK (kind IN ('flat', 'house')), note TEXT,/
	s/INSERT INTO household VALUES/INSERT INTO household (id, ward, income, tenure, rate, moved, cap) VALUES/" tables.sql >more.sql
rm pack/data.db
sqlite3 pack/data.db <more.sql || exit 3

# where SQL: a fresh copy of the pack with that condition.
where() {
	fresh
	where=$1 awk '/where:/ { print "    where: \"" ENVIRON["where"] "\""; next } { print }' pack/scenario.yaml >spoilt/scenario.yaml
}

# says SQL: check says of it what standard input holds (message, words underlined, hint), and run the same messages.
says() {
	sed 's/£/#/g' >"$scratch/expected"
	where "$1"
	run reckon check spoilt/scenario.yaml
	sed 's/£/#/g' "$out" | awk '/: (error|warning): / { sub(/^[^ ]* /, ""); print; getline line; getline mark
		match(mark, /\^+/); print "    " substr(line, RSTART, RLENGTH) substr(mark, RSTART + RLENGTH) }' >"$scratch/found"
	check_same "$1" "$scratch/expected" "$scratch/found"
	run sh -c 'cd spoilt && exec reckon run scenario.yaml -o ../o.run'
	sed -n 's/£/#/g; s/^scenario.yaml[:0-9]* //p' "$errors" >"$scratch/found"
	grep -v '^ ' "$scratch/expected" >"$scratch/same"
	check_same "... as a run says" "$scratch/same" "$scratch/found"
}

# fine SQL...: nothing is said of it.
fine() {
	for one; do
		where "$one"
		check "nothing is wrong with $one" reckon check --strict spoilt/scenario.yaml || show 'standard output' "$out"
	done
}

# Dates.
says "moved < '01/04/2025'" <<'END'
error: 'moved' is a date, and '01/04/2025' is not written as dates are
    '01/04/2025' write '2025-04-01'
END
says "'1 April 2025' >= moved" <<'END'
error: 'moved' is a date, and '1 April 2025' is not written as dates are
    '1 April 2025' write '2025-04-01'
END
says "moved BETWEEN '2024-04-01' AND '31.3.2025'" <<'END'
error: 'moved' is a date, and '31.3.2025' is not written as dates are
    '31.3.2025' write '2025-03-31'
END
says "moved = 'yesterday' OR moved > 20250401" <<'END'
error: 'moved' is a date, and 'yesterday' is not written as dates are
    'yesterday' a date is written as '2025-04-01'
error: 'moved' is a date, and '20250401' is not written as dates are
    20250401 write '2025-04-01'
END
says "moved = '2025'" <<'END'
error: 'moved' is a date, and '2025' is not written as dates are
    '2025' a date is written as '2025-04-01'
END
says "moved >= 2025-04-01" <<'END'
error: 'moved' is a date, and 2025-04-01 without quotes is a subtraction
    2025 write '2025-04-01'
END
fine "moved < '2025-04-01'" "moved >= '2025' AND moved < '2025-07' OR moved < 2024" "moved <= '2025-02-31'" "moved <> ''" \
	"substr(moved, 1, 4) = '2025'" "moved LIKE '%/%'" "moved < '2025-04-01 12:00'" "moved IS NOT NULL" \
	"moved > (SELECT max(born) FROM person WHERE born < '01/04/2025')" "moved < '01/04/' || '2025'"

# Money.
says "income > '£5'" <<'END'
error: 'income' is money, and '£5' is text, which SQL takes for more than any number
    '£5' it counts pence: write 500
END
says "income > 'lots'" <<'END'
error: 'income' is money, and 'lots' is text, which SQL takes for more than any number
    'lots' it counts pence: £5 is 500
END
says "income < 12.50" <<'END'
error: 'income' is money, which is whole pence, and 12.50 is not
    12.50 it counts pence: write 1250
END
says "income < 60000" <<'END'
warning: 'income' is money, which counts pence: 60000 here is £600
    60000 write 60000 * 100 for £60,000, or 600 * 100 if £600 is meant
END
says "household.income BETWEEN -5 AND '1234'" <<'END'
warning: 'income' is money, which counts pence: -5 here is -£0.05
    5 write -5 * 100 for -£5, or -5 * 1 if -£0.05 is meant
warning: 'income' is money, which counts pence: 1234 here is £12.34
    '1234' write 1234 * 100 for £1,234, or (12 * 100 + 34) if £12.34 is meant
END
fine "income < 60000 * 100" "income > 0" "income + 5 < 100" "income / 100 < 600" "abs(income) < 100" "income > 12 * 100 + 34" "income > 0.0" "income > -9223372036854775808" \
	"income IN (SELECT 100)" "id < 100" "100 < id" "income <> ''"

# Flags, numbers, rates.
says "statutory = 'no'" <<'END'
error: 'statutory' is a flag, 0 or 1, and never 'no'
    'no' write 0
END
says "NOT (\`statutory\` IN ('Y', 1, 2))" <<'END'
error: 'statutory' is a flag, 0 or 1, and never 'Y'
    'Y' yes is 1, no is 0
error: 'statutory' is a flag, 0 or 1, and never '2'
    2 yes is 1, no is 0
END
says "size > '1,200'" <<'END'
error: 'size' is a number, and '1,200' is text, which SQL takes for more than any number
    '1,200' write 1200
END
says "rate > '5%'" <<'END'
error: 'rate' is kept as a decimal, and never '5%'
    '5%' write '0.05'
END
fine "statutory = '1'" "statutory = 1.0" "statutory = 0" "statutory > 0" "statutory = TRUE" "NOT statutory" "size > '7'" "size > 1e3" "heat < 3" "rate > '0.05'" \
	"rate < 0.05" "heat > 2.5"

# Words.
says "tenure = 'rented'" <<'END'
error: 'tenure' is never 'rented'
    'rented' did you mean 'rent'?
END
says "tenure <> 'lodger'" <<'END'
error: 'tenure' is never 'lodger'
    'lodger' it is one of: own, rent
END
says "kind IN ('flat', 'hous')" <<'END'
error: 'kind' is never 'hous'
    'hous' did you mean 'house'?
END
fine "tenure IN ('own', 'rent')" "tenure = 'RENT' COLLATE NOCASE" "upper(tenure) = 'RENT'" "note = 'rented'" "tenure <> ''" "tenure > 'p'" \
	"ward IN ('N', 'X')" "tenure LIKE 'rented'"

# None.
says "income = NULL" <<'END'
error: nothing is equal to NULL, nor unequal: this is true of no row
    NULL write income IS NULL
END
says "note <> NULL" <<'END'
error: nothing is equal to NULL, nor unequal: this is true of no row
    NULL write note IS NOT NULL
END
fine "income IS NULL" "note IS NOT NULL" "coalesce(note, NULL) IS NULL"

# What rows do hold is theirs to hold.
sqlite3 pack/data.db "UPDATE household SET moved = '01/04/2025', statutory = 'no', size = 'A12', income = 'unknown', rate = '5%' WHERE id = 2" || exit 3
fine "moved = '01/04/2025'" "statutory = 'no'" "size = 'A12'" "income = 'unknown'" "rate = '5%'"

# Wherever the words stand.
where "tenure"
awk '/where:/ { print "    where: >-\n      id > 3 OR tenure =\n      \047rented\047"; next } { print }' pack/scenario.yaml >spoilt/scenario.yaml
check_status 1 "folded lines too" reckon check spoilt
sed -n '/rented/,$p' "$out" | head -3 >got
cat >want <<'END'
spoilt/scenario.yaml:13:7: error: 'tenure' is never 'rented'
          'rented'
          ^^^^^^^^ did you mean 'rent'?
END
check_same "... at their place" want got
finish
