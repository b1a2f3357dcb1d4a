#!/bin/sh
# Whatever is wrong with a rule file is said in plain words at its place, with what to write instead; nothing is left.
. "${0%/*}/bad.sh"
checked=yes

# Names.
need 'return p.grant.line - h.incom'
refused "an unknown field" <<'END'
grant.lua:7:27: error: 'household' has no field, relation or rule 'incom'
      return p.grant.line - h.incom
                              ^^^^^ did you mean 'income'?
END

need 'return p.grant.line - h.Income'
refused "a field in capitals" <<'END'
grant.lua:7:27: error: 'household' has no field, relation or rule 'Income'
      return p.grant.line - h.Income
                              ^^^^^^ did you mean 'income'?
END

need 'return p.grant.lin - h.income'
refused "an unknown parameter" <<'END'
grant.lua:7:18: error: unknown parameter 'grant.lin'
      return p.grant.lin - h.income
                     ^^^ did you mean 'grant.line'?
END

need 'return p.grnt.line - h.income'
refused "an unknown group of parameters" <<'END'
grant.lua:7:12: error: unknown parameter 'grnt'
      return p.grnt.line - h.income
               ^^^^ did you mean 'grant'?
END

need 'return h.person'
refused "children read as a field" <<'END'
grant.lua:7:12: error: 'household' has no field, relation or rule 'person'
      return h.person
               ^^^^^^ its 'person' records are related(record, "person")
END

need 'return #related(h, "persons")'
refused "an unknown record type" <<'END'
grant.lua:7:22: error: unknown record type 'persons'
      return #related(h, "persons")
                         ^^^^^^^^^ did you mean 'person'?
END

need 'return #related(h, "ward")'
refused "a parent among the children" <<'END'
grant.lua:7:22: error: 'ward' has no relation to 'household'
      return #related(h, "ward")
                         ^^^^^^ 'household' leads to it: write .ward
END

need 'return lookup("ward", { cod = h.ward.code }).name'
refused "an unknown field to look up by" <<'END'
grant.lua:7:27: error: 'ward' has no field 'cod' to look it up by
      return lookup("ward", { cod = h.ward.code }).name
                              ^^^ did you mean 'code'?
END

need 'return income'
refused "a name that is nothing" <<'END'
grant.lua:7:10: error: unknown name 'income'
      return income
             ^^^^^^
END

need 'return at.start'
refused "an argument that is not taken" <<'END'
grant.lua:7:10: error: unknown name 'at'
      return at.start
             ^^ it is handed to a rule's function: function(c, p, at)
END

need 'return rnd(h.income, 1)'
refused "an unknown function" <<'END'
grant.lua:7:10: error: unknown function 'rnd'
      return rnd(h.income, 1)
             ^^^
END

edit grant.lua 's/h\.income/h.incom/; s/"rent"/h.tenur/; s/"warning"/"warn"/; s/ward\.name/ward.nam/; s/p\.grant\.amount/p.grant.amnt/; s/{income}/{incme}/'
refused "every problem of a file at once" <<'END'
grant.lua:7:27: error: 'household' has no field, relation or rule 'incom'
      return p.grant.line - h.incom
                              ^^^^^ did you mean 'income'?
grant.lua:15:54: error: 'household' has no field, relation or rule 'incom'
      { "income below the line", function(h, p) return h.incom < p.grant.line
                                                         ^^^^^ did you mean 'income'?
grant.lua:16:47: error: 'household' has no field, relation or rule 'tenur'
      { "rents", function(h) return h.tenure == h.tenur end },
                                                  ^^^^^ did you mean 'tenure'?
grant.lua:18:45: error: unknown parameter 'grant.amnt'
     award      = function(h, p) return p.grant.amnt end,
                                                ^^^^ did you mean 'grant.amount'?
grant.lua:21:55: error: 'ward' has no field or rule 'nam'
    total "cost" { sum = "household.grant_award", by = { "ward.nam" } }
                                                          ^^^^^^^^ did you mean 'name'?
grant.lua:25:13: error: finding 'very_poor' has no level 'warn'
     level   = "warn",
                ^^^^ one of info, warning, error
grant.lua:27:2: error: 'household' has no field or rule 'incme'
     message = "income of {incme}",
     ^^^^^^^ did you mean 'income'?
reckon: 7 errors
END

# Habits of other languages.
need 'if h.income = 5 then return 0 end return 0'
refused "= for ==" <<'END'
grant.lua:7:15: error: expected 'then', found '='
      if h.income = 5 then return 0 end return 0
                  ^ two values are compared with ==
END

need 'if h.income != 5 then return 0 end return 0'
refused "!=" <<'END'
grant.lua:7:15: error: expected 'then', found '!'
      if h.income != 5 then return 0 end return 0
                  ^ 'is not' is written ~=
END

need 'if h.income <> 5 then return 0 end return 0'
refused "<>" <<'END'
grant.lua:7:16: error: expected an expression, found '>'
      if h.income <> 5 then return 0 end return 0
                   ^ 'is not' is written ~=
END

need 'if h.income == 5 && h.cap == 1 then return 0 end return 0'
refused "&&" <<'END'
grant.lua:7:21: error: expected an expression, found '&'
      if h.income == 5 && h.cap == 1 then return 0 end return 0
                        ^ write and
END

need 'if h.income == 5 || h.cap == 1 then return 0 end return 0'
refused "||" <<'END'
grant.lua:7:21: error: expected an expression, found '|'
      if h.income == 5 || h.cap == 1 then return 0 end return 0
                        ^ write or
END

need 'if !h.income then return 0 end return 0'
refused "!" <<'END'
grant.lua:7:6: error: expected an expression, found '!'
      if !h.income then return 0 end return 0
         ^ write not
END

need 'if h.cap == null then return 0 end return 0'
refused "null" <<'END'
grant.lua:7:15: error: unknown name 'null'
      if h.cap == null then return 0 end return 0
                  ^^^^ write nil; whether a fact is known is asked with known(c, "field")
END

need 'local n = 1 n += 1 return n'
refused "+=" <<'END'
grant.lua:7:17: error: expected '=' or a call's arguments, found '+'
      local n = 1 n += 1 return n
                    ^ write it out: total = total + x
END

need 'local n = 1 n++ return n'
refused "++" <<'END'
grant.lua:7:16: error: expected '=' or a call's arguments, found '+'
      local n = 1 n++ return n
                   ^ write it out: n = n + 1
END

need 'return h.income > 5 ? 1 : 2'
refused "?" <<'END'
grant.lua:7:23: error: expected 'end' to close 'function' at line 6, found '?'
      return h.income > 5 ? 1 : 2
                          ^ write if ... then ... else ... end
END

need '// a remark'
refused "//" <<'END'
grant.lua:7:3: error: expected an expression, found '//'
      // a remark
      ^^ a remark begins with --
END

need 'return £5'
refused "money as it is said" <<'END'
grant.lua:7:10: error: expected an expression, found '£'
      return £5
             ^ money is written money "£12.50"
END

need 'return 5%'
refused "a percentage as it is said" <<'END'
grant.lua:8:2: error: expected an expression, found 'end'
     end,
     ^^^ a rate is written rate "5.5%"
END

need 'return “5”'
refused "curly quotes" <<'END'
grant.lua:7:10: error: expected an expression, found '“'
      return “5”
             ^ texts stand in straight quotes: "so"
END

need 'return h.income – 5'
refused "a dash for a minus" <<'END'
grant.lua:7:19: error: expected 'end' to close 'function' at line 6, found '–'
      return h.income – 5
                      ^ this is a dash: type a minus, -
END

need 'return 1,000'
refused "a comma within a number" <<'END'
grant.lua:7:12: error: a rule's function gives back one thing
      return 1,000
               ^^^ a number is written without commas: 1000
END

need 'h.income'
refused "a return that is missing" <<'END'
grant.lua:8:2: error: expected '=' or a call's arguments, found 'end'
     end,
     ^^^ a function gives its value with return
END

need 'if h.income > 20000 then return 240 end return h.incom'
refused "whole numbers where money is meant, beside an error" <<'END'
grant.lua:7:17: warning: money counts pence: 20000 here is £200
      if h.income > 20000 then return 240 end return h.incom
                    ^^^^^ write money "£200", or money "£20000"
grant.lua:7:35: warning: money counts pence: 240 here is £2.40
      if h.income > 20000 then return 240 end return h.incom
                                      ^^^ write money "£2.40", or money "£240"
grant.lua:7:52: error: 'household' has no field, relation or rule 'incom'
      if h.income > 20000 then return 240 end return h.incom
                                                       ^^^^^ did you mean 'income'?
END

need 'return h:income'
refused "a colon for a dot" <<'END'
grant.lua:8:2: error: expected arguments of a call, found 'end'
     end,
     ^^^ a field is read with '.', not ':'
END

need 'return h:income()'
refused "a field called by a colon" <<'END'
grant.lua:7:12: error: this is money, not a function
      return h:income()
               ^^^^^^ write h.income
END

need 'return h.income()'
refused "a field called" <<'END'
grant.lua:7:10: error: this is money, not a function
      return h.income()
             ^^^^^^^^ write h.income
END

# What Lua would let pass.
need 'if h.income == "£5" then return 0 end return 0'
refused "money compared with a text" <<'END'
grant.lua:7:18: error: 'h.income' is money, and never a text
      if h.income == "£5" then return 0 end return 0
                     ^^^^ write money "£5"
END

need 'if h.income > "lots" then return 0 end return 0'
refused "money compared with any text" <<'END'
grant.lua:7:17: error: 'h.income' is money, and never a text
      if h.income > "lots" then return 0 end return 0
                    ^^^^^^ write money "£12.50"
END

need 'if p.grant.share == "5%" then return 0 end return 0'
refused "a rate compared with a text" <<'END'
grant.lua:7:23: error: 'p.grant.share' is a rate, and never a text
      if p.grant.share == "5%" then return 0 end return 0
                          ^^^^ write rate "5%"
END

need 'if h.income == nil then return 0 end return h.income or 0'
refused "asking whether there is what is always there" <<'END'
grant.lua:7:6: error: 'h.income' is never nil: it is not OPTIONAL
      if h.income == nil then return 0 end return h.income or 0
         ^^^^^^^^ write not known(h, "income") to ask whether it is known
grant.lua:7:47: error: 'h.income' counts as true, whatever it is: it is not OPTIONAL
      if h.income == nil then return 0 end return h.income or 0
                                                  ^^^^^^^^ write known(h, "income") to ask whether it is known
reckon: 2 errors
END

need 'if h.ward == "N" then return 0 end return 0'
refused "a record compared with its key" <<'END'
grant.lua:7:6: error: 'h.ward' is a record of 'ward': compare one of its fields
      if h.ward == "N" then return 0 end return 0
         ^^^^^^ write h.ward.code
END

need 'if h.tenure == 1 then return 0 end return 0'
refused "a status compared with a number" <<'END'
grant.lua:7:18: error: 'h.tenure' is a status, and never '1'
      if h.tenure == 1 then return 0 end return 0
                     ^ write "1"
END

need 'if h.moved > "01/04/2025" then return 0 end return 0'
refused "a date compared with no date" <<'END'
grant.lua:7:16: error: expected a date such as 2025-04-01, got '01/04/2025'
      if h.moved > "01/04/2025" then return 0 end return 0
                   ^^^^^^^^^^^^ write 2025-04-01 (year, month, day)
END

need 'if h.moved > h.income then return 0 end return 0'
refused "a date compared with money" <<'END'
grant.lua:7:16: error: 'h.moved' is a date, and 'h.income' is money: they cannot be compared
      if h.moved > h.income then return 0 end return 0
                   ^^^^^^^^
END

need 'return p.grant - h.income'
refused "a group of parameters for one" <<'END'
grant.lua:7:10: error: 'grant' is a group of parameters, not one
      return p.grant - h.income
             ^^^^^^^ name one of them, as p.grant.amount
END

need 'return related(h, "person").born'
refused "a list for a record" <<'END'
grant.lua:7:31: error: a list of 'person' records has no 'born'
      return related(h, "person").born
                                  ^^^^ ask its records: any(list, "field"), sum(list, "field")
END

need 'for person in related(h, "person") do end return 0'
refused "a list gone through without ipairs" <<'END'
grant.lua:7:17: error: a list is gone through with 'ipairs'
      for person in related(h, "person") do end return 0
                    ^^^^^^^^^^^^^^^^^^^^ write for _, one in ipairs(related(h, "person")) do
END

need 'return h.tenure.name'
refused "a text for a relation" <<'END'
grant.lua:7:19: error: this is a status, which has no 'name'
      return h.tenure.name
                      ^^^^ only a relation leads to another record: a foreign key of the table, or 'references' in the scenario
END

add grant.lua <<'END'
rule "studies" {
	on = "person", type = "integer",
	compute = function(person)
		if person.student == 1 or person.household == 1 then return 1 end
		return 0
	end,
}
END
refused "a flag and a relation compared with a number" <<'END'
grant.lua:32:24: error: 'person.student' is true or false, and never '1'
      if person.student == 1 or person.household == 1 then return 1 end
                           ^ write person.student, or not person.student
grant.lua:32:29: error: 'person.household' is a record of 'household': compare one of its fields
      if person.student == 1 or person.household == 1 then return 1 end
                                ^^^^^^^^^^^^^^^^ write person.household.id
reckon: 2 errors
END

# Floats, division, and what would change records.
need 'return h.income * 0.5'
refused "a float" <<'END'
grant.lua:7:21: error: '0.5' would be a float, which is never exact
      return h.income * 0.5
                        ^^^ write money "£12.50", rate "5.5%" or decimal "1.055"
END

need 'return h.income / 2'
refused "a division" <<'END'
grant.lua:7:19: error: rules do not divide by '/'
      return h.income / 2
                      ^ write divide(a, b, step, mode), which says how it rounds
END

need 'return h.income ^ 2'
refused "a power" <<'END'
grant.lua:7:19: error: rules do not use '^', which is never exact
      return h.income ^ 2
                      ^ multiply it out: x * x
END

need 'h.income = 5 return 0'
refused "a field that is changed" <<'END'
grant.lua:7:3: error: records and parameters cannot be changed
      h.income = 5 return 0
      ^^^^^^^^ keep it in a local, or return it
END

need 'p.grant.line = 5 return 0'
refused "a parameter that is changed" <<'END'
grant.lua:7:3: error: records and parameters cannot be changed
      p.grant.line = 5 return 0
      ^^^^^^^^^^^^ keep it in a local, or return it
END

need 'x = 5 return x'
refused "a global" <<'END'
grant.lua:7:3: error: 'x' would be a global
      x = 5 return x
      ^ declare it with 'local'
grant.lua:7:16: error: unknown name 'x'
      x = 5 return x
                   ^
reckon: 2 errors
END

need 'local name = "income" return h[name]'
refused "a field by a name that is made up" <<'END'
grant.lua:7:32: error: records are read by name only
      local name = "income" return h[name]
                                   ^^^^^^^ write c.income, never c[x]
END

need 'return os.time()'
refused "the clock" <<'END'
grant.lua:7:10: error: rules have no 'os'
      return os.time()
             ^^ a clock or an environment would give another answer on another day
END

need 'print(h.income) return 0'
refused "printing" <<'END'
grant.lua:7:3: error: rules have no 'print'
      print(h.income) return 0
      ^^^^^ results are outcomes, totals and findings: declare a finding
END

need 'return math.floor(h.income)'
refused "a function of Lua that rules do not have" <<'END'
grant.lua:7:10: error: rules have no 'math.floor'
      return math.floor(h.income)
             ^^^^^^^^^^ write round(x, 1, "floor")
END

# Ends.
need 'if h.income > 5 then return 1'
refused "an end that is missing" <<'END'
grant.lua:8:5: error: expected 'end' to close 'function' at line 6, found ','
     end,
        ^
END

edit grant.lua 's/	title   = "Below the line",/	title   = "Below the line"/'
refused "a comma that is missing" <<'END'
grant.lua:6:2: error: expected '}' to close '{' at line 2, found 'compute'
     compute = function(h, p)
     ^^^^^^^ a comma is missing at the end of line 5
END

edit grant.lua 's/"Below the line"/"Below the line/'
refused "a quote that is missing" <<'END'
grant.lua:5:12: error: text without its closing quote
     title   = "Below the line,
               ^^^^^^^^^^^^^^^^
END

# What a rule gives.
need 'local x = h.income'
refused_there "no return" <<'END'
grant.lua:6:12: error: expected money, got nothing (rule 'need', household 1)
     compute = function(h, p)
               ^ does every way end in a return, or every case have a row? If there may be none, write optional = true
END
found 1 "... which check says where it stands" <<'END'
grant.lua:6:12: error: expected money, got nothing
     compute = function(h, p)
               ^^^^^^^^ the function has no 'return': return ...
END

need 'return "£5"'
refused_there "a text for money" <<'END'
grant.lua:6:12: error: expected money, got text (rule 'need', household 1)
     compute = function(h, p)
               ^ write money "£12.50" where the value stands
END
found 1 "... which check says where it stands" <<'END'
grant.lua:7:10: error: expected money, got text
      return "£5"
             ^^^^ write money "£12.50" where the value stands
END

need 'return true'
refused "a flag for money" <<'END'
grant.lua:6:12: error: expected money, got a flag (rule 'need', household 1)
     compute = function(h, p)
               ^ a test gives true or false: write if ... then return ... end
END

need 'return {}'
refused "a table for money" <<'END'
grant.lua:6:12: error: expected money, got a table (rule 'need', household 1)
     compute = function(h, p)
               ^
END

need 'return (h.income + money "1p") * h.rate'
refused "part of a penny" <<'END'
grant.lua:6:12: error: expected money (whole pence), got 50000.05 (rule 'need', household 1)
     compute = function(h, p)
               ^ x pounds are x * money "£1"; part of a penny: write round(x, step, mode)
END

need 'return h.rate'
refused "a decimal for money" <<'END'
grant.lua:7:10: error: 'h.rate' is a rate, where money is meant
      return h.rate
             ^^^^^^ multiply an amount by it, and round
END

need 'return 9007199254740993'
refused "money beyond range" <<'END'
grant.lua:6:12: error: money of 9007199254740993 pence is beyond plus or minus 2^53 pence (£90,071,992,547,409.92) (rule 'need', household 1)
     compute = function(h, p)
               ^
END

need 'return money "£1,23.45"'
refused "money that is written wrongly" <<'END'
grant.lua:7:16: error: expected money such as £1,234.50, £17.7m or 50p, got '£1,23.45'
      return money "£1,23.45"
                   ^^^^^^^^^^ a comma stands before each three digits of the whole part, or nowhere
END

need 'return money "5.5%"'
refused "a rate written as money" <<'END'
grant.lua:7:16: error: expected money such as £1,234.50, £17.7m or 50p, got '5.5%'
      return money "5.5%"
                   ^^^^^^ this is a rate, not money
END

need 'return h.income * rate "5.5"'
refused "a rate without its sign" <<'END'
grant.lua:7:26: error: '5.5' would be a rate of 550%
      return h.income * rate "5.5"
                             ^^^^^ write 5.5%, or 550% if that is what is meant
END

need 'return round(h.income)'
refused "a rounding without its step" <<'END'
grant.lua:7:10: error: 'round' needs the step to round to
      return round(h.income)
             ^^^^^^^^^^^^^^^ money "1p" gives whole pence, 1 a whole number
END

need 'return round(h.income, money "£1", "halfup")'
refused "an unknown rounding mode" <<'END'
grant.lua:7:38: error: 'round' has no rounding mode 'halfup'
      return round(h.income, money "£1", "halfup")
                                         ^^^^^^^^ did you mean 'half_up'?
END

need 'return divide(h.income, 0, money "1p")'
refused "a division by nothing" <<'END'
grant.lua:7:10: error: 'divide' cannot divide by zero (rule 'need', household 1)
      return divide(h.income, 0, money "1p")
             ^^^^^^ test for it first, and say what holds then
END

need 'return days_between(h.moved, "2025-02-30") * money "£1"'
refused "an impossible date" <<'END'
grant.lua:7:32: error: '2025-02-30' is not a date: February 2025 has days 01 to 28
      return days_between(h.moved, "2025-02-30") * money "£1"
                                   ^^^^^^^^^^^^
END

need 'error({})'
refused "an error that is a table" <<'END'
grant.lua:7:3: error: raised a table instead of a message (rule 'need', household 1)
      error({})
      ^ write error("what is wrong")
END

need 'error("no line for this household")'
refused "an error of the rule's own" <<'END'
grant.lua:7:3: error: no line for this household (rule 'need', household 1)
      error("no line for this household")
      ^
END

need 'return h.cap + money "1p"'
refused "arithmetic on what is not there" <<'END'
grant.lua:7:12: error: attempt to perform arithmetic on a nil value (field 'cap') (rule 'need', household 1)
      return h.cap + money "1p"
               ^^^ nil means that there is none: test for it first
END

need 'while true do end'
refused "a loop that does not end" <<'END'
grant.lua:7:3: error: took more than 10000000 instructions (rule 'need', household 1)
      while true do end
      ^ look for a loop that does not end
END

need 'local s = "x" while true do s = s .. s end'
refused "a text without end" <<'END'
grant.lua:7:3: error: made a text of more than 64 KiB (rule 'need', household 1)
      local s = "x" while true do s = s .. s end
      ^
END

edit grant.lua 's/return p.grant.amount/return -p.grant.amount/'
refused "an award that is negative" <<'END'
grant.lua:18:15: error: an award of -£120: an award is never negative (rule 'grant', household 2)
     award      = function(h, p) return -p.grant.amount end,
                  ^ return 0 for no award; what may be negative is a rule of type money
END

edit grant.lua 's/return p.grant.amount/return p.grant.share/'
refused "an award that is no whole penny" <<'END'
grant.lua:18:37: error: 'p.grant.share' is a rate, where money is meant
     award      = function(h, p) return p.grant.share end,
                                        ^^^^^^^^^^^^^ multiply an amount by it, and round
END

edit grant.lua 's/return p.grant.amount/return nil/'
refused_there "an award that is nothing" <<'END'
grant.lua:18:15: error: expected an award, got nothing (rule 'grant', household 2)
     award      = function(h, p) return nil end,
                  ^ does every way through the function end in a return? Return 0 for no award
END
found 1 "... which check says where it stands" <<'END'
grant.lua:18:37: error: expected an award, got nothing
     award      = function(h, p) return nil end,
                                        ^^^ return 0 for no award
END

edit grant.lua 's/return h.tenure == "rent"/return h.tenure/'
refused_there "a condition that is neither true nor false" <<'END'
grant.lua:16:14: error: condition 'rents' gave text: expected true or false (rule 'grant', household 2)
      { "rents", function(h) return h.tenure end },
                 ^
END
found 1 "... which check says where it stands" <<'END'
grant.lua:16:33: error: expected true or false, got a status
      { "rents", function(h) return h.tenure end },
                                    ^^^^^^^^ compare it: return ... == "..."
END

edit grant.lua 's/return h.need > money "£5,000"/return h.need/'
refused_there "a finding that is neither true nor false" <<'END'
grant.lua:26:12: error: when of 'very_poor' gave an integer: expected true or false (household 1)
     when    = function(h) return h.need end,
               ^
END
found 1 "... which check says where it stands" <<'END'
grant.lua:26:31: error: expected true or false, got money
     when    = function(h) return h.need end,
                                  ^^^^^^ compare it: return ... > ...
END

# Declarations.
edit grant.lua 's/type    = "money"/type    = "mony"/; s/on      = "household",$/on      = "houshold",/; s/title   =/titel   =/'
refused "an unknown type, record type and key" <<'END'
grant.lua:3:13: error: there is no record type 'houshold'
     on      = "houshold",
                ^^^^^^^^ did you mean 'household'?
grant.lua:4:13: error: rule 'need' has no type 'mony'
     type    = "mony",
                ^^^^ did you mean 'money'?
grant.lua:5:2: error: unknown key 'titel' in rule 'need'
     titel   = "Below the line",
     ^^^^^ did you mean 'title'?
grant.lua:24:13: error: there is no record type 'houshold'
     on      = "houshold",
                ^^^^^^^^ did you mean 'household'?
reckon: 4 errors
END

edit grant.lua 's/type       = "eligibility"/type       = "money"/'
refused "a type that does not go with conditions" <<'END'
grant.lua:11:7: error: rule 'grant' of type money needs 'compute'
    rule "grant" {
          ^^^^^
grant.lua:14:2: error: rule 'grant' of type money takes no 'conditions'
     conditions = all {
     ^^^^^^^^^^ that is for type = "eligibility"
grant.lua:18:2: error: rule 'grant' of type money takes no 'award'
     award      = function(h, p) return p.grant.amount end,
     ^^^^^ that is for type = "eligibility"
reckon: 3 errors
END

edit grant.lua 's/"need"/"grant"/'
refused "two rules of one name" <<'END'
grant.lua:11:7: error: 'grant' is already a rule of 'household' on every day: it is declared on line 2 of 'grant.lua'
    rule "grant" {
          ^^^^^ a rule may be declared again for other days, with 'from' and 'to': no day may be in both
grant.lua:21:23: error: 'household' has no field or rule 'grant_award'
    total "cost" { sum = "household.grant_award", by = { "ward.name" } }
                          ^^^^^^^^^^^^^^^^^^^^^
grant.lua:26:33: error: 'household' has no field, relation or rule 'need'
     when    = function(h) return h.need > money "£5,000" end,
                                    ^^^^
reckon: 3 errors
END

edit grant.lua 's/"need"/"income"/; s/h\.need/h.income/'
refused "a rule with a field's name" <<'END'
grant.lua:2:7: error: 'income' is already a field of 'household'
    rule "income" {
          ^^^^^^ a record has one thing of each name
END

edit grant.lua 's/"need"/"Need first"/; s/h\.need/h.income/'
refused "a name that is none" <<'END'
grant.lua:2:7: error: 'Need first' is not a name for a rule
    rule "Need first" {
          ^^^^^^^^^^ names are lower_snake_case, of at most 60 letters
END

edit grant.lua 's/rule "need"/rle "need"/'
refused "a word that is none" <<'END'
grant.lua:2:1: error: unknown function 'rle'
    rle "need" {
    ^^^ did you mean 'rule'?
END

edit grant.lua 's/= all {/= al {/'
refused "a group of conditions that is none" <<'END'
grant.lua:14:15: error: unknown function 'al'
     conditions = al {
                  ^^ did you mean 'all'?
END

edit grant.lua 's/{ "rents", function/{ function/'
refused "a condition without a label" <<'END'
grant.lua:14:2: error: a condition without a label in rule 'grant'
     conditions = all {
     ^ write { "what is tested", function(record, p) ... end }
END

edit grant.lua 's/sum = "household.grant_award"/sum = "household.tenure"/'
refused "a total of what cannot be added up" <<'END'
grant.lua:21:23: error: total 'cost' cannot be made of 'household.tenure', which is status
    total "cost" { sum = "household.tenure", by = { "ward.name" } }
                          ^^^^^^^^^^^^^^^^
END

edit grant.lua 's/by = { "ward.name" }/by = "ward.name"/'
refused "a list that is not written as one" <<'END'
grant.lua:21:47: error: 'by' of total 'cost' must be a list of texts, not text
    total "cost" { sum = "household.grant_award", by = "ward.name" }
                                                  ^^
END

edit grant.lua 's/by = { "ward.name" }/title = "Cost, by ward", by = "ward.name"/'
refused "a word that its title has too" <<'END'
grant.lua:21:72: error: 'by' of total 'cost' must be a list of texts, not text
     { sum = "household.grant_award", title = "Cost, by ward", by = "ward.name
                                                               ^^
END

add grant.lua <<'END'
rule "pace" { on = "household", type = "status", values = { "slow", "quick" }, compute = function() return "slow" end }
rule "slow" { on = "household", type = "flag", compute = function(h) return h.pace == "slow" or h.pace ~= "quik" end }
END
refused "a status that its rule never gives" <<'END'
grant.lua:30:107: error: 'h.pace' is never 'quik'
    compute = function(h) return h.pace == "slow" or h.pace ~= "quik" end }
                                                               ^^^^^^ did you mean 'quick'?
END

edit grant.lua 's/"rent"/"rents"/'
refused "a status that the table cannot hold" <<'END'
grant.lua:16:45: error: 'h.tenure' is never 'rents'
      { "rents", function(h) return h.tenure == "rents" end },
                                                ^^^^^^^ did you mean 'rent'?
END

edit grant.lua 's/household\.grant_award/grant_award/'
refused "a total that does not name its record type" <<'END'
grant.lua:21:23: error: there is no record type 'grant_award'
    total "cost" { sum = "grant_award", by = { "ward.name" } }
                          ^^^^^^^^^^^ begin with the record type, as household.income
END

edit scenario.yaml '$a\
    fields: {income: money personal}'
check "a message that shows a personal field still runs" sh -c 'cd spoilt && exec reckon run scenario.yaml -o ../personal.run'
check_says "... with a warning" "the message shows 'income', which is personal" "$errors"

edit grant.lua '2,9s/"household"/"remark"/'
refused "a rule on a table without a key" <<'END'
grant.lua:3:13: error: 'remark' cannot be used as records: it has no primary key
     on      = "remark",
                ^^^^^^
grant.lua:26:33: error: 'household' has no field, relation or rule 'need'
     when    = function(h) return h.need > money "£5,000" end,
                                    ^^^^
reckon: 2 errors
END

edit grant.lua '5s/$/ from = "2025-4-1", to = "2025-04-31", status = "drft",/'
refused "dates and a status that are none" <<'END'
grant.lua:5:38: error: expected a date such as 2025-04-01, got '2025-4-1'
     title   = "Below the line", from = "2025-4-1", to = "2025-04-31", status
                                         ^^^^^^^^ write 2025-04-01 (year, month, day)
grant.lua:5:55: error: '2025-04-31' is not a date: April 2025 has days 01 to 30
     title   = "Below the line", from = "2025-4-1", to = "2025-04-31", status
                                                          ^^^^^^^^^^
grant.lua:5:78: error: rule 'need' has no status 'drft'
    the line", from = "2025-4-1", to = "2025-04-31", status = "drft",
                                                               ^^^^ did you mean 'draft'?
reckon: 3 errors
END

add grant.lua <<'END'
rule "band" {
	on      = "household",
	type    = "status",
	values  = { "low", "high" },
	compute = function(h) return "hgih" end,
}
END
refused_there "a status that is not on the list" <<'END'
grant.lua:33:12: error: 'hgih' is not among the rule's values (rule 'band', household 1)
     compute = function(h) return "hgih" end,
               ^ did you mean 'high'?
END
found 1 "... which check says where it stands" <<'END'
grant.lua:33:31: error: 'hgih' is not among the rule's values
     compute = function(h) return "hgih" end,
                                  ^^^^^^ did you mean 'high'?
END

add grant.lua <<'END'
rule "band" {
	on      = "household",
	type    = "text",
	compute = decision_table {
		hit     = "frist",
		inputs  = { { "income", type = "money" } },
		outputs = { { "band", type = "text" } },
		{ "< £100", "low" },
	},
}
END
refused "a hit policy that is none" <<'END'
grant.lua:33:14: error: decision table: unknown hit 'frist'
      hit     = "frist",
                 ^^^^^ did you mean 'first'?
END

add grant.lua <<'END'
rule "band" {
	on      = "household",
	type    = "text",
	compute = decision_table {
		hit     = "first",
		inputs  = { { "incom", type = "money" } },
		outputs = { { "band", type = "text" } },
		{ "< £100", "low" },
	},
}
END
refused "an input that is none" <<'END'
grant.lua:34:17: error: 'household' has no field, relation or rule 'incom'
      inputs  = { { "incom", type = "money" } },
                    ^^^^^^^ did you mean 'income'?
END

add grant.lua <<'END'
rule "band" {
	on      = "household",
	type    = "text",
	compute = decision_table {
		hit     = "first",
		inputs  = { { "income", type = "money" } },
		outputs = { { "band", type = "text" } },
		{ "< lots", "low" },
		{ "-", "high", "higher" },
	},
}
END
refused "a cell that is none" <<'END'
grant.lua:36:8: error: decision table: row 1, input 'income', cell '< lots', character 3: expected money such as £1,234.50, £17.7m or 50p, got 'lots'
      { "< lots", "low" },
           ^^^^
END

add grant.lua <<'END'
rule "band" {
	on      = "household",
	type    = "text",
	compute = decision_table {
		hit     = "first",
		default = "high",
		inputs  = {
			{ "income", type = "integer" },
			{ "tenure", type = "status" },
			{ "cap", type = "money" },
			{ "need", type = "money" },
			{ "half the need", function(h) return h.need end, type = "decimal" },
			{ "how they live", function(h) return h.tenure end, type = "text" },
			{ "ward.name", type = "text" },
		},
		outputs = { { "band", type = "text" } },
		{ "< 100", "none", "none", "-", "-", "rnet", "none", "low" },
		{ "-", 'rent, "none"', "-", "none", "-", "rent, not known", "North", "low" },
	},
}
END
refused "a type that is not the field's, none for what always is, a status that is none" <<'END'
grant.lua:36:23: error: 'income' is of type money, and its cells are read as integer
       { "income", type = "integer" },
                          ^^^^^^^^^ write type = "money"
grant.lua:40:61: error: 'half the need' is of type money, and its cells are read as decimal
      { "half the need", function(h) return h.need end, type = "decimal" },
                                                               ^^^^^^^^^ write type = "money"
grant.lua:45:14: error: 'none' means that there is none, and 'tenure' always has a value
      { "< 100", "none", "none", "-", "-", "rnet", "none", "low" },
                 ^^^^^^ the word itself is '"none"'
grant.lua:45:40: error: there is no status 'rnet'
      { "< 100", "none", "none", "-", "-", "rnet", "none", "low" },
                                           ^^^^^^ did you mean 'rent'?
grant.lua:46:10: error: there is no status 'none'
      { "-", 'rent, "none"', "-", "none", "-", "rent, not known", "North", "lo
             ^^^^^^^^^^^^^^
grant.lua:46:31: error: 'none' means that there is none, and 'need' always has a value
      { "-", 'rent, "none"', "-", "none", "-", "rent, not known", "North", "lo
                                  ^^^^^^
grant.lua:46:44: error: there is no status 'not known'
      { "-", 'rent, "none"', "-", "none", "-", "rent, not known", "North", "lo
                                               ^^^^^^^^^^^^^^^^^
reckon: 7 errors
END

add grant.lua <<'END'
rule "band" {
	on      = "household",
	type    = "text",
	compute = decision_table {
		hit     = "first",
		inputs  = { { "income", type = "money" } },
		outputs = { { "band", type = "text" } },
		{ "< £100", "low" },
	},
}
END
refused "a decision table with no row for a record" <<'END'
grant.lua:32:12: error: no row of the decision table matches income £10,000 (rule 'band', household 1)
     compute = decision_table {
               ^ add a row or a default; where there may be none, write optional = true
END

add grant.lua <<'END'
local band = decision_table {
	hit     = "first",
	inputs  = { { "tenure", type = "status" }, { "income", type = "money" }, { "cap", type = "money" } },
	outputs = { { "band", type = "text" } },
	{ "rent", "< £100", "-", "low" },
}
rule "band" { on = "household", type = "text", compute = function(h, p, at) return band(h, p, at) end }
END
refused "... that a function asks"  <<'END'
grant.lua:29:14: error: no row of the decision table matches tenure own, income £10,000 (rule 'band', household 1)
    local band = decision_table {
                 ^ add a row or a default; where there may be none, write optional = true
END

add grant.lua <<'END'
rule "band" {
	on      = "household",
	type    = "money",
	compute = decision_table {
		hit     = "first",
		inputs  = { { "income", type = "money" } },
		outputs = { { "band", type = "text" } },
		{ "< £100", "low" },
	},
}
END
refused "a decision table that gives another type than its rule" <<'END'
grant.lua:35:32: error: rule 'band' takes money from the table, not text
      outputs = { { "band", type = "text" } },
                                   ^^^^^^ write type = "money"
END

# Loops.
add grant.lua <<'END'
rule "first" { on = "household", type = "money", compute = function(h) return h.second end }
rule "second" { on = "household", type = "money", compute = function(h) return h.third end }
rule "third" { on = "household", type = "money", compute = function(h) return h.first end }
END
refused "rules that read one another" <<'END'
grant.lua:31:1: error: rules read one another in a loop: third -> first -> second -> third (household 1)
    rule "third" { on = "household", type = "money", compute = function(h) ret
    ^
END

edit grant.lua '1s/^/local a = require "a"\n/'
echo 'local b = require "b" return {}' >spoilt/a.lua
echo 'local a = require "a" return {}' >spoilt/b.lua
refused "files that require one another" <<'END'
b.lua:1:1: error: files require each other: a.lua -> b.lua -> a.lua
    local a = require "a" return {}
    ^ move what both need into a third
END

edit grant.lua '1s/^/local helpers = require "helprs"\n/'
echo 'return {}' >spoilt/helpers.lua
refused "a module that is not there" <<'END'
grant.lua:1:26: error: there is no module 'helprs'
    local helpers = require "helprs"
                             ^^^^^^ did you mean 'helpers'?
END

# What is no text.
fresh
printf -- '-- caf\351\n' >>spoilt/grant.lua
refused "bytes that are not UTF-8" <<'END'
grant.lua:29:7: error: byte 0xE9 is not UTF-8 text
    -- caf?
          ^ save the file as UTF-8
END

fresh
printf -- '-- a\000b\n' >>spoilt/grant.lua
refused "a NUL" <<'END'
grant.lua:29:5: error: a NUL byte in text
    -- a b
        ^
END

fresh
printf '\033Lua' >spoilt/grant.lua
refused "compiled Lua" <<'END'
grant.lua:1:1: error: this is compiled Lua
     Lua
    ^ rules are read as text: name the file that it was compiled from
END

check_only_run 14
finish
