/* The directory's index: read. */
#include "site/members/directory.h"

#include <stdlib.h>
#include <string.h>

#include "site/match.h"
#include "site/members/directory_memory.h"
#include "web/locale.h"

#define FEW 40          /* hits of whole words below which beginnings are looked for, too */
#define WALK_LIMIT 1500 /* rows of an order that are cheaper to pass by than to scan all members */
#define PAGE 25

size_t directory_hits_limit = 20000;

/* --- numbers that stand ready: none, one or two filters ---------------------------------------------------------- */

static int filters_of(const struct directory_question *question, uint32_t codes[FACET_END])
{
    int count = 0;
    for (int facet = 1; facet < FACET_END; facet++) {
        if (question->code[facet])
            codes[count++] = question->code[facet]; /* ascending, as facets are */
    }
    return count;
}

static int by_number(const void *one, const void *two)
{
    const struct code_count *a = one, *b = two;
    if (a->n != b->n)
        return a->n < b->n ? 1 : -1;
    return a->code < b->code ? -1 : a->code > b->code;
}

/* Brings the FIRST most frequent of COUNTS to its beginning, in order; few are wanted of many. */
static void order_first(struct code_count *counts, size_t count, size_t first)
{
    if (!first) {
        qsort(counts, count, sizeof *counts, by_number);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct code_count one = counts[i];
        size_t at = i < first ? i : first - 1;
        if (by_number(&one, &counts[i < first ? i - 1 : at]) > 0)
            continue;
        if (i >= first)
            counts[i] = counts[at];
        for (; at && by_number(&one, &counts[at - 1]) < 0; at--)
            counts[at] = counts[at - 1];
        counts[at] = one;
    }
}

/* The numbers beside ONE and TWO; WHICH says for which facets they are wanted. Returns the total. */
static int64_t read_counts(struct db *db, struct arena *arena, uint32_t one, uint32_t two,
                           const bool which[FACET_END], struct directory_answer *answer)
{
    struct stmt *stmt = query(db, Q_members_count);
    bind_int(stmt, "one", one);
    bind_int(stmt, "two", two);
    if (!step(stmt)) {
        done(stmt);
        return 0;
    }
    size_t len;
    int64_t total = col_int(stmt, "total");
    const void *bytes = col_blob(stmt, "counts", &len);
    struct code_count *counts = arena_alloc(arena, len + sizeof *counts);
    memcpy(counts, bytes, len);
    done(stmt);
    size_t count = len / sizeof *counts;
    for (size_t from = 0, to; from < count; from = to) {
        enum facet facet = FACET_OF(counts[from].code);
        for (to = from; to < count && FACET_OF(counts[to].code) == facet; to++)
            ;
        if (facet < FACET_END && which[facet]) {
            answer->counts[facet] = counts + from;
            answer->count[facet] = to - from;
        }
    }
    return total;
}

/* Facets without a filter count beside all filters, the others beside the filters of the rest. */
static void ask_numbers(struct db *db, struct arena *arena, const uint32_t codes[FACET_END],
                        int filters, struct directory_answer *answer)
{
    bool others[FACET_END], own[FACET_END] = { false };
    uint32_t one = filters == 2 ? codes[0] : 0, two = filters ? codes[filters - 1] : 0;
    memset(others, true, sizeof others);
    for (int i = 0; i < filters; i++)
        others[FACET_OF(codes[i])] = false;
    answer->total = read_counts(db, arena, one, two, others, answer);
    for (int i = 0; i < filters; i++) {
        own[FACET_OF(codes[i])] = true;
        read_counts(db, arena, 0, filters == 2 ? codes[1 - i] : 0, own, answer);
        own[FACET_OF(codes[i])] = false;
    }
}

/* --- numbers that are counted, and members who are found: more filters, a search -------------------------------------- */

#define SMALL 4096 /* values below it are counted in their place; codes of two letters are */

struct tally {
    uint32_t (*small)[SMALL]; /* by facet and value */
    uint32_t *code, *n;       /* the others: a table with open places */
    uint32_t room, used;
};

static void tally_start(struct arena *arena, struct tally *tally, uint32_t room)
{
    *tally = (struct tally){ tally->small, arena_many(arena, uint32_t, room),
                             arena_many(arena, uint32_t, room), room, 0 };
}

static void tally_other(struct arena *arena, struct tally *tally, uint32_t code, uint32_t n)
{
    uint32_t place = code * 2654435761u >> 16 & (tally->room - 1);
    while (tally->code[place] && tally->code[place] != code)
        place = (place + 1) & (tally->room - 1);
    tally->n[place] += n;
    if (tally->code[place])
        return;
    tally->code[place] = code;
    if (++tally->used * 2 < tally->room)
        return;
    struct tally wider = { .small = tally->small };
    tally_start(arena, &wider, tally->room * 2);
    for (uint32_t i = 0; i < tally->room; i++) {
        if (tally->code[i])
            tally_other(arena, &wider, tally->code[i], tally->n[i]);
    }
    *tally = wider;
}

struct scan {
    struct arena *arena;
    struct directory_answer *answer;
    struct tally tally;
};

static void tally_code(void *self, uint32_t code, uint32_t n)
{
    struct scan *scan = self;
    uint32_t value = code & 0xffffff;
    if (value < SMALL)
        scan->tally.small[FACET_OF(code)][value] += n;
    else
        tally_other(scan->arena, &scan->tally, code, n);
}

static bool has_bit(const uint64_t *bits, uint32_t end, int64_t id)
{
    return id >= 0 && id < end && bits[id >> 6] >> (id & 63) & 1;
}

/* Up to LIMIT hits, the newest first. */
static size_t find_hits(struct db *db, struct arena *arena, const char *match, size_t limit,
                        uint32_t **ids)
{
    struct stmt *stmt = query(db, Q_members_hits);
    size_t count = 0, room = 0;
    bind_text(stmt, "match", match);
    bind_int(stmt, "limit", (int64_t)limit);
    while (step(stmt)) {
        if (count == room) {
            uint32_t *more = arena_many(arena, uint32_t, room = room ? room * 4 : 1024);
            if (count)
                memcpy(more, *ids, count * sizeof *more);
            *ids = more;
        }
        (*ids)[count++] = (uint32_t)col_int(stmt, "id");
    }
    done(stmt);
    return count;
}

/* The members in whom the words are found, as bits; the newest of them where they are more than are looked at. */
static const uint64_t *find_words(struct db *db, struct arena *arena,
                                  const struct directory_question *question, const char *match,
                                  struct directory_answer *answer)
{
    uint32_t *ids = NULL;
    size_t most = question->whole ? INT32_MAX : directory_hits_limit;
    size_t count = *match ? find_hits(db, arena, match, most + 1, &ids) : 0;
    const char *beginning =
        *match && count < FEW ? match_beginning(db, arena, Q_members_word, match) : NULL;
    uint64_t *hits = arena_many(arena, uint64_t, memory_words(answer->memory));
    if (beginning)
        count = find_hits(db, arena, beginning, most + 1, &ids);
    answer->bounded = count > most;
    for (size_t i = 0; i < count - answer->bounded; i++) {
        if (memory_entry(answer->memory, ids[i]))
            hits[ids[i] / 64] |= UINT64_C(1) << ids[i] % 64;
    }
    return hits;
}

static void add_count(struct directory_answer *answer, uint32_t code, uint32_t n)
{
    enum facet facet = FACET_OF(code);
    if (n)
        answer->counts[facet][answer->count[facet]++] = (struct code_count){ code, n };
}

/* The tally's numbers by facet. */
static void read_tally(struct scan *scan)
{
    struct directory_answer *answer = scan->answer;
    const struct tally *tally = &scan->tally;
    for (int facet = 1; facet < FACET_END; facet++) {
        const uint32_t *small = tally->small[facet];
        size_t distinct = 0;
        for (uint32_t i = 0; i < SMALL; i++)
            distinct += small[i] != 0;
        answer->counts[facet] =
            arena_many(scan->arena, struct code_count, distinct + tally->used + 1);
        for (uint32_t i = 0; distinct && i < SMALL; i++)
            add_count(answer, (uint32_t)facet << 24 | i, small[i]);
    }
    for (uint32_t i = 0; i < tally->room; i++) {
        if (tally->code[i])
            add_count(answer, tally->code[i], tally->n[i]);
    }
}

/* Three filters without words: the numbers beside two of them stand ready. */
static void ask_pairs(struct db *db, struct arena *arena, const uint32_t codes[FACET_END],
                      struct directory_answer *answer)
{
    for (int i = 0; i < 3; i++) {
        bool own[FACET_END] = { false };
        own[FACET_OF(codes[i])] = true;
        read_counts(db, arena, codes[i == 0], codes[i == 2 ? 1 : 2], own, answer);
    }
}

/* The numbers of a filter's facet: among those whom the other filters leave. */
static void tally_filtered(struct scan *scan, const uint64_t *hits, const uint32_t *codes,
                           int filters, int filter)
{
    const struct memory *memory = scan->answer->memory;
    uint64_t *bits = arena_many(scan->arena, uint64_t, memory_words(memory));
    uint32_t others[FACET_END];
    bool own[FACET_END] = { false };
    int count = 0;
    for (int i = 0; i < filters; i++) {
        if (i != filter)
            others[count++] = codes[i];
    }
    own[FACET_OF(codes[filter])] = true;
    memory_select(memory, hits, others, count, bits);
    memory_tally(memory, bits, own, tally_code, scan);
}

static void count_found(struct db *db, struct arena *arena, const uint64_t *hits,
                        const uint32_t codes[FACET_END], int filters,
                        struct directory_answer *answer)
{
    struct scan scan = { .arena = arena, .answer = answer };
    bool others[FACET_END];
    memset(others, true, sizeof others);
    for (int i = 0; i < filters; i++)
        others[FACET_OF(codes[i])] = false;
    scan.tally.small = arena_alloc(arena, FACET_END * sizeof *scan.tally.small);
    tally_start(arena, &scan.tally, 256);
    memory_tally(answer->memory, answer->bits, others, tally_code, &scan);
    bool paired = !hits && filters == 3;
    for (int i = 0; i < filters && !paired; i++)
        tally_filtered(&scan, hits, codes, filters, i);
    read_tally(&scan);
    if (paired)
        ask_pairs(db, arena, codes, answer);
}

static void release_memory(void *memory)
{
    memory_release(memory);
}

static void scan(struct db *db, struct arena *arena, const struct directory_question *question,
                 const uint32_t codes[FACET_END], int filters, struct directory_answer *answer)
{
    struct memory *memory = memory_take(db);
    const uint64_t *hits = NULL;
    arena_defer(arena, release_memory, memory);
    answer->scanned = true;
    answer->memory = memory;
    answer->bits = arena_many(arena, uint64_t, memory_words(memory));
    answer->bits_end = (uint32_t)(memory_words(memory) * 64);
    if (question->words)
        hits = find_words(db, arena, question,
                          match_of(arena, locale_words(arena, question->words)), answer);
    answer->total = (int64_t)memory_select(memory, hits, codes, filters, answer->bits);
    if (hits || filters > 2)
        count_found(db, arena, hits, codes, filters, answer);
}

bool directory_has(const struct directory_answer *answer, int64_t id)
{
    return !answer->scanned || has_bit(answer->bits, answer->bits_end, id);
}

/* --- which way ---------------------------------------------------------------------------------------------------- */

static int64_t total_of(struct db *db, uint32_t code)
{
    static const bool none[FACET_END];
    struct arena *arena = arena_new();
    struct directory_answer ignored = { 0 };
    int64_t total = read_counts(db, arena, 0, code, none, &ignored);
    arena_free(arena);
    return total;
}

/* Whether the order's tables give a page of those found without passing many others by. Two filters of which one is a topic,
 * language or corridor are walked along the rarer of them. */
static bool order_serves(struct db *db, const struct directory_question *question,
                         const uint32_t codes[FACET_END], int filters, int64_t total)
{
    if (!filters)
        return true;
    if (question->sort != SORT_NAME)
        return false;
    if (filters < 2 || FACET_OF(codes[1]) < FACET_TOPIC)
        return true;
    int64_t length = total_of(db, codes[1]);
    if (FACET_OF(codes[0]) >= FACET_TOPIC) {
        int64_t other = total_of(db, codes[0]);
        length = other < length ? other : length;
    }
    return length <= WALK_LIMIT || length * PAGE / (total + 1) <= WALK_LIMIT;
}

void directory_ask(struct db *db, struct arena *arena, const struct directory_question *question,
                   struct directory_answer *answer)
{
    uint32_t codes[FACET_END];
    int filters = filters_of(question, codes);
    memset(answer, 0, sizeof *answer);
    if (question->nothing) {
        answer->scanned = true;
        return;
    }
    bool counted = filters > 2 || question->words;
    if (!counted)
        ask_numbers(db, arena, codes, filters, answer);
    if (counted || (question->whole && filters) ||
        !order_serves(db, question, codes, filters, answer->total))
        scan(db, arena, question, codes, filters, answer);
    for (int facet = 1; facet < FACET_END; facet++)
        if (answer->count[facet])
            order_first(answer->counts[facet], answer->count[facet], question->first);
}
