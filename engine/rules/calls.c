/* calls.c: follows calls: into functions, decision tables and modules; what the library does with records. */
#include "rules/abstract.h"

#include "base/file.h"
#include "rules/decision_table_state.h"

#include <string.h>

static struct multi only(struct abstract value)
{
	return (struct multi){ value, { NULL, 0 } };
}

struct abstract call_argument(const struct arguments *arguments, size_t index)
{
	return index < arguments->count ? arguments->items[index] : arguments->rest;
}

const struct syntax_node *call_place(const struct syntax_node *call, size_t index)
{
	const struct syntax_list *written = &call->as.call.arguments;

	return call->kind == SYNTAX_CALL && index < written->count ? written->items[index] : call;
}

static struct abstract arguments_from(struct analysis *analysis, const struct arguments *arguments, size_t index)
{
	struct abstract all = arguments->rest;

	for (; index < arguments->count; index++)
		all = abstract_join(analysis, all, arguments->items[index]);
	return all;
}

/* The frame for this call: the same one each time the caller comes by. */
static struct frame *frame_for(struct analysis *analysis, struct frame *caller, const struct syntax_node *call,
                               const struct atom *function)
{
	struct frame *frame = caller->called;

	for (; frame; frame = frame->sibling) {
		analysis->steps++;
		if (frame->call == call && frame->function == function->node && frame->parent == function->frame) {
			frame->again = true;
			return frame;
		}
	}
	frame = frame_new(analysis, function->file, function->node, function->frame);
	if (!frame)
		return NULL;
	frame->call = call;
	frame->caller = caller;
	frame->depth = caller->depth + 1;
	frame->sibling = caller->called;
	caller->called = frame;
	return frame;
}

static void run_frame(struct analysis *analysis, struct frame *frame, const struct arguments *arguments)
{
	const struct syntax_locals *parameters = &frame->function->as.function.parameters;

	for (size_t i = 0; i < parameters->count; i++)
		local_set(analysis, frame, parameters->items[i], call_argument(arguments, i));
	abstract_grow(analysis, &frame->varargs, arguments_from(analysis, arguments, parameters->count));
	frame->result = only((struct abstract){ NULL, 0 });
	frame->loop = NULL;
	frame->stopped = false;
	follow_statements(analysis, frame, &frame->function->as.function.body);
}

/* A function that is called inside itself may have been given anything. */
static void give_anything(struct analysis *analysis, struct frame *frame)
{
	const struct syntax_locals *parameters = &frame->function->as.function.parameters;

	for (size_t i = 0; i < parameters->count; i++) {
		const struct syntax_local *local = parameters->items[i];

		local_set(analysis, frame, local,
		          abstract_join(analysis, local_get(analysis, frame, local), abstract_opaque()));
	}
}

static struct multi call_function(struct analysis *analysis, struct frame *caller, const struct syntax_node *node,
                                  const struct atom *function, const struct arguments *arguments)
{
	struct frame *frame;

	ensure(caller);
	for (frame = caller; frame; frame = frame->caller) {
		if (frame->function == function->node)
			break;
	}
	if (frame || caller->depth >= MAX_INLINED) {
		analysis_not_followed(analysis, caller, node);
		if (frame)
			give_anything(analysis, frame);
		return (struct multi){ abstract_opaque(), abstract_opaque() };
	}
	frame = frame_for(analysis, caller, node, function);
	if (!frame)
		return only(abstract_opaque());
	run_frame(analysis, frame, arguments);
	return frame->result;
}

/* One input of a decision table: a path, or a label and a function. */
static void call_input(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                       const struct atom *decision, const struct table *input, const struct arguments *arguments)
{
	struct abstract record = call_argument(arguments, 0), given = { NULL, 0 };
	int on = record.count == 1 && record.items->kind == ATOM_RECORD ? record.items->type : -1;
	bool called = false;

	for (size_t i = 0; i < input->positional.count; i++) {
		struct abstract one = { &input->positional.items[i], 1 };

		if (one.items->kind != ATOM_FUNCTION && one.items->kind != ATOM_OPAQUE)
			continue;
		given = abstract_join(analysis, given, call_value(analysis, frame, node, one, arguments).first);
		called = true;
	}
	for (size_t i = 0; !called && i < input->positional.count; i++) {
		const struct atom *path = &input->positional.items[i];
		struct frame place = { .file = path->file };

		for (size_t j = 0; path->kind == ATOM_TEXT && j < record.count; j++) {
			struct abstract one = { NULL, 0 };

			if (record.items[j].kind == ATOM_FIGURES)
				one = read_figure(analysis, &place, path->node, path->text);
			else if (record.items[j].kind == ATOM_RECORD)
				one = read_path(analysis, &place, path->node, record.items[j].type, path->text);
			given = abstract_join(analysis, given, one);
		}
	}
	misuse_input(analysis, decision, input->node, given, on);
}

static void call_inputs(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                        const struct atom *decision, struct abstract inputs, const struct arguments *arguments)
{
	for (size_t i = 0; i < inputs.count; i++) {
		const struct atom *atom = &inputs.items[i];

		if (atom->kind == ATOM_TABLE)
			call_input(analysis, frame, node, decision, atom->table, arguments);
		else if (atom->kind == ATOM_OPAQUE)
			analysis_not_followed(analysis, frame, node);
	}
}

/* The inputs that the files of the tables made there name: paths, or what the declaration has a function for. */
static bool call_files(struct analysis *analysis, const struct atom *decision, const struct arguments *arguments)
{
	struct abstract record = call_argument(arguments, 0);
	struct frame place = { .file = decision->file };
	bool found = false;

	for (size_t i = 0; i < analysis->ruleset->table_count; i++) {
		const struct table_made *made = &analysis->ruleset->tables[i];
		const struct decision_table *table = made->content;

		if (made->place.line != decision->node->line || made->place.source != decision->file->source)
			continue;
		found |= made->in_file;
		for (size_t j = 0; table && j < table->input_count; j++) {
			const char *path = table->inputs[j].label;

			for (size_t r = 0; !table->inputs[j].given && r < record.count; r++) {
				if (record.items[r].kind == ATOM_FIGURES)
					read_figure(analysis, &place, decision->node, path);
				else if (record.items[r].kind == ATOM_RECORD)
					read_path(analysis, &place, decision->node, record.items[r].type, path);
			}
		}
	}
	return found;
}

/* Each input reads from the record that the table is called with. Given values instead, it reads nothing. */
static struct multi call_decision(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                  const struct atom *decision, const struct arguments *arguments)
{
	struct abstract inputs;
	bool in_file = !analysis->loading && call_files(analysis, decision, arguments);

	if (!decision->table && in_file)
		return only(abstract_plain());
	if (!decision->table) {
		analysis_not_followed(analysis, frame, node);
		return only(abstract_opaque());
	}
	misuse_pence(analysis, decision);
	inputs = table_get(analysis, decision->table, "inputs");
	for (size_t i = 0; i < inputs.count; i++) {
		if (inputs.items[i].kind == ATOM_TABLE)
			call_inputs(analysis, frame, node, decision, inputs.items[i].table->positional, arguments);
		else if (inputs.items[i].kind == ATOM_OPAQUE)
			analysis_not_followed(analysis, frame, node);
	}
	return only(abstract_plain());
}

static struct abstract new_decision(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                    struct abstract declaration)
{
	struct atom atom = { .kind = ATOM_DECISION, .node = node, .file = frame->file };

	for (size_t i = 0; i < declaration.count; i++) {
		if (declaration.items[i].kind == ATOM_TABLE)
			atom.table = declaration.items[i].table;
	}
	analysis_keep(analysis, &atom);
	return abstract_atom(analysis, atom);
}

/* What the module's main function gives back. Each is followed once. */
struct frame *call_module(struct analysis *analysis, size_t file)
{
	struct module *module = &analysis->modules[file];
	const struct arguments none = { .items = NULL };

	if (module->frame || module->running || !analysis->loading || !analysis->files[file].syntax)
		return module->running ? NULL : module->frame;
	module->running = true;
	module->frame = frame_new(analysis, &analysis->files[file], analysis->files[file].syntax->main, NULL);
	if (module->frame)
		run_frame(analysis, module->frame, &none);
	module->running = false;
	return module->frame;
}

/* The file of that module in `folder`; -1: there is none. */
static int find_module(struct analysis *analysis, const char *folder, const char *name)
{
	char *file = arena_format(analysis->arena, "%.100s.lua", name);
	const char *path = file && folder ? path_join(analysis->arena, folder, file) : NULL;

	analysis->memory_failed |= !path;
	for (size_t i = 0; path && i < analysis->file_count; i++) {
		if (!strcmp(path, analysis->files[i].source->path))
			return (int) i;
	}
	return -1;
}

/* Where load.c looks for it. */
static struct abstract call_require(struct analysis *analysis, const struct frame *frame, struct abstract name)
{
	const char *const folders[] = { path_directory(analysis->arena, frame->file->source->path), ".", "../lib" };
	const struct frame *module = NULL;
	int found = -1;

	if (name.count != 1 || name.items->kind != ATOM_TEXT)
		return abstract_opaque();
	for (size_t i = 0; found < 0 && i < sizeof folders / sizeof *folders; i++)
		found = find_module(analysis, folders[i], name.items->text);
	if (found >= 0)
		module = call_module(analysis, (size_t) found);
	return module ? module->result.first : abstract_opaque();
}

/* related(record, "type", role), known(record, "field"): the record's type and a text that stands there. */
static struct abstract call_on_record(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                      bool related, const struct arguments *arguments)
{
	struct abstract record = call_argument(arguments, 0), name = call_argument(arguments, 1),
			result = { NULL, 0 };
	const struct syntax_list *written = &node->as.call.arguments;
	const struct syntax_node *place =
		written->count > 1 && written->items[1]->kind == SYNTAX_STRING ? written->items[1] : node;

	if (!abstract_is_text(name) && !analysis->loading) {
		analysis_not_followed(analysis, frame, node);
		return related ? abstract_opaque() : abstract_plain();
	}
	for (size_t i = 0; i < record.count; i++) {
		if (record.items[i].kind == ATOM_OPAQUE)
			analysis_not_followed(analysis, frame, node);
		if (record.items[i].kind == ATOM_FIGURES)
			misuse_host(analysis, frame, node, related ? "related" : "known");
		for (size_t j = 0; record.items[i].kind == ATOM_RECORD && j < name.count; j++) {
			int type = record.items[i].type;
			const char *text = name.items[j].text;

			if (related)
				result = abstract_join(analysis, result,
				                       read_related(analysis, frame, place, type, text));
			else
				read_record(analysis, frame, place, type, text);
		}
	}
	for (size_t i = 0; i < result.count && arguments->count > 2; i++) {
		if (result.items[i].kind == ATOM_LIST)
			call_role(analysis, frame, node, result.items[i].type, call_argument(arguments, 2));
	}
	return related ? result : abstract_plain();
}

static struct abstract call_lookup(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                   const struct arguments *arguments)
{
	struct abstract type = call_argument(arguments, 0), keys = call_argument(arguments, 1), result = { NULL, 0 };
	const struct syntax_list *written = &node->as.call.arguments;

	if (analysis->loading)
		return abstract_opaque();
	if (analysis->owner.figures) {
		misuse_host(analysis, frame, node, "lookup");
		return abstract_plain();
	}
	if (!abstract_is_text(type) || keys.count != 1 || keys.items->kind != ATOM_TABLE
	    || keys.items->table->computed.count) {
		analysis_not_followed(analysis, frame, node);
		return abstract_opaque();
	}
	for (size_t i = 0; i < type.count; i++) {
		const struct syntax_node *place =
			written->count && written->items[0]->kind == SYNTAX_STRING ? written->items[0] : node;

		result = abstract_join(analysis, result,
		                       read_lookup(analysis, frame, place, type.items[i].text, keys.items->table));
	}
	return result;
}

/* table.insert and table.sort act on tables that are followed. True: done. */
static bool call_on_table(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                          const char *name, const struct arguments *arguments)
{
	struct abstract list = call_argument(arguments, 0);
	bool insert = !strcmp(name, "table.insert");

	if (!insert && strcmp(name, "table.sort") != 0)
		return false;
	for (size_t i = 0; insert && i < list.count; i++) {
		struct table *table = list.items[i].table;

		if (list.items[i].kind != ATOM_TABLE)
			continue;
		if (table->loading && !analysis->loading)
			analysis_not_followed(analysis, frame, node);
		else
			table_add(analysis, table, arguments_from(analysis, arguments, 1));
	}
	if (!insert && arguments->count > 1) {
		struct abstract elements[2];

		elements[0] = elements[1] = follow_element(analysis, frame, node, list, false);
		call_value(analysis, frame, node, call_argument(arguments, 1),
		           &(struct arguments){ elements, 2, { NULL, 0 } });
	}
	return true;
}

/* Any other function of the library: it reads nothing, so nothing that can be read may be given to it. */
static struct multi call_plain(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                               const char *name, const struct arguments *arguments)
{
	struct abstract all = arguments_from(analysis, arguments, 0);
	bool loading = analysis->loading;

	if (!strcmp(name, "select") || !strcmp(name, "assert") || !strcmp(name, "table.unpack")) {
		struct abstract given = !strcmp(name, "select") ? arguments_from(analysis, arguments, 1) : all;

		if (*name == 't')
			given = follow_element(analysis, frame, node, all, false);
		return (struct multi){ given, given };
	}
	follow_scalar(analysis, frame, node, all);
	if (!loading && abstract_holds(analysis, all))
		analysis_not_followed(analysis, frame, node);
	/* While loading, what comes out of a table may be anything that went into it. */
	return only(loading && !strncmp(name, "table.", 6) ? abstract_opaque() : abstract_plain());
}

static struct multi call_library(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                                 const char *name, const struct arguments *arguments)
{
	struct abstract gathered, quantity;
	struct multi result;

	if (!library_is_quick(name))
		analysis->bounded = false;
	if (!strcmp(name, "related") || !strcmp(name, "known"))
		return only(call_on_record(analysis, frame, node, *name == 'r', arguments));
	if (!strcmp(name, "lookup"))
		return only(call_lookup(analysis, frame, node, arguments));
	if (!strcmp(name, "group"))
		return only(read_group(analysis, frame, node, arguments));
	if (!strcmp(name, "require"))
		return only(call_require(analysis, frame, call_argument(arguments, 0)));
	if (!strcmp(name, "decision_table"))
		return only(new_decision(analysis, frame, node, call_argument(arguments, 0)));
	if (call_gathering(analysis, frame, node, name, arguments, &gathered))
		return only(gathered);
	if (call_on_table(analysis, frame, node, name, arguments))
		return only(abstract_plain());
	result = call_plain(analysis, frame, node, name, arguments);
	if (quantities_call(analysis, frame, node, name, arguments, &quantity))
		result.first = quantity;
	return result;
}

/* p.name:of(x): a value of the parameter's type. */
static struct abstract call_of(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                               const struct atom *of, const struct arguments *arguments)
{
	char hint[160];

	snprintf(hint, sizeof hint, "write p.%.100s:of(...)", of->text);
	if (node->kind != SYNTAX_METHOD_CALL && !analysis->loading)
		read_problem(analysis, frame, node, NULL, hint, "'of' is called with a colon");
	for (size_t i = 1; i < arguments->count; i++)
		follow_scalar(analysis, frame, node, call_argument(arguments, i));
	if (node->kind == SYNTAX_METHOD_CALL && arguments->count == 2)
		misuse_of(analysis, frame, node->as.call.arguments.items[0], of->text, arguments->items[1]);
	/* Rates of a scale give of money money that is not rounded, of a number a number. */
	if (of->type == TYPE_DECIMAL + 1)
		return abstract_atom(analysis,
		                     (struct atom){ .kind = ATOM_PLAIN, .type = of->type, .text = quantity_mixed });
	return abstract_typed(analysis, (enum type)(of->type - 1));
}

struct multi call_value(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                        struct abstract callee, const struct arguments *arguments)
{
	struct multi result = { { NULL, 0 }, { NULL, 0 } }, one;

	for (size_t i = 0; i < callee.count; i++) {
		const struct atom *atom = &callee.items[i];

		switch (atom->kind) {
		case ATOM_FUNCTION:
			one = call_function(analysis, frame, node, atom, arguments);
			break;
		case ATOM_DECISION:
			one = call_decision(analysis, frame, node, atom, arguments);
			break;
		case ATOM_LIBRARY:
			one = call_library(analysis, frame, node, atom->text, arguments);
			break;
		case ATOM_OF:
			one = only(call_of(analysis, frame, node, atom, arguments));
			break;
		case ATOM_OPAQUE:
			analysis_not_followed(analysis, frame, node);
			one = (struct multi){ abstract_opaque(), abstract_opaque() };
			break;
		default:
			/* Not a function: Lua stops there. */
			misuse_call(analysis, frame, node, atom);
			one = only(abstract_plain());
			break;
		}
		result.first = abstract_join(analysis, result.first, one.first);
		result.rest = abstract_join(analysis, result.rest, one.rest);
	}
	return result;
}

/* Follows what is given; of a method call the object comes first. */
static bool follow_arguments(struct analysis *analysis, struct frame *frame, const struct syntax_node *node,
                             const struct abstract *object, struct arguments *out)
{
	const struct syntax_list *written = &node->as.call.arguments;

	*out = (struct arguments){ .count = written->count + (object ? 1 : 0) };
	out->items = analysis_alloc(analysis, (out->count + 1) * sizeof *out->items);
	if (!out->items)
		return false;
	if (object)
		out->items[0] = *object;
	for (size_t i = 0; i < written->count; i++) {
		struct multi value = follow_multi(analysis, frame, written->items[i]);

		out->items[i + (object ? 1 : 0)] = value.first;
		if (i + 1 == written->count)
			out->rest = value.rest;
	}
	return true;
}

/* Parameters whose method charges for what it does. */
static bool is_graded(struct abstract object)
{
	for (size_t i = 0; i < object.count; i++) {
		if (object.items[i].kind != ATOM_GRADED)
			return false;
	}
	return object.count > 0;
}

static struct multi call_method(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct abstract object = follow(analysis, frame, node->as.call.callee);
	const struct syntax_node *name = node->as.call.name;
	struct syntax_node index = { .kind = SYNTAX_INDEX,
		                     .line = node->line,
		                     .column = node->column,
		                     .offset = node->offset,
		                     .length = node->length };
	struct arguments arguments;
	struct abstract method;

	index.as.index.object = node->as.call.callee;
	index.as.index.key = node->as.call.name;
	index.as.index.dotted = true;
	if (!is_graded(object))
		analysis->bounded = false;
	method = follow_index(analysis, frame, &index, object);
	if (!follow_arguments(analysis, frame, node, &object, &arguments))
		return only(abstract_opaque());
	/* A method of a text is the library's. */
	for (size_t i = 0; i < object.count; i++) {
		if (object.items[i].kind == ATOM_PLAIN || object.items[i].kind == ATOM_TEXT) {
			call_plain(analysis, frame, name, "", &arguments);
			break;
		}
	}
	return call_value(analysis, frame, node, method, &arguments);
}

struct multi call_node(struct analysis *analysis, struct frame *frame, const struct syntax_node *node)
{
	struct abstract callee;
	struct arguments arguments;

	if (node->kind == SYNTAX_METHOD_CALL)
		return call_method(analysis, frame, node);
	callee = follow(analysis, frame, node->as.call.callee);
	if (!follow_arguments(analysis, frame, node, NULL, &arguments))
		return only(abstract_opaque());
	return call_value(analysis, frame, node, callee, &arguments);
}

/* A declared function, called as the engine calls it: with a record or the figures, the parameters and `at`. */
void call_declared(struct analysis *analysis, const struct atom *function, int on)
{
	struct abstract items[3];
	struct arguments arguments = { items, 3, { NULL, 0 } };
	struct frame *frame;
	size_t errors;

	items[0] = on >= 0 ? abstract_atom(analysis, (struct atom){ .kind = ATOM_RECORD, .type = on })
	           : analysis->owner.figures ? abstract_atom(analysis, (struct atom){ .kind = ATOM_FIGURES })
	                                     : abstract_plain();
	items[1] = abstract_atom(analysis, (struct atom){ .kind = ATOM_PARAMETERS, .text = "" });
	items[2] = abstract_atom(analysis, (struct atom){ .kind = ATOM_AT, .type = on });
	if (function->kind == ATOM_DECISION) {
		misuse_output(analysis, function);
		frame = frame_new(analysis, function->file, function->file->syntax->main, NULL);
		if (frame)
			call_decision(analysis, frame, function->node, function, &arguments);
		return;
	}
	frame = frame_new(analysis, function->file, function->node, function->frame);
	if (!frame)
		return;
	errors = analysis->problems->errors;
	run_frame(analysis, frame, &arguments);
	misuse_ending(analysis, frame, errors);
}
