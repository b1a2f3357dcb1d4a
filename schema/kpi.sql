-- kpi.sql: a council's performance indicators, what they are measured against, and how they are rated.
--
-- To bring your own, fill these tables; no rule needs to change:
--
--   rating            the words that a rating can be: red, amber, ...
--   rating_scheme     a way to rate, with its bands in `band`: from where to where a rating goes
--   indicator_list    a published list of indicators
--   indicator_unit    what is counted, and the least and the most that it can be
--   indicator         one thing that is measured, and which way is better
--   target            what it is measured against, year by year
--   published_actual  what it came to, as published; of a gap, what it came to on both sides
--   action_plan       a plan, and its actions in `plan_action`, rated by their dates
--
-- What is made up, to show the working, stands in a table of its own (illustrative_actual).
--
-- The first word of a column's type says what it holds. Empty (NULL) means *not known*; where the type ends in OPTIONAL it
-- means *there is none*. Numbers are exact: 17.82 is 17.82.

-- The words that a rating can be. Those that no band gives are the rules' own: contextual, baseline, in_development,
-- no_target, no_actual, and not_rated for what has a target and an actual but still cannot be rated.
CREATE TABLE rating (
	rating_id TEXT NOT NULL PRIMARY KEY         -- red
		CHECK (length(rating_id) > 0),
	position INTEGER NOT NULL UNIQUE            -- from the worst on
		CHECK (typeof(position) = 'integer'),
	rated FLAG INTEGER NOT NULL                 -- yes: a band gives it
		CHECK (rated IN (0, 1)),
	on_target FLAG INTEGER NOT NULL             -- yes: whoever has it is on target or better
		CHECK (on_target IN (0, rated)),
	meaning TEXT NOT NULL
);

-- A way to rate. What its bands measure is how much better than the target an actual is: below 0 is worse. For an indicator
-- whose polarity is high that is actual less target, for low target less actual, for a range how far outside it lies, below
-- 0, or 0 inside; a share is then of the end that it is beyond. Shares of a target that is not above 0 rate nothing but what is
-- just on target. For an action it is the days left until it is due.
CREATE TABLE rating_scheme (
	scheme_id TEXT NOT NULL PRIMARY KEY,
	title TEXT NOT NULL,
	measured STATUS TEXT NOT NULL
		CHECK (measured IN (
			'share',                        -- as a share of the target: -0.1 is 10% worse
			'points',                       -- in the indicator's own unit
			'days')),                       -- for actions: the days left; below 0, the days late
	origin STATUS TEXT NOT NULL CHECK (origin IN ('published', 'illustrative')),
	source TEXT NOT NULL                        -- where it was published, or why there is one here all the same
);

-- From where to where a rating goes. The bands of a scheme must meet without a gap and without an overlap: the rules say
-- where they do not, and never rate by two bands.
CREATE TABLE band (
	scheme_id TEXT NOT NULL REFERENCES rating_scheme (scheme_id),
	position INTEGER NOT NULL                   -- in the order of the scheme
		CHECK (typeof(position) = 'integer'),
	rating_id TEXT NOT NULL REFERENCES rating (rating_id),
	only_when STATUS TEXT OPTIONAL              -- none: always
		CHECK (only_when IN (
			'improving', 'same', 'worsening',           -- of an indicator, since the actual before
			'not_started', 'in_progress', 'completed')),-- of an action
	lower DECIMAL TEXT OPTIONAL                 -- none: no lower end
		CHECK (lower IS NULL OR typeof(lower) = 'text'),
	lower_included FLAG INTEGER NOT NULL        -- whether a value just at the lower end is in the band
		CHECK (lower_included IN (0, 1)),
	upper DECIMAL TEXT OPTIONAL                 -- none: no upper end
		CHECK (upper IS NULL OR typeof(upper) = 'text'),
	upper_included FLAG INTEGER NOT NULL CHECK (upper_included IN (0, 1)),
	PRIMARY KEY (scheme_id, position),
	CHECK (lower IS NOT NULL OR lower_included = 0),
	CHECK (upper IS NOT NULL OR upper_included = 0)
);
CREATE INDEX band_rating ON band (rating_id);

-- A published list of indicators.
CREATE TABLE indicator_list (
	list_id TEXT NOT NULL PRIMARY KEY,          -- 2013-14
	title TEXT NOT NULL,
	source TEXT NOT NULL
);

-- What is counted. The ends tell a target that nothing can pass: nothing is over 100% of a whole.
CREATE TABLE indicator_unit (
	unit_id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,                         -- as it is said after the number
	least DECIMAL TEXT OPTIONAL                 -- none: it can be below nothing
		CHECK (least IS NULL OR typeof(least) = 'text'),
	most DECIMAL TEXT OPTIONAL                  -- none: no upper end
		CHECK (most IS NULL OR typeof(most) = 'text')
);

-- What a council wants to come about, where a list names outcomes.
CREATE TABLE strategic_outcome (
	outcome_id TEXT NOT NULL PRIMARY KEY,
	list_id TEXT NOT NULL REFERENCES indicator_list (list_id),
	name TEXT NOT NULL                          -- as printed
);
CREATE INDEX strategic_outcome_list ON strategic_outcome (list_id);

-- One thing that is measured.
CREATE TABLE indicator (
	indicator_id TEXT NOT NULL PRIMARY KEY,     -- 2013-14 02a: zeros in front keep the list's order
	list_id TEXT NOT NULL REFERENCES indicator_list (list_id),
	number INTEGER NOT NULL                     -- its place in the list, from 1
		CHECK (typeof(number) = 'integer' AND number >= 1),
	component TEXT OPTIONAL,                    -- a, b, ... where one entry of the list holds several measures
	heading TEXT OPTIONAL,                      -- what the components of an entry have in common
	name TEXT NOT NULL,                         -- as printed
	kind STATUS TEXT NOT NULL
		CHECK (kind IN (
			'performance',                  -- to be rated
			'contextual',                   -- good to know, not in the council's hands, never rated
			'baseline',                     -- its first year, from which targets will come
			'in_development')),             -- a placeholder
	polarity STATUS TEXT                        -- which way is better; empty where nobody said
		CHECK (polarity IN ('high', 'low', 'range')),
	frequency STATUS TEXT CHECK (frequency IN ('monthly', 'quarterly', 'annual')),
	unit_id TEXT OPTIONAL REFERENCES indicator_unit (unit_id),
	accumulates FLAG INTEGER                    -- yes: it adds up through the year, so that only a whole year meets a target
		CHECK (accumulates IN (0, 1)),
	scheme_id TEXT NOT NULL REFERENCES rating_scheme (scheme_id),
	priority TEXT OPTIONAL,
	theme TEXT OPTIONAL,
	directorate TEXT OPTIONAL,
	committee TEXT OPTIONAL,
	outcome_id TEXT OPTIONAL REFERENCES strategic_outcome (outcome_id),
	tackles_deprivation FLAG INTEGER CHECK (tackles_deprivation IN (0, 1)),
	gap_group TEXT OPTIONAL,                    -- where it is about a gap: the group that is behind
	gap_comparator TEXT OPTIONAL,               -- and whom it is compared with
	source_line INTEGER OPTIONAL                -- the line of the published text, for an auditor to find it
		CHECK (source_line IS NULL OR typeof(source_line) = 'integer'),
	UNIQUE (list_id, number, component),
	CHECK ((gap_group IS NULL) = (gap_comparator IS NULL))
);
CREATE INDEX indicator_list_id ON indicator (list_id);
CREATE INDEX indicator_scheme ON indicator (scheme_id);
CREATE INDEX indicator_unit_id ON indicator (unit_id);
CREATE INDEX indicator_outcome ON indicator (outcome_id);

-- Further outcomes that an indicator serves.
CREATE TABLE secondary_outcome (
	indicator_id TEXT NOT NULL REFERENCES indicator (indicator_id),
	position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
	printed TEXT NOT NULL,                      -- the list's own words
	outcome_id TEXT OPTIONAL                    -- none: it is not an outcome of that list
		REFERENCES strategic_outcome (outcome_id),
	PRIMARY KEY (indicator_id, position)
);
CREATE INDEX secondary_outcome_outcome ON secondary_outcome (outcome_id);

-- What an indicator is measured against in one year. With neither a value nor a range it is yet to be set.
CREATE TABLE target (
	indicator_id TEXT NOT NULL REFERENCES indicator (indicator_id),
	year TEXT NOT NULL                          -- financial year: 2013-14
		CHECK (year GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
	value DECIMAL TEXT OPTIONAL CHECK (value IS NULL OR typeof(value) = 'text'),
	low DECIMAL TEXT OPTIONAL                   -- where the polarity is range: both ends are on target
		CHECK (low IS NULL OR typeof(low) = 'text'),
	high DECIMAL TEXT OPTIONAL CHECK (high IS NULL OR typeof(high) = 'text'),
	printed TEXT NOT NULL,                      -- the list's own words, or their part about this component
	source_line INTEGER OPTIONAL CHECK (source_line IS NULL OR typeof(source_line) = 'integer'),
	PRIMARY KEY (indicator_id, year),
	CHECK (value IS NULL OR (low IS NULL AND high IS NULL))
);

-- What an indicator came to, as published. A later day is a row of its own; nothing is overwritten.
CREATE TABLE published_actual (
	indicator_id TEXT NOT NULL REFERENCES indicator (indicator_id),
	ends DATE TEXT NOT NULL                     -- the last day of the time that it speaks of
		CHECK (date(ends, '+0 days') IS ends),
	value DECIMAL TEXT OPTIONAL                 -- none for a gap of which both sides are held
		CHECK (value IS NULL OR typeof(value) = 'text'),
	group_value DECIMAL TEXT OPTIONAL           -- of a gap: the group that is behind
		CHECK (group_value IS NULL OR typeof(group_value) = 'text'),
	comparator_value DECIMAL TEXT OPTIONAL      -- and whom it is compared with
		CHECK (comparator_value IS NULL OR typeof(comparator_value) = 'text'),
	printed TEXT NOT NULL,                      -- what time that is, in the source's words
	source_line INTEGER OPTIONAL CHECK (source_line IS NULL OR typeof(source_line) = 'integer'),
	PRIMARY KEY (indicator_id, ends),
	CHECK ((value IS NULL) = (group_value IS NOT NULL)),
	CHECK ((group_value IS NULL) = (comparator_value IS NULL))
);

-- The same, made up to show the working.
CREATE TABLE illustrative_actual (
	indicator_id TEXT NOT NULL REFERENCES indicator (indicator_id),
	ends DATE TEXT NOT NULL CHECK (date(ends, '+0 days') IS ends),
	value DECIMAL TEXT OPTIONAL                 -- none for a gap of which both sides are held
		CHECK (value IS NULL OR typeof(value) = 'text'),
	group_value DECIMAL TEXT OPTIONAL           -- of a gap: the group that is behind
		CHECK (group_value IS NULL OR typeof(group_value) = 'text'),
	comparator_value DECIMAL TEXT OPTIONAL      -- and whom it is compared with
		CHECK (comparator_value IS NULL OR typeof(comparator_value) = 'text'),
	PRIMARY KEY (indicator_id, ends),
	CHECK ((value IS NULL) = (group_value IS NOT NULL)),
	CHECK ((group_value IS NULL) = (comparator_value IS NULL))
);

-- A plan whose actions have dates.
CREATE TABLE action_plan (
	plan_id TEXT NOT NULL PRIMARY KEY,
	title TEXT NOT NULL,
	scheme_id TEXT NOT NULL REFERENCES rating_scheme (scheme_id),
	source TEXT NOT NULL
);
CREATE INDEX action_plan_scheme ON action_plan (scheme_id);

-- One action, with what the plan last said of it.
CREATE TABLE plan_action (
	plan_id TEXT NOT NULL REFERENCES action_plan (plan_id),
	position INTEGER NOT NULL                   -- its place in the plan, from 1
		CHECK (typeof(position) = 'integer' AND position >= 1),
	theme TEXT NOT NULL,
	number TEXT OPTIONAL,                       -- as printed; some actions stand under the number before
	description TEXT NOT NULL,                  -- the action in short
	starts_earliest DATE TEXT OPTIONAL          -- for a start printed as "Jan-25": 1 January 2025
		CHECK (starts_earliest IS NULL OR date(starts_earliest, '+0 days') IS starts_earliest),
	starts_latest DATE TEXT OPTIONAL            -- and 31 January 2025, the last day on which it starts in time
		CHECK (starts_latest IS NULL OR date(starts_latest, '+0 days') IS starts_latest),
	starts_printed TEXT OPTIONAL,
	due DATE TEXT OPTIONAL                      -- the last day on which it ends in time; none: it goes on, or is reviewed
		CHECK (due IS NULL OR date(due, '+0 days') IS due),
	due_printed TEXT OPTIONAL,
	progress STATUS TEXT                        -- what the plan's own rating says of it; empty where it has none
		CHECK (progress IN ('not_started', 'in_progress', 'completed')),
	published_rating_id TEXT OPTIONAL           -- as the plan rates it
		REFERENCES rating (rating_id),
	source_line INTEGER OPTIONAL CHECK (source_line IS NULL OR typeof(source_line) = 'integer'),
	PRIMARY KEY (plan_id, position)
);
CREATE INDEX plan_action_rating ON plan_action (published_rating_id);
