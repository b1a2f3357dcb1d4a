#!/bin/sh
# rules/eligibility/with-decisions.yaml: decisions in single cases on the sample population, and what people get wrong about them.
. "${0%/*}/lib.sh"

pack=$top/rules/eligibility
"$top/scripts/make-database" council.db "$build/reckon" 2000 >"$out" || exit 3

check 'the schemes run with decisions' reckon run "$pack/with-decisions.yaml" --data council.db -o with.run --jobs 1
sed -n '/^Decisions/,/^$/p' "$out" >told
check_says 'they are told of' 'pupil 57: eligible, £1,400; the rule gives not eligible' told
check_says '... with who, when and why' 'Duty manager, 2025-08-22: Statements seen: savings are above the limit' told
check_says '... and those that are dormant' '1 decision is dormant' told
check 'the schemes run without' reckon run "$pack/2025-26.yaml" --data council.db -o without.run
sqlite3 >differing <<'END'
ATTACH 'with.run' AS a; ATTACH 'without.run' AS b;
SELECT 'pupil', person, school_transport FROM (SELECT person, school_transport, school_transport_award FROM a.outcome_pupil
	EXCEPT SELECT person, school_transport, school_transport_award FROM b.outcome_pupil);
SELECT 'household', id, household_support, household_support_award, local_assistance_award
	FROM (SELECT id, household_support, household_support_award, local_assistance, local_assistance_award FROM a.outcome_household
	EXCEPT SELECT id, household_support, household_support_award, local_assistance, local_assistance_award FROM b.outcome_household);
SELECT 'person', id, digital_device, digital_device_award FROM (SELECT id, digital_device, digital_device_award FROM a.outcome_person
	EXCEPT SELECT id, digital_device, digital_device_award FROM b.outcome_person);
END
cat >expected <<'END'
pupil|57|eligible
pupil|105|eligible
household|47|eligible|15000|0
household|178|not_eligible|0|0
household|270|eligible|35000|92500
person|819|eligible|39000
END
check_same 'nothing differs but what was decided' expected differing
check 'no other outcome is marked' test "$(sqlite3 with.run 'SELECT count(*) FROM outcome_person WHERE _decided IS NOT NULL')" = 2

seal() {
	sqlite3 "$1" "SELECT value FROM digest WHERE name = 'seal'"
}
for jobs in 2 4; do
	check "$jobs jobs" reckon run "$pack/with-decisions.yaml" --data council.db -o jobs.run --jobs $jobs
	check_that '... give the same seal' "$(seal jobs.run)" = "$(seal with.run)"
done
check 'the run file is whole' reckon verify with.run
check 'it is replayed from itself alone' reckon replay with.run --jobs 2
check 'what decisions change is compared' reckon compare "$pack/2025-26.yaml" "$pack/with-decisions.yaml" --data council.db --records household_support --json
sqlite3 :memory: "SELECT json_extract(value, '\$.key'), json_extract(value, '\$.to') FROM json_each(readfile('$out'), '\$.records') ORDER BY 1" >compared
printf '178|not_eligible\n47|eligible\n' >expected
check_same '... and nothing else' expected compared
check 'a run file with decisions is, too' reckon compare without.run with.run --records household_support
check_says '... and evaluated again for it' 'By district.name' "$out"
check 'nothing jumps where it was decided' reckon compare "$pack/with-decisions.yaml" --data council.db --cliffs household_support savings --key 178
check_says '... whatever the rule gives' 'There is no cliff.' "$out"
check 'it does where it was not' reckon compare "$pack/2025-26.yaml" --data council.db --cliffs household_support savings --key 178
check_says '... at the limit' '£1,000.01    £200          £0  -£200' "$out"
head -c 32 /dev/urandom >secret
check 'a secret keys who decided' reckon run "$pack/with-decisions.yaml" --data council.db -o keyed.run --secret-file secret
check '... and is asked for' reckon replay keyed.run --secret-file secret
cp with.run altered.run
sqlite3 altered.run "UPDATE decision SET reason = 'as usual' WHERE position = 3"
check_status 1 'a reason that was altered' reckon verify altered.run
check_says '... is found' "table 'decision': the row '3, 2025-09-01' was altered" "$errors"

# A table of decisions that other scenarios have too.
cp council.db shared.db
sqlite3 shared.db "INSERT INTO decision (id, record_type, record_key, rule, outcome, decided_by, decided_on, reason)
	SELECT 1000 + value, iif(value = 3, 'council_tax_account', 'person'), '1', iif(value = 3, 'discount', 'parking_permit'), 'eligible', 'an officer', '2025-04-01', 'elsewhere'
	FROM generate_series(1, 3)"
check 'decisions on rules of other scenarios are left to them' reckon run "$pack/with-decisions.yaml" --data shared.db -o shared.run
sqlite3 shared.run "SELECT text FROM note WHERE text LIKE 'decision:%'" >got
echo 'decision: 3 decisions are on rules that this scenario does not have' >want
check_same '... which the run says' want got
check '... and a replay does too' reckon replay shared.run
held=$(sqlite3 shared.run 'SELECT count(*) FROM decision')
check_that '... and those of this one hold as they did' "$held" = "$(sqlite3 with.run 'SELECT count(*) FROM decision')"

# Whatever is wrong is said with its row, its column and the nearest right name, all of it at once.
sqlite3 council.db "UPDATE decision SET rule = 'household_suport' WHERE id = 3; UPDATE decision SET outcome = 'yes' WHERE id = 4;
	UPDATE decision SET record_type = 'persons' WHERE id = 6; UPDATE decision SET record_key = '543 (Kim)' WHERE id = 7;
	UPDATE decision SET record_key = '57' WHERE id = 2"
check_errors 2 'decisions that cannot be' reckon run "$pack/with-decisions.yaml" --data council.db -o bad.run <<'END'
reckon: error: table 'decision', key 3, column 'rule': the scenario has no rule 'household_suport' on 'household'
    did you mean 'household_support'?
reckon: error: table 'decision', key 4, column 'outcome': expected eligible or not_eligible, got 'yes'
reckon: error: table 'decision', key 6, column 'record_type': there is no record type 'persons'
    did you mean 'person'?
reckon: error: table 'decision', key 7, column 'record_key': '543 (Kim)' is not the key of a 'person'
    its key is id
reckon: error: table 'decision', key 2, column 'record_key': pupil 57, rule 'school_transport' is decided for 2025-09-01 by the row with key 1 already
    let one end (valid_until) before the period in which the other begins
reckon: 5 errors
END
check 'no run file is left' test ! -e bad.run
cat >odd.yaml <<END
scenario: odd
extends: with-decisions.yaml
decisions: decisions
END
cp "$pack"/* . && cp -R "$top/rules/lib" ..
check_status 1 'a table that is not there' reckon check odd.yaml --data council.db
check_says '... is named by check' "odd.yaml:3:12: error: there is no record type 'decisions' that could hold decisions" "$out"
check_says '... with the nearest name' "did you mean 'decision'?" "$out"
finish
