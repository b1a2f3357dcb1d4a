/* value_source.c: where the values of a parameter, or one of them, come from. */
#include "config/parameters_parts.h"

static const char *const source_keys[] = { "title", "section", "page", "url", NULL };

/* "Household Support Fund scheme 2025-26, section 3, page 12, https://..."; a section that is no number says itself what it is:
 * "Education Act 1996, Schedule 35B paragraph 11". */
static const char *read_source_map(const struct yaml_reader *reader, const struct yaml_node *map)
{
	const char *parts[4] = { NULL, NULL, NULL, NULL }, *text;
	const char *before[] = { "", ", section ", ", page ", ", " };
	static const char *const named[] = { "the title of a source", "the section of a source",
		                             "the page of a source", "the url of a source" };

	yaml_known_keys(reader, map, source_keys);
	yaml_require(reader, map, map, "title", source_keys);
	for (size_t i = 0; source_keys[i]; i++) {
		const struct yaml_node *node = yaml_get(map, source_keys[i]);

		if (node)
			yaml_text(reader, node, named[i], &parts[i]);
	}
	if (parts[1] && !(*parts[1] >= '0' && *parts[1] <= '9'))
		before[1] = ", ";
	text = arena_format(reader->arena, "%s%s%s%s%s%s%s", parts[0] ? parts[0] : "", parts[1] ? before[1] : "",
	                    parts[1] ? parts[1] : "", parts[2] ? before[2] : "", parts[2] ? parts[2] : "",
	                    parts[3] ? before[3] : "", parts[3] ? parts[3] : "");
	if (!text)
		yaml_problem_memory(reader);
	return text;
}

/* Why a value is only illustrative: a reason, not a mere yes. */
static void read_illustrative(const struct yaml_reader *reader, const struct yaml_node *node, const char **out)
{
	struct error ignored = ERROR_INIT;
	struct value flag;

	if (!yaml_text(reader, node, "'illustrative'", out))
		return;
	if (!value_parse(TYPE_FLAG, node->text, node->length, &flag, &ignored))
		yaml_problem(reader, node, NULL,
		             "'illustrative' must say why the value is only illustrative, not '%s'", node->text);
}

bool value_source_read(const struct yaml_reader *reader, const struct yaml_node *map, const char *name,
                       struct value_source *out)
{
	const struct yaml_node *source = yaml_get(map, "source"), *illustrative = yaml_get(map, "illustrative");

	if (!source && !illustrative)
		return false;
	*out = (struct value_source){ .shown = NULL };
	if (source && illustrative)
		yaml_problem(reader, yaml_get_key(map, "illustrative"), "take one of them out",
		             "'%s' has both 'source' and 'illustrative'", name);
	if (source && source->kind == YAML_MAP)
		out->source = read_source_map(reader, source);
	else if (source)
		yaml_text(reader, source, "'source'", &out->source);
	if (illustrative)
		read_illustrative(reader, illustrative, &out->illustrative);
	out->shown = out->source;
	if (out->source || !out->illustrative)
		return true;
	out->shown = arena_format(reader->arena, "illustrative: %s", out->illustrative);
	if (!out->shown)
		yaml_problem_memory(reader);
	return true;
}
