#!/bin/sh
# scripts/generate-population: the same households everywhere, of any number, with facts missing and on boundaries.
. "${0%/*}/lib.sh"

generate() {
	mkdir -p "$1" && "$top/scripts/generate-population" "$2" ${3+"$3"} --out "$1"
}
tables='household council_tax_account person pupil'

check 'it says how it is used' "$top/scripts/generate-population" --help
check_says 'its help has an example' 'scripts/generate-population 20000 --out' "$out"
check_silent 'its help goes to standard output' "$errors"

# What is asked for must be said in full, and rightly.
usage='usage: generate-population HOUSEHOLDS [SEED] --out DIR
Try '\''generate-population --help'\''.'
refuses() {
	name=$1 message=$2
	shift 2
	printf 'generate-population: %s\n%s\n' "$message" "$usage" >message
	check_errors 2 "$name" "$top/scripts/generate-population" "$@" <message
}
refuses 'a number of households is needed' 'say how many households to make up' --out .
refuses 'a folder is needed' 'say where to write: --out DIR' 5
refuses 'a folder is needed after --out' "'--out' needs a folder" 5 --out
refuses 'a number is written in digits' "HOUSEHOLDS must be a whole number from 0 to 100000000, got '1e3'" 1e3 --out .
refuses 'a number is not negative' "HOUSEHOLDS must be a whole number from 0 to 100000000, got '-1'" -1 --out .
refuses 'a number has a limit' \
	"HOUSEHOLDS must be a whole number from 0 to 100000000, got '99999999999999999999'" 99999999999999999999 --out .
refuses 'a seed is a whole number' "SEED must be a whole number from 0 to 9007199254740992, got 'x'" 5 x --out .
refuses 'a third number is one too many' "'7' is one argument too many" 5 6 7 --out .
refuses 'an unknown option is refused' "unknown option '--fast'" 5 --fast --out .
check_errors 3 'a folder that is not there is an error' "$top/scripts/generate-population" 5 --out nowhere <<'END'
generate-population: cannot write 'nowhere/household.csv': No such file or directory
END

# Any size, the empty one too.
for size in 0 1 10; do
	check "$size households can be made up" generate "of-$size" "$size"
	rows=$(($(wc -l <"of-$size/household.csv") - 1))
	check "$size households are $size rows" test "$rows" -eq "$size"
done
for table in $tables; do
	check "an empty population still names the columns of $table" test "$(wc -l <"of-0/$table.csv")" -eq 1
done

# The same everywhere.
generate one 1000 && generate two 1000
(LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo && export LC_ALL TZ && generate three 1000 1)
generate four 1000 2
for table in $tables; do
	check_same "$table: twice gives the same" "one/$table.csv" "two/$table.csv"
	check_same "$table: another locale and time zone give the same" "one/$table.csv" "three/$table.csv"
	check_status 1 "$table: another seed gives others" cmp -s "one/$table.csv" "four/$table.csv"
	lines=$(wc -l <"of-10/$table.csv")
	head -n "$lines" "one/$table.csv" >first
	check_same "$table: ten households are the first ten of a thousand" "of-10/$table.csv" first
done
# Whoever changes what is made up changes this line too, and every figure that was published from it.
check_output 'a thousand households of the first seed are these, on any machine' \
	sh -c 'cat one/household.csv one/council_tax_account.csv one/person.csv one/pupil.csv | sha256sum' <<'END'
031cef3851c6fd0d71db69af032ab55c2793f63b3c89cdf96fe23c0b1717109b  -
END

# The files go into the tables they are for.
check_import() {
	check "$1 goes into its table" reckon import people.db "$1" "$2"
}
sqlite3 people.db <"$top/schema/population.sql"
generate many 6000
check_import district "$top/schema/population/district.csv"
check_import council_tax_band "$top/schema/population/council_tax_band.csv"
check_import council_tax_charge "$top/schema/population/council_tax_charge.csv"
for table in $tables; do
	check_import "$table" "many/$table.csv"
done
asks() {
	name=$1 expected=$2
	printf '%s\n' "$expected" >expected
	sqlite3 people.db "$3" >answer 2>&1
	check_same "$name" expected answer
}
asks 'every reference leads somewhere' 0 'SELECT count(*) FROM pragma_foreign_key_check'
asks 'the numbers of rows are those of the files' "6000|$(($(wc -l <many/person.csv) - 1))" \
	'SELECT (SELECT count(*) FROM household), (SELECT count(*) FROM person)'

# About two in a hundred facts are missing wherever a fact can be.
for fact in household.postcode household.tenure household.moved_in household.benefit household.income household.earnings \
	household.housing_costs household.savings household.energy_rating council_tax_account.arrears person.born \
	person.student person.disabled person.care person.ehc_plan person.device pupil.year_group pupil.distance \
	pupil.nearer_schools pupil.free_meals; do
	asks "$fact: from 1 to 3 in a hundred are missing" 1 \
		"SELECT avg(${fact#*.} IS NULL) BETWEEN 0.01 AND 0.03 FROM ${fact%.*}"
done

# On each boundary somebody stands.
stands() {
	asks "$1" 1 "SELECT EXISTS ($2)"
}
stands 'some earn just the limit for free school meals' 'SELECT 1 FROM household WHERE earnings = 740000'
stands 'some earn a penny more than it' 'SELECT 1 FROM household WHERE earnings = 740001'
stands 'some earn just the limit for childcare' 'SELECT 1 FROM household WHERE earnings = 1540000'
stands 'some earn a penny more than that' 'SELECT 1 FROM household WHERE earnings = 1540001'
stands 'some were born on 29 February' "SELECT 1 FROM person WHERE born LIKE '%-02-29'"
stands 'some turn twenty-five on the day' "SELECT 1 FROM person WHERE born = '2000-09-01' AND care = 'former_relevant'"
stands 'some turned two on the last day that counts' "SELECT 1 FROM person WHERE born = '2023-08-31'"
stands 'some turned two a day too late' "SELECT 1 FROM person WHERE born = '2023-09-01'"
stands 'some live just two miles from school' "SELECT 1 FROM pupil WHERE distance = '2'"
stands 'some live just three miles from school' "SELECT 1 FROM pupil WHERE distance = '3'"
stands 'some have no income, and it is known' 'SELECT 1 FROM household WHERE income = 0'
stands 'of some nothing is known' 'SELECT 1 FROM household WHERE income IS NULL AND benefit IS NULL AND savings IS NULL
	AND NOT EXISTS (SELECT 1 FROM person WHERE household = household.id AND born IS NOT NULL)'
stands 'some households have nobody recorded' 'SELECT 1 FROM household WHERE id NOT IN (SELECT household FROM person)'
stands 'some households have no children' "SELECT 1 FROM household WHERE id IN (SELECT household FROM person)
	AND id NOT IN (SELECT household FROM person WHERE born IS NULL OR born > '2007-09-01')"
asks 'no postcode is a real one' 0 "SELECT count(*) FROM household WHERE postcode NOT GLOB '* [0-9][CIKMOV][CIKMOV]'"

# A full disk leaves nothing that could be taken for a population.
if [ -c /dev/full ]; then
	mkdir full && ln -s /dev/full full/person.csv.part
	check_errors 3 'a full disk is an error' "$top/scripts/generate-population" 3000 --out full <<'END'
generate-population: cannot write 'full/person.csv': No space left on device
END
	check 'a full disk leaves no file behind' test -z "$(ls full)"
else
	skip 'a full disk is an error' 'there is no /dev/full'
fi

finish
