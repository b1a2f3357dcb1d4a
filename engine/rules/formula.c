/* formula.c: compiles functions into formulas. Whatever is not plainly one of the kinds in formula.h makes no formula. */
#include "rules/formula.h"

#include <string.h>

#define MAX_NODES 400
#define MAX_DEPTH 100
#define MAX_BOUND 48

enum bound_kind { BOUND_VALUE, BOUND_RECORD, BOUND_PARAMETERS, BOUND_AT };

/* A local of a function that is being compiled, or of a helper that it calls. */
struct bound {
	const struct syntax_local *local;
	enum bound_kind kind;
	int slot;                            /* value */
	const struct formula_record *record; /* record */
	const char *group;                   /* parameters: "", "uplift", ... */
};

/* What follows a list of statements when it comes to its end. */
struct rest {
	const struct syntax_list *statements;
	size_t next;
	const struct rest *after;
};

struct compiler {
	struct ruleset *ruleset;
	const struct parameters *parameters;
	struct arena *arena;
	struct bound bound[MAX_BOUND];
	size_t bound_count;
	size_t nodes;
	int depth, slots;
	bool memory_failed;
};

static const struct formula *compile(struct compiler *compiler, const struct syntax_node *node);
static const struct formula *compile_block(struct compiler *compiler, const struct syntax_list *statements,
                                           size_t next, const struct rest *after);

static struct formula *new_node(struct compiler *compiler, enum formula_kind kind)
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

static const struct formula *constant(struct compiler *compiler, struct value value)
{
	struct formula *formula = new_node(compiler, FORMULA_CONSTANT);

	if (formula)
		formula->value = value;
	return formula;
}

/* NULL where a part is. */
static const struct formula *with_parts(struct compiler *compiler, enum formula_kind kind, int index,
                                        const struct formula *a, const struct formula *b, const struct formula *c)
{
	struct formula *formula = new_node(compiler, kind);

	if (formula) {
		formula->index = index;
		formula->a = a;
		formula->b = b;
		formula->c = c;
	}
	return formula;
}

static const struct formula_record *new_record(struct compiler *compiler, const struct formula_record *child,
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

static struct bound *find_bound(struct compiler *compiler, const struct syntax_local *local)
{
	for (size_t i = compiler->bound_count; i > 0; i--) {
		if (compiler->bound[i - 1].local == local)
			return &compiler->bound[i - 1];
	}
	return NULL;
}

static bool bind(struct compiler *compiler, struct bound bound)
{
	if (compiler->bound_count == MAX_BOUND)
		return false;
	compiler->bound[compiler->bound_count++] = bound;
	return true;
}

static const struct syntax_node *without_parentheses(const struct syntax_node *node)
{
	while (node->kind == SYNTAX_PARENTHESES)
		node = node->as.operation.right;
	return node;
}

/* The local that a name stands for, where it is bound to `kind`. */
static const struct bound *bound_as(struct compiler *compiler, const struct syntax_node *node, enum bound_kind kind)
{
	const struct bound *bound =
		node->kind == SYNTAX_NAME && node->as.name.local ? find_bound(compiler, node->as.name.local) : NULL;

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
static const struct formula_record *record_of(struct compiler *compiler, const struct syntax_node *node)
{
	const struct formula_record *child;
	const struct record_type *type;
	const struct bound *bound;
	int relation;

	node = without_parentheses(node);
	bound = bound_as(compiler, node, BOUND_RECORD);
	if (bound)
		return bound->record;
	if (!is_named_index(node) || compiler->depth >= MAX_DEPTH)
		return NULL;
	compiler->depth++;
	child = record_of(compiler, node->as.index.object);
	compiler->depth--;
	if (!child)
		return NULL;
	type = &compiler->ruleset->schema->types[child->type];
	relation = schema_relation(type, key_of(node));
	return relation < 0 ? NULL : new_record(compiler, child, relation, -1, type->relations[relation].parent);
}

/* The dotted name of a group of parameters (or of one): "" for p itself. NULL: it is none. */
static const char *parameters_of(struct compiler *compiler, const struct syntax_node *node)
{
	const struct bound *bound;
	const char *group;
	char *name;

	node = without_parentheses(node);
	bound = bound_as(compiler, node, BOUND_PARAMETERS);
	if (bound)
		return bound->group;
	if (!is_named_index(node) || compiler->depth >= MAX_DEPTH)
		return NULL;
	compiler->depth++;
	group = parameters_of(compiler, node->as.index.object);
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
	formula = new_node(compiler, field >= 0 ? FORMULA_FIELD : FORMULA_OUTCOME);
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
			return with_parts(compiler, FORMULA_PERIOD, i, NULL, NULL, NULL);
	}
	return NULL;
}

static const struct formula *compile_parameter(struct compiler *compiler, const char *name)
{
	const struct parameter *parameter = parameters_find(compiler->parameters, name);

	if (!parameter || parameter->type == TYPE_NUMBER || parameter->shape != SHAPE_VALUE)
		return NULL;
	return with_parts(compiler, FORMULA_PARAMETER, (int) (parameter - compiler->parameters->items), NULL, NULL,
	                  NULL);
}

static const struct formula *compile_index(struct compiler *compiler, const struct syntax_node *node)
{
	const struct formula_record *record;
	const char *name;

	if (!is_named_index(node))
		return NULL;
	if (bound_as(compiler, without_parentheses(node->as.index.object), BOUND_AT))
		return compile_at(compiler, key_of(node));
	record = record_of(compiler, node->as.index.object);
	if (record)
		return compile_field(compiler, record, key_of(node));
	name = parameters_of(compiler, node);
	return name ? compile_parameter(compiler, name) : NULL;
}

/* A local of an enclosing function that never changes: what it was declared with, if that is a constant. */
static const struct formula *compile_captured(struct compiler *compiler, const struct syntax_local *local)
{
	const struct formula *value;

	if (local->kind != LOCAL_VARIABLE || local->assigned || !local->value)
		return NULL;
	value = compile(compiler, local->value);
	return value && value->kind == FORMULA_CONSTANT ? value : NULL;
}

static const struct formula *compile_name(struct compiler *compiler, const struct syntax_node *node)
{
	const struct syntax_local *local = node->as.name.local;
	const struct bound *bound = local ? find_bound(compiler, local) : NULL;

	if (!local)
		return NULL;
	if (!bound)
		return compile_captured(compiler, local);
	return bound->kind == BOUND_VALUE ? with_parts(compiler, FORMULA_SLOT, bound->slot, NULL, NULL, NULL) : NULL;
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
		a = left ? compile(compiler, left) : NULL;
		b = compile(compiler, node->as.operation.right);
		if (!b || (left && !a))
			return NULL;
		if (!left)
			return with_parts(compiler, operators[i].kind, 0, b, NULL, NULL);
		return with_parts(compiler, operators[i].kind, operators[i].swapped, a, b, NULL);
	}
	return NULL;
}

/* money "£3", rate "5.5%": what it reads now, it would read each time. */
static const struct formula *compile_reader(struct compiler *compiler, enum type type,
                                            const struct syntax_list *arguments)
{
	const struct syntax_node *text = arguments->count == 1 ? arguments->items[0] : NULL;
	struct value value;
	struct error err;

	if (!text || text->kind != SYNTAX_STRING
	    || value_parse(type, text->as.string.bytes, text->as.string.length, &value, &err))
		return NULL;
	return constant(compiler, value);
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
	const struct formula *best = arguments->count > 1 ? compile(compiler, arguments->items[0]) : NULL;

	for (size_t i = 1; best && i < arguments->count; i++) {
		const struct formula *next = compile(compiler, arguments->items[i]);

		best = next ? with_parts(compiler, kind, 0, best, next, NULL) : NULL;
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
		parts[i] = compile(compiler, arguments->items[i]);
		if (!parts[i])
			return NULL;
	}
	return with_parts(compiler, kind, index, parts[0], parts[1], parts[2]);
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
	return NULL;
}

/* Binds `local` to what `node` gives. *let: the node that works it out, to stand around all that follows; NULL: nothing
 * has to be. */
static bool bind_to(struct compiler *compiler, const struct syntax_local *local, const struct syntax_node *node,
                    struct formula **let)
{
	struct bound bound = { .local = local };
	const struct formula_record *record = node ? record_of(compiler, node) : NULL;
	const struct formula *value;

	*let = NULL;
	if (local->assigned || local->close)
		return false;
	bound.group = node && !record ? parameters_of(compiler, node) : NULL;
	if (bound.group && parameters_find(compiler->parameters, bound.group))
		bound.group = NULL;
	if (bound.group) {
		bound.kind = BOUND_PARAMETERS;
		return bind(compiler, bound);
	}
	if (node && bound_as(compiler, without_parentheses(node), BOUND_AT)) {
		bound.kind = BOUND_AT;
		return bind(compiler, bound);
	}
	if (record && !record->child) {
		bound.kind = BOUND_RECORD;
		bound.record = record;
		return bind(compiler, bound);
	}
	if (compiler->slots == FORMULA_SLOTS)
		return false;
	bound.slot = compiler->slots++;
	*let = new_node(compiler, record ? FORMULA_LET_RECORD : FORMULA_LET);
	if (!*let)
		return false;
	(*let)->index = bound.slot;
	if (record) {
		bound.kind = BOUND_RECORD;
		(*let)->record = record;
		bound.record = new_record(compiler, NULL, -1, bound.slot, record->type);
		return bound.record && bind(compiler, bound);
	}
	bound.kind = BOUND_VALUE;
	value = node ? compile(compiler, node) : constant(compiler, (struct value){ .kind = VALUE_NONE });
	(*let)->a = value;
	return value && bind(compiler, bound);
}

/* Binds locals to expressions, one each, and compiles what follows. */
static const struct formula *compile_lets(struct compiler *compiler, const struct syntax_locals *locals,
                                          const struct syntax_list *values, const struct syntax_list *statements,
                                          size_t next, const struct rest *after)
{
	struct formula *lets[8];
	const struct formula *body;
	size_t count = 0;

	if (values->count > locals->count || locals->count > 8)
		return NULL;
	/* a, b = f(): one call may give several values. */
	if (values->count && values->count < locals->count
	    && (values->items[values->count - 1]->kind == SYNTAX_CALL
	        || values->items[values->count - 1]->kind == SYNTAX_METHOD_CALL
	        || values->items[values->count - 1]->kind == SYNTAX_VARARG))
		return NULL;
	for (size_t i = 0; i < locals->count; i++) {
		struct formula *let;

		if (!bind_to(compiler, locals->items[i], i < values->count ? values->items[i] : NULL, &let))
			return NULL;
		if (let)
			lets[count++] = let;
	}
	body = compile_block(compiler, statements, next, after);
	for (size_t i = count; body && i > 0; i--) {
		lets[i - 1]->b = body;
		body = lets[i - 1];
	}
	return body;
}

/* A helper of the same file: its body, with its parameters bound to the arguments. */
static const struct formula *compile_helper(struct compiler *compiler, const struct syntax_local *local,
                                            const struct syntax_list *arguments)
{
	const struct syntax_node *function = local->assigned ? NULL : local->value;
	size_t bound_count = compiler->bound_count;
	const struct formula *result;

	if (!function || function->kind != SYNTAX_FUNCTION || function->as.function.vararg
	    || find_bound(compiler, local))
		return NULL;
	/* A helper that calls itself would bind its parameters twice. */
	for (size_t i = 0; i < function->as.function.parameters.count; i++) {
		if (find_bound(compiler, function->as.function.parameters.items[i]))
			return NULL;
	}
	result = compile_lets(compiler, &function->as.function.parameters, arguments, &function->as.function.body, 0,
	                      NULL);
	compiler->bound_count = bound_count;
	return result;
}

static const struct formula *compile_call(struct compiler *compiler, const struct syntax_node *node)
{
	const struct syntax_node *callee = node->as.call.callee;

	if (callee->kind != SYNTAX_NAME)
		return NULL;
	if (callee->as.name.local)
		return compile_helper(compiler, callee->as.name.local, &node->as.call.arguments);
	return compile_library(compiler, callee->as.name.text, &node->as.call.arguments);
}

static const struct formula *compile_here(struct compiler *compiler, const struct syntax_node *node)
{
	switch (node->kind) {
	case SYNTAX_NIL:
		return constant(compiler, (struct value){ .kind = VALUE_NONE });
	case SYNTAX_TRUE:
	case SYNTAX_FALSE:
		return constant(compiler, value_flag(node->kind == SYNTAX_TRUE));
	case SYNTAX_INTEGER:
		return constant(compiler, value_integer(node->as.integer));
	case SYNTAX_STRING:
		if (node->as.string.length > UINT32_MAX)
			return NULL;
		return constant(compiler, value_text(node->as.string.bytes, node->as.string.length));
	case SYNTAX_PARENTHESES:
		return compile(compiler, node->as.operation.right);
	case SYNTAX_NAME:
		return compile_name(compiler, node);
	case SYNTAX_INDEX:
		return compile_index(compiler, node);
	case SYNTAX_CALL:
		return compile_call(compiler, node);
	case SYNTAX_BINARY:
	case SYNTAX_UNARY:
		return compile_operation(compiler, node);
	default:
		return NULL;
	}
}

static const struct formula *compile(struct compiler *compiler, const struct syntax_node *node)
{
	const struct formula *formula;

	if (compiler->depth >= MAX_DEPTH)
		return NULL;
	compiler->depth++;
	formula = compile_here(compiler, node);
	compiler->depth--;
	return formula;
}

/* if ... then ... elseif ... else ... end, from branch `index` on, and what follows it. */
static const struct formula *compile_if(struct compiler *compiler, const struct syntax_list *branches, size_t index,
                                        const struct rest *after)
{
	size_t bound_count = compiler->bound_count;
	const struct syntax_node *branch;
	const struct formula *condition, *then, *otherwise;

	if (index == branches->count)
		return compile_block(compiler, after->statements, after->next, after->after);
	branch = branches->items[index];
	if (!branch->as.loop.condition)
		return compile_block(compiler, &branch->as.loop.body, 0, after);
	condition = compile(compiler, branch->as.loop.condition);
	then = condition ? compile_block(compiler, &branch->as.loop.body, 0, after) : NULL;
	compiler->bound_count = bound_count;
	otherwise = then ? compile_if(compiler, branches, index + 1, after) : NULL;
	compiler->bound_count = bound_count;
	return otherwise ? with_parts(compiler, FORMULA_IF, 0, condition, then, otherwise) : NULL;
}

static const struct formula *compile_statement(struct compiler *compiler, const struct syntax_list *statements,
                                               size_t next, const struct rest *after)
{
	const struct syntax_node *statement = statements->items[next];
	struct rest rest = { .statements = statements, .next = next + 1, .after = after };

	switch (statement->kind) {
	case SYNTAX_RETURN:
		if (statement->as.list.count > 1)
			return NULL;
		return statement->as.list.count ? compile(compiler, statement->as.list.items[0])
		                                : constant(compiler, (struct value){ .kind = VALUE_NONE });
	case SYNTAX_IF:
		return compile_if(compiler, &statement->as.list, 0, &rest);
	case SYNTAX_LOCAL:
		return compile_lets(compiler, &statement->as.local.locals, &statement->as.local.values, statements,
		                    next + 1, after);
	default:
		return NULL;
	}
}

static const struct formula *compile_block(struct compiler *compiler, const struct syntax_list *statements,
                                           size_t next, const struct rest *after)
{
	const struct formula *formula;

	if (compiler->depth >= MAX_DEPTH)
		return NULL;
	while (next == statements->count && after) {
		statements = after->statements;
		next = after->next;
		after = after->after;
	}
	if (next == statements->count)
		return constant(compiler, (struct value){ .kind = VALUE_NONE });
	compiler->depth++;
	formula = compile_statement(compiler, statements, next, after);
	compiler->depth--;
	return formula;
}

static const struct formula *compile_function(struct compiler *compiler, const struct function *function)
{
	const struct syntax_node *node = function->syntax;
	static const enum bound_kind kinds[] = { BOUND_RECORD, BOUND_PARAMETERS, BOUND_AT };
	const struct syntax_locals *parameters = &node->as.function.parameters;

	if (parameters->count > 3 || node->as.function.vararg)
		return NULL;
	for (size_t i = 0; i < parameters->count; i++) {
		struct bound bound = { .local = parameters->items[i], .kind = kinds[i], .group = "" };

		if (bound.local->assigned)
			return NULL;
		if (i == 0) {
			bound.record = new_record(compiler, NULL, -1, -1, function->on);
			if (!bound.record)
				return NULL;
		}
		if (!bind(compiler, bound))
			return NULL;
	}
	return compile_block(compiler, &node->as.function.body, 0, NULL);
}

int formulas_compile(struct ruleset *ruleset, const struct parameters *parameters)
{
	for (size_t i = 0; i < ruleset->function_count; i++) {
		struct function *function = &ruleset->functions[i];
		struct compiler compiler = { .ruleset = ruleset, .parameters = parameters, .arena = &ruleset->arena };

		if (!function->syntax || function->on < 0 || !function->reads.followed)
			continue;
		function->formula = compile_function(&compiler, function);
		if (compiler.memory_failed)
			return -1;
	}
	return 0;
}
