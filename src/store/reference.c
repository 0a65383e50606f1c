/* Who refers to a row, by the schema's own foreign keys. */
#include "store/store_internal.h"

bool db_referenced(struct db *db, const char *table, int64_t id)
{
    struct arena *arena = arena_new();
    bool found = false;
    struct stmt *keys =
        query_text(db, "SELECT m.name AS child, f.\"from\" AS reference FROM sqlite_schema m "
                       "JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' "
                       "AND f.\"table\" = :table_name AND f.on_delete != 'CASCADE'");
    bind_text(keys, "table_name", table);
    while (!found && step(keys)) {
        struct stmt *rows = query_text(
            db, arena_print(arena, "SELECT EXISTS (SELECT 1 FROM \"%s\" WHERE \"%s\" = :id)",
                            col_text(keys, "child"), col_text(keys, "reference")));
        bind_int(rows, "id", id);
        found = scalar_int(rows);
    }
    done(keys);
    arena_free(arena);
    return found;
}
