#!/bin/sh
# Whatever is wrong with a CSV file is listed, each at its line and column, and nothing is imported.
. "${0%/*}/bad.sh"

sha256sum <pack/data.db >before

# refused_rows NAME TEXT: importing that CSV text (as printf has it) ends with 2, standard error is exactly standard input, and the
# database is as it was.
refused_rows() {
	rows_name=$1
	printf "$(printf '%s' "$2" | sed 's/%/%%/g')" >rows.csv
	check_errors 2 "$rows_name" reckon import pack/data.db household rows.csv
	[ ! -s "$out" ] || failed "... printing nothing"
	sha256sum <pack/data.db >after
	check_same "... and the database is as it was" before after
	check_that "... with nothing beside it" "$(find pack -type f | wc -l)" -eq 4
}

refused_rows "rows of other lengths" 'id,ward,income\n5,N\n6,N,£5,7\n7,N,£9\n' <<'END'
rows.csv:2:4: error: the row has 2 cells, the header 3
    5,N
       ^ a cell with a comma in it is put in quotes
rows.csv:3:8: error: the row has 4 cells, the header 3
    6,N,£5,7
           ^ a cell with a comma in it is put in quotes
reckon: 2 errors
END

refused_rows "bad cells, all of them" 'id,ward,income,tenure,rate,moved,cap\n5,N,"£1,23",own,5%,2025-9-3,\n6,S,£5,rent,5.5,03/09/2025,"£1,234"\n,N,1e5,own,x,2025-02-30,\n7,N,12%,own,,,lots\n' <<'END'
rows.csv:2:5: error: column 'income': expected money such as £1,234.50, £17.7m or 50p, got '£1,23'
    5,N,"£1,23",own,5%,2025-9-3,
        ^^^^^^^ commas part thousands; decimals stand behind a point: £1.23
rows.csv:2:20: error: column 'moved': expected a date such as 2025-04-01, got '2025-9-3'
    5,N,"£1,23",own,5%,2025-9-3,
                       ^^^^^^^^ write 2025-09-03 (year, month, day)
rows.csv:3:13: error: column 'rate': '5.5' would be a rate of 550%
    6,S,£5,rent,5.5,03/09/2025,"£1,234"
                ^^^ write 5.5%, or 550% if that is what is meant
rows.csv:3:17: error: column 'moved': expected a date such as 2025-04-01, got '03/09/2025'
    6,S,£5,rent,5.5,03/09/2025,"£1,234"
                    ^^^^^^^^^^ write 2025-09-03 (year, month, day)
rows.csv:4:1: error: column 'id' needs a value
    ,N,1e5,own,x,2025-02-30,
    ^
rows.csv:4:4: error: column 'income': expected money such as £1,234.50, £17.7m or 50p, got '1e5'
    ,N,1e5,own,x,2025-02-30,
       ^^^
rows.csv:4:12: error: column 'rate': expected a rate such as 5.5% or 0.055, got 'x'
    ,N,1e5,own,x,2025-02-30,
               ^
rows.csv:4:14: error: column 'moved': '2025-02-30' is not a date: February 2025 has days 01 to 28
    ,N,1e5,own,x,2025-02-30,
                 ^^^^^^^^^^
rows.csv:5:5: error: column 'income': expected money such as £1,234.50, £17.7m or 50p, got '12%'
    7,N,12%,own,,,lots
        ^^^ this is a rate, not money
rows.csv:5:15: error: column 'cap': expected money such as £1,234.50, £17.7m or 50p, got 'lots'
    7,N,12%,own,,,lots
                  ^^^^
reckon: 10 errors
END

refused_rows "unknown columns" 'id,wrd,incomes\n5,N,£5\n' <<'END'
rows.csv:1:4: error: table 'household' has no column 'wrd'
    id,wrd,incomes
       ^^^ did you mean 'ward'?
rows.csv:1:8: error: table 'household' has no column 'incomes'
    id,wrd,incomes
           ^^^^^^^ did you mean 'income'?
reckon: 2 errors
END

refused_rows "a column given twice" 'id,id,income\n5,N,£5\n' <<'END'
rows.csv:1:4: error: column 'id' is there twice
    id,id,income
       ^^
END

refused_rows "no key" 'ward,income\nN,£5\n' <<'END'
rows.csv:1:12: error: the column 'id' of table 'household' is missing
    ward,income
               ^ every row needs a value there
END

refused_rows "keys that are there" 'id,ward,income\n1,N,£5\n5,N,£5\n5,N,£6\n' <<'END'
rows.csv:2:1: error: another row has the same key: household.id
    1,N,£5
    ^ it stands earlier in the file, or is in the table already
rows.csv:4:1: error: another row has the same key: household.id
    5,N,£6
    ^ it stands earlier in the file, or is in the table already
reckon: 2 errors
END

refused_rows "a reference to nothing" 'id,ward,income\n5,Q,£5\n' <<'END'
rows.csv:2:3: error: column 'ward' refers to a record of 'ward' that is not there: 'Q'
    5,Q,£5
      ^ import 'ward' first, or correct the reference
END

refused_rows "what the table itself refuses" 'id,ward,tenure\n5,N,rnt\n' <<'END'
rows.csv:2:5: error: column 'tenure': 'rnt' is none of its words: own, rent
    5,N,rnt
        ^^^ did you mean 'rent'?
END

refused_rows "a quote that stays open" 'id,ward,income\n5,"N,£5\n6,S,£1\n' <<'END'
rows.csv:2:3: error: a quote that is opened here is not closed
    5,"N,£5
      ^ a quote within a quoted cell is written twice
END

refused_rows "bytes that are not UTF-8" 'id,ward,income\n5,caf\351,£5\n' <<'END'
rows.csv:2:6: error: byte 0xE9 is not UTF-8 text
    5,caf?,£5
         ^ save the file as 'CSV UTF-8'
END

refused_rows "a NUL" 'id,ward,income\n5,N\000,£5\n' <<'END'
rows.csv:2:4: error: a NUL byte in text
    5,N ,£5
       ^ save the file as 'CSV UTF-8'
END

refused_rows "an empty file" '' <<'END'
rows.csv:1:1: error: 'rows.csv' is empty: its first row must name the columns
END

refused_rows "decimal commas between semicolons" 'id;ward;income\n5;N;£5,50\n' <<'END'
rows.csv:2:5: error: column 'income': expected money such as £1,234.50, £17.7m or 50p, got '£5,50'
    5;N;£5,50
        ^^^^^ commas part thousands; decimals stand behind a point: £5.50
END

refused_rows "numbers beyond range" 'id,ward,income\n99999999999999999999,N,£99999999999999999\n' <<'END'
rows.csv:2:1: error: column 'id': expected an integer such as 1,204, got '99999999999999999999'
    99999999999999999999,N,£99999999999999999
    ^^^^^^^^^^^^^^^^^^^^ an integer has at most 64 bits
rows.csv:2:24: error: column 'income': '£99999999999999999' is beyond plus or minus 2^53 pence (£90,071,992,547,409.92)
    99999999999999999999,N,£99999999999999999
                           ^^^^^^^^^^^^^^^^^^
reckon: 2 errors
END

check_status 2 "an unknown table" reckon import pack/data.db houshold rows.csv
check_says "... with the nearest name" "did you mean 'household'?" "$errors"
check_status 2 "a file that is not there" reckon import pack/data.db household row.csv
check_says "... with the nearest name" "did you mean 'rows.csv'?" "$errors"
check_status 2 "a database that is not there" reckon import pack/date.db household rows.csv
check_says "... with the nearest name" "did you mean 'data.db'?" "$errors"
check_that "... and none is made" ! -e pack/date.db
printf '\357\273\277id,ward,income\r\n5,N,"£1,234.50"\r\n\r\n' >rows.csv
check "a byte order mark, Windows line ends and an empty line are fine" reckon import pack/data.db household rows.csv
sqlite3 pack/data.db 'SELECT income FROM household WHERE id = 5' >got
echo 123450 >expected
check_same "... and the row is there" expected got
printf 'id;ward;income\n6;N;"£1,234.50"\n' >rows.csv
check "semicolons, as spreadsheets write where the comma is for decimals" reckon import pack/data.db household rows.csv
printf 'id\tward\tincome\n7\tN\t£1,234.50\n' >rows.csv
check "tabs, as they come from the clipboard" reckon import pack/data.db household rows.csv
sqlite3 pack/data.db 'SELECT income FROM household WHERE id BETWEEN 6 AND 7' >got
printf '123450\n123450\n' >expected
check_same "... and their rows are there" expected got

# Whatever kinds of mistakes a row has, they are found at once; what stands in the place of a bad cell is no mistake of its own.
sqlite3 kinds.db <<'END'
CREATE TABLE ward (code TEXT PRIMARY KEY);
CREATE TABLE home (
	id INTEGER PRIMARY KEY,
	tenure STATUS TEXT CHECK (tenure IN ('own', 'rent', 'social_rent')),
	income MONEY INTEGER NOT NULL CHECK (income >= 0),
	rate RATE TEXT,
	size INTEGER NOT NULL CONSTRAINT somebody CHECK (size > 0),
	ward TEXT NOT NULL REFERENCES ward (code),
	uprn TEXT UNIQUE
);
INSERT INTO ward VALUES ('N');
INSERT INTO home VALUES (1, 'own', 0, NULL, 1, 'N', 'a');
END
cat >rows.csv <<'END'
id,tenure,income,rate,size,ward,uprn
2,rented,-£5,5,x,Q,a
1,Own,lots,,0,N,b
3,own,£1,,0,Q,c
4,own,£1,,1,,c
5,own,£1,,1,N,d
END
check_errors 2 "every kind of mistake in a row" reckon import kinds.db home rows.csv <<'END'
rows.csv:2:3: error: column 'tenure': 'rented' is none of its words: own, rent, social_rent
    2,rented,-£5,5,x,Q,a
      ^^^^^^ did you mean 'rent'?
rows.csv:2:10: error: column 'income': '-£5' breaks a rule of the table: CHECK (income >= 0)
    2,rented,-£5,5,x,Q,a
             ^^^
rows.csv:2:14: error: column 'rate': '5' would be a rate of 500%
    2,rented,-£5,5,x,Q,a
                 ^ write 5%, or 500% if that is what is meant
rows.csv:2:16: error: column 'size': expected an integer such as 1,204, got 'x'
    2,rented,-£5,5,x,Q,a
                   ^
rows.csv:2:20: error: another row has the same key: home.uprn
    2,rented,-£5,5,x,Q,a
                       ^ it stands earlier in the file, or is in the table already
rows.csv:3:1: error: another row has the same key: home.id
    1,Own,lots,,0,N,b
    ^ it stands earlier in the file, or is in the table already
rows.csv:3:3: error: column 'tenure': 'Own' is none of its words: own, rent, social_rent
    1,Own,lots,,0,N,b
      ^^^ did you mean 'own'?
rows.csv:3:7: error: column 'income': expected money such as £1,234.50, £17.7m or 50p, got 'lots'
    1,Own,lots,,0,N,b
          ^^^^
rows.csv:4:1: error: the row breaks a rule of the table: CHECK (somebody)
    3,own,£1,,0,Q,c
    ^
rows.csv:4:13: error: column 'ward' refers to a record of 'ward' that is not there: 'Q'
    3,own,£1,,0,Q,c
                ^ import 'ward' first, or correct the reference
rows.csv:5:13: error: column 'ward' needs a value
    4,own,£1,,1,,c
                ^
rows.csv:5:14: error: another row has the same key: home.uprn
    4,own,£1,,1,,c
                 ^ it stands earlier in the file, or is in the table already
reckon: 12 errors
END
check_that "... and nothing is imported" "$(sqlite3 kinds.db 'SELECT count(*) FROM home')" = 1

finish
