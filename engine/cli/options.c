/* options.c: reads a command line against the table of options. See options.h. */
#include "cli/options.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name; command++) {
		if (!strcmp(command->name, name))
			return command;
	}
	return NULL;
}

void command_hint(const char *name, struct error *err)
{
	struct nearest nearest = nearest_to(name);

	for (const struct command *command = commands; command->name; command++)
		nearest_offer(&nearest, command->name);
	if (nearest.best)
		error_did_you_mean(err, nearest.best);
	else
		error_hint(err, "'reckon --help' lists the commands");
}

/* Where a command line is being read. */
struct parse {
	struct arguments *arguments;
	int count, at;
	char **values;
	struct error *err;
};

static const struct option *find_long(const struct command *command, const char *name, size_t length)
{
	const struct option *const *option = command->options;

	for (; *option; option++) {
		if (strlen((*option)->name) == length && !memcmp((*option)->name, name, length))
			return *option;
	}
	return strlen(help_option.name) == length && !memcmp(help_option.name, name, length) ? &help_option : NULL;
}

static const struct option *find_letter(const struct command *command, char letter)
{
	const struct option *const *option = command->options;

	for (; *option; option++) {
		if ((*option)->letter == letter)
			return *option;
	}
	return help_option.letter == letter ? &help_option : NULL;
}

static int hint_at_help(const struct parse *parse)
{
	return error_hint(parse->err, "see 'reckon %s --help'", parse->arguments->command->name);
}

static int unknown_option(const struct parse *parse, const char *name, size_t length)
{
	const struct command *command = parse->arguments->command;
	char shown[64];

	if (length >= sizeof shown)
		length = sizeof shown - 1;
	memcpy(shown, name, length);
	shown[length] = '\0';
	error_set(parse->err, ERROR_INPUT, "unknown option '--%s' of 'reckon %s'", shown, command->name);
	struct nearest nearest = nearest_to(shown);

	for (const struct option *const *option = command->options; *option; option++)
		nearest_offer(&nearest, (*option)->name);
	nearest_offer(&nearest, help_option.name);
	/* Options are written out: the beginning of one is none. */
	for (const struct option *const *option = command->options; !nearest.best && *option && length > 1;
	     option++) {
		if (!strncmp((*option)->name, shown, length))
			nearest.best = (*option)->name;
	}
	return nearest.best ? error_hint(parse->err, "did you mean '--%s'?", nearest.best) : hint_at_help(parse);
}

static int keep_option(struct parse *parse, const struct option *option, const char *argument)
{
	const char **kept = &parse->arguments->options[option->id];

	if (*kept && option->holds != HOLDS_NOTHING)
		return error_set(parse->err, ERROR_INPUT, "'--%s' is given twice", option->name);
	*kept = argument;
	return 0;
}

/* Takes the option's argument from `attached` (NULL: none is) or from the next value. */
static int take_option(struct parse *parse, const struct option *option, const char *attached)
{
	if (option->holds == HOLDS_NOTHING)
		return keep_option(parse, option, "");
	if (!attached && parse->at < parse->count)
		attached = parse->values[parse->at++];
	if (!attached || !*attached) {
		error_set(parse->err, ERROR_INPUT, "option '--%s' needs its %s", option->name, option->argument);
		return hint_at_help(parse);
	}
	if (keep_option(parse, option, attached))
		return -1;
	if (option->second == OPTION_OUTPUT)
		return 0;
	if (parse->at == parse->count || !*parse->values[parse->at]) {
		error_set(parse->err, ERROR_INPUT, "option '--%s' needs its %s", option->name, option->argument);
		return hint_at_help(parse);
	}
	parse->arguments->options[option->second] = parse->values[parse->at++];
	return 0;
}

static int parse_long(struct parse *parse, const char *value)
{
	const char *equals = strchr(value, '=');
	size_t length = equals ? (size_t) (equals - value) : strlen(value);
	const struct option *option = find_long(parse->arguments->command, value, length);

	if (!option)
		return unknown_option(parse, value, length);
	if (equals && option->holds == HOLDS_NOTHING)
		return error_set(parse->err, ERROR_INPUT, "option '--%s' takes nothing after '='", option->name);
	return take_option(parse, option, equals ? equals + 1 : NULL);
}

/* Bytes of the character that `value` begins with: a message never shows half of one. */
static size_t letter_size(const char *value)
{
	size_t size = 1;

	while (size < 4 && ((unsigned char) value[size] & 0xC0) == 0x80)
		size++;
	return size;
}

/* "-oFILE", "-o FILE", "-j4", and letters that take nothing one behind the other. */
static int parse_letters(struct parse *parse, const char *value)
{
	for (; *value; value++) {
		const struct option *option = find_letter(parse->arguments->command, *value);

		if (!option) {
			error_set(parse->err, ERROR_INPUT, "unknown option '-%.*s' of 'reckon %s'",
			          (int) letter_size(value), value, parse->arguments->command->name);
			return hint_at_help(parse);
		}
		if (option->holds != HOLDS_NOTHING)
			return take_option(parse, option, value[1] ? value + 1 : NULL);
		if (take_option(parse, option, NULL))
			return -1;
	}
	return 0;
}

/* The whole number that an option takes, from 1 to `most`; *out stays as it is where it is not given. */
static int read_number(struct parse *parse, enum option_id id, const char *name, size_t most, size_t *out)
{
	const char *text = parse->arguments->options[id];
	size_t number = 0;

	if (!text)
		return 0;
	for (const char *digit = text; *digit; digit++) {
		if (*digit < '0' || *digit > '9' || number > most) {
			number = 0;
			break;
		}
		number = number * 10 + (size_t) (*digit - '0');
	}
	if (number < 1 || number > most)
		return error_set(parse->err, ERROR_INPUT, "'--%s' takes a whole number from 1 to %zu, not '%s'", name,
		                 most, text);
	*out = number;
	return 0;
}

/* Too few operands, or too many, for what the command takes. */
static int check_operands(struct parse *parse)
{
	const struct arguments *arguments = parse->arguments;
	const struct operand *operand = arguments->command->operands;
	size_t taken = 0;

	for (; operand->name; operand++) {
		if (taken == arguments->operand_count && !operand->optional) {
			error_set(parse->err, ERROR_INPUT, "'reckon %s' needs its %s", arguments->command->name,
			          operand->name);
			return hint_at_help(parse);
		}
		if (taken < arguments->operand_count)
			taken = operand->repeats ? arguments->operand_count : taken + 1;
	}
	if (taken == arguments->operand_count)
		return 0;
	error_set(parse->err, ERROR_INPUT, "unexpected '%s' after what 'reckon %s' takes", arguments->operands[taken],
	          arguments->command->name);
	return hint_at_help(parse);
}

int arguments_parse(struct arguments *arguments, const struct command *command, int count, char **values,
                    struct error *err)
{
	struct parse parse = { .arguments = arguments, .count = count, .values = values, .err = err };
	bool only_operands = false;

	*arguments = (struct arguments){ .command = command };
	arguments->operands = calloc((size_t) count + 1, sizeof *arguments->operands);
	if (!arguments->operands)
		return error_memory(err);
	while (parse.at < count) {
		const char *value = values[parse.at++];
		int result = 0;

		if (only_operands || value[0] != '-' || value[1] == '\0')
			arguments->operands[arguments->operand_count++] = value;
		else if (!strcmp(value, "--"))
			only_operands = true;
		else if (value[1] == '-')
			result = parse_long(&parse, value + 2);
		else
			result = parse_letters(&parse, value + 1);
		if (result)
			return -1;
	}
	if (arguments->options[OPTION_HELP])
		return 0;
	if (read_number(&parse, OPTION_JOBS, "jobs", JOBS_MAX, &arguments->jobs)
	    || read_number(&parse, OPTION_LIMIT_TIME, "limit-time", LIMIT_TIME_MAX, &arguments->limit_time)
	    || read_number(&parse, OPTION_LIMIT_MEMORY, "limit-memory", LIMIT_MEMORY_MAX, &arguments->limit_memory)
	    || read_number(&parse, OPTION_THRESHOLD, "threshold", THRESHOLD_MAX, &arguments->threshold))
		return -1;
	return check_operands(&parse);
}

void arguments_release(struct arguments *arguments)
{
	free(arguments->operands);
	*arguments = (struct arguments){ .command = NULL };
}
