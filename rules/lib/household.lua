-- What several packs ask about a household and its people.
--
-- Each question is one test. Where one person settles it, those whose facts are known are asked first: a household with
-- a child in it has a child, whoever else's date of birth is missing. Only then does a missing fact make it unknown.
local household = {}

-- Passporting benefits open other schemes by themselves. Universal credit is not among them: with it there is a limit on
-- earnings too.
function household.has_passporting_benefit(h)
	return h.benefit == "income_support" or h.benefit == "jobseekers_allowance"
		or h.benefit == "employment_and_support_allowance" or h.benefit == "pension_credit"
		or h.benefit == "asylum_support"
end

function household.is_couple(h)
	for _, person in ipairs(related(h, "person")) do
		if person.relationship == "partner" then return true end
	end
	return false
end

-- Somebody between the ages `from` and `to`, both included, on the day `on`.
function household.has_anyone_aged(h, from, to, on)
	local people = related(h, "person")
	for _, person in ipairs(people) do
		if known(person, "born") and between(age_on(person.born, on), from, to) then return true end
	end
	for _, person in ipairs(people) do
		if between(age_on(person.born, on), from, to) then return true end
	end
	return false
end

-- How many are between the ages `from` and `to`: every date of birth is needed.
function household.count_aged(h, from, to, on)
	local count = 0
	for _, person in ipairs(related(h, "person")) do
		if between(age_on(person.born, on), from, to) then count = count + 1 end
	end
	return count
end

function household.has_anyone_disabled(h)
	local people = related(h, "person")
	for _, person in ipairs(people) do
		if known(person, "disabled") and person.disabled then return true end
	end
	for _, person in ipairs(people) do
		if person.disabled then return true end
	end
	return false
end

return household
