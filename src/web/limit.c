#include "web/limit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/moment.h"

#define WAYS 8
#define SETS 8192
#define LOCKS 64

/* Visitors whose keys fall together share a set of eight; the one longest away gives its place to a
 * ninth. 64 locks for all sets: serving threads hardly ever meet. */
static struct bucket {
    uint64_t who; /* 0: free */
    double tokens;
    int64_t at;
} sets[SETS][WAYS];
static pthread_mutex_t locks[LOCKS];
static pthread_once_t started = PTHREAD_ONCE_INIT;
static uint64_t seed; /* sets cannot be guessed, so nobody can push out a chosen visitor */
static bool switched_off;

void limit_switch(bool on)
{
    switched_off = !on;
}

static void start(void)
{
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&locks[i], NULL);
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = (uint64_t)moment_ticks();
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 1099511628211u;
    return (hash ^ hash >> 29) * 0xff51afd7ed558ccdu;
}

/* IPv6 visitors own their /64, however it is written; IPv4 in IPv6 is IPv4; other keys count whole.
 */
static uint64_t mix_key(uint64_t hash, const char *key)
{
    struct in6_addr six;
    struct in_addr four;
    char address[INET6_ADDRSTRLEN];
    snprintf(address, sizeof address, "%.*s", (int)strcspn(key, "%"), key); /* fe80::1%eth0 */
    if (inet_pton(AF_INET, key, &four) == 1)
        return mix(hash, &four, sizeof four);
    if (!strchr(key, ':') || inet_pton(AF_INET6, address, &six) != 1)
        return mix(hash, key, strlen(key));
    return IN6_IS_ADDR_V4MAPPED(&six) ? mix(hash, six.s6_addr + 12, 4) : mix(hash, &six, 8);
}

static uint64_t hash_who(const char *class, const char *key)
{
    pthread_once(&started, start);
    uint64_t hash = mix_key(mix(14695981039346656037u ^ seed, class, strlen(class) + 1), key);
    hash ^= hash >> 32;
    return hash ? hash : 1;
}

static struct bucket *find_bucket(struct bucket *set, uint64_t who, double burst, int64_t now)
{
    struct bucket *oldest = set;
    for (struct bucket *bucket = set; bucket < set + WAYS; bucket++) {
        if (bucket->who == who)
            return bucket;
        if (bucket->at < oldest->at)
            oldest = bucket;
    }
    *oldest = (struct bucket){ who, burst, now };
    return oldest;
}

bool limit_take(const char *class, const char *key, double per_minute, double burst)
{
    if (switched_off)
        return true;
    uint64_t who = hash_who(class, key);
    size_t set = who % SETS;
    pthread_mutex_t *lock = &locks[set % LOCKS];
    pthread_mutex_lock(lock);
    int64_t now = moment_ticks();
    struct bucket *bucket = find_bucket(sets[set], who, burst, now);
    bucket->tokens += (double)(now - bucket->at) / 60e6 * per_minute;
    bucket->tokens = bucket->tokens > burst ? burst : bucket->tokens;
    bucket->at = now;
    bool let = bucket->tokens >= 1;
    bucket->tokens -= let;
    pthread_mutex_unlock(lock);
    return let;
}
