-- The tables of a small scheme of support: areas, the families that live there, and their children. A start to be changed.
--
-- A declared type says what a column holds: MONEY in whole pence, DATE as 2025-04-01, FLAG as 0 or 1, STATUS as one of the
-- list in its CHECK. NULL means "not known"; where the type ends in OPTIONAL it means "there is none". A foreign key is what
-- rules follow: family.area is the family's area, and related(family, "child") its children.
CREATE TABLE area (
	code TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL
);
CREATE TABLE family (
	id INTEGER NOT NULL PRIMARY KEY,
	area TEXT NOT NULL REFERENCES area (code),
	income MONEY INTEGER CHECK (income >= 0),
	benefit STATUS TEXT CHECK (benefit IN ('none', 'universal_credit', 'pension_credit')),
	other_grant MONEY INTEGER OPTIONAL CHECK (other_grant > 0)
);
CREATE INDEX family_area ON family (area);
CREATE TABLE child (
	id INTEGER NOT NULL PRIMARY KEY,
	family INTEGER NOT NULL REFERENCES family (id),
	born DATE TEXT CHECK (born IS date(born, '+0 days')),
	at_school FLAG INTEGER CHECK (at_school IN (0, 1))
);
CREATE INDEX child_family ON child (family);
