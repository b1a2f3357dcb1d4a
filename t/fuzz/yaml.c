/* yaml.c: the strict reading of YAML. A text that libyaml itself refuses is never accepted, and what is accepted is what libyaml
 * reads in it: the same scalars in the same order, each where the tree says it is. */
#include "config.h"
#include "fuzz.h"

#include "config/yaml.h"

#include <yaml.h>

struct scalars {
	struct text text; /* each with a NUL behind it */
	size_t count;
};

/* False: libyaml refuses the text. */
static bool scalars_by_libyaml(const struct source *source, struct scalars *out)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true, good;

	must(yaml_parser_initialize(&parser));
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *) source->text, source->length);
	while ((good = yaml_parser_parse(&parser, &event) != 0) && more) {
		more = event.type != YAML_STREAM_END_EVENT;
		if (event.type == YAML_SCALAR_EVENT) {
			text_append_bytes(&out->text, event.data.scalar.value, event.data.scalar.length);
			text_append_char(&out->text, '\0');
			out->count++;
		}
		yaml_event_delete(&event);
		if (!more)
			break;
	}
	yaml_parser_delete(&parser);
	return good;
}

static void take_node(const struct source *source, const struct yaml_node *node, struct scalars *out)
{
	must(node->line >= 1 && node->column >= 1 && node->offset <= source->length);
	must(node->span <= source->length - node->offset && !node->refused);
	if (node->kind == YAML_SCALAR) {
		must(strlen(node->text) == node->length && utf8_valid(node->text, node->length, NULL));
		text_append_bytes(&out->text, node->text, node->length + 1);
		out->count++;
	}
	for (size_t i = 0; node->kind != YAML_SCALAR && i < node->count; i++) {
		if (node->kind == YAML_MAP) {
			take_node(source, node->keys[i], out);
			must(yaml_get(node, node->keys[i]->text) == node->items[i]);
		}
		take_node(source, node->items[i], out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scalars ours = { .text = TEXT_INIT }, theirs = { .text = TEXT_INIT };
	const struct source *source;
	struct yaml_node *root;
	struct bench bench;

	bench_init(&bench);
	source = bench_bytes(&bench, "a.yaml", (const char *) data, size);
	root = source ? yaml_read(source, &bench.arena, &bench.problems) : NULL;
	must(root || bench.problems.errors > 0);
	check_problems(&bench.problems);
	if (source && bench.problems.errors == 0) {
		must(scalars_by_libyaml(source, &theirs));
		take_node(source, root, &ours);
		must(ours.count == theirs.count && ours.text.length == theirs.text.length
		     && !memcmp(text_string(&ours.text), text_string(&theirs.text), ours.text.length));
	}
	text_release(&ours.text);
	text_release(&theirs.text);
	bench_release(&bench);
	return 0;
}
