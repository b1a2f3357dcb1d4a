/* yaml_parts.h: what yaml.c is made of besides libyaml's events. Not for others. */
#ifndef RECKON_CONFIG_YAML_PARTS_H
#define RECKON_CONFIG_YAML_PARTS_H

#include "config/yaml.h"

/* False, with problems, when the text holds characters that no reader of the file would see for what they are. */
bool yaml_check_characters(const struct yaml_reader *reader);

/* Fills `err` (without its place) from libyaml's words: its problem, its context (NULL: none), the character at the
 * problem. True: the place of the context, where the thing begins, helps more than where libyaml gave up. */
bool yaml_describe_syntax_error(const char *problem, const char *context, char found, struct error *err);

#endif
