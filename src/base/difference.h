/* What differs between two texts, in pieces that can be read in order. */
#pragma once
#include <stddef.h>

#include "base/arena.h"

enum piece_kind { PIECE_SAME, PIECE_OUT, PIECE_IN };
struct piece {
    enum piece_kind kind;
    const char *text; /* len bytes of one of the two texts, not ended by NUL */
    size_t len;
    struct piece *next;
};
/* By lines: each piece is one line without its end. */
struct piece *difference_lines(struct arena *arena, const char *before, const char *after);
/* By sentences, and inside of changed ones by words. Pieces carry their white space. */
struct piece *difference_text(struct arena *arena, const char *before, const char *after);
/* By whole sentences: as difference_text(), but what changed is told sentence by sentence. */
struct piece *difference_sentences(struct arena *arena, const char *before, const char *after);
