/* Mustache, compiled at start; escaping by context. See docs/templates.md. */
#pragma once
#include <stdbool.h>

#include "base/buffer.h"
#include "base/problem.h"
#include "base/value.h"
#include "web/http.h"

struct locale;
enum escape_mode { ESCAPE_HTML, ESCAPE_XML, ESCAPE_NONE }; /* by file name: .html, .xml, .txt */

struct template_set;
struct template;
/* The value of GROUP.NAME where that is the same on every page of a language; VALUE_MISSING: it is not. Such names are
 * written into the pages when these are put together, and nothing that a page holds hides them. */
typedef struct value template_constant(enum language lang, symbol group, symbol name);
/* Compiles every file below templates/ (see base/files.h). On a fault returns NULL and says file and line. The words of a
 * language are those of locales_load() at that time: load the set again when they change. */
struct template_set *templates_load(template_constant *constant, struct problem *problem);
/* The same files, each compiled when it is asked for, by one thread only: for a process that answers one request. */
struct template_set *templates_lazy(template_constant *constant);
void templates_free(struct template_set *set);
/* "members/list.html"; NULL if there is none. */
const struct template *template_find(const struct template_set *set, const char *name);
/* Compiles SOURCE by itself; partials are looked up with PARTIAL (for tests and `inmd template`). */
struct template *template_compile(const char *name, const char *source, size_t len,
                                  enum escape_mode mode, struct problem *problem);
void template_free(struct template *template);
/* Every partial and parent named in the set exists, every message in every language, every formatter. */
bool templates_check(const struct template_set *set, void (*report)(void *self, const char *fault),
                     void *self);

struct rendering {
    struct arena *arena;
    const struct template_set *set; /* partials and parents; may be NULL */
    /* Used when SET is NULL or lacks the name: source of a partial, NULL if there is none. */
    const char *(*partial)(void *self, const char *name);
    void *partial_self;
    const struct locale *locale; /* for t.*, as_*; may be NULL (plain Mustache) */
    bool strict;                 /* a missing name is an error */
    const char *missing;         /* set to the first missing name, or "too deep" */
    const char *missing_in;      /* and the template it stands in */
};
/* Renders with the context stack COUNT values deep, the last one innermost. False when strict and a name is missing,
 * and when a limit of depth is reached (strict or not). */
bool template_render(const struct template *template, struct rendering *rendering,
                     const struct value *contexts, int count, struct buffer *out);
