/* Threads for what takes milliseconds: a slow request never holds up its neighbours. */
#pragma once

void slow_start(int threads); /* at least four */
/* Runs RUN(SELF) on a thread that may wait, at lower priority. */
void slow_run(void (*run)(void *self), void *self);
/* Finishes what was given and ends the threads. */
void slow_stop(void);
