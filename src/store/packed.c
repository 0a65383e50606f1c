/* Rows packed into one column by packed(...), which is cheaper to read than as many columns: each value is its length and one more in four
 * bytes (0: NULL), its text, and a NUL. Derived tables hold what lists show in this form. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/store_internal.h"

static size_t size_of(sqlite3_value *value)
{
    bool null = sqlite3_value_type(value) == SQLITE_NULL;
    return sizeof(uint32_t) +
           (null || !sqlite3_value_text(value) ? 0 : (size_t)sqlite3_value_bytes(value) + 1);
}

static char *put(char *to, sqlite3_value *value)
{
    uint32_t size = (uint32_t)(size_of(value) - sizeof size);
    memcpy(to, &size, sizeof size);
    if (size)
        memcpy(to + sizeof size, sqlite3_value_text(value), size); /* with its NUL */
    return to + sizeof size + size;
}

static void packed(sqlite3_context *context, int count, sqlite3_value **values)
{
    size_t size = 0;
    for (int i = 0; i < count; i++)
        size += size_of(values[i]);
    char *bytes = sqlite3_malloc64(size + 1), *to = bytes;
    if (!bytes) {
        sqlite3_result_error_nomem(context);
        return;
    }
    for (int i = 0; i < count; i++)
        to = put(to, values[i]);
    sqlite3_result_blob64(context, bytes, size, sqlite3_free);
}

void packed_add(struct db *db)
{
    sqlite3_create_function(db->handle, "packed", -1,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, packed,
                            NULL, NULL);
}

/* Several words of small letters. A column that is not named has its expression's text, which is more than that. */
static bool is_several(const char *name)
{
    return strchr(name, ' ') && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_ ")];
}

void packed_names(struct stmt *stmt)
{
    const char *name = stmt->columns ? sqlite3_column_name(stmt->handle, stmt->columns - 1) : "";
    if (!is_several(name))
        return;
    for (size_t len; *name && stmt->packed < PACKED_LIMIT; name += len + (name[len] == ' ')) {
        len = strcspn(name, " ");
        stmt->inside[stmt->packed++] = symbol_of_n(name, len);
    }
    if (*name)
        BUG("packed=%s limit=%d", name, PACKED_LIMIT);
}

void packed_read(const struct stmt *stmt, struct value *values)
{
    const char *at = sqlite3_column_blob(stmt->handle, stmt->columns - 1);
    size_t left = (size_t)sqlite3_column_bytes(stmt->handle, stmt->columns - 1);
    for (int i = 0; i < stmt->packed; i++) {
        uint32_t size = 0;
        values[i] = value_null();
        if (left < sizeof size)
            continue;
        memcpy(&size, at, sizeof size);
        at += sizeof size;
        left -= sizeof size;
        if (size > left)
            size = (uint32_t)(left = 0);
        if (size)
            values[i] = value_text_n(at, size - 1);
        at += size;
        left -= size;
    }
}
