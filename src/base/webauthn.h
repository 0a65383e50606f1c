/* Passkeys (WebAuthn, level 3): what a browser sends is checked by libfido2. No attestation is asked for: who made an authenticator is
 * nobody's business. Texts in base64url as the browser has them are the caller's to decode. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define PASSKEY_ID_MAX 1023
#define PASSKEY_KEY_MAX 1024

/* What must be so for an answer to be ours. */
struct passkey_expected {
    const char *relying_party; /* "example.org": the domain */
    const char *origin;        /* "https://example.org" */
    const char *challenge;     /* in base64url, as it was given out */
};
struct passkey_bytes {
    const unsigned char *at;
    size_t len;
};
struct passkey {
    unsigned char id[PASSKEY_ID_MAX];
    size_t id_len;
    int algorithm; /* COSE: -7 ES256, -8 EdDSA, -257 RS256 */
    unsigned char key[PASSKEY_KEY_MAX];
    size_t key_len;
    uint32_t count; /* of signatures; 0 where the authenticator does not count */
};

/* A new key from navigator.credentials.create(): without attestation its authenticator data are all there is. NULL and *OUT, or what is wrong with it, for the log. The person must have been
 * verified by the authenticator (fingerprint, PIN), so that the key is both steps at once. */
const char *passkey_register(const struct passkey_expected *expected,
                             struct passkey_bytes client_data, struct passkey_bytes auth_data,
                             struct passkey *out);
/* A signature from navigator.credentials.get() by KEY (count: the last one that was seen). NULL and *COUNT, or what is wrong. */
const char *passkey_verify(const struct passkey_expected *expected, const struct passkey *key,
                           struct passkey_bytes client_data, struct passkey_bytes auth_data,
                           struct passkey_bytes signature, uint32_t *count);

/* Base64url without padding. The length, -1 when it is none or does not fit. */
long base64url_decode(const char *text, unsigned char *out, size_t room);
/* OUT has room for LEN * 4 / 3 + 4. */
void base64url_encode(const unsigned char *bytes, size_t len, char *out);
