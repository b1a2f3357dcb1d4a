/* follow.c: follows expressions: what each may be, and what it reads on the way. */
#include "rules/abstract.h"

#include <string.h>

/* A group of parameters where a value is wanted: whatever is made of it, it is read. */
void follow_scalar(struct analysis *analysis, const struct frame *frame, const struct syntax_node *node,
                   struct abstract value)
{
	for (size_t i = 0; i < value.count; i++) {
		if (value.items[i].kind == ATOM_PARAMETERS)
			read_all_parameters(analysis, frame, node, value.items[i].text);
		else if (value.items[i].kind == ATOM_GRADED && value.count == 1)
			misuse_graded(analysis, frame, node, value.items[i].text);
	}
}

/* What `pairs`, `ipairs` or a computed key may give of `list`; `named`: fields too. */
struct abstract follow_element(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                               struct abstract list, bool named)
{
	struct abstract result = { NULL, 0 }, one;

	for (size_t i = 0; i < list.count; i++) {
		const struct atom *atom = &list.items[i];

		switch (atom->kind) {
		case ATOM_LIST:
			one = abstract_atom(analysis, (struct atom){ .kind = ATOM_RECORD, .type = atom->type });
			break;
		case ATOM_TABLE:
			one = named ? table_all(analysis, atom->table)
			            : abstract_join(analysis, atom->table->positional, atom->table->computed);
			break;
		case ATOM_PARAMETERS:
			one = read_all_parameters(analysis, frame, node, atom->text);
			break;
		case ATOM_PLAIN:
		case ATOM_TEXT:
			one = abstract_plain();
			break;
		case ATOM_OPAQUE:
			one = abstract_opaque();
			break;
		default:
			analysis_not_followed(analysis, frame, node);
			one = abstract_opaque();
			break;
		}
		result = abstract_join(analysis, result, one);
	}
	return result;
}

/* The field `name` of one thing. `quiet`: do not report a parameter that is not there. */
static struct abstract field_of(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                const struct atom *atom, const char *name, bool quiet)
{
	struct abstract result = abstract_plain();
	size_t size;
	char *full;

	switch (atom->kind) {
	case ATOM_RECORD:
		return read_record(analysis, frame, node, atom->type, name);
	case ATOM_PARAMETERS:
		read_parameter(analysis, frame, node, atom->text, name, quiet, &result);
		return result;
	case ATOM_GRADED:
		if (!strcmp(name, "of"))
			return abstract_atom(
				analysis, (struct atom){ .kind = ATOM_OF, .text = atom->text, .type = atom->type });
		misuse_graded(analysis, frame, node, atom->text);
		return result;
	case ATOM_AT:
		return read_at(analysis, frame, node, atom->type, name);
	case ATOM_PREVIOUS:
		return read_previous(analysis, frame, node, atom->type, name);
	case ATOM_FIGURES:
		return read_figure(analysis, frame, node, name);
	case ATOM_TOTALS:
		return read_total(analysis, frame, node, name);
	case ATOM_PREVIOUS_TOTALS:
		return read_previous_amount(analysis, frame, node, name, true);
	case ATOM_TABLE:
		return table_get(analysis, atom->table, name);
	case ATOM_LIBRARY:
		size = strlen(atom->text) + strlen(name) + 2;
		full = analysis_alloc(analysis, size);
		if (!full)
			return result;
		snprintf(full, size, "%s.%s", atom->text, name);
		return abstract_atom(analysis, (struct atom){ .kind = ATOM_LIBRARY, .text = full });
	case ATOM_OPAQUE:
		return abstract_opaque();
	default:
		misuse_field(analysis, frame, node, atom, name);
		return result;
	}
}

/* Of groups that a computed name may have chosen, it is enough that one has the parameter. */
static bool some_group_has(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                           struct abstract object, const char *name)
{
	struct abstract ignored;
	size_t groups = 0, having = 0;

	for (size_t i = 0; i < object.count; i++) {
		if (object.items[i].kind != ATOM_PARAMETERS)
			continue;
		groups++;
		having += read_parameter(analysis, frame, node, object.items[i].text, name, true, &ignored);
	}
	return groups > 1 && having > 0;
}

static struct abstract index_by_name(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                     struct abstract object, const char *name)
{
	struct abstract result = { NULL, 0 };
	bool quiet = some_group_has(analysis, frame, node, object, name);

	for (size_t i = 0; i < object.count; i++)
		result = abstract_join(analysis, result,
		                       field_of(analysis, frame, node, &object.items[i], name, quiet));
	return result;
}

/* t[1], t[i], t[x]: the key is not a name that stands there. */
static struct abstract index_by_value(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                      struct abstract object, struct abstract key)
{
	struct abstract result = { NULL, 0 };

	for (size_t i = 0; i < object.count; i++) {
		struct abstract one = { &object.items[i], 1 };

		switch (object.items[i].kind) {
		case ATOM_RECORD:
			read_problem(analysis, frame, node, NULL, "write c.income, never c[x]",
			             "records are read by name only");
			break;
		case ATOM_FIGURES:
			read_problem(analysis, frame, node, NULL, "write f.gap, never f[x]",
			             "figures are read by name only");
			break;
		case ATOM_TOTALS:
		case ATOM_PREVIOUS_TOTALS:
			read_problem(analysis, frame, node, NULL,
			             "write at.totals.income; one group of it is group(\"income\", value)",
			             "totals are read by name only");
			break;
		case ATOM_AT:
		case ATOM_PREVIOUS:
			analysis_not_followed(analysis, frame, node);
			break;
		case ATOM_GRADED:
			misuse_graded(analysis, frame, node, object.items[i].text);
			break;
		case ATOM_LIBRARY:
		case ATOM_FUNCTION:
		case ATOM_DECISION:
			if (!analysis->loading)
				analysis_not_followed(analysis, frame, node);
			result = abstract_join(analysis, result, abstract_opaque());
			break;
		default:
			if (abstract_is_text(key)) {
				for (size_t j = 0; j < key.count; j++)
					result = abstract_join(
						analysis, result,
						index_by_name(analysis, frame, node, one, key.items[j].text));
			} else {
				result = abstract_join(analysis, result,
				                       follow_element(analysis, frame, node, one, true));
			}
			break;
		}
	}
	return result;
}

struct abstract follow_index(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                             struct abstract object)
{
	const struct syntax_node *key = node->as.index.key;
	struct abstract value;

	if (key->kind == SYNTAX_STRING)
		return index_by_name(analysis, frame, node->as.index.dotted ? key : node, object,
		                     key->as.string.bytes);
	value = follow(analysis, frame, key);
	follow_scalar(analysis, frame, key, value);
	return index_by_value(analysis, frame, node, object, value);
}

static struct abstract follow_name(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	const char *name = node->as.name.text;

	if (node->as.name.local)
		return local_get(analysis, frame, node->as.name.local);
	if (library_has(name))
		return abstract_atom(analysis, (struct atom){ .kind = ATOM_LIBRARY, .text = name });
	return abstract_opaque();
}

/* `a and b` is b where anything can be read from it: what else it may be is nil or false. */
static struct abstract follow_binary(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct abstract left, right;
	bool compared = false;

	/* Of a `not` that is meant for the comparison, nothing more is said. */
	if (misuse_not(analysis, frame, node))
		return abstract_typed(analysis, TYPE_FLAG);
	left = follow(analysis, frame, node->as.operation.left);
	right = follow(analysis, frame, node->as.operation.right);
	switch (node->as.operation.op) {
	case OPERATOR_AND:
		misuse_joined(analysis, frame, node);
		misuse_truth(analysis, frame, node->as.operation.left);
		return right;
	case OPERATOR_OR:
		misuse_joined(analysis, frame, node);
		misuse_truth(analysis, frame, node->as.operation.left);
		return abstract_join(analysis, left, right);
	case OPERATOR_CONCATENATE:
		if (analysis->loops)
			analysis->bounded = false;
		misuse_concatenation(analysis, frame, node->as.operation.left, left);
		misuse_concatenation(analysis, frame, node->as.operation.right, right);
		break;
	case OPERATOR_EQUAL:
	case OPERATOR_NOT_EQUAL:
		misuse_nil(analysis, frame, node);
		misuse_comparison(analysis, frame, node, left, right);
		quantities_compared(analysis, frame, node->as.operation.left, left, node->as.operation.right, right);
		compared = true;
		break;
	case OPERATOR_LESS:
	case OPERATOR_LESS_EQUAL:
	case OPERATOR_GREATER:
	case OPERATOR_GREATER_EQUAL:
		misuse_comparison(analysis, frame, node, left, right);
		quantities_compared(analysis, frame, node->as.operation.left, left, node->as.operation.right, right);
		compared = true;
		break;
	default:
		break;
	}
	misuse_group(analysis, frame, node->as.operation.left, left);
	misuse_group(analysis, frame, node->as.operation.right, right);
	follow_scalar(analysis, frame, node->as.operation.left, left);
	follow_scalar(analysis, frame, node->as.operation.right, right);
	return compared ? abstract_typed(analysis, TYPE_FLAG) : quantities_binary(analysis, frame, node, left, right);
}

static struct abstract follow_unary(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct abstract value = follow(analysis, frame, node->as.operation.right);

	follow_scalar(analysis, frame, node, value);
	if (node->as.operation.op == OPERATOR_NOT)
		misuse_condition(analysis, frame, node->as.operation.right);
	if (node->as.operation.op == OPERATOR_LENGTH)
		misuse_length(analysis, frame, node->as.operation.right, value);
	switch (node->as.operation.op) {
	case OPERATOR_NEGATE:
		return quantities_negated(analysis, value);
	case OPERATOR_NOT:
		return abstract_typed(analysis, TYPE_FLAG);
	default:
		return abstract_plain();
	}
}

static struct abstract follow_table(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct table *table = table_at(analysis, frame, node);

	if (!table)
		return abstract_plain();
	for (size_t i = 0; i < node->as.list.count; i++) {
		const struct syntax_node *entry = node->as.list.items[i], *key = entry->as.index.key;
		struct multi value = follow_multi(analysis, frame, entry->as.index.value);

		if (!key) {
			table_add(analysis, table, value.first);
			if (i + 1 == node->as.list.count)
				table_add(analysis, table, value.rest);
		} else if (key->kind == SYNTAX_STRING) {
			table_set(analysis, table, key->as.string.bytes, value.first);
		} else if (key->kind == SYNTAX_INTEGER) {
			table_add(analysis, table, value.first);
		} else {
			follow_scalar(analysis, frame, key, follow(analysis, frame, key));
			abstract_grow(analysis, &table->computed, value.first);
		}
	}
	return abstract_atom(analysis, (struct atom){ .kind = ATOM_TABLE, .table = table });
}

static struct abstract follow_function(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct atom atom = { .kind = ATOM_FUNCTION, .node = node, .file = frame->file, .frame = frame };

	analysis_keep(analysis, &atom);
	return abstract_atom(analysis, atom);
}

static struct abstract follow_kind(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	switch (node->kind) {
	case SYNTAX_NIL:
		return (struct abstract){ NULL, 0 };
	case SYNTAX_STRING:
		return abstract_atom(analysis, (struct atom){ .kind = ATOM_TEXT,
		                                              .text = node->as.string.bytes,
		                                              .node = node,
		                                              .file = frame->file });
	case SYNTAX_FUNCTION:
		return follow_function(analysis, frame, node);
	case SYNTAX_NAME:
		return follow_name(analysis, frame, node);
	case SYNTAX_INDEX:
		return follow_index(analysis, frame, node, follow(analysis, frame, node->as.index.object));
	case SYNTAX_CALL:
	case SYNTAX_METHOD_CALL:
	case SYNTAX_VARARG:
		return follow_multi(analysis, frame, node).first;
	case SYNTAX_TABLE:
		return follow_table(analysis, frame, node);
	case SYNTAX_BINARY:
		return follow_binary(analysis, frame, node);
	case SYNTAX_UNARY:
		return follow_unary(analysis, frame, node);
	case SYNTAX_INTEGER:
		return quantity_written(analysis, frame, node);
	case SYNTAX_PARENTHESES:
		return follow(analysis, frame, node->as.operation.right);
	default:
		return abstract_plain();
	}
}

struct abstract follow(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct abstract result = abstract_opaque();

	analysis->depth++;
	if (analysis_step(analysis, frame, node, 1))
		result = follow_kind(analysis, frame, node);
	analysis->depth--;
	return result;
}

struct multi follow_multi(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct multi result = { { NULL, 0 }, { NULL, 0 } };

	if (node->kind == SYNTAX_VARARG) {
		result.first = result.rest = frame->varargs;
	} else if (node->kind == SYNTAX_CALL || node->kind == SYNTAX_METHOD_CALL) {
		analysis->depth++;
		if (analysis_step(analysis, frame, node, 1))
			result = call_node(analysis, frame, node);
		else
			result.first = result.rest = abstract_opaque();
		analysis->depth--;
	} else {
		result.first = follow(analysis, frame, node);
	}
	return result;
}
