/* tap.h: the Test Anything Protocol for C tests: a file of checks, each naming what is promised.
 *
 *     int main(void)
 *     {
 *             ok(1 + 1 == 2, "sums are right");
 *             return done();
 *     }
 */
#ifndef RECKON_T_TAP_H
#define RECKON_T_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 4, 5), unused)) static bool tap_check(bool passed, const char *file, int line,
                                                                    const char *format, ...)
{
	va_list arguments;

	printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	if (!passed) {
		tap_failed++;
		printf("#   failed at %s line %d\n", file, line);
	}
	fflush(stdout);
	return passed;
}

#define ok(condition, ...) tap_check((condition), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((unused)) static bool tap_same_text(const char *got, const char *expected, const char *name,
                                                  const char *file, int line)
{
	bool same = got && expected ? !strcmp(got, expected) : got == expected;

	tap_check(same, file, line, "%s", name);
	if (!same)
		printf("#   got:      %s\n#   expected: %s\n", got ? got : "(null)", expected ? expected : "(null)");
	return same;
}

#define is_text(got, expected, name) tap_same_text((got), (expected), (name), __FILE__, __LINE__)

__attribute__((unused)) static bool tap_same_number(long long got, long long expected, const char *name,
                                                    const char *file, int line)
{
	tap_check(got == expected, file, line, "%s", name);
	if (got != expected)
		printf("#   got:      %lld\n#   expected: %lld\n", got, expected);
	return got == expected;
}

#define is_number(got, expected, name) tap_same_number((got), (expected), (name), __FILE__, __LINE__)

/* Prints the plan; the exit status of the test. */
__attribute__((unused)) static int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#endif
