/* One-time codes against the tables of RFC 6238 and RFC 4226, base 32 against RFC 4648; drift, and no code twice. */
#include "base/arena.h"
#include "base/qr.h"
#include "base/secret.h"
#include "base/totp.h"
#include "unit/test.h"

#define KEY "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" /* "12345678901234567890" */

static void test_base32(void **state)
{
    static const char *const pairs[][2] = { { "", "" },
                                            { "f", "MY" },
                                            { "fo", "MZXQ" },
                                            { "foo", "MZXW6" },
                                            { "foob", "MZXW6YQ" },
                                            { "fooba", "MZXW6YTB" },
                                            { "foobar", "MZXW6YTBOI" } };
    char text[32];
    unsigned char bytes[32];
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t len = strlen(pairs[i][0]);
        base32_encode((const unsigned char *)pairs[i][0], len, text);
        assert_string_equal(text, pairs[i][1]);
        assert_int_equal(base32_decode(pairs[i][1], bytes, sizeof bytes), len);
        assert_memory_equal(bytes, pairs[i][0], len);
    }
    assert_int_equal(base32_decode("mzxw6ytboi", bytes, sizeof bytes), 6);
    assert_int_equal(base32_decode("MZXW1", bytes, sizeof bytes), -1);
    assert_int_equal(base32_decode("MZXW6YTBOI", bytes, 5), -1);
}

static void test_codes(void **state)
{
    static const struct {
        long long at;
        const char *code; /* the last six digits of the table */
    } rows[] = { { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
                 { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
    char code[7];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(totp_code(KEY, rows[i].at / TOTP_STEP, code));
        assert_string_equal(code, rows[i].code);
    }
    assert_false(totp_code("no base 32!", 1, code));
    assert_false(totp_code("", 1, code));
}

static void test_drift(void **state)
{
    const long long now = 1111111111, step = now / TOTP_STEP;
    char code[7];
    (void)state;
    for (int drift = -3; drift <= 3; drift++) {
        assert_true(totp_code(KEY, step + drift, code));
        assert_int_equal(totp_step(KEY, code, now, 0),
                         drift >= -1 && drift <= 1 ? step + drift : 0);
    }
}

static void test_once(void **state)
{
    const long long now = 1111111111, step = now / TOTP_STEP;
    char code[7];
    (void)state;
    totp_code(KEY, step, code);
    assert_int_equal(totp_step(KEY, code, now, step - 1), step);
    assert_int_equal(totp_step(KEY, code, now, step), 0);
    totp_code(KEY, step - 1, code); /* nor an older one after it */
    assert_int_equal(totp_step(KEY, code, now, step), 0);
}

static void test_typed(void **state)
{
    static const char *const wrong[] = { "",         "05047",   "0504711", "05O471",
                                         "-1",       "５０471", NULL,      "050471050471",
                                         "0x050471", " ",       "050470" };
    (void)state;
    assert_int_not_equal(totp_step(KEY, " 050 471 ", 1111111111, 0), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(totp_step(KEY, wrong[i], 1111111111, 0), 0);
}

static void test_secret(void **state)
{
    char one[TOTP_SECRET_SIZE], other[TOTP_SECRET_SIZE];
    (void)state;
    totp_secret(one);
    totp_secret(other);
    assert_int_equal(strlen(one), 32);
    assert_string_not_equal(one, other);
}

static void test_qr(void **state)
{
    struct arena *arena = arena_new();
    int size = 0;
    (void)state;
    const char *path = qr_path(arena, "otpauth://totp/INMD:ana@example.org?secret=" KEY, &size);
    /* A finder in the corner: seven dark, then one dark at each side. */
    assert_int_equal(strncmp(path, "M4 4h7v1h-7z", 12), 0);
    assert_non_null(strstr(path, "M4 5h1v1h-1zM10 5h1v1h-1z"));
    assert_int_equal((size - 8 - 17) % 4, 0); /* 17 + 4 * version modules and the quiet zone */
    char *huge = arena_alloc(arena, 8000);
    memset(huge, 'x', 7999);
    assert_null(qr_path(arena, huge, &size));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base32), cmocka_unit_test(test_codes), cmocka_unit_test(test_drift),
        cmocka_unit_test(test_once),   cmocka_unit_test(test_typed), cmocka_unit_test(test_secret),
        cmocka_unit_test(test_qr),
    };
    secret_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
