#include "base/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "base/library.h"

#define FIDO_FUNCTIONS(F)                                                                          \
    F(eddsa_pk_free)                                                                               \
    F(eddsa_pk_from_ptr)                                                                           \
    F(eddsa_pk_new)                                                                                \
    F(es256_pk_free)                                                                               \
    F(es256_pk_from_ptr)                                                                           \
    F(es256_pk_new)                                                                                \
    F(fido_assert_free)                                                                            \
    F(fido_assert_new)                                                                             \
    F(fido_assert_set_authdata_raw)                                                                \
    F(fido_assert_set_clientdata)                                                                  \
    F(fido_assert_set_count)                                                                       \
    F(fido_assert_set_rp)                                                                          \
    F(fido_assert_set_sig)                                                                         \
    F(fido_assert_set_up)                                                                          \
    F(fido_assert_set_uv)                                                                          \
    F(fido_assert_sigcount)                                                                        \
    F(fido_assert_verify)                                                                          \
    F(fido_cred_flags)                                                                             \
    F(fido_cred_free)                                                                              \
    F(fido_cred_id_len)                                                                            \
    F(fido_cred_id_ptr)                                                                            \
    F(fido_cred_new)                                                                               \
    F(fido_cred_pubkey_len)                                                                        \
    F(fido_cred_pubkey_ptr)                                                                        \
    F(fido_cred_set_authdata_raw)                                                                  \
    F(fido_cred_set_type)                                                                          \
    F(fido_cred_sigcount)                                                                          \
    F(fido_cred_type)                                                                              \
    F(fido_init)                                                                                   \
    F(rs256_pk_free)                                                                               \
    F(rs256_pk_from_ptr)                                                                           \
    F(rs256_pk_new)
static struct {
    FIDO_FUNCTIONS(LIBRARY_MEMBER)
} lib;
static const char *const fido_names[] = { FIDO_FUNCTIONS(LIBRARY_NAME) NULL };
static struct library fido = { "libfido2.so.1", fido_names, &lib, 0 };

#define FLAG_PRESENT 0x01
#define FLAG_VERIFIED 0x04

static bool same(const json_t *value, const char *text)
{
    return json_is_string(value) && text && !strcmp(json_string_value(value), text);
}

/* The collected client data: what was asked for, by which page, of which site. */
static const char *client_data_fault(const struct passkey_expected *expected,
                                     struct passkey_bytes client_data, const char *type)
{
    json_t *json =
        json_loadb((const char *)client_data.at, client_data.len, JSON_REJECT_DUPLICATES, NULL);
    const char *fault =
        !json_is_object(json)                        ? "client data is no object"
        : !same(json_object_get(json, "type"), type) ? "another type"
        : !same(json_object_get(json, "challenge"), expected->challenge) ? "another challenge"
        : !same(json_object_get(json, "origin"), expected->origin)       ? "another origin"
        : json_is_true(json_object_get(json, "crossOrigin"))             ? "a frame of another site"
                                                                         : NULL;
    json_decref(json);
    return fault;
}

/* Authenticator data begin with the hash of the relying party. */
static bool is_for(const unsigned char *auth_data, size_t len, const char *relying_party)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)relying_party, strlen(relying_party));
    return len >= sizeof hash && !sodium_memcmp(auth_data, hash, sizeof hash);
}

/* The credential as libfido2 reads it; NULL when it is of none of the algorithms that were offered, or broken. */
static fido_cred_t *read_credential(struct passkey_bytes auth_data)
{
    static const int algorithms[] = { COSE_ES256, COSE_EDDSA, COSE_RS256 };
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
        fido_cred_t *cred = lib.fido_cred_new();
        if (cred && lib.fido_cred_set_type(cred, algorithms[i]) == FIDO_OK &&
            lib.fido_cred_set_authdata_raw(cred, auth_data.at, auth_data.len) == FIDO_OK)
            return cred;
        lib.fido_cred_free(&cred);
    }
    return NULL;
}

static const char *take_credential(const fido_cred_t *cred, struct passkey *out)
{
    out->id_len = lib.fido_cred_id_len(cred);
    out->key_len = lib.fido_cred_pubkey_len(cred);
    out->algorithm = lib.fido_cred_type(cred);
    out->count = lib.fido_cred_sigcount(cred);
    if (!out->id_len || out->id_len > sizeof out->id || !out->key_len ||
        out->key_len > sizeof out->key)
        return "no key, or too long";
    memcpy(out->id, lib.fido_cred_id_ptr(cred), out->id_len);
    memcpy(out->key, lib.fido_cred_pubkey_ptr(cred), out->key_len);
    return NULL;
}

const char *passkey_register(const struct passkey_expected *expected,
                             struct passkey_bytes client_data, struct passkey_bytes auth_data,
                             struct passkey *out)
{
    const char *fault = client_data_fault(expected, client_data, "webauthn.create");
    if (fault)
        return fault;
    if (!library_load(&fido))
        return "libfido2 is not there";
    lib.fido_init(0);
    fido_cred_t *cred = read_credential(auth_data);
    if (!cred)
        return "no credential that can be read";
    unsigned flags = lib.fido_cred_flags(cred);
    fault = !is_for(auth_data.at, auth_data.len, expected->relying_party) ? "another relying party"
            : !(flags & FLAG_PRESENT)                                     ? "nobody was present"
            : !(flags & FLAG_VERIFIED) ? "the person was not verified"
                                       : take_credential(cred, out);
    lib.fido_cred_free(&cred);
    return fault;
}

/* The public key in libfido2's form; NULL when it is none. The caller frees it with free_key(). */
static void *new_key(const struct passkey *key)
{
    es256_pk_t *es = key->algorithm == COSE_ES256 ? lib.es256_pk_new() : NULL;
    rs256_pk_t *rs = key->algorithm == COSE_RS256 ? lib.rs256_pk_new() : NULL;
    eddsa_pk_t *ed = key->algorithm == COSE_EDDSA ? lib.eddsa_pk_new() : NULL;
    if (es && lib.es256_pk_from_ptr(es, key->key, key->key_len) != FIDO_OK)
        lib.es256_pk_free(&es);
    if (rs && lib.rs256_pk_from_ptr(rs, key->key, key->key_len) != FIDO_OK)
        lib.rs256_pk_free(&rs);
    if (ed && lib.eddsa_pk_from_ptr(ed, key->key, key->key_len) != FIDO_OK)
        lib.eddsa_pk_free(&ed);
    return es ? (void *)es : rs ? (void *)rs : (void *)ed;
}

static void free_key(int algorithm, void *key)
{
    es256_pk_t *es = key;
    rs256_pk_t *rs = key;
    eddsa_pk_t *ed = key;
    if (algorithm == COSE_ES256)
        lib.es256_pk_free(&es);
    else if (algorithm == COSE_RS256)
        lib.rs256_pk_free(&rs);
    else if (algorithm == COSE_EDDSA)
        lib.eddsa_pk_free(&ed);
}

/* Fills the assertion and lets libfido2 check relying party, presence, verification and signature. */
static const char *assertion_fault(fido_assert_t *assertion, const struct passkey *key,
                                   const void *public_key, const char *relying_party,
                                   struct passkey_bytes client_data, struct passkey_bytes auth_data,
                                   struct passkey_bytes signature)
{
    if (lib.fido_assert_set_clientdata(assertion, client_data.at, client_data.len) != FIDO_OK ||
        lib.fido_assert_set_rp(assertion, relying_party) != FIDO_OK ||
        lib.fido_assert_set_up(assertion, FIDO_OPT_TRUE) != FIDO_OK ||
        lib.fido_assert_set_uv(assertion, FIDO_OPT_TRUE) != FIDO_OK ||
        lib.fido_assert_set_count(assertion, 1) != FIDO_OK ||
        lib.fido_assert_set_authdata_raw(assertion, 0, auth_data.at, auth_data.len) != FIDO_OK ||
        lib.fido_assert_set_sig(assertion, 0, signature.at, signature.len) != FIDO_OK)
        return "an assertion that cannot be read";
    return lib.fido_assert_verify(assertion, 0, key->algorithm, public_key) == FIDO_OK
               ? NULL
               : "not signed by this key for this site by a person who was verified";
}

const char *passkey_verify(const struct passkey_expected *expected, const struct passkey *key,
                           struct passkey_bytes client_data, struct passkey_bytes auth_data,
                           struct passkey_bytes signature, uint32_t *count)
{
    const char *fault = client_data_fault(expected, client_data, "webauthn.get");
    if (fault)
        return fault;
    if (!library_load(&fido))
        return "libfido2 is not there";
    lib.fido_init(0);
    void *public_key = new_key(key);
    fido_assert_t *assertion = lib.fido_assert_new();
    fault = !public_key || !assertion
                ? "no such key"
                : assertion_fault(assertion, key, public_key, expected->relying_party, client_data,
                                  auth_data, signature);
    *count = fault ? 0 : lib.fido_assert_sigcount(assertion, 0);
    if (!fault && (*count || key->count) && *count <= key->count)
        fault = "the counter went back: a copy of the key?";
    lib.fido_assert_free(&assertion);
    if (public_key)
        free_key(key->algorithm, public_key);
    return fault;
}

long base64url_decode(const char *text, unsigned char *out, size_t room)
{
    size_t len = 0;
    if (!text || sodium_base642bin(out, room, text, strlen(text), NULL, &len, NULL,
                                   sodium_base64_VARIANT_URLSAFE_NO_PADDING))
        return -1;
    return (long)len;
}

void base64url_encode(const unsigned char *bytes, size_t len, char *out)
{
    sodium_bin2base64(out, len * 4 / 3 + 4, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
