-- Actions of a plan, rated by their dates: the days left until an action must have begun or be done are held against the bands
-- of the plan's scheme, on the day of the run. The plan's own rating is kept beside it, and says how far the action is.
local bands = require "bands"

rule "action_name" {
	on      = "plan_action",
	type    = "text",
	title   = "Theme, number and description of an action",
	compute = function(a)
		return a.theme .. (a.number == nil and "" or " " .. a.number) .. ": " .. a.description
	end,
}

-- The day by which it must have begun, or, once it has, be done. One that must be done first cannot begin later.
rule "next_date" {
	on       = "plan_action",
	type     = "date",
	optional = true,
	title    = "The day that it must meet next",
	compute  = function(a)
		if a.progress == "completed" then return nil end
		if a.progress == "in_progress" or a.starts_latest == nil then return a.due end
		if a.due ~= nil and a.due < a.starts_latest then return a.due end
		return a.starts_latest
	end,
}

rule "days_late" {
	on       = "plan_action",
	type     = "integer",
	optional = true,
	title    = "Days late",
	compute  = function(a, _, at)
		if a.next_date == nil or a.next_date >= at.start then return nil end
		return days_between(a.next_date, at.start)
	end,
}

rule "behind" {
	on      = "plan_action",
	type    = "flag",
	title   = "It is behind its own dates",
	compute = function(a) return a.days_late ~= nil end,
}

local function assess(a, at)
	if not known(a, "progress") then return "not_rated", "the plan does not say how far it is" end
	if a.plan.scheme.measured ~= "days" then return "not_rated", "its scheme is not one for actions" end
	-- What has no day to meet is never late.
	if a.next_date == nil then return bands.rate_without_end(a.plan.scheme, a.progress) end
	return bands.rate(a.plan.scheme, days_between(at.start, a.next_date), 1, a.progress)
end

rule "action_rating" {
	on      = "plan_action",
	type    = "text",
	title   = "Rating by its dates",
	compute = function(a, _, at) return (assess(a, at)) end,
}

rule "action_not_rated" {
	on       = "plan_action",
	type     = "text",
	optional = true,
	title    = "Why it cannot be rated",
	compute  = function(a, _, at)
		local _, reason = assess(a, at)
		return reason
	end,
}

total "actions_published" {
	title = "Actions by theme and the plan's own rating",
	count = "plan_action",
	where = function(a) return a.published_rating_id ~= nil end,
	by    = { "theme", "published_rating_id" },
}

total "actions_by_theme" {
	title = "Actions that the plan rates, by theme",
	count = "plan_action",
	where = function(a) return a.published_rating_id ~= nil end,
	by    = { "theme" },
}

total "actions_by_dates" {
	title = "Actions by theme and the rating that the plan's colour key gives by their dates",
	count = "plan_action",
	by    = { "theme", "action_rating" },
}

total "rated_otherwise" {
	title = "Actions by the plan's own rating and the one by their dates",
	count = "plan_action",
	where = function(a) return a.published_rating_id ~= nil end,
	by    = { "published_rating_id", "action_rating" },
}

total "actions_behind" {
	title = "Actions behind their own dates, of those that the plan rates",
	count = "plan_action.behind",
	where = function(a) return a.published_rating_id ~= nil end,
	by    = { "theme" },
}

total "longest_late" {
	title = "Most days that an action is late",
	max   = "plan_action.days_late",
	where = function(a) return a.published_rating_id ~= nil end,
}

figure "share_behind" {
	type     = "rate",
	optional = true,
	title    = "Share of the actions that is behind its own dates",
	compute  = function(f)
		if f.actions_by_theme == 0 then return nil end
		return divide(f.actions_behind, f.actions_by_theme, rate "0.1%")
	end,
}

finding "action_late" {
	on      = "plan_action",
	level   = "warning",
	title   = "Actions behind their own dates that the plan rates otherwise",
	when    = function(a)
		return a.published_rating_id ~= nil and a.action_rating ~= a.published_rating_id and a.days_late ~= nil
	end,
	message = "{action_name}: rated {published_rating_id}, from {starts_printed} to {due_printed}: {days_late} days late, "
		.. "which is {action_rating}",
}

finding "action_rated_otherwise" {
	on      = "plan_action",
	level   = "warning",
	title   = "Actions that are not late, and that the plan still rates otherwise than its key",
	when    = function(a)
		return a.published_rating_id ~= nil and a.action_rating ~= a.published_rating_id and a.days_late == nil
	end,
	message = "{action_name}: rated {published_rating_id}; the key gives {action_rating}",
}

finding "action_ends_before_it_starts" {
	on      = "plan_action",
	level   = "warning",
	title   = "Actions that end before they start",
	when    = function(a) return a.due ~= nil and a.starts_earliest ~= nil and a.due < a.starts_earliest end,
	message = "{action_name}: from {starts_printed} to {due_printed}",
}

finding "action_cannot_be_rated" {
	on      = "plan_action",
	level   = "warning",
	title   = "Actions that cannot be rated",
	when    = function(a) return a.action_rating == "not_rated" end,
	message = "{action_name}: {action_not_rated}",
}

finding "action_without_an_end" {
	on      = "plan_action",
	level   = "info",
	title   = "Actions under way that can never be late: they have no day to end by",
	when    = function(a) return known(a, "progress") and a.progress == "in_progress" and a.due == nil end,
	message = "{action_name}: {due_printed}",
}
