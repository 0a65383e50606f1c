/* The numbers of all pairs of codes, made at once after an import: one pass for each code over those who have it. */
#include <stdlib.h>
#include <string.h>

#include "site/members/directory.h"
#include "site/members/directory_internal.h"

struct census {
    uint32_t *words; /* all entries, codes replaced by their places among the distinct ones */
    size_t word_count, room;
    uint32_t *codes; /* distinct, ascending */
    size_t code_count;
    uint32_t *starts, *who; /* for each code the entries that have it */
    uint32_t *alone;        /* numbers by code */
    uint32_t *beside;       /* numbers by code and code */
    uint32_t *totals;       /* how many have the second code */
};

static void *make_room(void *old, size_t size)
{
    void *at = realloc(old, size ? size : 1);
    if (!at)
        abort();
    return at;
}

static void read_blocks(struct db *db, struct census *census)
{
    struct stmt *stmt = query(db, Q_members_blocks);
    bind_int(stmt, "first", 0);
    bind_int(stmt, "last", INT64_MAX);
    while (step(stmt)) {
        size_t len;
        const void *entries = col_blob(stmt, "entries", &len);
        size_t words = len / sizeof(uint32_t);
        if (!words)
            continue;
        if (census->word_count + words > census->room) {
            census->room = (census->word_count + words) * 2;
            census->words = make_room(census->words, census->room * sizeof(uint32_t));
        }
        memcpy(census->words + census->word_count, entries, len);
        census->word_count += words;
    }
    done(stmt);
}

static int by_value(const void *one, const void *two)
{
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)two;
    return a < b ? -1 : a > b;
}

/* The entry after AT, or the first; NULL at the end. */
static uint32_t *next_entry(const struct census *census, uint32_t *at)
{
    uint32_t *next = at ? at + ENTRY_HEAD + at[ENTRY_COUNT] : census->words;
    return census->words && next < census->words + census->word_count ? next : NULL;
}

/* The distinct codes of a list, in place; kept short by sorting whenever it has doubled. */
static size_t distinct(uint32_t *codes, size_t count)
{
    size_t kept = 0;
    qsort(codes, count, sizeof *codes, by_value);
    for (size_t i = 0; i < count; i++) {
        if (!i || codes[i] != codes[i - 1])
            codes[kept++] = codes[i];
    }
    return kept;
}

static void find_codes(struct census *census)
{
    size_t room = 4096, count = 0;
    uint32_t *codes = make_room(NULL, room * sizeof *codes);
    for (uint32_t *at = next_entry(census, NULL); at; at = next_entry(census, at)) {
        if (count + CODES_LIMIT > room) {
            count = distinct(codes, count);
            if (count * 2 > room)
                codes = make_room(codes, (room *= 2) * sizeof *codes);
        }
        memcpy(codes + count, at + ENTRY_HEAD, at[ENTRY_COUNT] * sizeof *codes);
        count += at[ENTRY_COUNT];
    }
    census->codes = codes;
    census->code_count = distinct(codes, count);
}

/* Codes become places, and each place gets the list of its entries. */
static void find_who(struct census *census)
{
    size_t all = 0;
    census->starts = calloc(census->code_count + 2, sizeof *census->starts);
    if (!census->starts)
        abort();
    for (uint32_t *at = next_entry(census, NULL); at; at = next_entry(census, at)) {
        for (uint32_t i = 0; i < at[ENTRY_COUNT]; i++, all++) {
            uint32_t *code = &at[ENTRY_HEAD + i];
            const uint32_t *place =
                bsearch(code, census->codes, census->code_count, sizeof *code, by_value);
            *code = (uint32_t)(place - census->codes);
            census->starts[*code + 2]++;
        }
    }
    census->who = make_room(NULL, all * sizeof *census->who);
    for (size_t i = 2; i < census->code_count + 2; i++)
        census->starts[i] += census->starts[i - 1];
    for (uint32_t *at = next_entry(census, NULL); at; at = next_entry(census, at)) {
        for (uint32_t i = 0; i < at[ENTRY_COUNT]; i++)
            census->who[census->starts[at[ENTRY_HEAD + i] + 1]++] = (uint32_t)(at - census->words);
    }
}

static enum facet facet_at(const struct census *census, size_t place)
{
    return FACET_OF(census->codes[place]);
}

static void write_counts(struct db *db, const struct census *census, uint32_t one, uint32_t two,
                         int64_t total, uint32_t *numbers)
{
    struct code_count counts[census->code_count];
    size_t count = 0;
    for (size_t i = 0; i < census->code_count; i++) {
        enum facet facet = facet_at(census, i);
        if (numbers[i] && facet != FACET_OF(one) && facet != FACET_OF(two))
            counts[count++] = (struct code_count){ census->codes[i], numbers[i] };
    }
    memset(numbers, 0, census->code_count * sizeof *numbers);
    struct stmt *put = query(db, Q_reindex_member_count_put);
    bind_int(put, "one", one);
    bind_int(put, "two", two);
    bind_int(put, "total", total);
    bind_blob(put, "counts", counts, count * sizeof *counts);
    run(put);
}

/* Those who have the code at PLACE: their numbers alone, and beside each later code. */
static void count_at(struct db *db, struct census *census, size_t place)
{
    size_t codes = census->code_count;
    uint32_t from = census->starts[place], to = census->starts[place + 1];
    for (uint32_t i = from; i < to; i++) {
        const uint32_t *entry = census->words + census->who[i];
        const uint32_t *has = entry + ENTRY_HEAD, *end = has + entry[ENTRY_COUNT];
        for (const uint32_t *second = has; second < end; second++) {
            census->alone[*second]++;
            if (*second <= place)
                continue;
            uint32_t *row = census->beside + *second * codes;
            census->totals[*second]++;
            for (const uint32_t *third = has; third < end; third++)
                row[*third]++;
        }
    }
    write_counts(db, census, 0, census->codes[place], to - from, census->alone);
    for (size_t second = place + 1; second < codes; second++) {
        uint32_t *row = census->beside + second * codes;
        if (census->totals[second] && facet_at(census, second) != facet_at(census, place))
            write_counts(db, census, census->codes[place], census->codes[second],
                         census->totals[second], row);
        else if (census->totals[second])
            memset(row, 0, codes * sizeof *row);
        census->totals[second] = 0;
    }
}

static void count_all(struct db *db, struct census *census)
{
    int64_t total = 0;
    for (uint32_t *at = next_entry(census, NULL); at; at = next_entry(census, at)) {
        total++;
        for (uint32_t i = 0; i < at[ENTRY_COUNT]; i++)
            census->alone[at[ENTRY_HEAD + i]]++;
    }
    if (total)
        write_counts(db, census, 0, 0, total, census->alone);
    for (size_t place = 0; place < census->code_count; place++)
        count_at(db, census, place);
}

void directory_recount(struct db *db)
{
    struct census census = { 0 };
    run(query(db, Q_reindex_member_count_clear));
    read_blocks(db, &census);
    find_codes(&census);
    find_who(&census);
    size_t codes = census.code_count + 1;
    census.alone = calloc(codes, sizeof *census.alone);
    census.totals = calloc(codes, sizeof *census.totals);
    census.beside = calloc(codes * codes, sizeof *census.beside);
    if (!census.alone || !census.totals || !census.beside)
        abort();
    count_all(db, &census);
    free(census.words);
    free(census.codes);
    free(census.starts);
    free(census.who);
    free(census.alone);
    free(census.totals);
    free(census.beside);
}
