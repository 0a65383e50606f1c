/* SQL functions that SQLite of Debian 12 lacks. */

#include "base/buffer.h"
#include "base/markdown.h"
#include "store/store_internal.h"

/* concat_ws(SEPARATOR, ...): the values that are neither NULL nor empty, as newer versions of SQLite have it. */
static void concat_ws(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct buffer out = { 0 };
    const char *separator = (const char *)sqlite3_value_text(values[0]);
    for (int i = 1; i < count && separator; i++) {
        const char *text = (const char *)sqlite3_value_text(values[i]);
        if (!text || !*text)
            continue;
        if (out.len)
            buffer_puts(&out, separator);
        buffer_puts(&out, text);
    }
    sqlite3_result_text(context, out.at ? out.at : "", (int)out.len, SQLITE_TRANSIENT);
    buffer_free(&out);
}

/* markdown_words(TEXT): see base/markdown.h; NULL of NULL. */
static void words_of_markdown(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    struct buffer out = { 0 };
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!text)
        return;
    markdown_words(&out, text);
    sqlite3_result_text(context, out.at ? out.at : "", (int)out.len, SQLITE_TRANSIENT);
    buffer_free(&out);
}

void functions_add(struct db *db)
{
    sqlite3_create_function(db->handle, "concat_ws", -1,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, concat_ws,
                            NULL, NULL);
    sqlite3_create_function(db->handle, "markdown_words", 1,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                            words_of_markdown, NULL, NULL);
}
