/* report.h: whether a run file can be shown, to people and to programs. */
#ifndef RECKON_T_FUZZ_REPORT_H
#define RECKON_T_FUZZ_REPORT_H

#include "fuzz.h"

#include "report/report.h"
#include "run/run_file.h"

/* As SQLite sees it. */
static bool is_json(const char *text)
{
	sqlite3 *sqlite = NULL;
	sqlite3_stmt *statement = NULL;
	bool valid;

	must(sqlite3_open(":memory:", &sqlite) == SQLITE_OK);
	must(sqlite3_prepare_v2(sqlite, "SELECT json_valid(?)", -1, &statement, NULL) == SQLITE_OK);
	must(sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC) == SQLITE_OK);
	must(sqlite3_step(statement) == SQLITE_ROW);
	valid = sqlite3_column_int(statement, 0) && is_shown_well(text, true);
	sqlite3_finalize(statement);
	sqlite3_close(sqlite);
	return valid;
}

static void check_report(struct database *file, const char *path)
{
	struct summary summary = { .manifest = NULL };
	struct text shown = TEXT_INIT;
	struct error err = ERROR_INIT;

	if (summary_read(&summary, file, 100, &err)) {
		check_error(&err);
	} else {
		report_text(&summary, path, &shown);
		must(!shown.failed && is_shown_well(text_string(&shown), true));
		text_clear(&shown);
		report_json(&summary, path, &shown);
		must(!shown.failed && is_json(text_string(&shown)));
	}
	text_release(&shown);
	summary_release(&summary);
}

#endif
