#!/bin/sh
# What an auditor would want to see in the schedule: each kind of finding names exactly the lines that it should, in the
# published schedule and in one that has other faults.
. "${0%/*}/lib.sh"

"$top/scripts/make-database" fees.db "$build/reckon" 1 >/dev/null || exit 3
scenario=$top/rules/fees/2025-26.yaml
check "the scenario runs" reckon run "$scenario" --data fees.db -o fees.run

# found NAME RUN: the keys of the records that a finding names.
# shellcheck disable=SC2317 # called by check_output
found() {
	sqlite3 "$2" "SELECT key FROM finding WHERE name = '$1' AND NOT undecided ORDER BY position"
}

# said NAME: the messages of a finding.
# shellcheck disable=SC2317 # called by check_output
said() {
	sqlite3 fees.run "SELECT message FROM finding WHERE name = '$1' ORDER BY position"
}

check_output "four changed amounts come out of no rate, step and mode" said reproduced_by_none <<'END'
Whittlesey Library Room Hire Charges: Meeting room 1, high end: £53 became £67 (a rise of 26.42%)
Local Studies Research Services charges: Advertising on Mobile Library Vans, mobile: £200 became £250 (a rise of 25%)
Local Studies Research Services charges: Advertising on Mobile Library Vans, van: £200 became £350 (a rise of 75%)
Photocopies and print outs in the search room: IT printout colour: £0.55 became £0.80 (a rise of 45.45%)
END

check_output "rises far from the policy are named with what it gives" said far_from_policy <<'END'
Whittlesey Library Room Hire Charges: Meeting room 1, high end: £53 became £67 (a rise of 26.42%); the general rate gives £54, the staff rate £56
Local Studies Research Services charges: Advertising on Mobile Library Vans, mobile: £200 became £250 (a rise of 25%); the general rate gives £204.50, the staff rate £211
Local Studies Research Services charges: Advertising on Mobile Library Vans, van: £200 became £350 (a rise of 75%); the general rate gives £204.50, the staff rate £211
Photocopies and print outs in the search room: A3 photocopy library item: £0.80 became £0.90 (a rise of 12.5%); the general rate gives £0.80, the staff rate £0.85
Photocopies and print outs in the search room: IT printout black and white: £0.25 became £0.30 (a rise of 20%); the general rate gives £0.25, the staff rate £0.25
Photocopies and print outs in the search room: IT printout colour: £0.55 became £0.80 (a rise of 45.45%); the general rate gives £0.55, the staff rate £0.60
Digital Photography by post: Plus Handling Charge, UK: £4.50 became £5 (a rise of 11.11%); the general rate gives £4.50, the staff rate £4.50
Digital Photography by email: Per email (max. 5jpegs per email): £3.50 became £4 (a rise of 14.29%); the general rate gives £3.50, the staff rate £3.50
END

check_output "every changed amount that neither rate gives is listed, one by one" found departs_from_policy fees.run <<'END'
039 high
039 low
040 high
040 low
041 low
042 high
043b high
043b low
048 high
052 high
055 high
061 high
073 high
077 high
078 high
086a price
086b price
091 price
108 price
116 price
120 price
123 price
124 price
126 price
130a price
130b price
132 price
134e price
END

# The transcription says which prices above nothing are the same in both years, with full cost recovery as their basis.
check_output "35 prices are held although their basis is full cost recovery" found held_at_full_cost fees.run <<'END'
017a price
017b price
020a price
020b price
021a price
021b price
022a price
022b price
023a price
023b price
025 price
026 price
082 price
083 price
084 price
085 price
087 price
088 price
096 price
097 price
098 price
099 price
100 price
101 price
102 price
103 price
104 price
105 price
106 price
107 price
117 price
118 price
121 price
122 price
125b price
END

check_output "a weekly price that became hourly" said unit_changed <<'END'
Huntingdon Library Room Hire Charges: Exhibition space: £26.50 to £79.50 per week became £28 to £84 per hour
END

check_output "one end of a range that rose unlike the same end of 22 other rooms" said unlike_its_peers <<'END'
Whittlesey Library Room Hire Charges: Meeting room 1, high end: £53 became £67; most others that were £53 became £56
END

check_output "one price that became two" said one_price_became_two <<'END'
Local Studies Research Services charges: Advertising on Mobile Library Vans, mobile: was one price of £200, is now £250
Local Studies Research Services charges: Advertising on Mobile Library Vans, van: was one price of £200, is now £350
END

check_output "one item at two prices, where the one that replaced it costs something else" said item_at_two_prices <<'END'
A4 print from microform: £0.30 as Printing and Copying: A4/A3 microfilm, A4
A4 print from microform: £1.10 as Photocopies and print outs in the search room: A4 Microform print self service
END

check_output "a note that gives another price than the line it speaks of" said note_gives_another_price <<'END'
a renewal: £6 in the note, £6.25 as Requests: British Library Renewal
END

check_output "prices that stand in a note only" said price_only_in_a_note <<'END'
reproduction online, 1 to 5 images: £20
reproduction online, 6 to 10 images: £30
END

check_output "no tier prices exactly 100 copies" said tier_gap <<'END'
Requests: Vocal scores, 51-99 copies, internal: this tier ends at 99 copies, the next begins at 101
Requests: Vocal scores, 51-99 copies, external: this tier ends at 99 copies, the next begins at 101
END
check_output "no two tiers price the same quantity" found tier_overlap fees.run </dev/null

check_output "a discount that does not say from how many on" found discount_without_threshold fees.run <<'END'
080b
END

check_output "56 charges have a price and no stated basis" sqlite3 fees.run "
	SELECT count(*), min(CAST(key AS INTEGER)), max(CAST(key AS INTEGER)) FROM finding WHERE name = 'basis_unstated'" <<'END'
56|6|80
END
check_output "one has a basis that is none" said basis_not_recognised <<'END'
Reproduction Fees: TV, film: world wide use 5 year licence: "Inflation rise" is not full cost recovery, an agreed discount or a statutory limit
END

check_output "nothing is left undecided" sqlite3 fees.run "SELECT count(*) FROM finding WHERE undecided" <<'END'
0
END

# Another schedule, with other faults: tiers that overlap, a gap elsewhere, a held price that now moves, a basis recorded.
sqlite3 fees.db "
	UPDATE component SET to_quantity = 60 WHERE component_id = '021a';
	UPDATE component SET from_quantity = 100 WHERE component_id LIKE '023_';
	UPDATE component SET from_quantity = 30 WHERE component_id = '134e';
	UPDATE component SET from_quantity = 20 WHERE component_id = '080b';
	UPDATE price SET low = 2100, high = 2100 WHERE component_id = '025' AND year = '2025-26';
	UPDATE price SET low = 6700 - 1100, high = 6700 - 1100 WHERE component_id = '087' AND year = '2025-26';
	UPDATE price SET high = 5600 WHERE component_id = '073' AND year = '2025-26';
	UPDATE price SET low = 600, high = 600 WHERE component_id = '026' AND year = '2025-26';
	UPDATE price SET unit_id = 'week' WHERE component_id = '053';
	UPDATE price SET unit_id = 'month' WHERE component_id = '071' AND year = '2025-26';
	UPDATE entry SET basis = 'agreed_discount' WHERE charge_id <> 6"
check "the scenario runs on the other schedule" reckon run "$scenario" --data fees.db -o other.run
check_output "each finding follows what was changed, and nothing else" sqlite3 other.run "
	SELECT name, key FROM finding
	WHERE name IN ('tier_gap', 'tier_overlap', 'discount_without_threshold', 'held_at_full_cost', 'item_at_two_prices',
	               'unlike_its_peers', 'note_gives_another_price', 'unit_changed', 'basis_unstated', 'basis_not_recognised')
	ORDER BY name, position" <<'END'
basis_unstated|6
item_at_two_prices|033a
item_at_two_prices|082
item_at_two_prices|087
item_at_two_prices|121
note_gives_another_price|24, 2025-26, 2
tier_gap|134d
tier_overlap|021a
unit_changed|071
END

finish
