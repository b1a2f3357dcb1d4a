-- The records of the eligibility benchmark: N claimants (the shell puts the number there), of whose facts 2 in 100 are not known.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE claimant (
	claimant_id INTEGER PRIMARY KEY,
	born        DATE TEXT,
	income      MONEY INTEGER,
	savings     MONEY INTEGER,
	rent        MONEY INTEGER,
	arrears     MONEY INTEGER,
	adults      INTEGER,
	children    INTEGER,
	tenure      STATUS TEXT,
	working     FLAG INTEGER,
	cares       FLAG INTEGER,
	disabled    FLAG INTEGER
);
WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < :n)
INSERT INTO claimant
SELECT i,
	iif(i % 50 = 7, NULL, date('1935-01-01', '+' || (i * 7919 % 27000) || ' days')),
	iif(i % 49 = 7, NULL, i * 7919 % 4000000),
	iif(i % 51 = 7, NULL, i * 104729 % 2000000),
	iif(i % 48 = 7, NULL, i * 6271 % 150000),
	iif(i % 52 = 7, NULL, i * 31 % 90000),
	iif(i % 47 = 7, NULL, 1 + i % 3),
	iif(i % 53 = 7, NULL, i / 3 % 4),
	iif(i % 46 = 7, NULL, CASE i % 7 % 3 WHEN 0 THEN 'rent' WHEN 1 THEN 'own' ELSE 'social' END),
	iif(i % 54 = 7, NULL, i / 7 % 2),
	iif(i % 45 = 7, NULL, i / 5 % 6 = 0),
	iif(i % 55 = 7, NULL, i / 11 % 9 = 0)
FROM number;
