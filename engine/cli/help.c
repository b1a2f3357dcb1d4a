/* help.c: the overview, and the help of each command, from the table of options. */
#include "cli/help.h"

#include "base/text.h"
#include "base/version.h"

#include <string.h>

#define WIDTH         79
#define OPTION_COLUMN 24

static void pad(int from, int to, FILE *out)
{
	for (; from < to; from++)
		fputc(' ', out);
}

void help_wrap(const char *text, int column, int indent, int width, FILE *out)
{
	bool first = true;

	while (*text) {
		size_t length = strcspn(text, " ");
		int columns = (int) utf8_width(text, length);

		if (!first && column + 1 + columns > width) {
			fputc('\n', out);
			column = 0;
			first = true;
		}
		if (!first) {
			fputc(' ', out);
			column++;
		}
		if (column < indent) {
			pad(column, indent, out);
			column = indent;
		}
		fprintf(out, "%.*s", (int) length, text);
		column += columns;
		first = false;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

size_t help_example_line(const char *command, size_t width)
{
	size_t length = strlen(command), blank = 0, option = 0;
	bool quoted = false;

	if (length <= width)
		return length;
	for (size_t i = 0; i + 2 <= width; i++) {
		quoted ^= command[i] == '"';
		if (command[i] != ' ' || quoted)
			continue;
		blank = i;
		if (strchr("-<>|", command[i + 1]))
			option = i;
	}
	return option ? option : blank ? blank : length;
}

static void print_example(const char *command, FILE *out)
{
	for (int indent = 6;; indent = 10) {
		size_t length = help_example_line(command, (size_t) (WIDTH - indent));

		fprintf(out, "%*s%.*s", indent, "", (int) length, command);
		command += length;
		if (!*command)
			break;
		fputs(" \\\n", out);
		command++;
	}
	fputc('\n', out);
}

void help_synopsis(const struct command *command, FILE *out)
{
	fprintf(out, "reckon %s [OPTION]...", command->name);
	for (const struct operand *operand = command->operands; operand->name; operand++) {
		const char *dots = operand->repeats ? "..." : "";

		fprintf(out, operand->optional ? " [%s%s]" : " %s%s", operand->name, dots);
	}
	fputc('\n', out);
}

static void print_option(const struct option *option, FILE *out)
{
	int column = option->letter ? fprintf(out, "  -%c, --%s", option->letter, option->name)
	                            : fprintf(out, "      --%s", option->name);

	if (option->argument)
		column += fprintf(out, " %s", option->argument);
	if (column + 2 > OPTION_COLUMN) {
		fputc('\n', out);
		column = 0;
	}
	help_wrap(option->help, column, OPTION_COLUMN, WIDTH, out);
}

static void print_exit_statuses(FILE *out)
{
	fputs("\nExit status:\n", out);
	for (const struct exit_status *status = exit_statuses; status->means; status++)
		fprintf(out, "  %2d  %s\n", status->status, status->means);
	fputs("  A signal that ends reckon leaves the status that the signal gives.\n", out);
}

void help_command(const struct command *command, FILE *out)
{
	fputs("usage: ", out);
	help_synopsis(command, out);
	fprintf(out, "\nreckon %s: %s.\n", command->name, command->summary);
	for (const char *const *paragraph = command->description; *paragraph; paragraph++) {
		fputc('\n', out);
		help_wrap(*paragraph, 0, 0, WIDTH, out);
	}
	fputs("\nOptions:\n", out);
	for (const struct option *const *option = command->options; *option; option++)
		print_option(*option, out);
	print_option(&help_option, out);
	print_exit_statuses(out);
	fputs(command->examples[1].command ? "\nExamples:\n" : "\nExample:\n", out);
	for (const struct example *example = command->examples; example->command; example++) {
		fprintf(out, "  %s:\n", example->does);
		print_example(example->command, out);
	}
}

void help_overview(FILE *out)
{
	fputs("reckon " RECKON_VERSION ": rules over records, with results that can be proved\n"
	      "\n"
	      "usage: reckon COMMAND [OPTION]... [FILE]...\n"
	      "\n"
	      "Commands:\n",
	      out);
	for (const struct command *command = commands; command->name; command++)
		fprintf(out, "  %-10s  %s\n", command->name, command->summary);
	fputs("\n"
	      "Options:\n"
	      "  -h, --help     Show this overview.\n"
	      "  -V, --version  Show which reckon this is.\n"
	      "\n"
	      "'reckon COMMAND --help' shows how a command is used, with an example.\n",
	      out);
}
