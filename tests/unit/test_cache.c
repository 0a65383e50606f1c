/* The page cache: turns, encodings, limits. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/moment.h"
#include "unit/test.h"
#include "web/cache.h"
#include "web/compress.h"

static bool is_fresh = true;
static bool fresh(const struct page_deps *deps)
{
    (void)deps;
    return is_fresh;
}

static struct response *page_of(struct arena *arena, const char *type, size_t len)
{
    struct response *response = response_new(arena);
    struct request *request = request_new(arena);
    response_type(request, response, type);
    response->etag = "\"abc\"";
    for (size_t i = 0; i < len; i++)
        buffer_putc(&response->body, "palabra "[i % 8]);
    return response;
}

static struct cached *put(struct page_cache *cache, const char *key, const char *type, size_t len,
                          enum encoding *encoding)
{
    struct arena *arena = arena_new();
    struct page_deps deps = { 0 };
    struct cached *page = page_keep(cache, key, page_of(arena, type, len), &deps, encoding);
    arena_free(arena);
    return page;
}

static bool there(struct page_cache *cache, const char *key)
{
    enum encoding encoding = ENCODING_IDENTITY;
    struct cached *page = page_look(cache, key, &encoding, fresh);
    if (page)
        page_release(page);
    return page;
}

static void looking_takes_no_turn(void **state)
{
    struct page_cache *cache = page_cache_new(1 << 24);
    enum encoding encoding = ENCODING_IDENTITY;
    bool mine;
    (void)state;
    assert_false(there(cache, "k"));
    int64_t began = moment_ticks();
    assert_false(there(cache, "k"));
    assert_null(page_turn(cache, "k", &encoding, fresh, &mine));
    assert_true(mine);
    assert_false(there(cache, "k")); /* does not wait for the one who renders */
    assert_true(moment_ticks() - began < 1000000);
    page_abandon(cache, "k");
    assert_null(page_turn(cache, "k", &encoding, fresh, &mine));
    assert_true(mine);
    page_abandon(cache, "k");
    page_cache_free(cache);
}

struct waiter {
    struct page_cache *cache;
    struct cached *found;
    bool mine;
};

static void *wait_for_page(void *self)
{
    struct waiter *waiter = self;
    enum encoding encoding = ENCODING_IDENTITY;
    waiter->found = page_turn(waiter->cache, "k", &encoding, fresh, &waiter->mine);
    return NULL;
}

static void others_wait_for_the_one_who_renders(void **state)
{
    struct page_cache *cache = page_cache_new(1 << 24);
    struct waiter waiter = { cache, NULL, true };
    enum encoding encoding = ENCODING_IDENTITY;
    pthread_t thread;
    bool mine;
    (void)state;
    assert_null(page_turn(cache, "k", &encoding, fresh, &mine));
    pthread_create(&thread, NULL, wait_for_page, &waiter);
    usleep(20000);
    page_release(put(cache, "k", "text/html", 100, &encoding));
    pthread_join(thread, NULL);
    assert_non_null(waiter.found);
    assert_false(waiter.mine);
    page_release(waiter.found);
    page_cache_free(cache);
}

static void stale_pages_leave(void **state)
{
    struct page_cache *cache = page_cache_new(1 << 24);
    enum encoding encoding = ENCODING_IDENTITY;
    (void)state;
    page_release(put(cache, "k", "text/html", 100, &encoding));
    assert_true(there(cache, "k"));
    is_fresh = false;
    assert_false(there(cache, "k"));
    is_fresh = true;
    assert_false(there(cache, "k"));
    page_cache_free(cache);
}

static void better_encodings_are_added_to_the_kept_page(void **state)
{
    struct page_cache *cache = page_cache_new(1 << 24);
    enum encoding encoding = ENCODING_GZIP;
    (void)state;
    struct cached *page = put(cache, "k", "text/html", 5000, &encoding);
    assert_int_equal(encoding, ENCODING_GZIP);
    assert_string_equal(page->etag[ENCODING_GZIP], "\"abc-g\"");
    encoding = ENCODING_BR;
    struct cached *again = page_look(cache, "k", &encoding, fresh);
    assert_ptr_equal(again, page);
    assert_int_equal(encoding, ENCODING_BR);
    assert_string_equal(page->etag[ENCODING_BR], "\"abc-b\"");
    assert_true(page->len[ENCODING_BR] < 5000);
    assert_int_equal(page->len[ENCODING_IDENTITY], 5000);
    page_release(again);
    page_release(page);
    page_cache_free(cache);
}

static void short_pages_and_pictures_stay_as_they_are(void **state)
{
    struct page_cache *cache = page_cache_new(1 << 24);
    enum encoding encoding = ENCODING_BR;
    (void)state;
    page_release(put(cache, "short", "text/html", 599, &encoding));
    assert_int_equal(encoding, ENCODING_IDENTITY);
    encoding = ENCODING_BR;
    page_release(put(cache, "picture", "image/png", 5000, &encoding));
    assert_int_equal(encoding, ENCODING_IDENTITY);
    encoding = ENCODING_GZIP;
    page_release(page_look(cache, "picture", &encoding, fresh));
    assert_int_equal(encoding, ENCODING_IDENTITY);
    page_cache_free(cache);
}

static void the_least_recently_used_leave(void **state)
{
    struct page_cache *cache = page_cache_new(16 * 100000); /* 100,000 bytes a shard */
    enum encoding encoding = ENCODING_IDENTITY;
    char key[20];
    int count = 0;
    (void)state;
    for (int i = 0; i < 200; i++) {
        snprintf(key, sizeof key, "k%d", i);
        page_release(put(cache, key, "text/html", 20000, &encoding));
        assert_true(there(cache, key));
    }
    for (int i = 0; i < 200; i++) {
        snprintf(key, sizeof key, "k%d", i);
        count += there(cache, key);
    }
    assert_true(count > 20 && count <= 16 * 4);
    struct cached *huge = put(cache, "huge", "text/html", 2000000, &encoding);
    assert_int_equal(huge->len[0], 2000000);
    page_release(huge);
    assert_false(there(cache, "huge"));
    page_cache_free(cache);
}

static void *hammer(void *self)
{
    struct page_cache *cache = self;
    char key[20];
    for (int i = 0; i < 3000; i++) {
        enum encoding encoding = (enum encoding)(i % ENCODING_COUNT);
        bool mine;
        snprintf(key, sizeof key, "k%d", i / 7 % 40);
        struct cached *page = page_turn(cache, key, &encoding, fresh, &mine);
        if (!page && i % 11 == 0) {
            if (mine)
                page_abandon(cache, key);
            continue;
        }
        page = page ? page : put(cache, key, "text/html", 3000, &encoding);
        if (!page->body[encoding] || !page->etag[encoding])
            return cache;
        page_release(page);
    }
    return NULL;
}

static void many_threads_share_it(void **state)
{
    struct page_cache *cache = page_cache_new(16 * 20000);
    pthread_t threads[4];
    void *wrong;
    (void)state;
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, hammer, cache);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    page_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looking_takes_no_turn),
        cmocka_unit_test(others_wait_for_the_one_who_renders),
        cmocka_unit_test(stale_pages_leave),
        cmocka_unit_test(better_encodings_are_added_to_the_kept_page),
        cmocka_unit_test(short_pages_and_pictures_stay_as_they_are),
        cmocka_unit_test(the_least_recently_used_leave),
        cmocka_unit_test(many_threads_share_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
