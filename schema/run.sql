-- run.sql: the tables of a run file.
--
-- A run file is an ordinary SQLite database that `reckon run` writes: everything a run was made of and everything it gave.
-- `PRAGMA application_id` is 0x524B524E ("RKRN") and `PRAGMA user_version` is the format, 2.
--
-- Beside the tables below it has, for each record type that rules read:
--   record_<type>   the fields that were read, with their declared types, by key (left out with --without-data);
--                   _commitment_<field> for each PERSONAL field: what stands in its place within the row's leaf
--   outcome_<type>  a column for each rule (and NAME_award for its award) by name, a row for each record and period:
--                   the key, _period, the outcomes (NULL: none, or unknown), in _decided (where the run has decisions)
--                   the names of the rules whose outcomes were decided, and in _unknown the names of the columns that
--                   are unknown, with commas between
--
-- Digests. Each row is a leaf: SHA-256 of a zero byte and the row's columns in their order, each as a tag, a length and
-- its bytes (for records and outcomes as their types say, for the tables below as SQLite stores them). Its first eight bytes
-- stand in _leaf, so that `reckon verify` can name a row that was altered. The leaves of a table, in key order behind a
-- header leaf of its name and columns, make a tree as in RFC 9162; its root stands in `digest`, and the seal is the root
-- over those. Rows of `manifest` that are not sealed have no _leaf and are in no digest.
--
-- The seal proves that a run file is whole and unaltered only when it is compared with one kept elsewhere: whoever can
-- rewrite the file can also compute a new seal.

-- What the run was. sealed = 1: format, engine, scenario, scenario_path, title, periods, in (the unit that
-- amounts are printed in: £, £000, £m), decisions (the record type that holds them; '': none), secret (yes: commitments are
-- keyed). sealed = 0: lua, sqlite (library versions), who,
-- when, where, data (path of the database).
CREATE TABLE manifest (
	name   TEXT PRIMARY KEY,
	value  TEXT NOT NULL,
	sealed INTEGER NOT NULL CHECK (sealed IN (0, 1)),
	_leaf  BLOB
) WITHOUT ROWID;

-- Every scenario, parameter, rule and table file that was read.
CREATE TABLE source (
	path   TEXT PRIMARY KEY,     -- relative to the scenario's folder
	kind   TEXT NOT NULL,        -- scenario, parameters, rules, table
	sha256 TEXT NOT NULL,        -- of the file's bytes
	text   TEXT NOT NULL,
	_leaf  BLOB NOT NULL
) WITHOUT ROWID;

-- The parameters that rules can read, as they were in force.
CREATE TABLE parameter_value (
	name         TEXT NOT NULL,  -- dotted
	period       TEXT NOT NULL,
	title        TEXT,
	type         TEXT NOT NULL,
	value        TEXT,           -- plain: pence, 0.055, ISO dates; scales and categories as JSON; NULL: none in force yet
	shown        TEXT,           -- as people write it
	in_force     TEXT,           -- the day it came into force
	source       TEXT,           -- where it comes from; NULL for an illustrative one
	illustrative TEXT,           -- why it is only illustrative; NULL for a sourced one
	carried      INTEGER NOT NULL, -- 1: used past the time it was set for
	overridden   INTEGER NOT NULL, -- 1: by the scenario's `set`
	_leaf        BLOB NOT NULL,
	PRIMARY KEY (name, period)
) WITHOUT ROWID;

-- One row for each record type that was read.
CREATE TABLE input (
	record_type TEXT PRIMARY KEY,
	query       TEXT NOT NULL,   -- the table, or the scenario's query
	filter      TEXT,            -- the scenario's `where`
	rows        INTEGER NOT NULL,
	left_out    INTEGER NOT NULL, -- rows for which `where` is false
	undecided   INTEGER NOT NULL, -- rows for which `where` is not known: left out too
	undated     INTEGER NOT NULL, -- records whose own dates touch no period of the run
	evaluated   INTEGER NOT NULL, -- 1: rules, totals or findings apply to it; 0: it is only read by them
	digest      TEXT NOT NULL,   -- root of its records
	outcomes    TEXT,            -- root of its outcomes
	_leaf       BLOB NOT NULL
) WITHOUT ROWID;

-- The fields that were read.
CREATE TABLE input_field (
	record_type TEXT NOT NULL,
	position    INTEGER NOT NULL,
	name        TEXT NOT NULL,
	type        TEXT NOT NULL,
	optional    INTEGER NOT NULL,
	personal    INTEGER NOT NULL,
	key         INTEGER NOT NULL, -- place in the key, from 1; 0: not in it
	unknown     INTEGER NOT NULL, -- rows in which it is not known
	_leaf       BLOB NOT NULL,
	PRIMARY KEY (record_type, position)
) WITHOUT ROWID;

-- The rules, and how their outcomes fell in each period. Of a rule declared several times, for days that do not meet, title,
-- source, draft, in_force_from, in_force_to, path and line are those of the version in force when the period begins; where none
-- is, of the next one, or else the last. (Outcomes dated by their records may come from others too.)
CREATE TABLE rule (
	record_type   TEXT NOT NULL,
	name          TEXT NOT NULL,
	period        TEXT NOT NULL,
	position      INTEGER NOT NULL, -- in the order declared
	type          TEXT NOT NULL,
	title         TEXT,
	source        TEXT,
	draft         INTEGER NOT NULL,
	in_force_from TEXT,
	in_force_to   TEXT,
	path          TEXT NOT NULL,   -- of the file that declares it
	line          INTEGER NOT NULL,
	eligible      INTEGER,         -- eligibility rules
	not_eligible  INTEGER,
	known         INTEGER,         -- other rules: outcomes that are there
	none          INTEGER NOT NULL, -- no outcome: outside its dates, or there is none
	unknown       INTEGER NOT NULL,
	award         INTEGER,         -- pence: the sum of the known awards
	award_unknown INTEGER,
	_leaf         BLOB NOT NULL,
	PRIMARY KEY (record_type, name, period)
) WITHOUT ROWID;

-- Facts that are not known and hold up outcomes, by how many records they hold up. rule '': any rule of the type.
CREATE TABLE missing_fact (
	record_type TEXT NOT NULL,
	rule        TEXT NOT NULL,
	fact        TEXT NOT NULL,   -- 'household.income', or 'household: no such row'
	records     INTEGER NOT NULL,
	_leaf       BLOB NOT NULL,
	PRIMARY KEY (record_type, rule, fact)
) WITHOUT ROWID;

-- Totals, for each period. position 0 is the whole; groups follow in the order of their values.
CREATE TABLE total (
	name        TEXT NOT NULL,
	period      TEXT NOT NULL,
	position    INTEGER NOT NULL,
	declared    INTEGER NOT NULL, -- place among the totals, in the order declared
	title       TEXT,
	kind        TEXT NOT NULL,   -- sum, count, min, max
	record_type TEXT NOT NULL,
	grouped_by  TEXT NOT NULL,   -- JSON list of names; [] when it is not grouped
	groups      TEXT NOT NULL,   -- JSON list of this row's group as people write it; [] for the whole
	type        TEXT NOT NULL,
	value       TEXT,            -- plain; NULL: nothing is known
	shown       TEXT NOT NULL,
	known       INTEGER NOT NULL, -- records that entered it
	unknown     INTEGER NOT NULL, -- records that are not known
	_leaf       BLOB NOT NULL,
	PRIMARY KEY (name, period, position)
) WITHOUT ROWID;

-- Decisions on single records (schema/decisions.sql): a row for each period in which one takes the place of what the rule gives, or
-- one row, whose period is '', for a decision that is dormant in this run. Who decided, when and why stand here too, but for
-- what is PERSONAL: that is only in record_<type>, where all of the decision's row is; the manifest says which type that is.
CREATE TABLE decision (
	position      INTEGER NOT NULL, -- of its row, in key order, from 1
	period        TEXT NOT NULL,
	decision      TEXT NOT NULL,    -- key of its row, as messages show it
	record_type   TEXT NOT NULL,    -- what was decided: the outcome of `rule` on the record with `key`
	key           TEXT NOT NULL,
	rule          TEXT NOT NULL,
	type          TEXT NOT NULL,    -- of the rule's outcome
	effect        TEXT NOT NULL,    -- departs; same: as the rule gives; dormant
	given         TEXT,             -- what the rule gives by itself, plain; NULL: none, or it is not known
	given_shown   TEXT,             -- as people write it: also none and unknown; NULL: dormant
	given_award   INTEGER,          -- pence; NULL: none, or it is not known
	decided       TEXT,             -- in the place of that
	decided_shown TEXT NOT NULL,
	decided_award INTEGER,
	decided_by    TEXT,             -- NULL: PERSONAL
	decided_on    TEXT,
	reason        TEXT,
	because       TEXT,             -- why it is dormant: no_period (of the run touches its dates), no_record, no_outcome
	_leaf         BLOB NOT NULL,
	PRIMARY KEY (position, period)
) WITHOUT ROWID;

-- Figures, for each period.
CREATE TABLE figure (
	name     TEXT NOT NULL,
	period   TEXT NOT NULL,
	declared INTEGER NOT NULL,   -- place among the figures, in the order declared
	title    TEXT,
	source   TEXT,
	type     TEXT NOT NULL,
	value    TEXT,               -- plain; NULL: there is none
	shown    TEXT NOT NULL,      -- as people write it; '' when there is none
	because  TEXT,               -- names of the totals that make it incomplete; NULL: it is complete
	_leaf    BLOB NOT NULL,
	PRIMARY KEY (name, period)
) WITHOUT ROWID;

-- Bridges, for each period in which there is one: position 0 is the opening figure, the last the closing one, and the steps
-- between them. The engine has proved that opening and steps give the closing figure, unless something in it is incomplete.
CREATE TABLE bridge_step (
	bridge   TEXT NOT NULL,
	period   TEXT NOT NULL,
	position INTEGER NOT NULL,
	declared INTEGER NOT NULL,   -- place among the bridges, in the order declared
	title    TEXT,               -- of the bridge
	source   TEXT,               -- of the bridge
	part     TEXT NOT NULL,      -- opening, step, closing
	name     TEXT NOT NULL,      -- of the figure or total
	label    TEXT NOT NULL,      -- its title, or its name
	type     TEXT NOT NULL,
	value    TEXT,               -- plain; NULL: nothing is known of it
	shown    TEXT NOT NULL,      -- '' then
	because  TEXT,               -- names of the totals that make the bridge incomplete; NULL: its sum is proved
	_leaf    BLOB NOT NULL,
	PRIMARY KEY (bridge, period, position)
) WITHOUT ROWID;

-- Published values that figures and totals were held against, in the scenario's order.
CREATE TABLE expectation (
	position   INTEGER PRIMARY KEY,
	name       TEXT NOT NULL,    -- of the figure or total
	groups     TEXT NOT NULL,    -- JSON list of the group as people write it; [] for a figure, or the whole of a total
	period     TEXT NOT NULL,
	title      TEXT,
	source     TEXT,
	note       TEXT,             -- what is known of why it does not tie
	unit       TEXT,             -- £, £000, £m: the one that its amounts are written in; NULL: the run's, or no money
	type       TEXT NOT NULL,
	expected   TEXT NOT NULL,    -- plain, as are the next three
	found      TEXT,             -- NULL: there is none
	difference TEXT,             -- found - expected
	allowed    TEXT,             -- the most that rounding explains; NULL: it is no number
	outcome    TEXT NOT NULL,    -- exact, rounding, missed, incomplete
	because    TEXT,             -- names of the totals that make it incomplete
	path       TEXT NOT NULL,    -- of the scenario file that says it
	line       INTEGER NOT NULL,
	_leaf      BLOB NOT NULL
) WITHOUT ROWID;

-- Observations that a reader should look at.
CREATE TABLE finding (
	name        TEXT NOT NULL,
	position    INTEGER NOT NULL, -- in the order of records
	declared    INTEGER NOT NULL, -- place among the findings, in the order declared
	level       TEXT NOT NULL,   -- info, warning, error
	title       TEXT,
	record_type TEXT NOT NULL,   -- '' for a finding about figures
	key         TEXT NOT NULL,   -- as messages show it: 17, or 17, b; '' for a finding about figures
	period      TEXT NOT NULL,
	undecided   INTEGER NOT NULL, -- 1: it is not known whether it holds (about figures: it does not for what is known)
	message     TEXT,
	_leaf       BLOB NOT NULL,
	PRIMARY KEY (name, position)
) WITHOUT ROWID;

-- What a reader of the results must know: draft rules, carried and illustrative parameters, reads that could not be followed.
CREATE TABLE note (
	position INTEGER PRIMARY KEY,
	text     TEXT NOT NULL,
	_leaf    BLOB NOT NULL
) WITHOUT ROWID;

-- Roots of the tables, and the seal over them. For record_<type> and outcome_<type> they stand in `input`.
CREATE TABLE digest (
	name  TEXT PRIMARY KEY,      -- a table, or 'seal'
	value TEXT NOT NULL          -- 64 hexadecimal digits
) WITHOUT ROWID;
