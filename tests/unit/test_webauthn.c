/* Passkeys: a fixed key and signature of each algorithm (made once by OpenSSL through Node's crypto, not by this program); every field that
 * is another, and every flipped bit, is refused. */
#include "base/secret.h"
#include "base/webauthn.h"
#include "unit/test.h"

/* clang-format off */
static const struct vector {
    int algorithm;
    const char *challenge, *registration, *id, *key, *second_challenge, *auth_data, *signature;
} vectors[] = {
    { -7,
      "cMj_57fqe5kxqKbu61sTLadb8fnL7MBjiHqigjsymMg",
      "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5450000000000000000000000"
      "000000000000000000001038205407bcfa6f54cc4c71cbf7e65893a5010203262001215820ad8c10c63e7e51"
      "adfa9162f80ebe286f0d8c29027cb2779b7657eafe1a17521222582072fa4f1dd63530074ede04e27a67d6c7"
      "8435549bd916d07f09ae30fc2fcdba5c",
      "38205407bcfa6f54cc4c71cbf7e65893",
      "ad8c10c63e7e51adfa9162f80ebe286f0d8c29027cb2779b7657eafe1a17521272fa4f1dd63530074ede04e2"
      "7a67d6c78435549bd916d07f09ae30fc2fcdba5c",
      "4cMYnhgv9B-RXr7eCFRXtslKGV65lC2ao7qZTrdF__o",
      "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50500000007",
      "3046022100af80991f225d1f04d0f32544be3516d6831ffd84ea59056507082c33f27ec186022100dbb8145d"
      "9dc3cf63c045ad5cb991ef8b1e00937dcbe7b97e057f483c03a76b8c" },
    { -8,
      "AHykMASBtZe9e_IZS3CxNBgbFmfpZVgYSsPxEwdCjKE",
      "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5450000000000000000000000"
      "00000000000000000000104793a1faaa8ad57842bf4d3a875b6cbca40101032720062158202b4222efb945ff"
      "e21ef96069fa854c5e52a60ac782cc2a75439ef1330ce0309c",
      "4793a1faaa8ad57842bf4d3a875b6cbc",
      "2b4222efb945ffe21ef96069fa854c5e52a60ac782cc2a75439ef1330ce0309c",
      "E-JIhW694AFPFJ8SZcuuS1uJ32NszjXN6vkwll1rI5w",
      "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50500000007",
      "cfc2959cdfec4cd24d81b2356a799522e71022fcb4eb6708d98cc8986b56c84da36745db8e900a69412ebd12"
      "ca3e2e66f37465a59126d9ebbc64495f01e9f706" },
    { -257,
      "r3UNcdNaXNipHPh6EGyLqORH9bpHBQ8H5T68xsIYktk",
      "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5450000000000000000000000"
      "0000000000000000000010753ad4ff62835ee978157e108326b939a401030339010020590100b32d298b7e3c"
      "d237e341b879ec1bf0b8fcd27d74b630676d4bffc62f07dedefbad39af4dad8db6307863d87972d3cb48b2bb"
      "60f86ce8af23581710f46648c0175f1f312d756d6334cc726f071f988d73a46cc0334bf2e2c17773993b3842"
      "d15cc7095b70d289c3c9b51a30d429ef06fd7e153a12c2bfe0a2e55ed4955ff8e5fdb76835f7d064306e81f4"
      "0064cd852513bff604228db59c2723fdbe14ff4ad6b44e1bbd02eabbf1f2eab9bd4da97ca405dfc9a288cb02"
      "2862399487e23223e541c8d24bdbe288beaff801ab793b9c1505b05b8f5c80e7b4eb7fb45e7ac29c6ef74d55"
      "93877c3efc70cb40921549afceb76a1f5e53d821ce144bcf18c1fcb37c552143010001",
      "753ad4ff62835ee978157e108326b939",
      "b32d298b7e3cd237e341b879ec1bf0b8fcd27d74b630676d4bffc62f07dedefbad39af4dad8db6307863d879"
      "72d3cb48b2bb60f86ce8af23581710f46648c0175f1f312d756d6334cc726f071f988d73a46cc0334bf2e2c1"
      "7773993b3842d15cc7095b70d289c3c9b51a30d429ef06fd7e153a12c2bfe0a2e55ed4955ff8e5fdb76835f7"
      "d064306e81f40064cd852513bff604228db59c2723fdbe14ff4ad6b44e1bbd02eabbf1f2eab9bd4da97ca405"
      "dfc9a288cb022862399487e23223e541c8d24bdbe288beaff801ab793b9c1505b05b8f5c80e7b4eb7fb45e7a"
      "c29c6ef74d5593877c3efc70cb40921549afceb76a1f5e53d821ce144bcf18c1fcb37c55010001",
      "mAAmaPLUMJbFpmUMknpPeXQEEHfniy8_HfcHtAFHy9s",
      "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50500000007",
      "51ec0964ae2360a80e55b54cb4caae99e5771f3e99bcd55860831f7e445b7b5e5282da684699a31e737a4e04"
      "3377b40386530ac7ad13c4975b4b31364c7b1c07c680678a280a73becf3bfff185f77cf05f99174022bc5afb"
      "84eec31c0afaa7dacc32cf13d7b860e4fd5bb0c1bce3261bebc2965cc977484e1e8556669afabf79ac2cb8c6"
      "4fac05da9b1422103d8a3624dacdfe4b4aa0d0e458beacb7ef044940a14b41eaf2252727e2b40ab8f8bf7f14"
      "d3ac7de439fc9e7463ccdaea8c008e490ea8eb4cf41ef0c0cbb027c07b112756c9b0f6c6533b0a1f33028c9f"
      "114f40926367f05536bf4c706b3828ed768478fd96a5f14d1993e5823ac9ec7fab6433fe" },
};
/* clang-format on */
#define COUNT (sizeof vectors / sizeof *vectors)

static size_t unhex(const char *text, unsigned char *out)
{
    size_t len = strlen(text) / 2;
    for (size_t i = 0; i < len; i++) {
        unsigned byte;
        sscanf(text + 2 * i, "%2x", &byte);
        out[i] = (unsigned char)byte;
    }
    return len;
}

struct sent {
    unsigned char auth_data[1200], signature[600];
    char client_data[400];
    struct passkey_bytes client, data, sign;
};

static void fill(struct sent *sent, const char *type, const char *challenge, const char *auth_data,
                 const char *signature)
{
    snprintf(sent->client_data, sizeof sent->client_data,
             "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"https://example.org\","
             "\"crossOrigin\":false}",
             type, challenge);
    sent->client =
        (struct passkey_bytes){ (unsigned char *)sent->client_data, strlen(sent->client_data) };
    sent->data = (struct passkey_bytes){ sent->auth_data, unhex(auth_data, sent->auth_data) };
    sent->sign = (struct passkey_bytes){ sent->signature, unhex(signature, sent->signature) };
}

static struct passkey_expected expect(const char *challenge)
{
    return (struct passkey_expected){ "example.org", "https://example.org", challenge };
}

static void registered(const struct vector *vector, struct passkey *key)
{
    struct sent sent;
    struct passkey_expected expected = expect(vector->challenge);
    fill(&sent, "webauthn.create", vector->challenge, vector->registration, "");
    assert_null(passkey_register(&expected, sent.client, sent.data, key));
}

static void test_register(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        static struct passkey key;
        unsigned char bytes[600];
        registered(&vectors[i], &key);
        assert_int_equal(key.algorithm, vectors[i].algorithm);
        assert_int_equal(key.id_len, unhex(vectors[i].id, bytes));
        assert_memory_equal(key.id, bytes, key.id_len);
        assert_int_equal(key.key_len, unhex(vectors[i].key, bytes));
        assert_memory_equal(key.key, bytes, key.key_len);
        assert_int_equal(key.count, 0);
    }
}

static void test_register_refuses(void **state)
{
    const struct vector *vector = &vectors[0];
    static struct passkey key;
    struct sent sent;
    (void)state;
    fill(&sent, "webauthn.create", vector->challenge, vector->registration, "");
    const struct passkey_expected wrong[] = {
        { "example.com", "https://example.org", vector->challenge },
        { "example.org", "https://example.org:8443", vector->challenge },
        { "example.org", "http://example.org", vector->challenge },
        { "example.org", "https://example.org", vector->second_challenge },
        { "example.org", "https://example.org", "" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(passkey_register(&wrong[i], sent.client, sent.data, &key));
    struct passkey_expected expected = expect(vector->challenge);
    sent.auth_data[32] = 0x41; /* present, not verified */
    assert_non_null(passkey_register(&expected, sent.client, sent.data, &key));
    sent.auth_data[32] = 0x44; /* nobody present */
    assert_non_null(passkey_register(&expected, sent.client, sent.data, &key));
    fill(&sent, "webauthn.get", vector->challenge, vector->registration, "");
    assert_non_null(passkey_register(&expected, sent.client, sent.data, &key));
    fill(&sent, "webauthn.create", vector->challenge, vector->registration, "");
    for (size_t len = 0; len < sent.data.len; len++) { /* cut off anywhere */
        struct passkey_bytes cut = { sent.auth_data, len };
        assert_non_null(passkey_register(&expected, sent.client, cut, &key));
    }
}

static void test_verify(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        static struct passkey key;
        struct sent sent;
        uint32_t count = 0;
        struct passkey_expected expected = expect(vectors[i].second_challenge);
        registered(&vectors[i], &key);
        fill(&sent, "webauthn.get", vectors[i].second_challenge, vectors[i].auth_data,
             vectors[i].signature);
        assert_null(passkey_verify(&expected, &key, sent.client, sent.data, sent.sign, &count));
        assert_int_equal(count, 7);
        key.count = 6;
        assert_null(passkey_verify(&expected, &key, sent.client, sent.data, sent.sign, &count));
        for (key.count = 7; key.count < 9;
             key.count++) /* a copy would count again what was counted */
            assert_non_null(
                passkey_verify(&expected, &key, sent.client, sent.data, sent.sign, &count));
    }
}

static void test_verify_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        static struct passkey key, other;
        struct sent sent;
        uint32_t count;
        struct passkey_expected expected = expect(vectors[i].second_challenge);
        registered(&vectors[i], &key);
        registered(&vectors[(i + 1) % COUNT], &other);
        fill(&sent, "webauthn.get", vectors[i].second_challenge, vectors[i].auth_data,
             vectors[i].signature);
        assert_non_null(
            passkey_verify(&expected, &other, sent.client, sent.data, sent.sign, &count));
        for (size_t bit = 0; bit < sent.data.len * 8; bit += 3) {
            sent.auth_data[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_non_null(
                passkey_verify(&expected, &key, sent.client, sent.data, sent.sign, &count));
            sent.auth_data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        for (size_t bit = 0; bit < sent.sign.len * 8; bit += 29) {
            sent.signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_non_null(
                passkey_verify(&expected, &key, sent.client, sent.data, sent.sign, &count));
            sent.signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        expected.challenge = vectors[i].challenge;
        assert_non_null(passkey_verify(&expected, &key, sent.client, sent.data, sent.sign, &count));
        expected = expect(vectors[i].second_challenge);
        expected.origin = "https://evil.example";
        assert_non_null(passkey_verify(&expected, &key, sent.client, sent.data, sent.sign, &count));
    }
}

static void test_client_data(void **state)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "null",
        "{",
        "{\"type\":\"webauthn.get\"}",
        "{\"type\":\"webauthn.get\",\"challenge\":1,\"origin\":\"https://example.org\"}",
    };
    static struct passkey key;
    struct sent sent;
    uint32_t count;
    struct passkey_expected expected = expect(vectors[0].second_challenge);
    (void)state;
    registered(&vectors[0], &key);
    fill(&sent, "webauthn.get", vectors[0].second_challenge, vectors[0].auth_data,
         vectors[0].signature);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct passkey_bytes bytes = { (const unsigned char *)wrong[i], strlen(wrong[i]) };
        assert_non_null(passkey_verify(&expected, &key, bytes, sent.data, sent.sign, &count));
    }
}

static void test_base64url(void **state)
{
    unsigned char bytes[8];
    char text[16];
    (void)state;
    assert_int_equal(base64url_decode("-_-_", bytes, sizeof bytes), 3);
    base64url_encode(bytes, 3, text);
    assert_string_equal(text, "-_-_");
    static const char *const wrong[] = { "+/+/", "AA==", "A", "a b", "AAAAAAAAAAAAAAAA" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(base64url_decode(wrong[i], bytes, sizeof bytes), -1);
    assert_int_equal(base64url_decode(NULL, bytes, sizeof bytes), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register),    cmocka_unit_test(test_register_refuses),
        cmocka_unit_test(test_verify),      cmocka_unit_test(test_verify_refuses),
        cmocka_unit_test(test_client_data), cmocka_unit_test(test_base64url),
    };
    secret_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
