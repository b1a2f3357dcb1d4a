# Builds reckon. `make run` shows it at work, `make test` tests it; `make help` lists the rest.
BUILD = build
PREFIX = /usr/local
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wpointer-arith -Wundef
LIBRARIES = lua5.4 sqlite3 yaml-0.1 libcrypto
JOBS = 2
MAKEFLAGS += --no-print-directory
# `make V=1` shows each command in full.
QUIET = $(if $(V),,@echo "  $(1)";)

SOURCES := $(wildcard engine/*/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
CLI_OBJECTS := $(filter $(BUILD)/engine/cli/%,$(OBJECTS))
UNIT_TESTS := $(patsubst t/%.c,$(BUILD)/t/%.t,$(wildcard t/*.c))
CORPUS_TESTS := $(patsubst t/fuzz/%.c,$(BUILD)/t/fuzz/%.t,$(wildcard t/fuzz/*.c))
FUZZERS := $(patsubst t/fuzz/%.c,$(BUILD)/fuzzers/%,$(wildcard t/fuzz/*.c))
PRELOADS := $(patsubst t/preload/%.c,$(BUILD)/t/%.so,$(wildcard t/preload/*.c))
COMMAND_TESTS := $(wildcard t/*.t)
PACK_TESTS := $(wildcard rules/*/tests.yaml rules/*/*.tests.yaml)
C_FILES := $(wildcard engine/*.h engine/*/*.[ch] t/*.[ch] t/*/*.[ch])
SCRIPTS := .ci/run t/lib.sh t/bench/lib.sh t/bad.sh t/attack.sh t/docs.sh $(COMMAND_TESTS) $(shell grep -lE '^\#!/bin/(ba)?sh' scripts/*)

all: $(BUILD)/reckon $(BUILD)/man/done $(BUILD)/completion/done

help:
	@sed -n 's/^#: //p' Makefile

#: make            build the program, its library, manual pages and shell completion in build/
#: make run        build a sample database and run every scenario on it
#: make test       build, and run every test
#: make check      formatting, static analysis, valgrind, and the tests again under sanitizers
#: make check-faults  every fault, of which the tests try a sample: calls to the system, SQLite's operations, allocations
#: make check-threads  runs, replays and comparisons with two jobs, under ThreadSanitizer
#: make fuzz       look for input that breaks the readers of files, and Lua's host (SECONDS=60 for each of them)
#: make bench      time jobs against the same in SQL (RECORDS=1000000 TIMES=5; JOB=fees for one)
#: make bench-growth  how cost grows with records, rules, parameters and scenarios (PART=rules for one)
#: make install    install under PREFIX (/usr/local), below DESTDIR when it is given
#: make clean      remove build/
#: HOUSEHOLDS=N    with make run: how many households to make up

HOUSEHOLDS = 20000
RECORDS = 1000000
TIMES = 5
SECONDS = 60

# What the compiler needs to know of the libraries is asked once, after installing what is missing.
ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/libraries.mk
endif
$(BUILD)/libraries.mk: scripts/install-packages
	@scripts/install-packages build
	@mkdir -p $(BUILD)
	@cflags=$$(pkg-config --cflags $(LIBRARIES)) && libs=$$(pkg-config --libs $(LIBRARIES)) && \
	printf 'LIBRARY_CFLAGS = %s\nLIBRARY_LIBS = %s -lcsv -lpthread -lm\n' "$$cflags" "$$libs" >$@

ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Iengine -I$(BUILD) $(WARNINGS) $(LIBRARY_CFLAGS) $(CFLAGS)

# A file that changes when its text does: objects depend on how they are compiled, the library on what it is made of.
define remember
	@mkdir -p $(@D)
	@echo '$(1)' | cmp -s - $@ || echo '$(1)' >$@
endef
$(BUILD)/compile: FORCE
	$(call remember,$(CC) $(ALL_CFLAGS))
$(BUILD)/objects: FORCE
	$(call remember,$(OBJECTS) $(LDFLAGS))

$(BUILD)/%.o: %.c $(BUILD)/compile
	@mkdir -p $(@D)
	$(call QUIET,compile $<)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(filter $(BUILD)/engine/run/%,$(OBJECTS)): $(BUILD)/run_schema.h
$(BUILD)/run_schema.h: schema/run.sql scripts/embed-text
	@mkdir -p $(@D)
	$(call QUIET,embed $<)scripts/embed-text RUN_SCHEMA_SQL $< >$@.new && mv $@.new $@

# What `reckon editor` and `reckon init` write.
EDITOR_FILES = schema/language.lua $(wildcard schema/*.schema.json)
WORKSPACE_FILES = $(wildcard schema/support.sql schema/support/*.csv rules/support/*)
$(BUILD)/engine/cli/editor.o: $(BUILD)/editor_files.h
$(BUILD)/editor_files.h: $(EDITOR_FILES) scripts/embed-files
	@mkdir -p $(@D)
	$(call QUIET,embed $(EDITOR_FILES))scripts/embed-files EDITOR_FILES $(EDITOR_FILES) >$@.new && mv $@.new $@
$(BUILD)/engine/cli/init.o: $(BUILD)/workspace_files.h
$(BUILD)/workspace_files.h: $(WORKSPACE_FILES) scripts/embed-files
	@mkdir -p $(@D)
	$(call QUIET,embed the workspace)scripts/embed-files WORKSPACE_FILES $(WORKSPACE_FILES) >$@.new && mv $@.new $@

$(BUILD)/libreckon.a: $(filter-out $(CLI_OBJECTS),$(OBJECTS)) $(BUILD)/objects
	$(call QUIET,archive $@)rm -f $@ && ar rcs $@ $(filter %.o,$^)

$(BUILD)/reckon: $(CLI_OBJECTS) $(BUILD)/libreckon.a
	$(call QUIET,link $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARY_LIBS)

# The program itself knows its commands and options: manual pages and completion are made by it.
$(BUILD)/man/done: $(BUILD)/reckon scripts/make-man-pages
	$(call QUIET,write manual pages)scripts/make-man-pages $< $(@D) && touch $@
$(BUILD)/completion/done: $(BUILD)/reckon
	@mkdir -p $(@D)
	$(call QUIET,write shell completion)$< help --completion bash >$(@D)/reckon && touch $@

$(BUILD)/t/%.t: t/%.c $(BUILD)/libreckon.a $(BUILD)/compile
	@mkdir -p $(@D)
	$(call QUIET,compile $<)$(CC) $(ALL_CFLAGS) -It -MMD -MP -o $@ $< $(BUILD)/libreckon.a $(LDFLAGS) -Wl,--as-needed -lgmp $(LIBRARY_LIBS)

# The same, with libFuzzer in place of the corpus.
$(BUILD)/fuzzers/%: t/fuzz/%.c $(BUILD)/libreckon.a $(BUILD)/compile
	@mkdir -p $(@D)
	$(call QUIET,compile $<)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -DFUZZING -It -MMD -MP -o $@ $< $(BUILD)/libreckon.a $(LDFLAGS) \
		-Wl,--as-needed -lgmp $(LIBRARY_LIBS)

$(BUILD)/t/%.so: t/preload/%.c $(BUILD)/compile
	@mkdir -p $(@D)
	$(call QUIET,compile $<)$(CC) $(filter-out -fsanitize%,$(ALL_CFLAGS)) -shared -fPIC -o $@ $<

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:.t=.d) $(CORPUS_TESTS:.t=.d) $(FUZZERS:=.d)

# A population is made up anew when its size changes.
$(BUILD)/households: FORCE
	$(call remember,$(HOUSEHOLDS))
$(BUILD)/council.db: $(BUILD)/reckon $(BUILD)/households $(wildcard schema/*.sql schema/*/*.csv scripts/*)
	scripts/make-database $@ $(BUILD)/reckon $(HOUSEHOLDS)

run: all $(BUILD)/council.db
	@scripts/demonstrate $(BUILD)

PROVE = RECKON_BUILD=$(abspath $(BUILD)) prove -j$(JOBS) --exec ''

test: all $(UNIT_TESTS) $(CORPUS_TESTS) $(PRELOADS) $(BUILD)/bench/measure
	$(PROVE) $(COMMAND_TESTS) $(UNIT_TESTS) $(CORPUS_TESTS)
	prove -j$(JOBS) --exec '$(BUILD)/reckon test' $(PACK_TESTS)

# Last comes what prints most about the whole suite.
check: check-packages
	$(MAKE) check-format check-scripts check-tidy
	$(MAKE) check-valgrind
	$(MAKE) check-sanitizers

check-packages:
	@scripts/install-packages check

check-format: check-packages
	clang-format --dry-run -Werror $(C_FILES)

check-scripts: check-packages
	shellcheck --severity=warning --external-sources --source-path=SCRIPTDIR $(SCRIPTS)

# Checked again when the object is: it changes with every header that the file includes.
check-tidy: $(SOURCES:%.c=$(BUILD)/%.tidy)
$(BUILD)/%.tidy: %.c $(BUILD)/%.o .clang-tidy t/static_analysis.h | check-packages
	$(call QUIET,analyse $<)clang-tidy --quiet --warnings-as-errors='*' $< -- $(filter-out -W%,$(ALL_CFLAGS)) \
		-include t/static_analysis.h $(if $(filter %/error.c,$<),-DDEFINES_ERRORS) 2>$@.log || { cat $@.log; exit 1; }
	@touch $@

check-valgrind: $(UNIT_TESTS) check-packages
	RECKON_QUICK=1 prove -j$(JOBS) --exec 'valgrind --quiet --leak-check=full --error-exitcode=99' $(UNIT_TESTS)

# Every fault there is, where the tests themselves take a sample.
check-faults: all $(UNIT_TESTS) $(PRELOADS)
	RECKON_FAULTS=all $(PROVE) $(wildcard t/91*.t) $(BUILD)/t/faults.t $(BUILD)/t/run_memory.t

# clang, so that both compilers see every file with warnings as errors.
check-sanitizers: check-packages all
	RECKON_OTHER=$(abspath $(BUILD)/reckon) $(MAKE) BUILD=$(BUILD)/sanitized CC=clang test \
		CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'

# What each thread does to what another reads, wherever they are not told to wait for one another.
check-threads: check-packages all
	$(MAKE) BUILD=$(BUILD)/threads CC=clang CFLAGS='-O1 -g -fsanitize=thread' $(BUILD)/threads/reckon
	TSAN_OPTIONS=exitcode=99 RECKON_BUILD=$(abspath $(BUILD)/threads) prove -j$(JOBS) --exec '' t/3501-compare.t t/5003-decisions.t

fuzz: check-packages
	$(MAKE) BUILD=$(BUILD)/fuzz CC=clang fuzzers \
		CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'
	scripts/fuzz $(BUILD)/fuzz $(SECONDS) $(TARGETS)

fuzzers: $(FUZZERS)

$(BUILD)/bench/measure: t/bench/measure.c $(BUILD)/compile
	@mkdir -p $(@D)
	$(call QUIET,compile $<)$(CC) $(ALL_CFLAGS) -o $@ $<

bench: all $(BUILD)/bench/measure
	@scripts/benchmark $(BUILD) $(RECORDS) $(TIMES) $(JOB)

bench-growth: all $(BUILD)/bench/measure
	@scripts/benchmark-growth $(BUILD) $(PART)

install: all
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib include share/man/man1 share/bash-completion/completions \
		share/reckon/rules/lib)
	install $(BUILD)/reckon $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(BUILD)/libreckon.a $(DESTDIR)$(PREFIX)/lib
	install -m 644 engine/reckon.h $(DESTDIR)$(PREFIX)/include
	install -m 644 $(BUILD)/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(BUILD)/completion/reckon $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 644 $(wildcard rules/lib/*) $(DESTDIR)$(PREFIX)/share/reckon/rules/lib

clean:
	rm -rf $(BUILD)

FORCE:
.PHONY: all help run test bench bench-growth check check-packages check-format check-scripts check-tidy check-faults check-threads \
	check-valgrind check-sanitizers fuzz fuzzers install clean FORCE
.DELETE_ON_ERROR:
