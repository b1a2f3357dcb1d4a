-- What flags.lua says, as one statement that somebody might write by hand. Rounding is to 10p, halves up, in whole pence.
CREATE TABLE outcome_household (
	household_id INTEGER PRIMARY KEY, low_income, low_savings, lone_parent, rents, low_band, disabled_there, in_arrears,
	long_there, first_district, poor, award
);
INSERT INTO outcome_household
SELECT household_id, low_income, low_savings, children > 0 AND adults = 1, tenure IN ('rent', 'social'), band <= 'C',
	disabled, arrears > 30000, moved < '2020-01-05', district = 'district 1', low_income AND low_savings,
	CASE WHEN NOT (low_income AND low_savings) THEN 0
		WHEN children > 2 THEN (arrears * 125 + 5000) / 10000 * 10
		WHEN children > 0 THEN 20000
		ELSE 10000 END
FROM (SELECT *, income < 2000000 AS low_income, savings < 600000 AS low_savings FROM data.household)
ORDER BY household_id;
