#include "site/match.h"

#include <ctype.h>
#include <string.h>

#include "web/locale.h"

#define WORDS 12
#define BEGINNING 3    /* letters of a beginning, at least */
#define BEGUN_LIMIT 40 /* words with it */

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

/* Whether the index has WORD as one word. */
static bool is_whole(const char *word)
{
    while (isalnum((unsigned char)*word) || (unsigned char)*word >= 0x80)
        word++;
    return !*word;
}

/* Adds the index's words that begin with WORD; false when they are too many. */
static bool add_begun(struct db *db, enum query_id words, const char *word, struct buffer *out)
{
    size_t len = strlen(word);
    struct buffer from = { 0 };
    int count = 0;
    bool more = true;
    buffer_puts(&from, word);
    while (more && count <= BEGUN_LIMIT) {
        struct stmt *next = query(db, words);
        bind_text(next, "from", buffer_text(&from));
        const char *term = step(next) ? col_text(next, "term") : NULL;
        more = term && !strncmp(term, word, len);
        if (more) {
            buffer_printf(out, count++ ? " OR \"%s\"" : "\"%s\"", term);
            from.len = 0;
            buffer_printf(&from, "%s\1", term); /* after it, before all longer ones */
        }
        done(next);
    }
    buffer_free(&from);
    return !more;
}

const char *match_beginning(struct db *db, struct arena *arena, enum query_id words,
                            const char *match)
{
    size_t len = strlen(match), start = len - 1; /* without its closing quote */
    while (match[start - 1] != '"')
        start--;
    const char *word = locale_fold(arena, arena_copy_n(arena, match + start, len - 1 - start));
    if (strlen(word) < BEGINNING)
        return NULL;
    struct buffer begun = { 0 };
    const char *out = arena_print(arena, "%s*", match);
    if (is_whole(word) && add_begun(db, words, word, &begun))
        out = !begun.len ? NULL
                         : arena_print(arena, "%.*s%s(%s)", (int)start - 1, match,
                                       start > 1 ? "AND " : "", buffer_text(&begun));
    buffer_free(&begun);
    return out;
}
