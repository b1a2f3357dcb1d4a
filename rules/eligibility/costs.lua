-- What each scheme costs in a year, by district.

local function costs(scheme, on, title, district)
	total("cost_of_" .. scheme) {
		title = title,
		sum   = on .. "." .. scheme .. "_award",
		by    = { district },
	}
end

costs("household_support", "household", "Household Support Fund awards", "district.name")
costs("local_assistance", "household", "Local Assistance Scheme goods", "district.name")
costs("warm_home", "household", "Warm home grants", "district.name")
costs("single_adult_discount", "council_tax_account", "Single adult discounts", "household.district.name")
costs("care_leaver_relief", "council_tax_account", "Care leavers' council tax relief", "household.district.name")
costs("council_tax_reduction", "council_tax_account", "Council tax reduction", "household.district.name")
costs("arrears_support", "council_tax_account", "Help with council tax arrears", "household.district.name")
costs("two_year_old_childcare", "person", "Two-year-olds' childcare", "household.district.name")
costs("digital_device", "person", "Devices for care leavers", "household.district.name")
costs("free_school_meals", "pupil", "Free school meals", "person.household.district.name")
costs("infant_meals", "pupil", "Universal infant meals", "person.household.district.name")
costs("free_school_meals_extended", "pupil", "Free school meals, extended (draft)", "person.household.district.name")
costs("holiday_voucher", "pupil", "Holiday vouchers", "person.household.district.name")
costs("school_transport", "pupil", "Free school transport", "person.household.district.name")

total "referrals_for_advice" {
	title = "Households referred for advice",
	count = "household",
	where = function(c) return c.income_maximisation end,
	by    = { "district.name" },
}

total "care_leavers" {
	title = "Care leavers",
	count = "person",
	where = function(c) return c.care_leaver end,
	by    = { "household.district.name" },
}
