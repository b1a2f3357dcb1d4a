-- law.sql: worked examples of published law, each with what it must come to, counted by hand. The rules are in rules/law.
--
-- A case is decided by the law of its own day. Money is in pence. `about` says what the case is there to show.

-- Income tax of one person for the tax year that the day lies in (England and Northern Ireland, earnings and pensions).
CREATE TABLE tax_case (
	case_id TEXT NOT NULL PRIMARY KEY,
	about TEXT NOT NULL,
	day DATE TEXT NOT NULL CHECK (date(day, '+0 days') IS day),
	income MONEY INTEGER NOT NULL,              -- adjusted net income of the year
	expected_allowance MONEY INTEGER NOT NULL,
	expected_tax MONEY INTEGER NOT NULL
);

-- Child benefit of one family, and the charge on whoever of it has the higher income.
CREATE TABLE child_benefit_case (
	case_id TEXT NOT NULL PRIMARY KEY,
	about TEXT NOT NULL,
	day DATE TEXT NOT NULL CHECK (date(day, '+0 days') IS day),
	children INTEGER NOT NULL CHECK (children >= 0),
	weeks INTEGER NOT NULL CHECK (weeks BETWEEN 0 AND 53), -- at the rates of the day
	income MONEY INTEGER NOT NULL,              -- adjusted net income of the year, of the one with more
	expected_benefit MONEY INTEGER NOT NULL,
	expected_charge MONEY INTEGER NOT NULL
);

-- The purchase of one home to live in, by someone who owns no other.
CREATE TABLE purchase_case (
	case_id TEXT NOT NULL PRIMARY KEY,
	about TEXT NOT NULL,
	day DATE TEXT NOT NULL CHECK (date(day, '+0 days') IS day), -- of completion
	price MONEY INTEGER NOT NULL,
	first_time FLAG INTEGER NOT NULL CHECK (first_time IN (0, 1)),
	expected_duty MONEY INTEGER NOT NULL
);

-- Repayment of a student loan by one person for the tax year that the day lies in.
CREATE TABLE student_loan_case (
	case_id TEXT NOT NULL PRIMARY KEY,
	about TEXT NOT NULL,
	day DATE TEXT NOT NULL CHECK (date(day, '+0 days') IS day),
	plan STATUS TEXT NOT NULL CHECK (plan IN ('plan_1', 'plan_2', 'plan_4', 'plan_5', 'postgraduate')),
	income MONEY INTEGER NOT NULL,
	expected_repayment MONEY INTEGER NOT NULL,  -- of the year
	expected_deduction MONEY INTEGER NOT NULL   -- from each of twelve equal payments
);

-- Winter fuel payment of one person who lives alone, and gets no benefit that matters here.
CREATE TABLE winter_fuel_case (
	case_id TEXT NOT NULL PRIMARY KEY,
	about TEXT NOT NULL,
	day DATE TEXT NOT NULL CHECK (date(day, '+0 days') IS day), -- of the winter
	born DATE TEXT NOT NULL CHECK (date(born, '+0 days') IS born),
	income MONEY INTEGER NOT NULL,              -- of the tax year
	expected_payment MONEY INTEGER NOT NULL,
	expected_recovery MONEY INTEGER NOT NULL
);
