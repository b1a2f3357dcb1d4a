/* embed.c: a program that knows only reckon.h can run, report, verify and replay. */
#include "../engine/reckon.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static char said[4096];

static void say(void *context, const char *text)
{
	(void) context;
	strncat(said, text, sizeof said - strlen(said) - 1);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		exit(3);
}

int main(void)
{
	char folder[] = "/tmp/reckon-embed.XXXXXX";
	struct reckon_options options = { .data = "permits.db", .output = "permits.run", .jobs = 2, .say = say };
	struct reckon_outcome run, other;

	if (!mkdtemp(folder) || chdir(folder))
		return 3;
	if (system("sqlite3 permits.db \"CREATE TABLE permit (id INTEGER PRIMARY KEY, price MONEY INTEGER); "
	           "INSERT INTO permit VALUES (1, 4000), (2, NULL)\""))
		return 3;
	write_file("permits.lua", "rule \"dearer\" { on = \"permit\", type = \"money\",\n"
	                          "\tcompute = function(c) return c.price + money \"£1\" end }\n");
	write_file("permits.yaml", "scenario: permits\non: 2025-04-01\nrules: [permits.lua]\n");

	is_number(reckon_run("permits.yaml", &options, &run), RECKON_DONE, "a scenario runs");
	is_text(run.path, "permits.run", "the outcome names the run file");
	ok(strlen(run.seal) == 64, "and its seal");
	is_number(reckon_verify("permits.run", &options, &other), RECKON_DONE, "the run file verifies");
	is_text(other.seal, run.seal, "to the same seal");
	is_number(reckon_replay("permits.run", NULL, &other), RECKON_DONE, "it replays without options");
	is_text(other.seal, run.seal, "to the same seal again");
	is_number(reckon_report("permits.run", RECKON_JSON, &options, &other), RECKON_DONE, "it is reported as JSON");
	ok(other.report && strstr(other.report, run.seal), "with its seal in it");
	reckon_outcome_release(&other);
	is_text(said, "", "nothing is said when nothing is wrong");

	write_file("permits.yaml", "scenario: permits\non: 2025-04-01\nrules: [permits.lua, income.lua]\n"
	                           "expect: [{figure: income, values: {2025-04-01: £40}}]\n");
	write_file("income.lua",
	           "figure \"income\" { type = \"money\", compute = function() return money \"£41\" end }\n");
	options.output = "income.run";
	is_number(reckon_run("permits.yaml", &options, &other), RECKON_FOUND,
	          "a run that misses what was published says so");
	is_text(other.path, "income.run", "and its run file is there");
	reckon_outcome_release(&other);
	is_number(reckon_report("income.run", RECKON_JSON, &options, &other), RECKON_DONE, "its report");
	ok(other.report && strstr(other.report, "\"name\": \"income\"") && strstr(other.report, "\"value\": \"4100\"")
	           && strstr(other.report, "\"difference\": \"100\""),
	   "has figures and expectations");
	reckon_outcome_release(&other);
	options.output = "permits.run";
	*said = '\0';

	write_file("permits.yaml", "scenario: permits\non: 2025-04-31\nrules: [permits.lua]\n");
	is_number(reckon_run("permits.yaml", &options, &other), RECKON_INPUT,
	          "a wrong scenario is the user's to mend");
	ok(strstr(said, "permits.yaml:2:5: error:") != NULL, "and is said with its place");
	ok(!other.path && !*other.seal, "and there is no outcome");
	is_number(reckon_verify("permits.run", &options, &other), RECKON_DONE, "the run file of before is as it was");

	if (system("sqlite3 permits.run \"UPDATE outcome_permit SET dearer = 1 WHERE id = 1\""))
		return 3;
	*said = '\0';
	is_number(reckon_verify("permits.run", &options, &other), RECKON_FOUND, "an altered run file is found out");
	ok(strstr(said, "'outcome_permit'") && strstr(said, "'1, 2025-04-01'"), "by table and key");
	reckon_outcome_release(&run);
	for (const char *const *name = (const char *const[]){ "permits.db", "permits.lua", "permits.yaml",
	                                                      "permits.run", "income.lua", "income.run", NULL };
	     *name; name++)
		unlink(*name);
	rmdir(folder);
	return done();
}
