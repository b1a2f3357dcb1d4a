-- Decisions: what somebody decided on one record, in the place of what a rule gives for it, with who, when and why. A scenario names
-- this table, or another with such columns, under `decisions`.
--
-- The record is named by its type and its key, as messages show them: '17', or '2025-26, E07000011' for a key of several columns. The
-- outcome is written as people write values of the rule's type: eligible or not_eligible, £12.50, 5.5%, yes, 2025-04-01. A
-- decision holds in every period of a run that its dates touch; two on one outcome in one period are an error.

CREATE TABLE decision (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
	record_type TEXT NOT NULL CHECK (length(record_type) > 0),
	record_key TEXT NOT NULL CHECK (length(record_key) > 0),
	rule TEXT NOT NULL CHECK (length(rule) > 0),
	outcome TEXT OPTIONAL                      -- NULL: there is none, for a rule that is optional
		CHECK (length(outcome) > 0),
	award MONEY INTEGER OPTIONAL               -- of one who is eligible; NULL: as the rule works it out
		CHECK (typeof(award) IN ('integer', 'null') AND award BETWEEN 0 AND 9007199254740992),
	decided_by TEXT PERSONAL NOT NULL          -- a post or a panel will do: duty manager
		CHECK (length(trim(decided_by)) > 0),
	decided_on DATE TEXT NOT NULL
		CHECK (decided_on IS date(decided_on, '+0 days')),
	reason TEXT NOT NULL CHECK (length(trim(reason)) > 0),
	valid_from DATE TEXT OPTIONAL              -- NULL: from the beginning
		CHECK (valid_from IS date(valid_from, '+0 days')),
	valid_until DATE TEXT OPTIONAL             -- the last day; NULL: until it is ended
		CHECK (valid_until IS date(valid_until, '+0 days')),
	CHECK (valid_until >= valid_from)
);
CREATE INDEX decision_record ON decision (record_type, record_key);
