/* The named queries of sql/queries. */
#include <string.h>

#include "base/files.h"
#include "store/store_internal.h"

static const char *const names[QUERY_COUNT + 1] = {
#define X(name) #name,
    QUERIES(X)
#undef X
};
static const char *texts[QUERY_COUNT + 1];
static bool scans[QUERY_COUNT + 1];

static int find_name(const char *name, size_t len)
{
    for (int i = 0; i < QUERY_COUNT; i++) {
        if (strlen(names[i]) == len && !memcmp(names[i], name, len))
            return i;
    }
    return -1;
}

static void read_file(struct arena *arena, const char *source)
{
    static const char mark[] = "-- name: ";
    for (const char *at = strstr(source, mark); at;) {
        const char *name = at + strlen(mark), *next = strstr(name, mark);
        int id = find_name(name, strcspn(name, " \r\n"));
        const char *body = strchr(name, '\n');
        if (id >= 0 && body) {
            texts[id] =
                next ? arena_copy_n(arena, body, (size_t)(next - body)) : arena_copy(arena, body);
            scans[id] = strstr(texts[id], "-- plan: scan") != NULL;
        }
        at = next;
    }
}

bool queries_load(struct problem *problem)
{
    static struct arena *arena; /* as long as the process: statements point into it */
    if (!arena)
        arena = arena_new();
    for (const char **path = files_list(arena, "sql/queries/"); *path; path++) {
        size_t len;
        const char *source = files_read(arena, *path, &len);
        if (source)
            read_file(arena, source);
    }
    for (int i = 0; i < QUERY_COUNT; i++) {
        if (!texts[i])
            return problem_set(problem, FAULT_BUG, "error.text_500", "no SQL for query %s",
                               names[i]);
    }
    return true;
}

const char *query_sql(enum query_id id)
{
    return texts[id];
}

const char *query_name(enum query_id id)
{
    return names[id];
}

bool query_may_scan(enum query_id id)
{
    return scans[id];
}
