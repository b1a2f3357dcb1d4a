-- What relations.lua says, in three statements that somebody might write by hand. Rates are in hundred-thousandths.
CREATE TABLE period (name TEXT PRIMARY KEY, grown_up_if_born, share, most) WITHOUT ROWID;
INSERT INTO period VALUES
	('2025-26', '2007-04-01', 1750, 60000), ('2026-27', '2008-04-01', 1750, 60000), ('2027-28', '2009-04-01', 2125, 60000),
	('2028-29', '2010-04-01', 2125, 64000), ('2029-30', '2011-04-01', 2125, 64000);

CREATE TABLE outcome_person (
	person_id INTEGER, _period TEXT, contribution, liable, PRIMARY KEY (person_id, _period)
) WITHOUT ROWID;
INSERT INTO outcome_person
SELECT person_id, name, iif(liable, (income * share + 500000) / 1000000 * 10, 0), liable
FROM (SELECT person_id, name, income, share, born <= grown_up_if_born AND NOT exempt AS liable
	FROM data.person JOIN data.household ON household_id = household CROSS JOIN period
	ORDER BY person_id, name LIMIT -1);

CREATE TABLE outcome_household (
	household_id INTEGER, _period TEXT, charge, charged_so_far, children, part, PRIMARY KEY (household_id, _period)
) WITHOUT ROWID;
INSERT INTO outcome_household
WITH levied AS MATERIALIZED (
	SELECT household_id, name, min(coalesce(sum(contribution), 0), most) AS charge, count(born > grown_up_if_born OR NULL) AS children
	FROM data.household CROSS JOIN period LEFT JOIN data.person ON household = household_id
		LEFT JOIN outcome_person o ON o.person_id = person.person_id AND o._period = name
	GROUP BY household_id, name
), charged AS MATERIALIZED (SELECT name, sum(charge) AS amount FROM levied GROUP BY name),
parts AS (
	SELECT household_id, name, charge, sum(charge) OVER (PARTITION BY household_id ORDER BY name) AS so_far, children,
		(charge * 20000000000 + amount) / (2 * amount) AS part
	FROM levied JOIN charged USING (name)
)
SELECT household_id, name, charge, so_far, children,
	rtrim(rtrim(printf('%d.%04d', part / 10000, part % 10000), '0'), '.')
FROM parts ORDER BY household_id, name;
