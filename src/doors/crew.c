#include "doors/crew.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/moment.h"

#define ROUND_MS 1000                  /* each post is looked after so often, whatever happens */
#define JUDGED_EVERY 20000             /* microseconds */
#define ENOUGH(threads) ((threads)*90) /* percent of a thread's time: from here on one more */
#define RANG 1                         /* in the address of a post: its bell, not its descriptor */
#define TOO_MUCH(threads) ((threads)*70)

static struct post *posts;
static int post_count, thread_count, waiter, bell;
static int most_for_load; /* awake for the load alone; to make pages, all may be */
static pthread_t threads[POSTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static _Atomic bool stopping;
static _Atomic int awake;          /* threads of a lower number look for work */
static _Atomic int idle;           /* those that wait for it now */
static _Atomic bool called;        /* since it was last judged */
static _Atomic int64_t busy;       /* microseconds of all, since then */
static int64_t judged, went_round; /* the first thread's own */

/* To one thread: until it was run and armed again, no other is told of it. */
static void arm(struct post *post, int operation)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT, .data.ptr = post };
    if (epoll_ctl(waiter, operation, post->fd, &event))
        abort();
}

/* Each writing to it, though nobody reads it, is told to one thread. */
static void add_bell(int fd, struct post *post)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.ptr = (char *)post + RANG };
    if (epoll_ctl(waiter, EPOLL_CTL_ADD, fd, &event))
        abort();
}

void crew_ring(const struct post *post)
{
    eventfd_write(post->bell, 1);
}

static void set_awake(int count)
{
    pthread_mutex_lock(&lock);
    atomic_store(&awake, count);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&lock);
}

void crew_call(void)
{
    int now_awake = atomic_load_explicit(&awake, memory_order_relaxed);
    if (now_awake < thread_count && !atomic_load_explicit(&idle, memory_order_relaxed)) {
        atomic_store(&called, true);
        set_awake(now_awake + 1);
    }
}

/* Whether the threads awake are as many as the work of the last while asks for. */
static void judge(int64_t now)
{
    int count = atomic_load(&awake);
    int64_t percent = atomic_exchange(&busy, 0) * 100 / (now - judged);
    bool wanted = atomic_exchange(&called, false);
    judged = now;
    if (percent > ENOUGH(count) && count < most_for_load)
        set_awake(count + 1);
    else if (!wanted && count > 1 && percent < TOO_MUCH(count - 1))
        set_awake(count - 1);
}

/* Connections that ask nothing are closed in these rounds. */
static void go_round(int64_t now)
{
    went_round = now;
    for (int i = 0; i < post_count; i++)
        crew_ring(&posts[i]);
}

static void run(char *told)
{
    bool rang = (uintptr_t)told & RANG;
    struct post *post = (struct post *)(told - rang);
    bool more = post->run(post->self);
    if (!rang)
        arm(post, EPOLL_CTL_MOD);
    if (more)
        crew_ring(post); /* behind the others that wait */
}

/* One who is alone takes all that waits; of several each takes one. */
static void look(bool first)
{
    struct epoll_event found[POSTS];
    int most = atomic_load_explicit(&awake, memory_order_relaxed) > 1 ? 1 : POSTS;
    atomic_fetch_add_explicit(&idle, 1, memory_order_relaxed);
    int count = epoll_wait(waiter, found, most, ROUND_MS);
    atomic_fetch_sub_explicit(&idle, 1, memory_order_relaxed);
    int64_t began = moment_ticks();
    for (int i = 0; i < count; i++) {
        if (found[i].data.ptr)
            run(found[i].data.ptr);
    }
    int64_t now = moment_ticks();
    atomic_fetch_add_explicit(&busy, now - began, memory_order_relaxed);
    if (first && now - judged > JUDGED_EVERY)
        judge(now);
    if (first && now - went_round > ROUND_MS * 1000)
        go_round(now);
}

static void sleep_until_called(int number)
{
    pthread_mutex_lock(&lock);
    while (number >= atomic_load(&awake) && !atomic_load(&stopping))
        pthread_cond_wait(&wake, &lock);
    pthread_mutex_unlock(&lock);
}

static void *work(void *self)
{
    int number = (int)(intptr_t)self;
    while (!atomic_load_explicit(&stopping, memory_order_relaxed)) {
        if (number >= atomic_load_explicit(&awake, memory_order_relaxed))
            sleep_until_called(number);
        else
            look(!number);
    }
    return NULL;
}

/* One processor is left to those who ask, and to what else the machine does. */
static int processors_to_spare(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set) - 1;
}

void crew_start(struct post *given, int count, int wanted)
{
    posts = given;
    post_count = count;
    stopping = false;
    awake = 1;
    judged = went_round = moment_ticks();
    most_for_load = processors_to_spare();
    waiter = epoll_create1(EPOLL_CLOEXEC);
    bell = eventfd(0, EFD_CLOEXEC);
    for (int i = 0; i < count; i++) {
        posts[i].bell = eventfd(0, EFD_CLOEXEC);
        arm(&posts[i], EPOLL_CTL_ADD);
        add_bell(posts[i].bell, &posts[i]);
    }
    for (thread_count = 0; thread_count < wanted && thread_count < POSTS; thread_count++) {
        if (pthread_create(&threads[thread_count], NULL, work, (void *)(intptr_t)thread_count))
            break;
    }
    if (!thread_count)
        abort();
    if (most_for_load > thread_count)
        most_for_load = thread_count;
}

void crew_stop(void)
{
    struct epoll_event ring = { .events = EPOLLIN };
    stopping = true;
    eventfd_write(bell, 1);
    epoll_ctl(waiter, EPOLL_CTL_ADD, bell, &ring); /* stays readable: wakes each of them */
    set_awake(thread_count);
    for (int i = 0; i < thread_count; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < post_count; i++)
        close(posts[i].bell);
    close(bell);
    close(waiter);
}
