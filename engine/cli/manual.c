/* manual.c: manual pages in mdoc, from the table of options. One page for reckon and one for each command. */
#include "cli/help.h"

#include "base/version.h"

#include <string.h>

/* Of an example: what the indents of a section and of a display leave of 78 columns. */
#define EXAMPLE_WIDTH 67

/* One character as roff takes it: in prose a hyphen stays one, where an option begins it is a minus sign. */
static void print_character(const char *text, const char *at, bool literal, FILE *out)
{
	bool begins_word = at == text || strchr(" '(-", at[-1]);

	if (*at == '\\')
		fputs("\\e", out);
	else if (*at == '-' && (literal || begins_word))
		fputs("\\-", out);
	else
		fputc(*at, out);
}

/* A line that begins with a full stop or an apostrophe would be a request. */
static void begin_line(char first, FILE *out)
{
	if (first == '.' || first == '\'')
		fputs("\\&", out);
}

/* Prose in short lines, a new one for each sentence. */
static void print_prose(const char *text, FILE *out)
{
	size_t column = 0;

	begin_line(*text, out);
	for (const char *at = text; *at; at++, column++) {
		bool ends_sentence = at > text && at[-1] == '.';

		if (*at == ' ' && (ends_sentence || column + 1 + strcspn(at + 1, " ") > 76)) {
			fputc('\n', out);
			begin_line(at[1], out);
			column = 0;
		} else {
			print_character(text, at, false, out);
		}
	}
	fputc('\n', out);
}

/* A command, in lines that a terminal of 80 columns has room for. */
static void print_example(const char *command, FILE *out)
{
	size_t indent = 0;

	fputs(".Bd -literal -offset indent\n", out);
	for (const char *at = command; *at;) {
		size_t length = help_example_line(at, EXAMPLE_WIDTH - indent);

		fprintf(out, "%*s", (int) indent, "");
		for (const char *end = at + length; at < end; at++)
			print_character(command, at, true, out);
		if (*at) {
			fputs(" \\e", out);
			at++;
		}
		fputc('\n', out);
		indent = 4;
	}
	fputs(".Ed\n", out);
}

static void print_upper(const char *text, FILE *out)
{
	for (; *text; text++)
		fputc(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text, out);
}

static void print_head(const char *name, const char *summary, FILE *out)
{
	fputs(".Dd " RECKON_RELEASED "\n.Dt ", out);
	print_upper(name, out);
	fprintf(out, " 1\n.Os reckon " RECKON_VERSION "\n.Sh NAME\n.Nm %s\n.Nd %s\n", name, summary);
}

static void print_exit_statuses(FILE *out)
{
	fputs(".Sh EXIT STATUS\n.Bl -tag -width Ds\n", out);
	for (const struct exit_status *status = exit_statuses; status->means; status++)
		fprintf(out, ".It %d\n%s\n", status->status, status->means);
	fputs(".El\n.Pp\nA signal that ends reckon leaves the status that the signal gives.\n", out);
}

static void print_synopsis_option(const struct option *option, FILE *out)
{
	if (option->letter)
		fprintf(out, ".Op Fl %c", option->letter);
	else
		fprintf(out, ".Op Fl \\-%s", option->name);
	if (option->argument)
		fprintf(out, " Ar %s", option->argument);
	fputc('\n', out);
}

static void print_option(const struct option *option, FILE *out)
{
	fputs(".It ", out);
	if (option->letter)
		fprintf(out, "Fl %c , ", option->letter);
	fprintf(out, "Fl \\-%s", option->name);
	if (option->argument)
		fprintf(out, " Ar %s", option->argument);
	fputc('\n', out);
	print_prose(option->help, out);
}

static void print_synopsis(const struct command *command, FILE *out)
{
	fprintf(out, ".Sh SYNOPSIS\n.Nm reckon %s\n", command->name);
	for (const struct option *const *option = command->options; *option; option++)
		print_synopsis_option(*option, out);
	for (const struct operand *operand = command->operands; operand->name; operand++)
		fprintf(out, ".%sAr %s%s\n", operand->optional ? "Op " : "", operand->name,
		        operand->repeats ? " ..." : "");
}

static void print_command_page(const struct command *command, FILE *out)
{
	print_synopsis(command, out);
	fputs(".Sh DESCRIPTION\n", out);
	for (const char *const *paragraph = command->description; *paragraph; paragraph++) {
		if (paragraph != command->description)
			fputs(".Pp\n", out);
		print_prose(*paragraph, out);
	}
	fputs(".Pp\nThe options are as follows:\n.Bl -tag -width Ds\n", out);
	for (const struct option *const *option = command->options; *option; option++)
		print_option(*option, out);
	print_option(&help_option, out);
	fputs(".El\n", out);
	print_exit_statuses(out);
	fputs(".Sh EXAMPLES\n", out);
	for (const struct example *example = command->examples; example->command; example++) {
		if (example != command->examples)
			fputs(".Pp\n", out);
		fprintf(out, "%s:\n", example->does);
		print_example(example->command, out);
	}
	fputs(".Sh SEE ALSO\n.Xr reckon 1\n", out);
}

/* The command whose name comes after `name`; NULL: there is none. Manual pages are named in the order of the alphabet. */
static const struct command *next_by_name(const char *name)
{
	const struct command *next = NULL;

	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, name) > 0 && (!next || strcmp(command->name, next->name) < 0))
			next = command;
	}
	return next;
}

static void print_main_page(FILE *out)
{
	fputs(".Sh SYNOPSIS\n.Nm\n.Ar COMMAND\n.Op Ar OPTION ...\n.Op Ar FILE ...\n.Nm\n.Fl \\-version\n"
	      ".Sh DESCRIPTION\n"
	      "Evaluates rules, written in Lua, over records in an SQLite database, as a\n"
	      "scenario, written in YAML, says.\n"
	      "The same rules, parameters, scenario and records give the same outcomes,\n"
	      "byte for byte, and one run file holds all of them under a seal.\n"
	      ".Pp\n"
	      "The commands are as follows, each with a manual page of its own:\n"
	      ".Bl -tag -width replay\n",
	      out);
	for (const struct command *command = commands; command->name; command++)
		fprintf(out, ".It Cm %s\n%s\n", command->name, command->summary);
	fputs(".El\n", out);
	print_exit_statuses(out);
	fputs(".Sh SEE ALSO\n", out);
	for (const struct command *command = next_by_name(""); command; command = next_by_name(command->name))
		fprintf(out, ".Xr reckon-%s 1%s\n", command->name, next_by_name(command->name) ? " ," : "");
}

void manual_print(const struct command *command, FILE *out)
{
	char name[32];

	snprintf(name, sizeof name, "reckon%s%s", command ? "-" : "", command ? command->name : "");
	print_head(name, command ? command->summary : "evaluate rules over records", out);
	if (command)
		print_command_page(command, out);
	else
		print_main_page(out);
}
