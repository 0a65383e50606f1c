#include "site/topics.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct topics {
    struct arena *arena;
    struct topic *at; /* ascending by id */
    size_t count;
};

static void drop(void *made)
{
    arena_free(((struct topics *)made)->arena);
}

static struct topic *add(struct topics *topics, size_t *room)
{
    if (topics->count == *room) {
        struct topic *more =
            arena_many(topics->arena, struct topic, *room = *room ? *room * 2 : 64);
        if (topics->count)
            memcpy(more, topics->at, topics->count * sizeof *more);
        topics->at = more;
    }
    return &topics->at[topics->count++];
}

/* A topic and its label in one language in each row, in order of the topics. */
static void *make(struct stmt *stmt)
{
    struct arena *arena = arena_new();
    struct topics *topics = arena_one(arena, struct topics);
    size_t room = 0;
    topics->arena = arena;
    while (step(stmt)) {
        int64_t id = col_int(stmt, "id");
        const char *slug = col_text(stmt, "slug"), *lang = col_text(stmt, "lang");
        struct topic *topic = topics->count ? &topics->at[topics->count - 1] : NULL;
        if (!topic || topic->id != id) {
            topic = add(topics, &room);
            *topic = (struct topic){ .id = id, .slug = arena_copy(arena, slug) };
        }
        for (int i = 0; i < LANG_COUNT; i++) {
            if (text_equal(lang, language_codes[i]))
                topic->label[i] = arena_copy(arena, col_text(stmt, "label"));
        }
    }
    return topics;
}

static const struct topics *all(struct db *db)
{
    return query_kept(db, Q_topics, make, drop);
}

static int by_id(const void *one, const void *two)
{
    int64_t a = ((const struct topic *)one)->id, b = ((const struct topic *)two)->id;
    return a < b ? -1 : a > b;
}

const struct topic *topic_by_id(struct db *db, int64_t id)
{
    const struct topics *topics = all(db);
    struct topic wanted = { .id = id };
    return topics->count ? bsearch(&wanted, topics->at, topics->count, sizeof wanted, by_id) : NULL;
}

const struct topic *topic_by_slug(struct db *db, const char *slug)
{
    const struct topics *topics = all(db);
    for (size_t i = 0; i < topics->count; i++) {
        if (text_equal(topics->at[i].slug, slug))
            return &topics->at[i];
    }
    return NULL;
}
