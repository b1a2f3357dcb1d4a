/* yaml.c: YAML is read strictly: what is refused, where, and in what words; and what hostile text cannot do. */
#include "config/yaml.h"

#include "config.h"

/* What is said of `text`, a file named "f". */
static void refused(const char *name, const char *text, const char *expected)
{
	struct bench bench;

	bench_init(&bench);
	const struct source *source = bench_file(&bench, "f", text);

	if (source)
		yaml_read(source, &bench.arena, &bench.problems);
	is_text(bench_listed(&bench), expected, name);
	bench_release(&bench);
}

static void refuses_what_is_not_plain_data(void)
{
	refused("a duplicate key is refused at the second", "a: 1\nb: 2\na: 3\n",
	        "f:3:1+1: duplicate key 'a' [it is on line 1 already]\n");
	refused("a key is a duplicate however it is quoted", "a: 1\n'a': 2\n\"\\x61\": 3\n",
	        "f:2:1+3: duplicate key 'a' [it is on line 1 already]\n"
	        "f:3:1+6: duplicate key 'a' [it is on line 1 already]\n");
	refused("a duplicate deep in a list is found", "l:\n  - {x: 1, y: 2, x: 3}\n",
	        "f:2:18+1: duplicate key 'x' [it is on line 2 already]\n");
	refused("the same key in two maps is no duplicate", "a: {x: 1}\nb: {x: 1}\n", "");
	refused("an anchor is refused", "a: &here 5\n",
	        "f:1:4+5: anchors are not used here [write the value out where it is needed]\n");
	refused("an anchor on a list is refused", "a: &here [5]\n",
	        "f:1:4+5: anchors are not used here [write the value out where it is needed]\n");
	refused("an alias is refused", "a: *here\n",
	        "f:1:4+5: aliases are not used here [write the value out; text that begins with '*' goes in "
	        "quotes]\n");
	refused("a tag is refused", "a: !!int 5\nb: !mine {c: d}\n",
	        "f:1:4+5: tags are not used here [the key says what type its value has]\n"
	        "f:2:4+5: tags are not used here [the key says what type its value has]\n");
	refused("a tag that is not even one is refused as one", "a: !u!x 5\n",
	        "f:1:4+1: tags are not used here [text that begins with '!' goes in quotes]\n");
	refused("a merge key is refused", "a: {<<: {b: c}}\n",
	        "f:1:5+2: merge keys are not used here [write the keys out]\n");
	refused("'<<' in quotes is a key like any other", "a: {'<<': b}\n", "");
	refused("a list as a key is refused", "[a, b]: c\nd: e\n", "f:1:1+6: a list as a key [a key is a word]\n");
	refused("a map as a key is refused", "? {a: b}\n: c\n", "f:1:3+6: a map as a key [a key is a word]\n");
	refused("an empty key is refused", "a: b\n: c\n",
	        "f:2:1+1: a key was expected here [keys of one map stand in one column]\n");
	refused("a key of nothing in quotes is refused", "a: b\n'': c\n", "f:2:1+2: an empty key\n");
	refused("a second document is refused", "a: b\n---\nc: d\n", "f:2:1+3: a second document in one file\n");
	refused("a directive is refused", "%YAML 1.1\n---\na: b\n",
	        "f:1:1+5: directives are not used here [take the line out]\n");
	refused("a directive that does not exist is refused", "%RECKON 1\n---\na: b\n",
	        "f:1:1+1: directives are not used here [text that begins with '%' goes in quotes]\n");
	refused("everything refused is reported, not only the first", "a: *x\nb: &y 1\na: !z 2\n",
	        "f:1:4+2: aliases are not used here [write the value out; text that begins with '*' goes in quotes]\n"
	        "f:2:4+2: anchors are not used here [write the value out where it is needed]\n"
	        "f:3:1+1: duplicate key 'a' [it is on line 1 already]\n"
	        "f:3:4+2: tags are not used here [the key says what type its value has]\n");
	refused("an empty file is refused", "", "f:1:1+1: the file holds nothing\n");
	refused("a file of comments is refused", "# nothing\n\n", "f:1:1+1: the file holds nothing\n");
	refused("an empty document is refused", "---\n", "f:1:1+1: the file holds nothing\n");
}

static void refuses_what_is_not_yaml(void)
{
	refused("a tab that indents is refused at the tab", "a:\n\tb: c\n",
	        "f:2:1+1: a tab where only spaces may stand [indent with spaces]\n");
	refused("a bracket that is never closed says where it was opened", "a: [1, 2\nb: {c: d}\n",
	        "f:2:2+1: expected ',' or ']' [the '[' on line 1, column 4 is still open]\n");
	refused("a missing comma says where the list was opened", "a: ['1' '2']\n",
	        "f:1:9+1: expected ',' or ']' [the '[' on line 1, column 4 is still open]\n");
	refused("a brace that is never closed says where it was opened", "a: {b: c\n",
	        "f:1:4+1: this '{' is never closed\n");
	refused("a quote that is never closed is shown where it opens", "a: b\nc: 'd\ne: f\n",
	        "f:2:4+1: a quote that is never closed\n");
	refused("text with ': ' in it must be in quotes", "title: Fees: the schedule\n",
	        "f:1:12+1: a ':' cannot stand here [keys of one map stand in one column; text that holds ': ' goes "
	        "in "
	        "quotes]\n");
	refused("a line without ':' is refused at its beginning", "data: x\ntitle Fees\nstrict: yes\n",
	        "f:2:1+1: a line without ':' where a key was expected [write it as 'key: value']\n");
	refused("a key in the wrong column is refused", "a: b\n c: d\n",
	        "f:2:3+1: a ':' cannot stand here [keys of one map stand in one column; text that holds ': ' goes in "
	        "quotes]\n");
	refused("a key further left is refused", "  a: b\n c: d\n",
	        "f:2:2+1: text behind the end of what the file holds [keys of one map stand in one column]\n");
	refused("an item among keys is refused", "a: b\n- c\n",
	        "f:2:1+1: a key was expected here [keys of one map stand in one column]\n");
	refused("a list begun on the line of its key is refused", "a: - b\n",
	        "f:1:4+1: a '-' item cannot stand here [a list starts on a line of its own]\n");
	refused("a value that begins with '@' must be in quotes", "a: @b\n",
	        "f:1:4+1: a value cannot begin with '@' [put the text in quotes]\n");
	refused("a value that begins with '%' must be in quotes", "a: %b\n",
	        "f:1:4+1: a value cannot begin with '%' [put the text in quotes]\n");
	refused("'*' by itself must be in quotes", "a: * b\n",
	        "f:1:4+1: anchors and aliases are not used here [text that begins with '&' or '*' goes in quotes]\n");
	refused("an escape that does not exist is refused at the escape", "a: \"\\q\"\n",
	        "f:1:5+1: an escape that does not exist [in single quotes a backslash stands for itself]\n");
	refused("an escaped surrogate is refused at its digits", "a: \"\\uD800\"\n",
	        "f:1:7+1: an escape for a character that does not exist\n");
}

static void refuses_bytes_that_mislead(void)
{
	struct bench bench;

	refused("bytes that are not UTF-8 are refused at the byte", "a: caf\xE9\n",
	        "f:1:7+1: byte 0xE9 is not UTF-8 text [save the file as UTF-8]\n");
	refused("a NUL written as an escape is refused", "a: \"x\\0y\"\n",
	        "f:1:4+6: a NUL in text [take the escape '\\0' out]\n");
	refused("an escape byte is refused", "a: b\nc: \x1B[31m\n",
	        "f:2:4+1: a control character: U+001B [take it out, or write it as an escape in double quotes]\n");
	refused("a character that turns text around is refused", "# \xE2\x80\xAE\na: b\n",
	        "f:1:3+1: a character that changes the direction of the text: U+202E [take it out, or write it as an "
	        "escape in double quotes]\n");
	refused("a line break that hides a key in a comment is refused", "a: b # note\xE2\x80\xA8 c: d\n",
	        "f:1:12+1: a line separator that editors do not show as one: U+2028 [take it out, or write it as an "
	        "escape in double quotes]\n");
	refused("a lone carriage return is refused", "a: b\rc: d\n",
	        "f:1:5+1: a carriage return that does not end a line: U+000D [take it out, or write it as an escape "
	        "in "
	        "double quotes]\n");
	refused("lines that end as on Windows are fine", "a: b\r\nc: d\r\n", "");
	refused("a message never carries a control character", "\"a\\e[1m\": 1\n\"a\\e[1m\": 2\n",
	        "f:2:1+8: duplicate key 'a?[1m' [it is on line 1 already]\n");

	bench_init(&bench);
	ok(!bench_bytes(&bench, "f", "a: b\nc: \0\n", 10), "a file with a NUL is not read");
	is_text(bench_listed(&bench), "f:2:4+1: a NUL byte in text\n", "and says where the NUL is");
	bench_release(&bench);
}

static void counts_columns_in_characters(void)
{
	refused("columns are characters, not bytes", "\xC2\xA3\xE2\x82\xAC: 1\nb: {\xC2\xA3: 1, \xC2\xA3: 2}\n",
	        "f:2:11+1: duplicate key '\xC2\xA3' [it is on line 2 already]\n");
	refused("a byte order mark does not shift columns", "\xEF\xBB\xBFxy: &a 1\n",
	        "f:1:5+2: anchors are not used here [write the value out where it is needed]\n");
}

static char *repeated(const char *unit, size_t count)
{
	size_t length = strlen(unit);
	char *text = malloc(length * count + 1);

	if (!text)
		abort();
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * length, unit, length);
	text[length * count] = '\0';
	return text;
}

static void refused_many(const char *name, const char *unit, size_t count, const char *expected)
{
	char *text = repeated(unit, count);

	refused(name, text, expected);
	free(text);
}

static void is_bounded(void)
{
	char *list, *scalar;

	refused_many("a hundred thousand '[' are refused at the thirty-third", "[", 100000,
	             "f:1:33+1: lists and maps more than 32 deep\n");
	refused_many("a hundred thousand '{' too", "{a: ", 100000, "f:1:129+1: lists and maps more than 32 deep\n");
	refused_many("a hundred thousand '- ' too", "- ", 100000, "f:1:65+1: lists and maps more than 32 deep\n");
	refused_many("a hundred thousand '? ' too", "? ", 100000, "f:1:65+1: lists and maps more than 32 deep\n");
	refused_many("thirty-two levels are not too deep", "- ", 32, "");
	refused_many("a million and one values are refused", "- \n", YAML_MAX_NODES + 1,
	             "f:1000000:2+1: more than 1000000 values in one file\n");

	scalar = repeated("x", YAML_MAX_SCALAR);
	refused("a text of 64 KiB is read", scalar, "");
	free(scalar);
	scalar = repeated("x", YAML_MAX_SCALAR + 1);
	list = malloc(YAML_MAX_SCALAR + 16);
	if (!list)
		abort();
	sprintf(list, "[%s, &a b]", scalar);
	refused("a longer one is refused, and the rest still read", list,
	        "f:1:2+65537: a text of more than 65536 bytes\n"
	        "f:1:65541+2: anchors are not used here [write the value out where it is needed]\n");
	free(list);
	free(scalar);
}

static void counts_what_it_does_not_keep(void)
{
	char *text = repeated("- &a b\n", 100000);
	struct bench bench;

	bench_init(&bench);
	const struct source *source = bench_file(&bench, "f", text);

	yaml_read(source, &bench.arena, &bench.problems);
	is_number((long long) bench.problems.count, PROBLEMS_MAX,
	          "of a hundred thousand problems the first are kept");
	is_number((long long) bench.problems.errors, 100000, "and all are counted");
	bench_release(&bench);
	free(text);
}

static void shows_the_place_on_a_long_line(void)
{
	struct text text = TEXT_INIT;
	struct bench bench;

	text_append(&text, "[");
	for (int i = 0; i < 1000; i++)
		text_append(&text, "\xC2\xA3"
		                   "12345, ");
	text_append(&text, "*here, 5]\n");
	bench_init(&bench);
	yaml_read(bench_file(&bench, "f", text_string(&text)), &bench.arena, &bench.problems);

	const struct error *err = &bench.problems.items[0];

	is_number(err->column, 8002, "a place far along a line has its true column");
	ok(strstr(err->excerpt, "*here, 5]"), "and the excerpt shows it");
	is_number(err->excerpt_column + (int) utf8_characters(err->excerpt, strcspn(err->excerpt, "*")), 8002,
	          "where the mark will stand");
	bench_release(&bench);
	text_release(&text);
}

/* The tree of `text`, which must be good. */
static const struct yaml_node *tree(struct bench *bench, const char *text)
{
	const struct source *source = bench_file(bench, "f", text);
	const struct yaml_node *root = yaml_read(source, &bench->arena, &bench->problems);

	if (!root || bench->problems.count) {
		printf("Bail out! %s\n", bench_listed(bench));
		exit(1);
	}
	return root;
}

static void a_scalar_is_text(void)
{
	struct bench bench;

	bench_init(&bench);
	const struct yaml_node *root =
		tree(&bench, "no: 010\nnull: ~\n1e3: 0x1F\ndate: 2025-04-01\nempty: ''\nnone:\n"
	                     "block: |\n  SELECT 1\n  FROM t\n");

	is_text(yaml_get(root, "no")->text, "010", "010 stays 010, and 'no' stays a key");
	is_text(yaml_get(root, "null")->text, "~", "~ is not nothing");
	is_text(yaml_get(root, "1e3")->text, "0x1F", "0x1F is not a number");
	is_text(yaml_get(root, "block")->text, "SELECT 1\nFROM t\n", "a block keeps its lines");
	ok(yaml_get(root, "empty")->quoted && yaml_get(root, "empty")->length == 0, "'' is an empty text");
	ok(!yaml_get(root, "none")->quoted, "a bare nothing is not");
	is_number(yaml_get(root, "date")->line, 4, "a value knows its line");
	is_number(yaml_get(root, "date")->column, 7, "and its column");
	is_text(yaml_get_key(root, "date")->text, "date", "a key can be had for its place");
	ok(!yaml_get(root, "Date"), "keys are told apart by case");
	bench_release(&bench);
}

static void readers_report(void)
{
	static const char *const known[] = { "title", "strict", "names", "level", NULL };
	static const char *const levels[] = { "low", "middling", "high", NULL };
	struct bench bench;
	const char *text = NULL;
	const char *const *texts;
	struct value value;
	int choice;
	bool flag;

	bench_init(&bench);
	const struct yaml_node *root = tree(&bench, "titel: x\nstrict: perhaps\nnames: [a, b, a]\nlevel: hihg\n"
	                                            "money: \xC2\xA3"
	                                            "1.234\nnone:\nmap: {a: b}\nBad Name: ' '\nzz: 1\n");
	struct yaml_reader reader = { bench.sources.items[0], &bench.arena, &bench.problems };

	yaml_known_keys(&reader, root, known);
	ok(!yaml_require(&reader, root, root, "title", known), "a misspelt key is not also reported missing");
	ok(!yaml_require(&reader, root, root, "colour", known), "what is missing is not there");
	ok(!yaml_flag(&reader, yaml_get(root, "strict"), "'strict'", &flag), "perhaps is not a flag");
	ok(!yaml_texts(&reader, yaml_get(root, "names"), "'names'", &texts), "a list that repeats itself is refused");
	ok(!yaml_choice(&reader, yaml_get(root, "level"), "'level'", levels, &choice),
	   "a choice is one of the given");
	ok(!yaml_value(&reader, yaml_get(root, "money"), TYPE_MONEY, &value), "parts of a penny are not money");
	ok(!yaml_text(&reader, yaml_get(root, "none"), "'none'", &text), "nothing is not a text");
	ok(!yaml_text(&reader, yaml_get(root, "map"), "'map'", &text), "a map is not a text");
	ok(!yaml_text(&reader, yaml_get(root, "Bad Name"), "'it'", &text), "blanks are not a text");
	ok(!yaml_name(&reader, yaml_get_key(root, "Bad Name"), "a name", &text), "a name is in lower_snake_case");
	ok(!yaml_expect(&reader, yaml_get(root, "zz"), YAML_LIST, "'zz'"), "a value is not a list");
	is_text(bench_listed(&bench),
	        "f:1:1+5: unknown key 'titel' [did you mean 'title'?]\n"
	        "f:1:1+5: 'colour' is missing\n"
	        "f:2:9+7: expected a flag: yes, no, true or false, got 'perhaps'\n"
	        "f:3:15+1: 'names' lists 'a' twice\n"
	        "f:4:8+4: 'level' must be low, middling or high, not 'hihg' [did you mean 'high'?]\n"
	        "f:5:1+5: unknown key 'money'\n"
	        "f:5:8+6: '\xC2\xA3"
	        "1.234' is not whole pence [money has at most two decimals of a pound]\n"
	        "f:6:1+4: unknown key 'none'\n"
	        "f:6:6+1: 'none' has no value\n"
	        "f:7:1+3: unknown key 'map'\n"
	        "f:7:6+6: 'map' must be a single value, not a map\n"
	        "f:8:1+8: unknown key 'Bad Name'\n"
	        "f:8:1+8: a name must be small letters, digits and '_', beginning with a letter, not 'Bad Name' [did "
	        "you "
	        "mean 'bad_name'?]\n"
	        "f:8:11+3: 'it' is empty\n"
	        "f:9:1+2: unknown key 'zz'\n"
	        "f:9:5+1: 'zz' must be a list, not a single value [a list is written [a, b]]\n",
	        "each problem says where, what and what instead");
	bench_release(&bench);
}

static void parts_have_places(void)
{
	struct bench bench;

	bench_init(&bench);
	const struct yaml_node *root = tree(&bench, "\xC2\xA3: money optional\n");
	struct yaml_node part = yaml_part(root->items[0], 6, 8);

	is_number(part.column, 10, "a word within a value has a column of its own");
	is_number((long long) part.span, 8, "and its own length");
	bench_release(&bench);
}

int main(void)
{
	refuses_what_is_not_plain_data();
	refuses_what_is_not_yaml();
	refuses_bytes_that_mislead();
	counts_columns_in_characters();
	is_bounded();
	counts_what_it_does_not_keep();
	shows_the_place_on_a_long_line();
	a_scalar_is_text();
	readers_report();
	parts_have_places();
	return done();
}
