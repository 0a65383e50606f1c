# inmd: see `make help`.
CC ?= cc
BUILD := build
PREFIX ?= /usr/local
PKGS := sqlite3 libmicrohttpd jansson libsodium libcmark-gfm icu-i18n icu-uc zlib libbrotlienc libxml-2.0 libarchive libcrypto libfido2 libqrencode
CSTD := -std=gnu17 -D_GNU_SOURCE
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wno-missing-field-initializers -Werror
HARD := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -fstack-clash-protection -fcf-protection
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
LIBS = $(shell pkg-config --libs $(PKGS)) -lcmark-gfm-extensions -lgd -lcsv -lpthread -lm
SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

# Debian's packages: what the build needs, what the tests need besides. `make packages` installs them (as root).
PACKAGES_BUILD := gcc libc6-dev pkg-config libsqlite3-dev libmicrohttpd-dev libjansson-dev libsodium-dev libcmark-gfm-dev \
  libcmark-gfm-extensions-dev libicu-dev libcurl4-openssl-dev zlib1g-dev libbrotli-dev libxml2-dev libgd-dev \
  libcsv-dev libarchive-dev libssl-dev libfido2-dev libqrencode-dev tzdata
PACKAGES_TEST := libcmocka-dev nodejs npm nginx-light apache2 lighttpd spawn-fcgi sqlite3 curl ca-certificates chromium fonts-dejavu-core \
  default-jre-headless libxml2-utils python3-aiosmtpd openssl
PACKAGES_LINT := clang-format clang-tidy cppcheck
PACKAGES_FUZZ := clang libclang-rt-14-dev
PACKAGES_BENCH := libfcgi-dev wrk nginx-light nodejs sqlite3
HAVE_HEADERS := for h in gd.h csv.h cmark-gfm-core-extensions.h; do echo "\#include <stdio.h>"; echo "\#include <$$h>"; done | cc -E -x c -o /dev/null -
HAVE_BUILD := cc --version && pkg-config --exists $(PKGS) && test -e /usr/share/zoneinfo/UTC && $(HAVE_HEADERS)
HAVE_TEST := PATH=$$PATH:/usr/sbin && echo "\#include <string.h>" | cc -E -x c - && test -e /usr/include/cmocka.h && \
  command -v node && command -v npm && command -v nginx && command -v apache2 && command -v lighttpd && command -v spawn-fcgi && \
  command -v sqlite3 && command -v curl && command -v chromium && command -v java && command -v xmllint && command -v openssl && /usr/bin/python3 -c "import aiosmtpd" && test -e /usr/share/fonts/truetype/dejavu

SRC := $(filter-out src/build/%,$(shell find src -name '*.c' | sort))
GEN := $(BUILD)/gen
CARRIED := $(shell find templates sql public -type f ! -name '.*' | LC_ALL=C sort)
QUERIES := $(wildcard sql/queries/*.sql)
OBJ := $(SRC:src/%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/files.o
SAN_OBJ := $(SRC:src/%.c=$(BUILD)/san/%.o) $(BUILD)/obj/files.o
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))

.PHONY: all run help quick unit doors http sanitized browser guide check floors test lint format coverage fuzz install packages packages-test bench clean FORCE
all: $(BUILD)/inmd ## build build/inmd

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## */\t/' | expand -t 16

packages: ## the Debian packages that the build needs: installs them as root, else names them
	@sh src/build/packages.sh '$(HAVE_BUILD)' $(PACKAGES_BUILD)
packages-test: packages ## the same for the tests
	@sh src/build/packages.sh '$(HAVE_TEST)' $(PACKAGES_TEST)

$(BUILD)/embed: src/build/embed.c | packages
	@mkdir -p $(@D)
	@echo "  CC $@"; $(CC) $(CSTD) $(WARN) -O1 -o $@ $<

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
	@echo "  LD $@"; $(CC) -pie -Wl,-z,relro,-z,now,--as-needed -o $@ $(OBJ) $(LIBS)
$(BUILD)/inmd-san: $(SAN_OBJ)
	@echo "  LD $@"; $(CC) $(SAN) -o $@ $(SAN_OBJ) $(LIBS)

$(BUILD)/unit/%: tests/unit/%.c $(filter-out $(BUILD)/san/main.o,$(SAN_OBJ)) | packages-test
	@mkdir -p $(@D)
	@echo "  CC $@"; $(CC) $(CSTD) $(WARN) $(SAN) -O1 -g -Isrc -Itests -I$(GEN) $(PKG_CFLAGS) -MMD -MP -o $@ $< \
	  $(filter-out $(BUILD)/san/main.o,$(SAN_OBJ)) $(LIBS) -lcmocka

unit: $(UNIT) ## unit tests (cmocka, sanitizers)
	@set -e; for t in $(UNIT); do echo "== $$t"; $$t; done

DOORS_OBJ = $(filter $(BUILD)/san/base/% $(BUILD)/san/web/% $(BUILD)/san/doors/%,$(SAN_OBJ)) $(BUILD)/obj/files.o
$(BUILD)/toy: tests/doors/toy.c $(DOORS_OBJ)
	@echo "  CC $@"; $(CC) $(CSTD) $(WARN) $(SAN) -O1 -g -Isrc -I$(GEN) $(PKG_CFLAGS) -MMD -MP -MF $(BUILD)/toy.d -o $@ $< $(DOORS_OBJ) $(LIBS)

doors: $(BUILD)/toy $(BUILD)/inmd packages-test ## the same requests through every door, behind real web servers
	PATH=$$PATH:/usr/sbin TOY=$(abspath $(BUILD)/toy) INMD_PROGRAM=$(abspath $(BUILD)/inmd) node --test $(wildcard tests/doors/*.test.mjs)

HTTP_TESTS := $(wildcard tests/http/*.test.mjs)
http: $(BUILD)/inmd packages-test ## requests to the whole program, over sockets
	$(if $(HTTP_TESTS),INMD_PROGRAM=$(abspath $(BUILD)/inmd) node --test $(HTTP_TESTS),@echo "no tests in tests/http")

# Not with --root, where what was loaded before stays for the requests that use it.
sanitized: $(BUILD)/inmd-san $(BUILD)/toy packages-test ## requests and doors again, with sanitizers in the program (a quarter of an hour)
	INMD_PROGRAM=$(abspath $(BUILD)/inmd-san) node --test $(filter-out %/root.test.mjs,$(HTTP_TESTS))
	PATH=$$PATH:/usr/sbin TOY=$(abspath $(BUILD)/toy) INMD_PROGRAM=$(abspath $(BUILD)/inmd-san) node --test tests/doors/api.test.mjs

BROWSER_TESTS := $(wildcard tests/browser/*.test.mjs)
$(BUILD)/browser: $(wildcard tests/browser/package-lock.json)
	cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund
	@mkdir -p $(@D); touch $@
browser: $(BUILD)/inmd packages-test $(if $(BROWSER_TESTS),$(BUILD)/browser) ## visitors, members and staff in Chromium
	$(if $(BROWSER_TESTS),INMD_PROGRAM=$(abspath $(BUILD)/inmd) node --test $(BROWSER_TESTS),@echo "no tests in tests/browser")

guide: $(BUILD)/inmd packages-test ## docs/first-record-type.md, word for word, on a copy of this folder
	node --test $(wildcard tests/docs/*.test.mjs)

check: $(BUILD)/inmd ## a fresh database: schema, records, languages, templates, queries
	@rm -f $(BUILD)/check.db*; $(BUILD)/inmd check --db $(BUILD)/check.db; status=$$?; rm -f $(BUILD)/check.db*; exit $$status

floors: ## each folder includes lower floors only; no function is too long
	@sh tests/floors.sh; sh tests/functions.sh

test: packages-test ## everything: units, check, floors, requests, doors, browser, guide
	@$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/inmd $(UNIT) $(BUILD)/toy
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory floors
	@$(MAKE) --no-print-directory http
	@$(MAKE) --no-print-directory doors
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory guide
	@echo "make test: all passed"

C_FILES = $(shell find src tests -name '*.[ch]' -not -path '*/node_modules/*' | sort)
format: ## clang-format over src and tests
	clang-format -i $(C_FILES)

# Each suppression: a false alarm of cppcheck, with its reason.
#  missingIncludeSystem   libraries' headers are not read: slow, and not ours
CPPCHECK := --enable=warning,performance,portability --std=c11 --inline-suppr --suppress=missingIncludeSystem \
  '-Djson_object_foreach(o,k,v)=for(;(v)=json_object_get(o,k);)' '-Djson_array_foreach(a,i,v)=for((i)=0;(v)=json_array_get(a,i);(i)++)'
lint: packages floors $(GEN)/queries.h check ## clang-format, clang-tidy, cppcheck, floors, SQL and templates
	@sh src/build/packages.sh 'command -v clang-format && command -v clang-tidy && command -v cppcheck' $(PACKAGES_LINT)
	@echo "clang-format over $(words $(C_FILES)) files"; clang-format --dry-run -Werror $(C_FILES)
	@echo "cppcheck"; cppcheck -q -j2 --error-exitcode=1 $(CPPCHECK) -Isrc -I$(GEN) src
	@echo "clang-tidy over $(words $(SRC)) files"; echo $(SRC) | xargs -P2 -n2 sh -c \
	  'clang-tidy --quiet "$$@" -- $(CSTD) -Isrc -I$(GEN) $(PKG_CFLAGS) 2>$(BUILD)/tidy.$$$$ || { cat $(BUILD)/tidy.$$$$; exit 1; }' tidy
	@rm -f $(BUILD)/tidy.*

$(BUILD)/cov/%.o: src/%.c | $(GEN)/queries.h
	@mkdir -p $(@D)
	@$(CC) $(CSTD) -O0 -g --coverage -Isrc -I$(GEN) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<
.PRECIOUS: $(BUILD)/cov/%.o
COV_OBJ := $(patsubst src/%.c,$(BUILD)/cov/%.o,$(filter-out src/main.c,$(SRC))) $(BUILD)/obj/files.o
$(BUILD)/cov/unit/%: tests/unit/%.c $(COV_OBJ) | packages-test
	@mkdir -p $(@D)
	@$(CC) $(CSTD) -O0 -g -Isrc -Itests -I$(GEN) $(PKG_CFLAGS) --coverage -o $@ $< $(COV_OBJ) $(LIBS) -lcmocka
coverage: $(patsubst $(BUILD)/unit/%,$(BUILD)/cov/unit/%,$(UNIT)) ## lines that the unit tests run, by file
	@find $(BUILD)/cov -name '*.gcda' -delete; for t in $^; do $$t >/dev/null 2>&1 || { echo "$$t failed"; exit 1; }; done
	@gcov -n $(patsubst src/%.c,$(BUILD)/cov/%.gcda,$(filter-out src/main.c,$(SRC))) 2>/dev/null | tests/coverage.awk

# build/fuzz/fuzz_NAME [-max_total_time=60] [FOLDER]
FUZZ_SECONDS ?= 60
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SRC := $(filter src/base/% src/web/% src/doors/fastcgi_record.c src/record/table.c src/record/vcard.c src/site/publications/reference.c src/site/publications/bibtex.c \
  src/site/publications/ris.c,$(SRC))
$(BUILD)/fuzz/%: tests/fuzz/%.c $(FUZZ_SRC) $(BUILD)/obj/files.o
	@sh src/build/packages.sh 'command -v clang && ls /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*' $(PACKAGES_FUZZ)
	@mkdir -p $(@D)
	clang $(CSTD) -fsanitize=fuzzer,address,undefined -g -O1 -Isrc -I$(GEN) $(PKG_CFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/fuzz/fuzz_json: $(filter src/store/% src/record/%,$(SRC))
fuzz: $(FUZZ) ## each parser with random bytes, FUZZ_SECONDS=60 each; crashes are kept in build/fuzz
	@for f in $(FUZZ); do echo "== $$f"; $$f -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$$f. >$$f.log 2>&1 || \
	  { tail -40 $$f.log; exit 1; }; tail -1 $$f.log; done

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

install: $(BUILD)/inmd ## program and systemd unit: PREFIX=/usr/local DESTDIR=
	install -D -m 755 $(BUILD)/inmd $(DESTDIR)$(PREFIX)/bin/inmd
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's#/usr/local#$(PREFIX)#' docs/inmd.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/inmd.service

quick: unit ## the tests that take seconds

run: $(BUILD)/inmd ## the site on http://127.0.0.1:8080 with demonstration members
	$(BUILD)/inmd serve --demo --listen 127.0.0.1:8080

clean: ## remove build/
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
