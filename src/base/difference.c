#include "base/difference.h"

#include <stdbool.h>
#include <string.h>

#define TOKENS 600 /* a longer text is compared in larger pieces, or told as changed as a whole */

struct tokens {
    struct token {
        const char *at;
        size_t len;
    } * list;
    size_t count;
};

/* How long the token is that begins at AT. */
typedef size_t measure(const char *at);

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static size_t line_len(const char *at)
{
    size_t len = strcspn(at, "\n");
    return len + (at[len] == '\n');
}

/* With the white space behind it. */
static size_t word_len(const char *at)
{
    size_t len = 0;
    while (at[len] && !is_space(at[len]))
        len++;
    while (at[len] && is_space(at[len]))
        len++;
    return len;
}

/* Up to . ! ? or … before white space, or the end of a line. */
static size_t sentence_len(const char *at)
{
    size_t len = 0;
    while (at[len] && at[len] != '\n') {
        char c = at[len++];
        bool stop = c == '.' || c == '!' || c == '?' ||
                    (len >= 3 && !memcmp(at + len - 3, "\xe2\x80\xa6", 3));
        if (stop && is_space(at[len]))
            break;
    }
    while (at[len] && is_space(at[len]))
        len++;
    return len;
}

static struct tokens split(struct arena *arena, const char *text, size_t len, measure *length)
{
    struct tokens tokens = { NULL, 0 };
    const char *end = text + len;
    for (int pass = 0; pass < 2; pass++) {
        if (pass)
            tokens.list = arena_many(arena, struct token, tokens.count + 1);
        tokens.count = 0;
        for (const char *at = text; at < end;) {
            size_t size = length(at);
            if (size > (size_t)(end - at))
                size = (size_t)(end - at);
            if (pass)
                tokens.list[tokens.count] = (struct token){ at, size };
            tokens.count++;
            at += size;
        }
    }
    return tokens;
}

static bool same(const struct token *one, const struct token *other)
{
    size_t a = one->len, b = other->len;
    while (a && is_space(one->at[a - 1]))
        a--;
    while (b && is_space(other->at[b - 1]))
        b--;
    return a == b && !memcmp(one->at, other->at, a);
}

struct run {
    struct arena *arena;
    struct piece **tail, *last;
    bool apart; /* each token is a piece */
};

static void add(struct run *run, enum piece_kind kind, const struct token *token)
{
    if (!run->apart && run->last && run->last->kind == kind &&
        run->last->text + run->last->len == token->at) {
        run->last->len += token->len;
        return;
    }
    struct piece *piece = arena_one(run->arena, struct piece);
    *piece = (struct piece){ kind, token->at, token->len, NULL };
    *run->tail = run->last = piece;
    run->tail = &piece->next;
}

/* The longest common row of tokens, by the usual table; what is too long counts as changed. */
static void compare(struct run *run, struct tokens before, struct tokens after)
{
    size_t rows = before.count, columns = after.count, i = 0, j = 0;
    if (rows > TOKENS || columns > TOKENS) {
        for (; i < rows; i++)
            add(run, PIECE_OUT, &before.list[i]);
        for (; j < columns; j++)
            add(run, PIECE_IN, &after.list[j]);
        return;
    }
    unsigned short *table = arena_many(run->arena, unsigned short, (rows + 1) * (columns + 1));
    for (size_t r = rows; r-- > 0;) {
        for (size_t c = columns; c-- > 0;) {
            unsigned short *cell = &table[r * (columns + 1) + c];
            unsigned short below = cell[columns + 1], right = cell[1];
            *cell = same(&before.list[r], &after.list[c]) ? cell[columns + 2] + 1
                    : below >= right                      ? below
                                                          : right;
        }
    }
    while (i < rows || j < columns) {
        const unsigned short *cell = &table[i * (columns + 1) + j];
        if (i < rows && j < columns && same(&before.list[i], &after.list[j])) {
            add(run, PIECE_SAME, &after.list[j++]);
            i++;
        } else if (i < rows && (j == columns || cell[columns + 1] >= cell[1])) {
            add(run, PIECE_OUT, &before.list[i++]);
        } else {
            add(run, PIECE_IN, &after.list[j++]);
        }
    }
}

/* What both have at their beginnings and ends, in tokens, needs no table. */
static struct piece *differ(struct arena *arena, const char *before, const char *after,
                            measure *length, bool apart)
{
    struct piece *first = NULL;
    struct run run = { arena, &first, NULL, apart };
    struct tokens a = split(arena, before, strlen(before), length),
                  b = split(arena, after, strlen(after), length);
    size_t tail = 0;
    while (a.count && b.count && same(a.list, b.list)) {
        add(&run, PIECE_SAME, b.list);
        a = (struct tokens){ a.list + 1, a.count - 1 };
        b = (struct tokens){ b.list + 1, b.count - 1 };
    }
    while (tail < a.count && tail < b.count &&
           same(&a.list[a.count - 1 - tail], &b.list[b.count - 1 - tail]))
        tail++;
    compare(&run, (struct tokens){ a.list, a.count - tail },
            (struct tokens){ b.list, b.count - tail });
    for (size_t i = b.count - tail; i < b.count; i++)
        add(&run, PIECE_SAME, &b.list[i]);
    return first;
}

struct piece *difference_lines(struct arena *arena, const char *before, const char *after)
{
    struct piece *first = differ(arena, before, after, line_len, true);
    for (struct piece *piece = first; piece; piece = piece->next) {
        if (piece->len && piece->text[piece->len - 1] == '\n')
            piece->len--;
    }
    return first;
}

struct piece *difference_sentences(struct arena *arena, const char *before, const char *after)
{
    return differ(arena, before, after, sentence_len, false);
}

/* A run of sentences that went with one that came: told word by word. */
static struct piece *refine(struct arena *arena, struct piece *out)
{
    struct piece *in = out->next;
    struct piece *words = differ(arena, arena_copy_n(arena, out->text, out->len),
                                 arena_copy_n(arena, in->text, in->len), word_len, false);
    struct piece *last = words;
    while (last && last->next)
        last = last->next;
    if (last)
        last->next = in->next;
    return words ? words : in->next;
}

struct piece *difference_text(struct arena *arena, const char *before, const char *after)
{
    struct piece *first = difference_sentences(arena, before, after), **at = &first;
    while (*at) {
        struct piece *piece = *at, *next = piece->next;
        if (piece->kind == PIECE_OUT && next && next->kind == PIECE_IN) {
            struct piece *rest = next->next;
            *at = refine(arena, piece);
            while (*at && *at != rest)
                at = &(*at)->next;
        } else {
            at = &piece->next;
        }
    }
    return first;
}
