/* The serving threads: what rings is run, by one thread while little is to be done, by others while one is busy. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/moment.h"
#include "doors/crew.h"

/* A post whose descriptor is read when it runs. */
struct place {
    int fd;
    pthread_mutex_t lock;
    _Atomic int runs, more;
    bool calls;          /* for another thread, and stays busy */
    _Atomic bool let_go; /* ends that */
};
static struct place places[2];
static struct post posts[2];

static bool run(void *self)
{
    struct place *place = self;
    eventfd_t number;
    pthread_mutex_lock(&place->lock);
    bool event = !eventfd_read(place->fd, &number);
    pthread_mutex_unlock(&place->lock);
    if (event && place->calls) {
        crew_call();
        for (int i = 0; i < 5000 && !place->let_go; i++)
            usleep(1000);
    }
    atomic_fetch_add(&place->runs, 1);
    return atomic_load(&place->more) && atomic_fetch_sub(&place->more, 1) > 1;
}

static bool reached(const _Atomic int *number, int wanted)
{
    for (int i = 0; i < 5000 && atomic_load(number) < wanted; i++)
        usleep(1000);
    return atomic_load(number) >= wanted;
}

static void start(int threads)
{
    for (int i = 0; i < 2; i++) {
        places[i] = (struct place){ .fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
                                    .lock = PTHREAD_MUTEX_INITIALIZER };
        posts[i] = (struct post){ run, &places[i], places[i].fd, -1 };
    }
    crew_start(posts, 2, threads);
}

static void stop(void)
{
    crew_stop();
    for (int i = 0; i < 2; i++)
        close(places[i].fd);
}

static void told(void **state)
{
    (void)state;
    start(2);
    for (int i = 1; i <= 100; i++) {
        eventfd_write(places[0].fd, 1);
        assert_true(reached(&places[0].runs, i));
    }
    int before = places[1].runs;
    crew_ring(&posts[1]);
    assert_true(reached(&places[1].runs, before + 1));
    stop();
}

static void more_to_do(void **state)
{
    (void)state;
    start(1);
    int64_t began = moment_ticks();
    places[0].more = 5; /* it says so four times */
    crew_ring(&posts[0]);
    assert_true(reached(&places[0].runs, 5));
    assert_true(moment_ticks() - began < 3000000); /* by the rounds alone: four seconds */
    stop();
}

/* A post that is neither readable nor rung for is looked after all the same. */
static void rounds(void **state)
{
    (void)state;
    start(2);
    assert_true(reached(&places[1].runs, 2));
    stop();
}

static void another_helps(void **state)
{
    (void)state;
    start(2);
    places[0].calls = true;
    eventfd_write(places[0].fd, 1);
    usleep(20000);
    eventfd_write(places[1].fd, 1);
    assert_true(reached(&places[1].runs, 1));
    assert_int_equal(places[0].runs, 0);
    places[0].let_go = true;
    assert_true(reached(&places[0].runs, 1));
    stop();
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(told), cmocka_unit_test(more_to_do),
                                        cmocka_unit_test(rounds), cmocka_unit_test(another_helps) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
