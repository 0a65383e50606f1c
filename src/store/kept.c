/* What is made of small tables and kept with a connection until they change. */
#include <stdlib.h>

#include "store/store_internal.h"

struct kept {
    enum query_id id;
    bool good; /* read whole, in a snapshot */
    struct tables reads;
    uint64_t stamp; /* of those tables then */
    void *made;
    void (*drop)(void *made);
    struct kept *next;
};

static struct kept *find(struct db *db, enum query_id id)
{
    struct kept *kept = db->kept;
    while (kept && kept->id != id)
        kept = kept->next;
    if (kept)
        return kept;
    kept = calloc(1, sizeof *kept);
    if (!kept)
        abort();
    kept->id = id;
    kept->next = db->kept;
    return db->kept = kept;
}

static void forget(struct kept *kept)
{
    if (kept->made)
        kept->drop(kept->made);
    kept->made = NULL;
}

/* A writer sees its own changes at once, so for it everything is made anew. */
const void *query_kept(struct db *db, enum query_id id, void *(*make)(struct stmt *stmt),
                       void (*drop)(void *made))
{
    struct kept *kept = find(db, id);
    if (kept->made && kept->good && db->snapshot && kept->stamp == tables_stamp(db, &kept->reads)) {
        tables_join(&db->seen, &kept->reads);
        return kept->made;
    }
    forget(kept);
    struct stmt *stmt = query(db, id);
    kept->drop = drop;
    kept->made = make(stmt);
    kept->reads = stmt->reads;
    kept->stamp = tables_stamp(db, &stmt->reads);
    kept->good = db->snapshot && !stmt->failed;
    done(stmt);
    return kept->made;
}

void kept_free(struct db *db)
{
    while (db->kept) {
        struct kept *kept = db->kept;
        db->kept = kept->next;
        forget(kept);
        free(kept);
    }
}
