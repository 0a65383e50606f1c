/* The page cache: whole answers for visitors, with their compressed forms, kept while the tables
 * they were made from are unchanged. */
#pragma once
#include "web/http.h"

/* The tables a page was read from (bits by table number) and the sum of their change numbers when
 * it was read; and the moment at which it is another one by the clock alone, 0: never. */
struct page_deps {
    uint64_t tables[4];
    uint64_t stamp;
    int64_t until;
};

/* Once an encoding was given out by page_look(), page_turn() or page_keep(), its body, length and
 * ETag do not change; others may still appear. */
struct cached {
    int status;
    struct pairs headers; /* all but ETag and Content-Encoding */
    const char *etag[ENCODING_COUNT];
    const char *body[ENCODING_COUNT]; /* NULL: not made yet */
    size_t len[ENCODING_COUNT];
    int64_t changed; /* Last-Modified, 0 if unknown */
    struct page_deps deps;
    _Atomic(void *) door[ENCODING_COUNT]; /* what the door made of it */
    void (*door_free)(void *);
};

struct page_cache;
struct page_cache *page_cache_new(size_t limit_bytes);
void page_cache_free(struct page_cache *cache);

typedef bool page_fresh(const struct page_deps *deps);

/* The page kept under KEY if there is one that is FRESH, referenced until page_release(); NULL
 * otherwise. Only looks: never waits and leaves nothing behind.
 * *ENCODING: in, the one that is wanted; out, the one to be sent. A missing one is made here
 * (outside of the lock; meanwhile others get the bytes as they are), where it pays: types that
 * compress, COMPRESS_FROM bytes or more. */
struct cached *page_look(struct page_cache *cache, const char *key, enum encoding *encoding,
                         page_fresh *fresh);
/* As page_look(), for one who will render the page. NULL with *MINE: the caller renders and must
 * call page_keep() or page_abandon(); others wait for that, 2 s at most, and then render for
 * themselves (NULL without *MINE: page_keep() is allowed, page_abandon() is not called). */
struct cached *page_turn(struct page_cache *cache, const char *key, enum encoding *encoding,
                         page_fresh *fresh, bool *mine);
/* Keeps a copy of the answer; the least recently used pages leave when the limit is reached.
 * Referenced, and *ENCODING, as by page_look(). */
struct cached *page_keep(struct page_cache *cache, const char *key, const struct response *response,
                         const struct page_deps *deps, enum encoding *encoding);
/* The one whose turn it was did not keep a page (error, not cacheable). */
void page_abandon(struct page_cache *cache, const char *key);
void page_release(struct cached *page);
