/* Prepared statements: cached by connection, bound and read by name, lists for templates. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/store_internal.h"

static const struct object_class stmt_row_class;

static bool names_distinct(const struct stmt *stmt)
{
    for (int i = 1; i < stmt->columns; i++) {
        for (int j = 0; j < i; j++) {
            if (i >= COLUMN_LIMIT || stmt->names[i] == stmt->names[j])
                return false;
        }
    }
    return true;
}

static void note_failure(struct stmt *stmt, int code)
{
    struct db *db = stmt->db;
    stmt->failed = db->failed = true;
    if (!db->failure)
        db->failure = code;
    log_line(LOG_ERROR, "sqlite", "code=%d words=\"%s\" sql=\"%.200s\"", code,
             sqlite3_errmsg(db->handle), stmt->sql);
}

struct stmt *stmt_prepare(struct db *db, const char *sql)
{
    struct stmt *stmt = calloc(1, sizeof *stmt);
    const char *tail = NULL;
    if (!stmt)
        abort();
    stmt->db = db;
    stmt->row.class = &stmt_row_class;
    stmt->row.stmt = stmt;
    stmt->sql = sql;
    db->reads = &stmt->reads;
    db->writes = &stmt->writes;
    int code =
        sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->handle, &tail);
    db->reads = db->writes = NULL;
    if (code != SQLITE_OK) {
        struct problem problem = { 0 };
        db_problem(db, code, &problem);
        /* Not where a damaged file keeps its virtual tables from being built. */
        if (problem.fault == FAULT_BUG)
            BUG("sqlite=%d words=\"%s\" sql=\"%.300s\"", code, sqlite3_errmsg(db->handle), sql);
        note_failure(stmt, code);
        return stmt;
    }
    stmt->columns = sqlite3_column_count(stmt->handle);
    for (int i = 0; i < stmt->columns && i < COLUMN_LIMIT; i++)
        stmt->names[i] = symbol_of(sqlite3_column_name(stmt->handle, i));
    stmt->distinct = names_distinct(stmt);
    packed_names(stmt);
    if (!db->writer)
        deps_note(stmt);
    return stmt;
}

void stmt_free(struct stmt *stmt)
{
    if (!stmt)
        return;
    sqlite3_finalize(stmt->handle);
    free(stmt);
}

static struct stmt *take(struct stmt *stmt)
{
    stmt->busy = true;
    stmt->db->uses++;
    stmt->begun = stmt->has_row = false;
    stmt->failed = stmt->handle == NULL;
    tables_join(&stmt->db->seen, &stmt->reads);
    return stmt;
}

struct stmt *query(struct db *db, enum query_id id)
{
    reader_let_go(db);
    struct stmt *stmt = db->named[id];
    if (stmt && !stmt->busy)
        return take(stmt);
    struct stmt *fresh = stmt_prepare(db, query_sql(id));
    if (!stmt && fresh->handle) {
        fresh->cached = true;
        db->named[id] = fresh;
    }
    return take(fresh);
}

static unsigned bucket_of(const char *sql)
{
    unsigned hash = 2166136261u;
    for (; *sql; sql++)
        hash = (hash ^ (unsigned char)*sql) * 16777619u;
    return hash % TEXT_BUCKETS;
}

/* Lists are filtered in more ways than are worth keeping: what was used longest ago leaves. */
static void trim_bucket(struct stmt **bucket)
{
    struct stmt **last = NULL;
    int count = 0;
    for (struct stmt **at = bucket; *at; at = &(*at)->next, count++) {
        if (!(*at)->busy)
            last = at;
    }
    if (count < BUCKET_LIMIT || !last)
        return;
    struct stmt *old = *last;
    *last = old->next;
    stmt_free(old);
}

struct stmt *query_text(struct db *db, const char *sql)
{
    reader_let_go(db);
    struct stmt **bucket = &db->composed[bucket_of(sql)];
    bool known = false;
    for (struct stmt **at = bucket; *at; at = &(*at)->next) {
        struct stmt *stmt = *at;
        if (strcmp(stmt->sql, sql))
            continue;
        known = true;
        if (stmt->busy)
            continue;
        *at = stmt->next;
        stmt->next = *bucket;
        *bucket = stmt;
        return take(stmt);
    }
    if (known)
        return take(stmt_prepare(db, sql));
    struct stmt *fresh = stmt_prepare(db, sql);
    if (fresh->handle) {
        trim_bucket(bucket);
        fresh->sql = sqlite3_sql(fresh->handle);
        fresh->cached = true;
        fresh->next = *bucket;
        *bucket = fresh;
    }
    return take(fresh);
}

/* The index of ":NAME"; 0 when the statement has no such parameter (logged: a bug). */
static int parameter(struct stmt *stmt, const char *name)
{
    int count = stmt->handle ? sqlite3_bind_parameter_count(stmt->handle) : 0;
    for (int i = 1; i <= count; i++) {
        const char *have = sqlite3_bind_parameter_name(stmt->handle, i);
        if (have && !strcmp(have + 1, name))
            return i;
    }
    if (stmt->handle)
        BUG("parameter=%s sql=\"%.120s\"", name, stmt->sql);
    return 0;
}

void bind_text(struct stmt *stmt, const char *name, const char *text)
{
    int index = parameter(stmt, name);
    if (index)
        sqlite3_bind_text(stmt->handle, index, text, -1, SQLITE_STATIC);
}

void bind_int(struct stmt *stmt, const char *name, int64_t number)
{
    int index = parameter(stmt, name);
    if (index)
        sqlite3_bind_int64(stmt->handle, index, number);
}

void bind_blob(struct stmt *stmt, const char *name, const void *bytes, size_t len)
{
    int index = parameter(stmt, name);
    if (index)
        sqlite3_bind_blob64(stmt->handle, index, bytes, len, SQLITE_STATIC);
}

bool step(struct stmt *stmt)
{
    if (!stmt->handle || stmt->failed)
        return false;
    stmt->begun = true;
    int code = sqlite3_step(stmt->handle);
    stmt->has_row = code == SQLITE_ROW;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        note_failure(stmt, code);
    if (!stmt->has_row)
        tables_join(&stmt->db->dirty, &stmt->writes);
    return stmt->has_row;
}

void done(struct stmt *stmt)
{
    if (stmt->begun)
        tables_join(&stmt->db->dirty, &stmt->writes);
    if (stmt->handle) {
        sqlite3_reset(stmt->handle);
        sqlite3_clear_bindings(stmt->handle);
    }
    stmt->db->uses -= stmt->busy;
    stmt->busy = false;
    if (!stmt->cached)
        stmt_free(stmt);
}

bool run(struct stmt *stmt)
{
    while (step(stmt))
        ;
    bool good = !stmt->failed;
    done(stmt);
    return good;
}

enum outcome stmt_try(struct stmt *stmt)
{
    int code = SQLITE_ROW;
    stmt->begun = true;
    while (stmt->handle && code == SQLITE_ROW)
        code = sqlite3_step(stmt->handle);
    enum outcome outcome = code == SQLITE_DONE                  ? RAN
                           : (code & 0xff) == SQLITE_CONSTRAINT ? REFUSED
                                                                : BROKE;
    if (outcome == BROKE && stmt->handle)
        note_failure(stmt, code);
    done(stmt);
    return outcome;
}

bool run_unless_refused(struct stmt *stmt, bool *refused)
{
    enum outcome outcome = stmt_try(stmt);
    *refused = outcome == REFUSED;
    return outcome == RAN;
}

static int column(struct stmt *stmt, const char *name)
{
    for (int i = 0; i < stmt->columns; i++) { /* mostly they are asked for in their order */
        int at = (stmt->asked + i) % stmt->columns;
        const char *have = at < COLUMN_LIMIT ? symbol_name(stmt->names[at])
                                             : sqlite3_column_name(stmt->handle, at);
        if (!strcmp(have, name)) {
            stmt->asked = at + 1;
            return at;
        }
    }
    BUG("column=%s sql=\"%.120s\"", name, stmt->sql);
    return -1;
}

const char *col_text(struct stmt *stmt, const char *name)
{
    int index = column(stmt, name);
    return index < 0 ? NULL : (const char *)sqlite3_column_text(stmt->handle, index);
}

int64_t col_int(struct stmt *stmt, const char *name)
{
    int index = column(stmt, name);
    return index < 0 ? 0 : sqlite3_column_int64(stmt->handle, index);
}

double col_real(struct stmt *stmt, const char *name)
{
    int index = column(stmt, name);
    return index < 0 ? 0 : sqlite3_column_double(stmt->handle, index);
}

bool col_null(struct stmt *stmt, const char *name)
{
    int index = column(stmt, name);
    return index < 0 || sqlite3_column_type(stmt->handle, index) == SQLITE_NULL;
}

const void *col_blob(struct stmt *stmt, const char *name, size_t *len)
{
    int index = column(stmt, name);
    const void *bytes = index < 0 ? NULL : sqlite3_column_blob(stmt->handle, index);
    *len = index < 0 ? 0 : (size_t)sqlite3_column_bytes(stmt->handle, index);
    return bytes;
}

int stmt_columns(struct stmt *stmt)
{
    return stmt->columns;
}

const char *stmt_column_name(struct stmt *stmt, int index)
{
    return sqlite3_column_name(stmt->handle, index);
}

const char *col_text_at(struct stmt *stmt, int index)
{
    return (const char *)sqlite3_column_text(stmt->handle, index);
}

int64_t col_int_at(struct stmt *stmt, int index)
{
    return sqlite3_column_int64(stmt->handle, index);
}

bool stmt_fault(struct stmt *stmt)
{
    return stmt->failed;
}

int64_t scalar_int(struct stmt *stmt)
{
    int64_t number = step(stmt) ? sqlite3_column_int64(stmt->handle, 0) : 0;
    done(stmt);
    return number;
}

const char *scalar_text(struct stmt *stmt, struct arena *arena)
{
    const char *text =
        step(stmt) ? arena_copy(arena, (const char *)sqlite3_column_text(stmt->handle, 0)) : NULL;
    done(stmt);
    return text;
}

/* --- rows as values -------------------------------------------------------------------------------------- */

static struct value column_value(sqlite3_stmt *handle, int index)
{
    sqlite3_value *held = sqlite3_column_value(handle, index); /* of a connection of one thread */
    switch (sqlite3_value_type(held)) {
    case SQLITE_INTEGER:
        return value_int(sqlite3_value_int64(held));
    case SQLITE_FLOAT:
        return (struct value){ .kind = VALUE_REAL, .real = sqlite3_value_double(held) };
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_value_text(held);
        return value_text_n(text, (size_t)sqlite3_value_bytes(held));
    }
    default:
        return value_null();
    }
}

struct value col_value_at(struct stmt *stmt, int index)
{
    return column_value(stmt->handle, index);
}

static bool row_get(const void *self, symbol name, struct value *out)
{
    const struct stmt *stmt = ((const struct stmt_row *)self)->stmt;
    for (int i = 0; i < stmt->columns && i < COLUMN_LIMIT; i++) {
        if (stmt->names[i] == name) {
            *out = column_value(stmt->handle, i);
            return true;
        }
    }
    struct value inside[PACKED_LIMIT];
    for (int i = 0; i < stmt->packed; i++) {
        if (stmt->inside[i] == name) {
            packed_read(stmt, inside);
            *out = inside[i];
            return true;
        }
    }
    return false;
}

static const struct object_class stmt_row_class = { row_get };

/* The list that templates hold: remembers whether there was a row at all. */
struct rows {
    const struct list_class *class;
    struct stmt *stmt;
    bool looked, any, pending;
};

static bool rows_any(void *self)
{
    struct rows *rows = self;
    if (!rows->looked) {
        rows->looked = true;
        rows->any = rows->pending = step(rows->stmt);
    }
    return rows->any;
}

static void rows_start(void *self)
{
    struct rows *rows = self;
    if (!rows->pending && rows->looked) {
        sqlite3_reset(rows->stmt->handle);
        rows->looked = false;
    }
    rows_any(self);
}

static bool rows_next(void *self, struct value *item)
{
    struct rows *rows = self;
    if (!rows->pending && !step(rows->stmt))
        return false;
    rows->pending = false;
    *item = (struct value){ .kind = VALUE_OBJECT,
                            .object = (const struct object_class *const *)&rows->stmt->row };
    return true;
}

static const struct list_class rows_class = { rows_start, rows_next, rows_any };

static void release(void *stmt)
{
    done(stmt);
}

struct value stmt_list(struct stmt *stmt, struct arena *arena)
{
    struct rows *rows = arena_one(arena, struct rows);
    rows->class = &rows_class;
    rows->stmt = stmt;
    arena_defer(arena, release, stmt);
    return (struct value){ .kind = VALUE_LIST, .list = (const struct list_class *const *)rows };
}

/* The values' texts, one after the other: those of the statement end with the next step. */
static void copy_texts(struct value *values, int count, struct arena *arena)
{
    size_t size = 0;
    for (int i = 0; i < count; i++)
        size += values[i].kind == VALUE_TEXT ? values[i].len + 1 : 0;
    if (!size)
        return;
    char *to = arena_bytes(arena, size);
    for (int i = 0; i < count; i++) {
        if (values[i].kind != VALUE_TEXT)
            continue;
        memcpy(to, values[i].text, values[i].len);
        to[values[i].len] = '\0';
        values[i].text = to;
        to += values[i].len + 1;
    }
}

/* As copy_columns(), of a statement of more columns than are kept in mind, or with two of one name: the last counts. */
static struct map *copy_many(struct stmt *stmt, struct arena *arena, int first)
{
    struct map *map = map_new_for(arena, (unsigned)(stmt->columns - first));
    for (int i = first; i < stmt->columns; i++) {
        struct value value = column_value(stmt->handle, i);
        copy_texts(&value, 1, arena);
        map_put(map, symbol_of(sqlite3_column_name(stmt->handle, i)), value);
    }
    return map;
}

struct map *copy_columns(struct stmt *stmt, struct arena *arena, int first)
{
    if (!stmt->distinct)
        return copy_many(stmt, arena, first);
    struct value values[COLUMN_LIMIT + PACKED_LIMIT];
    int plain = stmt->columns - (stmt->packed > 0) - first, count = plain + stmt->packed;
    struct map *map = map_new_for(arena, (unsigned)count);
    for (int i = 0; i < plain; i++)
        values[i] = column_value(stmt->handle, first + i);
    if (stmt->packed)
        packed_read(stmt, values + plain);
    copy_texts(values, count, arena);
    for (int i = 0; i < count; i++)
        map_append(map, i < plain ? stmt->names[first + i] : stmt->inside[i - plain], values[i]);
    return map;
}

struct map *copy_row(struct stmt *stmt, struct arena *arena)
{
    return copy_columns(stmt, arena, 0);
}

struct value stmt_row(struct stmt *stmt, struct arena *arena)
{
    struct value value = step(stmt) ? map_value(copy_row(stmt, arena)) : value_null();
    done(stmt);
    return value;
}

struct map *stmt_map(struct stmt *stmt, struct arena *arena)
{
    return map_of(stmt_row(stmt, arena));
}

struct value stmt_rows(struct stmt *stmt, struct arena *arena)
{
    struct array *array = array_new(arena);
    while (step(stmt))
        array_add(array, map_value(copy_row(stmt, arena)));
    done(stmt);
    return array_value(array);
}

bool store_has_column(struct db *db, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(db->handle, "main", table, column, NULL, NULL, NULL, NULL,
                                         NULL) == SQLITE_OK;
}
