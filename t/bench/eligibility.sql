-- What eligibility.lua says, as one statement that somebody might write by hand: SQL's AND, OR and NOT take unknown as the rules
-- do. The inner query is kept from being folded into the outer one, which would work out each test as often as it is named.
CREATE TABLE outcome_claimant (
	claimant_id INTEGER PRIMARY KEY,
	adaptation, adaptation_award, bus_pass, bus_pass_award, carers_grant, carers_grant_award, crisis_loan, crisis_loan_award,
	debt_advice, debt_advice_award, housing_payment, housing_payment_award, lone_parent, lone_parent_award,
	rent_relief, rent_relief_award, school_clothes, school_clothes_award, winter_fuel, winter_fuel_award, _unknown
);
INSERT INTO outcome_claimant
SELECT claimant_id,
	CASE adaptation WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END, adaptation * 20000,
	CASE bus_pass WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END, bus_pass * 18000,
	CASE carers_grant WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END, carers_grant * 15000,
	CASE crisis_loan WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END,
	CASE crisis_loan WHEN 1 THEN rent + min(arrears, 50000) WHEN 0 THEN 0 END,
	CASE debt_advice WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END, debt_advice * 4000,
	CASE housing_payment WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END,
	CASE housing_payment WHEN 1 THEN min(arrears, 50000) WHEN 0 THEN 0 END,
	CASE lone_parent WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END, lone_parent * 20000,
	CASE rent_relief WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END,
	CASE rent_relief WHEN 1 THEN (rent * 125 + 12500) / 25000 * 25 WHEN 0 THEN 0 END,
	CASE school_clothes WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END,
	CASE school_clothes WHEN 1 THEN 7500 * children WHEN 0 THEN 0 END,
	CASE winter_fuel WHEN 1 THEN 'eligible' WHEN 0 THEN 'not_eligible' ELSE 'unknown' END, winter_fuel * 30000,
	CASE WHEN adaptation + bus_pass + carers_grant + crisis_loan + debt_advice + housing_payment + lone_parent + rent_relief
			+ school_clothes + winter_fuel IS NULL
		THEN substr(iif(adaptation IS NULL, ',adaptation_award', '')
			|| iif(bus_pass IS NULL, ',bus_pass_award', '')
			|| iif(carers_grant IS NULL, ',carers_grant_award', '')
			|| iif(crisis_loan IS NULL, ',crisis_loan_award', '')
			|| iif(debt_advice IS NULL, ',debt_advice_award', '')
			|| iif(housing_payment IS NULL, ',housing_payment_award', '')
			|| iif(lone_parent IS NULL, ',lone_parent_award', '')
			|| iif(rent_relief IS NULL, ',rent_relief_award', '')
			|| iif(school_clothes IS NULL, ',school_clothes_award', '')
			|| iif(winter_fuel IS NULL, ',winter_fuel_award', ''), 2) END
FROM (SELECT *, housing_payment AND low_income AND rent > 30000 AS crisis_loan
	FROM (SELECT *,
			pension_age AND low_income AND NOT working AS winter_fuel,
			renting AND in_arrears AND low_savings AS housing_payment,
			children > 0 AND low_income AND low_savings AS school_clothes,
			cares AND (NOT working OR low_income) AS carers_grant,
			disabled AND tenure = 'own' AND savings < 1200000 AS adaptation,
			rent > 0 AND renting AND low_income AS rent_relief,
			adults = 1 AND children > 0 AND low_income AS lone_parent,
			arrears > 60000 OR (in_arrears AND low_income) AS debt_advice,
			pension_age OR disabled OR cares AS bus_pass
		FROM (SELECT *, born <= '1959-04-01' AS pension_age, income < 2000000 AS low_income, savings < 600000 AS low_savings,
				tenure IN ('rent', 'social') AS renting, arrears > 30000 AS in_arrears
			FROM data.claimant ORDER BY claimant_id LIMIT -1) LIMIT -1) LIMIT -1);
