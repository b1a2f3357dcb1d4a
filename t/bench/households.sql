-- The records of the benchmarks: N households (the shell puts the number there) that are the same on every machine.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE household (
	household_id INTEGER PRIMARY KEY,
	district     TEXT NOT NULL,
	income       MONEY INTEGER NOT NULL,
	savings      MONEY INTEGER NOT NULL,
	adults       INTEGER NOT NULL,
	children     INTEGER NOT NULL,
	tenure       STATUS TEXT NOT NULL,
	band         STATUS TEXT NOT NULL,
	disabled     FLAG INTEGER NOT NULL,
	arrears      MONEY INTEGER NOT NULL,
	moved        DATE TEXT NOT NULL
);
WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < :n)
INSERT INTO household
SELECT i, 'district ' || i % 5, i * 7919 % 6000000, i * 104729 % 2000000, 1 + i % 3, i % 4,
	CASE i % 3 WHEN 0 THEN 'rent' WHEN 1 THEN 'own' ELSE 'social' END, substr('ABCDEFGH', 1 + i % 8, 1),
	i % 9 = 0, i * 31 % 90000, '2020-01-0' || (1 + i % 9)
FROM number;
