/* The page cache: whole answers for visitors, with their compressed forms, kept while the tables
 * they were made from are unchanged. */
#pragma once
#include "web/http.h"

/* The tables a page was read from (bits by table number) and the sum of their change numbers when it was read. */
struct page_deps {
    uint64_t tables[4];
    uint64_t stamp;
};

struct cached {
    int status;
    struct pairs headers;      /* all but those that depend on the encoding */
    const char *etag[3];       /* by encoding: identity, gzip, br */
    const char *body[3];
    size_t len[3];             /* 0: not there (yet) */
    struct page_deps deps;
};

struct page_cache;
struct page_cache *page_cache_new(size_t limit_bytes);
void page_cache_free(struct page_cache *cache);
/* The page kept under KEY, referenced until page_release(); NULL if there is none.
 * While another thread renders the same key the caller waits for at most 2 s (one rendering, many waiters). */
const struct cached *page_find(struct page_cache *cache, const char *key,
                               bool (*fresh)(const struct page_deps *));
/* Keeps a copy; the least recently used pages leave when the limit is reached. Ends the wait of page_find(). */
const struct cached *page_keep(struct page_cache *cache, const char *key, const struct cached *page);
/* The one who was told to render did not (error, not cacheable). */
void page_abandon(struct page_cache *cache, const char *key);
void page_release(const struct cached *page);
void page_cache_clear(struct page_cache *cache);
