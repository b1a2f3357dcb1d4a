/* decimal_comma.c: preloaded into a program, sets the locale of its environment before main, as a library it uses might do.
 * The programs themselves never set one; none of their results may depend on that. Messages stay in English: what the
 * system calls its errors is no result. */
#include <locale.h>

__attribute__((constructor)) static void set_locale(void)
{
	setlocale(LC_ALL, "");
	setlocale(LC_MESSAGES, "C");
}
