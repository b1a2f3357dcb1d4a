/* table.c: every command, operand and option, with the words that describe it. See options.h. */
#include "cli/commands.h"
#include "cli/options.h"

const struct option help_option = { OPTION_HELP, "help", 'h', HOLDS_NOTHING, NULL, "Show this help." };

static const struct option output = { OPTION_OUTPUT,
	                              "output",
	                              'o',
	                              HOLDS_FILE,
	                              "FILE",
	                              "Write the run file here instead of NAME.run in the current folder, where NAME "
	                              "is the scenario's. With several "
	                              "scenarios FILE is a folder that exists." };
static const struct option run_data = {
	OPTION_DATA,
	"data",
	'\0',
	HOLDS_FILE,
	"DB",
	"Read records from this SQLite database instead of the one that the scenario names. It is opened read-only."
};
static const struct option replay_data = { OPTION_DATA,
	                                   "data",
	                                   '\0',
	                                   HOLDS_FILE,
	                                   "DB",
	                                   "Read records from this SQLite database instead of from the run file: a "
	                                   "run made with --without-data needs it." };
static const struct option jobs = { OPTION_JOBS,
	                            "jobs",
	                            'j',
	                            HOLDS_NUMBER,
	                            "N",
	                            "Evaluate with N threads, from 1 to 256 (as many as there are processors). The "
	                            "result is the same with any number." };
static const struct option without_data = { OPTION_WITHOUT_DATA,
	                                    "without-data",
	                                    '\0',
	                                    HOLDS_NOTHING,
	                                    NULL,
	                                    "Leave the records themselves out of the run file, and keep only their "
	                                    "digests. It can then be replayed with --data." };
static const struct option secret_file = { OPTION_SECRET_FILE,
	                                   "secret-file",
	                                   '\0',
	                                   HOLDS_FILE,
	                                   "FILE",
	                                   "Salt the digests of personal fields with the bytes of FILE, so that "
	                                   "nobody without it can guess what they hold. "
	                                   "Replaying and verifying the run need the same file." };
static const struct option json = { OPTION_JSON,   "json", '\0',
	                            HOLDS_NOTHING, NULL,   "Print results as JSON, for a program to read." };
static const struct option man = { OPTION_MAN,    "man", '\0',
	                           HOLDS_NOTHING, NULL,  "Print the manual page's source (mdoc) instead." };
static const struct option completion = {
	OPTION_COMPLETION,
	"completion",
	'\0',
	HOLDS_NAME,
	"SHELL",
	"Print what teaches SHELL (bash) to complete reckon's command lines, and nothing else."
};

#define END_OPERANDS                                    \
	{                                               \
		NULL, HOLDS_NOTHING, false, false, NULL \
	}

const struct command commands[] = {
	{
		"run",
		"evaluate scenarios and write run files",
		(const struct operand[]){ { "SCENARIO", HOLDS_FILE, false, true, ".yaml" }, END_OPERANDS },
		(const struct option *const[]){ &output, &run_data, &jobs, &without_data, &secret_file, &json, NULL },
		(const char *const[]){
			"Reads each SCENARIO (a YAML file), the rules and parameters it names, and the records in "
			"its database; "
			"evaluates every rule for every record; prints the quality of the data, totals and findings; "
			"and writes a "
			"run file that holds all of it, with a seal over its content.",
			"The same inputs give the same seal on every machine and with any number of jobs. Keep the "
			"seal apart from "
			"the run file: against a seal kept elsewhere, the run file is proved whole and unaltered.",
			"A run file appears whole or not at all. Every problem in the files is reported, and then "
			"nothing is "
			"written.",
			NULL },
		(const struct example[]){ { "reckon run rules/fees/2025-26.yaml", "Evaluate one scenario" },
	                                  { "reckon run rules/*/2025-26.yaml --data council.db -o runs/",
	                                    "Evaluate several on another database, their run files in a folder" },
	                                  { NULL, NULL } },
		command_run,
	},
	{
		"replay",
		"evaluate a run file again and compare every byte",
		(const struct operand[]){ { "RUN", HOLDS_FILE, false, false, ".run" }, END_OPERANDS },
		(const struct option *const[]){ &replay_data, &jobs, &secret_file, NULL },
		(const char *const[]){
			"Evaluates the rules, parameters, scenario and records that the run file RUN holds, and "
			"compares what comes "
			"out with the outcomes it holds. Nothing else is read, unless --data gives the records.",
			"Says that every byte is the same, or lists what differs. The run file is not changed.",
			NULL },
		(const struct example[]){ { "reckon replay fees-2025-26.run", "Replay a run from its file alone" },
	                                  { "reckon replay fees-2025-26.run --data council.db",
	                                    "Replay it on the records of a database" },
	                                  { NULL, NULL } },
		command_replay,
	},
	{
		"verify",
		"check a run file's digests and seal",
		(const struct operand[]){ { "RUN", HOLDS_FILE, false, false, ".run" }, END_OPERANDS },
		(const struct option *const[]){ &secret_file, NULL },
		(const char *const[]){
			"Computes every digest of the run file RUN again from what it holds, compares them with "
			"those it carries, "
			"and prints its seal. An altered row is named by its table and key.",
			"Someone who alters a run file can compute its digests again too: compare the seal with one "
			"that was kept "
			"elsewhere when the run was made. To say who made it, sign the seal (ssh-keygen -Y sign).",
			NULL },
		(const struct example[]){ { "reckon verify fees-2025-26.run", "Check a run file" }, { NULL, NULL } },
		command_verify,
	},
	{
		"import",
		"read a CSV file into a table of a database",
		(const struct operand[]){ { "DB", HOLDS_FILE, false, false, ".db" },
	                                  { "TABLE", HOLDS_NAME, false, false, NULL },
	                                  { "FILE.csv", HOLDS_FILE, false, false, ".csv" },
	                                  END_OPERANDS },
		(const struct option *const[]){ NULL },
		(const char *const[]){
			"Adds the rows of FILE.csv (UTF-8, with commas; its first row names the columns) to TABLE of "
			"the SQLite "
			"database DB. Each cell is read as people write its column's declared type: £1,234.50 for "
			"money, 5.5% for a "
			"rate, 2025-04-01 for a date, yes or no for a flag. An empty cell is NULL.",
			"All rows are imported or none: every bad cell, ragged row, duplicate key and key without "
			"its row in another "
			"table is listed with its line and column, and then the database is as it was.",
			NULL },
		(const struct example[]){ { "reckon import council.db charge charges.csv",
	                                    "Add the rows of charges.csv to the table 'charge'" },
	                                  { NULL, NULL } },
		command_import,
	},
	{
		"help",
		"show how to use reckon or one of its commands",
		(const struct operand[]){ { "COMMAND", HOLDS_COMMAND, true, false, NULL }, END_OPERANDS },
		(const struct option *const[]){ &man, &completion, NULL },
		(const char *const[]){ "Shows what 'reckon COMMAND --help' shows; without COMMAND, a short overview.",
	                               NULL },
		(const struct example[]){
			{ "reckon help run", "Show the help of 'reckon run'" },
			{ "reckon help --man run | man -l -", "Read its manual page without installing it" },
			{ "reckon help --completion bash > ~/.local/share/bash-completion/completions/reckon",
	                  "Teach bash to complete reckon's command lines" },
			{ NULL, NULL } },
		command_help,
	},
	{ NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};

const struct exit_status exit_statuses[] = {
	{ 0, "done" },
	{ 1, "done, but something was found: a replay or a digest that differs" },
	{ 2, "the command line or a file it names is wrong" },
	{ 3, "the system failed: disk full, no permission, out of memory" },
	{ 70, "a bug in reckon" },
	{ 0, NULL },
};
