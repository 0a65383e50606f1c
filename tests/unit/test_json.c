/* JSON merge patch as RFC 7396 has it. */
#include <stdlib.h>

#include "record/json.h"
#include "unit/test.h"

/* Appendix A of the RFC: what there is, the patch, what comes of it. */
static const char *const cases[][3] = {
    { "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
    { "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
    { "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
    { "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
    { "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
    { "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
    { "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
    { "{\"a\":\"foo\"}", "null", "null" },
    { "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
    { "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
    { "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
    { "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
};

static void test_merge_patch(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *target = json_loads(cases[i][0], JSON_DECODE_ANY, NULL),
               *before = json_deep_copy(target);
        json_t *patch = json_loads(cases[i][1], JSON_DECODE_ANY, NULL),
               *wanted = json_loads(cases[i][2], JSON_DECODE_ANY, NULL);
        json_t *made = json_merge_patch(target, patch);
        if (!json_equal(made, wanted) || !json_equal(target, before))
            fail_msg("%s with %s is %s", cases[i][0], cases[i][1],
                     json_dumps(made, JSON_ENCODE_ANY));
        json_decref(target);
        json_decref(before);
        json_decref(patch);
        json_decref(wanted);
        json_decref(made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_merge_patch) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
