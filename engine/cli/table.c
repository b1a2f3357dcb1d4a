/* table.c: every command, operand and option, with the words that describe it. See options.h. */
#include "cli/commands.h"
#include "cli/options.h"

/* Options. */

const struct option help_option = { .id = OPTION_HELP, .name = "help", .letter = 'h', .help = "Show this help." };

static const struct option output = {
	.id = OPTION_OUTPUT,
	.name = "output",
	.letter = 'o',
	.holds = HOLDS_FILE,
	.argument = "FILE",
	.help = "Write the run file here instead of NAME.run in the current folder, where NAME is the scenario's. "
		"With "
		"several scenarios FILE is a folder that exists.",
};

static const struct option run_data = {
	.id = OPTION_DATA,
	.name = "data",
	.holds = HOLDS_FILE,
	.argument = "DB",
	.help = "Read records from this SQLite database instead of the one that the scenario names. It is opened "
		"read-only.",
};

static const struct option replay_data = {
	.id = OPTION_DATA,
	.name = "data",
	.holds = HOLDS_FILE,
	.argument = "DB",
	.help = "Read records from this SQLite database instead of from the run file: a run made with --without-data "
		"needs it.",
};

static const struct option jobs = {
	.id = OPTION_JOBS,
	.name = "jobs",
	.letter = 'j',
	.holds = HOLDS_NUMBER,
	.argument = "N",
	.help = "Evaluate with N threads, from 1 to 256 (as many as there are processors). The result is the same "
		"with "
		"any number.",
};

static const struct option limit_time = {
	.id = OPTION_LIMIT_TIME,
	.name = "limit-time",
	.holds = HOLDS_NUMBER,
	.argument = "SECONDS",
	.help = "Stop, leaving nothing behind, when the processors have worked for SECONDS in all: for rules, SQL "
		"and "
		"run files that are not trusted. The status is that of SIGXCPU. Each evaluation of a rule has bounds "
		"of its own besides.",
};

static const struct option limit_memory = {
	.id = OPTION_LIMIT_MEMORY,
	.name = "limit-memory",
	.holds = HOLDS_NUMBER,
	.argument = "MIB",
	.help = "Take at most so many MiB (1,048,576 bytes) of addresses, and end with status 3 where they do not "
		"suffice. Every thread takes some.",
};

static const struct option without_data = {
	.id = OPTION_WITHOUT_DATA,
	.name = "without-data",
	.help = "Leave the records themselves out of the run file, and keep only their digests. It can then be "
		"replayed "
		"with --data.",
};

static const struct option secret_file = {
	.id = OPTION_SECRET_FILE,
	.name = "secret-file",
	.holds = HOLDS_FILE,
	.argument = "FILE",
	.help = "Salt the digests of personal fields with the bytes of FILE, so that nobody without it can guess "
		"what "
		"they hold. Replaying and verifying the run need the same file.",
};

static const struct option json = {
	.id = OPTION_JSON,
	.name = "json",
	.help = "Print results as JSON, for a program to read: one object for each scenario.",
};

static const struct option check_data = {
	.id = OPTION_DATA,
	.name = "data",
	.holds = HOLDS_FILE,
	.argument = "DB",
	.help = "Take the tables from this SQLite database instead of the one that each scenario names. Its records "
		"are not read.",
};

static const struct option schema = {
	.id = OPTION_SCHEMA,
	.name = "schema",
	.holds = HOLDS_FILE,
	.argument = "FILE.sql",
	.help = "Take the tables from the CREATE TABLE statements of this file: for checking where there is no "
		"database.",
};

static const struct option strict = {
	.id = OPTION_STRICT,
	.name = "strict",
	.help = "End with status 1 when there are only warnings too.",
};

static const struct option check_json = {
	.id = OPTION_JSON,
	.name = "json",
	.help = "Print what was found as one JSON object, for a program to read.",
};

static const struct option man = {
	.id = OPTION_MAN,
	.name = "man",
	.help = "Print the manual page's source (mdoc) instead.",
};

static const struct option completion = {
	.id = OPTION_COMPLETION,
	.name = "completion",
	.holds = HOLDS_NAME,
	.argument = "SHELL",
	.help = "Print what teaches SHELL (bash) to complete reckon's command lines, and nothing else.",
};

/* reckon run */

static const struct operand run_operands[] = {
	{ .name = "SCENARIO", .holds = HOLDS_FILE, .repeats = true, .files = ".yaml" },
	{ .name = NULL },
};

static const struct option *const run_options[] = {
	&output, &run_data, &jobs, &without_data, &secret_file, &json, &limit_time, &limit_memory, NULL,
};

static const char *const run_description[] = {
	"Reads each SCENARIO (a YAML file), the rules and parameters it names, and the records in its database; "
	"evaluates every rule for every record; prints the quality of the data, figures, bridges, expectations, "
	"totals and findings; and writes a run file that holds all of it, with a seal over its content.",

	"Amounts are printed in the unit that the scenario's 'in' says, rounded half up; the run file holds them "
	"exactly. Where rounding makes printed parts come to another sum than the printed total, a line below says "
	"both. An asterisk marks what is incomplete because records are not known; what is missing is named below.",

	"Expectations are values that were published: of each that is not met, what was published, what was found, "
	"the difference and the most that rounding allows are printed, exactly. When they are few, those that are "
	"met are listed too. A run in which one is missed or cannot be settled ends with status 1, and its run file "
	"is written all the same.",

	"The same inputs give the same seal on every machine and with any number of jobs. Keep the seal apart "
	"from the run file: against a seal kept elsewhere, the run file is proved whole and unaltered.",

	"A run file appears whole or not at all. It replaces an earlier run file of its name; a file that is none "
	"is left alone. Every problem in the files is reported, and then nothing is written. Only a run that is "
	"killed can leave something behind: NAME.run.unfinished-XXXXXX, which the next run into the same file "
	"takes away.",

	NULL,
};

static const struct example run_examples[] = {
	{ "reckon run rules/fees/2025-26.yaml", "Evaluate one scenario" },
	{ "reckon run rules/*/2025-26.yaml --data council.db -o runs/",
	  "Evaluate several on another database, their run files in a folder" },
	{ NULL, NULL },
};

/* reckon check */

static const struct operand check_operands[] = {
	{ .name = "PATH", .holds = HOLDS_FILE, .optional = true, .repeats = true },
	{ .name = NULL },
};

static const struct option *const check_options[] = {
	&check_data, &schema, &strict, &check_json, &limit_time, &limit_memory, NULL,
};

static const char *const check_description[] = {
	"Reads rules, parameters, scenarios, tests and the tables of the database, runs the declarations of rules "
	"but no "
	"rule, and prints every problem at once, with its place, the line and the nearest right name: what 'reckon "
	"run' would refuse, and what a run would not notice.",

	"Each PATH is a scenario, a rule file, a file of parameters or tests, the CSV file of a decision table, or a "
	"pack: a folder, of which every scenario is "
	"checked with what it names, and then the files that no scenario names. A folder without a scenario may hold "
	"packs, or have them in a folder rules. Without PATH the current folder is checked.",

	"What a run would not notice: parameters that no rule of the pack reads, or that have no value in a period; "
	"rules that nothing reads, no test either, and that have no title in a file where others have one; "
	"what a scenario sets that changes nothing; tests of different facts that 'and' or 'or' joins in one "
	"condition; conditions that can never be true, or false, beside the others, with the values in force in a "
	"period of the scenario; rows of decision tables that overlap, cases that no row matches, and rows that are "
	"never hit, each with an example, on any day where rows have days.",

	"An error stops a run; a warning does not. Where the tables cannot be had, names of fields are not checked, "
	"and that is a warning. The status is 1 when there is an error or, with --strict, a warning.",

	NULL,
};

static const struct example check_examples[] = {
	{ "reckon check rules/fees", "Check a pack" },
	{ "reckon check rules/fees/2025-26.yaml --schema schema/fees.sql", "Check a scenario without its database" },
	{ NULL, NULL },
};

/* reckon test */

static const struct option test_data = {
	.id = OPTION_DATA,
	.name = "data",
	.holds = HOLDS_FILE,
	.argument = "DB",
	.help = "Take the tables from this SQLite database instead of from what the tests or their scenario name. "
		"Its "
		"records are not read.",
};

static const struct option test_schema = {
	.id = OPTION_SCHEMA,
	.name = "schema",
	.holds = HOLDS_FILE,
	.argument = "FILE.sql",
	.help = "Take the tables from the CREATE TABLE statements of this file.",
};

static const struct option test_coverage = {
	.id = OPTION_COVERAGE,
	.name = "coverage",
	.help = "Print what the tests of each file exercise of its scenario's rules, and list what none does: rules, "
		"answers of "
		"conditions (yes, no and unknown each), rows of decision tables, lines.",
};

static const struct option test_threshold = {
	.id = OPTION_THRESHOLD,
	.name = "threshold",
	.holds = HOLDS_NUMBER,
	.argument = "PERCENT",
	.help = "Like --coverage, and end with status 1 where the tests of a file exercise less than PERCENT (1 to "
		"100) of that.",
};

static const struct option test_only = {
	.id = OPTION_ONLY,
	.name = "only",
	.holds = HOLDS_NAME,
	.argument = "TEXT",
	.help = "Run those tests alone that have TEXT in their names. What is wrong with the others is not said.",
};

static const struct option test_json = {
	.id = OPTION_JSON,
	.name = "json",
	.help = "Print one JSON object, for a program to read: of each file its problems and tests, of each test its "
		"status "
		"(passed, failed or error), and what is wrong with it, with explanations as 'reckon explain --json' "
		"has them.",
};

static const struct operand test_operands[] = {
	{ .name = "PATH", .holds = HOLDS_FILE, .optional = true, .repeats = true },
	{ .name = NULL },
};

static const struct option *const test_options[] = {
	&test_data, &test_schema, &test_only,    &test_coverage, &test_threshold,
	&test_json, &limit_time,  &limit_memory, NULL,
};

static const char *const test_description[] = {
	"Evaluates the rules of a scenario on records that a test gives, as 'reckon run' would, and holds what comes "
	"out against what the test expects. Prints TAP version 14, for prove and other harnesses: of a test that "
	"fails, what was expected and what came out.",

	"Each PATH is a file of tests, or a folder: then every tests.yaml and NAME.tests.yaml in it and below. "
	"Without PATH the current folder is searched.",

	"A test gives only the records and fields that matter; what is not given is not known. Tests do not see each "
	"other's records, and no database is needed: the tables come from the SQL file that 'schema' names in the "
	"tests.",

	"The last line sums up. The status is 1 when a test failed or a threshold was missed, 2 when a file of "
	"tests, "
	"its scenario or its rules are wrong: then none of its tests are run.",

	NULL,
};

static const struct example test_examples[] = {
	{ "reckon test rules/eligibility", "Run the tests of a pack" },
	{ "reckon test rules/eligibility --only birthdays", "Run those about birthdays" },
	{ "reckon test rules/eligibility --coverage", "Show what they exercise, and what they do not" },
	{ "prove --exec 'reckon test' rules/*/tests.yaml", "Run those of all packs under prove" },
	{ NULL, NULL },
};

/* reckon parameters */

static const struct operand parameters_operands[] = {
	{ .name = "SCENARIO", .holds = HOLDS_FILE, .files = ".yaml" },
	{ .name = "NAME", .holds = HOLDS_NAME, .optional = true, .repeats = true },
	{ .name = NULL },
};

static const struct option *const parameters_options[] = {
	&check_data,
	&limit_time,
	&limit_memory,
	NULL,
};

static const char *const parameters_description[] = {
	"Prints of each parameter of SCENARIO that NAME names, or that is below the group NAME, all of its values "
	"with "
	"the day from which each holds, as the scenario sets and uprates them; where they are published and written; "
	"and which rules read it. Without NAME it prints all.",

	NULL,
};

static const struct example parameters_examples[] = {
	{ "reckon parameters rules/law/worked-examples.yaml stamp_duty", "Show a group of parameters" },
	{ NULL, NULL },
};

/* reckon compare */

static const struct operand compare_operands[] = {
	{ .name = "RUN", .holds = HOLDS_FILE, .repeats = true, .files = ".yaml" },
	{ .name = NULL },
};

static const struct option compare_records = {
	.id = OPTION_RECORDS,
	.name = "records",
	.holds = HOLDS_NAME,
	.argument = "RULE",
	.help = "Show whose outcomes of this rule change from the first run to the second (TYPE.RULE where several "
		"types have a rule of that name).",
};

static const struct option compare_by = {
	.id = OPTION_BY,
	.name = "by",
	.holds = HOLDS_NAME,
	.argument = "PATH",
	.help = "Group the records of --records by what this path leads to from each of them, such as district.name. "
		"Without it they are grouped as a total groups the outcomes of the rule, where one does.",
};

static const struct option compare_near = {
	.id = OPTION_NEAR,
	.name = "near",
	.holds = HOLDS_NAME,
	.argument = "RULE",
	.help = "Show who misses this eligibility by one condition alone, and by how much where it compares amounts "
		"or dates.",
};

static const struct option compare_cliffs = {
	.id = OPTION_CLIFFS,
	.name = "cliffs",
	.holds = HOLDS_NAME,
	.argument = "RULE FIELD",
	.second = OPTION_FIELD,
	.help = "Show at which values of FIELD (a field, or a path such as household.income) what RULE gives for the "
		"record of --key jumps, and by how much.",
};

static const struct option compare_key = {
	.id = OPTION_KEY,
	.name = "key",
	.holds = HOLDS_NAME,
	.argument = "KEY",
	.help = "The record of --cliffs, whose other facts stay as they are.",
};

static const struct option compare_from = {
	.id = OPTION_FROM,
	.name = "from",
	.holds = HOLDS_NAME,
	.argument = "VALUE",
	.help = "The least value of FIELD that --cliffs looks at, instead of the least in the records.",
};

static const struct option compare_to = {
	.id = OPTION_TO,
	.name = "to",
	.holds = HOLDS_NAME,
	.argument = "VALUE",
	.help = "The greatest, instead of the greatest in the records.",
};

static const struct option compare_period = {
	.id = OPTION_PERIOD,
	.name = "period",
	.holds = HOLDS_NAME,
	.argument = "PERIOD",
	.help = "The period of the run that --cliffs looks at, instead of each of them.",
};

static const struct option compare_json = {
	.id = OPTION_JSON,
	.name = "json",
	.help = "Print what is found as one JSON object, for a program to read; of --records and --near with every "
		"record that they tell of.",
};

static const struct option *const compare_options[] = {
	&compare_records, &compare_by,   &compare_near,   &compare_cliffs, &compare_key,
	&compare_from,    &compare_to,   &compare_period, &run_data,       &jobs,
	&secret_file,     &compare_json, &limit_time,     &limit_memory,   NULL,
};

static const char *const compare_description[] = {
	"Prints the figures, totals and costs of several runs beside each other. Each RUN is a scenario, which is "
	"evaluated, or a run file, whose results are taken as they are: 'reckon verify' says whether it is whole. "
	"Nothing is written.",

	"With --records RULE it compares two runs record by record: how many change from what to what, what it comes "
	"to, by group, which conditions flipped, and the first records of each kind of change. An award or outcome "
	"that is not known in one of them is counted apart, and is in no sum. Where each run has one period, these "
	"are compared, whatever they are called; otherwise those of one name are.",

	"With --near RULE it looks at one run: at the records that are not eligible and would be if just one "
	"condition were met. They are counted by the tree of conditions: where one of several would do, at each of "
	"these. "
	"Where it hangs on something else which is not known, they are counted as perhaps.",

	"With --cliffs RULE FIELD it looks at one record of one run, in each period, and at what the rule gives "
	"for "
	"it with each other value of the field: an award, or else the outcome. A cliff is a change from one value to "
	"the "
	"next that is larger than how it goes on both sides, and rounding, explain. The search is exact. Where no "
	"formula can be made of a function each value is tried; where these are more than 400,000 it says so, and "
	"--from and --to narrow them. Totals that rules read stay as they are.",

	"Of a run file the conditions and groups are worked out by evaluating again what it holds. One that was "
	"written with --without-data has none. Where that gives other outcomes than the file holds, this is said, "
	"the "
	"status is 1, and the outcomes are compared as they are, without conditions and groups.",

	NULL,
};

static const struct example compare_examples[] = {
	{ "reckon compare rules/eligibility/2025-26.yaml rules/eligibility/higher-limits.yaml",
	  "Compare the costs of two scenarios" },
	{ "reckon compare rules/eligibility/2025-26.yaml rules/eligibility/higher-limits.yaml --records "
	  "free_school_meals",
	  "Show which pupils gain and lose" },
	{ "reckon compare rules/eligibility/2025-26.yaml --near free_school_meals", "Show who just misses them" },
	{ "reckon compare rules/eligibility/2025-26.yaml --cliffs household_support income --key 5",
	  "Show at which incomes a household's award jumps" },
	{ NULL, NULL },
};

/* reckon explain */

static const struct option explain_json = {
	.id = OPTION_JSON,
	.name = "json",
	.help = "Print the explanation as one JSON object, for a program to read.",
};

static const struct operand explain_operands[] = {
	{ .name = "RUN|SCENARIO", .holds = HOLDS_FILE },
	{ .name = "RULE", .holds = HOLDS_NAME },
	{ .name = "KEY", .holds = HOLDS_NAME, .optional = true },
	{ .name = "PERIOD", .holds = HOLDS_NAME, .optional = true },
	{ .name = NULL },
};

static const struct option *const explain_options[] = {
	&replay_data, &jobs, &explain_json, &limit_time, &limit_memory, NULL,
};

static const char *const explain_description[] = {
	"Prints why RULE came out as it did for the record with the key KEY in PERIOD (the first, when it is not "
	"given): each condition with yes, no or unknown, and what it held against what; how a value was worked out, "
	"with names and with values, and each rounding; fields, parameters with the day from which they hold and "
	"their source, rows of decision tables; and, each in a block of its own, the outcomes that it read. Of what "
	"is not known, the shortest sets of facts are named that can settle it.",

	"RUN is a run file, which is asked from what it holds; SCENARIO is evaluated on the database that it names. "
	"A key of several columns is written with commas between. Where rules of several record types share a name, "
	"RULE is TYPE.NAME. The name of a figure or a total is explained too: then the period takes the place of the "
	"key.",

	"Everything that is shown was worked out twice, in two ways, and came to the same.",

	NULL,
};

static const struct example explain_examples[] = {
	{ "reckon explain fees-2025-26.run policy_price \"003 price\"", "Explain an outcome of a run" },
	{ "reckon explain rules/savings/gap.yaml gap 2026-27", "Explain a figure of a scenario" },
	{ NULL, NULL },
};

/* reckon replay */

static const struct operand run_file_operand[] = {
	{ .name = "RUN", .holds = HOLDS_FILE, .files = ".run" },
	{ .name = NULL },
};

static const struct option *const replay_options[] = { &replay_data, &jobs,         &secret_file,
	                                               &limit_time,  &limit_memory, NULL };

static const char *const replay_description[] = {
	"Evaluates the rules, parameters, scenario and records that the run file RUN holds, and compares what "
	"comes out with the outcomes it holds. Nothing else is read, unless --data gives the records.",

	"Says that every byte is the same, or lists what differs. The run file is not changed.",

	NULL,
};

static const struct example replay_examples[] = {
	{ "reckon replay fees-2025-26.run", "Replay a run from its file alone" },
	{ "reckon replay fees-2025-26.run --data council.db", "Replay it on the records of a database" },
	{ NULL, NULL },
};

/* reckon verify */

static const struct option *const verify_options[] = { &secret_file, &limit_time, &limit_memory, NULL };

static const char *const verify_description[] = {
	"Computes every digest of the run file RUN again from what it holds, compares them with those it carries, "
	"and prints its seal. An altered row is named by its table and key; then no seal is printed, for none holds. "
	"Whether the run met what was expected is told from what it found, and leaves the status as it is.",

	"Someone who alters a run file can compute its digests again too: compare the seal with one that was kept "
	"elsewhere when the run was made. To say who made it, sign the seal (ssh-keygen -Y sign).",

	NULL,
};

static const struct example verify_examples[] = {
	{ "reckon verify fees-2025-26.run", "Check a run file" },
	{ NULL, NULL },
};

/* reckon editor */

static const struct option editor_folder = {
	.id = OPTION_OUTPUT,
	.name = "output",
	.letter = 'o',
	.holds = HOLDS_FILE,
	.argument = "DIR",
	.help = "Write into this folder instead of .reckon in the current folder.",
};

static const struct option *const editor_options[] = {
	&editor_folder, &check_data, &limit_time, &limit_memory, NULL,
};

static const char *const editor_description[] = {
	"Writes what editors need so that they complete names, show titles and types, and underline what does not "
	"exist, "
	"while rules are being written: for lua-language-server the whole rule language (language.lua), and the "
	"fields, "
	"outcomes, figures and parameters of each SCENARIO (records.lua); for YAML language servers the JSON Schemas "
	"of "
	"scenarios, parameters and tests.",

	"Settings for lua-language-server are written to .luarc.json in the current folder where there are none yet; "
	"otherwise they are printed, as those for yaml-language-server are, for every YAML file of a scenario's "
	"folder. "
	"Call it again when tables, rules or parameters have changed. "
	"Where the rules of a scenario have errors, these are printed, and what is known is written all the same.",

	NULL,
};

static const struct example editor_examples[] = {
	{ "reckon editor rules/*/2025-26.yaml", "Set up the current folder for two packs" },
	{ NULL, NULL },
};

/* reckon import */

static const struct operand import_operands[] = {
	{ .name = "DB", .holds = HOLDS_FILE, .files = ".db" },
	{ .name = "TABLE", .holds = HOLDS_NAME },
	{ .name = "FILE.csv", .holds = HOLDS_FILE, .files = ".csv" },
	{ .name = NULL },
};

static const struct option *const import_options[] = { NULL };

static const char *const import_description[] = {
	"Adds the rows of FILE.csv (UTF-8, its cells parted by commas, or by semicolons or tabs; its first row names "
	"the columns) to TABLE of the SQLite "
	"database DB. Each cell is read as people write its column's declared type: £1,234.50 for money, 5.5% for "
	"a rate, 2025-04-01 for a date, yes or no for a flag. An empty cell is NULL.",

	"All rows are imported or none: every bad cell, ragged row, duplicate key, broken CHECK and key without its "
	"row in "
	"another table is listed with its line and column, and then the database is as it was. So it is when the "
	"import is stopped, by Ctrl-C for one.",

	NULL,
};

static const struct example import_examples[] = {
	{ "reckon import council.db charge charges.csv", "Add the rows of charges.csv to the table 'charge'" },
	{ NULL, NULL },
};

/* reckon init */

static const struct operand init_operands[] = {
	{ .name = "DIR", .holds = HOLDS_FILE },
	{ .name = NULL },
};

static const struct option *const init_options[] = { NULL };

static const char *const init_description[] = {
	"Makes the folder DIR, with a workspace in it that runs at once: a small schema with a few records in an "
	"SQLite "
	"database, a pack with a rule of each kind, dated parameters, a decision table in a CSV file, two scenarios "
	"and a file of tests. Its README.md says what there is, and what to change for a scheme of your own.",

	"A folder that is there already must be empty: nothing is written over.",

	NULL,
};

static const struct example init_examples[] = {
	{ "reckon init grants", "Make a workspace in the new folder 'grants'" },
	{ NULL, NULL },
};

/* reckon help */

static const struct operand help_operands[] = {
	{ .name = "COMMAND", .holds = HOLDS_COMMAND, .optional = true },
	{ .name = NULL },
};

static const struct option *const help_options[] = { &man, &completion, NULL };

static const char *const help_description[] = {
	"Shows what 'reckon COMMAND --help' shows; without COMMAND, a short overview.",
	NULL,
};

static const struct example help_examples[] = {
	{ "reckon help run", "Show the help of 'reckon run'" },
	{ "reckon help --man run | man -l -", "Read its manual page without installing it" },
	{ "reckon help --completion bash > ~/.local/share/bash-completion/completions/reckon",
	  "Teach bash to complete reckon's command lines" },
	{ NULL, NULL },
};

/* All of them, in the order in which someone meets them. */

const struct command commands[] = {
	{
		.name = "run",
		.summary = "evaluate scenarios and write run files",
		.operands = run_operands,
		.options = run_options,
		.description = run_description,
		.examples = run_examples,
		.run = command_run,
	},
	{
		.name = "check",
		.summary = "find what is wrong with rules, parameters and scenarios",
		.operands = check_operands,
		.options = check_options,
		.description = check_description,
		.examples = check_examples,
		.run = command_check,
	},
	{
		.name = "test",
		.summary = "run the tests of rules",
		.operands = test_operands,
		.options = test_options,
		.description = test_description,
		.examples = test_examples,
		.run = command_test,
	},
	{
		.name = "parameters",
		.summary = "show parameters, their history and who reads them",
		.operands = parameters_operands,
		.options = parameters_options,
		.description = parameters_description,
		.examples = parameters_examples,
		.run = command_parameters,
	},
	{
		.name = "compare",
		.summary = "show the results of runs side by side, and who gains and loses",
		.operands = compare_operands,
		.options = compare_options,
		.description = compare_description,
		.examples = compare_examples,
		.run = command_compare,
	},
	{
		.name = "explain",
		.summary = "say why an outcome or a figure came out as it did",
		.operands = explain_operands,
		.options = explain_options,
		.description = explain_description,
		.examples = explain_examples,
		.run = command_explain,
	},
	{
		.name = "replay",
		.summary = "evaluate a run file again and compare every byte",
		.operands = run_file_operand,
		.options = replay_options,
		.description = replay_description,
		.examples = replay_examples,
		.run = command_replay,
	},
	{
		.name = "verify",
		.summary = "check a run file's digests and seal",
		.operands = run_file_operand,
		.options = verify_options,
		.description = verify_description,
		.examples = verify_examples,
		.run = command_verify,
	},
	{
		.name = "editor",
		.summary = "help editors to complete and check rules and YAML files",
		.operands = run_operands,
		.options = editor_options,
		.description = editor_description,
		.examples = editor_examples,
		.run = command_editor,
	},
	{
		.name = "import",
		.summary = "read a CSV file into a table of a database",
		.operands = import_operands,
		.options = import_options,
		.description = import_description,
		.examples = import_examples,
		.run = command_import,
	},
	{
		.name = "init",
		.summary = "make a workspace that runs at once",
		.operands = init_operands,
		.options = init_options,
		.description = init_description,
		.examples = init_examples,
		.run = command_init,
	},
	{
		.name = "help",
		.summary = "show how to use reckon or one of its commands",
		.operands = help_operands,
		.options = help_options,
		.description = help_description,
		.examples = help_examples,
		.run = command_help,
	},
	{ .name = NULL },
};

const struct exit_status exit_statuses[] = {
	{ 0, "done" },
	{ 1, "done, but something was found: a problem, a missed value, a difference" },
	{ 2, "the command line or a file it names is wrong" },
	{ 3, "the system failed: disk full, no permission, out of memory" },
	{ 70, "a bug in reckon" },
	{ 0, NULL },
};
