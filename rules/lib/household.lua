-- What several packs ask about a household and its people.
--
-- Each question is one test, in three values: a household with a child in it has a child, whoever else's date of birth is
-- missing.
local household = {}

-- Passporting benefits open other schemes by themselves. Universal credit is not among them: with it there is a limit on
-- earnings too.
function household.has_passporting_benefit(h)
	return h.benefit == "income_support" or h.benefit == "jobseekers_allowance"
		or h.benefit == "employment_and_support_allowance" or h.benefit == "pension_credit"
		or h.benefit == "asylum_support"
end

function household.is_couple(h)
	return count(related(h, "person", { relationship = "partner" })) > 0
end

return household
