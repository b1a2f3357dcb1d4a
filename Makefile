# Builds reckon. `make run` shows it at work, `make test` tests it; `make help` lists the rest.
BUILD ?= build
CC ?= cc
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wpointer-arith -Wundef
PACKAGES = lua5.4 sqlite3 yaml-0.1 libcrypto
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Iengine -I$(BUILD) $(WARNINGS) $(shell pkg-config --cflags $(PACKAGES)) $(CFLAGS)
ALL_LIBS = $(shell pkg-config --libs $(PACKAGES)) -lcsv -lpthread -lm

ENGINE = $(filter-out engine/cli/%,$(wildcard engine/*/*.c))
CLI = $(wildcard engine/cli/*.c)
UNIT_TESTS = $(patsubst t/%.c,$(BUILD)/t/%.t,$(wildcard t/*.c))

all: $(BUILD)/reckon

$(BUILD)/libreckon.a: $(ENGINE:%.c=$(BUILD)/%.o)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/reckon: $(CLI:%.c=$(BUILD)/%.o) $(BUILD)/libreckon.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(ALL_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(dir $@)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/t/%.t: t/%.c $(BUILD)/libreckon.a
	@mkdir -p $(dir $@)
	$(CC) $(ALL_CFLAGS) -It -MMD -MP -o $@ $< $(BUILD)/libreckon.a $(LDFLAGS) $(TEST_LIBS) $(ALL_LIBS)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

test: all $(UNIT_TESTS)
	prove $(wildcard t/*.t) $(UNIT_TESTS)

clean:
	rm -rf $(BUILD)

.PHONY: all test clean
