/* quote.c: what a person wrote, as messages show it. */
#include "value/quote.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

#define SHOWN 48

const char *quote(const char *text, size_t length, char out[QUOTE_SIZE])
{
	size_t used = 0, at = 0;
	bool cut = false;

	while (at < length && !cut) {
		unsigned char byte = (unsigned char) text[at];
		size_t size = byte < 0xC2 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 1;

		if (size > length - at || !utf8_valid(text + at, size, NULL))
			size = 1;
		cut = used + size > SHOWN;
		if (!cut) {
			memcpy(out + used, text + at, size);
			if (size == 1 && (byte < 0x20 || byte >= 0x7F))
				out[used] = byte < 0x20 ? ' ' : '?';
			used += size;
			at += size;
		}
	}
	memcpy(out + used, cut ? "..." : "", cut ? 4 : 1);
	return out;
}
