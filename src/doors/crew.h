/* The serving threads: few are awake when little is to be done, since threads that share processors with those who ask
 * only take turns from them; more as soon as pages are made or one thread does not suffice. */
#pragma once
#include <stdbool.h>

#define POSTS 16 /* at most */

/* What any of the threads may look after. */
struct post {
    /* Something is to be done: FD is readable, the bell rang, or a second has passed. True: there is more to be done at once.
     * Two threads may call it at a time. */
    bool (*run)(void *self);
    void *self;
    int fd;
    int bell; /* the crew's own */
};

/* Starts THREADS threads for COUNT posts, which must stay where they are. */
void crew_start(struct post *posts, int count, int threads);
/* Called in run() by one who will take a while: if all who are awake are busy, another looks after the rest. */
void crew_call(void);
/* From any thread: POST is to be run. */
void crew_ring(const struct post *post);
void crew_stop(void);
