#include "base/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_LIMIT ((size_t)19456 * 1024)
#define PASSES 2

void secret_start(void)
{
    if (sodium_init() < 0) {
        fputs("inmd: libsodium does not start\n", stderr);
        exit(1);
    }
}

static void encode(const unsigned char *bytes, char token[TOKEN_SIZE])
{
    sodium_bin2base64(token, TOKEN_SIZE, bytes, 32, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void secret_token(char token[TOKEN_SIZE])
{
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    encode(bytes, token);
}

void secret_hash_bytes(const void *bytes, size_t len, char hash[HASH_SIZE])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, len);
    sodium_bin2hex(hash, HASH_SIZE, digest, sizeof digest);
}

void secret_hash(const char *token, char hash[HASH_SIZE])
{
    secret_hash_bytes(token, strlen(token), hash);
}

void secret_sign(const char *key, const char *text, char token[TOKEN_SIZE])
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
    crypto_auth_hmacsha256_final(&state, mac);
    encode(mac, token);
}

bool secret_equal(const char *one, const char *other)
{
    if (!one || !other)
        return false;
    size_t len = strlen(one);
    return strlen(other) == len && !sodium_memcmp(one, other, len);
}

bool password_hash(const char *password, char hash[PASSWORD_HASH_SIZE])
{
    return !crypto_pwhash_str_alg(hash, password, strlen(password), PASSES, MEMORY_LIMIT,
                                  crypto_pwhash_ALG_ARGON2ID13);
}

bool password_matches(const char *password, const char *hash)
{
    if (!hash) {
        char dummy[PASSWORD_HASH_SIZE];
        bool done = password_hash(password, dummy);
        (void)done; /* only its time matters */
        return false;
    }
    return !crypto_pwhash_str_verify(hash, password, strlen(password));
}
