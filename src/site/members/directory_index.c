/* The directory's index: written. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/members/directory.h"
#include "site/members/directory_internal.h"
#include "site/membership/daily.h"
#include "site/types.h"
#include "web/locale.h"

/* --- codes ----------------------------------------------------------------------------------------------------- */

static const char *const *kind_choices(void)
{
    return field_named(&member_type, "kind")->choices;
}

static uint32_t letters(const char *value)
{
    uint32_t packed = 0;
    size_t len = strlen(value);
    for (size_t i = 0; i < len && len <= 4; i++) {
        char c = (char)(value[i] | 0x20);
        if (c < 'a' || c > 'z')
            return 0;
        packed = packed << 5 | (uint32_t)(c - 'a' + 1);
    }
    return packed;
}

static uint32_t kind_number(const char *value)
{
    const char *const *choices = kind_choices();
    for (uint32_t i = 0; choices[i]; i++) {
        if (!strcmp(choices[i], value))
            return i + 1;
    }
    return 0;
}

uint32_t directory_code(enum facet facet, const char *value)
{
    long long number = 0;
    uint32_t packed;
    if (facet == FACET_KIND)
        packed = kind_number(value);
    else if (facet == FACET_TOPIC)
        packed =
            text_to_int(value, &number) && number > 0 && number < 1 << 24 ? (uint32_t)number : 0;
    else
        packed = letters(value);
    return packed ? (uint32_t)facet << 24 | packed : 0;
}

const char *directory_value(struct arena *arena, uint32_t code)
{
    uint32_t packed = code & 0xffffff;
    char first = FACET_OF(code) == FACET_LANGUAGE ? 'a' : 'A';
    char text[5], *at = text + 4;
    if (FACET_OF(code) == FACET_TOPIC)
        return arena_print(arena, "%u", packed);
    if (FACET_OF(code) == FACET_KIND)
        return kind_choices()[packed - 1];
    for (*at = '\0'; packed; packed >>= 5)
        *--at = (char)(first + (packed & 31) - 1);
    return arena_copy(arena, at);
}

/* --- numbers of pairs ------------------------------------------------------------------------------------------ */

static int by_code(const void *one, const void *two)
{
    const struct code_count *a = one, *b = two;
    return a->code < b->code ? -1 : a->code > b->code;
}

static void put_count(struct db *db, uint32_t one, uint32_t two, int64_t total,
                      const struct code_count *counts, size_t count)
{
    struct stmt *put =
        query(db, total > 0 ? Q_reindex_member_count_put : Q_reindex_member_count_drop);
    bind_int(put, "one", one);
    bind_int(put, "two", two);
    if (total > 0) {
        bind_int(put, "total", total);
        bind_blob(put, "counts", counts, count * sizeof *counts);
    }
    run(put);
}

/* Adds DELTA for each of CODES (in order) to COUNTS; what is none any more is left out. Returns how many remain. */
static size_t add_counts(struct code_count *counts, size_t count, const struct codes *codes,
                         const uint32_t *skip, int delta)
{
    size_t end = count, kept = 0;
    for (size_t i = 0; i < codes->count; i++) {
        enum facet facet = FACET_OF(codes->at[i]);
        if (facet == FACET_OF(skip[0]) || facet == FACET_OF(skip[1]))
            continue;
        struct code_count key = { codes->at[i], 0 };
        struct code_count *have = bsearch(&key, counts, count, sizeof key, by_code);
        if (!have) {
            have = &counts[end++];
            *have = key;
        }
        have->n = (uint32_t)((int64_t)have->n + delta);
    }
    for (size_t i = 0; i < end; i++) {
        if (counts[i].n && counts[i].n <= INT32_MAX)
            counts[kept++] = counts[i];
    }
    if (end > count)
        qsort(counts, kept, sizeof *counts, by_code);
    return kept;
}

static void bump_pair(struct db *db, struct arena *arena, uint32_t one, uint32_t two,
                      const struct codes *codes, int delta)
{
    struct stmt *get = query(db, Q_reindex_member_count);
    int64_t total = 0;
    size_t len = 0;
    const void *have = NULL;
    bind_int(get, "one", one);
    bind_int(get, "two", two);
    if (step(get)) {
        total = col_int(get, "total");
        have = col_blob(get, "counts", &len);
    }
    size_t count = len / sizeof(struct code_count);
    struct code_count *counts = arena_many(arena, struct code_count, count + codes->count + 1);
    if (have)
        memcpy(counts, have, len);
    done(get);
    count = add_counts(counts, count, codes, (const uint32_t[]){ one, two }, delta);
    put_count(db, one, two, total + delta, counts, count);
}

static void bump_counts(struct db *db, const struct codes *codes, int delta)
{
    struct arena *arena = arena_new();
    bump_pair(db, arena, 0, 0, codes, delta);
    for (size_t i = 0; i < codes->count; i++) {
        bump_pair(db, arena, 0, codes->at[i], codes, delta);
        for (size_t j = i + 1; j < codes->count; j++) {
            if (FACET_OF(codes->at[i]) != FACET_OF(codes->at[j]))
                bump_pair(db, arena, codes->at[i], codes->at[j], codes, delta);
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

/* --- blocks ---------------------------------------------------------------------------------------------------- */

/* Copies the entries of BLOCK but the one of ID, and adds ENTRY (may be NULL) at its place: by id. */
static size_t splice(uint32_t *out, const uint32_t *at, const uint32_t *end, uint32_t id,
                     const uint32_t *entry, size_t entry_len)
{
    uint32_t *to = out;
    bool placed = !entry;
    for (; at < end; at += ENTRY_HEAD + at[ENTRY_COUNT]) {
        if (!placed && at[ENTRY_ID] > id) {
            memcpy(to, entry, entry_len * sizeof *entry);
            to += entry_len;
            placed = true;
        }
        size_t len = ENTRY_HEAD + at[ENTRY_COUNT];
        if (at[ENTRY_ID] != id) {
            memcpy(to, at, len * sizeof *at);
            to += len;
        }
    }
    if (!placed) {
        memcpy(to, entry, entry_len * sizeof *entry);
        to += entry_len;
    }
    return (size_t)(to - out);
}

/* Sets the entry of member ID, or takes it away (CODES NULL). */
static void put_entry(struct db *db, struct arena *arena, int64_t id, int64_t since,
                      const char *sort_key, const struct codes *codes)
{
    struct stmt *get = query(db, Q_reindex_member_block);
    size_t len = 0, entry_len = codes ? ENTRY_HEAD + codes->count : 0;
    uint32_t entry[ENTRY_HEAD + CODES_LIMIT];
    bind_int(get, "block", id / BLOCK_SIZE);
    const uint32_t *have = step(get) ? col_blob(get, "entries", &len) : NULL;
    if (codes) {
        entry[ENTRY_ID] = (uint32_t)id;
        entry[ENTRY_SINCE] = (uint32_t)since;
        struct beginning key = key_beginning(sort_key);
        memcpy(&entry[ENTRY_KEY], &key, sizeof key);
        entry[ENTRY_COUNT] = (uint32_t)codes->count;
        memcpy(entry + ENTRY_HEAD, codes->at, codes->count * sizeof *codes->at);
    }
    uint32_t *out = arena_many(arena, uint32_t, len / sizeof *out + entry_len + 1);
    size_t words = splice(out, have, have ? have + len / sizeof *out : NULL, (uint32_t)id,
                          codes ? entry : NULL, entry_len);
    done(get);
    struct stmt *put = query(db, words ? Q_reindex_member_block_put : Q_reindex_member_block_drop);
    bind_int(put, "block", id / BLOCK_SIZE);
    if (words)
        bind_blob(put, "entries", out, words * sizeof *out);
    run(put);
}

/* --- one member ------------------------------------------------------------------------------------------------- */

/* What the member is found by now. */
static void read_codes(struct db *db, int64_t id, struct codes *codes)
{
    struct stmt *stmt = query(db, Q_reindex_member_codes);
    codes->count = 0;
    bind_int(stmt, "id", id);
    while (step(stmt) && codes->count < CODES_LIMIT) {
        const char *value = col_text(stmt, "value");
        uint32_t code = value ? directory_code((enum facet)col_int(stmt, "facet"), value) : 0;
        if (code)
            codes->at[codes->count++] = code;
    }
    done(stmt);
    codes_sort(codes);
}

/* What the index has of the member; false when it is not in it. */
static bool read_had(struct db *db, struct arena *arena, int64_t id, struct codes *codes,
                     const char **sort_key)
{
    struct stmt *stmt = query(db, Q_reindex_member_had);
    size_t len = 0;
    bind_int(stmt, "id", id);
    bool had = step(stmt);
    codes->count = 0;
    if (had) {
        const void *blob = col_blob(stmt, "codes", &len);
        codes->count = len / sizeof *codes->at;
        if (len)
            memcpy(codes->at, blob, len);
        *sort_key = arena_copy(arena, col_text(stmt, "sort_key"));
    }
    done(stmt);
    return had;
}

static void run_id(struct db *db, enum query_id query_id, int64_t id)
{
    struct stmt *stmt = query(db, query_id);
    bind_int(stmt, "id", id);
    run(stmt);
}

static bool is_listed_by(uint32_t code)
{
    return FACET_OF(code) >= FACET_TOPIC;
}

/* Runs QUERY_ID for each pair of "any" or its own country and kind. */
static void run_orders(struct db *db, enum query_id query_id, int64_t id, const struct codes *codes,
                       const char *sort_key)
{
    struct arena *arena = arena_new();
    const char *countries[] = { "", "-" }, *kinds[] = { "", "" };
    for (size_t i = 0; i < codes->count; i++) {
        if (FACET_OF(codes->at[i]) == FACET_COUNTRY)
            countries[1] = directory_value(arena, codes->at[i]);
        if (FACET_OF(codes->at[i]) == FACET_KIND)
            kinds[1] = directory_value(arena, codes->at[i]);
    }
    for (int i = 0; i < 4; i++) {
        struct stmt *stmt = query(db, query_id);
        bind_text(stmt, "country", countries[i / 2]);
        bind_text(stmt, "kind", kinds[i % 2]);
        bind_text(stmt, "sort_key", sort_key);
        bind_int(stmt, "id", id);
        run(stmt);
    }
    arena_free(arena);
}

static void drop(struct db *db, int64_t id, const struct codes *codes, const char *sort_key)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (!is_listed_by(codes->at[i]))
            continue;
        struct stmt *stmt = query(db, Q_reindex_member_facet_drop);
        bind_int(stmt, "code", codes->at[i]);
        bind_text(stmt, "sort_key", sort_key);
        bind_int(stmt, "id", id);
        run(stmt);
    }
    run_orders(db, Q_reindex_member_order_drop, id, codes, sort_key);
    run_id(db, Q_reindex_member_drop, id);
}

static void add(struct db *db, int64_t id, const struct codes *codes, const char *sort_key)
{
    struct stmt *card = query(db, Q_reindex_member_add);
    bind_int(card, "id", id);
    bind_text(card, "sort_key", sort_key);
    bind_blob(card, "codes", codes->at, codes->count * sizeof *codes->at);
    run(card);
    run_orders(db, Q_reindex_member_order_add, id, codes, sort_key);
    for (size_t i = 0; i < codes->count; i++) {
        if (!is_listed_by(codes->at[i]))
            continue;
        struct stmt *stmt = query(db, Q_reindex_member_facet_add);
        bind_int(stmt, "code", codes->at[i]);
        bind_int(stmt, "id", id);
        run(stmt);
    }
}

/* The name that a published and listed member sorts by; NULL for the others. */
static const char *read_sort_name(struct db *db, struct arena *arena, int64_t id, int64_t *since)
{
    struct stmt *stmt = query(db, Q_reindex_member_sort_name);
    bind_int(stmt, "id", id);
    const char *name = step(stmt) ? arena_copy(arena, col_text(stmt, "sort_name")) : NULL;
    *since = name ? col_int(stmt, "since") : 0;
    done(stmt);
    return name && !membership_hides(db, id) ? name : NULL;
}

void directory_reindex(struct db *db, int64_t id, bool bulk)
{
    struct arena *arena = arena_new();
    struct codes had, has = { 0 };
    const char *sort_key = NULL;
    int64_t since;
    bool was = read_had(db, arena, id, &had, &sort_key);
    const char *sort_name = read_sort_name(db, arena, id, &since);
    if (sort_name)
        read_codes(db, id, &has);
    bool same = was == (sort_name != NULL) && codes_equal(&had, &has);
    if (was)
        drop(db, id, &had, sort_key);
    if (was && !same && !bulk)
        bump_counts(db, &had, -1);
    sort_key = sort_name ? locale_sort_key(locale_of(LANG_ES), arena, sort_name) : NULL;
    if (sort_name)
        add(db, id, &has, sort_key);
    if (sort_name && !same && !bulk)
        bump_counts(db, &has, 1);
    if (was || sort_name)
        put_entry(db, arena, id, since, sort_key, sort_name ? &has : NULL);
    arena_free(arena);
}

void directory_words_drop(struct db *db, int64_t id)
{
    struct arena *arena = arena_new();
    struct codes had;
    const char *sort_key;
    if (read_had(db, arena, id, &had, &sort_key))
        run_id(db, Q_reindex_member_words_drop, id);
    arena_free(arena);
}

void directory_words_add(struct db *db, int64_t id)
{
    run_id(db, Q_reindex_member_words_add, id);
}
