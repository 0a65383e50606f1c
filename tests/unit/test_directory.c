/* The directory's index: what is kept member by member equals what is made at once, and both equal what is counted by hand. */
#include "base/text.h"
#include "site/members/directory.h"
#include "site/members/directory_memory.h"
#include "unit/records.h"

static unsigned seed;

static unsigned chance(unsigned below)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % below;
}

static bool run_script(struct db *db, void *self, struct problem *problem)
{
    return db_script(db, self, problem);
}

static void script(const char *sql)
{
    struct problem problem = { 0 };
    if (!store_write(store, &someone, run_script, (void *)(uintptr_t)sql, NULL, &problem))
        fail_msg("%s: %s", sql, problem.detail);
}

/* Writes member ID anew, by chance: published or not, fields hidden or not. */
static void write_member(int id)
{
    static const char *const kinds[] = { "scholar", "student", "migrant_association" };
    static const char *const countries[] = { "'MX'", "'US'", "'ES'", "NULL" };
    static const char *const states[] = { "published", "published", "published", "pending" };
    static const char *const levels[] = { "public", "members", "staff" };
    static const char *const fields[] = { "country", "topics", "languages", "corridors" };
    struct buffer sql = { 0 };
    buffer_printf(&sql, "DELETE FROM member WHERE id = %d;", id);
    if (chance(5))
        buffer_printf(&sql,
                      "INSERT INTO member (id, slug, state, created_at, updated_at, kind, "
                      "unlisted, display_name, sort_name, country) "
                      "VALUES (%d, 'm-%d', '%s', %u, 0, '%s', %d, 'Name %u', 'Name %u', %s);",
                      id, id, states[chance(4)], 100 + chance(50), kinds[chance(3)], !chance(8),
                      chance(9), chance(9), countries[chance(4)]);
    for (unsigned i = 0, n = chance(3); i < n; i++)
        buffer_printf(&sql,
                      "INSERT OR IGNORE INTO member_topics SELECT id, %u, %u FROM member WHERE id "
                      "= %d;",
                      i, 1 + chance(4), id);
    for (unsigned i = 0, n = chance(3); i < n; i++)
        buffer_printf(&sql,
                      "INSERT OR IGNORE INTO member_languages SELECT id, '%s' FROM member WHERE id "
                      "= %d;",
                      chance(2) ? "es" : "nah", id);
    for (unsigned i = 0, n = chance(3); i < n; i++)
        buffer_printf(&sql,
                      "INSERT OR IGNORE INTO member_corridors SELECT id, %u, 'MX', '%s' FROM "
                      "member WHERE id = %d;",
                      i, chance(2) ? "US" : "CA", id);
    if (!chance(3))
        buffer_printf(&sql,
                      "INSERT INTO member_visibility SELECT id, '%s', '%s' FROM member WHERE id = "
                      "%d;",
                      fields[chance(4)], levels[chance(3)], id);
    script(buffer_text(&sql));
    buffer_free(&sql);
}

static void make_members(int count)
{
    script("INSERT INTO topic (id, slug, state, created_at, updated_at) VALUES (1, 'a', "
           "'published', 0, 0), (2, 'b', 'published', 0, 0), (3, 'c', 'published', 0, 0), (4, "
           "'d', 'published', 0, 0);");
    for (int i = 0; i < count; i++)
        write_member(1 + (int)chance(120));
}

/* The index that a process holds in memory is of one store. */
static int open_alone(void **state)
{
    memory_forget();
    return records_open_indexed(state);
}

/* All rows of the numbers and blocks as text. */
static const char *dump(void)
{
    struct db *db = store_reader(store);
    struct buffer out = { 0 };
    assert_true(reader_begin(db, NULL));
    struct stmt *stmt = query_text(
        db, "SELECT one || ' ' || two || ' ' || total || ' ' || hex(counts) AS line FROM "
            "member_count UNION ALL SELECT 'block ' || block || ' ' || hex(entries) FROM "
            "member_block ORDER BY 1");
    while (step(stmt)) {
        buffer_puts(&out, col_text(stmt, "line"));
        buffer_putc(&out, '\n');
    }
    done(stmt);
    reader_end(db);
    const char *text = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return text;
}

static bool all_again(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    directory_recount(db);
    return true;
}

/* How many rows of the orders and of the topics' lists are not as the cards say, either way. */
static int64_t strays(void)
{
    static const char orders[] =
        "WITH has AS (SELECT country, kind, sort_key, member_id FROM member_order), shall AS "
        "(SELECT y.value, k.value, c.sort_key, c.member_id FROM member_card c, json_each("
        "json_array('', ifnull(c.country, '-'))) y, json_each(json_array('', c.kind)) k) "
        "SELECT (SELECT count(*) FROM (SELECT * FROM has EXCEPT SELECT * FROM shall)) + (SELECT "
        "count(*) FROM (SELECT * FROM shall EXCEPT SELECT * FROM has))";
    static const char topics[] =
        "WITH has AS (SELECT code - (3 << 24), sort_key, member_id, kind, country FROM "
        "member_facet WHERE code >> 24 = 3), shall AS (SELECT t.target_id, c.sort_key, "
        "c.member_id, c.kind, c.country FROM member_card c JOIN member_topics t ON t.member_id = "
        "c.member_id WHERE NOT EXISTS (SELECT 1 FROM member_visibility v WHERE v.member_id = "
        "c.member_id AND v.field = 'topics' AND v.level != 'public')) "
        "SELECT (SELECT count(*) FROM (SELECT * FROM has EXCEPT SELECT * FROM shall)) + (SELECT "
        "count(*) FROM (SELECT * FROM shall EXCEPT SELECT * FROM has))";
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    int64_t count = scalar_int(query_text(db, orders)) + scalar_int(query_text(db, topics));
    assert_true(scalar_int(query_text(db, "SELECT count(*) FROM member_order")) > 20);
    reader_end(db);
    return count;
}

static void test_kept_is_made(void **state)
{
    (void)state;
    seed = 7;
    make_members(400);
    const char *kept = dump();
    assert_true(strlen(kept) > 10000);
    assert_int_equal(strays(), 0);
    assert_true(store_write(store, &someone, all_again, NULL, NULL, NULL));
    assert_string_equal(dump(), kept);
}

/* --- many at once ------------------------------------------------------------------------------------------------- */

static bool check_indexes(struct db *db, void *self, struct problem *problem)
{
    (void)self;
    (void)problem;
    return run(query_text(db, "INSERT INTO search_fts (search_fts) VALUES ('integrity-check')")) &&
           run(query_text(db, "INSERT INTO member_fts (member_fts) VALUES ('integrity-check')")) &&
           run(query_text(db, "INSERT INTO title_fts (title_fts) VALUES ('integrity-check')"));
}

static int64_t hits_of(const char *sql, const char *word)
{
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    struct stmt *stmt = query_text(db, sql);
    bind_text(stmt, "word", word);
    int64_t count = scalar_int(stmt);
    reader_end(db);
    return count;
}

static const char directory_hits[] = "SELECT count(*) FROM member_fts WHERE member_fts MATCH :word";
static const char title_hits[] = "SELECT count(*) FROM title_fts WHERE title_fts MATCH :word";
static const char site_hits[] = "SELECT count(*) FROM search_fts WHERE search_fts MATCH :word";

/* The directory's search, the site's (a document a language) and the staff's find as many. */
static int64_t hits(const char *word)
{
    int64_t count = hits_of(directory_hits, word);
    assert_int_equal(hits_of(site_hits, word), 2 * count);
    assert_int_equal(hits_of(title_hits, word), count);
    return count;
}

static const char *const many =
    "WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO "
    "member (id, slug, state, created_at, updated_at, kind, display_name, sort_name, country) "
    "SELECT i, 'n-' || i, 'published', i, 0, 'scholar', '%s ' || i, '%s ' || i, 'MX' FROM n;";

static void test_many(void **state)
{
    (void)state;
    script(arena_print(arena, many, 1000, 5999, "Early", "Early"));
    assert_int_equal(hits("early"), 5000);
    script(arena_print(arena, many, 6000, 6699, "Later", "Later")); /* few beside what is there */
    assert_int_equal(hits("later"), 700);
    script("UPDATE member SET display_name = 'Renamed ' || id, country = 'US' WHERE id % 6 = 0;");
    assert_int_equal(hits("renamed"), 950);
    assert_int_equal(hits("later"), 583);
    script("DELETE FROM member WHERE id % 7 = 0;");
    assert_int_equal(hits("renamed OR early OR later"), 5700 - 815);
    script("UPDATE member SET state = 'archived' WHERE id % 9 = 0;"); /* nothing but its state */
    assert_int_equal(hits_of(directory_hits, "later"), 466);
    assert_int_equal(hits_of(title_hits, "later"), 500);
    assert_int_equal(strays(), 0);
    assert_true(store_write(store, &someone, check_indexes, NULL, NULL, NULL));
    const char *kept = dump();
    assert_true(store_write(store, &someone, all_again, NULL, NULL, NULL));
    assert_string_equal(dump(), kept);
}

/* --- what is answered, beside a plain query over the records ------------------------------------------------------- */

static const char *value_of(enum facet facet)
{
    static const char *const values[FACET_END][3] = {
        [FACET_KIND] = { "scholar", "student", "migrant_association" },
        [FACET_COUNTRY] = { "MX", "US", "ES" },
        [FACET_TOPIC] = { "1", "2", "3" },
        [FACET_LANGUAGE] = { "es", "nah", "es" },
        [FACET_ORIGIN] = { "MX", "MX", "MX" },
        [FACET_DESTINATION] = { "US", "CA", "US" },
    };
    return values[facet][chance(3)];
}

static const char *has(enum facet facet)
{
    static const char *const conditions[FACET_END] = {
        [FACET_KIND] = "m.kind = '%s'",
        [FACET_COUNTRY] = "m.country = '%s'",
        [FACET_TOPIC] = "EXISTS (SELECT 1 FROM member_topics t WHERE t.member_id = m.id AND "
                        "t.target_id = '%s')",
        [FACET_LANGUAGE] = "EXISTS (SELECT 1 FROM member_languages t WHERE t.member_id = m.id AND "
                           "t.value = '%s')",
        [FACET_ORIGIN] = "EXISTS (SELECT 1 FROM member_corridors t WHERE t.member_id = m.id AND "
                         "t.origin = '%s')",
        [FACET_DESTINATION] = "EXISTS (SELECT 1 FROM member_corridors t WHERE t.member_id = m.id "
                              "AND t.destination = '%s')",
    };
    return conditions[facet];
}

static void add_condition(struct buffer *sql, enum facet facet, const char *value)
{
    static const char *const fields[FACET_END] = { NULL,        "kind",      "country",  "topics",
                                                   "languages", "corridors", "corridors" };
    buffer_puts(sql, " AND ");
    const char *condition = has(facet), *mark = strstr(condition, "%s");
    buffer_add(sql, condition, (size_t)(mark - condition));
    buffer_puts(sql, value);
    buffer_puts(sql, mark + 2);
    buffer_printf(sql,
                  " AND NOT EXISTS (SELECT 1 FROM member_visibility v WHERE v.member_id = m.id AND "
                  "v.field = '%s' AND v.level != 'public')",
                  fields[facet]);
}

/* How many public members fit the filters but that of WITHOUT, and have CODE (0: any). */
static int64_t by_hand(struct db *db, const struct directory_question *question, enum facet without,
                       uint32_t code)
{
    struct buffer sql = { 0 };
    buffer_puts(&sql,
                "SELECT count(*) FROM member m WHERE m.state = 'published' AND NOT m.unlisted");
    for (enum facet facet = FACET_KIND; facet < FACET_END; facet++) {
        if (facet != without && question->code[facet])
            add_condition(&sql, facet, directory_value(arena, question->code[facet]));
    }
    if (code)
        add_condition(&sql, FACET_OF(code), directory_value(arena, code));
    int64_t n = scalar_int(query_text(db, buffer_text(&sql)));
    buffer_free(&sql);
    return n;
}

static void check_answer(struct db *db, const struct directory_question *question)
{
    struct directory_answer answer;
    directory_ask(db, arena, question, &answer);
    assert_int_equal(answer.total, by_hand(db, question, 0, 0));
    for (enum facet facet = FACET_KIND; facet < FACET_END; facet++) {
        for (int i = 0; i < 3; i++) {
            uint32_t code = directory_code(facet, value_of(facet));
            int64_t n = 0;
            for (size_t j = 0; j < answer.count[facet]; j++)
                n += answer.counts[facet][j].code == code ? answer.counts[facet][j].n : 0;
            assert_int_equal(n, by_hand(db, question, facet, code));
        }
    }
}

/* Where only the first are wanted in order, they are the same, and none of the others is lost. */
static void check_first(struct db *db, struct directory_question question)
{
    struct directory_answer all, answer;
    directory_ask(db, arena, &question, &all);
    question.first = (size_t)(1 + chance(4));
    directory_ask(db, arena, &question, &answer);
    for (enum facet facet = FACET_KIND; facet < FACET_END; facet++) {
        int64_t sum = 0;
        assert_int_equal(answer.count[facet], all.count[facet]);
        for (size_t i = 0; i < all.count[facet]; i++) {
            const struct code_count *one = &answer.counts[facet][i],
                                    *wanted = &all.counts[facet][i];
            sum += (int64_t)one->n * one->code - (int64_t)wanted->n * wanted->code;
            if (i < question.first)
                assert_true(one->code == wanted->code && one->n == wanted->n);
        }
        assert_int_equal(sum, 0);
    }
}

static void test_numbers(void **state)
{
    int asked[FACET_END + 1] = { 0 };
    (void)state;
    seed = 11;
    make_members(400);
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    for (int i = 0; i < 200; i++) {
        struct directory_question question = { .sort = (enum directory_sort)chance(SORT_COUNT) };
        int filters = 0;
        for (enum facet facet = FACET_KIND; facet < FACET_END; facet++) {
            if (chance(3))
                continue;
            question.code[facet] = directory_code(facet, value_of(facet));
            filters++;
        }
        asked[filters]++;
        check_first(db, question);
        check_answer(db, &question);
    }
    reader_end(db);
    for (int filters = 0; filters <= 3; filters++)
        assert_true(asked[filters] > 0);
}

/* --- pages: forwards and back, every order ----------------------------------------------------------------------------- */

static size_t walk_forwards(struct db *db, const struct directory_question *question,
                            const struct directory_answer *answer, const char **slugs)
{
    struct directory_page page;
    const char *after = NULL;
    size_t count = 0;
    do {
        directory_page(db, arena, question, answer, after, NULL, 7, &page);
        for (size_t i = 0; i < page.count; i++)
            slugs[count++] = map_get_text(page.rows[i], "slug");
        assert_true((page.previous != NULL) == (after != NULL));
        after = page.next;
    } while (after && count < 1000);
    return count;
}

static void walk_back(struct db *db, const struct directory_question *question,
                      const struct directory_answer *answer, const char **slugs, size_t count)
{
    struct directory_page page;
    const char *last = NULL, *before = NULL;
    do { /* to the last page */
        directory_page(db, arena, question, answer, last, NULL, 7, &page);
        before = page.previous;
        last = page.next;
    } while (last);
    size_t at = count - page.count;
    while (before) {
        directory_page(db, arena, question, answer, NULL, before, 7, &page);
        size_t overlap = at < page.count ? page.count - at : 0; /* the first page is whole */
        at -= page.count - overlap;
        for (size_t i = 0; i < page.count; i++)
            assert_string_equal(map_get_text(page.rows[i], "slug"), slugs[at + i]);
        assert_non_null(page.next);
        before = page.previous;
    }
    assert_int_equal(at, 0);
}

/* The slugs that a plain query gives in this order. */
static void check_order(struct db *db, const struct directory_question *question,
                        const char *const *slugs, size_t count)
{
    static const char *const orders[SORT_COUNT] = {
        "c.sort_key, c.member_id", "c.since DESC, c.member_id DESC",
        /* Canada, Mexico, Spain, United States: as English names sort */
        "CASE c.country WHEN 'MX' THEN 2 WHEN 'ES' THEN 3 WHEN 'US' THEN 4 ELSE 9 END, c.sort_key, "
        "c.member_id"
    };
    struct buffer sql = { 0 };
    buffer_puts(&sql,
                "SELECT c.slug FROM member m JOIN member_card c ON c.member_id = m.id WHERE 1");
    for (enum facet facet = FACET_KIND; facet < FACET_END; facet++) {
        if (question->code[facet])
            add_condition(&sql, facet, directory_value(arena, question->code[facet]));
    }
    if (question->words)
        buffer_printf(&sql,
                      " AND c.member_id IN (SELECT rowid FROM member_fts WHERE member_fts MATCH "
                      "'%s' ORDER BY rowid DESC LIMIT %zu)",
                      question->words, directory_hits_limit);
    buffer_printf(&sql, " ORDER BY %s", orders[question->sort]);
    struct stmt *stmt = query_text(db, buffer_text(&sql));
    size_t at = 0;
    for (; step(stmt); at++) {
        assert_true(at < count);
        assert_string_equal(col_text(stmt, "slug"), slugs[at]);
    }
    assert_int_equal(at, count);
    done(stmt);
    buffer_free(&sql);
}

/* Pages of a question in both directions, beside a plain query. Returns how many are found. */
static size_t check_pages(struct db *db, const struct directory_question *question, bool bounded)
{
    static const char *slugs[1000];
    struct directory_answer answer;
    directory_ask(db, arena, question, &answer);
    assert_int_equal(answer.bounded, bounded);
    size_t count = walk_forwards(db, question, &answer, slugs);
    assert_int_equal(count, answer.total);
    check_order(db, question, slugs, count);
    if (count)
        walk_back(db, question, &answer, slugs, count);
    return count;
}

static void test_pages(void **state)
{
    size_t longest = 0;
    (void)state;
    seed = 23;
    make_members(500);
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    for (int i = 0; i < 240; i++) {
        struct directory_question question = { .sort = (enum directory_sort)(i % SORT_COUNT),
                                               .lang = LANG_EN };
        for (enum facet facet = FACET_KIND; i >= 3 && facet < FACET_END; facet++) {
            if (!chance(4))
                question.code[facet] = directory_code(facet, value_of(facet));
        }
        directory_fetch_limit = i % 2 ? 1500 : 3; /* all ways to find those of a page */
        directory_walk_worth = i % 4 < 2 ? 300 : 0;
        size_t count = check_pages(db, &question, false);
        longest = count > longest ? count : longest;
    }
    directory_walk_worth = 300;
    reader_end(db);
    assert_true(longest > 50);
}

/* A search in every order: names whose sort keys differ early, behind what the index holds of them, or not at all; more hits than
 * are looked at. */
static void test_hits(void **state)
{
    static const char *const names[] = { "Early", "Association of those who search", "Same" };
    (void)state;
    for (int i = 0; i < 3; i++)
        script(arena_print(arena, many, 1000 + i * 600, 1599 + i * 600, names[i], names[i]));
    script("UPDATE member SET sort_name = 'Same' WHERE display_name LIKE 'Same%'; UPDATE member "
           "SET country = 'US' WHERE id % 3 = 0;");
    struct db *db = store_reader(store);
    assert_true(reader_begin(db, NULL));
    for (int i = 0; i < 36; i++) {
        struct directory_question question = { .sort = (enum directory_sort)(i % SORT_COUNT),
                                               .words = (const char *[]){ "early", "search",
                                                                          "same" }[i / 3 % 3],
                                               .lang = LANG_EN };
        directory_fetch_limit = i % 2 ? 1500 : 3;
        directory_hits_limit = i < 18 ? 20000 : 500;
        if (i % 4 == 3)
            question.code[FACET_COUNTRY] = directory_code(FACET_COUNTRY, "US");
        assert_true(check_pages(db, &question, i >= 18) > 150);
    }
    struct directory_question whole = { .words = "early", .whole = true };
    struct directory_answer answer;
    directory_ask(db, arena, &whole, &answer); /* a download has them all */
    assert_int_equal(answer.total, 600);
    assert_false(answer.bounded);
    directory_hits_limit = 20000;
    reader_end(db);
}

/* --- the index in memory ------------------------------------------------------------------------------------------------ */

/* MEMORY has for each member what its card says, and nobody else. */
static void check_entries(struct db *db, const struct memory *memory)
{
    int64_t cards = 0, entries = 0;
    struct stmt *stmt = query_text(db, "SELECT member_id AS id, codes, since FROM member_card");
    for (; step(stmt); cards++) {
        size_t len;
        const void *codes = col_blob(stmt, "codes", &len);
        const uint32_t *entry = memory_entry(memory, (uint32_t)col_int(stmt, "id"));
        assert_non_null(entry);
        assert_int_equal(entry[ENTRY_ID], col_int(stmt, "id"));
        assert_int_equal(entry[ENTRY_SINCE], col_int(stmt, "since"));
        assert_int_equal(entry[ENTRY_COUNT] * sizeof *entry, len);
        if (len)
            assert_memory_equal(entry + ENTRY_HEAD, codes, len);
    }
    done(stmt);
    for (uint32_t id = 0; id < memory->count * CHUNK_IDS + 5000; id++)
        entries += memory_entry(memory, id) != NULL;
    assert_int_equal(entries, cards);
}

static int codes_of(const uint32_t *entry, const uint32_t *codes, int count)
{
    int fit = 0;
    for (int i = 0; i < count; i++) {
        for (uint32_t j = 0; j < entry[ENTRY_COUNT]; j++)
            fit += entry[ENTRY_HEAD + j] == codes[i];
    }
    return fit;
}

struct numbers {
    uint32_t code[64], n[64];
    size_t count;
};

static void add_number(void *self, uint32_t code, uint32_t n)
{
    struct numbers *numbers = self;
    size_t at = 0;
    while (at < numbers->count && numbers->code[at] != code)
        at++;
    assert_true(at < 64);
    numbers->code[at] = code;
    numbers->n[at] = (at < numbers->count ? numbers->n[at] : 0) + n;
    numbers->count += at == numbers->count;
}

/* The numbers of topics and countries among BITS, beside a look at each of them. */
static void check_tally(const struct memory *memory, const uint64_t *bits)
{
    static const bool which[FACET_END] = { [FACET_TOPIC] = true, [FACET_COUNTRY] = true };
    struct numbers told = { .count = 0 }, seen = { .count = 0 };
    memory_tally(memory, bits, which, add_number, &told);
    for (uint32_t id = 0; id < memory_words(memory) * 64; id++) {
        const uint32_t *entry = bits[id / 64] >> id % 64 & 1 ? memory_entry(memory, id) : NULL;
        for (uint32_t i = 0; entry && i < entry[ENTRY_COUNT]; i++) {
            if (which[FACET_OF(entry[ENTRY_HEAD + i])])
                add_number(&seen, entry[ENTRY_HEAD + i], 1);
        }
    }
    assert_int_equal(told.count, seen.count);
    for (size_t i = 0; i < seen.count; i++) {
        size_t at = 0;
        while (told.code[at] != seen.code[i])
            assert_true(++at < told.count);
        assert_int_equal(told.n[at], seen.n[i]);
    }
}

/* Sets of members by codes, of all and of one in three, beside a look at each of them. Returns how many were found in all. */
static size_t check_select(const struct memory *memory, const uint32_t *codes, int count)
{
    size_t words = memory_words(memory), found = 0, found_among = 0;
    uint64_t *bits = arena_many(arena, uint64_t, words),
             *among = arena_many(arena, uint64_t, words);
    for (uint32_t id = 0; id < words * 64; id += 3)
        among[id / 64] |= (uint64_t)(memory_entry(memory, id) != NULL) << id % 64;
    size_t told = memory_select(memory, NULL, codes, count, bits);
    check_tally(memory, bits);
    for (uint32_t id = 0; id < words * 64; id++) {
        const uint32_t *entry = memory_entry(memory, id);
        bool fits = entry && codes_of(entry, codes, count) == count;
        found += fits;
        found_among += fits && id % 3 == 0;
        assert_int_equal(bits[id / 64] >> id % 64 & 1, fits);
    }
    assert_int_equal(told, found);
    assert_int_equal(memory_select(memory, among, codes, count, bits), found_among);
    check_tally(memory, bits);
    return found;
}

static void check_memory(void)
{
    struct db *db = store_reader(store);
    size_t found = 0;
    assert_true(reader_begin(db, NULL));
    struct memory *memory = memory_take(db);
    check_entries(db, memory);
    for (int i = 0; i < 60; i++) {
        uint32_t codes[FACET_END];
        int count = 0;
        for (enum facet facet = FACET_KIND; facet < FACET_END; facet++) {
            if (chance(2) || (facet == FACET_DESTINATION && !count))
                codes[count++] = directory_code(facet, value_of(facet));
        }
        found += check_select(memory, codes, count);
    }
    assert_true(found > 5000);
    memory_release(memory);
    reader_end(db);
}

static void make_changes(int round)
{
    static const char *const changes[] = {
        "UPDATE member SET kind = 'scholar' WHERE id IN (3000, 3006, 20001);",
        "DELETE FROM member WHERE id BETWEEN 20000 AND 20255;", /* a block that is empty then */
        "UPDATE member SET state = 'archived' WHERE id = 9000;",
        "UPDATE member SET country = NULL WHERE id % 256 = 5 AND id < 5000;",
        "INSERT INTO member (id, slug, state, created_at, updated_at, kind, display_name, "
        "sort_name, country) VALUES (50000, 'far', 'published', 1, 0, 'student', 'Far', 'Far', "
        "'MX');",
    };
    script(changes[round]);
}

/* More than one chunk, one of them empty, codes of few and of many, high ids; then changes of some of it. */
static void test_memory(void **state)
{
    (void)state;
    seed = 5;
    make_members(200);
    script(arena_print(arena, many, 3000, 9999, "Early", "Early"));
    script(arena_print(arena, many, 20000, 20699, "Later", "Later"));
    script("UPDATE member SET kind = 'student' WHERE id % 3 = 0; UPDATE member SET country = 'US' "
           "WHERE id % 11 = 0; INSERT OR IGNORE INTO member_topics SELECT id, 7, 1 + id % 3 FROM "
           "member WHERE id % 2 = 0; INSERT OR IGNORE INTO member_languages SELECT id, 'es' FROM "
           "member WHERE id % 40 = 0; INSERT OR IGNORE INTO member_corridors SELECT id, 7, 'MX', "
           "'US' FROM member WHERE id % 5 != 0;");
    check_memory();
    for (int i = 0; i < 5; i++) {
        struct db *db = store_reader(store);
        assert_true(reader_begin(db, NULL));
        struct memory *before = memory_take(db);
        reader_end(db);
        int64_t version = before->version;
        make_changes(i);
        check_memory();
        assert_int_equal(before->version, version); /* who holds it goes on with it */
        assert_true(reader_begin(db, NULL));
        struct memory *after = memory_take(db);
        reader_end(db);
        assert_true(after->version > version);
        assert_int_equal(after->chunks[2] == before->chunks[2], i != 2);
        memory_release(after);
        memory_release(before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kept_is_made, open_alone, scratch_close),
        cmocka_unit_test_setup_teardown(test_many, open_alone, scratch_close),
        cmocka_unit_test_setup_teardown(test_numbers, open_alone, scratch_close),
        cmocka_unit_test_setup_teardown(test_pages, open_alone, scratch_close),
        cmocka_unit_test_setup_teardown(test_memory, open_alone, scratch_close),
        cmocka_unit_test_setup_teardown(test_hits, open_alone, scratch_close),
    };
    return cmocka_run_group_tests(tests, setup_words, NULL);
}
