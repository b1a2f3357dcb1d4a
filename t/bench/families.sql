-- The records of the relations benchmark: N / 5 households with two people each (the shell puts the number there).
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE household (
	household_id INTEGER PRIMARY KEY,
	district     TEXT NOT NULL,
	exempt       FLAG INTEGER NOT NULL,
	property     MONEY INTEGER NOT NULL
);
CREATE TABLE person (
	person_id INTEGER PRIMARY KEY,
	household INTEGER NOT NULL REFERENCES household,
	born      DATE TEXT NOT NULL,
	income    MONEY INTEGER NOT NULL
);
WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < max(1, :n / 5))
INSERT INTO household SELECT i, 'district ' || i % 5, i % 13 = 0, 8000000 + i * 7919 % 60000000 FROM number;
WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < max(1, :n / 5) * 2)
INSERT INTO person
SELECT i, 1 + i * 7 % (SELECT count(*) FROM household), date('1950-01-01', '+' || (i * 6271 % 27000) || ' days'), i * 104729 % 6000000
FROM number;
CREATE INDEX person_household ON person (household);
