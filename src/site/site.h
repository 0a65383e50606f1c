/* The network's site: starts the floors below, owns the hooks of the dispatcher. */
#pragma once
#include "base/problem.h"
#include "store/store.h"
#include "web/dispatch.h"

struct site_settings {
    const char *origin; /* "https://example.org"; NULL: from the Host header */
    bool test;          /* strict templates, no rate limits */
    bool no_page_cache;
    bool once;          /* answers one request (CGI): nothing is prepared that it may not need */
    size_t cache_bytes; /* 0: 64 MiB */
};

/* Loads words, templates and routes, checks them, fills a new database with the starting content.
 * False with *PROBLEM when the program should not serve. The store stays the caller's. */
bool site_start(struct store *store, const struct site_settings *settings, struct problem *problem);
void site_stop(void);
struct dispatcher *site_dispatcher(void);
struct store *site_store(void);
const struct site_settings *site_settings(void);
const struct router *site_router(void);
/* The key that signs forms and links: made once, kept in the database. */
const char *site_key(void);
/* Every check of the site: words, templates, descriptors, queries. True when there is no fault. */
bool site_check(void (*report)(void *self, const char *fault), void *self);
/* With --root: loads templates, words and public files again when they changed on disk. */
void site_reload(void);
