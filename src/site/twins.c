#include "site/twins.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "site/page.h"
#include "web/locale.h"

/* Many sites share these hosts: they say nothing about who has a page there. */
static const char *const shared_hosts[] = {
    "facebook.com",     "instagram.com",    "twitter.com",   "x.com",        "linkedin.com",
    "youtube.com",      "sites.google.com", "wordpress.com", "blogspot.com", "academia.edu",
    "researchgate.net", "orcid.org",        "wixsite.com",   "github.io",    NULL
};

#define KEYS_LIMIT 24
#define FEW 500 /* records whose pairs are made one by one */

/* The keys of a record, each once. */
struct keys {
    struct db *db;
    struct arena *arena;
    const char *table;
    int64_t id;
    const char *at[KEYS_LIMIT];
    int count;
};

/* Folded, letters and digits only: "López-García" and "lopez garcia" are the same. NULL for nothing. */
static const char *squeeze(const struct keys *keys, const char *text)
{
    if (text_blank(text))
        return NULL;
    const char *folded = locale_fold(keys->arena, text);
    char *out = arena_bytes(keys->arena, strlen(folded) + 1), *to = out;
    for (; *folded; folded++) {
        if ((unsigned char)*folded >= 0x80 || isalnum((unsigned char)*folded))
            *to++ = *folded;
    }
    *to = '\0';
    return *out ? out : NULL;
}

static bool has(const struct keys *keys, const char *key)
{
    for (int i = 0; i < keys->count; i++) {
        if (text_equal(keys->at[i], key))
            return true;
    }
    return false;
}

static void add(struct keys *keys, const char *key)
{
    if (keys->count < KEYS_LIMIT && !has(keys, key))
        keys->at[keys->count++] = key;
}

/* A key of several parts: none without all of them. */
static void add_parts(struct keys *keys, char letter, const char *one, const char *two,
                      const char *three)
{
    if (one && two && three)
        add(keys, arena_print(keys->arena, "%c:%s|%s|%s", letter, one, two, three));
}

static void add_one(struct keys *keys, char letter, const char *text)
{
    if (text)
        add(keys, arena_print(keys->arena, "%c:%s", letter, text));
}

/* The first letter, whole also beyond ASCII. */
static const char *initial(const struct keys *keys, const char *squeezed)
{
    size_t len = 1;
    if (!squeezed)
        return NULL;
    while (((unsigned char)squeezed[len] & 0xc0) == 0x80)
        len++;
    return arena_copy_n(keys->arena, squeezed, len);
}

static const char *host_of(const struct keys *keys, const char *url)
{
    const char *host = url ? strstr(url, "://") : NULL;
    if (!host)
        return NULL;
    host += text_starts(host + 3, "www.") ? 7 : 3;
    char *name = arena_copy_n(keys->arena, host, strcspn(host, "/:?#"));
    for (char *at = name; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    for (int i = 0; shared_hosts[i]; i++) {
        if (text_equal(name, shared_hosts[i]) ||
            text_ends(name, arena_print(keys->arena, ".%s", shared_hosts[i])))
            return NULL;
    }
    return *name ? name : NULL;
}

static const char *lower(const struct keys *keys, const char *text)
{
    char *out = arena_copy(keys->arena, text);
    for (char *at = out; at && *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return out;
}

static void member_keys(struct keys *keys)
{
    struct stmt *stmt = query(keys->db, Q_twins_member);
    bind_int(stmt, "id", keys->id);
    if (!step(stmt)) {
        done(stmt);
        return;
    }
    bool person = col_int(stmt, "is_person");
    const char *given = squeeze(keys, col_text(stmt, "given"));
    const char *one = squeeze(keys, col_text(stmt, "surname1"));
    const char *both = squeeze(keys, col_text(stmt, "surnames"));
    const char *name = squeeze(keys, col_text(stmt, "display_name"));
    const char *group = squeeze(keys, col_text(stmt, "affiliation"));
    const char *country = arena_copy(keys->arena, col_text(stmt, "country"));
    const char *email = lower(keys, col_text(stmt, "email"));
    const char *orcid = arena_copy(keys->arena, col_text(stmt, "orcid"));
    const char *host = person ? NULL : host_of(keys, col_text(stmt, "website"));
    done(stmt);
    /* who speaks for an organization may have one mailbox with it, and is not it */
    add_one(keys, 'e',
            email && !person ? arena_print(keys->arena, "%s organization", email) : email);
    add_one(keys, 'o', orcid);
    add_one(keys, 'w', host);
    add_parts(keys, 'd', name, country, "");
    if (person) {
        add_parts(keys, 'n', both, initial(keys, given), country);
        add_parts(keys, 'a', both, initial(keys, given), group);
        add_parts(keys, 'g', given, one, country);
    }
}

static void organization_keys(struct keys *keys)
{
    struct stmt *stmt = query(keys->db, Q_twins_organization);
    bind_int(stmt, "id", keys->id);
    const char *ror = NULL, *host = NULL;
    while (step(stmt)) {
        ror = lower(keys, col_text(stmt, "ror"));
        host = host_of(keys, col_text(stmt, "website"));
        const char *country = arena_copy(keys->arena, col_text(stmt, "country"));
        add_parts(keys, 'd', squeeze(keys, col_text(stmt, "name")), country, "");
    }
    done(stmt);
    add_one(keys, 'r', ror);
    add_one(keys, 'w', host);
}

static struct stmt *bound(struct db *db, enum query_id id, const char *table, int64_t record)
{
    struct stmt *stmt = query(db, id);
    bind_text(stmt, "table_name", table);
    if (record)
        bind_int(stmt, "id", record);
    return stmt;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static bool are_kept(const struct keys *keys)
{
    struct stmt *stmt = bound(keys->db, Q_twins_keys, keys->table, keys->id);
    int found = 0, others = 0;
    while (step(stmt)) {
        bool same = has(keys, col_text(stmt, "key"));
        found += same;
        others += !same;
    }
    done(stmt);
    return !others && found == keys->count;
}

static void keep(const struct keys *keys)
{
    run(bound(keys->db, Q_twins_key_drop, keys->table, keys->id));
    for (int i = 0; i < keys->count; i++) {
        struct stmt *stmt = bound(keys->db, Q_twins_key_add, keys->table, keys->id);
        bind_text(stmt, "key", keys->at[i]);
        run(stmt);
    }
}

/* Makes the record's keys again; whether they changed. */
static bool keys_differ(struct db *db, struct arena *arena, const char *table, int64_t id)
{
    struct keys keys = { .db = db, .arena = arena, .table = table, .id = id };
    if (text_equal(table, "member"))
        member_keys(&keys);
    else
        organization_keys(&keys);
    bool differ = !are_kept(&keys);
    if (differ)
        keep(&keys);
    return differ;
}

static void run_many(struct db *db, enum query_id id, const char *table, const char *ids)
{
    struct stmt *stmt = bound(db, id, table, 0);
    bind_text(stmt, "ids", ids);
    run(stmt);
}

static void make_pairs(struct db *db, const char *table, const int64_t *ids, size_t count)
{
    struct buffer list = { 0 };
    for (size_t i = 0; i < count && count <= FEW; i++) {
        run(bound(db, Q_twins_drop, table, ids[i]));
        run(bound(db, Q_twins_drop_other, table, ids[i]));
        run(bound(db, Q_twins_add, table, ids[i]));
    }
    if (count <= FEW)
        return;
    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, "%c%lld", i ? ',' : '[', (long long)ids[i]);
    buffer_putc(&list, ']');
    run_many(db, Q_twins_drop_many, table, buffer_text(&list));
    run_many(db, Q_twins_drop_many_other, table, buffer_text(&list));
    run_many(db, Q_twins_add_many, table, buffer_text(&list));
    buffer_free(&list);
}

void twins_reindex(struct db *db, const char *table, const struct touched_record *records,
                   size_t count)
{
    bool has_twins = text_equal(table, "member") || text_equal(table, "organization");
    if (!has_twins)
        return;
    struct arena *arena = arena_new();
    int64_t *changed = malloc((count + 1) * sizeof *changed);
    size_t differ = 0;
    if (!changed)
        abort();
    for (size_t i = 0; i < count; i++) {
        if (records[i].content && keys_differ(db, arena, table, records[i].id))
            changed[differ++] = records[i].id;
        arena_reset(arena);
    }
    make_pairs(db, table, changed, differ);
    free(changed);
    arena_free(arena);
}

void twins_reasons(const struct request *request, struct map *row, const char *letters)
{
    static const char order[] = "eorngadw";
    struct array *reasons = map_array(row, "reasons");
    for (const char *at = order; *at; at++) {
        if (letters && strchr(letters, *at))
            map_text(array_add_map(reasons), "text",
                     page_say(request, arena_print(request->arena, "joining.same_%c", *at)));
    }
}
