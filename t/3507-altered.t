#!/bin/sh
# What is told of a run file is what it holds; where evaluating gives something else, that is said.
. "${0%/*}/bad.sh"

cat >>pack/grant.lua <<'LUA'
figure "doubled" { type = "money", title = "Twice the cost", compute = function(f) return 2 * f.cost end }
LUA
(cd pack && reckon run scenario.yaml -o ../whole.run >/dev/null) || exit 3

# altered SQL: another copy of the run file, altered.
altered() {
	cp whole.run altered.run
	sqlite3 altered.run "$1" || exit 3
}

# held NAME WORDS: explaining that of the altered file says what it holds.
held() {
	check_errors 1 "$1" reckon explain altered.run "$2" <<TXT
reckon: error: the run file holds $3
    'reckon verify' says whether it was altered
TXT
	[ -s "$out" ] || failed "... and explains it all the same"
}

check "a total and a figure are explained" sh -c 'reckon explain whole.run cost && reckon explain whole.run doubled'
altered "UPDATE total SET value = 999 WHERE name = 'cost' AND position = 0"
held "a total that was altered is found out" cost '999 over 2 records for this, and not 12000 over 2 records'
altered "UPDATE total SET value = 999 WHERE name = 'cost' AND position = 2"
held "... and one of its groups" cost '999 over 1 record for ["South"], and not 12000 over 1 record'
altered "UPDATE total SET known = 7, unknown = 3 WHERE name = 'cost' AND position = 0"
held "... and how many records are in it" cost '12000 over 7 records and 3 unknown for this, and not 12000 over 2 records'
altered "UPDATE total SET groups = '[\"East\"]' WHERE name = 'cost' AND position = 2"
held "... and a group's name" cost 'a group ["East"] of this, and not ["South"]'
altered "DELETE FROM total WHERE name = 'cost' AND position = 2"
held "... and one that is gone" cost 'nothing for ["South"], and not 12000 over 1 record'
altered "INSERT INTO total SELECT name, period, 3, declared, title, kind, record_type, grouped_by, '[\"West\"]', type, value, shown, known, unknown, _leaf FROM total WHERE position = 2"
held "... and one more" cost 'a group ["West"] of this, and there is none'
altered "UPDATE figure SET value = 1, shown = '£0.01' WHERE name = 'doubled'"
held "a figure that was altered is found out" doubled '1 for this, and not 24000'
altered "UPDATE figure SET value = NULL WHERE name = 'doubled'"
held "... also where it is gone" doubled 'nothing for this, and not 24000'

# An award stands behind its outcome; what was read stands behind both, also where nothing else comes out.
explained() { # explained NAME WORDS: explaining household 2 of the altered file says so, and explains it all the same
	check_errors 1 "$1" reckon explain altered.run grant 2
	[ -s "$out" ] || failed "... and explains it all the same"
}
altered "UPDATE outcome_household SET grant_award = 99 WHERE id = 2"
explained "an award that was altered is found out with its outcome" <<'TXT'
reckon: error: the run file holds 99 for grant_award, and not 12000
    'reckon verify' says whether it was altered
TXT
check_errors 1 "... and where it is asked for" reckon explain altered.run grant_award 2 <<'TXT'
reckon: error: the run file holds 99 for this, and not 12000
    'reckon verify' says whether it was altered
TXT
altered "UPDATE record_household SET income = income + 1 WHERE id = 2"
explained "so is a record that was altered" <<'TXT'
reckon: error: household '2' is not the record that the run read
    'reckon verify' says whether it was altered
TXT
check "... and nothing is said of another" reckon explain altered.run grant 1
altered "UPDATE source SET text = replace(text, '£7,600', '£7,601') WHERE path = 'parameters.yaml'"
explained "... the text of a parameter" <<'TXT'
reckon: error: table 'source': the row 'parameters.yaml' was altered
reckon: error: table 'source': the text of 'parameters.yaml' is not the one its SHA-256 says
reckon: 2 errors
TXT
altered "UPDATE parameter_value SET value = value + 1 WHERE name = 'grant.line'"
explained "... and its value" <<'TXT'
reckon: error: table 'parameter_value': the row 'grant.line, 2025-07-01' was altered
TXT
cp pack/data.db other.db
sqlite3 other.db 'UPDATE household SET income = income + 1 WHERE id = 2'
cat >foreign <<'TXT'
reckon: error: household '2' is not the record that the run read
    are these the records of the run? 'reckon replay' with --data says what differs
TXT
check_errors 1 "records of another database are told from the run's" reckon explain whole.run grant 2 --data other.db <foreign
check "... which its own are" reckon explain whole.run grant 2 --data pack/data.db
(cd pack && reckon run scenario.yaml --without-data -o ../bare.run >/dev/null) || exit 3
sed "1s/.*/reckon: error: the records of 'household' are not those that the run read/" foreign >foreign.all
check_errors 1 "... also of a run file that keeps none" reckon explain bare.run grant 2 --data other.db <foreign.all
check "... and its own are" reckon explain bare.run grant 2 --data pack/data.db
check "... for a total too" reckon explain bare.run cost --data pack/data.db

# PERSONAL values are held against their commitments, or, with a secret, left to it; decisions against what was decided.
mkdir personal
sed 's/income MONEY INTEGER/income MONEY INTEGER PERSONAL/' tables.sql | sqlite3 personal/data.db || exit 3
sqlite3 personal/data.db <<'SQL' || exit 3
CREATE TABLE decided (id INTEGER NOT NULL PRIMARY KEY, record_type TEXT NOT NULL, record_key TEXT NOT NULL, rule TEXT NOT NULL,
	outcome TEXT NOT NULL, decided_by TEXT NOT NULL, decided_on DATE TEXT NOT NULL, reason TEXT NOT NULL);
INSERT INTO decided VALUES (1, 'household', '2', 'grant', 'not_eligible', 'Panel', '2025-06-01', 'Moved away');
SQL
cp pack/*.yaml personal
sed 's/income of {income}/poor/' pack/grant.lua >personal/grant.lua
echo 'decisions: decided' >>personal/scenario.yaml
echo 'of the council' >secret
(cd personal && reckon run scenario.yaml -o ../whole.run && reckon run scenario.yaml --secret-file ../secret -o ../keyed.run) >/dev/null || exit 3
check "personal values are those of the run" reckon explain whole.run grant 2
check "... with a secret too" reckon explain keyed.run grant 2
altered "UPDATE record_household SET income = income + 1 WHERE id = 2"
explained "... and one that was altered is found out" <<'TXT'
reckon: error: household '2' is not the record that the run read
    'reckon verify' says whether it was altered
TXT
altered "UPDATE record_decided SET reason = 'Another' WHERE id = 1"
explained "so is a decision" <<'TXT'
reckon: error: decided '1' is not the record that the run read
    'reckon verify' says whether it was altered
TXT
(cd pack && reckon run scenario.yaml -o ../whole.run >/dev/null) || exit 3

# Comparing records takes the outcomes that the file holds, and says so where evaluating gives others.
altered "UPDATE outcome_household SET grant_award = grant_award + 1 WHERE id = 2"
cat >other <<'TXT'
reckon: error: 'altered.run' holds other outcomes of 'grant' than evaluating it again gives
    'reckon verify' says whether it was altered
TXT
check_errors 1 "an award that was altered is said when records are compared" reckon compare whole.run altered.run --records grant <other
check_that "... and is what is compared" "$(grep -c '£120.01' "$out")" -gt 0
check_errors 1 "... and when it is asked who is near" reckon compare altered.run --near grant <other
altered "UPDATE outcome_household SET grant = CASE id WHEN 1 THEN 'eligible' ELSE 'not_eligible' END"
check_errors 1 "so are outcomes of which there are as many as there were" reckon compare whole.run altered.run --records grant <other
altered "DELETE FROM outcome_household WHERE id = 1"
check_errors 1 "... and one that is gone" reckon compare altered.run whole.run --records grant <other
check "nothing is said of a run file that is whole" reckon compare whole.run whole.run --records grant

# What is not sealed.
check "a run file is verified" reckon verify whole.run
check_that "... and when it was run is said not to be sealed" "$(grep -c 'run at .*Z (not sealed)$' "$out")" = 1
finish
