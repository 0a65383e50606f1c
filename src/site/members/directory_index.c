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

/* --- where members stand ---------------------------------------------------------------------------------------- */

/* How the index has a member, and how it shall. */
struct place {
    int64_t id, since;
    const char *was_key, *key; /* NULL: it is not in the directory */
    struct codes had, has;
};

static void codes_add(struct codes *codes, uint32_t code)
{
    if (code && codes->count < CODES_LIMIT && !codes_have(codes, code))
        codes->at[codes->count++] = code;
}

/* What the member is found by now. */
static void read_codes(struct db *db, int64_t id, struct codes *codes)
{
    struct stmt *stmt = query(db, Q_reindex_member_codes);
    bind_int(stmt, "id", id);
    while (step(stmt)) {
        const char *value = col_text(stmt, "value");
        codes_add(codes, value ? directory_code((enum facet)col_int(stmt, "facet"), value) : 0);
    }
    done(stmt);
    codes_sort(codes);
}

/* What the index has of the member. */
static void read_had(struct db *db, struct arena *arena, struct place *place)
{
    struct stmt *stmt = query(db, Q_reindex_member_had);
    size_t len = 0;
    bind_int(stmt, "id", place->id);
    if (step(stmt)) {
        const void *blob = col_blob(stmt, "codes", &len);
        place->had.count = len / sizeof *place->had.at;
        if (len)
            memcpy(place->had.at, blob, len);
        place->was_key = arena_copy(arena, col_text(stmt, "sort_key"));
    }
    done(stmt);
}

/* The name that a published and listed member sorts by; NULL for the others. */
static const char *read_sort_name(struct db *db, struct arena *arena, struct place *place)
{
    struct stmt *stmt = query(db, Q_reindex_member_sort_name);
    bind_int(stmt, "id", place->id);
    const char *name = step(stmt) ? arena_copy(arena, col_text(stmt, "sort_name")) : NULL;
    place->since = name ? col_int(stmt, "since") : 0;
    done(stmt);
    return name && !membership_hides(db, place->id) ? name : NULL;
}

static void read_place(struct db *db, struct arena *arena, int64_t id, struct place *place)
{
    *place = (struct place){ .id = id };
    read_had(db, arena, place);
    const char *name = read_sort_name(db, arena, place);
    if (!name)
        return;
    place->key = locale_sort_key(locale_of(LANG_ES), arena, name);
    read_codes(db, id, &place->has);
}

static bool counts_differ(const struct place *place)
{
    return !place->was_key != !place->key || !codes_equal(&place->had, &place->has);
}

static uint32_t code_of(const struct codes *codes, enum facet facet)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (FACET_OF(codes->at[i]) == facet)
            return codes->at[i];
    }
    return 0;
}

/* Whether all its rows change, not only those of codes that came or went. */
static bool moved(const struct place *place)
{
    return !place->was_key || !place->key || strcmp(place->was_key, place->key) != 0 ||
           code_of(&place->had, FACET_KIND) != code_of(&place->has, FACET_KIND) ||
           code_of(&place->had, FACET_COUNTRY) != code_of(&place->has, FACET_COUNTRY);
}

/* --- rows of the orders: gathered, and written in their order, which keeps to the pages at hand ---------------------- */

struct row {
    uint32_t code; /* 0: of member_order */
    const char *country, *kind, *key;
    int64_t id;
};
struct rows {
    struct row *at;
    size_t count;
};

static int by_place(const void *one, const void *other)
{
    const struct row *a = one, *b = other;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    int order = a->code ? 0 : strcmp(a->country, b->country);
    if (!order && !a->code)
        order = strcmp(a->kind, b->kind);
    if (!order)
        order = strcmp(a->key, b->key);
    return order ? order : (a->id > b->id) - (a->id < b->id);
}

static bool is_listed_by(uint32_t code)
{
    return FACET_OF(code) >= FACET_TOPIC;
}

/* The rows of a member with KEY and CODES: in the orders of "any" and its own country and kind, and in those of its codes but the ones that
 * are in BUT; a member that did not MOVE stays in the orders of country and kind. */
static void add_rows(struct rows *rows, struct arena *arena, int64_t id, const char *key,
                     const struct codes *codes, const struct codes *but, bool all)
{
    uint32_t country = code_of(codes, FACET_COUNTRY), kind = code_of(codes, FACET_KIND);
    struct row row = { 0, country ? directory_value(arena, country) : NULL,
                       kind ? directory_value(arena, kind) : "", key, id };
    const char *countries[] = { "", country ? row.country : "-" }, *kinds[] = { "", row.kind };
    for (int i = 0; i < 4 && all; i++)
        rows->at[rows->count++] = (struct row){ 0, countries[i / 2], kinds[i % 2], key, id };
    for (size_t i = 0; i < codes->count; i++) {
        row.code = codes->at[i];
        if (is_listed_by(row.code) && (all || !codes_have(but, row.code)))
            rows->at[rows->count++] = row;
    }
}

static void run_rows(struct db *db, struct rows *rows, enum query_id order, enum query_id facet)
{
    qsort(rows->at, rows->count, sizeof *rows->at, by_place);
    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->at[i];
        struct stmt *stmt = query(db, row->code ? facet : order);
        if (row->code)
            bind_int(stmt, "code", row->code);
        if (!row->code || facet == Q_reindex_member_facet_add) {
            bind_text(stmt, "country", row->country);
            bind_text(stmt, "kind", row->kind);
        }
        bind_text(stmt, "sort_key", row->key);
        bind_int(stmt, "id", row->id);
        run(stmt);
    }
}

static void write_rows(struct db *db, struct arena *arena, const struct place *places, size_t count)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        room += 4 + places[i].had.count + places[i].has.count;
    struct rows gone = { arena_many(arena, struct row, room + 1), 0 };
    struct rows new = { arena_many(arena, struct row, room + 1), 0 };
    for (size_t i = 0; i < count; i++) {
        const struct place *place = &places[i];
        bool all = moved(place);
        if (place->was_key)
            add_rows(&gone, arena, place->id, place->was_key, &place->had, &place->has, all);
        if (place->key)
            add_rows(&new, arena, place->id, place->key, &place->has, &place->had, all);
    }
    run_rows(db, &gone, Q_reindex_member_order_drop, Q_reindex_member_facet_drop);
    run_rows(db, &new, Q_reindex_member_order_add, Q_reindex_member_facet_add);
}

/* --- cards and blocks ---------------------------------------------------------------------------------------------- */

static void write_card(struct db *db, const struct place *place)
{
    struct stmt *card = query(db, place->key ? Q_reindex_member_add : Q_reindex_member_drop);
    bind_int(card, "id", place->id);
    if (place->key) {
        bind_text(card, "sort_key", place->key);
        bind_blob(card, "codes", place->has.at, place->has.count * sizeof *place->has.at);
    }
    run(card);
}

static size_t write_entry(uint32_t *out, const struct place *place)
{
    struct beginning key = key_beginning(place->key);
    out[ENTRY_ID] = (uint32_t)place->id;
    out[ENTRY_SINCE] = (uint32_t)place->since;
    memcpy(&out[ENTRY_KEY], &key, sizeof key);
    out[ENTRY_COUNT] = (uint32_t)place->has.count;
    memcpy(out + ENTRY_HEAD, place->has.at, place->has.count * sizeof *out);
    return ENTRY_HEAD + place->has.count;
}

/* Copies the entries of a block with those of PLACES, all by id, in place of what it has of them. */
static size_t merge_block(uint32_t *out, const uint32_t *at, const uint32_t *end,
                          const struct place *places, size_t count)
{
    uint32_t *to = out;
    for (size_t i = 0; at < end || i < count;) {
        size_t len = at < end ? ENTRY_HEAD + at[ENTRY_COUNT] : 0;
        if (len && (i == count || at[ENTRY_ID] < places[i].id)) {
            memcpy(to, at, len * sizeof *at);
            to += len;
            at += len;
            continue;
        }
        if (len && at[ENTRY_ID] == places[i].id)
            at += len;
        if (places[i].key)
            to += write_entry(to, &places[i]);
        i++;
    }
    return (size_t)(to - out);
}

static void write_block(struct db *db, struct arena *arena, const struct place *places,
                        size_t count)
{
    int64_t block = places->id / BLOCK_SIZE;
    struct stmt *get = query(db, Q_reindex_member_block);
    size_t len = 0, room = count * (ENTRY_HEAD + CODES_LIMIT);
    bind_int(get, "block", block);
    const uint32_t *have = step(get) ? col_blob(get, "entries", &len) : NULL;
    uint32_t *out = arena_many(arena, uint32_t, len / sizeof *out + room);
    size_t words = merge_block(out, have, have ? have + len / sizeof *out : NULL, places, count);
    bool same = len == words * sizeof *out && (!have || !memcmp(have, out, len));
    done(get);
    if (same)
        return;
    struct stmt *put = query(db, Q_reindex_member_block_put);
    bind_int(put, "block", block);
    bind_blob(put, "entries", out, words * sizeof *out);
    run(put);
}

static void write_blocks(struct db *db, struct arena *arena, const struct place *places,
                         size_t count)
{
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && places[to].id / BLOCK_SIZE == places[from].id / BLOCK_SIZE;)
            to++;
        write_block(db, arena, places + from, to - from);
    }
}

/* --- members ------------------------------------------------------------------------------------------------------ */

#define CHUNK 20000 /* members whose places are held at a time */
#define RECOUNT 500 /* members from which on the numbers are made again at once */

/* Returns how many of them have other numbers now; these are kept only when BUMP. */
static size_t place_some(struct db *db, const struct touched_record *records, size_t count,
                         bool bump)
{
    struct arena *arena = arena_new();
    struct place *places = arena_many(arena, struct place, count);
    size_t differ = 0;
    for (size_t i = 0; i < count; i++)
        read_place(db, arena, records[i].id, &places[i]);
    write_rows(db, arena, places, count);
    for (size_t i = 0; i < count; i++) {
        if (places[i].was_key || places[i].key)
            write_card(db, &places[i]);
        if (!counts_differ(&places[i]))
            continue;
        differ++;
        if (bump && places[i].was_key)
            bump_counts(db, &places[i].had, -1);
        if (bump && places[i].key)
            bump_counts(db, &places[i].has, 1);
    }
    write_blocks(db, arena, places, count);
    arena_free(arena);
    return differ;
}

void directory_reindex(struct db *db, const struct touched_record *records, size_t count)
{
    bool bump = count <= RECOUNT;
    size_t differ = 0;
    for (size_t from = 0; from < count; from += CHUNK)
        differ += place_some(db, records + from, count - from < CHUNK ? count - from : CHUNK, bump);
    if (differ && !bump)
        directory_recount(db);
}
