/* What people send: forms, files, JSON, and the limits of each. */
#include "base/buffer.h"
#include "base/text.h"
#include "unit/test.h"
#include "web/body.h"
#include "web/route.h"

static struct request *sent(struct arena *arena, const char *type, const char *bytes, size_t len)
{
    struct request *request = request_new(arena);
    pairs_add(arena, &request->headers, "content-type", type);
    request->body = bytes;
    request->body_len = len;
    return request;
}

static int status_of(const char *type, const char *bytes, size_t len)
{
    struct arena *arena = arena_new();
    int status = body_parse(sent(arena, type, bytes, len));
    arena_free(arena);
    return status;
}

#define FORM "application/x-www-form-urlencoded"
#define PARTS "multipart/form-data; boundary=edge"

static void forms_are_decoded(void **state)
{
    struct arena *arena = arena_new();
    const char *text = "a=1&b=%C3%B1+x&a=2&&empty=&bare";
    struct request *request = sent(arena, FORM "; charset=UTF-8", text, strlen(text));
    (void)state;
    assert_int_equal(body_parse(request), 0);
    assert_string_equal(request_form(request, "a"), "1");
    assert_string_equal(request->form.at[2].value, "2");
    assert_string_equal(request_form(request, "b"), "\xc3\xb1 x");
    assert_string_equal(request_form(request, "bare"), "");
    assert_int_equal(request->form.count, 5);
    arena_free(arena);
}

static void nul_and_bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    assert_int_equal(status_of(FORM, "a=b%00c", 7), 400);
    assert_int_equal(status_of(FORM, "a=b\0c", 5), 400);
    assert_int_equal(status_of(FORM, "a=%FF", 5), 400);
    assert_int_equal(status_of(FORM, "%FF=a", 5), 400);
    assert_int_equal(status_of(FORM, "a=%4", 4), 400);
#define FIELD "--edge\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
#define END "\r\n--edge--\r\n"
    assert_int_equal(status_of(PARTS, FIELD "fine" END, sizeof(FIELD "fine" END) - 1), 0);
    assert_int_equal(status_of(PARTS, FIELD "b\0c" END, sizeof(FIELD "b\0c" END) - 1), 400);
    assert_int_equal(status_of(PARTS, FIELD "\xff" END, sizeof(FIELD "\xff" END) - 1), 400);
}

static int many_fields(int count)
{
    struct buffer body = { 0 };
    for (int i = 0; i < count; i++)
        buffer_printf(&body, "f%d=1&", i);
    int status = status_of(FORM, body.at, body.len);
    buffer_free(&body);
    return status;
}

static int long_name(int len)
{
    char body[200];
    snprintf(body, sizeof body, "%0*d=1", len, 0);
    return status_of(FORM, body, strlen(body));
}

static void fields_are_limited(void **state)
{
    (void)state;
    assert_int_equal(many_fields(1000), 0);
    assert_int_equal(many_fields(1001), 400);
    assert_int_equal(long_name(100), 0);
    assert_int_equal(long_name(101), 400);
}

static void put_file(struct buffer *body, const char *name, const char *filename, const char *bytes)
{
    buffer_printf(body,
                  "--edge\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                  "Content-Type: image/png\r\n\r\n%s\r\n",
                  name, filename, bytes);
}

static int many_files(int count, const char *filename, const char *bytes)
{
    struct buffer body = { 0 };
    for (int i = 0; i < count; i++)
        put_file(&body, "photo", filename, bytes);
    buffer_puts(&body, "--edge--\r\n");
    int status = status_of(PARTS, body.at, body.len);
    buffer_free(&body);
    return status;
}

static void files_are_limited_and_keep_their_order(void **state)
{
    struct arena *arena = arena_new();
    struct buffer body = { 0 };
    (void)state;
    assert_int_equal(many_files(20, "a.png", "x"), 0);
    assert_int_equal(many_files(21, "a.png", "x"), 400);
    assert_int_equal(many_files(21, "", ""), 0); /* not chosen */
    put_file(&body, "one", "1.png", "\xff\xfe");
    put_file(&body, "two", "2.png", "x");
    buffer_puts(&body, "--edge--\r\n");
    struct request *request = sent(arena, PARTS, body.at, body.len);
    assert_int_equal(body_parse(request), 0);
    assert_string_equal(request->uploads->name, "one");
    assert_int_equal(request->uploads->len, 2);
    assert_string_equal(request->uploads->type, "image/png");
    assert_string_equal(request->uploads->next->filename, "2.png");
    assert_null(request->uploads->next->next);
    buffer_free(&body);
    arena_free(arena);
}

static void broken_multipart_is_refused(void **state)
{
    static const char *const bodies[] = {
        "--edge",
        "--edge\r\n",
        FIELD,
        FIELD "x",
        FIELD "x\r\n--edge",
        "x" FIELD "x" END,
        "--edge\r\nContent-Disposition: form-data\r\n\r\nx" END,
        "--edge\r\n\r\n\r\nx" END,
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_int_equal(status_of(PARTS, bodies[i], strlen(bodies[i])), 400);
    assert_int_equal(status_of("multipart/form-data", FIELD END, strlen(FIELD END)), 400);
    assert_int_equal(status_of("multipart/form-data; boundary=\"\"", "--\r\n--", 6), 400);
}

static int json_status(unsigned flags, const char *bytes, size_t len)
{
    struct arena *arena = arena_new();
    struct route route = { .flags = flags };
    struct request *request = sent(arena, "application/json; charset=utf-8", bytes, len);
    request->route = &route;
    int status = body_parse(request);
    arena_free(arena);
    return status;
}

static void other_types_are_taken_only_where_the_route_says_so(void **state)
{
    (void)state;
    assert_int_equal(json_status(ROUTE_JSON, "{}", 2), 0);
    assert_int_equal(json_status(ROUTE_JSON, "\"\xff\"", 3), 400);
    assert_int_equal(json_status(0, "{}", 2), 415);
    assert_int_equal(status_of("text/plain", "a=b", 3), 415);
    assert_int_equal(status_of(FORM "ish", "a=b", 3), 415);
    assert_int_equal(status_of("text/plain", "", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_decoded),
        cmocka_unit_test(nul_and_bytes_that_are_no_text_are_refused),
        cmocka_unit_test(fields_are_limited),
        cmocka_unit_test(files_are_limited_and_keep_their_order),
        cmocka_unit_test(broken_multipart_is_refused),
        cmocka_unit_test(other_types_are_taken_only_where_the_route_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
