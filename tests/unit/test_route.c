/* The table of addresses: matching, making addresses, and tables that cannot work. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "unit/test.h"
#include "web/route.h"

#define ROW(name, methods, en, es)                                                                 \
    {                                                                                              \
        name, methods, { en, es }, ROLE_ANYONE, 0, 0, NULL                                         \
    }

static const struct route table[] = {
    ROW("root", METHOD_GET, "/", NULL),
    ROW("members", METHOD_GET, "/en/members", "/es/miembros"),
    ROW("vcard", METHOD_GET, "/en/members/:slug.vcf", "/es/miembros/:slug.vcf"),
    ROW("member", METHOD_GET, "/en/members/:slug", "/es/miembros/:slug"),
    ROW(NULL, METHOD_POST, "/en/members/:slug", "/es/miembros/:slug"),
    ROW("cite", METHOD_GET, "/en/works/:slug/cite/:format", "/es/obras/:slug/cita/:format"),
    ROW("short", METHOD_GET, "/:code", NULL),
};
#define COUNT (sizeof table / sizeof *table)

static void paths_find_their_row(void **state)
{
    struct arena *arena = arena_new();
    struct router *router = router_new(table, COUNT);
    struct match match = router_match(router, arena, "/es/miembros/ana.vcf", METHOD_GET);
    (void)state;
    assert_string_equal(match.route->name, "vcard");
    assert_string_equal(match.params[0], "ana");
    assert_int_equal(match.lang, LANG_ES);
    match = router_match(router, arena, "/en/members/ana", METHOD_HEAD);
    assert_string_equal(match.route->name, "member");
    assert_int_equal(match.lang, LANG_EN);
    match = router_match(router, arena, "/en/members/ana", METHOD_PUT);
    assert_null(match.route);
    assert_int_equal(match.allowed, METHOD_GET | METHOD_HEAD | METHOD_POST | METHOD_OPTIONS);
    match = router_match(router, arena, "/es/obras/x/cita/bibtex", METHOD_GET);
    assert_string_equal(match.params[1], "bibtex");
    assert_int_equal(router_match(router, arena, "/en/members/a/b", METHOD_GET).allowed, 0);
    assert_string_equal(router_match(router, arena, "/", METHOD_GET).route->name, "root");
    router_free(router);
    arena_free(arena);
}

static void names_give_addresses(void **state)
{
    struct arena *arena = arena_new();
    struct router *router = router_new(table, COUNT);
    const char *params[4] = { "a b/c?d\xc3\xb1", "x" };
    (void)state;
    assert_string_equal(router_path(router, arena, "members", LANG_ES, NULL), "/es/miembros");
    assert_string_equal(router_path(router, arena, "root", LANG_ES, NULL), "/");
    assert_string_equal(router_path(router, arena, "member", LANG_EN, NULL), "/en/members");
    assert_string_equal(router_path(router, arena, "short", LANG_EN, NULL), "/");
    assert_string_equal(router_path(router, arena, "cite", LANG_ES, params),
                        "/es/obras/a%20b%2Fc%3Fd%C3%B1/cita/x");
    assert_string_equal(router_path(router, arena, "vcard", LANG_EN, params),
                        "/en/members/a%20b%2Fc%3Fd%C3%B1.vcf");
    assert_null(router_path(router, arena, "nothing", LANG_EN, NULL));
    /* Templates ask about thirty times a page: nothing is made anew. */
    assert_ptr_equal(router_path(router, arena, "member", LANG_EN, NULL),
                     router_path(router, arena, "member", LANG_EN, NULL));
    router_free(router);
    arena_free(arena);
}

/* Whether a table of these ROWS ends the process (in a child). */
static bool refused(const struct route *rows, size_t count)
{
    pid_t child = fork();
    if (!child) {
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        router_free(router_new(rows, count));
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void tables_that_cannot_work_are_refused(void **state)
{
    struct route rows[7];
    const struct route inside = ROW("a", METHOD_GET, "/x/:slug.:format", NULL);
    const struct route middle = ROW("a", METHOD_GET, "/x/a:slug", NULL);
    const struct route five = ROW("a", METHOD_GET, "/:a/:b/:c/:d/:e", NULL);
    const struct route twice[] = { ROW("a", METHOD_GET, "/x/:a", NULL),
                                   ROW("b", METHOD_GET, "/x/:b", NULL) };
    (void)state;
    for (int i = 0; i < 7; i++)
        rows[i] = (struct route)ROW(NULL, 1u << i, "/x", NULL);
    assert_false(refused(rows, 6));
    assert_true(refused(rows, 7));
    assert_true(refused(&inside, 1));
    assert_true(refused(&middle, 1));
    assert_true(refused(&five, 1));
    assert_true(refused(twice, 2));
    assert_false(refused(table, COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_find_their_row),
        cmocka_unit_test(names_give_addresses),
        cmocka_unit_test(tables_that_cannot_work_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
