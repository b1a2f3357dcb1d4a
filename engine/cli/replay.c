/* replay.c: reckon replay RUN: evaluates a run file again and compares every byte. */
#include "cli/commands.h"
#include "cli/output.h"

#include "run/replay.h"

#include <stdio.h>
#include <string.h>

/* Differences are told one by one; beyond so many of a table, the rest are only counted. */
#define DIFFERENCES_SHOWN 20

struct listing {
	char table[128];
	int shown;    /* of that table */
	int64_t told; /* of all */
};

static const char *or_nothing(const char *value)
{
	return value ? value : "nothing";
}

static bool print_difference(void *context, const struct difference *difference)
{
	struct listing *listing = context;

	if (strcmp(listing->table, difference->table)) {
		snprintf(listing->table, sizeof listing->table, "%s", difference->table);
		listing->shown = 0;
	}
	listing->told++;
	text_print(difference->table, stdout);
	printf(": row ");
	text_print(difference->key, stdout);
	if (difference->column) {
		printf(": ");
		text_print(difference->column, stdout);
		printf(" was ");
		text_print(or_nothing(difference->recorded), stdout);
		printf(", is now ");
		text_print(or_nothing(difference->replayed), stdout);
		putchar('\n');
	} else {
		printf(" is only in the %s\n", difference->recorded ? "run file" : "replay");
	}
	return ++listing->shown < DIFFERENCES_SHOWN;
}

static int print_replay(const char *path, const struct replay *replay, const struct listing *listing)
{
	char recorded[SHA256_HEX_SIZE], seal[SHA256_HEX_SIZE];
	bool same = replay->differences == 0 && !memcmp(replay->recorded_seal, replay->seal, SHA256_SIZE);

	sha256_hex(replay->recorded_seal, recorded);
	sha256_hex(replay->seal, seal);
	if (replay->differences > listing->told) {
		printf("and ");
		print_count(replay->differences - listing->told, "more", "more");
		putchar('\n');
	}
	printf("run file  ");
	text_print(path, stdout);
	putchar('\n');
	if (same) {
		printf("replayed: every byte is the same\nseal      %s\n", seal);
		return 0;
	}
	printf("replayed: ");
	print_count(replay->differences, "difference", "differences");
	putchar('\n');
	printf("seal      %s as recorded\n          %s as replayed\n", recorded, seal);
	return ERROR_FOUND;
}

int command_replay(const struct arguments *arguments)
{
	const char *path = arguments->operands[0];
	struct progress progress = { .what = "replaying " };
	struct run_options options = { .data = arguments->options[OPTION_DATA],
		                       .jobs = arguments->jobs,
		                       .progress = progress_is_shown() ? progress_of_pass : NULL,
		                       .progress_context = &progress };
	struct problems problems = PROBLEMS_INIT;
	struct listing listing = { .shown = 0 };
	struct error err = ERROR_INIT;
	struct text secret = TEXT_INIT;
	struct replay replay = { .altered = false };
	int status;

	if (secret_read(arguments->options[OPTION_SECRET_FILE], &secret, &err)) {
		status = report_error(&err);
		goto out;
	}
	options.secret = secret.bytes;
	options.secret_length = secret.length;

	int failed = replay_run(path, &options, print_difference, &listing, &replay, &problems);

	progress_end(&progress);
	status = report_problems(&problems);
	if (replay.altered) {
		fputs("reckon: '", stderr);
		text_print(path, stderr);
		fputs("' was altered: it is not replayed\n", stderr);
	}
	if (!failed)
		status = print_replay(path, &replay, &listing);
out:
	problems_release(&problems);
	secret_release(&secret);
	return status;
}
