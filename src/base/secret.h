/* Randomness, hashes and passwords, all by libsodium. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Must be called once before the others; ends the process if it fails. */
void secret_start(void);

#define TOKEN_SIZE 44 /* 256 random bits in URL-safe base64, and a NUL */
#define HASH_SIZE 65  /* SHA-256 in hexadecimal, and a NUL */
/* A fresh random token (for a cookie or a link). */
void secret_token(char token[TOKEN_SIZE]);
/* What is stored instead of a token. */
void secret_hash(const char *token, char hash[HASH_SIZE]);
void secret_hash_bytes(const void *bytes, size_t len, char hash[HASH_SIZE]);
/* A keyed token: the same for the same KEY and TEXT (CSRF, time traps, signed links). */
void secret_sign(const char *key, const char *text, char token[TOKEN_SIZE]);
/* Compares in constant time; NULL is equal to nothing. */
bool secret_equal(const char *one, const char *other);

#define PASSWORD_HASH_SIZE 128
/* Argon2id (m = 19 MiB, t = 2). False when out of memory. Slow: never on a serving thread. */
bool password_hash(const char *password, char hash[PASSWORD_HASH_SIZE]);
/* HASH may be NULL: then a dummy is computed, so that unknown people take as long. */
bool password_matches(const char *password, const char *hash);
