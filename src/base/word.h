/* Text eight bytes at a time: the first of them are the lowest of the number. */
#pragma once
#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The eight bytes at AT. */
static inline uint64_t word_at(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* The LEN bytes at AT, fewer than eight, and zeros. */
static inline uint64_t word_part(const char *at, size_t len)
{
    uint64_t word = 0;
    uint32_t four;
    uint16_t two;
    if (len & 1)
        word = (unsigned char)at[len - 1];
    if (len & 2) {
        memcpy(&two, at + (len & 4), sizeof two);
        word = word << 16 | le16toh(two);
    }
    if (len & 4) {
        memcpy(&four, at, sizeof four);
        word = word << 32 | le32toh(four);
    }
    return word;
}

/* Writes its eight bytes to TO. */
static inline void word_put(char *to, uint64_t word)
{
    word = htole64(word);
    memcpy(to, &word, sizeof word);
}

/* Both halves of a product of two words: each bit of them counts. */
static inline uint64_t word_fold(uint64_t one, uint64_t other)
{
    __extension__ unsigned __int128 product = (unsigned __int128)one * other;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A number that differs for different texts, mostly. */
static inline uint64_t word_hash(const char *text, size_t len)
{
    uint64_t hash = len ^ UINT64_C(0x9e3779b97f4a7c15);
    for (; len >= 8; len -= 8, text += 8)
        hash = word_fold(hash ^ word_at(text), UINT64_C(0xff51afd7ed558ccd));
    return word_fold(hash ^ word_part(text, len), UINT64_C(0xc4ceb9fe1a85ec53));
}
