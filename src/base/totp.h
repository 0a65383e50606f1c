/* One-time codes by time (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits: what every authenticator app knows), and the base 32 that
 * their secrets are written in. HMAC by OpenSSL's libcrypto: libsodium has no SHA-1. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOTP_SECRET_BYTES 20
#define TOTP_SECRET_SIZE 33 /* 160 bits in base 32, and a NUL */
#define TOTP_STEP 30        /* seconds */
/* A fresh random secret. */
void totp_secret(char secret[TOTP_SECRET_SIZE]);
/* The code of a step (time / TOTP_STEP). False if SECRET is no base 32. */
bool totp_code(const char *secret, int64_t step, char code[7]);
/* The step whose code this is, among the one of NOW, the one before and the one after (clocks drift), and later than LAST (a code
 * works once); 0 if there is none. White space in CODE does not count. Takes the same time for every wrong code. */
int64_t totp_step(const char *secret, const char *code, int64_t now, int64_t last);

/* Base 32 (RFC 4648, upper case, without padding); OUT has room for (LEN * 8 + 4) / 5 + 1. */
void base32_encode(const unsigned char *bytes, size_t len, char *out);
/* Bytes written, -1 when it is no base 32 or does not fit. Lower case is read too. */
long base32_decode(const char *text, unsigned char *out, size_t room);
