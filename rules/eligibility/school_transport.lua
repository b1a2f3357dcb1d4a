-- Free travel between home and school. Left out, since no record holds an assessment of it: children who cannot be
-- expected to walk because of their needs or because the route is unsafe, and a school chosen for religion or belief.

rule "school_transport" {
	on         = "pupil",
	type       = "eligibility",
	title      = "Free school transport",
	source     = "Education Act 1996, sections 444(5) and 508B, Schedule 35B paragraphs 6, 9 and 11",
	conditions = all {
		{ "goes to a qualifying school", function(c) return c.school ~= "independent" end },
		{ "was five before this term began", function(c, p) return age_on(c.person.born, p.term.birthday_by) >= 5 end },
		{ "is in year 11 or below", function(c) return c.year_group <= 11 end },
		any {
			all {
				{ "is under eight", function(c) return c.person.age < 8 end },
				{ "lives beyond walking distance for a child under eight",
				  function(c, p) return c.distance > p.school_transport.walking_distance.under_eight end },
			},
			{ "lives beyond walking distance for any child",
			  function(c, p) return c.distance > p.school_transport.walking_distance.eight_and_over end },
			all {
				{ "has free school meals by a parent's benefit", function(c) return c.free_school_meals end },
				{ "lives more than two miles away",
				  function(c, p) return c.distance > p.school_transport.low_income.from end },
				any {
					{ "is eight, nine or ten", function(c) return between(c.person.age, 8, 10) end },
					all {
						{ "is eleven or older", function(c) return c.person.age >= 11 end },
						{ "lives not more than six miles away",
						  function(c, p) return c.distance <= p.school_transport.low_income.to end },
						{ "fewer than three suitable schools are nearer",
						  function(c, p) return c.nearer_schools < p.school_transport.low_income.nearer_schools end },
					},
				},
			},
		},
	},
	award = function(c, p) return p.school_transport.place end,
}
