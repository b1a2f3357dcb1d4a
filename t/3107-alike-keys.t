#!/bin/sh
# Keys that a NOCASE column makes equal lead to a parent in the database, and to none in rules: the run stops there.
. "${0%/*}/lib.sh"

sqlite3 data.db "CREATE TABLE street (name TEXT COLLATE NOCASE NOT NULL PRIMARY KEY, rate MONEY INTEGER NOT NULL);
	CREATE TABLE home (id INTEGER NOT NULL PRIMARY KEY, street TEXT REFERENCES street (name));
	INSERT INTO street VALUES ('High St', 100), ('Low St', 200);
	INSERT INTO home VALUES (1, 'High St'), (2, 'Low St'), (3, 'no street'), (4, NULL)" || exit 3
printf 'rule "owed" { on = "home", type = "money", title = "Owed", compute = function(h) return h.street.rate end }\n' >a.lua
printf 'scenario: s\ndata: data.db\non: 2025-04-01\nrules: [a.lua]\n' >s.yaml
check "keys that are written alike relate" reckon run s.yaml -o s.run
check_that "... each" "$(sqlite3 s.run 'SELECT group_concat(owed) FROM outcome_home')" = 100,200
sqlite3 data.db "INSERT INTO home VALUES (5, 'high st')"
cat >said <<'TXT'
reckon: error: table 'home', column 'street': 'high st' is the street 'High St' for the database, which heeds no such difference, and none for rules
    write them alike, or join them in a query of the scenario's records
TXT
check_errors 2 "one that is not stops the run" reckon run s.yaml -o s.run <said
check_status 1 "... and check says so" reckon check s.yaml
check_says "... in the same words" "$(head -1 said | sed 's/^reckon: //')" "$out"
printf 'records: {home: {where: id < 5}}\n' >>s.yaml
check "one that is left out does not" reckon run s.yaml -o s.run
finish
