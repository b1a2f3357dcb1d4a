-- Who is helped, and what it costs in a year, by district.

local function by_district(scheme, on, title, district)
	total("answers_for_" .. scheme) {
		title = title .. ": answers",
		count = on,
		by    = { district, scheme },
	}
	total("cost_of_" .. scheme) {
		title = title .. ": cost",
		sum   = on .. "." .. scheme .. "_award",
		by    = { district },
	}
end

by_district("household_support", "household", "Household Support Fund award", "district.name")
by_district("local_assistance", "household", "Local Assistance Scheme goods", "district.name")
by_district("warm_home", "household", "Warm home grant", "district.name")
by_district("single_adult_discount", "council_tax_account", "Single adult discount", "household.district.name")
by_district("care_leaver_relief", "council_tax_account", "Care leavers' council tax relief", "household.district.name")
by_district("council_tax_reduction", "council_tax_account", "Council tax reduction", "household.district.name")
by_district("arrears_support", "council_tax_account", "Help with council tax arrears", "household.district.name")
by_district("two_year_old_childcare", "person", "Two-year-olds' funded childcare", "household.district.name")
by_district("digital_device", "person", "Digital device for a care leaver", "household.district.name")
by_district("free_school_meals", "pupil", "Free school meals by benefit", "person.household.district.name")
by_district("infant_meals", "pupil", "Universal infant school meals", "person.household.district.name")
by_district("free_school_meals_extended", "pupil", "Free school meals, extended", "person.household.district.name")
by_district("holiday_voucher", "pupil", "Holiday food vouchers", "person.household.district.name")
by_district("school_transport", "pupil", "Free school transport", "person.household.district.name")

total "answers_for_income_maximisation" {
	title = "Income maximisation referral: answers",
	count = "household",
	by    = { "district.name", "income_maximisation" },
}
