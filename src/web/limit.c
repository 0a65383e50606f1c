#include "web/limit.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/moment.h"

#define BUCKETS 65536

/* A direct-mapped table: a collision forgets the other visitor, which errs on the side of letting in. */
static struct bucket {
    uint64_t who;
    double tokens;
    int64_t at;
} buckets[BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool switched_off;

void limit_switch(bool on)
{
    switched_off = !on;
}

/* IPv6 visitors own their /64: only the first four groups count. */
static uint64_t hash_who(const char *class, const char *key)
{
    uint64_t hash = 14695981039346656037u;
    int colons = 0;
    for (; *class; class++)
        hash = (hash ^ (unsigned char)*class) * 1099511628211u;
    for (; *key && colons < 4; key++) {
        colons += *key == ':';
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    }
    return hash ? hash : 1;
}

bool limit_take(const char *class, const char *key, double per_minute, double burst)
{
    if (switched_off)
        return true;
    uint64_t who = hash_who(class, key);
    struct bucket *bucket = &buckets[who % BUCKETS];
    int64_t now = moment_ticks();
    pthread_mutex_lock(&lock);
    if (bucket->who != who)
        *bucket = (struct bucket){ who, burst, now };
    bucket->tokens += (double)(now - bucket->at) / 60e6 * per_minute;
    bucket->tokens = bucket->tokens > burst ? burst : bucket->tokens;
    bucket->at = now;
    bool let = bucket->tokens >= 1;
    bucket->tokens -= let;
    pthread_mutex_unlock(&lock);
    return let;
}
