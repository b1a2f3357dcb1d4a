-- What fees.lua says, as one statement that somebody might write by hand. Rates are in ten-thousandths, so that pence stay whole:
-- amount * (1 + rate) rounded to a step is (amount * (10000 + rate) + 5000 * step) / (10000 * step) * step, halves up.
CREATE TABLE outcome_charge (
	charge_id INTEGER PRIMARY KEY, concession, income, increase, proposed, rise, with_vat
);
INSERT INTO outcome_charge
SELECT charge_id, proposed * 625 / 5000 * 5, proposed * volume, proposed - current, proposed,
	iif(proposed < current, '-', '') || rtrim(rtrim(printf('%d.%04d', rise / 10000, rise % 10000), '0'), '.'),
	(proposed * 120 + 50) / 100
FROM (SELECT *, (abs(proposed - current) * 20000 + current) / (2 * current) AS rise
	FROM (SELECT *, CASE
			WHEN statutory THEN current
			WHEN current < 1000 THEN (current * (10000 + uplift) + 25000) / 50000 * 5
			ELSE (current * (10000 + uplift) + 125000) / 250000 * 25 END AS proposed
		FROM (SELECT *, coalesce(CAST(round(own_rate * 10000) AS INTEGER), iif(covers_staff, 550, 225)) AS uplift
			FROM data.charge ORDER BY charge_id LIMIT -1) LIMIT -1) LIMIT -1);
