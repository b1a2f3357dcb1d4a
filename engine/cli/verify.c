/* verify.c: reckon verify RUN: computes every digest again and names the rows that do not agree. */
#include "cli/commands.h"
#include "cli/output.h"

#include "run/run_file.h"
#include "run/verify.h"

#include <stdio.h>

/* What the run found, which verifying leaves as it is. */
static void print_expectations(const struct verification *verification)
{
	if (verification->missed + verification->incomplete == 0)
		return;
	fputs("the run did not meet what was expected: of ", stdout);
	print_count(verification->expectations, "expectation", "expectations");
	if (verification->missed > 0) {
		fputs(", ", stdout);
		print_count(verification->missed, "missed", "missed");
	}
	if (verification->incomplete > 0) {
		fputs(", ", stdout);
		print_count(verification->incomplete, "incomplete", "incomplete");
	}
	putchar('\n');
}

static void print_verification(const char *path, const struct verification *verification,
                               const struct problems *found)
{
	char seal[SHA256_HEX_SIZE];

	sha256_hex(verification->seal, seal);
	printf("run file  ");
	text_print(path, stdout);
	printf("\nscenario  ");
	text_print(verification->scenario, stdout);
	printf(", run at ");
	text_print(verification->when, stdout);
	puts(" (not sealed)");
	if (found->count == 0) {
		print_count(verification->rows, "record or outcome agrees", "records and outcomes agree");
		puts(" with their digests");
	} else {
		puts("the run file was altered: no seal holds for it");
	}
	if (verification->without_data)
		puts("the records themselves are not in the file");
	if (verification->dropped > 0) {
		print_count(verification->dropped, "personal value was", "personal values were");
		puts(" taken out; what was committed to is whole");
	}
	if (verification->unchecked)
		puts("personal values were not checked: that needs the secret they were salted with (--secret-file)");
	print_expectations(verification);
	/* Of an altered file it could still be the one in the minutes: that of digests whose rows have changed. */
	if (found->count == 0)
		printf("seal      %s\n", seal);
}

int command_verify(const struct arguments *arguments)
{
	const char *path = arguments->operands[0];
	struct progress progress = { .what = "verifying " };
	struct verify_options options = { .progress = progress_of, .progress_context = &progress };
	struct problems found = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	struct text secret = TEXT_INIT;
	struct database *file = NULL;
	struct verification verification;
	int status;

	if (secret_read(arguments->options[OPTION_SECRET_FILE], &secret, &err)
	    || run_file_open(&file, path, 1, &err)) {
		status = report_error(&err);
		goto out;
	}
	options.secret = secret.bytes;
	options.secret_length = secret.length;

	int failed = verify_run(file, &options, &verification, &found, &err);

	progress_end(&progress);
	status = report_problems(&found);
	if (failed)
		status = report_error(&err);
	else
		print_verification(path, &verification, &found);
out:
	problems_release(&found);
	database_close(file);
	secret_release(&secret);
	return status;
}
