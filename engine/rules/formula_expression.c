/* formula_expression.c: compiles expressions into formulas. Whatever is not plainly one of the kinds in formula.h makes none. */
#include "rules/formula_parts.h"

#include <string.h>

struct formula *formula_node(struct compiler *compiler, enum formula_kind kind)
{
	struct formula *formula;

	if (compiler->nodes++ >= MAX_NODES)
		return NULL;
	formula = arena_alloc(compiler->arena, sizeof *formula);
	if (!formula) {
		compiler->memory_failed = true;
		return NULL;
	}
	*formula = (struct formula){ .kind = kind };
	return formula;
}

const struct formula *formula_constant(struct compiler *compiler, struct value value)
{
	struct formula *formula = formula_node(compiler, FORMULA_CONSTANT);

	if (formula)
		formula->value = value;
	return formula;
}

/* NULL where a part is. */
const struct formula *formula_with_parts(struct compiler *compiler, enum formula_kind kind, int index,
                                         const struct formula *a, const struct formula *b, const struct formula *c)
{
	struct formula *formula = formula_node(compiler, kind);

	if (formula) {
		formula->index = index;
		formula->a = a;
		formula->b = b;
		formula->c = c;
	}
	return formula;
}

const struct formula_record *formula_new_record(struct compiler *compiler, const struct formula_record *child,
                                                int relation, int slot, int type)
{
	struct formula_record *record = arena_alloc(compiler->arena, sizeof *record);

	if (!record) {
		compiler->memory_failed = true;
		return NULL;
	}
	*record = (struct formula_record){ .child = child, .relation = relation, .slot = slot, .type = type };
	return record;
}

struct bound *formula_find_bound(struct compiler *compiler, const struct syntax_local *local)
{
	for (size_t i = compiler->bound_count; i > 0; i--) {
		if (compiler->bound[i - 1].local == local)
			return &compiler->bound[i - 1];
	}
	return NULL;
}

const struct syntax_node *formula_bare(const struct syntax_node *node)
{
	while (node->kind == SYNTAX_PARENTHESES)
		node = node->as.operation.right;
	return node;
}

/* The local that a name stands for, where it is bound to `kind`. */
const struct bound *formula_bound_as(struct compiler *compiler, const struct syntax_node *node, enum bound_kind kind)
{
	const struct bound *bound = node->kind == SYNTAX_NAME && node->as.name.local
	                                    ? formula_find_bound(compiler, node->as.name.local)
	                                    : NULL;

	return bound && bound->kind == kind ? bound : NULL;
}

/* a.b or a["b"]; a name with a NUL in it is no name. */
static bool is_named_index(const struct syntax_node *node)
{
	const struct syntax_node *key = node->kind == SYNTAX_INDEX ? node->as.index.key : NULL;

	return key && key->kind == SYNTAX_STRING && strlen(key->as.string.bytes) == key->as.string.length;
}

static const char *key_of(const struct syntax_node *node)
{
	return node->as.index.key->as.string.bytes;
}

/* The record that an expression gives: c, c.household, or a local that holds one. NULL: it gives none. */
const struct formula_record *formula_record_of(struct compiler *compiler, const struct syntax_node *node)
{
	const struct formula_record *child;
	const struct record_type *type;
	const struct bound *bound;
	int relation;

	node = formula_bare(node);
	bound = formula_bound_as(compiler, node, BOUND_RECORD);
	if (bound)
		return bound->record;
	if (!is_named_index(node) || compiler->depth >= MAX_DEPTH)
		return NULL;
	compiler->depth++;
	child = formula_record_of(compiler, node->as.index.object);
	compiler->depth--;
	if (!child)
		return NULL;
	type = &compiler->ruleset->schema->types[child->type];
	relation = schema_relation(type, key_of(node));
	return relation < 0 ? NULL
	                    : formula_new_record(compiler, child, relation, -1, type->relations[relation].parent);
}

/* The dotted name of a group of parameters (or of one): "" for p itself. NULL: it is none. */
const char *formula_parameters_of(struct compiler *compiler, const struct syntax_node *node)
{
	const struct bound *bound;
	const char *group;
	char *name;

	node = formula_bare(node);
	bound = formula_bound_as(compiler, node, BOUND_PARAMETERS);
	if (bound)
		return bound->group;
	if (!is_named_index(node) || compiler->depth >= MAX_DEPTH)
		return NULL;
	compiler->depth++;
	group = formula_parameters_of(compiler, node->as.index.object);
	compiler->depth--;
	if (!group)
		return NULL;
	name = arena_format(compiler->arena, "%s%s%s", group, *group ? "." : "", key_of(node));
	if (!name)
		compiler->memory_failed = true;
	return name;
}

static const struct formula *compile_field(struct compiler *compiler, const struct formula_record *record,
                                           const char *name)
{
	const struct record_type *type = &compiler->ruleset->schema->types[record->type];
	int field = schema_field(type, name), rule = ruleset_rule(compiler->ruleset, record->type, name);
	struct formula *formula;

	/* A relation is no value; a name that is both a field's and a rule's is for Lua to say. */
	if (schema_relation(type, name) >= 0 || (field >= 0) == (rule >= 0))
		return NULL;
	if ((field >= 0 ? type->fields[field].type : compiler->ruleset->rules[rule].type) == TYPE_NUMBER)
		return NULL;
	formula = formula_node(compiler, field >= 0 ? FORMULA_FIELD : FORMULA_OUTCOME);
	if (!formula)
		return NULL;
	formula->record = record;
	formula->index = field >= 0 ? field : rule;
	formula->award = rule >= 0 && strcmp(compiler->ruleset->rules[rule].name, name) != 0;
	return formula;
}

static const struct formula *compile_at(struct compiler *compiler, const char *name)
{
	static const char *const names[] = { "period", "start", "finish" };

	for (int i = 0; i < 3; i++) {
		if (!strcmp(names[i], name))
			return formula_with_parts(compiler, FORMULA_PERIOD, i, NULL, NULL, NULL);
	}
	return NULL;
}

static const struct formula *compile_parameter(struct compiler *compiler, const char *name)
{
	const struct parameter *parameter = parameters_find(compiler->parameters, name);

	if (!parameter || parameter->type == TYPE_NUMBER || parameter->shape != SHAPE_VALUE)
		return NULL;
	return formula_with_parts(compiler, FORMULA_PARAMETER, (int) (parameter - compiler->parameters->items), NULL,
	                          NULL, NULL);
}

static const struct formula *compile_index(struct compiler *compiler, const struct syntax_node *node)
{
	const struct formula_record *record;
	const char *name;

	if (!is_named_index(node))
		return NULL;
	if (formula_bound_as(compiler, formula_bare(node->as.index.object), BOUND_AT))
		return compile_at(compiler, key_of(node));
	record = formula_record_of(compiler, node->as.index.object);
	if (record)
		return compile_field(compiler, record, key_of(node));
	name = formula_parameters_of(compiler, node);
	return name ? compile_parameter(compiler, name) : NULL;
}

/* A local of an enclosing function that never changes: what it was declared with, if that is a constant. */
static const struct formula *compile_captured(struct compiler *compiler, const struct syntax_local *local)
{
	const struct formula *value;

	if (local->kind != LOCAL_VARIABLE || local->assigned || !local->value)
		return NULL;
	value = formula_expression(compiler, local->value);
	return value && value->kind == FORMULA_CONSTANT ? value : NULL;
}

static const struct formula *compile_name(struct compiler *compiler, const struct syntax_node *node)
{
	const struct syntax_local *local = node->as.name.local;
	const struct bound *bound = local ? formula_find_bound(compiler, local) : NULL;

	if (!local)
		return NULL;
	if (!bound)
		return compile_captured(compiler, local);
	return bound->kind == BOUND_VALUE ? formula_with_parts(compiler, FORMULA_SLOT, bound->slot, NULL, NULL, NULL)
	                                  : NULL;
}

static const struct {
	enum syntax_operator op;
	enum formula_kind kind;
	bool swapped; /* a > b is b < a, as in Lua itself */
} operators[] = {
	{ OPERATOR_AND, FORMULA_AND, false },           { OPERATOR_OR, FORMULA_OR, false },
	{ OPERATOR_EQUAL, FORMULA_EQUAL, false },       { OPERATOR_NOT_EQUAL, FORMULA_NOT_EQUAL, false },
	{ OPERATOR_LESS, FORMULA_LESS, false },         { OPERATOR_LESS_EQUAL, FORMULA_LESS_EQUAL, false },
	{ OPERATOR_GREATER, FORMULA_LESS, true },       { OPERATOR_GREATER_EQUAL, FORMULA_LESS_EQUAL, true },
	{ OPERATOR_ADD, FORMULA_ADD, false },           { OPERATOR_SUBTRACT, FORMULA_SUBTRACT, false },
	{ OPERATOR_MULTIPLY, FORMULA_MULTIPLY, false }, { OPERATOR_NEGATE, FORMULA_NEGATE, false },
	{ OPERATOR_NOT, FORMULA_NOT, false },
};

static const struct formula *compile_operation(struct compiler *compiler, const struct syntax_node *node)
{
	const struct syntax_node *left = node->as.operation.left;

	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		const struct formula *a, *b;

		if (operators[i].op != node->as.operation.op)
			continue;
		/* In the order written: the first unknown is the one that is missing. */
		a = left ? formula_expression(compiler, left) : NULL;
		b = formula_expression(compiler, node->as.operation.right);
		if (!b || (left && !a))
			return NULL;
		if (!left)
			return formula_with_parts(compiler, operators[i].kind, 0, b, NULL, NULL);
		return formula_with_parts(compiler, operators[i].kind, operators[i].swapped, a, b, NULL);
	}
	return NULL;
}

/* money "£3", rate "5.5%": what it reads now, it would read each time. */
static const struct formula *compile_reader(struct compiler *compiler, enum type type,
                                            const struct syntax_list *arguments)
{
	const struct syntax_node *text = arguments->count == 1 ? arguments->items[0] : NULL;
	struct formula *formula;
	struct value value;
	struct error err;

	if (!text || text->kind != SYNTAX_STRING
	    || value_parse(type, text->as.string.bytes, text->as.string.length, &value, &err))
		return NULL;
	formula = formula_node(compiler, FORMULA_CONSTANT);
	if (formula) {
		formula->value = value;
		formula->index = type == TYPE_MONEY;
	}
	return formula;
}

static int rounding_of(const struct syntax_list *arguments, size_t index)
{
	enum rounding mode = ROUND_HALF_UP;
	const struct syntax_node *name = arguments->count > index ? arguments->items[index] : NULL;

	if (!name)
		return mode;
	return name->kind == SYNTAX_STRING && rounding_named(name->as.string.bytes, &mode) ? (int) mode : -1;
}

static const struct formula *compile_extreme(struct compiler *compiler, enum formula_kind kind,
                                             const struct syntax_list *arguments)
{
	const struct formula *best = arguments->count > 1 ? formula_expression(compiler, arguments->items[0]) : NULL;

	for (size_t i = 1; best && i < arguments->count; i++) {
		const struct formula *next = formula_expression(compiler, arguments->items[i]);

		best = next ? formula_with_parts(compiler, kind, 0, best, next, NULL) : NULL;
	}
	return best;
}

static const struct formula *compile_parts(struct compiler *compiler, enum formula_kind kind, int index,
                                           const struct syntax_list *arguments, size_t count)
{
	const struct formula *parts[3] = { NULL, NULL, NULL };

	if (index < 0 || arguments->count < count)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		parts[i] = formula_expression(compiler, arguments->items[i]);
		if (!parts[i])
			return NULL;
	}
	return formula_with_parts(compiler, kind, index, parts[0], parts[1], parts[2]);
}

static const struct formula *compile_library(struct compiler *compiler, const char *name,
                                             const struct syntax_list *arguments)
{
	static const struct {
		const char *name;
		enum type type;
	} readers[] = { { "money", TYPE_MONEY }, { "rate", TYPE_RATE }, { "decimal", TYPE_DECIMAL } };

	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		if (!strcmp(readers[i].name, name))
			return compile_reader(compiler, readers[i].type, arguments);
	}
	if (!strcmp(name, "round") && arguments->count <= 3)
		return compile_parts(compiler, FORMULA_ROUND, rounding_of(arguments, 2), arguments, 2);
	if (!strcmp(name, "divide") && arguments->count <= 4)
		return compile_parts(compiler, FORMULA_DIVIDE, rounding_of(arguments, 3), arguments, 3);
	if (!strcmp(name, "between") && arguments->count == 3)
		return compile_parts(compiler, FORMULA_BETWEEN, 0, arguments, 3);
	if (!strcmp(name, "min"))
		return compile_extreme(compiler, FORMULA_MINIMUM, arguments);
	if (!strcmp(name, "max"))
		return compile_extreme(compiler, FORMULA_MAXIMUM, arguments);
	if (!compiler->extended || arguments->count != 2)
		return NULL;
	if (!strcmp(name, "age_on"))
		return compile_parts(compiler, FORMULA_AGE, 0, arguments, 2);
	if (!strcmp(name, "days_between"))
		return compile_parts(compiler, FORMULA_DAYS, 0, arguments, 2);
	return strcmp(name, "multiply") ? NULL : compile_parts(compiler, FORMULA_MULTIPLY, 0, arguments, 2);
}

/* p.income_tax.rates:of(c.income) */
static const struct formula *compile_of(struct compiler *compiler, const struct syntax_node *node)
{
	const struct syntax_node *method = node->as.call.name;
	const char *name =
		compiler->extended && method->kind == SYNTAX_STRING && !strcmp(method->as.string.bytes, "of")
			? formula_parameters_of(compiler, node->as.call.callee)
			: NULL;
	const struct parameter *parameter = name ? parameters_find(compiler->parameters, name) : NULL;

	if (!parameter || parameter->shape == SHAPE_VALUE)
		return NULL;
	return compile_parts(compiler, parameter->shape == SHAPE_SCALE ? FORMULA_SCALE : FORMULA_CATEGORY,
	                     (int) (parameter - compiler->parameters->items), &node->as.call.arguments, 1);
}

static const struct formula *compile_call(struct compiler *compiler, const struct syntax_node *node)
{
	const struct syntax_node *callee = node->as.call.callee;

	if (callee->kind != SYNTAX_NAME)
		return NULL;
	if (callee->as.name.local)
		return formula_helper(compiler, callee->as.name.local, &node->as.call.arguments);
	return compile_library(compiler, callee->as.name.text, &node->as.call.arguments);
}

static const struct formula *compile_here(struct compiler *compiler, const struct syntax_node *node)
{
	switch (node->kind) {
	case SYNTAX_NIL:
		return formula_constant(compiler, (struct value){ .kind = VALUE_NONE });
	case SYNTAX_TRUE:
	case SYNTAX_FALSE:
		return formula_constant(compiler, value_flag(node->kind == SYNTAX_TRUE));
	case SYNTAX_INTEGER:
		return formula_constant(compiler, value_integer(node->as.integer));
	case SYNTAX_STRING:
		if (node->as.string.length > UINT32_MAX)
			return NULL;
		return formula_constant(compiler, value_text(node->as.string.bytes, node->as.string.length));
	case SYNTAX_PARENTHESES:
		return formula_expression(compiler, node->as.operation.right);
	case SYNTAX_NAME:
		return compile_name(compiler, node);
	case SYNTAX_INDEX:
		return compile_index(compiler, node);
	case SYNTAX_CALL:
		return compile_call(compiler, node);
	case SYNTAX_METHOD_CALL:
		return compile_of(compiler, node);
	case SYNTAX_BINARY:
	case SYNTAX_UNARY:
		return compile_operation(compiler, node);
	default:
		return NULL;
	}
}

const struct formula *formula_expression(struct compiler *compiler, const struct syntax_node *node)
{
	const struct formula *formula;

	if (compiler->depth >= MAX_DEPTH)
		return NULL;
	compiler->depth++;
	formula = compile_here(compiler, node);
	compiler->depth--;
	return formula;
}
