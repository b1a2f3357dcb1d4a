-- savings.sql: a council's medium-term budget, as its papers print it: where the gap comes from and how it is closed, the
-- net budget by policy line with what moves it, the reserves drawn on, and capital schemes with their funding.
--
--   gap_item, later_gap            how one year is balanced; what later years still lack
--   budget_division, budget_line   the policy lines, in their divisions
--   line_budget, line_change       a line's budget by year; what moves it in a year, line by line
--   subtotal_budget, subtotal_change   the same of the printed subtotals
--   movement, movement_amount      the plan's movements, which name a line where the papers do
--   reserve                        what temporary items are paid from
--   capital_scheme, scheme_spend, scheme_funding, funding_plan
--   capital_directorate, directorate_spend
--
-- A movement is an increment: it changes the base from its first year on. A temporary one is a row with a last year; its
-- reversal in the year after is worked out, and never a row of its own.
--
-- Money is in pence, whatever the papers print: £1,342 in a column of £000 is £1,342,000 here. Empty means *not known*;
-- where a column's type ends in OPTIONAL it means *there is none*. source_line is the line of the published text.

-- Every year that anything here can name. A movement of another year is refused when it is imported.
CREATE TABLE budget_year (
	year TEXT NOT NULL PRIMARY KEY              -- financial year: 2025-26
		CHECK (year GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
	starts DATE TEXT NOT NULL UNIQUE
		CHECK (date(starts, '+0 days') IS starts AND substr(starts, 1, 4) = substr(year, 1, 4))
);

-- The whole council -------------------------------------------------------------------------------------------------------

-- What makes the gap of a year, and what closes it. Pressures are above nothing, what pays for them below.
CREATE TABLE gap_item (
	item_id TEXT NOT NULL PRIMARY KEY,
	year TEXT NOT NULL REFERENCES budget_year (year),
	kind STATUS TEXT NOT NULL
		CHECK (kind IN (
			'pressures',                    -- pressures, investments and adjustments
			'ringfenced_grants',
			'general_grants',
			'council_tax_increase',
			'taxbase',                      -- council tax base and collection fund
			'business_rates',
			'savings',
			'income',                       -- charges and other income, schools apart
			'reserves_reversed',            -- what the year before took from reserves, once
			'reserves_used')),              -- what this year takes
	name TEXT NOT NULL,                         -- as printed
	amount MONEY INTEGER NOT NULL
		CHECK (typeof(amount) = 'integer' AND amount BETWEEN -9007199254740992 AND 9007199254740992),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer'),
	UNIQUE (year, kind)
);

-- What a later year lacks, as the papers give it.
CREATE TABLE later_gap (
	year TEXT NOT NULL PRIMARY KEY REFERENCES budget_year (year),
	amount MONEY INTEGER NOT NULL CHECK (typeof(amount) = 'integer'),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer')
);

-- Policy lines ------------------------------------------------------------------------------------------------------------

CREATE TABLE budget_division (
	division_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	directorate TEXT NOT NULL,
	prefix TEXT OPTIONAL                        -- what the references of its movements begin with: E/R
);

-- A line of the printed tables that sums policy lines: those of a division, or all.
CREATE TABLE budget_subtotal (
	subtotal_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	division_id TEXT OPTIONAL                   -- none: the sum of all divisions
		REFERENCES budget_division (division_id)
);
CREATE INDEX budget_subtotal_division ON budget_subtotal (division_id);

-- The budget of a year that is printed there.
CREATE TABLE subtotal_budget (
	subtotal_id TEXT NOT NULL REFERENCES budget_subtotal (subtotal_id),
	year TEXT NOT NULL REFERENCES budget_year (year),
	gross MONEY INTEGER OPTIONAL                -- none where the papers print net budgets only
		CHECK (gross IS NULL OR typeof(gross) = 'integer'),
	income MONEY INTEGER OPTIONAL               -- below nothing
		CHECK (income IS NULL OR typeof(income) = 'integer'),
	net MONEY INTEGER NOT NULL CHECK (typeof(net) = 'integer'),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer'),
	PRIMARY KEY (subtotal_id, year),
	CHECK ((gross IS NULL) = (income IS NULL))
);

-- A policy line. Each division with movements that name no line has one more, to hold them: it has no budget of its own.
CREATE TABLE budget_line (
	line_id TEXT NOT NULL PRIMARY KEY,
	division_id TEXT NOT NULL REFERENCES budget_division (division_id),
	position INTEGER NOT NULL UNIQUE            -- its place in the printed table; last come the lines that are not stated
		CHECK (typeof(position) = 'integer' AND position >= 1),
	name TEXT NOT NULL UNIQUE,
	stated FLAG INTEGER NOT NULL                -- no: holds what the papers give to no line
		CHECK (stated IN (0, 1))
);
CREATE INDEX budget_line_division ON budget_line (division_id);

-- A line's budget of a year, as printed. The year before the plan is its opening, as revised in that year.
CREATE TABLE line_budget (
	line_id TEXT NOT NULL REFERENCES budget_line (line_id),
	year TEXT NOT NULL REFERENCES budget_year (year),
	gross MONEY INTEGER OPTIONAL                -- none where the papers print net budgets only
		CHECK (gross IS NULL OR typeof(gross) = 'integer'),
	income MONEY INTEGER OPTIONAL               -- below nothing
		CHECK (income IS NULL OR typeof(income) = 'integer'),
	net MONEY INTEGER NOT NULL CHECK (typeof(net) = 'integer'),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer'),
	PRIMARY KEY (line_id, year),
	CHECK ((gross IS NULL) = (income IS NULL))
);

-- What moves a line in a year, by the columns of the printed table.
CREATE TABLE line_change (
	line_id TEXT NOT NULL REFERENCES budget_line (line_id),
	year TEXT NOT NULL REFERENCES budget_year (year),
	kind STATUS TEXT NOT NULL
		CHECK (kind IN ('net_inflation', 'demography_demand', 'pressures', 'priorities_investments', 'use_of_reserves',
		                'savings', 'income_changes')),
	amount MONEY INTEGER NOT NULL CHECK (typeof(amount) = 'integer'),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer'),
	PRIMARY KEY (line_id, year, kind)
);

-- The same of the lines that sum policy lines.
CREATE TABLE subtotal_change (
	subtotal_id TEXT NOT NULL REFERENCES budget_subtotal (subtotal_id),
	year TEXT NOT NULL REFERENCES budget_year (year),
	kind STATUS TEXT NOT NULL
		CHECK (kind IN ('net_inflation', 'demography_demand', 'pressures', 'priorities_investments', 'use_of_reserves',
		                'savings', 'income_changes')),
	amount MONEY INTEGER NOT NULL CHECK (typeof(amount) = 'integer'),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer'),
	PRIMARY KEY (subtotal_id, year, kind)
);

-- Movements ---------------------------------------------------------------------------------------------------------------

CREATE TABLE reserve (
	reserve_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	balance MONEY INTEGER                       -- what is in it when the plan begins
		CHECK (balance IS NULL OR (typeof(balance) = 'integer' AND balance >= 0))
);

CREATE TABLE movement (
	movement_id TEXT NOT NULL PRIMARY KEY,      -- E/R.8d.008
	title TEXT NOT NULL,
	kind STATUS TEXT NOT NULL                   -- the column of line_change that it belongs to
		CHECK (kind IN ('net_inflation', 'demography_demand', 'pressures', 'priorities_investments', 'use_of_reserves',
		                'savings', 'income_changes')),
	line_id TEXT NOT NULL REFERENCES budget_line (line_id),
	line_from STATUS TEXT NOT NULL              -- what in the papers gives it to that line
		CHECK (line_from IN ('title', 'description', 'table_2', 'none')),
	reserve_id TEXT OPTIONAL                    -- the reserve that it draws on
		REFERENCES reserve (reserve_id),
	pays_for_id TEXT OPTIONAL                  -- what a draw on a reserve pays for, where the papers say so
		REFERENCES movement (movement_id),
	undoes TEXT OPTIONAL,                       -- what from before the plan a movement without a last year takes back
	doubt TEXT OPTIONAL,                        -- what its printed description leaves open
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer'),
	CHECK (pays_for_id IS NULL OR reserve_id IS NOT NULL)
);
CREATE INDEX movement_line ON movement (line_id);
CREATE INDEX movement_reserve ON movement (reserve_id);
CREATE INDEX movement_pays_for ON movement (pays_for_id);

-- An increment to the base: from its first year on, or, where there is a last year, until then.
CREATE TABLE movement_amount (
	movement_id TEXT NOT NULL REFERENCES movement (movement_id),
	first_year_id TEXT NOT NULL REFERENCES budget_year (year),
	last_year_id TEXT OPTIONAL                  -- of a temporary item: the year after takes it out again
		REFERENCES budget_year (year),
	amount MONEY INTEGER NOT NULL
		CHECK (typeof(amount) = 'integer' AND amount BETWEEN -9007199254740992 AND 9007199254740992),
	PRIMARY KEY (movement_id, first_year_id),
	CHECK (last_year_id IS NULL OR last_year_id >= first_year_id)
);
CREATE INDEX movement_amount_first_year ON movement_amount (first_year_id);
CREATE INDEX movement_amount_last_year ON movement_amount (last_year_id);

-- Where the body of the papers names a movement.
CREATE TABLE movement_citation (
	cited_ref TEXT NOT NULL PRIMARY KEY,        -- as printed
	proposal TEXT NOT NULL,
	movement_id TEXT OPTIONAL                  -- the movement of that reference; none: there is no such movement
		REFERENCES movement (movement_id),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer')
);
CREATE INDEX movement_citation_movement ON movement_citation (movement_id);

-- Capital -----------------------------------------------------------------------------------------------------------------

CREATE TABLE capital_scheme (
	scheme_id TEXT NOT NULL PRIMARY KEY,        -- E/C.1.004
	name TEXT NOT NULL UNIQUE,
	starts TEXT NOT NULL                        -- as printed: a year, or "Committed"
		CHECK (length(starts) > 0),
	total_cost MONEY INTEGER NOT NULL CHECK (typeof(total_cost) = 'integer' AND total_cost >= 0),
	spent_before MONEY INTEGER NOT NULL         -- in the years before the plan
		CHECK (typeof(spent_before) = 'integer' AND spent_before >= 0),
	spent_later MONEY INTEGER NOT NULL          -- in the years after it
		CHECK (typeof(spent_later) = 'integer' AND spent_later >= 0),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer')
);

CREATE TABLE scheme_spend (
	scheme_id TEXT NOT NULL REFERENCES capital_scheme (scheme_id),
	year TEXT NOT NULL REFERENCES budget_year (year),
	amount MONEY INTEGER NOT NULL CHECK (typeof(amount) = 'integer' AND amount >= 0),
	PRIMARY KEY (scheme_id, year)
);

CREATE TABLE funding_source (
	source_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	draw_order INTEGER NOT NULL UNIQUE          -- a scheme draws on its sources in this order
		CHECK (typeof(draw_order) = 'integer' AND draw_order >= 1)
);

-- What a scheme has from a source, over all years.
CREATE TABLE scheme_funding (
	scheme_id TEXT NOT NULL REFERENCES capital_scheme (scheme_id),
	source_id TEXT NOT NULL REFERENCES funding_source (source_id),
	amount MONEY INTEGER NOT NULL CHECK (typeof(amount) = 'integer' AND amount >= 0),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer'),
	PRIMARY KEY (scheme_id, source_id)
);
CREATE INDEX scheme_funding_source ON scheme_funding (source_id);

-- The printed plan of funding for all schemes together.
CREATE TABLE funding_plan (
	plan_id TEXT NOT NULL PRIMARY KEY,
	section TEXT NOT NULL,                      -- as printed
	name TEXT NOT NULL UNIQUE,
	source_id TEXT OPTIONAL                     -- the source of scheme_funding that it is part of
		REFERENCES funding_source (source_id),
	total MONEY INTEGER NOT NULL CHECK (typeof(total) = 'integer'),
	used_before MONEY INTEGER NOT NULL CHECK (typeof(used_before) = 'integer'),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer')
);
CREATE INDEX funding_plan_source ON funding_plan (source_id);

CREATE TABLE funding_plan_year (
	plan_id TEXT NOT NULL REFERENCES funding_plan (plan_id),
	year TEXT NOT NULL REFERENCES budget_year (year),
	amount MONEY INTEGER NOT NULL CHECK (typeof(amount) = 'integer'),
	PRIMARY KEY (plan_id, year)
);

-- The capital programme of the whole council.
CREATE TABLE capital_directorate (
	directorate_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	spent_before MONEY INTEGER NOT NULL CHECK (typeof(spent_before) = 'integer'),
	spent_later MONEY INTEGER NOT NULL CHECK (typeof(spent_later) = 'integer'),
	total MONEY INTEGER NOT NULL                -- as printed
		CHECK (typeof(total) = 'integer'),
	source_line INTEGER NOT NULL CHECK (typeof(source_line) = 'integer')
);

CREATE TABLE directorate_spend (
	directorate_id TEXT NOT NULL REFERENCES capital_directorate (directorate_id),
	year TEXT NOT NULL REFERENCES budget_year (year),
	amount MONEY INTEGER NOT NULL CHECK (typeof(amount) = 'integer'),
	PRIMARY KEY (directorate_id, year)
);
