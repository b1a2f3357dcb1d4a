#!/bin/sh
# rules/eligibility: what a run says in sum, and what changes with another limit, another district, another year.
. "${0%/*}/lib.sh"

pack=$top/rules/eligibility
"$top/scripts/generate-population" 4000 3 --out . || exit 3
sqlite3 council.db <"$top/schema/population.sql" || exit 3
for table in district council_tax_band council_tax_charge; do
	reckon import council.db "$table" "$top/schema/population/$table.csv" >/dev/null || exit 3
done
for table in household council_tax_account person pupil; do
	reckon import council.db "$table" "$table.csv" >/dev/null || exit 3
done
for scenario in 2025-26 higher-limits huntingdonshire 2026-27; do
	check "the scenario '$scenario' runs" reckon run "$pack/$scenario.yaml" --data council.db -o "$scenario.run"
	cp "$out" "$scenario.report"
done

# asks NAME RUN SQL: what the run file answers is what standard input holds.
asks() {
	printf '.bail on\n%s;\n' "$3" >query.sql
	check_output "$1" sqlite3 -cmd "ATTACH 'council.db' AS data" "$2.run" '.read query.sql'
}

# The report, for a scheme, its districts and what is missing.
asks 'the report shows eligible, not eligible, unknown and the cost' 2025-26 "
	SELECT 'Council tax reduction working age ' || eligible || ' ' || not_eligible || ' ' || unknown
		|| ' £' || printf('%.2f', award / 100.0) FROM rule WHERE name = 'council_tax_reduction'" <<END
$(sed -n '/^  Council tax reduction, working age /{s/,//g;s/  */ /g;s/^ //;p;}' 2025-26.report)
END
check_says 'the report shows who is helped by district' 'Free school meals by benefit: answers' 2025-26.report
check_says 'the report shows the cost by district' 'Free school meals by benefit: cost' 2025-26.report
check_says 'the report ranks missing facts' 'Missing facts, by how many records they hold up' 2025-26.report

# By district, for a scheme of each record type.
district_of() {
	case $1 in
	household) echo "data.household h ON h.id = o.id" ;;
	council_tax_account) echo "data.council_tax_account a ON a.id = o.id JOIN data.household h ON h.id = a.household" ;;
	person) echo "data.person p ON p.id = o.id JOIN data.household h ON h.id = p.household" ;;
	pupil) echo "data.person p ON p.id = o.person JOIN data.household h ON h.id = p.household" ;;
	esac
}
for scheme in household.household_support household.warm_home council_tax_account.council_tax_reduction \
	person.two_year_old_childcare pupil.school_transport; do
	type=${scheme%.*} scheme=${scheme#*.}
	joined="outcome_$type o JOIN $(district_of "$type") JOIN data.district d ON d.code = h.district"
	asks "$scheme: the cost of each district is the sum of its awards" 2025-26 "
		SELECT json_array(d.name), total(${scheme}_award), count(${scheme}_award), count(*) - count(${scheme}_award) FROM $joined
		GROUP BY 1 EXCEPT SELECT groups, value * 1.0, known, unknown FROM total WHERE name = 'cost_of_$scheme'" </dev/null
	asks "$scheme: the answers of each district are those of its records" 2025-26 "
		SELECT json_array(d.name, $scheme), count(*) FROM $joined GROUP BY 1
		EXCEPT SELECT json_array(groups ->> 0, groups ->> 1), value * 1 FROM total WHERE name = 'answers_for_$scheme'" </dev/null
	asks "$scheme: the whole is the sum of the districts" 2025-26 "
		SELECT count(*) > 1, sum(value) FILTER (WHERE position = 0) = sum(value) FILTER (WHERE position > 0)
		FROM total WHERE name = 'cost_of_$scheme'" <<-END
		1|1
	END
done

# What is missing, by how many it holds up: worked out again for a scheme that reads few facts.
for fact in "household.energy_rating" "household.tenure" "household.income"; do
	asks "warm_home: those held up by $fact" 2025-26 "
		SELECT (SELECT records FROM missing_fact WHERE record_type = 'household' AND rule = 'warm_home' AND fact = '$fact')
			= count(*), count(*) > 0 FROM outcome_household o JOIN data.household h USING (id)
		WHERE o.warm_home = 'unknown' AND h.${fact#*.} IS NULL" <<-END
		1|1
	END
done
asks 'whoever is held up is named by at least one missing fact' 2025-26 "
	SELECT r.name FROM rule r WHERE unknown > 0 AND NOT EXISTS (SELECT 1 FROM missing_fact m
		WHERE m.record_type = r.record_type AND m.rule = r.name)" </dev/null

# Only what the rules read is kept.
asks 'nobody'\''s postcode is in a run file' 2025-26 \
	"SELECT count(*) FROM input_field WHERE name = 'postcode' UNION ALL
	SELECT count(*) FROM pragma_table_info('record_household') WHERE name = 'postcode'" <<'END'
0
0
END
asks 'dates of birth are marked as personal' 2025-26 "SELECT personal FROM input_field WHERE name = 'born'" <<'END'
1
END

# Findings.
asks 'earnings above the income are found' 2025-26 "
	SELECT (SELECT count(*) FROM finding WHERE name = 'earnings_above_income') = count(*), count(*) > 0
	FROM data.household WHERE earnings > income" <<'END'
1|1
END
asks 'addresses with nobody recorded are found' 2025-26 "
	SELECT (SELECT count(*) FROM finding WHERE name = 'nobody_recorded') = count(*), count(*) > 0
	FROM data.household WHERE id NOT IN (SELECT household FROM data.person)" <<'END'
1|1
END
asks 'a householder of thirteen is found' 2025-26 \
	"SELECT DISTINCT message FROM finding WHERE name = 'very_young_householder'" <<'END'
a householder aged 13
END

# A higher limit lets more in and nobody out; what does not read it stays as it is.
asks 'with a higher limit nobody loses free school meals' higher-limits "
	ATTACH '2025-26.run' AS base;
	SELECT count(*) FILTER (WHERE o.free_school_meals = 'eligible') > count(*) FILTER (WHERE b.free_school_meals = 'eligible'),
		count(*) FILTER (WHERE b.free_school_meals = 'eligible' AND o.free_school_meals IS NOT 'eligible')
	FROM outcome_pupil o JOIN base.outcome_pupil b USING (person)" <<'END'
1|0
END
asks 'those who come in earn between the two limits' higher-limits "
	ATTACH '2025-26.run' AS base;
	SELECT min(earnings) > 740000, max(earnings) <= 1000000
	FROM outcome_pupil o JOIN base.outcome_pupil b USING (person) JOIN data.person p ON p.id = person
	JOIN data.household h ON h.id = p.household
	WHERE o.free_school_meals = 'eligible' AND b.free_school_meals = 'not_eligible'" <<'END'
1|1
END
asks 'the override is on record' higher-limits "
	SELECT shown, overridden FROM parameter_value WHERE name = 'free_school_meals.earned_income_limit'" <<'END'
£10,000|1
END
asks 'schemes that do not read a changed limit come out the same' higher-limits "
	ATTACH '2025-26.run' AS base;
	SELECT id, household_support, household_support_award, warm_home FROM outcome_household
	EXCEPT SELECT id, household_support, household_support_award, warm_home FROM base.outcome_household" </dev/null

# One district alone comes out as it does within the county.
for type in household council_tax_account person pupil; do
	key=id
	[ $type = pupil ] && key=person
	asks "$type: Huntingdonshire alone gives what it gives within the county" huntingdonshire "
		ATTACH '2025-26.run' AS base;
		SELECT count(*) > 0, count(*) = (SELECT count(*) FROM outcome_$type), count(*) = (SELECT rows FROM input WHERE
			record_type = '$type') FROM outcome_$type o JOIN base.outcome_$type b USING ($key) WHERE o._leaf = b._leaf" <<-END
		1|1|1
	END
done
asks 'those left out are counted' huntingdonshire "
	SELECT rows + left_out, left_out > 0, undecided FROM input WHERE record_type = 'household'" <<'END'
4000|1|0
END

check 'its run file replays by itself' reckon replay huntingdonshire.run

# The year after.
asks 'the Household Support Fund gives no outcome after March 2026' 2026-27 "
	SELECT eligible, not_eligible, unknown, none FROM rule WHERE name = 'household_support'" <<'END'
0|0|0|4000
END
asks 'the draft that follows it gives none before April 2026' 2025-26 "
	SELECT eligible, not_eligible, unknown, none FROM rule WHERE name = 'crisis_payment'" <<'END'
0|0|0|4000
END
asks 'and after it gives some' 2026-27 "SELECT eligible > 0, none, draft FROM rule WHERE name = 'crisis_payment'" <<'END'
1|0|1
END
asks 'a run with drafts says so' 2026-27 "SELECT count(*) FROM note WHERE text LIKE '%crisis_payment%draft%'" <<'END'
1
END
asks 'the pension age is carried past the day it was meant for, and the run says so' 2026-27 "
	SELECT carried FROM parameter_value WHERE name = 'pension.age'
	UNION ALL SELECT count(*) FROM note WHERE text LIKE 'pension.age %carried%'" <<'END'
1
1
END
asks 'a year before nothing of it was carried' 2025-26 "SELECT carried FROM parameter_value WHERE name = 'pension.age'" <<'END'
0
END

finish
