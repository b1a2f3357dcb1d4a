/* completion.c: a bash function that completes reckon's command lines, from the table of options.
 *
 * The function counts the operands before the word at the cursor, passing over options and what they hold, so that each
 * operand is offered the files it can be. */
#include "cli/help.h"

static void print_command_names(FILE *out)
{
	for (const struct command *command = commands; command->name; command++)
		fprintf(out, "%s%s", command == commands ? "" : " ", command->name);
}

/* The options of `command` that take an argument, each as a case of "COMMAND OPTION". */
static void print_holding_options(const struct command *command, FILE *out)
{
	for (const struct option *const *option = command->options; *option; option++) {
		if ((*option)->holds == HOLDS_NOTHING)
			continue;
		fputs("\t\t", out);
		if ((*option)->letter)
			fprintf(out, "'%s -%c' | ", command->name, (*option)->letter);
		fprintf(out, "'%s --%s') held='%s' ;;\n", command->name, (*option)->name,
		        (*option)->holds == HOLDS_FILE ? "file" : "other");
	}
}

static void print_operand(const struct operand *operand, int number, FILE *out)
{
	if (operand->holds != HOLDS_FILE && operand->holds != HOLDS_COMMAND)
		return;
	if (operand->repeats)
		fputs("\t\t*) ", out);
	else
		fprintf(out, "\t\t%d) ", number);
	if (operand->holds == HOLDS_FILE) {
		fprintf(out, "files='*%s' ;;\n", operand->files ? operand->files : "");
		return;
	}
	fputs("words='", out);
	print_command_names(out);
	fputs("' ;;\n", out);
}

static void print_command_case(const struct command *command, FILE *out)
{
	int number = 0;

	fprintf(out, "\t%s)\n\t\toptions='", command->name);
	for (const struct option *const *option = command->options; *option; option++)
		fprintf(out, "--%s ", (*option)->name);
	fprintf(out, "--%s'\n\t\tcase $operand in\n", help_option.name);
	for (const struct operand *operand = command->operands; operand->name; operand++)
		print_operand(operand, number++, out);
	fputs("\t\tesac ;;\n", out);
}

void completion_bash(FILE *out)
{
	fputs("# bash completion for reckon, made by 'reckon help --completion bash'\n"
	      "_reckon()\n"
	      "{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]-}\n"
	      "\tlocal operand=0 held='' words='' files='' options='' at\n"
	      "\n"
	      "\tCOMPREPLY=()\n"
	      "\tfor ((at = 2; at < COMP_CWORD; at++)); do\n"
	      "\t\t[[ ${COMP_WORDS[at]} == = ]] && continue\n"
	      "\t\t[[ -n $held ]] && { held=''; continue; }\n"
	      "\t\tcase \"$command ${COMP_WORDS[at]}\" in\n",
	      out);
	for (const struct command *command = commands; command->name; command++)
		print_holding_options(command, out);
	fputs("\t\t*' -'*) ;;\n"
	      "\t\t*) operand=$((operand + 1)) ;;\n"
	      "\t\tesac\n"
	      "\tdone\n"
	      "\t[[ $word == = ]] && word=''\n"
	      "\tcase $command in\n",
	      out);
	for (const struct command *command = commands; command->name; command++)
		print_command_case(command, out);
	fputs("\tesac\n"
	      "\tif ((COMP_CWORD == 1)); then\n"
	      "\t\twords='",
	      out);
	print_command_names(out);
	fputs(" --help --version' files=''\n"
	      "\telif [[ $held == file ]]; then\n"
	      "\t\tfiles='*' words=''\n"
	      "\telif [[ -n $held ]]; then\n"
	      "\t\treturn\n"
	      "\telif [[ $word == -* ]]; then\n"
	      "\t\twords=$options files=''\n"
	      "\tfi\n"
	      "\t[[ -n $files ]] && compopt -o filenames 2>/dev/null\n"
	      "\tmapfile -t COMPREPLY < <(\n"
	      "\t\tcompgen -W \"$words\" -- \"$word\"\n"
	      "\t\t[[ -n $files ]] && { compgen -f -X \"!$files\" -- \"$word\"; compgen -d -- \"$word\"; } | sort "
	      "-u\n"
	      "\t)\n"
	      "}\n"
	      "complete -F _reckon reckon\n",
	      out);
}
