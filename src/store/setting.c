#include "store/store.h"

const char *setting_read(struct db *db, struct arena *arena, const char *key)
{
    struct stmt *stmt = query(db, Q_setting_read);
    bind_text(stmt, "key", key);
    return scalar_text(stmt, arena);
}

bool setting_write(struct db *db, const char *key, const char *value)
{
    struct stmt *stmt = query(db, Q_setting_write);
    bind_text(stmt, "key", key);
    bind_text(stmt, "value", value);
    return run(stmt);
}
