#!/bin/sh
# Whatever is wrong with a parameter file is said in plain words at its place, with what to write instead; nothing is left.
. "${0%/*}/bad.sh"
checked=yes

edit parameters.yaml 's/    type: money/    tpye: money/'
refused "unknown keys" <<'END'
parameters.yaml:4:5: error: unknown key 'tpye'
        tpye: money
        ^^^^ did you mean 'type'?
parameters.yaml:11:5: error: unknown key 'tpye'
        tpye: money
        ^^^^ did you mean 'type'?
reckon: 2 errors
END

edit parameters.yaml 's/    type: money/    type: mony/'
refused "unknown types" <<'END'
parameters.yaml:4:11: error: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not 'mony'
        type: mony
              ^^^^ did you mean 'money'?
parameters.yaml:11:11: error: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not 'mony'
        type: mony
              ^^^^ did you mean 'money'?
reckon: 2 errors
END

edit parameters.yaml 's/type: money/type: mony/; s/£100/lots/; s/2024-04-01/2024-04-31/; s/title: The grant/tilte: The grant/; s/5.5%/much/'
sed 's/grant.amount:/grant.amont:/; s/^title:/titel:/' pack/scenario.yaml >spoilt/scenario.yaml
refused "every problem of two files at once" <<'END'
parameters.yaml:4:11: error: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not 'mony'
        type: mony
              ^^^^ did you mean 'money'?
parameters.yaml:7:7: error: '2024-04-31' is not a date: April 2024 has days 01 to 30
          2024-04-31: £7,400
          ^^^^^^^^^^
parameters.yaml:10:5: error: unknown key 'tilte'
        tilte: The grant
        ^^^^^ did you mean 'title'?
parameters.yaml:11:11: error: 'type' must be money, rate, decimal, integer, flag, date, text or scale, not 'mony'
        type: mony
              ^^^^ did you mean 'money'?
parameters.yaml:20:19: error: expected a rate such as 5.5% or 0.055, got 'much'
          2025-04-01: much
                      ^^^^
scenario.yaml:2:1: error: unknown key 'titel'
    titel: Grants
    ^^^^^ did you mean 'title'?
scenario.yaml:8:3: error: unknown parameter 'grant.amont'
      grant.amont: £120
      ^^^^^^^^^^^ did you mean 'grant.amount'?
reckon: 7 errors
END

add parameters.yaml <<'END'
grant:
  least: {title: Least grant, type: money, source: scheme, values: {2025-26: £1}}
END
refused "a group given twice" <<'END'
parameters.yaml:21:1: error: duplicate key 'grant'
    grant:
    ^^^^^ it is on line 1 already
END

edit parameters.yaml 's/2024-04-01: £7,400/2025-04-01: £7,400/'
refused "a day given twice" <<'END'
parameters.yaml:8:7: error: duplicate key '2025-04-01'
          2025-04-01: £7,600
          ^^^^^^^^^^ it is on line 7 already
END

edit parameters.yaml 's/2024-04-01: £7,400/2025-26: £7,400/'
refused "a day given twice, as a day and as a year" <<'END'
parameters.yaml:8:7: error: '2025-04-01' is the day that '2025-26' on line 7 gives a value already
          2025-04-01: £7,600
          ^^^^^^^^^^
END

edit parameters.yaml 's/2024-04-01: £7,400/2024-02-30: £7,400/'
refused "an impossible date" <<'END'
parameters.yaml:7:7: error: '2024-02-30' is not a date: February 2024 has days 01 to 29
          2024-02-30: £7,400
          ^^^^^^^^^^
END

edit parameters.yaml 's/2024-04-01: £7,400/2024-4-6: £7,400/'
refused "a date without its zeros" <<'END'
parameters.yaml:7:7: error: a value is given from a date or for a financial year, not for '2024-4-6'
          2024-4-6: £7,400
          ^^^^^^^^ write 2024-04-06 (year, month, day)
END

edit parameters.yaml 's|2024-04-01: £7,400|06/04/2024: £7,400|'
refused "a date the British way round" <<'END'
parameters.yaml:7:7: error: a value is given from a date or for a financial year, not for '06/04/2024'
          06/04/2024: £7,400
          ^^^^^^^^^^ write 2024-04-06 (year, month, day)
END

edit parameters.yaml 's|2024-04-01: £7,400|2024/25: £7,400|'
refused "a year with a stroke" <<'END'
parameters.yaml:7:7: error: a value is given from a date or for a financial year, not for '2024/25'
          2024/25: £7,400
          ^^^^^^^ write 2024-25
END

edit parameters.yaml '/illustrative/d'
refused "no source" <<'END'
parameters.yaml:9:3: error: 'grant.amount' has no 'source'
      amount:
      ^^^^^^ say where it is published, or with 'illustrative' why it need not be
parameters.yaml:14:3: error: 'grant.share' has no 'source'
      share:
      ^^^^^ say where it is published, or with 'illustrative' why it need not be
reckon: 2 errors
END

edit parameters.yaml 's/    illustrative: made up/&\n    source: scheme/'
refused "a source, and a reason for none" <<'END'
parameters.yaml:12:5: error: 'grant.amount' has both 'source' and 'illustrative'
        illustrative: made up
        ^^^^^^^^^^^^ take one of them out
parameters.yaml:19:5: error: 'grant.share' has both 'source' and 'illustrative'
        illustrative: made up
        ^^^^^^^^^^^^ take one of them out
reckon: 2 errors
END

edit parameters.yaml 's/illustrative: made up/illustrative:/'
refused "an empty reason" <<'END'
parameters.yaml:12:18: error: 'illustrative' has no value
        illustrative:
                     ^
parameters.yaml:18:18: error: 'illustrative' has no value
        illustrative:
                     ^
reckon: 2 errors
END

edit parameters.yaml '/^      20/d'
refused "no values" <<'END'
parameters.yaml:6:12: error: 'values' must be a map of keys and values, not nothing
        values:
               ^ a map is written {key: value}
parameters.yaml:11:12: error: 'values' must be a map of keys and values, not nothing
        values:
               ^ a map is written {key: value}
parameters.yaml:16:12: error: 'values' must be a map of keys and values, not nothing
        values:
               ^ a map is written {key: value}
reckon: 3 errors
END

edit parameters.yaml '/    type:/d'
refused "no type" <<'END'
parameters.yaml:2:3: error: 'type' is missing
      line:
      ^^^^
parameters.yaml:8:3: error: 'type' is missing
      amount:
      ^^^^^^
parameters.yaml:13:3: error: 'type' is missing
      share:
      ^^^^^
reckon: 3 errors
END

edit parameters.yaml 's/£100/£1,23.45/'
refused "a comma in the wrong place of money" <<'END'
parameters.yaml:14:19: error: expected money such as £1,234.50, £17.7m or 50p, got '£1,23.45'
          2025-04-01: £1,23.45
                      ^^^^^^^^ a comma stands before each three digits of the whole part, or nowhere
END

edit parameters.yaml 's/£100/£ 100/'
refused "a space within money" <<'END'
parameters.yaml:14:19: error: expected money such as £1,234.50, £17.7m or 50p, got '£ 100'
          2025-04-01: £ 100
                      ^^^^^ write £ and the amount without a space between
END

edit parameters.yaml 's/£100/1e3/'
refused "a float for money" <<'END'
parameters.yaml:14:19: error: expected money such as £1,234.50, £17.7m or 50p, got '1e3'
          2025-04-01: 1e3
                      ^^^
END

edit parameters.yaml 's/5\.5%/5.5/'
refused "a rate without its sign: most likely 5.5%, never silently 550%" <<'END'
parameters.yaml:20:19: error: '5.5' would be a rate of 550%
          2025-04-01: 5.5
                      ^^^ write 5.5%, or 550% if that is what is meant
END

edit parameters.yaml 's/5\.5%/1/'
refused "a rate of 1" <<'END'
parameters.yaml:20:19: error: '1' would be a rate of 100%
          2025-04-01: 1
                      ^ write 1%, or 100% if that is what is meant
END

edit parameters.yaml 's/5\.5%/5,5%/'
refused "a decimal comma" <<'END'
parameters.yaml:20:19: error: expected a rate such as 5.5% or 0.055, got '5,5%'
          2025-04-01: 5,5%
                      ^^^^ commas part thousands; decimals stand behind a point: 5.5%
END

edit parameters.yaml 's/5\.5%/5.5 per cent/'
refused "a rate in words" <<'END'
parameters.yaml:20:19: error: expected a rate such as 5.5% or 0.055, got '5.5 per cent'
          2025-04-01: 5.5 per cent
                      ^^^^^^^^^^^^ write the sign: 5.5%
END

edit parameters.yaml 's/5\.5%/£5/'
refused "money for a rate" <<'END'
parameters.yaml:20:19: error: expected a rate such as 5.5% or 0.055, got '£5'
          2025-04-01: £5
                      ^^
END

edit parameters.yaml 's/^  line:/  Line:/; s/^  amount:/  grant-amount:/'
refused "names that are none" <<'END'
parameters.yaml:2:3: error: a parameter's name must be small letters, digits and '_', beginning with a letter, not 'Line'
      Line:
      ^^^^ did you mean 'line'?
parameters.yaml:9:3: error: a parameter's name must be small letters, digits and '_', beginning with a letter, not 'grant-amount'
      grant-amount:
      ^^^^^^^^^^^^ did you mean 'grant_amount'?
scenario.yaml:8:3: error: unknown parameter 'grant.amount'
      grant.amount: £120
      ^^^^^^^^^^^^
reckon: 3 errors
END

add parameters.yaml <<'END'
count:
  half: {title: a, type: integer, source: scheme, values: {2025-26: 1.5}}
  many: {title: a, type: integer, source: scheme, values: {2025-26: 99999999999999999999}}
  fine: {title: a, type: decimal, source: scheme, values: {2025-26: 0.00000000000000000000000000000000000000000000000001}}
  open: {title: a, type: flag, source: scheme, values: {2025-26: maybe}}
  shut: {title: a, type: flag, source: scheme, values: {2025-26: 0}}
  list: {title: a, type: flag, source: scheme, values: [yes]}
  bare: {title: a, type: flag, source: scheme, values: yes}
END
refused "values of the wrong type, and beyond range" <<'END'
parameters.yaml:22:69: error: expected an integer such as 1,204, got '1.5'
    title: a, type: integer, source: scheme, values: {2025-26: 1.5}}
                                                               ^^^ an integer has no decimals
parameters.yaml:23:69: error: expected an integer such as 1,204, got '99999999999999999999'
    title: a, type: integer, source: scheme, values: {2025-26: 999999999999999
                                                               ^^^^^^^^^^^^^^^ an integer has at most 64 bits
parameters.yaml:24:69: error: '0.0000000000000000000000000000000000000000000000...' has more digits than can be held (38)
    title: a, type: decimal, source: scheme, values: {2025-26: 0.0000000000000
                                                               ^^^^^^^^^^^^^^^
parameters.yaml:25:66: error: expected a flag: yes, no, true or false, got 'maybe'
    : {title: a, type: flag, source: scheme, values: {2025-26: maybe}}
                                                               ^^^^^
parameters.yaml:26:66: error: expected a flag: yes, no, true or false, got '0'
    : {title: a, type: flag, source: scheme, values: {2025-26: 0}}
                                                               ^ write no
parameters.yaml:27:56: error: 'values' must be a map of keys and values, not a list
      list: {title: a, type: flag, source: scheme, values: [yes]}
                                                           ^^^^^ a map is written {key: value}
parameters.yaml:28:56: error: 'values' must be a map of keys and values, not a single value
      bare: {title: a, type: flag, source: scheme, values: yes}
                                                           ^^^ a map is written {key: value}
reckon: 7 errors
END

edit parameters.yaml 's/    illustrative: made up/&\n    until: 2020-01-01/'
refused "an end before the last value" <<'END'
parameters.yaml:13:12: error: 'until' lies before the last value, on line 15
        until: 2020-01-01
               ^^^^^^^^^^
parameters.yaml:20:12: error: 'until' lies before the last value, on line 22
        until: 2020-01-01
               ^^^^^^^^^^
reckon: 2 errors
END

edit parameters.yaml 's/    illustrative: made/\xc2\xa0   illustrative: made/'
refused "a no-break space that indents" <<'END'
parameters.yaml:12:1: error: a no-break space: U+00A0
        illustrative: made up
    ^ type a space in its place
parameters.yaml:18:1: error: a no-break space: U+00A0
        illustrative: made up
    ^ type a space in its place
reckon: 2 errors
END

edit parameters.yaml 's/    illustrative: made up/    illustrative: “made up”/'
works "curly quotes are part of a text"

fresh
: >spoilt/parameters.yaml
refused "an empty file" <<'END'
parameters.yaml:1:1: error: the file holds nothing
END

fresh
printf '# caf\351\n' >>spoilt/parameters.yaml
refused "bytes that are not UTF-8, in a remark too" <<'END'
parameters.yaml:21:6: error: byte 0xE9 is not UTF-8 text
    # caf?
         ^ save the file as UTF-8
END

edit parameters.yaml 's/2025-04-01: £100/2026-04-01: £100/'
sed '/^set:/d; /^  grant.amount/d' pack/scenario.yaml >spoilt/scenario.yaml
refused "a value that begins too late" <<'END'
grant.lua:18:39: error: parameter 'grant.amount' has no value before 2026-04-01 (rule 'grant', household 2)
     award      = function(h, p) return p.grant.amount end,
                                          ^^^^^^^^^^^^ add the value that was in force to 'parameters.yaml', line 9
END

edit parameters.yaml 's/5\.5%/0.055/'
works "a rate as a decimal below 1"

check_only_run 1
finish
