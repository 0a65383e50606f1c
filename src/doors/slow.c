#include "doors/slow.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOWER_PRIORITY 5
#define THREADS 16
#define THREADS_LEAST 8 /* some of them may wait for the one writer */

struct task {
    void (*run)(void *self);
    void *self;
    struct task *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t waiting = PTHREAD_COND_INITIALIZER;
static struct task *first, **last = &first;
static pthread_t threads[THREADS];
static int thread_count;
static bool stopping;

static struct task *take(void)
{
    pthread_mutex_lock(&lock);
    while (!first && !stopping)
        pthread_cond_wait(&waiting, &lock);
    struct task *task = first;
    if (task) {
        first = task->next;
        if (!first)
            last = &first;
    }
    pthread_mutex_unlock(&lock);
    return task;
}

static void *work(void *unused)
{
    (void)unused;
    /* On Linux a priority is a thread's own. */
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), LOWER_PRIORITY);
    for (struct task *task; (task = take());) {
        task->run(task->self);
        free(task);
    }
    return NULL;
}

void slow_start(int count)
{
    stopping = false;
    count = count < THREADS_LEAST ? THREADS_LEAST : count;
    for (thread_count = 0; thread_count < count && thread_count < THREADS; thread_count++) {
        if (pthread_create(&threads[thread_count], NULL, work, NULL))
            break;
    }
    if (!thread_count)
        abort();
}

void slow_run(void (*run)(void *self), void *self)
{
    struct task *task = calloc(1, sizeof *task);
    if (!task)
        abort();
    *task = (struct task){ run, self, NULL };
    pthread_mutex_lock(&lock);
    *last = task;
    last = &task->next;
    pthread_mutex_unlock(&lock);
    pthread_cond_signal(&waiting); /* whom it wakes finds the lock free */
}

void slow_stop(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_broadcast(&waiting);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < thread_count; i++)
        pthread_join(threads[i], NULL);
}
