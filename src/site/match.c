#include "site/match.h"

#include <string.h>

#define WORDS 12

const char *match_of(struct arena *arena, const char *typed)
{
    const char *out = "";
    int words = 0;
    for (const char *at = typed; *at && words < WORDS;) {
        at += strspn(at, " \t\n\"*()^:-+'{}[],.;!?");
        size_t len = strcspn(at, " \t\n\"*()^:+'{}[],.;!?");
        if (!len)
            break;
        out = arena_print(arena, "%s%s\"%.*s\"", out, words ? " " : "", (int)len, at);
        at += len;
        words++;
    }
    return out;
}

const char *match_beginning(struct arena *arena, const char *match)
{
    size_t len = strlen(match), word = len - 1; /* without its closing quote */
    while (match[word - 1] != '"')
        word--;
    return len - 1 - word >= 3 ? arena_print(arena, "%s*", match) : NULL;
}
