/* Reports of failed delivery are read whatever mail server wrote them, and nothing else is taken for one. */
#include "mail/outbox.h"
#include "unit/scratch.h"

static struct bounce read_text(const char *mail)
{
    return bounce_read(arena, mail, strlen(mail));
}

#define REPORT                                                                                     \
    "Content-Type: multipart/report; boundary=b;\r\n report-type=delivery-status\r\n"              \
    "\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"                                        \
    "--b\r\nContent-Type: message/delivery-status\r\n\r\n"

static void test_report(void **state)
{
    struct bounce bounce = read_text(
        REPORT
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        "FINAL-RECIPIENT: RFC822;<ana@example.org>\r\nAction: FAILED\r\nStatus: 5.1.1 (bad)\r\n"
        "Diagnostic-Code: smtp; 550\r\n\tunknown user\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <42.inmd@red.example>\r\n");
    (void)state;
    assert_true(bounce.failed);
    assert_string_equal(bounce.recipient, "ana@example.org");
    assert_string_equal(bounce.status, "5.1.1");
    assert_string_equal(bounce.reason, "550\tunknown user");
    assert_int_equal(bounce.message, 42);
}

static void test_no_report(void **state)
{
    (void)state;
    assert_false(
        read_text(
            "Subject: Re: hello\n\nFinal-Recipient: rfc822; ana@example.org\nAction: failed\n")
            .failed);
    assert_false(
        read_text(REPORT "Final-Recipient: rfc822; ana@example.org\nAction: delayed\n").failed);
    assert_false(read_text("").failed);
}

static void test_foreign_message(void **state)
{
    static const char *const ids[] = { "<42.other@example.org>", "42.inmd@example.org",
                                       "<-1.inmd@example.org>",  "<99999999999999999999.inmd@",
                                       "<.inmd@example.org>",    "<42" };
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct bounce bounce =
            read_text(arena_print(arena, REPORT "Action: failed\nMessage-ID: %s\n", ids[i]));
        assert_true(bounce.failed);
        assert_int_equal(bounce.message, 0);
    }
}

static void test_odd_bytes(void **state)
{
    static const char mail[] = REPORT "Final-Recipient: rfc822; a\xff@example.org\nAction: "
                                      "failed\nDiagnostic-Code: smtp; \xc3(\n\0Status: 5\n";
    struct bounce bounce = bounce_read(arena, mail, sizeof mail - 1);
    (void)state;
    assert_true(bounce.failed);
    assert_null(bounce.recipient);
    assert_null(bounce.reason);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_no_report),
        cmocka_unit_test(test_foreign_message),
        cmocka_unit_test(test_odd_bytes),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
