/* Pages of the directory, by keyset in both directions. Of very many who were found some steps along the order are likely to give a
 * page; otherwise they are listed, and are few (then their keys are fetched and the first chosen) or more (then the order is walked from the
 * first of them on, past those who are not found). */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/members/directory.h"
#include "site/members/directory_memory.h"
#include "web/locale.h"

#define LAST_KEY "~" /* after every sort key: these are hexadecimal */
#define NOWHERE "-"  /* the country of those who have none */

size_t directory_fetch_limit = 1500;
size_t directory_walk_worth = 300;

struct picked {
    int64_t id;
    const char *key, *country; /* country: only where the order is by it */
    struct map *row;           /* its card, NULL: to be read */
};

struct walk {
    struct db *db;
    struct arena *arena;
    const struct directory_question *question;
    const struct directory_answer *answer;
    bool back;
    const char *key, *country; /* where it begins */
    int64_t id;
    struct picked *picked;
    size_t count, want;
    size_t steps; /* that may still be made along an order */
};

/* One who was found. */
struct found {
    struct beginning key;
    uint32_t id, since;
};
struct list {
    struct found *at;
    size_t count;
};

static bool full(const struct walk *walk)
{
    return walk->count >= walk->want;
}

/* Whether ONE stands before TWO in the direction of the walk. */
static bool precedes(const struct walk *walk, const char *key, int64_t id, const char *other_key,
                     int64_t other_id)
{
    int order = strcmp(key, other_key);
    if (!order)
        order = id < other_id ? -1 : id > other_id;
    return walk->back ? order > 0 : order < 0;
}

/* --- along the order's tables ------------------------------------------------------------------------------------ */

static void pick_rows(struct walk *walk, struct stmt *stmt, const char *country)
{
    for (; !full(walk) && walk->steps && step(stmt); walk->steps--) {
        int64_t id = col_int(stmt, "id");
        if (directory_has(walk->answer, id))
            walk->picked[walk->count++] =
                (struct picked){ id, arena_copy(walk->arena, col_text(stmt, "key")), country,
                                 NULL };
    }
    done(stmt);
}

static void bind_begin(const struct walk *walk, struct stmt *stmt)
{
    bind_text(stmt, "key", walk->key);
    bind_int(stmt, "id", walk->id);
}

/* Along a list of which all are wanted: with the cards at once. */
static void walk_cards(struct walk *walk, const char *country, const char *kind, const char *mark)
{
    struct stmt *stmt =
        query(walk->db, walk->back ? Q_members_cards_before : Q_members_cards_after);
    bind_text(stmt, "country", country);
    bind_text(stmt, "kind", kind);
    bind_text(stmt, "key", walk->key);
    while (!full(walk) && step(stmt)) {
        const char *key = col_text_at(stmt, 0);
        int64_t id = col_int_at(stmt, 1);
        if (!walk->count && !precedes(walk, walk->key, walk->id, key, id))
            continue;
        walk->picked[walk->count++] = (struct picked){ id, arena_copy(walk->arena, key), mark,
                                                       copy_columns(stmt, walk->arena, 2) };
    }
    done(stmt);
}

static void walk_order(struct walk *walk, const char *country, const char *kind, const char *mark)
{
    struct stmt *stmt =
        query(walk->db, walk->back ? Q_members_order_before : Q_members_order_after);
    bind_text(stmt, "country", country);
    bind_text(stmt, "kind", kind);
    bind_begin(walk, stmt);
    pick_rows(walk, stmt, mark);
}

static const char *filter(const struct walk *walk, enum facet facet)
{
    uint32_t code = walk->question->code[facet];
    return code ? directory_value(walk->arena, code) : "";
}

/* One or two filters of which one is a topic, language or corridor: along that one, or the rarer. */
static void walk_facet(struct walk *walk, uint32_t code, uint32_t second)
{
    struct stmt *stmt =
        query(walk->db, walk->back ? Q_members_facet_before : Q_members_facet_after);
    bind_int(stmt, "code", code);
    bind_int(stmt, "second", second);
    bind_text(stmt, "kind", filter(walk, FACET_KIND));
    bind_text(stmt, "country", filter(walk, FACET_COUNTRY));
    bind_begin(walk, stmt);
    pick_rows(walk, stmt, NULL);
}

static void walk_newest(struct walk *walk)
{
    struct stmt *stmt =
        query(walk->db, walk->back ? Q_members_newest_before : Q_members_newest_after);
    bind_int(stmt, "since", strtoll(walk->key, NULL, 10));
    bind_int(stmt, "id", walk->id);
    pick_rows(walk, stmt, NULL);
}

static int64_t length_of(struct walk *walk, uint32_t code)
{
    struct stmt *stmt = query(walk->db, Q_members_count);
    bind_int(stmt, "one", 0);
    bind_int(stmt, "two", code);
    int64_t length = step(stmt) ? col_int(stmt, "total") : 0;
    done(stmt);
    return length;
}

/* --- among those found ---------------------------------------------------------------------------------------------- */

/* Keeps the first of those that come after the beginning, in order. */
static void keep_first(struct walk *walk, size_t from, const struct picked *one)
{
    size_t at = walk->count;
    if (!precedes(walk, walk->key, walk->id, one->key, one->id))
        return;
    while (at > from &&
           precedes(walk, one->key, one->id, walk->picked[at - 1].key, walk->picked[at - 1].id))
        at--;
    if (at >= walk->want)
        return;
    size_t last = full(walk) ? walk->want - 1 : walk->count++;
    memmove(&walk->picked[at + 1], &walk->picked[at], (last - at) * sizeof *walk->picked);
    walk->picked[at] = *one;
}

static const char *key_of(struct walk *walk, int64_t id)
{
    struct stmt *stmt = query(walk->db, Q_members_key);
    bind_int(stmt, "id", id);
    const char *key = step(stmt) ? arena_copy(walk->arena, col_text(stmt, "key")) : NULL;
    done(stmt);
    return key;
}

static uint32_t country_of(const uint32_t *entry)
{
    for (uint32_t i = 0; i < entry[ENTRY_COUNT]; i++) {
        if (FACET_OF(entry[ENTRY_HEAD + i]) == FACET_COUNTRY)
            return entry[ENTRY_HEAD + i];
    }
    return 0;
}

/* Those found in the country of CODE (0: in none), or ALL. */
static struct list list_found(const struct walk *walk, uint32_t code, bool all)
{
    const struct memory *memory = walk->answer->memory;
    const uint64_t *bits = walk->answer->bits;
    size_t words = memory_words(memory), room = (size_t)walk->answer->total;
    if (!all && code) {
        uint64_t *here = arena_many(walk->arena, uint64_t, words);
        room = memory_select(memory, bits, &code, 1, here);
        bits = here;
    }
    struct list list = { arena_many(walk->arena, struct found, room + 1), 0 };
    for (size_t i = 0; i < words; i++) {
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            uint32_t id = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(left);
            const uint32_t *entry = memory_entry(memory, id);
            if (!all && !code && country_of(entry))
                continue;
            struct found *one = &list.at[list.count++];
            *one = (struct found){ .id = id, .since = entry[ENTRY_SINCE] };
            memcpy(&one->key, &entry[ENTRY_KEY], sizeof one->key);
        }
    }
    return list;
}

/* What of those found can be on the page, by the beginnings of their keys. */
struct range {
    struct beginning begin, nearest, last; /* in the direction of the walk */
    size_t count;
};

/* Upside down for a walk back, so that less is always nearer. */
static struct beginning turned(const struct walk *walk, struct beginning key)
{
    for (int i = 0; walk->back && i < 4; i++)
        key.part[i] = ~key.part[i];
    return key;
}

static bool in_range(const struct range *range, const struct beginning *key)
{
    return beginning_compare(key, &range->begin) >= 0 && beginning_compare(key, &range->last) <= 0;
}

static struct range find_range(const struct walk *walk, const struct list *list)
{
    size_t need = walk->want - walk->count, kept = 0;
    struct beginning *nearest = arena_many(walk->arena, struct beginning, need + 1);
    struct range range = { .last = { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } } };
    int least = 0; /* from the beginning of the key on; without one, from the first */
    if (*walk->key && strcmp(walk->key, LAST_KEY)) {
        range.begin = turned(walk, key_beginning(walk->key));
        least = 1;
    }
    for (size_t i = 0; i < list->count; i++) {
        struct beginning key = turned(walk, list->at[i].key);
        if (beginning_compare(&key, &range.begin) < least ||
            (kept == need && beginning_compare(&key, &nearest[need - 1]) >= 0))
            continue;
        size_t at = kept < need ? kept++ : need - 1;
        for (; at && beginning_compare(&nearest[at - 1], &key) > 0; at--)
            nearest[at] = nearest[at - 1];
        nearest[at] = key;
    }
    if (kept)
        range.nearest = nearest[0];
    if (kept == need)
        range.last = nearest[need - 1];
    for (size_t i = 0; i < list->count; i++) {
        struct beginning key = turned(walk, list->at[i].key);
        range.count += in_range(&range, &key);
    }
    return range;
}

static void fetch_range(struct walk *walk, const struct list *list, const struct range *range,
                        const char *mark)
{
    size_t from = walk->count;
    for (size_t i = 0; i < list->count; i++) {
        struct beginning turned_key = turned(walk, list->at[i].key);
        const char *key = in_range(range, &turned_key) ? key_of(walk, list->at[i].id) : NULL;
        if (key)
            keep_first(walk, from, &(struct picked){ list->at[i].id, key, mark, NULL });
    }
}

/* Nothing nearer than the nearest has to be passed by. */
static void skip_to_nearest(struct walk *walk, const struct range *range)
{
    char key[65];
    if (*walk->key && strcmp(walk->key, LAST_KEY))
        return;
    struct beginning nearest = turned(walk, range->nearest);
    for (size_t i = 0; i < 4; i++)
        snprintf(key + 16 * i, 17, "%016llx", (unsigned long long)nearest.part[i]);
    for (size_t len = 64; len >= 2 && key[len - 1] == '0' && key[len - 2] == '0'; len -= 2)
        key[len - 2] = '\0'; /* the key was shorter */
    walk->key = arena_print(walk->arena, "%s%s", key, walk->back ? LAST_KEY : "");
    walk->id = 0;
}

/* Newest first; of one moment the highest id. */
static bool newer(const struct found *one, const struct found *two)
{
    return one->since != two->since ? one->since > two->since : one->id > two->id;
}

static void newest_found(struct walk *walk)
{
    struct list list = list_found(walk, 0, true);
    struct found *first = arena_many(walk->arena, struct found, walk->want + 1);
    bool whole = !*walk->key || !strcmp(walk->key, LAST_KEY);
    struct found begin = { .id = (uint32_t)walk->id,
                           .since = (uint32_t)strtoll(walk->key, NULL, 10) };
    for (size_t i = 0; i < list.count; i++) {
        const struct found *one = &list.at[i];
        size_t at = walk->count;
        if (!whole && !(walk->back ? newer(one, &begin) : newer(&begin, one)))
            continue;
        while (at && (walk->back ? newer(&first[at - 1], one) : newer(one, &first[at - 1])))
            at--;
        if (at >= walk->want)
            continue;
        size_t last = full(walk) ? walk->want - 1 : walk->count++;
        memmove(&first[at + 1], &first[at], (last - at) * sizeof *first);
        first[at] = *one;
    }
    for (size_t i = 0; i < walk->count; i++)
        walk->picked[i] =
            (struct picked){ first[i].id, arena_print(walk->arena, "%u", first[i].since), NULL,
                             NULL };
}

/* --- the orders --------------------------------------------------------------------------------------------------- */

/* Whether so many were found that a page is likely to come within few steps along its order. */
static bool worth_trying(const struct walk *walk)
{
    size_t found = (size_t)walk->answer->total;
    return walk->answer->scanned && found * found > directory_walk_worth * walk->answer->bits_end;
}

/* Three times as many as it would take if those found stood evenly in the order. */
static size_t steps_to_try(const struct walk *walk)
{
    return 3 * walk->want * walk->answer->bits_end / ((size_t)walk->answer->total + 1) + 1;
}

/* Takes what the steps along an order gave; false, with nothing taken, when they were too few. */
static bool came_by(struct walk *walk, size_t from)
{
    bool enough = walk->steps > 0;
    if (!enough)
        walk->count = from;
    walk->steps = SIZE_MAX;
    return enough;
}

/* Those of one list of the order: all, or a country's. */
static void pick_list(struct walk *walk, const char *country, uint32_t code)
{
    bool by_country = walk->question->sort == SORT_COUNTRY;
    const char *mark = by_country ? country : NULL, *kind = filter(walk, FACET_KIND);
    size_t from = walk->count;
    if (!walk->answer->scanned) {
        walk_cards(walk, country, kind, mark);
        return;
    }
    if (!by_country && worth_trying(walk)) {
        walk->steps = steps_to_try(walk);
        walk_order(walk, country, kind, mark);
        if (came_by(walk, from))
            return;
    }
    struct list list = list_found(walk, code, !by_country);
    struct range range = find_range(walk, &list);
    if (range.count <= directory_fetch_limit) {
        fetch_range(walk, &list, &range, mark);
        return;
    }
    skip_to_nearest(walk, &range);
    walk_order(walk, country, kind, mark);
}

static void by_name(struct walk *walk)
{
    const uint32_t *codes = walk->question->code;
    uint32_t listed[2], count = 0;
    for (int facet = FACET_TOPIC; !walk->answer->scanned && facet < FACET_END; facet++) {
        if (codes[facet]) /* two at most: three filters are scanned for */
            listed[count++] = codes[facet];
    }
    if (!count)
        pick_list(walk, filter(walk, FACET_COUNTRY), codes[FACET_COUNTRY]);
    else if (count == 2 && length_of(walk, listed[1]) < length_of(walk, listed[0]))
        walk_facet(walk, listed[1], listed[0]);
    else
        walk_facet(walk, listed[0], count == 2 ? listed[1] : 0);
}

static void by_newest(struct walk *walk)
{
    const char *begin = walk->key;
    bool try = worth_trying(walk);
    if (try)
        walk->steps = steps_to_try(walk);
    if (!*walk->key)
        walk->key = arena_print(walk->arena, "%lld", (long long)INT64_MAX);
    if (try || !walk->answer->scanned)
        walk_newest(walk);
    if (!walk->answer->scanned || (try && came_by(walk, 0)))
        return;
    walk->key = begin;
    newest_found(walk);
}

#define PLACES (27 * 27)
static uint16_t places[LANG_COUNT][PLACES];
static pthread_once_t places_once = PTHREAD_ONCE_INIT;

static uint32_t place_index(uint32_t code)
{
    return (code >> 5 & 31) * 27 + (code & 31);
}

struct named {
    const char *key;
    uint32_t index;
};

static int by_key(const void *one, const void *two)
{
    return strcmp(((const struct named *)one)->key, ((const struct named *)two)->key);
}

/* The countries' places by their names in each language. */
static void fill_places(void)
{
    struct arena *arena = arena_new();
    const char **list = country_list();
    size_t count = 0;
    while (list[count])
        count++;
    struct named *named = arena_many(arena, struct named, count + 1);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const struct locale *locale = locale_of((enum language)lang);
        for (size_t i = 0; i < count; i++)
            named[i] =
                (struct named){ locale_sort_key(locale, arena, locale_country(locale, list[i])),
                                place_index(directory_code(FACET_COUNTRY, list[i])) };
        qsort(named, count, sizeof *named, by_key);
        for (size_t i = 0; i < count; i++)
            places[lang][named[i].index % PLACES] = (uint16_t)(i + 1);
    }
    arena_free(arena);
}

/* A country's place; codes that are none stand behind, those without a country last. */
static int place_of(const struct walk *walk, uint32_t code)
{
    pthread_once(&places_once, fill_places);
    int place = code ? places[walk->question->lang][place_index(code) % PLACES] : 0;
    return !code ? INT32_MAX : place ? place : INT32_MAX - 1;
}

struct stop {
    uint32_t code;
    int place;
};

static int by_place(const void *one, const void *two)
{
    const struct stop *a = one, *b = two;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

static size_t find_stops(struct walk *walk, struct stop *stops)
{
    const struct directory_answer *answer = walk->answer;
    uint32_t only = walk->question->code[FACET_COUNTRY];
    size_t count = 0;
    for (size_t i = 0; i < answer->count[FACET_COUNTRY]; i++) {
        const struct code_count *country = &answer->counts[FACET_COUNTRY][i];
        if (!only || country->code == only)
            stops[count++] = (struct stop){ country->code, place_of(walk, country->code) };
    }
    if (!only)
        stops[count++] = (struct stop){ 0, INT32_MAX };
    qsort(stops, count, sizeof *stops, by_place);
    return count;
}

static void by_country(struct walk *walk)
{
    struct stop *stops =
        arena_many(walk->arena, struct stop, walk->answer->count[FACET_COUNTRY] + 1);
    size_t count = find_stops(walk, stops);
    uint32_t code = walk->country && strcmp(walk->country, NOWHERE)
                        ? directory_code(FACET_COUNTRY, walk->country)
                        : 0;
    struct stop from = { code, place_of(walk, code) };
    for (size_t i = 0; i < count && !full(walk); i++) {
        const struct stop *stop = &stops[walk->back ? count - 1 - i : i];
        int order = walk->country ? by_place(stop, &from) : 1;
        if (walk->back ? walk->country && order > 0 : order < 0)
            continue;
        if (order) { /* from its beginning or its end */
            walk->key = walk->back ? LAST_KEY : "";
            walk->id = 0;
        }
        pick_list(walk, stop->code ? directory_value(walk->arena, stop->code) : NOWHERE,
                  stop->code);
    }
}

/* --- pages ---------------------------------------------------------------------------------------------------------- */

/* Where the walk begins: "KEY.ID", "COUNTRY.KEY.ID", or at one end. */
static void begin(struct walk *walk, const char *cursor)
{
    const char *dot = cursor ? strrchr(cursor, '.') : NULL;
    walk->key = walk->back ? LAST_KEY : "";
    walk->country = NULL;
    walk->id = 0;
    if (!dot)
        return;
    const char *first = strchr(cursor, '.');
    bool by_country = walk->question->sort == SORT_COUNTRY;
    if (by_country && first == dot)
        return;
    const char *key = by_country ? first + 1 : cursor;
    walk->country = by_country ? arena_copy_n(walk->arena, cursor, (size_t)(first - cursor)) : NULL;
    walk->key = arena_copy_n(walk->arena, key, (size_t)(dot - key));
    walk->id = strtoll(dot + 1, NULL, 10);
}

static void go(struct walk *walk, const char *cursor, bool back)
{
    static void (*const orders[SORT_COUNT])(struct walk *) = { by_name, by_newest, by_country };
    walk->back = back;
    walk->count = 0;
    begin(walk, cursor);
    if (walk->answer->total)
        orders[walk->question->sort](walk);
}

static const char *cursor_of(const struct walk *walk, const struct picked *one)
{
    if (one->country)
        return arena_print(walk->arena, "%s.%s.%lld", one->country, one->key, (long long)one->id);
    return arena_print(walk->arena, "%s.%lld", one->key, (long long)one->id);
}

static struct map *card(struct walk *walk, int64_t id)
{
    struct stmt *stmt = query(walk->db, Q_members_card);
    bind_int(stmt, "id", id);
    struct map *row = step(stmt) ? copy_row(stmt, walk->arena) : NULL;
    done(stmt);
    return row;
}

static void fill(struct walk *walk, size_t limit, struct directory_page *page)
{
    size_t count = walk->count < limit ? walk->count : limit;
    page->rows = arena_many(walk->arena, struct map *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct picked *one = &walk->picked[walk->back ? count - 1 - i : i];
        struct map *row = one->row ? one->row : card(walk, one->id);
        if (row)
            page->rows[page->count++] = row;
    }
}

void directory_page(struct db *db, struct arena *arena, const struct directory_question *question,
                    const struct directory_answer *answer, const char *after, const char *before,
                    size_t limit, struct directory_page *page)
{
    struct walk walk = { .db = db,
                         .arena = arena,
                         .question = question,
                         .answer = answer,
                         .want = limit + 1,
                         .steps = SIZE_MAX };
    walk.picked = arena_many(arena, struct picked, limit + 2);
    *page = (struct directory_page){ 0 };
    if (before)
        go(&walk, before, true);
    if (!before || walk.count <= limit) /* too few before: the first page, whole */
        go(&walk, before ? NULL : after, false);
    bool more = walk.count > limit;
    fill(&walk, limit, page);
    if (!page->count)
        return;
    size_t count = walk.count < limit ? walk.count : limit;
    const char *first = cursor_of(&walk, &walk.picked[walk.back ? count - 1 : 0]),
               *last = cursor_of(&walk, &walk.picked[walk.back ? 0 : count - 1]);
    if (walk.back ? more : !before && after)
        page->previous = first;
    if (walk.back || more)
        page->next = last;
}
