# inmd: see `make help`.
CC ?= cc
BUILD := build
PKGS := sqlite3 libmicrohttpd jansson libsodium libcmark-gfm icu-i18n icu-uc libcurl zlib libbrotlienc libical libxml-2.0
CSTD := -std=gnu17 -D_GNU_SOURCE
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wno-missing-field-initializers -Werror
HARD := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -fstack-clash-protection -fcf-protection
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
LIBS = $(shell pkg-config --libs $(PKGS)) -lcmark-gfm-extensions -lgd -lcsv -lseccomp -lpthread -lm
SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

SRC := $(filter-out src/build/%,$(shell find src -name '*.c' | sort))
GEN := $(BUILD)/gen
CARRIED := $(shell find templates sql public -type f ! -name '.*' | LC_ALL=C sort)
QUERIES := $(wildcard sql/queries/*.sql)
OBJ := $(SRC:src/%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/files.o
SAN_OBJ := $(SRC:src/%.c=$(BUILD)/san/%.o) $(BUILD)/obj/files.o
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))

.PHONY: all run help quick unit doors bench clean FORCE
all: $(BUILD)/inmd ## build build/inmd

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(BUILD)/embed: src/build/embed.c
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) -O1 -o $@ $<

# The list of carried files is remade only when it changes.
$(GEN)/carried: FORCE
	@mkdir -p $(@D); echo '$(CARRIED)' | cmp -s - $@ || echo '$(CARRIED)' > $@
$(GEN)/files.S: $(BUILD)/embed $(GEN)/carried $(CARRIED)
	@$(BUILD)/embed files $@ $(CARRIED)
$(BUILD)/obj/files.o: $(GEN)/files.S
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) -c -o $@ $<
$(GEN)/queries.h: $(BUILD)/embed $(GEN)/carried $(QUERIES)
	@mkdir -p $(@D)
	@$(BUILD)/embed queries $@.new $(QUERIES) && (cmp -s $@.new $@ || cp $@.new $@)

$(BUILD)/obj/%.o: src/%.c | $(GEN)/queries.h
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CSTD) $(WARN) $(HARD) -O2 -g $(CFLAGS) -Isrc -I$(GEN) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/san/%.o: src/%.c | $(GEN)/queries.h
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CSTD) $(WARN) $(SAN) -O1 -g -Isrc -I$(GEN) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/inmd: $(OBJ)
	$(CC) -pie -Wl,-z,relro,-z,now -o $@ $(OBJ) $(LIBS)
$(BUILD)/inmd-san: $(SAN_OBJ)
	$(CC) $(SAN) -o $@ $(SAN_OBJ) $(LIBS)

$(BUILD)/unit/%: tests/unit/%.c $(filter-out $(BUILD)/san/main.o,$(SAN_OBJ))
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) $(SAN) -O1 -g -Isrc -Itests -I$(GEN) $(PKG_CFLAGS) -MMD -MP -o $@ $< \
	  $(filter-out $(BUILD)/san/main.o,$(SAN_OBJ)) $(LIBS) -lcmocka

unit: $(UNIT) ## unit tests (cmocka, sanitizers)
	@set -e; for t in $(UNIT); do echo "== $$t"; $$t; done

DOORS_OBJ = $(filter $(BUILD)/san/base/% $(BUILD)/san/web/% $(BUILD)/san/doors/%,$(SAN_OBJ)) $(BUILD)/obj/files.o
$(BUILD)/toy: tests/doors/toy.c $(DOORS_OBJ)
	$(CC) $(CSTD) $(WARN) $(SAN) -O1 -g -Isrc -I$(GEN) $(PKG_CFLAGS) -MMD -MP -MF $(BUILD)/toy.d -o $@ $< $(DOORS_OBJ) $(LIBS)

doors: $(BUILD)/toy ## the same requests through every door, behind real web servers
	TOY=$(abspath $(BUILD)/toy) node --test tests/doors

# Fuzz targets: build/fuzz/fuzz_NAME [-max_total_time=60] [FOLDER]
$(BUILD)/fuzz/fuzz_fastcgi: tests/fuzz/fuzz_fastcgi.c src/doors/fastcgi_record.c src/base/buffer.c
	@mkdir -p $(@D)
	clang $(CSTD) -fsanitize=fuzzer,address,undefined -g -O1 -Isrc -o $@ $^

$(BUILD)/fuzz/fuzz_body: tests/fuzz/fuzz_body.c $(patsubst %,src/web/%.c,body http compress) $(patsubst %,src/base/%.c,arena buffer text log moment)
	@mkdir -p $(@D)
	clang $(CSTD) -fsanitize=fuzzer,address,undefined -g -O1 -Isrc -o $@ $^ -lz -lbrotlienc

$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(CSTD) -O2 -o $@ $< -lmicrohttpd -lfcgi -lsqlite3 -lpthread

# The toy as it would be built for use: measures the doors alone (BENCH_PROGRAM=build/toy-fast make bench).
FAST_OBJ = $(filter $(BUILD)/obj/base/% $(BUILD)/obj/web/% $(BUILD)/obj/doors/%,$(OBJ)) $(BUILD)/obj/files.o
$(BUILD)/toy-fast: tests/doors/toy.c $(FAST_OBJ)
	$(CC) $(CSTD) $(WARN) -O2 -Isrc -I$(GEN) $(PKG_CFLAGS) -o $@ $< $(FAST_OBJ) $(LIBS)

BENCH_PROGRAM ?= $(BUILD)/inmd
bench: $(BENCH_PROGRAM) $(addprefix $(BUILD)/bench/,fixed_mhd fixed_libfcgi commits) ## speed beside fixed buffers, nginx and SQLite (minutes)
	BENCH_PROGRAM=$(BENCH_PROGRAM) node tests/bench/bench.mjs

quick: unit ## the tests that take seconds

run: $(BUILD)/inmd ## the site on http://127.0.0.1:8080 with demonstration members
	$(BUILD)/inmd serve --demo

clean: ## remove build/
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
