#!/bin/sh
# Whatever is wrong with a database is said in plain words, with table, key and column; the database is never changed.
. "${0%/*}/bad.sh"

# stored SQL: in a fresh copy, the database changed.
stored() {
	fresh
	sqlite3 spoilt/data.db "PRAGMA ignore_check_constraints = 1; $1"
}

fresh
rm spoilt/data.db
refused "a database that is not there" <<'END'
reckon: error: cannot open database 'data.db': No such file or directory
END

fresh
mv spoilt/data.db spoilt/date.db
refused "a database by another name" <<'END'
reckon: error: cannot open database 'data.db': No such file or directory
    did you mean 'date.db'?
END

fresh
rm spoilt/data.db && mkdir spoilt/data.db
refused "a folder" <<'END'
reckon: error: 'data.db' is a folder, not a database
END

fresh
echo 'not a database' >spoilt/data.db
refused "a text" <<'END'
reckon: error: 'data.db' is not an SQLite database
    because: file is not a database
END

fresh
: >spoilt/data.db
refused "an empty file" <<'END'
reckon: error: database 'data.db' is empty: it has no tables
END

fresh
head -c 9000 pack/data.db >spoilt/data.db
refused "a database cut short" <<'END'
reckon: error: database 'data.db' is damaged or cut short
    restore it from a copy
    because: database disk image is malformed
END

fresh
printf 'xxxxxxxxxxxxxxxxxxxxxxxx' | dd of=spoilt/data.db bs=1 seek=100 conv=notrunc 2>/dev/null
refused "a database with a page overwritten" <<'END'
reckon: error: database 'data.db' is damaged or cut short
    restore it from a copy
    because: database disk image is malformed
END

fresh
cp whole.run spoilt/data.db
refused "a run file" <<'END'
reckon: error: 'data.db' is a run file, not a database of records
    evaluate it again with 'reckon replay', or name the database that it was made from
END

stored "UPDATE household SET income = 'lots' WHERE id = 2"
refused "a text for money" <<'END'
reckon: error: table 'household', key 2, column 'income': expected money (whole pence), got 'lots' (text)
    store pence in a column MONEY INTEGER: £12.50 is 1250
END

stored "UPDATE household SET income = 10.5 WHERE id = 2"
refused "a float for money" <<'END'
reckon: error: table 'household', key 2, column 'income': expected money (whole pence), got 10.5 (float)
    store pence in a column MONEY INTEGER: £12.50 is 1250
END

stored "UPDATE household SET income = 9007199254740993 WHERE id = 2"
refused "money beyond range" <<'END'
reckon: error: table 'household', key 2, column 'income': expected money (whole pence), got 9007199254740993 (integer)
    stored money lies within plus or minus 2^53 pence
END

stored "UPDATE ward SET name = 'a' || char(0) || 'b' WHERE code = 'N'"
refused "a NUL in a text" <<'END'
reckon: error: table 'ward', key 'N', column 'name': a NUL byte in text in 'a?b'
    correct the stored text
END

stored "UPDATE ward SET name = CAST(x'61e962' AS TEXT) WHERE code = 'N'"
refused "bytes that are not UTF-8" <<'END'
reckon: error: table 'ward', key 'N', column 'name': bytes that are not UTF-8 in 'a?b'
    correct the stored text
END

stored "UPDATE ward SET name = x'61e962' WHERE code = 'N'"
refused "bytes for a text" <<'END'
reckon: error: table 'ward', key 'N', column 'name': expected text, got 3 bytes (blob)
    correct the stored value, or give the field's true type
END

stored "UPDATE household SET rate = '5%'"
sed 's/h\.need >/h.rate == 0 or h.need >/' pack/grant.lua >spoilt/grant.lua
refused "a rate as people write it, where a plain one is stored" <<'END'
reckon: error: table 'household', key 1, column 'rate': expected a rate (plain decimal text, like 0.055), got '5%' (text)
    correct the stored value, or give the field's true type
END

stored "UPDATE household SET moved = '01/04/2025'"
sed 's/h\.need >/h.moved > "2025-01-01" or h.need >/' pack/grant.lua >spoilt/grant.lua
refused "a date the British way round" <<'END'
reckon: error: table 'household', key 1, column 'moved': expected a date (like 2025-04-01), got '01/04/2025' (text)
    dates are stored as YYYY-MM-DD, and must exist
END

stored "UPDATE person SET student = 2"
printf 'rule "studies" { on = "person", type = "flag", compute = function(c) return c.student end }\n' >>spoilt/grant.lua
refused "a flag that is neither" <<'END'
reckon: error: table 'person', key 1, column 'student': expected a flag (1 or 0), got 2 (integer)
    correct the stored value, or give the field's true type
END

stored "CREATE TABLE bath (id INTEGER PRIMARY KEY, price MONEY, size MONY INTEGER, shape)"
printf 'rule "area" { on = "bath", type = "money", compute = function(b) return b.price + b.size + b.shape end }\n' >>spoilt/grant.lua
refused "columns whose types say too little" <<'END'
grant.lua:29:75: error: field 'price' of 'bath' cannot be read: its column is declared 'MONEY'; write MONEY INTEGER, or give its type in the scenario's records
    n = "bath", type = "money", compute = function(b) return b.price + b.size
                                                               ^^^^^
grant.lua:29:85: error: field 'size' of 'bath' cannot be read: its column is declared 'MONY INTEGER'; did you mean MONEY INTEGER?
    , type = "money", compute = function(b) return b.price + b.size + b.shape
                                                               ^^^^
grant.lua:29:94: error: field 'shape' of 'bath' cannot be read: its column is declared without a type: give its type in the scenario's records
    "money", compute = function(b) return b.price + b.size + b.shape end }
                                                               ^^^^^
reckon: 3 errors
END

add scenario.yaml <<'END'
  ward:
    query: SELECT 'N' AS code, name FROM ward
    key: [code]
    fields: {code: text, name: text}
END
refused "two records with one key" <<'END'
reckon: error: query 'ward': two records have the same key (code 'N')
    a key must tell every record from every other
END

add scenario.yaml <<'END'
  ward:
    query: SELECT NULL AS code, name FROM ward
    key: [code]
    fields: {code: text, name: text}
END
refused "a key that is not known" <<'END'
reckon: error: query 'ward': a key is NULL (code NULL)
    a key must tell every record from every other
END

finish
