/* summary_figures.c: what a run file says of figures, bridges and expectations. */
#include "run/reading.h"

#include <string.h>

static void add_figure(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_figure *figure = summary->figure_count ? &summary->figures[summary->figure_count - 1] : NULL;
	const char *name = reading_text(reading, 0);
	struct summary_figure_row *row;

	if (!figure || strcmp(figure->name, name) != 0) {
		figure = reading_more(reading, &summary->figures, &summary->figure_count, sizeof *figure);
		if (!figure)
			return;
		*figure = (struct summary_figure){ .name = name,
			                           .title = reading_maybe(reading, 1),
			                           .source = reading_maybe(reading, 2),
			                           .type = reading_text(reading, 3) };
	}
	if (figure->row_count >= SUMMARY_ROWS_MOST)
		return;
	row = reading_more(reading, &figure->rows, &figure->row_count, sizeof *row);
	if (row)
		*row = (struct summary_figure_row){ .period = reading_text(reading, 4),
			                            .value = reading_maybe(reading, 5),
			                            .shown = reading_text(reading, 6),
			                            .because = reading_maybe(reading, 7) };
}

static void add_part(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_bridge *bridge = summary->bridge_count ? &summary->bridges[summary->bridge_count - 1] : NULL;
	const char *name = reading_text(reading, 0);
	struct summary_bridge_row *row;

	if (!bridge || strcmp(bridge->name, name) != 0) {
		bridge = reading_more(reading, &summary->bridges, &summary->bridge_count, sizeof *bridge);
		if (!bridge)
			return;
		*bridge = (struct summary_bridge){ .name = name,
			                           .title = reading_maybe(reading, 1),
			                           .source = reading_maybe(reading, 2),
			                           .type = reading_text(reading, 3) };
	}
	if (bridge->row_count >= SUMMARY_ROWS_MOST)
		return;
	row = reading_more(reading, &bridge->rows, &bridge->row_count, sizeof *row);
	if (row)
		*row = (struct summary_bridge_row){ .period = reading_text(reading, 4),
			                            .part = reading_text(reading, 5),
			                            .name = reading_text(reading, 6),
			                            .label = reading_text(reading, 7),
			                            .value = reading_maybe(reading, 8),
			                            .shown = reading_text(reading, 9),
			                            .because = reading_maybe(reading, 10) };
}

static void add_expectation(struct reading *reading)
{
	struct summary *summary = reading->summary;
	struct summary_expectation *expectation;

	if (summary->expectation_count >= SUMMARY_ROWS_MOST)
		return;
	expectation = reading_more(reading, &summary->expectations, &summary->expectation_count, sizeof *expectation);
	if (!expectation)
		return;
	*expectation = (struct summary_expectation){ .name = reading_text(reading, 0),
		                                     .period = reading_text(reading, 2),
		                                     .title = reading_maybe(reading, 3),
		                                     .source = reading_maybe(reading, 4),
		                                     .note = reading_maybe(reading, 5),
		                                     .unit = reading_maybe(reading, 6),
		                                     .type = reading_text(reading, 7),
		                                     .expected = reading_text(reading, 8),
		                                     .found = reading_maybe(reading, 9),
		                                     .difference = reading_maybe(reading, 10),
		                                     .allowed = reading_maybe(reading, 11),
		                                     .outcome = reading_text(reading, 12),
		                                     .because = reading_maybe(reading, 13),
		                                     .path = reading_text(reading, 14),
		                                     .line = reading_number(reading, 15) };
	reading_list(reading, "expectation", reading_text(reading, 1), &expectation->groups,
	             &expectation->group_count);
}

static void add_counts(struct reading *reading)
{
	reading->summary->expected = (struct summary_expectation_counts){ .exact = reading_number(reading, 0),
		                                                          .rounding = reading_number(reading, 1),
		                                                          .missed = reading_number(reading, 2),
		                                                          .incomplete = reading_number(reading, 3) };
}

int summary_read_figures(struct reading *reading)
{
	return reading_each(reading,
	                    "SELECT name, title, source, type, period, value, shown, because FROM figure ORDER BY "
	                    "declared, name, period",
	                    add_figure)
	                       || reading_each(
				       reading,
				       "SELECT bridge, title, source, type, period, part, name, label, value, "
				       "shown, because FROM bridge_step ORDER BY declared, bridge, period, "
				       "position",
				       add_part)
	                       || reading_each(
				       reading,
				       "SELECT name, groups, period, title, source, note, unit, type, expected, "
				       "found, difference, allowed, outcome, because, path, line FROM "
				       "expectation ORDER BY CASE outcome WHEN 'missed' THEN 1 WHEN "
				       "'incomplete' THEN 2 WHEN 'rounding' THEN 3 ELSE 4 END, position",
				       add_expectation)
	                       || reading_each(
				       reading,
				       "SELECT sum(outcome = 'exact'), sum(outcome = 'rounding'), "
				       "sum(outcome = 'missed'), sum(outcome = 'incomplete') FROM expectation",
				       add_counts)
	               ? -1
	               : 0;
}
