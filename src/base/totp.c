#include "base/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/library.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void base32_encode(const unsigned char *bytes, size_t len, char *out)
{
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        for (have += 8; have >= 5; have -= 5)
            *out++ = alphabet[bits >> (have - 5) & 31];
    }
    if (have)
        *out++ = alphabet[bits << (5 - have) & 31];
    *out = '\0';
}

static int value_of(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

long base32_decode(const char *text, unsigned char *out, size_t room)
{
    unsigned bits = 0, have = 0;
    size_t len = 0;
    for (; *text; text++) {
        int value = value_of(*text);
        if (value < 0)
            return -1;
        bits = bits << 5 | (unsigned)value;
        have += 5;
        if (have < 8)
            continue;
        if (len == room)
            return -1;
        have -= 8;
        out[len++] = (unsigned char)(bits >> have);
    }
    return (long)len;
}

void totp_secret(char secret[TOTP_SECRET_SIZE])
{
    unsigned char bytes[TOTP_SECRET_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    base32_encode(bytes, sizeof bytes, secret);
}

#define CRYPTO_FUNCTIONS(F) F(HMAC) F(EVP_sha1)
static struct {
    CRYPTO_FUNCTIONS(LIBRARY_MEMBER)
} lib;
static const char *const crypto_names[] = { CRYPTO_FUNCTIONS(LIBRARY_NAME) NULL };
static struct library libcrypto = { "libcrypto.so.3", crypto_names, &lib, 0 };

bool totp_code(const char *secret, int64_t step, char code[7])
{
    unsigned char key[64], message[8], mac[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    long key_len = base32_decode(secret, key, sizeof key);
    for (int i = 7; i >= 0; i--, step >>= 8)
        message[i] = (unsigned char)step;
    if (key_len <= 0 || !library_load(&libcrypto) ||
        !lib.HMAC(lib.EVP_sha1(), key, (int)key_len, message, sizeof message, mac, &len) ||
        len != 20)
        return false;
    const unsigned char *at = mac + (mac[19] & 15); /* RFC 4226, 5.3: dynamic truncation */
    unsigned number = (at[0] & 127u) << 24 | at[1] << 16 | at[2] << 8 | at[3];
    snprintf(code, 7, "%06u", number % 1000000);
    return true;
}

/* Six digits of what was typed: "123 456" is 123456. */
static bool digits_of(const char *typed, char digits[7])
{
    size_t len = 0;
    for (; *typed; typed++) {
        if (*typed == ' ' || *typed == '\t' || *typed == '-')
            continue;
        if (*typed < '0' || *typed > '9' || len == 6)
            return false;
        digits[len++] = *typed;
    }
    digits[len] = '\0';
    return len == 6;
}

int64_t totp_step(const char *secret, const char *code, int64_t now, int64_t last)
{
    char digits[7], right[7];
    int64_t found = 0;
    if (!code || !digits_of(code, digits))
        return 0;
    for (int64_t step = now / TOTP_STEP - 1; step <= now / TOTP_STEP + 1; step++) {
        if (totp_code(secret, step, right) && !sodium_memcmp(right, digits, 6) && step > last)
            found = step;
    }
    return found;
}
