/* Ranges and FastCGI records, apart from sockets. */
#include "test.h"

#include <stdlib.h>

#include "doors/fastcgi_record.h"
#include "web/range.h"

static void ranges(void **state)
{
    uint64_t from = 0, len = 0;
    (void)state;
    assert_int_equal(range_parse("bytes=0-9", 100, &from, &len), 1);
    assert_int_equal(from, 0);
    assert_int_equal(len, 10);
    assert_int_equal(range_parse("bytes=90-", 100, &from, &len), 1);
    assert_int_equal(len, 10);
    assert_int_equal(range_parse("bytes=90-900", 100, &from, &len), 1);
    assert_int_equal(len, 10);
    assert_int_equal(range_parse("bytes=-30", 100, &from, &len), 1);
    assert_int_equal(from, 70);
    assert_int_equal(range_parse("bytes=-300", 100, &from, &len), 1);
    assert_int_equal(from, 0);
    assert_int_equal(len, 100);
}

static void ranges_refused(void **state)
{
    uint64_t from = 0, len = 0;
    (void)state;
    assert_int_equal(range_parse("bytes=100-", 100, &from, &len), -1);
    assert_int_equal(range_parse("bytes=-0", 100, &from, &len), -1);
    assert_int_equal(range_parse("bytes=0-", 0, &from, &len), -1);
    static const char *const ignored[] = {
        "bytes=9-0",  "bytes=",     "bytes=-",
        "bytes=a-b",  "lines=0-9",  "bytes=0-1,4-5",
        "bytes= 0-9", "bytes=0-9 ", "bytes=99999999999999999999-"
    };
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        assert_int_equal(range_parse(ignored[i], 100, &from, &len), 0);
}

static void long_content(void **state)
{
    struct buffer out = { 0 };
    char *content = calloc(1, 200001);
    size_t at = 0, total = 0;
    (void)state;
    record_write(&out, RECORD_STDOUT, 300, content, 200001);
    while (at < out.len) {
        struct record record;
        long used = record_read((const unsigned char *)out.at + at, out.len - at, &record);
        assert_true(used > 0 && used % 8 == 0);
        assert_int_equal(record.id, 300);
        total += record.len;
        at += (size_t)used;
    }
    assert_int_equal(total, 200001);
    buffer_free(&out);
    free(content);
}

static void incomplete(void **state)
{
    unsigned char bytes[] = { 1, 5, 0, 1, 0, 3, 5, 0, 'a', 'b', 'c', 0, 0, 0, 0, 0 };
    struct record record;
    (void)state;
    for (size_t len = 0; len < sizeof bytes; len++)
        assert_int_equal(record_read(bytes, len, &record), 0);
    assert_int_equal(record_read(bytes, sizeof bytes, &record), 16);
    bytes[0] = 2;
    assert_int_equal(record_read(bytes, 1, &record), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges),
        cmocka_unit_test(ranges_refused),
        cmocka_unit_test(long_content),
        cmocka_unit_test(incomplete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
