/* Rate limits: token buckets in memory, bounded. */
#pragma once
#include <stdbool.h>

/* Takes one token of CLASS for KEY; false when there is none. PER_MINUTE come back, up to BURST. */
bool limit_take(const char *class, const char *key, double per_minute, double burst);
void limit_switch(bool on); /* off for tests */
