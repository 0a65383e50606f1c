/* Requests and answers by themselves: addresses, cookies, encodings, limits, assets. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/secret.h"
#include "base/text.h"
#include "unit/test.h"
#include "web/asset.h"
#include "web/compress.h"
#include "web/limit.h"

static struct request *prepared(struct arena *arena, const char *target, int *status)
{
    struct request *request = request_new(arena);
    struct response *response = response_new(arena);
    request_prepare(request, "GET", target, response);
    *status = response->status;
    return request;
}

static void targets_are_cleaned_or_refused(void **state)
{
    static const struct {
        const char *target, *path;
        int status;
    } cases[] = {
        { "/", "/", 200 },
        { "/es//miembros/./x", "/es/miembros/x", 200 },
        { "/a/b/../c", "/a/c", 200 },
        { "/../etc/passwd", NULL, 400 },
        { "/%2e%2e/etc", NULL, 400 },
        { "/a%00b", NULL, 400 },
        { "/a%ff", NULL, 400 },
        { "/a%zz", NULL, 400 },
        { "nothing", NULL, 400 },
        { "/a?b=%00", NULL, 400 },
        { "/%C3%B1?q=%C3%B1", "/\xc3\xb1", 200 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        int status;
        struct request *request = prepared(arena, cases[i].target, &status);
        assert_int_equal(status, cases[i].status);
        if (cases[i].path)
            assert_string_equal(request->path, cases[i].path);
        arena_free(arena);
    }
}

static const char *cookie_of(struct arena *arena, bool secure, const struct cookie *cookie)
{
    struct request *request = request_new(arena);
    struct response *response = response_new(arena);
    request->secure = secure;
    response_cookie(request, response, cookie);
    return pairs_get(&response->headers, "Set-Cookie");
}

static void cookies_say_where_and_how_long(void **state)
{
    struct arena *arena = arena_new();
    struct cookie whole = { .name = "session", .value = "v", .max_age = 60, .http_only = true };
    struct cookie part = { .name = "form", .value = "v", .path = "/es/registro" };
    struct cookie gone = { .name = "session", .value = "", .path = "/", .max_age = -1 };
    (void)state;
    assert_string_equal(cookie_of(arena, true, &whole),
                        "__Host-session=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    assert_string_equal(cookie_of(arena, true, &part),
                        "__Secure-form=v; Path=/es/registro; SameSite=Lax; Secure");
    assert_string_equal(cookie_of(arena, false, &part), "form=v; Path=/es/registro; SameSite=Lax");
    assert_string_equal(cookie_of(arena, false, &gone),
                        "session=; Path=/; Max-Age=0; SameSite=Lax");
    arena_free(arena);
}

static void encodings_are_chosen_by_weight(void **state)
{
    static const struct {
        const char *accept;
        enum encoding encoding;
    } cases[] = {
        { NULL, ENCODING_IDENTITY },
        { "", ENCODING_IDENTITY },
        { "gzip, deflate, br", ENCODING_BR },
        { "gzip", ENCODING_GZIP },
        { "GZIP", ENCODING_GZIP },
        { "br;q=0, gzip", ENCODING_GZIP },
        { "br;q=0.000, gzip;q=0", ENCODING_IDENTITY },
        { "br;q=0.5, gzip;q=0.8", ENCODING_GZIP },
        { "*", ENCODING_BR },
        { "*;q=0", ENCODING_IDENTITY },
        { "br;q=0, *", ENCODING_GZIP },
        { "identity, gzip;q=0.5", ENCODING_IDENTITY },
        { "identity;q=0.2, gzip;q=0.5", ENCODING_GZIP },
        { "brotli, gzipped, x*", ENCODING_IDENTITY },
        { "gzip ; Q=1.0,,", ENCODING_GZIP },
        { "gzip;q=", ENCODING_IDENTITY },
        { ";;;,", ENCODING_IDENTITY },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(encoding_preferred(cases[i].accept), cases[i].encoding);
}

static void only_text_of_some_length_is_compressed(void **state)
{
    (void)state;
    assert_true(compressible("text/html; charset=utf-8", 600));
    assert_false(compressible("text/html; charset=utf-8", 599));
    assert_true(compressible("image/svg+xml", 600));
    assert_true(compressible("application/manifest+json", 600));
    assert_false(compressible("image/png", 100000));
    assert_false(compressible(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 100000));
    assert_false(compressible(NULL, 100000));
}

static int taken(const char *key, int times)
{
    int let = 0;
    for (int i = 0; i < times; i++)
        let += limit_take("test", key, 0.001, 3);
    return let;
}

static void limits_count_a_network_however_it_is_written(void **state)
{
    (void)state;
    assert_int_equal(taken("2001:db8::1", 3), 3);
    assert_int_equal(taken("2001:db8:0:0:ffff::2", 1), 0);    /* the same /64 */
    assert_int_equal(taken("2001:0DB8:0000:0000:1::", 1), 0); /* too */
    assert_int_equal(taken("2001:db8:0:1::1", 1), 1);         /* another */
    assert_int_equal(taken("2001:db8::1:0:0:0:1", 1), 1); /* "::" stands for one group: another */
    assert_int_equal(taken("192.0.2.1", 3), 3);
    assert_int_equal(taken("::ffff:192.0.2.1", 1), 0);
    assert_int_equal(taken("::ffff:192.0.2.2", 1), 1);
    assert_int_equal(taken("a:b:c:d:one", 3), 3); /* no address: counts whole */
    assert_int_equal(taken("a:b:c:d:two", 1), 1);
}

static void limits_are_not_refilled_by_other_visitors(void **state)
{
    char key[32];
    int refilled = 0;
    (void)state;
    for (int i = 0; i < 200; i++) {
        snprintf(key, sizeof key, "spent%d", i);
        taken(key, 3);
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "other%d", i);
        taken(key, 1);
    }
    for (int i = 0; i < 200; i++) {
        snprintf(key, sizeof key, "spent%d", i);
        refilled += taken(key, 1);
    }
    assert_int_equal(refilled, 0);
}

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/public/%s", dir, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static struct response *asset_at(struct arena *arena, const char *path, const char *name)
{
    struct request *request = request_new(arena);
    struct response *response = response_new(arena);
    request->path = path;
    request->params[1] = name;
    asset_serve(request, response);
    return response;
}

static const char *asset_url(const char *name)
{
    struct value object = asset_object(), url;
    assert_true((*object.object)->get(object.object, symbol_of(name), &url));
    return url.text;
}

static void check_assets(struct arena *arena)
{
    const char *url = asset_url("site_webmanifest");
    struct response *right = asset_at(arena, url, "site.webmanifest");
    assert_int_equal(right->status, 200);
    assert_string_equal(pairs_get(&right->headers, "Content-Type"), "application/manifest+json");
    assert_non_null(strstr(pairs_get(&right->headers, "Cache-Control"), "immutable"));
    struct response *old =
        asset_at(arena, "/assets/0123456789/site.webmanifest", "site.webmanifest");
    assert_int_equal(old->status, 302);
    assert_string_equal(pairs_get(&old->headers, "Location"), url);
    assert_string_equal(pairs_get(&old->headers, "Cache-Control"), "no-cache");
    assert_int_equal(asset_at(arena, "/assets/0123456789/no.css", "no.css")->status, 404);
    struct response *font = asset_at(arena, asset_url("a_woff2"), "a.woff2");
    assert_string_equal(pairs_get(&font->headers, "Content-Type"), "font/woff2");
}

static void assets_are_served_at_the_address_of_their_content(void **state)
{
    struct arena *arena = arena_new();
    char dir[] = "/tmp/test_http_XXXXXX", path[200];
    (void)state;
    secret_start();
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/public", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file(dir, "site.webmanifest", "{}");
    write_file(dir, "a.woff2", "wOF2");
    files_root(dir);
    assets_load();
    check_assets(arena);
    files_root(NULL);
    arena_free(arena);
    snprintf(path, sizeof path, "rm -r %s", dir);
    assert_int_equal(system(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_cleaned_or_refused),
        cmocka_unit_test(cookies_say_where_and_how_long),
        cmocka_unit_test(encodings_are_chosen_by_weight),
        cmocka_unit_test(only_text_of_some_length_is_compressed),
        cmocka_unit_test(limits_count_a_network_however_it_is_written),
        cmocka_unit_test(limits_are_not_refilled_by_other_visitors),
        cmocka_unit_test(assets_are_served_at_the_address_of_their_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
