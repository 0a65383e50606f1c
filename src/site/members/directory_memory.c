/* The directory's index in memory: every process keeps the entries of member_block as they are, and for each code the members that have
 * it. It is made in chunks of ids that never change: a change of members makes their chunks anew and shares the others, so that
 * whoever reads goes on with what it has. */
#include "site/members/directory_memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 4096 /* values below it have a place of their own while postings are made */
#define NONE UINT16_MAX
#ifdef __x86_64__
#define COUNTS_BITS __attribute__((target_clones("popcnt", "default")))
#else
#define COUNTS_BITS
#endif

/* Who of a chunk has a code: COUNT places from START on among the lists, or a bitmap, if the list would be longer. */
struct posting {
    uint32_t code, start, count;
};
struct postings {
    size_t count;
    struct posting *at; /* by code */
    uint16_t *lists;
    uint64_t *bitmaps;
};
struct chunk {
    atomic_int holders;
    struct postings *_Atomic postings; /* NULL: nobody asked yet */
    uint32_t at[CHUNK_IDS]; /* where the entry of an id begins, and 1; 0: there is none */
    uint32_t words[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of CURRENT and of what is being made */
static struct memory *current;

static void *room_for(size_t size)
{
    void *at = malloc(size ? size : 1);
    if (!at)
        abort();
    return at;
}

/* --- holding and letting go ---------------------------------------------------------------------------------------- */

static void postings_free(struct postings *postings)
{
    if (!postings)
        return;
    free(postings->at);
    free(postings->lists);
    free(postings->bitmaps);
    free(postings);
}

static void chunk_release(struct chunk *chunk)
{
    if (!chunk || atomic_fetch_sub(&chunk->holders, 1) > 1)
        return;
    postings_free(atomic_load(&chunk->postings));
    free(chunk);
}

void memory_release(struct memory *memory)
{
    if (!memory || atomic_fetch_sub(&memory->holders, 1) > 1)
        return;
    for (size_t i = 0; i < memory->count; i++)
        chunk_release(memory->chunks[i]);
    free(memory->chunks);
    free(memory);
}

void memory_forget(void)
{
    pthread_mutex_lock(&lock);
    memory_release(current);
    current = NULL;
    pthread_mutex_unlock(&lock);
}

/* --- reading the blocks -------------------------------------------------------------------------------------------- */

/* The members of one chunk as the database has them. */
static struct chunk *chunk_read(struct db *db, size_t number)
{
    size_t used = 0, room = CHUNK_IDS * 4;
    struct chunk *chunk = room_for(sizeof *chunk + room * sizeof *chunk->words);
    struct stmt *stmt = query(db, Q_members_blocks);
    memset(chunk->at, 0, sizeof chunk->at);
    bind_int(stmt, "first", (int64_t)number * CHUNK_BLOCKS);
    bind_int(stmt, "last", (int64_t)(number + 1) * CHUNK_BLOCKS - 1);
    while (step(stmt)) {
        size_t len;
        const void *entries = col_blob(stmt, "entries", &len);
        size_t words = len / sizeof *chunk->words;
        if (used + words > room) {
            room = (used + words) * 2;
            chunk = realloc(chunk, sizeof *chunk + room * sizeof *chunk->words);
            if (!chunk)
                abort();
        }
        if (words)
            memcpy(chunk->words + used, entries, len);
        for (size_t end = used + words; used < end; used += ENTRY_LEN(chunk->words + used))
            chunk->at[chunk->words[used + ENTRY_ID] % CHUNK_IDS] = (uint32_t)used + 1;
    }
    done(stmt);
    struct chunk *fit = realloc(chunk, sizeof *chunk + used * sizeof *chunk->words);
    chunk = fit ? fit : chunk;
    atomic_init(&chunk->holders, 1);
    atomic_init(&chunk->postings, NULL);
    return chunk;
}

/* The chunks of OLD, which may be NULL, with room for those up to LAST. */
static struct memory *memory_like(const struct memory *old, int64_t version, size_t count)
{
    struct memory *memory = room_for(sizeof *memory);
    size_t kept = old ? old->count : 0;
    memory->count = count > kept ? count : kept;
    memory->version = version;
    memory->chunks = calloc(memory->count + 1, sizeof *memory->chunks);
    if (!memory->chunks)
        abort();
    atomic_init(&memory->holders, 1);
    for (size_t i = 0; i < kept; i++) {
        memory->chunks[i] = old->chunks[i];
        if (memory->chunks[i])
            atomic_fetch_add(&memory->chunks[i]->holders, 1);
    }
    return memory;
}

/* What changed after OLD, read anew. */
static struct memory *memory_after(struct db *db, const struct memory *old, int64_t version)
{
    struct stmt *last = query(db, Q_members_block_last);
    struct memory *memory = memory_like(old, version, (size_t)scalar_int(last) / CHUNK_BLOCKS + 1);
    bool *read = calloc(memory->count, sizeof *read);
    struct stmt *stmt = query(db, Q_members_blocks_changed);
    if (!read)
        abort();
    bind_int(stmt, "version", old ? old->version : -1);
    while (step(stmt)) {
        size_t number = (size_t)col_int(stmt, "block") / CHUNK_BLOCKS;
        if (read[number])
            continue;
        read[number] = true;
        chunk_release(memory->chunks[number]);
        memory->chunks[number] = chunk_read(db, number);
    }
    done(stmt);
    free(read);
    return memory;
}

struct memory *memory_take(struct db *db)
{
    int64_t version = scalar_int(query(db, Q_members_block_version));
    struct problem problem;
    pthread_mutex_lock(&lock);
    struct memory *memory = current;
    if (!memory || memory->version != version) {
        /* One that is ahead is not gone back from: all is read. */
        bool behind = memory && memory->version < version;
        memory = memory_after(db, behind ? memory : NULL, version);
        if (reader_failed(db,
                          &problem)) { /* not read whole: for this request, which fails, alone */
            pthread_mutex_unlock(&lock);
            return memory;
        }
        memory_release(current);
        current = memory;
    }
    atomic_fetch_add(&memory->holders, 1);
    pthread_mutex_unlock(&lock);
    return memory;
}

const uint32_t *memory_entry(const struct memory *memory, uint32_t id)
{
    const struct chunk *chunk =
        id / CHUNK_IDS < memory->count ? memory->chunks[id / CHUNK_IDS] : NULL;
    uint32_t at = chunk ? chunk->at[id % CHUNK_IDS] : 0;
    return at ? chunk->words + at - 1 : NULL;
}

/* --- who has which code ---------------------------------------------------------------------------------------------- */

/* What postings are made with: the numbers of codes. */
struct making {
    const struct chunk *chunk;
    struct postings *postings;
    uint16_t place[FACET_END * SMALL]; /* of codes with small values; NONE: it is not there */
    uint32_t *codes;                   /* distinct, ascending */
    size_t count, room;
};

static bool is_small(uint32_t code)
{
    return (code & 0xffffff) < SMALL;
}

static uint16_t *small_place(struct making *making, uint32_t code)
{
    return &making->place[FACET_OF(code) * SMALL + (code & 0xffffff)];
}

static int by_code(const void *one, const void *two)
{
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)two;
    return a < b ? -1 : a > b;
}

static int by_posting(const void *one, const void *two)
{
    return by_code(&((const struct posting *)one)->code, &((const struct posting *)two)->code);
}

static struct posting *posting_of(const struct postings *postings, uint32_t code)
{
    struct posting key = { code, 0, 0 };
    return bsearch(&key, postings->at, postings->count, sizeof key, by_posting);
}

static void note_code(struct making *making, uint32_t code)
{
    if (is_small(code)) {
        if (*small_place(making, code) != NONE)
            return;
        *small_place(making, code) = 0;
    }
    if (making->count == making->room) {
        making->codes = realloc(making->codes, (making->room *= 2) * sizeof *making->codes);
        if (!making->codes)
            abort();
    }
    making->codes[making->count++] = code;
}

static void sort_codes(struct making *making)
{
    size_t kept = 0;
    qsort(making->codes, making->count, sizeof *making->codes, by_code);
    for (size_t i = 0; i < making->count; i++) {
        if (!kept || making->codes[kept - 1] != making->codes[i])
            making->codes[kept++] = making->codes[i];
    }
    making->count = kept;
}

/* Calls VISIT for each code of each member of the chunk. */
static void each_code(struct making *making, void (*visit)(struct making *, uint32_t, uint16_t))
{
    for (uint32_t id = 0; id < CHUNK_IDS; id++) {
        uint32_t at = making->chunk->at[id];
        const uint32_t *entry = at ? making->chunk->words + at - 1 : NULL;
        for (uint32_t i = 0; entry && i < entry[ENTRY_COUNT]; i++)
            visit(making, entry[ENTRY_HEAD + i], (uint16_t)id);
    }
}

static struct posting *posting_at(struct making *making, uint32_t code)
{
    return is_small(code) ? &making->postings->at[*small_place(making, code)]
                          : posting_of(making->postings, code);
}

static void visit_code(struct making *making, uint32_t code, uint16_t place)
{
    (void)place;
    note_code(making, code);
}

static void visit_count(struct making *making, uint32_t code, uint16_t place)
{
    (void)place;
    posting_at(making, code)->count++;
}

/* START is where the next place is written, or where the bitmap begins. */
static void visit_place(struct making *making, uint32_t code, uint16_t place)
{
    struct posting *posting = posting_at(making, code);
    if (posting->count <= LIST_LIMIT)
        making->postings->lists[posting->start++] = place;
    else
        making->postings->bitmaps[posting->start + place / 64] |= UINT64_C(1) << place % 64;
}

static void lay_out(struct postings *postings)
{
    uint32_t listed = 0, mapped = 0;
    for (size_t i = 0; i < postings->count; i++) {
        struct posting *posting = &postings->at[i];
        bool list = posting->count <= LIST_LIMIT;
        posting->start = list ? listed : mapped;
        listed += list ? posting->count : 0;
        mapped += list ? 0 : CHUNK_WORDS;
    }
    postings->lists = calloc(listed + 1, sizeof *postings->lists);
    postings->bitmaps = calloc(mapped + 1, sizeof *postings->bitmaps);
    if (!postings->lists || !postings->bitmaps)
        abort();
}

static struct postings *postings_make(const struct chunk *chunk)
{
    struct making *making = room_for(sizeof *making);
    struct postings *postings = room_for(sizeof *postings);
    memset(making->place, 0xff, sizeof making->place);
    making->chunk = chunk;
    making->postings = postings;
    making->count = 0;
    making->codes = room_for((making->room = 256) * sizeof *making->codes);
    each_code(making, visit_code);
    sort_codes(making);
    postings->count = making->count;
    postings->at = calloc(making->count + 1, sizeof *postings->at);
    if (!postings->at)
        abort();
    for (size_t i = 0; i < making->count; i++) {
        postings->at[i].code = making->codes[i];
        if (is_small(making->codes[i]))
            *small_place(making, making->codes[i]) = (uint16_t)i;
    }
    each_code(making, visit_count);
    lay_out(postings);
    each_code(making, visit_place);
    for (size_t i = 0; i < postings->count; i++) {
        if (postings->at[i].count <= LIST_LIMIT)
            postings->at[i].start -= postings->at[i].count;
    }
    free(making->codes);
    free(making);
    return postings;
}

static const struct postings *postings_of(struct chunk *chunk)
{
    struct postings *have = atomic_load(&chunk->postings), *none = NULL;
    if (have)
        return have;
    struct postings *made = postings_make(chunk);
    if (atomic_compare_exchange_strong(&chunk->postings, &none, made))
        return made;
    postings_free(made); /* another thread was first */
    return none;
}

/* Those who have CODE; in ROOM if it is not kept as bits. */
static const uint64_t *bits_of(const struct postings *postings, uint32_t code,
                               uint64_t room[CHUNK_WORDS])
{
    const struct posting *posting = posting_of(postings, code);
    if (posting && posting->count > LIST_LIMIT)
        return postings->bitmaps + posting->start;
    memset(room, 0, CHUNK_WORDS * sizeof *room);
    for (uint32_t i = 0; posting && i < posting->count; i++) {
        uint16_t place = postings->lists[posting->start + i];
        room[place / 64] |= UINT64_C(1) << place % 64;
    }
    return room;
}

COUNTS_BITS static size_t select_chunk(const struct postings *postings, const uint64_t *among,
                                       const uint32_t *codes, int count, uint64_t *bits)
{
    uint64_t room[CHUNK_WORDS];
    size_t found = 0;
    const uint64_t *first = among ? among : bits_of(postings, codes[0], room);
    memcpy(bits, first, sizeof room);
    for (int i = !among; i < count; i++) {
        const uint64_t *has = bits_of(postings, codes[i], room);
        for (size_t j = 0; j < CHUNK_WORDS; j++)
            bits[j] &= has[j];
    }
    for (size_t j = 0; j < CHUNK_WORDS; j++)
        found += (size_t)__builtin_popcountll(bits[j]);
    return found;
}

size_t memory_select(const struct memory *memory, const uint64_t *among, const uint32_t *codes,
                     int count, uint64_t *bits)
{
    size_t found = 0;
    for (size_t i = 0, at = 0; i < memory->count; i++, at += CHUNK_WORDS) {
        if (memory->chunks[i])
            found += select_chunk(postings_of(memory->chunks[i]), among ? among + at : NULL, codes,
                                  count, bits + at);
        else
            memset(bits + at, 0, CHUNK_WORDS * sizeof *bits);
    }
    return found;
}

/* --- numbers --------------------------------------------------------------------------------------------------------- */

COUNTS_BITS static uint32_t count_among(const struct postings *postings,
                                        const struct posting *posting, const uint64_t *bits)
{
    uint32_t n = 0;
    if (posting->count > LIST_LIMIT) {
        const uint64_t *has = postings->bitmaps + posting->start;
        for (size_t i = 0; i < CHUNK_WORDS; i++)
            n += (uint32_t)__builtin_popcountll(has[i] & bits[i]);
        return n;
    }
    for (uint32_t i = 0; i < posting->count; i++) {
        uint16_t place = postings->lists[posting->start + i];
        n += bits[place / 64] >> place % 64 & 1;
    }
    return n;
}

static void tally_members(const struct chunk *chunk, const uint64_t *bits,
                          const bool which[FACET_END], memory_visitor *visit, void *self)
{
    for (size_t i = 0; i < CHUNK_WORDS; i++) {
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            uint32_t at = chunk->at[i * 64 + (size_t)__builtin_ctzll(left)];
            const uint32_t *entry = chunk->words + at - 1;
            for (uint32_t j = 0; at && j < entry[ENTRY_COUNT]; j++) {
                if (which[FACET_OF(entry[ENTRY_HEAD + j])])
                    visit(self, entry[ENTRY_HEAD + j], 1);
            }
        }
    }
}

#define MEMBER_COST 30 /* of a look at a member's codes, where a place in a list costs 1 */
#define BITMAP_COST 40

/* Either all codes of the members are looked at, or the members of all codes: whichever takes less. */
COUNTS_BITS static void tally_chunk(struct chunk *chunk, const uint64_t *bits,
                                    const bool which[FACET_END], memory_visitor *visit, void *self)
{
    size_t members = 0, cost = 0;
    for (size_t i = 0; i < CHUNK_WORDS; i++)
        members += (size_t)__builtin_popcountll(bits[i]);
    if (!members)
        return;
    const struct postings *postings = postings_of(chunk);
    for (size_t i = 0; i < postings->count; i++) {
        uint32_t count = postings->at[i].count;
        if (which[FACET_OF(postings->at[i].code)])
            cost += count > LIST_LIMIT ? BITMAP_COST : count;
    }
    if (members * MEMBER_COST <= cost) {
        tally_members(chunk, bits, which, visit, self);
        return;
    }
    for (size_t i = 0; i < postings->count; i++) {
        uint32_t n = which[FACET_OF(postings->at[i].code)]
                         ? count_among(postings, &postings->at[i], bits)
                         : 0;
        if (n)
            visit(self, postings->at[i].code, n);
    }
}

void memory_tally(const struct memory *memory, const uint64_t *bits, const bool which[FACET_END],
                  memory_visitor *visit, void *self)
{
    for (size_t i = 0; i < memory->count; i++) {
        if (memory->chunks[i])
            tally_chunk(memory->chunks[i], bits + i * CHUNK_WORDS, which, visit, self);
    }
}
