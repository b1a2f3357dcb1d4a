#!/bin/sh
# Capital schemes and what pays for them, and the council's programme: counted here again, by SQL in whole pence.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" savings.db "$build/reckon" 1 >/dev/null || exit 3
cp -r "$top/rules/savings" pack
check_status 1 "the capital programme as published does not all tie" \
	reckon run pack/capital.yaml --data savings.db -o capital.run

# A scheme's sources fill up one after another: each pays for what lies between the sums of those before it and its own.
cat >again.sql <<'END'
ATTACH 'savings.db' AS data;
CREATE TEMP TABLE spent AS
	SELECT scheme_id, year, spent_before + (SELECT ifnull(sum(amount), 0) FROM data.scheme_spend AS earlier
		WHERE earlier.scheme_id = s.scheme_id AND earlier.year <= y.year) AS to_date
	FROM data.capital_scheme AS s CROSS JOIN data.budget_year AS y;
CREATE TEMP TABLE filled AS
	SELECT scheme_id, source_id, sum(amount) OVER sources - amount AS bottom, sum(amount) OVER sources AS top
	FROM data.scheme_funding JOIN data.funding_source USING (source_id)
	WINDOW sources AS (PARTITION BY scheme_id ORDER BY draw_order);
CREATE TEMP TABLE used AS
	SELECT scheme_id, source_id, year, max(min(to_date, top), bottom) - bottom AS to_date FROM spent JOIN filled USING (scheme_id);
END
check "what each source pays for each scheme is counted by SQL" sqlite3 :memory: '.read again.sql' "
	SELECT now.scheme_id, now.source_id, now.year, now.to_date - before.to_date
	FROM used AS now JOIN used AS before USING (scheme_id, source_id)
	WHERE before.year = (SELECT max(year) FROM budget_year WHERE year < now.year) ORDER BY 1, 2, 3"
cp "$out" expected
check "and by reckon" sqlite3 capital.run "SELECT scheme_id, source_id, _period, used FROM outcome_scheme_funding ORDER BY 1, 2, 3"
check_same "for each scheme, source and year, both give the same" expected "$out"
check_output "which is the printed plan of each source, although the papers do not print it by scheme" sqlite3 capital.run "
	ATTACH 'savings.db' AS data;
	SELECT source_id, _period, sum(used) / 100000, (SELECT sum(y.amount) / 100000 FROM data.funding_plan AS f
		JOIN data.funding_plan_year AS y USING (plan_id) WHERE f.source_id = u.source_id AND y.year = u._period)
	FROM outcome_scheme_funding AS u GROUP BY 1, 2 HAVING sum(used) <> 0 ORDER BY 2, 1" <<'END'
developer_contributions|2025-26|584|584
grants|2025-26|175|175
prudential_borrowing|2025-26|1071|1071
developer_contributions|2026-27|158|158
prudential_borrowing|2026-27|104|104
developer_contributions|2027-28|6|6
prudential_borrowing|2027-28|40|40
END
check_output "the engine proves that the sources pay for all that is spent" sqlite3 capital.run "
	SELECT period, sum(value) FILTER (WHERE part <> 'closing') / 100000, sum(value) FILTER (WHERE part = 'closing') / 100000,
		max(CAST(value AS INTEGER)) FILTER (WHERE name = 'unfunded')
	FROM bridge_step WHERE bridge = 'capital_funding' GROUP BY 1" <<'END'
2025-26|1830|1830|0
2026-27|262|262|0
2027-28|46|46|0
2028-29|0|0|0
2029-30|0|0|0
END

check_output "this is what does not tie, in £000, with what rounding allows" sqlite3 capital.run "
	SELECT title, period, expected / 100000, found / 100000, difference / 100000, allowed / 100000
	FROM expectation WHERE outcome = 'missed' ORDER BY position" <<'END'
Table 5.1, its last line in the unit of its heading, £m|2025-26|1830000|1830|-1828170|500
Text: a further £0.30m up to 2030|2029-30|300|308|8|5
Table 3, Place and Sustainability: all years|2029-30|339257|325257|-14000|4
Table 3, Strategy and Partnerships: all years|2029-30|7117|6142|-975|4
Table 3, total: all years|2029-30|881184|866209|-14975|18
Table 3 against table 5.1|2025-26|1189|1830|641|5
Table 3 against table 5.1|2026-27|170|262|92|5
Table 3 against table 5.1|2027-28|30|46|16|5
Table 3 against table 5.1, all years|2029-30|7117|6891|-226|35
Text: a total budget of £140 million for 2025-26|2025-26|140000|139211|-789|500
END
check_output "all else does: to the last digit, but for three round figures of the text; every miss has a note" \
	sqlite3 capital.run "SELECT outcome, count(*), count(note) FROM expectation GROUP BY 1" <<'END'
exact|165|2
missed|10|10
rounding|3|0
END
check_output "SQL finds the same differences in the programme of the council" sqlite3 savings.db "
	SELECT directorate_id, (spent_before + spent_later + (SELECT sum(amount) FROM directorate_spend AS s
		WHERE s.directorate_id = d.directorate_id) - total) / 100000 AS difference
	FROM capital_directorate AS d WHERE difference <> 0" <<'END'
place_and_sustainability|-14000
strategy_and_partnerships|-975
END
check_output "and they are findings too" sqlite3 capital.run "
	SELECT name, key, period, message FROM finding ORDER BY name, position" <<'END'
years_do_not_add_up|place_and_sustainability|2029-30|Place and Sustainability: £325,257,000 in the years, £339,257,000 in all
years_do_not_add_up|strategy_and_partnerships|2029-30|Strategy and Partnerships: £6,142,000 in the years, £7,117,000 in all
END

# Borrowing that falls short, and a year of a scheme that costs more than was planned.
cp savings.db changed.db
sqlite3 changed.db "UPDATE scheme_funding SET amount = 10000000 WHERE scheme_id = 'E/C.1.018';
	UPDATE scheme_spend SET amount = amount + 500000 WHERE scheme_id = 'E/C.1.016' AND year = '2026-27'"
check_status 1 "schemes that are not all funded run" reckon run pack/capital.yaml --data changed.db -o changed.run
check_output "what is not funded is a finding, in its year, and a step of the bridge" sqlite3 changed.run "
	SELECT name, period, message FROM finding WHERE name IN ('schemes_not_funded', 'plan_differs') ORDER BY position, name;
	SELECT period, value FROM bridge_step WHERE name = 'unfunded' AND value <> '0'" <<'END'
plan_differs|2025-26|Prudential borrowing: £971,000 drawn, £1,071,000 planned
schemes_not_funded|2025-26|£1,830,000 spent, £100,000 of it not funded
schemes_not_funded|2026-27|£267,000 spent, £5,000 of it not funded
2025-26|10000000
2026-27|500000
END
finish
