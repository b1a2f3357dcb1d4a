/* import.c: reckon import DB TABLE FILE.csv: adds the rows of a CSV file to a table, all or none. */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/signals.h"

#include "records/import.h"

#include <stdio.h>

int command_import(const struct arguments *arguments)
{
	const char *database = arguments->operands[0], *table = arguments->operands[1], *csv = arguments->operands[2];
	struct problems problems = PROBLEMS_INIT;
	struct progress progress = { .what = csv };
	const struct import_options options = { .cancelled = signals_hold(),
		                                .progress = progress_rows,
		                                .progress_context = &progress };
	int64_t rows = 0;
	int status;

	int result = import_csv(database, table, csv, &options, &rows, &problems);

	progress_end(&progress);
	status = report_problems(&problems);
	if (!result) {
		print_count(rows, "row", "rows");
		printf(" imported into '%s'\n", table);
	}
	problems_release(&problems);
	return status;
}
