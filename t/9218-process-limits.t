#!/bin/sh
# Item 18: behind all other bounds the process itself has limits, set by --limit-time and --limit-memory: where they are passed it
# ends with a message, and leaves nothing behind.
. "${0%/*}/bad.sh"

# SQL that a scenario carries may take for ever.
edit scenario.yaml 's/where: .*/where: "(WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0"/'
contents >before
run sh -c 'cd spoilt && exec reckon run scenario.yaml --limit-time 1'
check_that "time: the status is that of the signal" "$status" -eq 152
check_says "... with a message" "reckon: stopped by SIGXCPU, its limit of processor time" "$errors"
check_silent "... printing nothing" "$out"
contents >after
check_same "... and leaving everything as it was" before after
# Each evaluation within its budget, and very many of them.
need 'local n = 0 for i = 1, 1000000 do n = n + i % 7 end return n'
sqlite3 spoilt/data.db "WITH RECURSIVE n (i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
	INSERT INTO household SELECT i, 'N', 500000, 'rent', '0.05', '2020-01-01', NULL FROM n"
contents >before
run sh -c 'cd spoilt && exec reckon run scenario.yaml --limit-time 1 --jobs 2'
check_that "time: for rules, over all threads" "$status" -eq 152
contents >after
check_same "... and leaving everything as it was" before after
fresh
check "time: enough of it changes nothing" sh -c 'cd spoilt && exec reckon run scenario.yaml --limit-time 1000 -o ../works.run'
check "... for replay" reckon replay works.run --limit-time 1000
check "... for verify" reckon verify works.run --limit-time 1000
cmp -s works.run whole.run || sqlite3 works.run 'SELECT id, need, grant, grant_award FROM outcome_household' >got
check_same "... with the same outcomes" outcomes got

if grep -q __asan_init "$build/reckon"; then
	skip "memory" "the sanitizer takes addresses without end"
else
	contents >before
	for command in 'run spoilt/scenario.yaml -o spoilt/out.run' 'replay whole.run' 'verify whole.run'; do
		for mib in 1 4 8; do
			# shellcheck disable=SC2086
			run reckon $command --limit-memory $mib
			case $status in
			3) check_says "memory: $command with $mib MiB says so" 'error: ' "$errors" ;;
			127) passed "memory: $command with $mib MiB: the system cannot even load it" ;;
			*) check_that "memory: $command with $mib MiB ($status)" "$status" -eq 0 ;;
			esac
		done
	done
	rm -f spoilt/out.run
	contents >after
	check_same "... and nothing is left behind" before after
	check_status 3 "memory: too little is an error of the system" reckon run spoilt/scenario.yaml -o spoilt/out.run --limit-memory 1
	check "memory: enough of it changes nothing" reckon run spoilt/scenario.yaml -o works.run --limit-memory 2000 --jobs 1
fi

# What the options take.
for option in limit-time limit-memory; do
	for value in 0 -1 1.5 x 1000001 99999999999999999999 ''; do
		check_status 2 "--$option=$value is refused" reckon run "--$option=$value" spoilt/scenario.yaml
	done
	check_status 2 "--$option without a number" reckon run spoilt/scenario.yaml "--$option"
	check_status 2 "import takes no --$option" reckon import "--$option" 1 spoilt/data.db household x.csv
	reckon run --help >help
	check_says "--$option is in the help" "--$option" help
	reckon help --man run >manual
	check_says "... and in the manual" "$option" manual
done
check_status 152 "a lower limit from outside stays" sh -c 'cd spoilt && ulimit -S -t 1 && sed -i "s/where: .*/where: \"(WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0\"/" scenario.yaml && exec reckon run scenario.yaml --limit-time 100'

finish
