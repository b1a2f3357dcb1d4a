/* parameters.c: parameter files. What is read without an error is whole: names in order, values by date, each of its type and with a
 * source; and a value is in force exactly from its day on. */
#include "files.h"

#include "config/parameters.h"

/* Brackets ascend, each beginning where the one before it ends. */
static void check_scale(const struct scale *scale)
{
	struct decimal result;
	struct error err = ERROR_INIT;

	must(scale->count > 0);
	for (size_t i = 0; i < scale->count; i++) {
		const struct bracket *bracket = &scale->brackets[i];
		bool ends = bracket->end.at.kind != VALUE_NONE;

		must(!ends || bracket_edge_compare(bracket->begin, bracket->end) < 0);
		must(i == 0 || bracket_edge_compare(scale->brackets[i - 1].end, bracket->begin) == 0);
		scale_of(scale, value_as_decimal(bracket->begin.at), &result, &err);
	}
}

static void check_values(const struct parameter *parameter)
{
	for (size_t i = 0; i < parameter->count; i++) {
		const struct dated_value *value = &parameter->values[i];
		struct period day = { .label = "", .start = value->from, .finish = value->from };
		struct error err = ERROR_INIT;
		bool carried;

		must(!value_check(parameter->type, value->value, &err));
		must(value->source && value->source[0]);
		must(value->not_set || !value->scale == (parameter->shape != SHAPE_SCALE));
		must(value->not_set || !value->categories == (parameter->shape != SHAPE_CATEGORIES));
		if (value->scale)
			check_scale(value->scale);
		must(i == 0 || date_compare(parameter->values[i - 1].from, value->from) < 0);
		must(parameter_in_force(parameter, &day, &carried, &err) == (value->not_set ? NULL : value));
		if (date_number(value->from) == 0)
			continue;
		day.start = day.finish = date_from_number(date_number(value->from) - 1);
		must(parameter_in_force(parameter, &day, &carried, &err)
		     == (i > 0 && !value[-1].not_set ? value - 1 : NULL));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problems problems = PROBLEMS_INIT;
	struct arena arena = ARENA_INIT;
	struct parameters parameters = { .arena = &arena };
	struct sources sources;
	struct error err = ERROR_INIT;

	must(!sources_init(&sources, NULL, &err));
	if (take_files(&sources, "a.yaml", data, size)) {
		for (size_t i = 0; i < sources.count; i++)
			parameters_read(&parameters, sources.items[i], &problems);
		check_problems(&problems);
		for (size_t i = 0; i < parameters.count && problems.errors == 0; i++) {
			const struct parameter *parameter = &parameters.items[i];

			must(i == 0 || strcmp(parameters.items[i - 1].name, parameter->name) < 0);
			must(parameters_find(&parameters, parameter->name) == parameter);
			must(!parameters_is_group(&parameters, parameter->name));
			must(parameter->count > 0 && !parameter->source == (parameter->illustrative != NULL));
			check_values(parameter);
		}
		parameters_nearest(&parameters, "voucher.income_limit");
		if (problems.errors == 0)
			parameters_derive(&parameters, (struct date){ 2040, 12, 31 }, &problems);
		check_problems(&problems);
		for (size_t i = 0; i < parameters.count && problems.errors == 0; i++)
			check_values(&parameters.items[i]);
	}
	problems_release(&problems);
	sources_release(&sources);
	arena_release(&arena);
	return 0;
}
