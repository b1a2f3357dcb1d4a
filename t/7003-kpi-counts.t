#!/bin/sh
# Ratings, directions and counts of rules/kpi, worked out again in SQL on whole thousandths, published and made-up apart.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" kpi.db "$build/reckon" 1 >/dev/null || exit 3
pack=$top/rules/kpi
for scenario in 2013-14 2013-14-illustrative 2013-14-quarters 2016-17 2016-17-illustrative; do
	check "$scenario runs" reckon run "$pack/$scenario.yaml" --data kpi.db -o "$scenario.run"
	cp "$out" "$scenario.txt"
	check "... replays to the same bytes" reckon replay "$scenario.run"
	check "... runs with four jobs" reckon run "$pack/$scenario.yaml" --data kpi.db --jobs 4 -o four.run
	check_output "... and has the same seal" sqlite3 "$scenario.run" "ATTACH 'four.run' AS four;
		SELECT count(*) FROM digest AS one JOIN four.digest AS many USING (name) WHERE name = 'seal' AND one.value = many.value" <<-'END'
		1
	END
done
check_output "what is new in a later period stands among its own" \
	sed -n '/^  Efficient and effective /p' 2013-14-illustrative.txt <<'END'
  Efficient and effective        amber                          3
  Efficient and effective        blue                           1
  Efficient and effective        no_actual             4
END
check_output "no line is longer than 80 columns" awk 'length > 80' ./*.txt </dev/null

# again RUN TABLE: what the run should have, in the view `again`: one row for each indicator and period.
again() {
	cat <<-END
		.bail on
		ATTACH 'kpi.db' AS data;
		CREATE TEMP TABLE span (period, first, last);
		INSERT INTO span VALUES
			('2011-12', '2011-04-01', '2012-03-31'), ('2012-13', '2012-04-01', '2013-03-31'), ('2013-14', '2013-04-01', '2014-03-31'),
			('2013-Q2', '2013-04-01', '2013-06-30'), ('2013-Q3', '2013-07-01', '2013-09-30'),
			('2013-Q4', '2013-10-01', '2013-12-31'), ('2014-Q1', '2014-01-01', '2014-03-31'),
			('2015-16', '2015-04-01', '2016-03-31'), ('2016-17', '2016-04-01', '2017-03-31');
		CREATE TEMP TABLE came AS SELECT indicator_id, ends, sign(comparator_value - group_value) AS side,
			CAST(round(1000 * coalesce(value, abs(comparator_value - group_value))) AS INTEGER) AS n FROM data.$2;
		CREATE TEMP TABLE again AS
			SELECT o.indicator_id, o._period, o.rating, o.direction, o.gap_movement, i.priority, i.committee, i.frequency,
				now.n AS actual, before.n AS before, now.side, before.side AS side_before,
				CAST(round(1000 * t.value) AS INTEGER) AS target, i.polarity, i.kind, i.accumulates, now.ends
			FROM outcome_indicator o JOIN span ON span.period = o._period JOIN data.indicator i USING (indicator_id)
			LEFT JOIN data.target t ON t.indicator_id = o.indicator_id AND t.year = '2013-14'
			LEFT JOIN came now ON now.indicator_id = o.indicator_id AND now.ends =
				(SELECT max(ends) FROM came WHERE indicator_id = o.indicator_id AND ends BETWEEN span.first AND span.last)
			LEFT JOIN came before ON before.indicator_id = o.indicator_id AND before.ends = CASE WHEN i.accumulates
				THEN (SELECT ends FROM came WHERE indicator_id = o.indicator_id AND ends = date(now.ends, '-1 year'))
				ELSE (SELECT max(ends) FROM came WHERE indicator_id = o.indicator_id AND ends < now.ends) END;
		CREATE TEMP TABLE better AS SELECT *, CASE polarity WHEN 'high' THEN actual - target WHEN 'low' THEN target - actual END AS by,
			CASE polarity WHEN 'high' THEN actual - before WHEN 'low' THEN before - actual END AS way FROM again;
		CREATE TEMP TABLE expected AS SELECT *, CASE
			WHEN kind <> 'performance' THEN kind WHEN target IS NULL THEN 'no_target' WHEN actual IS NULL THEN 'no_actual'
			WHEN polarity IS NULL OR (accumulates AND substr(ends, 6) <> '03-31') THEN 'not_rated'
			WHEN 10 * by < -target THEN 'red' WHEN by < 0 THEN 'amber' WHEN 20 * by <= target THEN 'green' ELSE 'blue' END AS colour,
			CASE WHEN way > 0 THEN 'improving' WHEN way < 0 THEN 'worsening' WHEN way = 0 THEN 'same' END AS went,
			CASE WHEN side * side_before < 0 THEN 'reversed' WHEN side IS NULL THEN NULL WHEN actual < before THEN 'narrowing'
				WHEN actual > before THEN 'widening' WHEN actual = before THEN 'same' END AS gap
			FROM better;
	END
}
# same RUN TABLE: each rating, direction and movement is what SQL gives; then the counts by rating, by period.
same() {
	again "$1" "$2" >query.sql
	cat >>query.sql <<-'END'
		SELECT 'rating', indicator_id, _period, rating, colour FROM expected WHERE rating IS NOT colour;
		SELECT 'direction', indicator_id, _period, direction, went FROM expected WHERE direction IS NOT went;
		SELECT 'gap', indicator_id, _period, gap_movement, gap FROM expected WHERE gap_movement IS NOT gap;
		CREATE TEMP TABLE counted AS
			SELECT 'indicators_by_rating' AS name, _period, colour AS one, NULL AS two, count(*) AS n FROM expected GROUP BY 2, 3
			UNION ALL SELECT 'by_priority', _period, priority, colour, count(*) FROM expected
				WHERE priority IS NOT NULL GROUP BY 2, 3, 4
			UNION ALL SELECT 'by_committee', _period, committee, colour, count(*) FROM expected
				WHERE committee IS NOT NULL GROUP BY 2, 3, 4
			UNION ALL SELECT 'by_frequency', _period, coalesce(frequency, 'unknown'), colour, count(*) FROM expected
				WHERE committee IS NULL GROUP BY 2, 3, 4
			UNION ALL SELECT 'by_direction', _period, went, colour, count(*) FROM expected WHERE went IS NOT NULL GROUP BY 2, 3, 4
			UNION ALL SELECT 'gaps', _period, gap, NULL, count(*) FROM expected WHERE gap IS NOT NULL GROUP BY 2, 3;
		CREATE TEMP TABLE printed AS SELECT name, period, json_extract(groups, '$[0]'), json_extract(groups, '$[1]'),
			CAST(value AS INTEGER) FROM total WHERE groups <> '[]' AND value > 0 AND name IN (SELECT name FROM counted);
		SELECT 'SQL counts', * FROM (SELECT * FROM counted EXCEPT SELECT * FROM printed);
		SELECT 'the run counts', * FROM (SELECT * FROM printed EXCEPT SELECT * FROM counted);
		SELECT _period, colour, count(*) FROM expected GROUP BY 1, 2 ORDER BY 1, 2;
	END
	sqlite3 "$1" '.read query.sql'
}
check_output "published: ratings, directions and counts are what SQL gives" same 2013-14.run published_actual <<'END'
2011-12|amber|2
2011-12|in_development|2
2011-12|no_actual|32
2011-12|no_target|16
2012-13|amber|4
2012-13|in_development|2
2012-13|no_actual|30
2012-13|no_target|16
END
check_output "made up, by year" same 2013-14-illustrative.run illustrative_actual <<'END'
2012-13|amber|5
2012-13|green|5
2012-13|in_development|2
2012-13|no_actual|24
2012-13|no_target|16
2013-14|amber|12
2013-14|blue|4
2013-14|green|14
2013-14|in_development|2
2013-14|no_target|16
2013-14|not_rated|1
2013-14|red|3
END
check_output "made up, by quarter" same 2013-14-quarters.run illustrative_actual <<'END'
2013-Q2|amber|12
2013-Q2|blue|1
2013-Q2|green|5
2013-Q2|no_target|7
2013-Q2|not_rated|6
2013-Q3|amber|15
2013-Q3|green|3
2013-Q3|no_target|7
2013-Q3|not_rated|6
2013-Q4|amber|9
2013-Q4|green|8
2013-Q4|no_target|7
2013-Q4|not_rated|6
2013-Q4|red|1
2014-Q1|amber|8
2014-Q1|blue|4
2014-Q1|green|8
2014-Q1|no_target|7
2014-Q1|not_rated|1
2014-Q1|red|3
END
check_output "measures without a target, published" same 2016-17.run published_actual <<'END'
2016-17|in_development|2
2016-17|no_target|54
END
check_output "measures without a target, gaps made up" same 2016-17-illustrative.run illustrative_actual <<'END'
2015-16|in_development|2
2015-16|no_target|54
2016-17|in_development|2
2016-17|no_target|54
END
finish
