/* The directory's index: read. */
#include "site/members/directory.h"

#include <stdlib.h>
#include <string.h>

#include "site/match.h"
#include "site/members/directory_internal.h"
#include "web/locale.h"

#define HITS_FEW 400    /* up to which members are looked up one by one */
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

/* --- numbers that are counted: more filters, a search --------------------------------------------------------------- */

#define SMALL 4096 /* values below it are counted in their place; codes of two letters are */

struct tally {
    uint32_t (*small)[SMALL]; /* by facet and value */
    uint32_t *code, *n;       /* the others: a table with open places */
    uint32_t room, used;
};

struct scan {
    struct arena *arena;
    const struct directory_question *question;
    struct directory_answer *answer;
    int filters;
    struct tally tally;
    size_t room;
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

static inline void tally_one(struct arena *arena, struct tally *tally, uint32_t code)
{
    uint32_t value = code & 0xffffff;
    if (value < SMALL)
        tally->small[FACET_OF(code)][value]++;
    else
        tally_other(arena, tally, code, 1);
}

/* Room for ROOM of those found; not zeroed, since it is large and written from its beginning. */
static void make_room(struct scan *scan, size_t room)
{
    struct directory_answer *answer = scan->answer;
    char *bytes = arena_bytes(scan->arena, (room + 1) * sizeof *answer->found);
    struct found *more = (void *)(((uintptr_t)bytes + 15) & ~(uintptr_t)15);
    if (answer->found_count)
        memcpy(more, answer->found, answer->found_count * sizeof *more);
    answer->found = more;
    scan->room = room;
}

static void keep_found(struct scan *scan, const struct found *one)
{
    if (scan->answer->found_count == scan->room)
        make_room(scan, scan->room ? scan->room * 4 : 1024);
    scan->answer->found[scan->answer->found_count++] = *one;
}

/* The one facet whose filter ENTRY does not fit. */
static int missing_facet(const struct scan *scan, const uint32_t *codes, size_t count)
{
    const uint32_t *wanted = scan->question->code;
    bool fits[FACET_END] = { false };
    for (size_t i = 0; i < count; i++) {
        enum facet facet = FACET_OF(codes[i]);
        fits[facet] |= codes[i] == wanted[facet];
    }
    for (int facet = 1; facet < FACET_END; facet++) {
        if (wanted[facet] && !fits[facet])
            return facet;
    }
    return 0;
}

/* Counts one member: for all facets if all filters fit, for one facet if only its own filter does not. */
static void count_member(struct scan *scan, const uint32_t *entry)
{
    const uint32_t *wanted = scan->question->code, *codes = entry + ENTRY_HEAD;
    size_t count = entry[ENTRY_COUNT];
    int fit = 0;
    for (size_t i = 0; i < count; i++)
        fit += codes[i] == wanted[codes[i] >> 24];
    if (fit < scan->filters - 1)
        return;
    int missing = fit < scan->filters ? missing_facet(scan, codes, count) : 0;
    struct found one = { .id = entry[ENTRY_ID], .since = entry[ENTRY_SINCE] };
    memcpy(&one.key, &entry[ENTRY_KEY], sizeof one.key);
    for (size_t i = 0; i < count; i++) {
        if (!missing || FACET_OF(codes[i]) == (enum facet)missing)
            tally_one(scan->arena, &scan->tally, codes[i]);
        if (FACET_OF(codes[i]) == FACET_COUNTRY)
            one.country = codes[i];
    }
    if (!missing)
        keep_found(scan, &one);
}

static void set_bit(uint64_t *bits, uint32_t id)
{
    bits[id >> 6] |= UINT64_C(1) << (id & 63);
}

static bool has_bit(const uint64_t *bits, uint32_t end, int64_t id)
{
    return id >= 0 && id < end && bits[id >> 6] >> (id & 63) & 1;
}

/* Those from the id FIRST on; where HITS are given, only them. */
static void scan_all(struct db *db, struct scan *scan, uint32_t first, const uint64_t *hits,
                     uint32_t hits_end)
{
    struct stmt *stmt = query(db, Q_members_blocks);
    bind_int(stmt, "first", first / BLOCK_SIZE);
    while (step(stmt)) {
        size_t len;
        const uint32_t *at = col_blob(stmt, "entries", &len), *end = at + len / sizeof *at;
        for (; at < end; at += ENTRY_HEAD + at[ENTRY_COUNT]) {
            if (!hits || has_bit(hits, hits_end, at[ENTRY_ID]))
                count_member(scan, at);
        }
    }
    done(stmt);
}

static void look_up(struct db *db, struct scan *scan, const uint32_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct stmt *stmt = query(db, Q_members_codes);
        bind_int(stmt, "id", ids[i]);
        if (step(stmt)) {
            size_t len;
            uint32_t entry[ENTRY_HEAD + CODES_LIMIT];
            const void *blob = col_blob(stmt, "codes", &len);
            struct beginning key = key_beginning(col_text(stmt, "key"));
            entry[ENTRY_ID] = ids[i];
            entry[ENTRY_SINCE] = (uint32_t)col_int(stmt, "since");
            entry[ENTRY_COUNT] = (uint32_t)(len / sizeof *entry);
            memcpy(&entry[ENTRY_KEY], &key, sizeof key);
            if (len)
                memcpy(entry + ENTRY_HEAD, blob, len);
            count_member(scan, entry);
        }
        done(stmt);
    }
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

static void scan_words(struct db *db, struct scan *scan, const char *match)
{
    uint32_t *ids = NULL;
    size_t most = scan->question->whole ? INT32_MAX : directory_hits_limit;
    size_t count = find_hits(db, scan->arena, match, most + 1, &ids);
    const char *beginning =
        count < FEW ? match_beginning(db, scan->arena, Q_members_word, match) : NULL;
    if (beginning)
        count = find_hits(db, scan->arena, beginning, most + 1, &ids);
    scan->answer->bounded = count > most;
    count -= scan->answer->bounded;
    if (count <= HITS_FEW) {
        look_up(db, scan, ids, count);
        return;
    }
    make_room(scan, count);
    uint32_t end = ids[0] + 1; /* the highest comes first */
    uint64_t *hits = arena_many(scan->arena, uint64_t, (end >> 6) + 1);
    for (size_t i = 0; i < count; i++)
        set_bit(hits, ids[i]);
    scan_all(db, scan, ids[count - 1], hits, end);
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

static void mark_found(struct arena *arena, struct directory_answer *answer)
{
    for (size_t i = 0; i < answer->found_count; i++) {
        if (answer->found[i].id >= answer->bits_end)
            answer->bits_end = answer->found[i].id + 1;
    }
    answer->bits = arena_many(arena, uint64_t, (answer->bits_end >> 6) + 1);
    for (size_t i = 0; i < answer->found_count; i++)
        set_bit(answer->bits, answer->found[i].id);
}

static void scan(struct db *db, struct arena *arena, const struct directory_question *question,
                 int filters, struct directory_answer *answer)
{
    struct scan scan = {
        .arena = arena, .question = question, .answer = answer, .filters = filters
    };
    const char *match =
        question->words ? match_of(arena, locale_words(arena, question->words)) : NULL;
    scan.tally.small = arena_alloc(arena, FACET_END * sizeof *scan.tally.small);
    tally_start(arena, &scan.tally, 256);
    memset(answer->count, 0, sizeof answer->count);
    answer->scanned = true;
    if (!match)
        scan_all(db, &scan, 0, NULL, 0);
    else if (*match)
        scan_words(db, &scan, match);
    read_tally(&scan);
    mark_found(arena, answer);
    answer->total = (int64_t)answer->found_count;
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
        scan(db, arena, question, filters, answer);
    for (int facet = 1; facet < FACET_END; facet++)
        if (answer->count[facet])
            qsort(answer->counts[facet], answer->count[facet], sizeof(struct code_count),
                  by_number);
}
