/* The background worker: delivers the outbox, purges what has expired. Nothing breaks when it stops. */
#pragma once
#include "store/store.h"

void worker_start(struct store *store);
void worker_stop(void);
