/* formula.c: compiles functions into formulas: their statements, and the helpers that they call. */
#include "rules/formula_parts.h"

/* What follows a list of statements when it comes to its end. */
struct rest {
	const struct syntax_list *statements;
	size_t next;
	const struct rest *after;
};

static const struct formula *compile_block(struct compiler *compiler, const struct syntax_list *statements,
                                           size_t next, const struct rest *after);

static bool bind(struct compiler *compiler, struct bound bound)
{
	if (compiler->bound_count == MAX_BOUND)
		return false;
	compiler->bound[compiler->bound_count++] = bound;
	return true;
}

/* Whether values are read of it later: it is no parameter, or one that is asked with `of`, which the plain kinds do not know. */
static bool is_group(const struct compiler *compiler, const char *name)
{
	const struct parameter *parameter = parameters_find(compiler->parameters, name);

	return !parameter || (compiler->extended && parameter->shape != SHAPE_VALUE);
}

/* Binds `local` to what `node` gives. *let: the node that works it out, to stand around all that follows; NULL: nothing
 * has to be. */
static bool bind_to(struct compiler *compiler, const struct syntax_local *local, const struct syntax_node *node,
                    struct formula **let)
{
	struct bound bound = { .local = local };
	const struct formula_record *record = node ? formula_record_of(compiler, node) : NULL;
	const struct formula *value;

	*let = NULL;
	if (local->assigned || local->close)
		return false;
	bound.group = node && !record ? formula_parameters_of(compiler, node) : NULL;
	if (bound.group && !is_group(compiler, bound.group))
		bound.group = NULL;
	if (bound.group) {
		bound.kind = BOUND_PARAMETERS;
		return bind(compiler, bound);
	}
	if (node && formula_bound_as(compiler, formula_bare(node), BOUND_AT)) {
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
	*let = formula_node(compiler, record ? FORMULA_LET_RECORD : FORMULA_LET);
	if (!*let)
		return false;
	(*let)->index = bound.slot;
	if (record) {
		bound.kind = BOUND_RECORD;
		(*let)->record = record;
		bound.record = formula_new_record(compiler, NULL, -1, bound.slot, record->type);
		return bound.record && bind(compiler, bound);
	}
	bound.kind = BOUND_VALUE;
	value = node ? formula_expression(compiler, node)
	             : formula_constant(compiler, (struct value){ .kind = VALUE_NONE });
	(*let)->a = value;
	if (!compiler->helpers)
		(*let)->value = value_text(local->name, local->name_length);
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
const struct formula *formula_helper(struct compiler *compiler, const struct syntax_local *local,
                                     const struct syntax_list *arguments)
{
	const struct syntax_node *function = local->assigned ? NULL : local->value;
	size_t bound_count = compiler->bound_count;
	const struct formula *result;

	if (!function || function->kind != SYNTAX_FUNCTION || function->as.function.vararg
	    || formula_find_bound(compiler, local))
		return NULL;
	/* A helper that calls itself would bind its parameters twice. */
	for (size_t i = 0; i < function->as.function.parameters.count; i++) {
		if (formula_find_bound(compiler, function->as.function.parameters.items[i]))
			return NULL;
	}
	compiler->helpers++;
	result = compile_lets(compiler, &function->as.function.parameters, arguments, &function->as.function.body, 0,
	                      NULL);
	compiler->helpers--;
	compiler->bound_count = bound_count;
	return result;
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
	condition = formula_expression(compiler, branch->as.loop.condition);
	then = condition ? compile_block(compiler, &branch->as.loop.body, 0, after) : NULL;
	compiler->bound_count = bound_count;
	otherwise = then ? compile_if(compiler, branches, index + 1, after) : NULL;
	compiler->bound_count = bound_count;
	return otherwise ? formula_with_parts(compiler, FORMULA_IF, 0, condition, then, otherwise) : NULL;
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
		return statement->as.list.count ? formula_expression(compiler, statement->as.list.items[0])
		                                : formula_constant(compiler, (struct value){ .kind = VALUE_NONE });
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
		return formula_constant(compiler, (struct value){ .kind = VALUE_NONE });
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
			bound.record = formula_new_record(compiler, NULL, -1, -1, function->on);
			if (!bound.record)
				return NULL;
		}
		if (!bind(compiler, bound))
			return NULL;
	}
	return compile_block(compiler, &node->as.function.body, 0, NULL);
}

static const struct formula *compile(struct ruleset *ruleset, const struct parameters *parameters,
                                     const struct function *function, bool extended, bool *memory_failed)
{
	struct compiler compiler = {
		.ruleset = ruleset, .parameters = parameters, .arena = &ruleset->arena, .extended = extended
	};
	const struct formula *formula = compile_function(&compiler, function);

	*memory_failed |= compiler.memory_failed;
	return formula;
}

int formulas_compile(struct ruleset *ruleset, const struct parameters *parameters)
{
	bool memory_failed = false;

	for (size_t i = 0; i < ruleset->function_count; i++) {
		struct function *function = &ruleset->functions[i];

		if (!function->syntax || function->on < 0 || !function->reads.followed)
			continue;
		function->formula = compile(ruleset, parameters, function, false, &memory_failed);
		function->wider = function->formula ? function->formula
		                                    : compile(ruleset, parameters, function, true, &memory_failed);
		if (memory_failed)
			return -1;
	}
	return 0;
}
