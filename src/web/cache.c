#include "web/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "web/compress.h"

#define SHARDS 16
#define BUCKETS 1024
#define PAGE_LIMIT (1 << 20)
#define WAIT_SECONDS 2

struct page {
    struct cached cached; /* first: a page is its cached answer */
    _Atomic int references;
    char *key;
    size_t size;
    bool pending;      /* somebody renders it: no answer yet */
    bool linked;       /* in its shard */
    bool plain;        /* compressing does not pay */
    unsigned tried;    /* encodings made, being made or given up, a bit each */
    struct page *next; /* in the bucket */
    struct page *newer, *older;
};

struct shard {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct page *buckets[BUCKETS];
    struct page *newest, *oldest;
    size_t bytes;
};

struct page_cache {
    size_t limit; /* a shard */
    struct shard shards[SHARDS];
};

struct page_cache *page_cache_new(size_t limit_bytes)
{
    struct page_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        abort();
    cache->limit = limit_bytes / SHARDS;
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&cache->shards[i].lock, NULL);
        pthread_cond_init(&cache->shards[i].changed, NULL);
    }
    return cache;
}

void page_release(struct cached *cached)
{
    struct page *page = (struct page *)cached;
    if (atomic_fetch_sub_explicit(&page->references, 1, memory_order_acq_rel) > 1)
        return;
    for (int i = 0; i < ENCODING_COUNT; i++) {
        void *door = atomic_load(&cached->door[i]);
        if (door && cached->door_free)
            cached->door_free(door);
        free((void *)(uintptr_t)cached->body[i]);
        free((void *)(uintptr_t)cached->etag[i]);
    }
    for (size_t i = 0; i < cached->headers.count; i++) {
        free((void *)(uintptr_t)cached->headers.at[i].name);
        free((void *)(uintptr_t)cached->headers.at[i].value);
    }
    free(cached->headers.at);
    free(page->key);
    free(page);
}

static void unlink_age(struct shard *shard, struct page *page)
{
    *(page->newer ? &page->newer->older : &shard->newest) = page->older;
    *(page->older ? &page->older->newer : &shard->oldest) = page->newer;
    page->newer = page->older = NULL;
}

static void link_newest(struct shard *shard, struct page *page)
{
    page->older = shard->newest;
    *(shard->newest ? &shard->newest->newer : &shard->oldest) = page;
    shard->newest = page;
}

static uint32_t hash_key(const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return hash;
}

static struct page **find_slot(struct shard *shard, uint32_t hash, const char *key)
{
    struct page **slot = &shard->buckets[hash / SHARDS % BUCKETS];
    while (*slot && strcmp((*slot)->key, key))
        slot = &(*slot)->next;
    return slot;
}

static void drop(struct shard *shard, struct page **slot)
{
    struct page *page = *slot; /* never NULL: find_slot() of a page that is linked */
    *slot = page->next;        // NOLINT(clang-analyzer-core.NullDereference)
    page->linked = false;
    unlink_age(shard, page);
    shard->bytes -= page->size;
    page_release(&page->cached);
}

static void link_page(struct shard *shard, struct page **slot, struct page *page)
{
    page->next = *slot;
    page->linked = true;
    *slot = page;
    link_newest(shard, page);
    shard->bytes += page->size;
}

static struct page *new_page(const char *key)
{
    struct page *page = calloc(1, sizeof *page);
    if (!page || !(page->key = strdup(key)))
        abort();
    page->references = 1;
    page->size = sizeof *page + strlen(key);
    return page;
}

/* The bytes of PAGE in ENCODING and their ETag; false where it does not pay. */
static bool make_encoding(const struct page *page, enum encoding encoding, struct buffer *out,
                          char **etag)
{
    const struct cached *cached = &page->cached;
    if (!compress_bytes(encoding, true, cached->body[0], cached->len[0], out) ||
        out->len >= cached->len[0]) {
        buffer_free(out);
        return false;
    }
    size_t room = strlen(cached->etag[0]) + 4;
    *etag = malloc(room);
    if (!*etag)
        abort();
    etag_encoded(cached->etag[0], encoding, *etag, room);
    return true;
}

static void set_encoding(struct page *page, enum encoding encoding, struct buffer *made, char *etag)
{
    page->cached.etag[encoding] = etag;
    page->cached.len[encoding] = made->len;
    page->cached.body[encoding] = made->at;
    page->size += made->len;
}

/* What of PAGE is sent to one who takes WANTED. The first who misses it makes it; without the lock,
 * which is held on entry and on return. */
static enum encoding choose_encoding(struct shard *shard, struct page *page, enum encoding wanted)
{
    struct buffer made = { 0 };
    char *etag = NULL;
    if (page->cached.body[wanted])
        return wanted;
    if (page->plain || page->tried & 1u << wanted)
        return ENCODING_IDENTITY;
    page->tried |= 1u << wanted;
    pthread_mutex_unlock(&shard->lock);
    bool good = make_encoding(page, wanted, &made, &etag);
    pthread_mutex_lock(&shard->lock);
    if (!good)
        return ENCODING_IDENTITY;
    set_encoding(page, wanted, &made, etag);
    if (page->linked)
        shard->bytes += made.len;
    return wanted;
}

/* Waits while another thread renders KEY; false when it takes too long. */
static bool wait_turn(struct shard *shard, uint32_t hash, const char *key)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    for (;;) {
        struct page *page = *find_slot(shard, hash, key);
        if (!page || !page->pending)
            return true;
        if (pthread_cond_timedwait(&shard->changed, &shard->lock, &until) == ETIMEDOUT)
            return false;
    }
}

static void touch(struct shard *shard, struct page *page)
{
    if (page == shard->newest)
        return;
    unlink_age(shard, page);
    link_newest(shard, page);
}

/* The page of KEY that is there and fresh, referenced; a stale one leaves. With the lock. */
static struct cached *take(struct shard *shard, uint32_t hash, const char *key,
                           enum encoding *encoding, page_fresh *fresh)
{
    struct page **slot = find_slot(shard, hash, key);
    struct page *page = *slot;
    if (!page || page->pending)
        return NULL;
    if (!fresh(&page->cached.deps)) {
        drop(shard, slot);
        return NULL;
    }
    touch(shard, page);
    atomic_fetch_add_explicit(&page->references, 1, memory_order_relaxed);
    *encoding = choose_encoding(shard, page, *encoding);
    return &page->cached;
}

struct cached *page_look(struct page_cache *cache, const char *key, enum encoding *encoding,
                         page_fresh *fresh)
{
    uint32_t hash = hash_key(key);
    struct shard *shard = &cache->shards[hash % SHARDS];
    pthread_mutex_lock(&shard->lock);
    struct cached *found = take(shard, hash, key, encoding, fresh);
    pthread_mutex_unlock(&shard->lock);
    return found;
}

struct cached *page_turn(struct page_cache *cache, const char *key, enum encoding *encoding,
                         page_fresh *fresh, bool *mine)
{
    uint32_t hash = hash_key(key);
    struct shard *shard = &cache->shards[hash % SHARDS];
    *mine = false;
    pthread_mutex_lock(&shard->lock);
    bool waited = wait_turn(shard, hash, key);
    struct cached *found = waited ? take(shard, hash, key, encoding, fresh) : NULL;
    if (waited && !found) {
        struct page *page = new_page(key);
        page->pending = *mine = true;
        link_page(shard, find_slot(shard, hash, key), page);
    }
    pthread_mutex_unlock(&shard->lock);
    return found;
}

static void copy_answer(struct page *page, const struct response *response,
                        const struct page_deps *deps)
{
    struct cached *cached = &page->cached;
    char *body = malloc(response->body.len + 1);
    struct pair *headers = calloc(response->headers.count + 1, sizeof *headers);
    if (!body || !headers)
        abort();
    if (response->body.len)
        memcpy(body, response->body.at, response->body.len);
    cached->status = response->status;
    cached->body[0] = body;
    cached->len[0] = response->body.len;
    cached->etag[0] = strdup(response->etag);
    cached->deps = *deps;
    cached->changed = response->changed;
    page->plain = !compressible(pairs_get(&response->headers, "Content-Type"), response->body.len);
    for (size_t i = 0; i < response->headers.count; i++)
        headers[i] = (struct pair){ strdup(response->headers.at[i].name),
                                    strdup(response->headers.at[i].value) };
    cached->headers = (struct pairs){ headers, response->headers.count, 0 };
    page->size += response->body.len + response->headers.count * 100;
}

struct cached *page_keep(struct page_cache *cache, const char *key, const struct response *response,
                         const struct page_deps *deps, enum encoding *encoding)
{
    uint32_t hash = hash_key(key);
    struct shard *shard = &cache->shards[hash % SHARDS];
    struct page *page = new_page(key);
    struct buffer made = { 0 };
    char *etag = NULL;
    copy_answer(page, response, deps);
    page->tried = 1u << *encoding;
    if (*encoding && !page->plain && make_encoding(page, *encoding, &made, &etag))
        set_encoding(page, *encoding, &made, etag);
    else
        *encoding = ENCODING_IDENTITY;
    pthread_mutex_lock(&shard->lock);
    struct page **slot = find_slot(shard, hash, key);
    if (*slot)
        drop(shard, slot);
    if (page->size <= PAGE_LIMIT && page->size <= cache->limit) {
        page->references++; /* the shard's beside the caller's */
        link_page(shard, slot, page);
    }
    while (shard->bytes > cache->limit && shard->oldest != page) {
        struct page *oldest = shard->oldest;
        drop(shard, find_slot(shard, hash_key(oldest->key), oldest->key));
    }
    pthread_cond_broadcast(&shard->changed);
    pthread_mutex_unlock(&shard->lock);
    return &page->cached;
}

void page_abandon(struct page_cache *cache, const char *key)
{
    uint32_t hash = hash_key(key);
    struct shard *shard = &cache->shards[hash % SHARDS];
    pthread_mutex_lock(&shard->lock);
    struct page **slot = find_slot(shard, hash, key);
    if (*slot && (*slot)->pending)
        drop(shard, slot);
    pthread_cond_broadcast(&shard->changed);
    pthread_mutex_unlock(&shard->lock);
}

void page_cache_free(struct page_cache *cache)
{
    for (int i = 0; cache && i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        while (shard->oldest) {
            struct page *oldest = shard->oldest;
            drop(shard, find_slot(shard, hash_key(oldest->key), oldest->key));
        }
    }
    free(cache);
}
