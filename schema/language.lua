---@meta _
-- What rule files may say, for editors that use lua-language-server. 'reckon editor' puts this file, and one with the records,
-- outcomes and parameters of your scenarios, where the editor looks. Nothing here is run.

---@class money: integer Whole pence: 1250 is £12.50.
---@class rate: number An exact decimal: 5.5% is 0.055.
---@class decimal: number An exact decimal.
---@alias exact any Money, a rate, a decimal or an integer.
---@alias date string As 2025-04-01; dates compare as text does.
---@alias flag boolean
---@alias status string One of a declared list.
---@alias rounding
---| "half_up"   # to the nearest, a half away from zero: what is done when nothing is said
---| "half_even" # to the nearest, a half to the even one
---| "half_down" # to the nearest, a half towards zero
---| "up"        # away from zero
---| "down"      # towards zero
---| "ceiling"   # to the greater
---| "floor"     # to the lesser

-- Declarations.

---@alias outcome_type "money" | "rate" | "decimal" | "integer" | "flag" | "date" | "text" | "status" | "eligibility"

---@class (exact) reckon.rule
---@field type outcome_type What the rule gives.
---@field title? string
---@field source? string Where the rule is written: an Act, a scheme, a page.
---@field status? "draft" | "in_force" A run that uses drafts says so.
---@field from? date The first day it is in force.
---@field to? date The last day it is in force.
---@field dated_by? string The date field whose day decides which parameters hold.
---@field after? string[] Totals that it reads as at.totals.NAME: it is evaluated when they are there.
---@field optional? boolean The outcome may be nil: there is none.
---@field values? string[] All that a status can be.
---@field conditions? reckon.conditions Of type eligibility: all { ... } or any { ... }.

---@class (exact) reckon.total
---@field sum? string A path from the record: "household.income", "voucher_award".
---@field count? string A record type, or a path to what is counted.
---@field min? string
---@field max? string
---@field by? string[] Groups: paths from the record.
---@field title? string
---@field source? string

---@class (exact) reckon.figure
---@field type "money" | "rate" | "decimal" | "integer" | "flag" | "date" | "text" | "status"
---@field compute fun(f: reckon.figures, p: reckon.parameters, at: reckon.at): any
---@field optional? boolean
---@field values? string[]
---@field title? string
---@field source? string

---@class (exact) reckon.bridge
---@field opening string A figure or a total.
---@field steps string[] Opening and steps must come to closing, in every period.
---@field closing string
---@field title? string
---@field source? string

---@class (exact) reckon.finding
---@field level "info" | "warning" | "error"
---@field message string With {fields} and {outcomes} in braces.
---@field title? string

---@class reckon.conditions
---@class reckon.test: { [1]: string, [2]: fun(c: any, p: reckon.parameters, at: reckon.at): boolean } | reckon.conditions

---A value for each period, from totals, parameters, other figures and its own past.
---@param name string
---@return fun(declaration: reckon.figure)
function figure(name) end

---An opening figure, named steps and a closing figure, whose sum is proved in every run.
---@param name string
---@return fun(declaration: reckon.bridge)
function bridge(name) end

---Eligible when all of its conditions are true; not, as soon as one is false, whatever else is not known.
---@param conditions reckon.test[]
---@return reckon.conditions
function all(conditions) end

---Eligible as soon as one of its conditions is true; not, when all are false. any(list, test), in a function: whether a test is
---true of one of the records, whatever of the others is not known.
---@overload fun(list: table[], test: string | function): boolean
---@param conditions reckon.test[]
---@return reckon.conditions
function any(conditions) end

---@class reckon.decision_table
---@field file? string The CSV file with its rows; without it they stand here.
---@field on? string The record type, of a table in a file that functions call.
---@field hit? "unique" | "any" | "priority" | "first" | "rule_order" | "output_order" | "collect"
---@field aggregate? "sum" | "min" | "max" | "count" With hit = "collect".
---@field inputs? table[]
---@field outputs? table[]
---@field default? any What it gives where no row matches: a value, or a list of the outputs.

---A function, from a table of cases.
---@param declaration string | reckon.decision_table A table, or the name of a CSV file.
---@return fun(c: any, p: reckon.parameters, at: reckon.at): any
function decision_table(declaration) end

-- Values.

---@param text string As "£12.50", "50p", "£2.2 million".
---@return money
function money(text) end

---@param text string As "5.5%".
---@return rate
function rate(text) end

---@param text string As "1.055".
---@return decimal
function decimal(text) end

---@param text string As "2025-04-01": a day that there is.
---@return date
function date(text) end

---A multiple of the step: round(c.current * (1 + p.uplift), money "25p").
---@generic T
---@param value exact
---@param step T
---@param mode? rounding
---@return T
function round(value, step, mode) end

---The only division: a by b, rounded to the step.
---@generic T
---@param a exact
---@param b exact
---@param step T
---@param mode? rounding
---@return T
function divide(a, b, step, mode) end

---@param a exact
---@param b exact
---@return integer
function multiply(a, b) end

---@generic T
---@param a T
---@param ... T
---@return T
function min(a, ...) end

---@generic T
---@param a T
---@param ... T
---@return T
function max(a, ...) end

---Whether low <= value and value <= high.
---@param value any
---@param low any
---@param high any
---@return boolean
function between(value, low, high) end

---Parts that add up to the total, in proportion to the weights, by largest remainder.
---@param total money | integer
---@param weights (integer | decimal)[]
---@return integer[]
function share(total, weights) end

---Whole years; who is born on 29 February attains their age on 1 March.
---@param born date
---@param on date
---@return integer
function age_on(born, on) end

---@param from date
---@param to date
---@return integer
function days_between(from, to) end

---@param day date
---@param months integer
---@param month_end "last_day" What becomes of the 31st in a month that has none.
---@return date
function add_months(day, months, month_end) end

---@param day date
---@return string year As "2025-26".
function financial_year(day) end

-- Records.

---Whether the field is known; that an optional one is not there is c.field == nil.
---@param record table
---@param field string
---@return boolean
function known(record, field) end

---Whether a test is true of every record of a list: a field or an outcome by name, or a function of the record.
---@generic T
---@param list T[]
---@param test string | fun(member: T): boolean
---@return boolean
function every(list, test) end

---Whether a test is true of so many records of a list.
---@generic T
---@param number integer
---@param list T[]
---@param test? string | fun(member: T): boolean
---@return boolean
function at_least(number, list, test) end

---How many records of a list a test is true of; without one, how many there are.
---@generic T
---@param list T[]
---@param test? string | fun(member: T): boolean
---@return integer
function count(list, test) end

---What a field or an outcome, by name, or a function of each record adds up to.
---@generic T
---@param list T[]
---@param amount string | fun(member: T): any
---@return any
function sum(list, amount) end

---The record with the least (born first: the eldest); nil where there is none.
---@generic T
---@param list T[]
---@param measure string | fun(member: T): any
---@return T?
function least(list, measure) end

---The record with the most; nil where there is none.
---@generic T
---@param list T[]
---@param measure string | fun(member: T): any
---@return T?
function greatest(list, measure) end

---One group of a total.
---@param total string
---@param ... any What it is grouped by.
---@return any
function group(total, ...) end

---A scale, or a parameter with a value for each category: asked for one value by :of(...).
---@class reckon.graded
local graded = {}
---@param of any
---@return any
function graded:of(of) end

-- What rules have of Lua.

---Loads NAME.lua from beside this file or the scenario, or from ../lib; what it returns is read-only.
---@param name string
---@return any
function require(name) end

---@generic T
---@param value T
---@param message? string
---@return T
function assert(value, message) end

---Stops the run with this message, and the place.
---@param message string
function error(message) end

---@generic T
---@param list T[]
---@return fun(list: T[], index?: integer): integer, T
---@return T[]
---@return integer
function ipairs(list) end

---In sorted order: numbers, then text, then flags.
---@generic K, V
---@param t table<K, V>
---@return fun(t: table<K, V>, key?: K): K, V
---@return table<K, V>
---@return nil
function pairs(t) end

---@param from integer | "#"
---@param ... any
---@return any
function select(from, ...) end

---@param value any
---@return integer?
function tonumber(value) end

---@param value any
---@return string
function tostring(value) end

---@param value any
---@return string
function type(value) end

math = {}
---@type integer
math.maxinteger = nil
---@type integer
math.mininteger = nil
---@param value integer
---@return integer
function math.abs(value) end
---@generic T
---@param a T
---@param ... T
---@return T
function math.max(a, ...) end
---@generic T
---@param a T
---@param ... T
---@return T
function math.min(a, ...) end
---@param value any
---@return integer?
function math.tointeger(value) end
---@param value any
---@return string?
function math.type(value) end

string = {}
---@param text string
---@param from? integer
---@param to? integer
---@return integer ...
function string.byte(text, from, to) end
---@param ... integer
---@return string
function string.char(...) end
---Plain text only: there are no patterns.
---@param text string
---@param wanted string
---@param from? integer
---@param plain? boolean
---@return integer? first
---@return integer? last
function string.find(text, wanted, from, plain) end
---@param format string
---@param ... any
---@return string
function string.format(format, ...) end
---@param text string
---@return integer
function string.len(text) end
---@param text string
---@return string
function string.lower(text) end
---@param text string
---@param times integer
---@param between? string
---@return string
function string.rep(text, times, between) end
---@param text string
---@param from integer
---@param to? integer
---@return string
function string.sub(text, from, to) end
---@param text string
---@return string
function string.upper(text) end

table = {}
---@param list any[]
---@param between? string
---@param from? integer
---@param to? integer
---@return string
function table.concat(list, between, from, to) end
---@overload fun(list: any[], value: any)
---@param list any[]
---@param at integer
---@param value any
function table.insert(list, at, value) end
---@param ... any
---@return table
function table.pack(...) end
---@generic T
---@param list T[]
---@param at? integer
---@return T
function table.remove(list, at) end
---Stable: what is equal stays in its order.
---@generic T
---@param list T[]
---@param before? fun(a: T, b: T): boolean
function table.sort(list, before) end
---@generic T
---@param list T[]
---@param from? integer
---@param to? integer
---@return T ...
function table.unpack(list, from, to) end

utf8 = {}
---@param text string
---@return integer
function utf8.len(text) end
