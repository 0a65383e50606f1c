/* The life of a request: what is refused, kept, told to caches, and to whom. */
#include <fcntl.h>
#include <unistd.h>

#include "base/moment.h"
#include "unit/test.h"
#include "web/dispatch.h"

static int rendered, ended;
static bool sets_cookie;
static enum role visitor_role;

static void begin(struct request *request)
{
    static int database;
    request->db = (struct db *)&database;
}

static void end(struct request *request, struct response *response)
{
    struct cookie cookie = { .name = "form", .value = "x" };
    ended++;
    if (sets_cookie)
        response_cookie(request, response, &cookie);
}

static enum role role(const struct request *request)
{
    (void)request;
    return visitor_role;
}

static const char *csrf(const struct request *request)
{
    (void)request;
    return "token";
}

static void error(struct request *request, struct response *response)
{
    response_type(request, response, "text/html");
    buffer_printf(&response->body, "error %d", response->status);
}

static bool fresh(const struct page_deps *deps)
{
    (void)deps;
    return true;
}

static void deps(const struct request *request, struct page_deps *out)
{
    (void)request;
    *out = (struct page_deps){ 0 };
}

static bool limited(const struct request *request)
{
    (void)request;
    return false;
}

static const struct site_hooks hooks = { .begin = begin,
                                         .end = end,
                                         .role = role,
                                         .csrf = csrf,
                                         .error = error,
                                         .fresh = fresh,
                                         .deps = deps,
                                         .limited = limited };

#define CHANGED 1772704800 /* Thu, 05 Mar 2026 10:00:00 GMT */

static void page(struct request *request, struct response *response)
{
    rendered++;
    response_type(request, response, "text/html");
    response->cacheable = true;
    response->changed = CHANGED;
    buffer_printf(&response->body, "%s|%s|", request->path, request->raw_query);
    for (int i = 0; i < 200; i++)
        buffer_puts(&response->body, "palabra ");
}

static void failing(struct request *request, struct response *response)
{
    (void)request;
    rendered++;
    response->status = 404;
}

static void file(struct request *request, struct response *response)
{
    response_type(request, response, "application/pdf");
    response->file.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    response->changed = CHANGED;
}

static void save(struct request *request, struct response *response)
{
    response_redirect(request, response, 303, "/p");
}

static const struct route routes[] = {
    { "page", METHOD_GET, { "/p", NULL }, ROLE_ANYONE, ROUTE_CACHED, 0, page },
    { NULL, METHOD_POST, { "/p", NULL }, ROLE_ANYONE, 0, 100, save },
    { "any", METHOD_GET, { "/a/:x", NULL }, ROLE_ANYONE, ROUTE_CACHED, 0, page },
    { "fail", METHOD_GET, { "/fail", NULL }, ROLE_ANYONE, ROUTE_CACHED, 0, failing },
    { "file", METHOD_GET, { "/file", NULL }, ROLE_ANYONE, 0, 0, file },
    { "token",
      METHOD_GET,
      { "/t/:token", NULL },
      ROLE_ANYONE,
      ROUTE_PRIVATE | ROUTE_CACHED,
      0,
      page },
    { NULL, METHOD_POST, { "/t/:token", NULL }, ROLE_ANYONE, ROUTE_PRIVATE, 100, save },
    { "staff", METHOD_GET, { "/staff", NULL }, ROLE_EDITOR, 0, 0, page },
};

struct house {
    struct router *router;
    struct dispatcher *dispatcher;
    struct arena *arena;
};

static int set_up(void **state)
{
    static struct house house;
    house.router = router_new(routes, sizeof routes / sizeof *routes);
    house.dispatcher = dispatcher_new(house.router, &hooks, 1 << 24);
    house.arena = arena_new();
    rendered = ended = 0;
    sets_cookie = false;
    visitor_role = ROLE_ANYONE;
    *state = &house;
    return 0;
}

static int tear_down(void **state)
{
    struct house *house = *state;
    dispatcher_free(house->dispatcher);
    router_free(house->router);
    arena_free(house->arena);
    return 0;
}

/* Answers METHOD TARGET with HEADERS (name, value, ..., NULL); done with at once: what it points to
 * of the cache lives as long as the cache. *EARLY: whether the head was enough. */
static struct response *ask(struct house *house, const char *method, const char *target,
                            const char *const *headers, bool *early)
{
    struct request *request = request_new(house->arena);
    struct response *response = response_new(house->arena);
    request->origin = "https://inmd.example";
    for (; headers && *headers; headers += 2)
        pairs_add(house->arena, &request->headers, headers[0], headers[1]);
    assert_true(request_prepare(request, method, target, response));
    bool head = dispatch_head(house->dispatcher, request, response);
    if (early)
        *early = head;
    const char *form = request_header(request, "test-form");
    request->body = form;
    request->body_len = form ? strlen(form) : 0;
    if (!head)
        dispatch_run(house->dispatcher, request, response);
    if (response->cached) /* as a door reads it */
        response->headers = response->cached->headers;
    dispatch_done(response);
    return response;
}

#define ASK(target, ...)                                                                           \
    ask(*state, "GET", target, (const char *const[]){ __VA_ARGS__, NULL }, NULL)

static const char *header(const struct response *response, const char *name)
{
    const char *value = pairs_get(&response->headers, name);
    return value ? value : "";
}

static void the_head_leaves_nothing_behind(void **state)
{
    struct house *house = *state;
    struct request *request = request_new(house->arena);
    struct response *response = response_new(house->arena);
    request->origin = "https://inmd.example";
    assert_true(request_prepare(request, "GET", "/p", response));
    assert_false(dispatch_head(house->dispatcher, request, response)); /* and never comes again */
    int64_t began = moment_ticks();
    assert_int_equal(ASK("/p", "x", "y")->status, 200);
    assert_true(moment_ticks() - began < 1000000);
}

static void errors_do_not_keep_others_waiting(void **state)
{
    int64_t began = moment_ticks();
    assert_int_equal(ASK("/fail", "x", "y")->status, 404);
    assert_int_equal(ASK("/fail", "x", "y")->status, 404);
    sets_cookie = true;
    ASK("/p", "x", "y");
    ASK("/p", "x", "y");
    assert_int_equal(rendered, 4); /* an answer with a cookie is one person's */
    assert_int_equal(ended, 4);
    assert_true(moment_ticks() - began < 1000000);
}

static void bodies_where_none_belongs_are_refused(void **state)
{
    static const char *const long_body[] = { "content-length", "101", NULL };
    static const char *const odd[] = { "content-length", "-1", NULL };
    bool early;
    assert_int_equal(ASK("/p", "content-length", "5")->status, 400);
    assert_int_equal(ASK("/p", "transfer-encoding", "chunked")->status, 400);
    assert_int_equal(ASK("/p", "content-length", "0")->status, 200);
    assert_int_equal(rendered, 1);
    assert_int_equal(ask(*state, "POST", "/p", long_body, &early)->status, 413);
    assert_true(early);
    assert_int_equal(ask(*state, "POST", "/p", odd, &early)->status, 400);
    assert_int_equal(ask(*state, "HEAD", "/p", long_body, &early)->status, 400);
}

static void methods_are_answered(void **state)
{
    struct response *wrong = ask(*state, "PUT", "/p", NULL, NULL);
    assert_int_equal(wrong->status, 405);
    assert_string_equal(header(wrong, "Allow"), "GET, HEAD, POST, OPTIONS");
    assert_int_equal(ask(*state, "OPTIONS", "/p", NULL, NULL)->status, 204);
    assert_int_equal(ask(*state, "GET", "/nowhere", NULL, NULL)->status, 404);
    assert_int_equal(ask(*state, "GET", "/staff", NULL, NULL)->status, 403);
    struct response *get = ask(*state, "GET", "/p", NULL, NULL);
    struct response *head = ask(*state, "HEAD", "/p", NULL, NULL);
    assert_int_equal(head->status, 200);
    assert_string_equal(head->etag, get->etag);
    assert_int_equal(rendered, 1);
}

static void visitors_share_pages_and_addresses_do_not(void **state)
{
    bool early;
    assert_string_equal(header(ask(*state, "GET", "/p", NULL, &early), "Cache-Control"),
                        "public, no-cache");
    assert_false(early);
    ask(*state, "GET", "/p", NULL, &early);
    assert_true(early);
    ask(*state, "GET", "/p?x=1", NULL, &early);
    assert_false(early);
    ASK("/a/b?c?", "x", "y");
    ask(*state, "GET", "/a/b%3Fc", NULL, &early);
    assert_false(early);
    ask(*state, "GET", "/a/b%0Ac", NULL, &early);
    assert_false(early);
    assert_int_equal(rendered, 5);
}

static void pages_of_signed_in_people_stay_with_them(void **state)
{
    static const char *const names[] = { "session=x", "__Host-session=x" };
    ASK("/p", "x", "y");
    for (int i = 0; i < 2; i++) {
        struct response *own = ASK("/p", "cookie", names[i], "accept-encoding", "br");
        assert_int_equal(rendered, 2 + i);
        assert_string_equal(header(own, "Cache-Control"), "private, no-store");
        assert_string_equal(header(own, "Content-Encoding"), "");
        assert_non_null(memmem(own->body.at, own->body.len, "palabra", 7));
    }
}

static void private_routes_leave_no_trace(void **state)
{
    for (int i = 1; i <= 2; i++) {
        struct response *page_of_token = ASK("/t/secret", "accept-encoding", "br");
        assert_int_equal(rendered, i);
        assert_string_equal(header(page_of_token, "Cache-Control"), "no-store");
        assert_string_equal(header(page_of_token, "Referrer-Policy"), "no-referrer");
        assert_string_equal(header(page_of_token, "Content-Encoding"), "");
    }
    assert_string_equal(header(ASK("/p", "x", "y"), "Referrer-Policy"),
                        "strict-origin-when-cross-origin");
}

static void what_visitors_have_is_not_sent_again(void **state)
{
    static const char date[] = "Thu, 05 Mar 2026 10:00:00 GMT";
    static const char before[] = "Thu, 05 Mar 2026 09:59:59 GMT";
    struct response *first = ASK("/p", "accept-encoding", "br");
    char both[100], wrong[100];
    assert_string_equal(header(first, "Last-Modified"), date);
    assert_int_equal(first->encoding, ENCODING_BR);
    snprintf(both, sizeof both, "\"other\", W/%s", first->etag);
    snprintf(wrong, sizeof wrong, "\"%.*s0\"", (int)strlen(first->etag) - 2, first->etag + 1);
    for (int signed_in = 0; signed_in < 2; signed_in++) {
        const char *cookie = signed_in ? "session=x" : "form=x";
        assert_int_equal(ASK("/p", "cookie", cookie, "if-none-match", both)->status, 304);
        assert_int_equal(ASK("/p", "cookie", cookie, "if-none-match", "*")->status, 304);
        assert_int_equal(ASK("/p", "cookie", cookie, "if-none-match", wrong)->status, 200);
        assert_int_equal(ASK("/p", "cookie", cookie, "if-modified-since", date)->status, 304);
        assert_int_equal(ASK("/p", "cookie", cookie, "if-modified-since", before)->status, 200);
        assert_int_equal(ASK("/p", "cookie", cookie, "if-modified-since", "soon")->status, 200);
        assert_int_equal(
            ASK("/p", "cookie", cookie, "if-modified-since", date, "if-none-match", wrong)->status,
            200);
    }
    struct response *had = ASK("/file", "if-modified-since", date);
    assert_int_equal(had->status, 304);
    assert_int_equal(had->file.fd, -1);
    struct response *whole = ASK("/file", "x", "y");
    assert_int_equal(whole->status, 200);
    close(whole->file.fd);
}

#define POST(target, ...)                                                                          \
    ask(*state, "POST", target,                                                                    \
        (const char *const[]){ "content-type", "application/x-www-form-urlencoded", __VA_ARGS__,   \
                               NULL },                                                             \
        NULL)                                                                                      \
        ->status

static void forms_need_the_token_and_our_own_pages(void **state)
{
    assert_int_equal(POST("/p", "test-form", "csrf=token"), 303);
    assert_int_equal(POST("/p", "test-form", "csrf=wrong"), 403);
    assert_int_equal(POST("/p", "test-form", "x=y"), 403);
    assert_int_equal(POST("/p", "test-form", "csrf=token&x=%00"), 400);
    assert_int_equal(POST("/p", "test-form", "csrf=token", "origin", "https://evil.example"), 403);
    assert_int_equal(POST("/p", "test-form", "csrf=token", "origin", "https://inmd.example"), 303);
    assert_int_equal(POST("/p", "test-form", "csrf=token", "sec-fetch-site", "cross-site"), 403);
    assert_int_equal(POST("/p", "test-form", "csrf=token", "origin", "null"), 403);
    /* Pages without a referrer send Origin: null. */
    assert_int_equal(POST("/t/s", "test-form", "csrf=token", "origin", "null"), 303);
    assert_int_equal(POST("/t/s", "test-form", "csrf=wrong", "origin", "null"), 403);
    assert_int_equal(
        POST("/t/s", "test-form", "csrf=token", "origin", "null", "sec-fetch-site", "cross-site"),
        403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(the_head_leaves_nothing_behind),
        TEST(errors_do_not_keep_others_waiting),
        TEST(bodies_where_none_belongs_are_refused),
        TEST(methods_are_answered),
        TEST(visitors_share_pages_and_addresses_do_not),
        TEST(pages_of_signed_in_people_stay_with_them),
        TEST(private_routes_leave_no_trace),
        TEST(what_visitors_have_is_not_sent_again),
        TEST(forms_need_the_token_and_our_own_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
