/* resolve_path.c: paths from a record: relations, and a field or an outcome at their end; and the texts of findings. */
#include "rules/resolve.h"

#include "rules/amounts.h"

#include <string.h>

int resolve_type(const struct schema *schema, const char *name, struct error *err)
{
	struct nearest nearest = nearest_to(name);
	int type = schema_type(schema, name);

	if (type >= 0 && !schema->types[type].unusable)
		return type;
	if (type >= 0)
		return error_set(err, ERROR_INPUT, "'%s' cannot be used as records: %s", name,
		                 schema->types[type].unusable);
	for (size_t i = 0; i < schema->count; i++)
		nearest_offer(&nearest, schema->types[i].name);
	error_set(err, ERROR_INPUT, "there is no record type '%s'", name);
	return error_did_you_mean(err, nearest.best);
}

/* What a name that a record of type `on` does not have might have meant. */
static int fail_unknown(const struct ruleset *ruleset, int on, const char *name, struct error *err)
{
	const struct record_type *type = &ruleset->schema->types[on];
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < type->field_count; i++)
		nearest_offer(&nearest, type->fields[i].name);
	for (size_t i = 0; i < type->relation_count; i++)
		nearest_offer(&nearest, type->relations[i].name);
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		if (ruleset->rules[i].on != on)
			continue;
		nearest_offer(&nearest, ruleset->rules[i].name);
		if (ruleset->rules[i].award_name)
			nearest_offer(&nearest, ruleset->rules[i].award_name);
	}
	error_set(err, ERROR_INPUT, "'%s' has no field or rule '%s'", type->name, name);
	return error_did_you_mean(err, nearest.best);
}

/* The end of a path: a field or an outcome of a record of path->type. */
static int resolve_end(const struct ruleset *ruleset, const char *name, struct path *path, struct error *err)
{
	const struct record_type *type = &ruleset->schema->types[path->type];

	path->field = schema_field(type, name);
	if (path->field >= 0) {
		path->value_type = type->fields[path->field].type;
		return 0;
	}
	path->rule = ruleset_rule(ruleset, path->type, name);
	if (path->rule >= 0) {
		const struct rule *rule = &ruleset->rules[path->rule];

		path->award = rule->award_name && !strcmp(rule->award_name, name);
		path->value_type = path->award ? TYPE_MONEY : rule->type;
		return 0;
	}
	if (schema_relation(type, name) >= 0) {
		error_set(err, ERROR_INPUT, "'%s' of '%s' is a record, not a value", name, type->name);
		return error_hint(err, "name one of its fields: %s.FIELD", name);
	}
	return fail_unknown(ruleset, path->type, name, err);
}

int resolve_path(struct ruleset *ruleset, int on, const char *text, struct path *path, struct error *err)
{
	char *names = arena_text(&ruleset->arena, text), *dot;
	size_t dots = 0;

	*path = (struct path){ .text = text, .type = on, .field = -1, .rule = -1 };
	for (const char *at = text; *at; at++)
		dots += *at == '.';
	path->relations = arena_array(&ruleset->arena, dots + 1, sizeof *path->relations);
	if (!names || !path->relations)
		return error_memory(err);
	while ((dot = strchr(names, '.')) != NULL) {
		const struct record_type *type = &ruleset->schema->types[path->type];
		int relation;

		*dot = '\0';
		relation = schema_relation(type, names);
		if (relation < 0 && schema_field(type, names) >= 0) {
			error_set(err, ERROR_INPUT, "'%s' of '%s' is a value, and has no fields", names, type->name);
			return -1;
		}
		if (relation < 0)
			return fail_unknown(ruleset, path->type, names, err);
		path->relations[path->relation_count++] = relation;
		path->type = type->relations[relation].parent;
		names = dot + 1;
	}
	return resolve_end(ruleset, names, path, err);
}

/* Adds one part of a message. */
static void add_part(struct message *message, const char *text, size_t length, struct ruleset *ruleset)
{
	message->parts[message->count].text = arena_bytes(&ruleset->arena, text, length);
	message->count++;
}

/* The figure or total that a message shows. */
static int find_amount(const struct ruleset *ruleset, const char *name, struct amount *amount, struct error *err)
{
	if (ruleset_amount(ruleset, name, amount))
		return 0;
	amount_fail_unknown(ruleset, name, err);
	return -1;
}

int resolve_message(struct ruleset *ruleset, int on, const char *text, struct message *message, struct error *err)
{
	size_t braces = 0, used = 0;
	char *plain = arena_alloc(&ruleset->arena, strlen(text) + 1);

	for (const char *at = text; *at; at++)
		braces += *at == '{';
	*message = (struct message){ .parts = arena_array(&ruleset->arena, 2 * braces + 1, sizeof *message->parts) };
	if (!plain || !message->parts)
		return error_memory(err);
	while (*text) {
		struct message_part *part;
		const char *end;
		char *name;

		/* A doubled brace is one brace. */
		if ((text[0] == '{' || text[0] == '}') && text[1] == text[0]) {
			plain[used++] = text[0];
			text += 2;
			continue;
		}
		if (*text != '{') {
			plain[used++] = *text++;
			continue;
		}
		end = strchr(text, '}');
		if (!end) {
			error_set(err, ERROR_INPUT, "the message has a '{' without its '}'");
			return error_hint(err, "write {{ for a brace");
		}
		if (used > 0)
			add_part(message, plain, used, ruleset);
		used = 0;
		name = arena_bytes(&ruleset->arena, text + 1, (size_t) (end - text - 1));
		if (!name)
			return error_memory(err);
		part = &message->parts[message->count++];
		if (on < 0 ? find_amount(ruleset, name, &part->amount, err)
		           : resolve_path(ruleset, on, name, &part->path, err))
			return -1;
		text = end + 1;
	}
	if (used > 0)
		add_part(message, plain, used, ruleset);
	for (size_t i = 0; i < message->count; i++) {
		if (!message->parts[i].text && !message->parts[i].path.text && !message->parts[i].amount.name)
			return error_memory(err);
	}
	return 0;
}
