#!/bin/sh
# The sample schedule of fees and charges holds what was published: every line and every price, with where to find it.
. "${0%/*}/lib.sh"

check "the sample database can be made" "$top/scripts/make-database" fees.db "$build/reckon" 1

check_output "134 charges with 160 components, each with a price in both years, and a source line for each charge" \
	sqlite3 fees.db "
	SELECT count(*), min(charge_id), max(charge_id) FROM charge;
	SELECT count(*) FROM component;
	SELECT year, count(*), count(DISTINCT component_id) FROM price GROUP BY year;
	SELECT count(*), count(source_line), min(source_line), max(source_line) FROM entry WHERE year = '2025-26'" <<'END'
134|1|134
160
2024-25|160|160
2025-26|160|160
134|134|600|830
END

check_output "as many prices of each kind as the schedule has, adding up to what it prints: current low, high, cap; proposed" \
	sqlite3 fees.db "
	SELECT now.kind, count(*), sum(before.low), sum(before.high), sum(before.cap), sum(now.low), sum(now.high), sum(now.cap)
	FROM price AS now JOIN price AS before USING (component_id)
	WHERE now.year = '2025-26' AND before.year = '2024-25' GROUP BY now.kind" <<'END'
by_customer|3|1575|1575||1650|1650|
discount|1||||||
flat|60|217200|217200||225470|225470|
free|16|0|0||0|0|
from|2|40000|||60000||
minimum_or_actual|2|1550|||1700||
minimum_plus|2|1150|1150||1200|1200|
not_available|1||||||
not_offered|1||||||
on_application|1||||||
per_quantity|2|11125|11125||11750|11750|
range|41|73000|262000||77425|277575|
rate_capped|3|75|75|2300|75|75|2300
tier|15|354000|354000||372000|372000|
variable|1||||||
withdrawn|9|5650|5650||||
END

check_output "what is withdrawn had a price the year before, and nothing else changed its kind" sqlite3 fees.db "
	SELECT before.kind, now.kind, count(*) FROM price AS now JOIN price AS before USING (component_id)
	WHERE now.year = '2025-26' AND before.year = '2024-25' AND now.kind <> before.kind GROUP BY 1, 2" <<'END'
flat|withdrawn|9
END

check_output "a price of each kind reads as it was printed" sqlite3 fees.db "
	SELECT component_id, year, low, high, cap, unit_id, discount, vat, printed FROM price
	WHERE component_id IN ('010', '039', '053', '073', '080b', '086b', '130a', '134b', '134k')
	ORDER BY component_id, year" <<'END'
010|2024-25|25|25|500|day|||25p per day (max charge £5)
010|2025-26|25|25|500|day|||25p per day (max charge £5)
039|2024-25|1300|3200||hour|||Price Range between £13-£32 ph
039|2025-26|1375|3375||hour|||Price Range between £13.75 - £33.75 ph
053|2024-25|2650|7950||week|||Price range between £26.50-£79.50 pw
053|2025-26|2800|8400||hour|||Price Range between £28-£84 ph
073|2024-25|750|5300||hour|||Price range between £7.50-£53 ph
073|2025-26|800|6700||hour|||Price Range between £8- £67 ph
080b|2024-25|||||0.1||A5 leaflets £5.25 per 50 leaflets Multiple Leaflets / fliers 10% discount
080b|2025-26|||||0.1||A5 leaflets £5.50 per 50 leaflets Multiple Leaflets / fliers 10% discount
086b|2024-25|20000|||month|||From £200 per month
086b|2025-26|35000|||month|||Mobiles from £250 pm Vans from £350 pm
130a|2024-25|450|||order|||UK: £4.50 Rest of the world: £11.00 or actual postage if in excess
130a|2025-26|500|||order|||UK: £5.00 Rest of the world: £12.00 or actual postage if in excess
134b|2024-25|10600|10600||500_collisions||plus|Larger requests exceeding 1,000 collisions: £106+VAT per additional 500 collisions
134b|2025-26|11200|11200||500_collisions||plus|Larger requests exceeding 1,000 collisions: £112+VAT per additional 500 collisions
134k|2024-25||||map|||251+ collisions: Not available
134k|2025-26||||map|||251+ collisions: Not available
END

# What the schedule leaves unsaid is not known, rather than no.
check_output "three charges are set by law, none says whether it covers staff costs, 63 say nothing of their basis" \
	sqlite3 fees.db "
	SELECT group_concat(charge_id) FROM entry WHERE statutory;
	SELECT count(*) FROM entry WHERE covers_staff IS NOT NULL;
	SELECT count(*) FROM entry WHERE basis IS NULL" <<'END'
1,16,34
0
63
END

# The schema refuses what cannot be a price.
refused() {
	name=$1
	shift
	cp fees.db changed.db
	check_status 19 "$name" sqlite3 -bail changed.db "PRAGMA foreign_keys = ON" "$@"
}
refused "a range whose ends are equal is refused" "UPDATE price SET high = low WHERE component_id = '039'"
refused "a range that ends below its start is refused" "UPDATE price SET high = low - 1 WHERE component_id = '039'"
refused "a flat price with two ends is refused" "UPDATE price SET high = low + 1 WHERE component_id = '006'"
refused "a free item with a price is refused" "UPDATE price SET low = 1, high = 1 WHERE component_id = '001'"
refused "money that is not whole pence is refused" "UPDATE price SET low = 12.5, high = 12.5 WHERE component_id = '006'"
refused "a withdrawn item with a price is refused" \
	"UPDATE price SET low = 500, high = 500 WHERE component_id = '109' AND year = '2025-26'"
refused "a cap on a price that has none is refused" "UPDATE price SET cap = 500 WHERE component_id = '006'"
refused "a discount of more than everything is refused" "UPDATE price SET discount = '1.1' WHERE component_id = '080b'"
refused "a tier that ends before it begins is refused" "UPDATE component SET to_quantity = 20 WHERE component_id = '021a'"
refused "a price of a year without a schedule is refused" "UPDATE price SET year = '2026-27' WHERE component_id = '006' AND year = '2025-26'"
refused "a day that is not in the calendar is refused" "UPDATE schedule SET starts = '2025-04-31'"

finish
