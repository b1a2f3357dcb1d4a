-- Households, the people in them, their council tax and their schooling: what a council's schemes of support ask about.
--
-- Declared types say what a value means (MONEY in whole pence, DATE as 2025-04-01, FLAG as 0 or 1, STATUS as one of a
-- list) and how SQLite stores it; CHECKs keep to them. NULL is "not known", except where a column is OPTIONAL: there it is
-- "there is none". Columns that must always be known are NOT NULL. PERSONAL marks what identifies a person or tells of
-- their health or care: such fields can be dropped from a run file later without breaking its seal.

-- The districts of the county, by their Office for National Statistics code.
CREATE TABLE district (
	code TEXT NOT NULL PRIMARY KEY             -- E07000011
		CHECK (code GLOB 'E0[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
	name TEXT NOT NULL UNIQUE                  -- Huntingdonshire
		CHECK (length(name) > 0)
);

-- Council tax bands and their proportions (Local Government Finance Act 1992, section 5(1)).
CREATE TABLE council_tax_band (
	band STATUS TEXT NOT NULL PRIMARY KEY      -- A to H
		CHECK (band IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H')),
	ninths INTEGER NOT NULL                    -- of the band D charge
		CHECK (typeof(ninths) = 'integer' AND ninths BETWEEN 1 AND 18)
);

-- What a band D home pays in each district for a financial year: county, district, police, fire and an average parish.
CREATE TABLE council_tax_charge (
	year TEXT NOT NULL                         -- financial year: 2025-26
		CHECK (year GLOB '[12][0-9][0-9][0-9]-[0-9][0-9]'),
	district TEXT NOT NULL REFERENCES district (code),
	band_d MONEY INTEGER NOT NULL              -- before any discount, a year
		CHECK (typeof(band_d) = 'integer' AND band_d > 0),
	source TEXT NOT NULL                       -- the resolution it was set by, or why it is only illustrative
		CHECK (length(source) > 0),
	PRIMARY KEY (year, district)
);
CREATE INDEX council_tax_charge_district ON council_tax_charge (district);

-- People who live at one address and share its costs.
CREATE TABLE household (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
	district TEXT NOT NULL REFERENCES district (code),
	postcode TEXT PERSONAL
		CHECK (length(postcode) BETWEEN 6 AND 8),
	tenure STATUS TEXT
		CHECK (tenure IN ('owned', 'mortgaged', 'social_rent', 'private_rent', 'supported', 'temporary')),
	moved_in DATE TEXT                         -- the day the present tenancy or ownership began
		CHECK (moved_in IS date(moved_in, '+0 days')),
	benefit STATUS TEXT                        -- the means-tested benefit that they live on or are topped up by;
	                                           -- pension_credit is its guarantee, not its savings credit
		CHECK (benefit IN ('none', 'universal_credit', 'income_support', 'jobseekers_allowance',
		                   'employment_and_support_allowance', 'pension_credit', 'asylum_support')),
	income MONEY INTEGER                       -- a year, from every source, after tax and national insurance
		CHECK (typeof(income) IN ('integer', 'null') AND income BETWEEN 0 AND 9007199254740992),
	earnings MONEY INTEGER                     -- the part of it that is earned
		CHECK (typeof(earnings) IN ('integer', 'null') AND earnings BETWEEN 0 AND 9007199254740992),
	housing_costs MONEY INTEGER                -- rent or mortgage, a year
		CHECK (typeof(housing_costs) IN ('integer', 'null') AND housing_costs BETWEEN 0 AND 9007199254740992),
	savings MONEY INTEGER                      -- and other capital, the home apart
		CHECK (typeof(savings) IN ('integer', 'null') AND savings BETWEEN 0 AND 9007199254740992),
	energy_rating STATUS TEXT                  -- of the home's energy performance certificate
		CHECK (energy_rating IN ('A', 'B', 'C', 'D', 'E', 'F', 'G')),
	crisis STATUS TEXT OPTIONAL                -- what happened to them lately; NULL: nothing of the kind
		CHECK (crisis IN ('domestic_abuse', 'fire_or_flood', 'homelessness', 'leaving_hospital', 'leaving_prison')),
	last_assistance DATE TEXT OPTIONAL         -- the day of their last local assistance award; NULL: they never had one
		CHECK (last_assistance IS date(last_assistance, '+0 days'))
);
CREATE INDEX household_district ON household (district);

-- The council tax bill of a household. Homes that are exempt have none.
CREATE TABLE council_tax_account (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
	household INTEGER NOT NULL UNIQUE REFERENCES household (id),
	band STATUS TEXT NOT NULL REFERENCES council_tax_band (band),
	arrears MONEY INTEGER                      -- owed from earlier years; 0 where nothing is
		CHECK (typeof(arrears) IN ('integer', 'null') AND arrears BETWEEN 0 AND 9007199254740992),
	advice_on DATE TEXT OPTIONAL               -- the day the payer last met a debt adviser; NULL: never
		CHECK (advice_on IS date(advice_on, '+0 days'))
);
CREATE INDEX council_tax_account_band ON council_tax_account (band);

-- One person in a household.
CREATE TABLE person (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
	household INTEGER NOT NULL REFERENCES household (id),
	relationship STATUS TEXT NOT NULL          -- to the householder
		CHECK (relationship IN ('householder', 'partner', 'child', 'other')),
	born DATE TEXT PERSONAL
		CHECK (born IS date(born, '+0 days')),
	student FLAG INTEGER                       -- in full-time education after school
		CHECK (typeof(student) IN ('integer', 'null') AND student IN (0, 1)),
	disabled FLAG INTEGER PERSONAL             -- receives a disability benefit
		CHECK (typeof(disabled) IN ('integer', 'null') AND disabled IN (0, 1)),
	care STATUS TEXT PERSONAL                  -- experience of local authority care: now in care; left it by adoption or
	                                           -- under an order; left it as a former relevant child (Children Act 1989)
		CHECK (care IN ('none', 'looked_after', 'left_by_order', 'former_relevant')),
	ehc_plan FLAG INTEGER PERSONAL             -- has an education, health and care plan
		CHECK (typeof(ehc_plan) IN ('integer', 'null') AND ehc_plan IN (0, 1)),
	liable FLAG INTEGER NOT NULL               -- named on the council tax bill
		CHECK (typeof(liable) = 'integer' AND liable IN (0, 1)),
	device FLAG INTEGER                        -- has a computer or tablet of their own
		CHECK (typeof(device) IN ('integer', 'null') AND device IN (0, 1))
);
CREATE INDEX person_household ON person (household);

-- The schooling of a person who is on a school's roll.
CREATE TABLE pupil (
	person INTEGER NOT NULL PRIMARY KEY REFERENCES person (id),
	school STATUS TEXT NOT NULL
		CHECK (school IN ('maintained', 'academy', 'special', 'independent')),
	year_group INTEGER                         -- 0 is reception
		CHECK (typeof(year_group) IN ('integer', 'null') AND year_group BETWEEN 0 AND 13),
	distance DECIMAL TEXT                      -- miles from home to school along the nearest route a child can walk
		CHECK (distance NOT GLOB '*[^0-9.]*' AND distance GLOB '[0-9]*' AND distance NOT GLOB '*.*.*'
		       AND distance NOT GLOB '*.'),
	nearer_schools INTEGER                     -- suitable schools that are nearer to home
		CHECK (typeof(nearer_schools) IN ('integer', 'null') AND nearer_schools BETWEEN 0 AND 99),
	free_meals FLAG INTEGER                    -- takes free school meals now
		CHECK (typeof(free_meals) IN ('integer', 'null') AND free_meals IN (0, 1))
);
