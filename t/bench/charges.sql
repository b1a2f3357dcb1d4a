-- The records of the fees benchmark: N charges (the shell puts the number there), some with a rate of their own.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE charge (
	charge_id    INTEGER PRIMARY KEY,
	current      MONEY INTEGER NOT NULL,
	own_rate     RATE TEXT OPTIONAL,
	covers_staff FLAG INTEGER NOT NULL,
	statutory    FLAG INTEGER NOT NULL,
	volume       INTEGER NOT NULL
);
WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < :n)
INSERT INTO charge
SELECT i, 50 + i * 7919 % 12000, CASE i % 4 WHEN 0 THEN printf('0.%04d', 10 + i * 31 % 1490) END, i / 3 % 2, i % 11 = 0, i * 104729 % 5000
FROM number;
