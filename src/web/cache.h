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
    struct pairs headers;      /* all but ETag and Content-Encoding */
    const char *etag[ENCODING_COUNT];
    const char *body[ENCODING_COUNT]; /* NULL: not made yet */
    size_t len[ENCODING_COUNT];
    struct page_deps deps;
    _Atomic(void *) door[ENCODING_COUNT]; /* what the door made of it */
    void (*door_free)(void *);
};

struct page_cache;
struct page_cache *page_cache_new(size_t limit_bytes);
void page_cache_free(struct page_cache *cache);
/* The page kept under KEY, referenced until page_release(), with its body in ENCODING made; NULL if there is none that is FRESH.
 * The first who gets NULL is to render and to call page_keep() or page_abandon(); others wait for that, 2 s at most. */
struct cached *page_find(struct page_cache *cache, const char *key, enum encoding encoding,
                         bool (*fresh)(const struct page_deps *));
/* Keeps a copy of the answer; the least recently used pages leave when the limit is reached. Referenced as by page_find(). */
struct cached *page_keep(struct page_cache *cache, const char *key, const struct response *response,
                         const struct page_deps *deps, enum encoding encoding);
/* The one who was to render did not (error, not cacheable). */
void page_abandon(struct page_cache *cache, const char *key);
void page_release(struct cached *page);
