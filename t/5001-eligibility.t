#!/bin/sh
# rules/eligibility: outcomes worked out again in SQL, whose AND and OR are Kleene's, and compared row by row.
. "${0%/*}/lib.sh"

pack=$top/rules/eligibility
"$top/scripts/generate-population" 6000 7 --out . || exit 3
sqlite3 council.db <"$top/schema/population.sql" || exit 3
for table in district council_tax_band council_tax_charge; do
	check "$table is read" reckon import council.db "$table" "$top/schema/population/$table.csv"
done
for table in household council_tax_account person pupil; do
	check "$table is read" reckon import council.db "$table" "$table.csv"
done
check 'the schemes run' reckon run "$pack/2025-26.yaml" --data council.db -o schemes.run

# What the rules ask, asked of the tables another way. The day of assessment is 1 September 2025. Of several people, a yes
# settles it; without one, a fact that is not known leaves it open; nobody at all is a no.
cat >facts.sql <<'END'
.bail on
ATTACH 'council.db' AS data;
CREATE TEMP TABLE somebody AS
	SELECT *, age >= 18 AND NOT student AS counts, care = 'former_relevant' AND age >= 18 AND age < 25 AS leaver
	FROM (SELECT *, 2025 - substr(born, 1, 4) - ('09-01' < substr(born, 6)) AS age,
		2025 - substr(born, 1, 4) - ('08-31' < substr(born, 6)) AS age_at_term FROM data.person);
CREATE TEMP TABLE home AS
	SELECT h.*, income - housing_costs AS left_over, income / 52 AS weekly, count(p.id) AS people,
		CASE WHEN max(age BETWEEN 0 AND 17) THEN 1 WHEN count(p.id) = count(age) THEN 0 END AS has_child,
		CASE WHEN max(age >= 66) THEN 1 WHEN count(p.id) = count(age) THEN 0 END AS has_pensioner,
		CASE WHEN max(disabled) THEN 1 WHEN count(p.id) = count(disabled) THEN 0 END AS has_disability,
		CASE WHEN max(liable AND leaver) THEN 1 WHEN count(p.id) = count(liable AND leaver) THEN 0 END AS has_leaver,
		CASE WHEN count(p.id) = count(age) THEN count(*) FILTER (WHERE age BETWEEN 0 AND 17) END AS children,
		CASE WHEN sum(counts) >= 2 THEN 0 WHEN count(p.id) = count(counts) THEN total(counts) = 1 END AS one_adult,
		CASE WHEN max(relationship = 'partner') THEN 34660 ELSE 22710 END * 52 AS guarantee,
		benefit IN ('income_support', 'jobseekers_allowance', 'employment_and_support_allowance', 'pension_credit',
			'asylum_support') AS passported
	FROM data.household h LEFT JOIN somebody p ON p.household = h.id GROUP BY h.id;
CREATE UNIQUE INDEX temp.home_id ON home (id);
CREATE TEMP TABLE account AS
	SELECT a.id, a.household, arrears, advice_on, charge,
		charge - CASE one_adult WHEN 1 THEN (charge + 2) / 4 WHEN 0 THEN 0 END AS bill
	FROM data.council_tax_account a JOIN home h ON h.id = a.household
	JOIN (SELECT band, district, (band_d * ninths * 2 + 9) / 18 AS charge FROM data.council_tax_band
		JOIN data.council_tax_charge WHERE year = '2025-26') c ON c.band = a.band AND c.district = h.district;
CREATE TEMP TABLE schooling AS
	SELECT u.*, age, age_at_term, p.household, h.district, h.benefit, school <> 'independent'
		AND (passported OR (benefit = 'universal_credit' AND earnings <= 740000)) AS by_benefit
	FROM data.pupil u JOIN somebody p ON p.id = u.person JOIN home h ON h.id = p.household;
END

# compare SCHEME TYPE KEY ROWS CONDITION [AWARD]: every outcome and award of the scheme is what SQL gives, and among them
# are all three answers.
compare() {
	scheme=$1 key=${3#*.} award=NULL given=NULL
	if [ $# -eq 6 ]; then
		award="CASE ($5) WHEN 1 THEN $6 WHEN 0 THEN 0 END" given=${scheme}_award
	fi
	cat facts.sql - >query.sql <<-END
		CREATE TEMP TABLE again AS SELECT $3 AS id,
			CASE ($5) WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END AS outcome, $award AS award
			FROM $4;
		CREATE TEMP TABLE given AS SELECT $key AS id, $scheme AS outcome, $given AS award
			FROM outcome_$2;
		SELECT 'SQL gives', * FROM (SELECT * FROM again EXCEPT SELECT * FROM given) ORDER BY id LIMIT 10;
		SELECT 'the rule gives', * FROM (SELECT * FROM given EXCEPT SELECT * FROM again) ORDER BY id LIMIT 10;
		SELECT outcome FROM again GROUP BY outcome;
	END
	check_output "$scheme: SQL gives the same for every $2, and all three answers" \
		sqlite3 schemes.run '.read query.sql' <<-END
		eligible
		not_eligible
		unknown
	END
}

compare free_school_meals pupil person schooling 'by_benefit' '261 * 190'
compare infant_meals pupil person schooling "school <> 'independent' AND year_group <= 2 AND NOT by_benefit" '261 * 190'
compare free_school_meals_extended pupil person schooling \
	"school <> 'independent' AND benefit = 'universal_credit' AND NOT by_benefit AND year_group > 2" '261 * 190'
compare holiday_voucher pupil person schooling "by_benefit AND year_group <= 11" '1500 * 8'
compare school_transport pupil person schooling "school <> 'independent' AND age_at_term >= 5 AND year_group <= 11 AND (
	(age < 8 AND distance * 1 > 2) OR distance * 1 > 3
	OR (age BETWEEN 8 AND 10 AND by_benefit AND distance * 1 > 2)
	OR (age >= 11 AND by_benefit AND distance * 1 > 2 AND distance * 1 <= 6 AND nearer_schools < 3))" 140000
compare two_year_old_childcare person p.id 'somebody p JOIN home h ON h.id = p.household' \
	"age_at_term = 2 AND (care IN ('looked_after', 'left_by_order') OR disabled OR ehc_plan OR passported
	OR (benefit = 'universal_credit' AND earnings <= 1540000))" '790 * 570'
compare care_leaver person id somebody 'leaver'
compare digital_device person id somebody 'leaver AND NOT device' 39000
compare single_adult_discount council_tax_account a.id 'account a JOIN home h ON h.id = household' \
	'one_adult' '(charge + 2) / 4'
compare care_leaver_relief council_tax_account a.id 'account a JOIN home h ON h.id = household' 'has_leaver' 'bill'
compare council_tax_reduction council_tax_account a.id "account a JOIN (SELECT *, CASE WHEN weekly IS NULL
	THEN NULL WHEN weekly <= 15000 THEN 100 WHEN weekly > 40000 THEN 0 WHEN children IS NULL THEN NULL
	WHEN weekly <= 22500 THEN CASE children WHEN 0 THEN 70 WHEN 1 THEN 80 ELSE 90 END
	WHEN weekly <= 30000 THEN CASE children WHEN 0 THEN 35 WHEN 1 THEN 50 ELSE 65 END
	ELSE CASE children WHEN 0 THEN 0 WHEN 1 THEN 25 ELSE 40 END END AS share FROM home) h ON h.id = household" \
	'NOT has_pensioner AND savings <= 1600000 AND share > 0' '(bill * share * 2 + 100) / 200'
compare arrears_support council_tax_account a.id 'account a JOIN home h ON h.id = household' \
	"district = 'E07000011' AND arrears >= 20000 AND income <= 2500000 AND savings < arrears AND advice_on IS NOT NULL
	AND ifnull(date(advice_on, '+12 months') > '2025-09-01', 0)" 'min(arrears, 100000)'
compare household_support household id home "left_over <= 2000000 AND savings <= 100000
	AND (benefit <> 'none' OR has_child OR has_pensioner OR has_disability)" \
	"CASE WHEN left_over + children IS NULL THEN NULL
	WHEN left_over > 2000000 THEN 0
	WHEN left_over <= 1000000 AND children >= 3 THEN 50000 WHEN left_over <= 1000000 AND children > 0 THEN 35000
	WHEN left_over <= 1000000 THEN 15000 + 10000 * has_disability
	WHEN children > 0 THEN 20000 ELSE 10000 + 5000 * has_disability END"
compare local_assistance household id home "savings <= 50000 AND left_over <= 1600000
	AND (last_assistance IS NULL OR date(last_assistance, '+12 months') <= '2025-09-01')
	AND (crisis IS NOT NULL OR (benefit <> 'none' AND tenure NOT IN ('owned', 'mortgaged')
		AND julianday('2025-09-01') - julianday(moved_in) <= 42))" '43000 + 16500 * people'
compare income_maximisation household h.id "home h LEFT JOIN data.council_tax_account a ON a.household = h.id" \
	"(has_pensioner AND benefit = 'none' AND income < guarantee)
	OR (NOT has_pensioner AND benefit = 'none' AND savings <= 1600000 AND income <= 1120000)
	OR (CASE WHEN a.id IS NULL THEN 0 ELSE arrears > 0 END AND income <= 2500000)"
compare warm_home household id home "tenure IN ('owned', 'mortgaged', 'private_rent') AND energy_rating >= 'D'
	AND (benefit <> 'none' OR income <= 3600000)" 950000

finish
