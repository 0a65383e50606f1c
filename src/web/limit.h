/* Rate limits: token buckets in memory, bounded (65,536 visitors; who was longest away is forgotten
 * first). Safe from every thread. */
#pragma once
#include <stdbool.h>

/* Takes one token of CLASS for KEY; false when there is none. PER_MINUTE come back, up to BURST.
 * KEY is an address (IPv6: its /64 counts) or any other text, such as an e-mail address. */
bool limit_take(const char *class, const char *key, double per_minute, double burst);
void limit_switch(bool on); /* off for tests */
