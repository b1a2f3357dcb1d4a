/* report_layout.c: how a report is laid out: which findings come first, and where a table that is too wide breaks. */
#include "report/report.h"
#include "report/table.h"
#include "run_case.h"

/* The findings of the case's run, as a report has them. Static. */
static const char *findings_of(const char *name)
{
	static struct text names;
	struct summary summary;
	struct database *file = NULL;
	struct error err = ERROR_INIT;

	text_clear(&names);
	if (run_file_open(&file, in_folder(name), 1, &err) || summary_read(&summary, file, 1, &err))
		return "no summary";
	for (size_t i = 0; i < summary.finding_count; i++)
		text_append_format(&names, "%s%s %s", i ? ", " : "", summary.findings[i].level,
		                   summary.findings[i].name);
	summary_release(&summary);
	database_close(file);
	return text_string(&names);
}

#define FINDING(name, level)                                                           \
	"finding \"" name "\" { on = \"t\", level = \"" level "\", message = \"x\",\n" \
	"  when = function() return true end }\n"

static void test_findings(void)
{
	case_data("CREATE TABLE t (id INTEGER PRIMARY KEY);INSERT INTO t VALUES (1), (2);");
	ok(succeeds(case_rules(FINDING("b", "info") FINDING("z", "warning") FINDING("c", "error")
	                               FINDING("a", "warning") FINDING("y", "error") FINDING("q", "info"))),
	   "findings of all levels");
	is_text(findings_of("case.run"), "error c, error y, warning z, warning a, info b, info q",
	        "stand by level, the worst first, and then as they were declared");
	is_text(ask("SELECT name, declared FROM finding WHERE position = 2 ORDER BY declared"),
	        "b|1 z|2 c|3 a|4 y|5 q|6", "the run file says how they were declared");
	is_text(verified("case.run"), "whole", "in what verify covers");
}

/* A table of a first column and one of 60 characters, so that the first has 16. Static. */
static const char *wide(const char *heading, const char *cell)
{
	static const enum align align[] = { ALIGN_LEFT, ALIGN_LEFT };
	static struct text out;
	struct table table;

	text_clear(&out);
	table_begin(&table, align, 2);
	table_row(&table);
	table_cell(&table, 0, "%s", heading);
	table_row(&table);
	table_cell(&table, 0, "%s", cell);
	table_cell(&table, 1, "%060d", 0);
	table_print(&table, &out);
	table_release(&table);
	return text_string(&out);
}

#define ZEROS "000000000000000000000000000000000000000000000000000000000000"

static void test_breaks(void)
{
	is_text(wide("component.volume_origin", "x"),
	        "  component.\n    volume_origin\n  x                 " ZEROS "\n", "a name breaks behind a dot");
	is_text(wide("volume_of_last_year", "x"), "  volume_of_last_\n    year\n  x                 " ZEROS "\n",
	        "or behind an underscore");
	is_text(wide("x", "see the volume_origin"), "  x\n  see the           " ZEROS "\n    volume_origin\n",
	        "but rather at a space");
	is_text(wide("x", "sixteen.letters. more"), "  x\n  sixteen.letters.  " ZEROS "\n    more\n",
	        "also one that just fits");
	is_text(wide("x", "abcdefghijklmnopqrst"), "  x\n  abcdefghijklmnop  " ZEROS "\n    qrst\n",
	        "and one long word where it must");
}

int main(void)
{
	make_test_folder();
	test_findings();
	test_breaks();
	return case_done();
}
