#include "site/paging.h"

#include <stdlib.h>
#include <string.h>

#include "site/page.h"

int64_t cursor_number(const struct cursor *cursor, int64_t start)
{
    return cursor->key ? strtoll(cursor->key, NULL, 10) : start;
}

/* "KEY.ID" of the address; at the beginning where it is something else. */
static struct cursor read_cursor(const struct request *request, bool back)
{
    const char *text = request_query(request, back ? "before" : "after");
    const char *dot = text ? strrchr(text, '.') : NULL;
    struct cursor cursor = { back, NULL, 0 };
    if (dot && dot != text) {
        cursor.key = arena_copy_n(request->arena, text, (size_t)(dot - text));
        cursor.id = strtoll(dot + 1, NULL, 10);
    }
    return cursor;
}

struct row {
    struct value key;
    int64_t id;
    struct map *map;
};

static int fetch(const struct request *request, const struct cursor *cursor, paging_query *rows,
                 void *self, int limit, struct row *found)
{
    struct stmt *stmt = rows(request, self, cursor, limit + 1);
    int count = 0;
    while (count <= limit && step(stmt)) {
        struct value key = col_value_at(stmt, 0);
        if (key.kind == VALUE_TEXT)
            key.text = arena_copy_n(request->arena, key.text, key.len);
        found[count++] =
            (struct row){ key, col_int_at(stmt, 1), copy_columns(stmt, request->arena, 2) };
    }
    done(stmt);
    return count;
}

static const char *key_of(struct arena *arena, const struct row *row)
{
    const char *key =
        row->key.kind == VALUE_TEXT ? row->key.text : arena_number(arena, row->key.number);
    return arena_print(arena, "%s.%lld", key, (long long)row->id);
}

void paging_add(struct request *request, struct map *page, const char *name, paging_query *rows,
                void *self, int limit)
{
    struct row *found = arena_many(request->arena, struct row, (size_t)limit + 1);
    struct cursor cursor = read_cursor(request, request_query(request, "before") != NULL);
    int count = cursor.back && !cursor.key ? 0 : fetch(request, &cursor, rows, self, limit, found);
    if (cursor.back && count <= limit) { /* too few before: the first page, whole */
        cursor = (struct cursor){ false, NULL, 0 };
        count = fetch(request, &cursor, rows, self, limit, found);
    }
    bool more = count > limit;
    count = more ? limit : count;
    struct array *list = map_array(page, name);
    for (int i = 0; i < count; i++)
        array_add(list, map_value(found[cursor.back ? count - 1 - i : i].map));
    struct arena *arena = request->arena;
    const char *first = count ? key_of(arena, &found[cursor.back ? count - 1 : 0]) : NULL,
               *last = count ? key_of(arena, &found[cursor.back ? 0 : count - 1]) : NULL;
    bool previous = cursor.back ? more : cursor.key != NULL;
    pager_add(request, page, previous ? first : NULL, cursor.back || more ? last : NULL);
}
