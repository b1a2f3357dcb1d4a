#!/bin/sh
# reckon run, replay and verify, from the outside: what is written where, what is said, and the exit statuses.
. "${0%/*}/lib.sh"

sqlite3 tariff.db "
	CREATE TABLE pool (
		id INTEGER PRIMARY KEY,
		name TEXT NOT NULL,
		swim MONEY INTEGER NOT NULL,
		heated FLAG INTEGER
	);
	INSERT INTO pool VALUES (1, 'East', 450, 1), (2, 'West', 395, 0), (3, 'North', 500, NULL);"
cat >uplift.lua <<'END'
rule "proposed" {
	on      = "pool",
	type    = "money",
	title   = "Proposed price of a swim",
	compute = function(c, p) return round(c.swim * (1 + p.uplift), money "5p") end,
}

rule "winter" {
	on      = "pool",
	type    = "money",
	compute = function(c) return c.heated and c.proposed or 0 end,
}

total "proposed_prices" { sum = "pool.proposed" }
END
cat >parameters.yaml <<'END'
uplift:
  title: Uplift of every price
  type: rate
  illustrative: for the test
  values:
    2025-26: 5.5%
END
cat >swim.yaml <<'END'
scenario: swim
title: Swimming prices
data: tariff.db
periods: 2025-26
rules: [uplift.lua]
parameters: [parameters.yaml]
END
cat >swim-higher.yaml <<'END'
scenario: swim-higher
extends: swim.yaml
set: {uplift: 10%}
END

# Running.
check "a scenario runs" reckon run swim.yaml
check_silent "... and says nothing on standard error" "$errors"
check_that "... its run file has the scenario's name" -s swim.run
check_says "... the results name the total" "£14.20" "$out"
seal=$(sed -n 's/^seal  *//p' "$out")
check_that "... and end with the seal" "$(echo "$seal" | grep -cE '^[0-9a-f]{64}$')" -eq 1
check "a run file may be given a name" reckon run swim.yaml -o other.run
check_says "... and the results say it" "run file  other.run" "$out"
check_says "... and the seal is the same" "$seal" "$out"
mkdir runs
check "several scenarios run into a folder" reckon run swim.yaml swim-higher.yaml --output=runs/
check_that "... each with its run file" "$(ls runs)" = "swim-higher.run
swim.run"
check_errors 2 "several scenarios do not run into one file" reckon run swim.yaml swim-higher.yaml -o one.run <<'END'
reckon: error: 'one.run' is not a folder, and 2 run files would be written there
    make the folder first, or run the scenarios one by one
END
check_that "... and nothing is written" ! -e one.run

check "results come as JSON" reckon run swim.yaml --json
sqlite3 :memory: "SELECT json_extract(readfile('$out'), '$.seal')" >json-seal
echo "$seal" >expected
check_same "... with the same seal" expected json-seal

echo 'not a run file' >notes.run
check_errors 2 "a file that is no run file is not written over" reckon run swim.yaml -o notes.run <<'END'
reckon: error: 'notes.run' is there and is not a run file: it is left alone
    give another name with --output
END
echo 'not a run file' >expected
check_same "... and is as it was" expected notes.run
check_status 2 "a folder that is not there is an error" reckon run swim.yaml -o none/swim.run
check_status 2 "a scenario that is not there is an error" reckon run none.yaml
check_silent "... and prints no results" "$out"
check_status 2 "one bad scenario among several is an error" reckon run none.yaml swim.yaml -o runs/
check_says "... and the others still run" "£14.20" "$out"
check_status 2 "a database that is not there is an error" reckon run swim.yaml --data none.db
: >secret
check_errors 2 "an empty secret is an error" reckon run swim.yaml --secret-file secret <<'END'
reckon: error: secret file 'secret' is empty
END

# Verifying.
check "a run file is verified" reckon verify swim.run
check_says "... its seal is shown" "seal      $seal" "$out"
cp swim.run altered.run
sqlite3 altered.run "UPDATE outcome_pool SET proposed = proposed + 5 WHERE id = 2"
check_status 1 "an altered outcome is found" reckon verify altered.run
check_says "... its table is named" "outcome_pool" "$errors"
check_says "... and its key" "2, 2025-26" "$errors"
check_says "... and the results say so" "the run file was altered" "$out"
seal=$(sqlite3 swim.run "SELECT value FROM digest WHERE name = 'seal'")
cp "$out" verified
check_status 1 "... and show no seal, which could be the one in the minutes" grep -qF "$seal" verified
check_status 1 "an altered run file is not replayed" reckon replay altered.run
check_says "... and that is said" "'altered.run' was altered: it is not replayed" "$errors"
head -c 5000 swim.run >short.run
check_status 2 "a run file cut short is an error" reckon verify short.run
check_status 2 "another database is not a run file" reckon verify tariff.db
check_says "... and that is said" "tariff.db" "$errors"
check_status 2 "a run file that is not there is an error" reckon verify none.run

# Replaying.
check "a run file is replayed" reckon replay swim.run
check_says "... every byte is the same" "every byte is the same" "$out"
mkdir apart
cp swim.run apart
replay_apart() {
	(cd apart && reckon replay swim.run --jobs 3)
}
check "a run file is replayed from the file alone" replay_apart
check "a run file is replayed on the database" reckon replay swim.run --data tariff.db
cp tariff.db later.db
sqlite3 later.db "UPDATE pool SET swim = 550 WHERE id = 3"
check_status 1 "a database that changed gives differences" reckon replay swim.run --data later.db
check_says "... the outcome is named" "outcome_pool: row 3, 2025-26: proposed was 530, is now 580" "$out"
check_says "... and the record" "record_pool: row 3: swim was 500, is now 550" "$out"

# Without data.
check "records may be left out" reckon run swim.yaml --without-data -o bare.run
sqlite3 bare.run "SELECT count(*) FROM sqlite_schema WHERE name = 'record_pool'" >tables
echo 0 >expected
check_same "... and are not in the run file" expected tables
check "... which is verified all the same" reckon verify bare.run
check_says "... with the same seal" "$seal" "$out"
check_status 2 "... but is not replayed from the file alone" reckon replay bare.run
check_says "... and the way to do it is named" "--data" "$errors"
check "... it is replayed on the database" reckon replay bare.run --data tariff.db

# A file that could drive a terminal does not.
cp swim.run hostile.run
sqlite3 hostile.run "UPDATE manifest SET value = 'x' || char(27) || '[2J' WHERE name = 'when'"
run reckon verify hostile.run
tr -d '\n\40-\176' <"$out" >controls
check_same "control characters in a run file do not reach the terminal" /dev/null controls

# Signals: an interrupted run leaves no file behind.
sqlite3 large.db "
	CREATE TABLE pool (id INTEGER PRIMARY KEY, name TEXT NOT NULL, swim MONEY INTEGER NOT NULL, heated FLAG INTEGER);
	WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
	INSERT INTO pool SELECT i, 'Pool ' || i, i % 1000, i % 2 FROM n;"
mkdir large
reckon run swim.yaml --data large.db -o large/swim.run >large.out 2>&1 &
runner=$!
while kill -0 "$runner" 2>/dev/null; do
	set -- large/*
	if [ -e "$1" ]; then
		kill -TERM "$runner"
		break
	fi
done
status=0
{ wait "$runner" || status=$?; } 2>/dev/null
case $status,$(ls large) in
143, | 0,swim.run) passed "a run that is interrupted leaves nothing behind, one that is done leaves its file" ;;
*) failed "a run that is interrupted leaves nothing behind (status $status, left: $(ls large))" ;;
esac

finish
