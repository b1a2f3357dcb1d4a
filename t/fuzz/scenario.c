/* scenario.c: scenarios, with what they extend, their parameters, overrides, periods, records and expectations. What is read without
 * an error is whole: periods in order and apart, what is expected in those periods, every query and field with its name. */
#include "files.h"

#include "config/scenario.h"

static void check_periods(const struct scenario *scenario)
{
	must(scenario->period_count > 0);
	for (size_t i = 0; i < scenario->period_count; i++) {
		const struct period *period = &scenario->periods[i];

		must(date_compare(period->start, period->finish) <= 0);
		must(i == 0 || date_compare(period[-1].finish, period->start) < 0);
		must(i == 0 || strcmp(period[-1].label, period->label) < 0);
	}
}

static void check_records(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->record_count; i++) {
		const struct records_entry *entry = &scenario->records[i];

		must(entry->type[0]);
		must(!entry->query || (entry->key && entry->key[0] && entry->field_count > 0));
		for (size_t j = 0; j < entry->field_count; j++)
			must(entry->fields[j].name[0] && entry->fields[j].type < TYPE_ELIGIBILITY);
	}
}

static void check_expectations(const struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->expectation_count; i++) {
		const struct expectation *expectation = &scenario->expectations[i];

		must(!expectation->figure == (expectation->total != NULL) && expectation->value_count > 0);
		for (size_t j = 0; j < expectation->value_count; j++)
			must(expectation->values[j].period && expectation->values[j].value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problems problems = PROBLEMS_INIT;
	struct scenario scenario = { .name = NULL };
	struct sources sources;
	struct error err = ERROR_INIT;

	must(!sources_init(&sources, NULL, &err));
	if (take_files(&sources, "a.yaml", data, size)) {
		bool read = !scenario_read(&scenario, &sources, "a.yaml", &problems);

		must(read == (problems.errors == 0));
		check_problems(&problems);
		if (read) {
			must(scenario.name && scenario.name[0] && scenario.file == sources.items[0]);
			check_periods(&scenario);
			check_records(&scenario);
			check_expectations(&scenario);
		}
		scenario_release(&scenario);
	}
	problems_release(&problems);
	sources_release(&sources);
	return 0;
}
