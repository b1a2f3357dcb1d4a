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

check_output "names say which end of a range, and which is a cap" sqlite3 fees.run "
	SELECT amount_name FROM outcome_amount WHERE amount_id IN ('010 cap', '010 price', '042 high', '042 low') ORDER BY amount_id" <<'END'
Overdue Charges: Books and magazines- Adult, cap
Overdue Charges: Books and magazines- Adult
Central Library - Cambridge Room Hire Charges: Conference room, high end
Central Library - Cambridge Room Hire Charges: Conference room, low end
END

# change SQL...: the published schedule with something changed, run again as other.run.
change() {
	cp fees.db other.db
	for sql; do
		sqlite3 -bail other.db "$sql" || exit 3
	done
	reckon run "$scenario" --data other.db -o other.run >/dev/null || exit 3
}
# published COMPONENT LOW [HIGH], current COMPONENT LOW: the SQL that sets the price of a year.
published() {
	echo "UPDATE price SET low = $2, high = ${3-$2} WHERE component_id = '$1' AND year = '2025-26'"
}
current() {
	echo "UPDATE price SET low = $2, high = $2 WHERE component_id = '$1' AND year = '2024-25'"
}

change "UPDATE component SET to_quantity = 25 WHERE component_id = '020b'" \
	"UPDATE component SET to_quantity = 60 WHERE component_id = '021a'" \
	"UPDATE component SET to_quantity = NULL WHERE component_id = '022b'" \
	"UPDATE component SET from_quantity = 100 WHERE component_id = '023a'" \
	"UPDATE component SET from_quantity = 30 WHERE component_id = '134e'" \
	"UPDATE component SET from_quantity = 101 WHERE component_id = '134i'" \
	"UPDATE component SET from_quantity = 20 WHERE component_id = '080b'"
check_output "a gap between other tiers" found tier_gap other.run <<'END'
134d
END
check_output "tiers that share one quantity, or many, or have no end, or begin together" found tier_overlap other.run <<'END'
020b
021a
022b
134h
134i
END
check_output "a discount that says from how many on" found discount_without_threshold other.run </dev/null

change "$(published 025 2100)" "$(published 026 600)" "$(published 087 5600)" "$(published 029 110)" "$(published 123 110)"
check_output "prices that differ from what a note says" found note_gives_another_price other.run <<'END'
24, 2025-26, 2
END
check_output "items whose prices differ between places" found item_at_two_prices other.run <<'END'
082
087
END

change "UPDATE price SET unit_id = 'week' WHERE component_id = '053'" \
	"UPDATE price SET unit_id = 'month' WHERE component_id = '071' AND year = '2025-26'" \
	"UPDATE entry SET basis = 'agreed_discount' WHERE charge_id NOT IN (6, 96)"
check_output "another changed unit" found unit_changed other.run <<'END'
071
END
check_output "bases that are recorded" sqlite3 other.run "
	SELECT name, key FROM finding WHERE name IN ('held_at_full_cost', 'basis_unstated', 'basis_not_recognised') ORDER BY name" <<'END'
basis_unstated|6
held_at_full_cost|096 price
END

# 095: £275 gives £290 at the staff rate, and 5% of £275 is £13.75; 094: £26.50 gives £27 at the general rate.
change "$(published 073 800 5600)" "$(published 095 30375)" "$(published 094 2567)"
check_output "as far as the declared share is not yet far, and a fall can be" sqlite3 other.run "
	SELECT key FROM finding WHERE name = 'far_from_policy' AND key LIKE '09%';
	SELECT amount_id, departure FROM outcome_amount WHERE amount_id IN ('095 price', '094 price') ORDER BY amount_id" <<'END'
094 price
094 price|-133
095 price|1375
END
check_output "no range stands out once it is like the others" found unlike_its_peers other.run </dev/null

# Rooms at £26.50 a week go two and two; three caps are too few; £53 an hour is not the high end of a range.
change "$(published 066 2900 8400)" "$(published 071 2900 8400)" "$(published 015 30)" \
	"$(current 116 5300)" "$(published 116 6000)"
check_output "alike are amounts of the same end and unit, four at least, and most of them must agree" \
	found unlike_its_peers other.run <<'END'
073 high
END
change "$(published 134d 40000)" "$(current 058b 1050)"
check_output "one price became two only where the unit was one" found one_price_became_two other.run <<'END'
058a
058b
086a
086b
END

change "$(current 019 300)" "$(current 095 30000)"
check_output "the limits of small and large are the first amounts beyond" sqlite3 other.run "
	SELECT amount_id, at_general FROM outcome_amount WHERE amount_id IN ('019 price', '095 price') ORDER BY amount_id" <<'END'
019 price|300
095 price|30500
END
check_output "the ways that reproduce each amount add up to the trials that do" sqlite3 fees.run "
	SELECT sum(ways) = (SELECT sum(reproduces) FROM outcome_trial) FROM outcome_amount" <<'END'
1
END
check_output "a charge from a price on is charged for, one by quotation is not" sqlite3 fees.run "
	SELECT charge_id, charged_for FROM outcome_charge WHERE charge_id IN (86, 133)" <<'END'
86|1
133|0
END

finish
