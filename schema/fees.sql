-- fees.sql: a council's schedule of fees and charges, as it is published year by year.
--
-- From the top of a schedule down:
--
--   policy_line, service   whose charge it is
--   charge_group           a heading of the schedule
--   charge                 a line of the schedule: something that people can buy
--   component              one thing with a price of its own; most charges have one, "A3/A4/A5 poster" has three
--   price                  what a component costs in one year
--   entry                  what one year's schedule says about a charge: statutory or not, its basis, its notes
--
-- Next year's schedule is a row of `schedule`, with an entry for each charge and a price for each component: more rows,
-- no more columns. A charge that ends gets a price of kind 'withdrawn'; nothing is ever deleted.
--
-- The first word of a column's type says what it holds. Empty (NULL) means *not known*; where the type ends in OPTIONAL it
-- means *there is none*. Money is in pence.

-- One year's published schedule.
CREATE TABLE schedule (
	year TEXT NOT NULL PRIMARY KEY              -- financial year: 2025-26
		CHECK (year GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
	title TEXT NOT NULL,
	starts DATE TEXT NOT NULL                   -- the day its prices begin
		CHECK (date(starts, '+0 days') IS starts),
	previous_year TEXT OPTIONAL                 -- the schedule it follows; none for the first that is held
		REFERENCES schedule (year),
	source TEXT NOT NULL                        -- where it was published
);
CREATE INDEX schedule_previous_year ON schedule (previous_year);

-- A line of the budget that the income goes to.
CREATE TABLE policy_line (
	policy_line_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	directorate TEXT NOT NULL,
	reporting_committee TEXT NOT NULL           -- the committee that sets these charges
);

-- Who provides what is charged for.
CREATE TABLE service (
	service_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
);

-- A heading of the schedule.
CREATE TABLE charge_group (
	group_id TEXT NOT NULL PRIMARY KEY,
	policy_line_id TEXT NOT NULL REFERENCES policy_line (policy_line_id),
	service_id TEXT NOT NULL REFERENCES service (service_id),
	heading TEXT OPTIONAL                       -- as printed; some charges stand under none
);
CREATE INDEX charge_group_policy_line ON charge_group (policy_line_id);
CREATE INDEX charge_group_service ON charge_group (service_id);

-- Something that people can buy.
CREATE TABLE charge (
	charge_id INTEGER NOT NULL PRIMARY KEY,
	group_id TEXT NOT NULL REFERENCES charge_group (group_id),
	description TEXT NOT NULL                   -- as printed
);
CREATE INDEX charge_group_id ON charge (group_id);

-- What one year's schedule says about a charge.
CREATE TABLE entry (
	charge_id INTEGER NOT NULL REFERENCES charge (charge_id),
	year TEXT NOT NULL REFERENCES schedule (year),
	position INTEGER NOT NULL                   -- its place in that year's schedule, from 1
		CHECK (typeof(position) = 'integer' AND position >= 1),
	statutory FLAG INTEGER                      -- yes: set by law, so the council's uplift leaves it alone
		CHECK (statutory IN (0, 1)),
	covers_staff FLAG INTEGER                   -- yes: the charge covers the council's own staff costs
		CHECK (covers_staff IN (0, 1)),
	basis STATUS TEXT                           -- what the price is meant to recover; 'other': see basis_printed
		CHECK (basis IN ('full_cost_recovery', 'agreed_discount', 'statutory_limit', 'not_applicable', 'other')),
	basis_printed TEXT OPTIONAL,                -- the schedule's words for it
	note TEXT OPTIONAL,                         -- the schedule's reason or additional information, in short
	source_line INTEGER OPTIONAL                -- the line of the published text, for an auditor to find it
		CHECK (source_line IS NULL OR typeof(source_line) = 'integer'),
	PRIMARY KEY (charge_id, year),
	UNIQUE (year, position)
);

-- Kinds of customer that a price is for.
CREATE TABLE customer (
	customer_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL                          -- as printed
);

-- Tiers that together should price every quantity exactly once: "1 to 24 copies, 25 to 50, 51 to 99, ...".
CREATE TABLE tier_set (
	tier_set_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	counted TEXT NOT NULL                       -- what is counted: copies, pages
);

-- One thing that is sold in several places or under several names, so that its prices can be compared.
CREATE TABLE item (
	item_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL
);

-- A part of a charge that has a price of its own.
CREATE TABLE component (
	component_id TEXT NOT NULL PRIMARY KEY,     -- 058a: zeros in front keep the schedule's order
	charge_id INTEGER NOT NULL REFERENCES charge (charge_id),
	label TEXT OPTIONAL,                        -- what sets it apart within its charge; none when it is the only one
	customer_id TEXT OPTIONAL                   -- whom the price is for; none: everyone
		REFERENCES customer (customer_id),
	tier_set_id TEXT OPTIONAL                   -- the tiers that it is one of
		REFERENCES tier_set (tier_set_id),
	from_quantity INTEGER OPTIONAL              -- the smallest quantity it prices: "over 100" is 101
		CHECK (from_quantity IS NULL OR (typeof(from_quantity) = 'integer' AND from_quantity >= 0)),
	to_quantity INTEGER OPTIONAL                -- the largest, included: "under 25" is 24; none: no upper end
		CHECK (to_quantity IS NULL OR (typeof(to_quantity) = 'integer' AND to_quantity >= from_quantity)),
	item_id TEXT OPTIONAL REFERENCES item (item_id),
	replaced_by TEXT OPTIONAL                   -- the component that people buy instead, once this one is withdrawn
		REFERENCES component (component_id),
	UNIQUE (charge_id, label),
	CHECK (to_quantity IS NULL OR from_quantity IS NOT NULL),
	CHECK (tier_set_id IS NULL OR from_quantity IS NOT NULL)
);
CREATE INDEX component_customer ON component (customer_id);
CREATE INDEX component_tier_set ON component (tier_set_id);
CREATE INDEX component_item ON component (item_id);
CREATE INDEX component_replaced_by ON component (replaced_by);

-- What a price is for: an hour, 50 leaflets.
CREATE TABLE unit (
	unit_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,                  -- as it is said after "per"
	quantity DECIMAL TEXT NOT NULL              -- how many of `counted`: 50
		CHECK (typeof(quantity) = 'text' AND CAST(quantity AS REAL) > 0),
	counted TEXT NOT NULL                       -- leaflet, hour
);

-- What a component costs in one year.
CREATE TABLE price (
	component_id TEXT NOT NULL REFERENCES component (component_id),
	year TEXT NOT NULL REFERENCES schedule (year),
	kind STATUS TEXT NOT NULL
		CHECK (kind IN (
			'free',                         -- nothing to pay
			'flat',                         -- one price
			'tier',                         -- one price for a range of quantities
			'by_customer',                  -- one price for one kind of customer
			'per_quantity',                 -- one price for so many
			'rate_capped',                  -- one price for each unit, up to a cap
			'minimum_plus',                 -- a minimum charge, or what each further unit adds to it
			'range',                        -- between two prices
			'from',                         -- at least this
			'minimum_or_actual',            -- this, or the actual cost where that is more
			'discount',                     -- a share off another price
			'variable',                     -- depends on the case
			'on_application',               -- quoted when asked for
			'not_offered',                  -- not offered by the council this year
			'not_available',                -- never offered at this quantity
			'withdrawn')),                  -- offered before, no longer
	unit_id TEXT OPTIONAL                       -- what the price is for; none: the thing itself, as described
		REFERENCES unit (unit_id),
	low MONEY INTEGER OPTIONAL                  -- the price, or the low end of a range
		CHECK (low IS NULL OR (typeof(low) = 'integer' AND low BETWEEN 0 AND 9007199254740992)),
	high MONEY INTEGER OPTIONAL                 -- the same price again, or the high end; none: no upper end
		CHECK (high IS NULL OR (typeof(high) = 'integer' AND high BETWEEN low AND 9007199254740992)),
	cap MONEY INTEGER OPTIONAL                  -- the most that is charged in all
		CHECK (cap IS NULL OR (typeof(cap) = 'integer' AND cap BETWEEN 0 AND 9007199254740992)),
	discount RATE TEXT OPTIONAL                 -- the share off, for a discount: 0.1 is 10%
		CHECK (discount IS NULL OR (typeof(discount) = 'text' AND CAST(discount AS REAL) BETWEEN 0 AND 1)),
	vat STATUS TEXT                             -- whether VAT is to be added to the price, or is within it
		CHECK (vat IN ('plus', 'included', 'none')),
	printed TEXT NOT NULL,                      -- the schedule's own words, or their part about this component
	PRIMARY KEY (component_id, year),
	CHECK ((low IS NULL) = (kind IN ('discount', 'variable', 'on_application', 'not_offered', 'not_available', 'withdrawn'))),
	CHECK ((high IS NULL) = (low IS NULL OR kind IN ('from', 'minimum_or_actual'))),
	CHECK (high IS NULL OR (low < high) = (kind = 'range')),
	CHECK (kind <> 'free' OR high = 0),
	CHECK ((cap IS NOT NULL) = (kind = 'rate_capped')),
	CHECK ((discount IS NOT NULL) = (kind = 'discount'))
);
CREATE INDEX price_year ON price (year);
CREATE INDEX price_unit ON price (unit_id);

-- A price that stands in a note: of a component that has its own line too, or of something with no line.
CREATE TABLE noted_price (
	charge_id INTEGER NOT NULL,                 -- with the year: the entry whose note it stands in
	year TEXT NOT NULL,
	position INTEGER NOT NULL,                  -- first, second, ... price in the note
	what TEXT NOT NULL,                         -- what the note says it is the price of
	amount MONEY INTEGER NOT NULL
		CHECK (typeof(amount) = 'integer' AND amount BETWEEN 0 AND 9007199254740992),
	component_id TEXT OPTIONAL                  -- the component with that price; none: it stands nowhere else
		REFERENCES component (component_id),
	PRIMARY KEY (charge_id, year, position),
	FOREIGN KEY (charge_id, year) REFERENCES entry (charge_id, year)
);
CREATE INDEX noted_price_component ON noted_price (component_id);

-- How many are sold in a year. The origin goes with the number: one made up to show the working is never an outturn.
CREATE TABLE volume (
	component_id TEXT NOT NULL PRIMARY KEY REFERENCES component (component_id),
	quantity INTEGER NOT NULL                   -- of the price's unit
		CHECK (typeof(quantity) = 'integer' AND quantity >= 0),
	origin STATUS TEXT NOT NULL CHECK (origin IN ('illustrative', 'forecast', 'outturn'))
);

-- A way to uplift a price, to be tried on every changed price: which rate, rounded to which step, and how.
CREATE TABLE rounding_option (
	option_id TEXT NOT NULL PRIMARY KEY,
	rate STATUS TEXT NOT NULL CHECK (rate IN ('general', 'staff')),
	step MONEY INTEGER NOT NULL CHECK (typeof(step) = 'integer' AND step > 0),
	mode STATUS TEXT NOT NULL CHECK (mode IN ('half_up', 'half_even', 'half_down', 'up', 'down')),
	UNIQUE (rate, step, mode)
);

-- Every amount of money printed in a schedule, one a row: each end of a range and each cap is an amount of its own.
CREATE VIEW published_amount (component_id, year, bound, unit_id, amount) AS
	SELECT component_id, year, CASE kind WHEN 'range' THEN 'low' ELSE 'price' END, unit_id, low
	FROM price WHERE low IS NOT NULL
	UNION ALL
	SELECT component_id, year, 'high', unit_id, high FROM price WHERE kind = 'range'
	UNION ALL
	SELECT component_id, year, 'cap', unit_id, cap FROM price WHERE cap IS NOT NULL;
