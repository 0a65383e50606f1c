#include "web/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
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
    bool pending;         /* somebody renders it: no answer yet */
    struct page *next;    /* in the bucket */
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
    struct page *page = *slot;
    *slot = page->next;
    unlink_age(shard, page);
    shard->bytes -= page->size;
    page_release(&page->cached);
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

static void make_encoding(struct page *page, enum encoding encoding)
{
    struct cached *cached = &page->cached;
    struct buffer out = { 0 };
    if (cached->body[encoding] || !compress_bytes(encoding, true, cached->body[0], cached->len[0], &out)) {
        buffer_free(&out);
        return;
    }
    char *etag = malloc(strlen(cached->etag[0]) + 4);
    if (!etag)
        abort();
    snprintf(etag, strlen(cached->etag[0]) + 4, "%.*s-%c\"", (int)strlen(cached->etag[0]) - 1, cached->etag[0],
             encoding == ENCODING_BR ? 'b' : 'g');
    cached->etag[encoding] = etag;
    cached->len[encoding] = out.len;
    cached->body[encoding] = out.at;
    page->size += out.len;
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

struct cached *page_find(struct page_cache *cache, const char *key, enum encoding encoding,
                         bool (*fresh)(const struct page_deps *))
{
    uint32_t hash = hash_key(key);
    struct shard *shard = &cache->shards[hash % SHARDS];
    struct cached *found = NULL;
    pthread_mutex_lock(&shard->lock);
    struct page **slot = find_slot(shard, hash, key);
    bool turn = true;
    if (*slot && (*slot)->pending) {
        turn = wait_turn(shard, hash, key);
        slot = find_slot(shard, hash, key);
    }
    if (*slot && !(*slot)->pending && !fresh(&(*slot)->cached.deps)) {
        drop(shard, slot);
        slot = find_slot(shard, hash, key);
    }
    struct page *page = *slot;
    if (page && !page->pending) {
        size_t size = page->size;
        if (encoding && !page->cached.body[encoding])
            make_encoding(page, encoding);
        shard->bytes += page->size - size;
        if (page != shard->newest) {
            unlink_age(shard, page);
            link_newest(shard, page);
        }
        atomic_fetch_add_explicit(&page->references, 1, memory_order_relaxed);
        found = &page->cached;
    } else if (!page && turn) {
        page = new_page(key);
        page->pending = true;
        *slot = page;
        link_newest(shard, page);
        shard->bytes += page->size;
    }
    pthread_mutex_unlock(&shard->lock);
    return found;
}

static void copy_answer(struct page *page, const struct response *response, const struct page_deps *deps)
{
    struct cached *cached = &page->cached;
    char *body = malloc(response->body.len + 1);
    struct pair *headers = calloc(response->headers.count + 1, sizeof *headers);
    if (!body || !headers)
        abort();
    memcpy(body, response->body.at, response->body.len);
    cached->status = response->status;
    cached->body[0] = body;
    cached->len[0] = response->body.len;
    cached->etag[0] = strdup(response->etag);
    cached->deps = *deps;
    for (size_t i = 0; i < response->headers.count; i++)
        headers[i] = (struct pair){ strdup(response->headers.at[i].name), strdup(response->headers.at[i].value) };
    cached->headers = (struct pairs){ headers, response->headers.count, 0 };
    page->size += response->body.len + response->headers.count * 100;
}

struct cached *page_keep(struct page_cache *cache, const char *key, const struct response *response,
                         const struct page_deps *deps, enum encoding encoding)
{
    uint32_t hash = hash_key(key);
    struct shard *shard = &cache->shards[hash % SHARDS];
    struct page *page = new_page(key);
    copy_answer(page, response, deps);
    if (encoding)
        make_encoding(page, encoding);
    atomic_fetch_add(&page->references, 1); /* the caller's */
    if (page->size > PAGE_LIMIT) {
        page_abandon(cache, key);
        atomic_fetch_sub(&page->references, 1);
        return &page->cached;
    }
    pthread_mutex_lock(&shard->lock);
    struct page **slot = find_slot(shard, hash, key);
    if (*slot)
        drop(shard, slot);
    page->next = *slot;
    *slot = page;
    link_newest(shard, page);
    shard->bytes += page->size;
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
