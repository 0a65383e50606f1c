/* Erasing for good: rows taken out of the changes that were kept, and the file written anew without what was deleted.
 *
 * SQLite's session extension reads changesets but does not edit them, so this file walks their bytes (the format is described at
 * the head of sqlite3session.c): for each table 'T', number of columns, one byte a column (its place in the key), name; then for each
 * row the operation, one byte, the values before (update, delete) and after (insert, update), each with its type before it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "store/store_internal.h"

enum cell_type { CELL_NONE, CELL_INT, CELL_REAL, CELL_TEXT, CELL_BLOB, CELL_NULL };

struct cell {
    const unsigned char *at; /* of the type; the value follows */
    size_t len;
    const unsigned char *bytes; /* of text */
    size_t size;
};

struct bytes {
    const unsigned char *at, *end;
};

struct scrubbing {
    struct db *db;
    struct arena *arena;
    const struct scrub_rule *rules;
    size_t rule_count;
    struct buffer out;
    int64_t dropped;
    bool changed;
    /* the table of the rows that are read */
    const unsigned char *head;
    size_t head_len;
    bool head_written;
    const char *table;
    int count;
    struct columns columns;
};

/* --- reading ---------------------------------------------------------------------------------------------------- */

static bool get_varint(struct bytes *in, uint64_t *number)
{
    *number = 0;
    for (int i = 0; i < 9 && in->at < in->end; i++) {
        unsigned char byte = *in->at++;
        if (i == 8) {
            *number = *number << 8 | byte;
            return true;
        }
        *number = *number << 7 | (byte & 0x7f);
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

static bool get_cell(struct bytes *in, struct cell *cell)
{
    uint64_t size = 0;
    *cell = (struct cell){ .at = in->at };
    if (in->at >= in->end)
        return false;
    switch (*in->at++) {
    case CELL_NONE:
    case CELL_NULL:
        break;
    case CELL_INT:
    case CELL_REAL:
        size = 8;
        break;
    case CELL_TEXT:
    case CELL_BLOB:
        if (!get_varint(in, &size))
            return false;
        break;
    default:
        return false;
    }
    if ((uint64_t)(in->end - in->at) < size)
        return false;
    cell->bytes = in->at;
    cell->size = (size_t)size;
    in->at += size;
    cell->len = (size_t)(in->at - cell->at);
    return true;
}

static bool get_cells(struct bytes *in, struct cell *cells, int count)
{
    bool good = true;
    for (int i = 0; i < count && good; i++)
        good = get_cell(in, &cells[i]);
    return good;
}

static bool get_table(struct scrubbing *scrubbing, struct bytes *in)
{
    uint64_t count = 0;
    scrubbing->head = in->at++;
    if (!get_varint(in, &count) || !count || count > COLUMN_LIMIT ||
        (uint64_t)(in->end - in->at) < count)
        return false;
    in->at += count;
    const unsigned char *end = memchr(in->at, 0, (size_t)(in->end - in->at));
    if (!end)
        return false;
    scrubbing->table = (const char *)in->at;
    scrubbing->count = (int)count;
    in->at = end + 1;
    scrubbing->head_len = (size_t)(in->at - scrubbing->head);
    scrubbing->head_written = false;
    scrubbing->columns.count = 0;
    if (table_number(scrubbing->db->store, scrubbing->table) >= 0)
        read_columns(scrubbing->db, scrubbing->arena, scrubbing->table, &scrubbing->columns);
    return true;
}

/* --- judging ---------------------------------------------------------------------------------------------------- */

static int64_t cell_int(const struct cell *cell)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | cell->bytes[i];
    return (int64_t)number;
}

static bool cell_is_text(const struct cell *cell, const char *text)
{
    return cell->at && *cell->at == CELL_TEXT && strlen(text) == cell->size &&
           !strncasecmp((const char *)cell->bytes, text, cell->size);
}

static bool cell_in(const struct cell *cell, const struct scrub_set *set)
{
    if (!cell->at)
        return false;
    for (size_t i = 0; i < set->id_count && *cell->at == CELL_INT; i++) {
        if (cell_int(cell) == set->ids[i])
            return true;
    }
    for (size_t i = 0; i < set->text_count; i++) {
        if (cell_is_text(cell, set->texts[i]))
            return true;
    }
    return false;
}

static int column_named(const struct scrubbing *scrubbing, const char *name)
{
    for (int i = 0; i < scrubbing->columns.count && i < scrubbing->count; i++) {
        if (!strcmp(scrubbing->columns.names[i], name))
            return i;
    }
    return -1;
}

struct row {
    unsigned char op;
    struct cell before[COLUMN_LIMIT], after[COLUMN_LIMIT];
};

static bool rule_matches(const struct scrubbing *scrubbing, const struct scrub_rule *rule,
                         const struct row *row)
{
    int column = column_named(scrubbing, rule->column);
    if (strcmp(rule->table, scrubbing->table) || column < 0)
        return false;
    if (rule->of) {
        int of = column_named(scrubbing, "table_name");
        if (of < 0 ||
            !(cell_is_text(&row->before[of], rule->of) || cell_is_text(&row->after[of], rule->of)))
            return false;
    }
    return cell_in(&row->before[column], rule->set) || cell_in(&row->after[column], rule->set);
}

static const struct cell null_cell = { (const unsigned char *)"\5", 1, NULL, 0 };

/* Whether the row stays; what it says of the person is emptied in it. */
static bool judge(struct scrubbing *scrubbing, struct row *row)
{
    for (size_t i = 0; i < scrubbing->rule_count; i++) {
        const struct scrub_rule *rule = &scrubbing->rules[i];
        if (!rule_matches(scrubbing, rule, row))
            continue;
        if (rule->drop)
            return false;
        int column = column_named(scrubbing, rule->column);
        if (cell_in(&row->before[column], rule->set))
            row->before[column] = null_cell;
        if (cell_in(&row->after[column], rule->set))
            row->after[column] = null_cell;
        scrubbing->changed = true;
    }
    return true;
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

static void put_cells(struct buffer *out, const struct cell *cells, int count)
{
    for (int i = 0; i < count; i++)
        buffer_add(out, cells[i].at, cells[i].len);
}

static void put_row(struct scrubbing *scrubbing, const struct row *row, unsigned char indirect)
{
    struct buffer *out = &scrubbing->out;
    if (!scrubbing->head_written)
        buffer_add(out, scrubbing->head, scrubbing->head_len);
    scrubbing->head_written = true;
    buffer_putc(out, (char)row->op);
    buffer_putc(out, (char)indirect);
    if (row->op != SQLITE_INSERT)
        put_cells(out, row->before, scrubbing->count);
    if (row->op != SQLITE_DELETE)
        put_cells(out, row->after, scrubbing->count);
}

/* False when the bytes are not a changeset. */
static bool rewrite(struct scrubbing *scrubbing, const void *bytes, int size)
{
    struct bytes in = { bytes, (const unsigned char *)bytes + size };
    struct row row;
    while (in.at < in.end) {
        if (*in.at == 'T') {
            if (!get_table(scrubbing, &in))
                return false;
            continue;
        }
        memset(&row, 0, sizeof row);
        row.op = *in.at++;
        if (!scrubbing->table || in.at >= in.end ||
            (row.op != SQLITE_INSERT && row.op != SQLITE_UPDATE && row.op != SQLITE_DELETE))
            return false;
        unsigned char indirect = *in.at++;
        if (row.op != SQLITE_INSERT && !get_cells(&in, row.before, scrubbing->count))
            return false;
        if (row.op != SQLITE_DELETE && !get_cells(&in, row.after, scrubbing->count))
            return false;
        if (judge(scrubbing, &row))
            put_row(scrubbing, &row, indirect);
        else
            scrubbing->dropped++;
    }
    return true;
}

static bool write_back(struct scrubbing *scrubbing, int64_t number)
{
    size_t packed_size;
    void *packed = change_pack(scrubbing->out.at, (int)scrubbing->out.len, &packed_size);
    struct stmt *stmt = query_text(
        scrubbing->db,
        "UPDATE change SET changeset = :changeset, erased = erased + :erased WHERE id = :id");
    bind_blob(stmt, "changeset", packed, packed_size);
    bind_int(stmt, "erased", scrubbing->dropped);
    bind_int(stmt, "id", number);
    bool good = run(stmt);
    free(packed);
    return good;
}

static bool scrub_change(struct scrubbing *scrubbing, int64_t number)
{
    int size = 0;
    void *bytes = change_load(scrubbing->db, number, &size);
    if (!bytes)
        return true;
    scrubbing->out.len = 0;
    scrubbing->dropped = 0;
    scrubbing->changed = false;
    scrubbing->table = NULL;
    bool good = rewrite(scrubbing, bytes, size);
    if (!good)
        BUG("change=%lld: its bytes cannot be read", (long long)number);
    else if (scrubbing->dropped || scrubbing->changed)
        good = write_back(scrubbing, number);
    free(bytes);
    arena_reset(scrubbing->arena);
    return good;
}

bool store_scrub(struct db *db, const struct scrub_rule *rules, size_t count)
{
    struct scrubbing scrubbing = {
        .db = db, .arena = arena_new(), .rules = rules, .rule_count = count
    };
    struct stmt *list =
        query_text(db, "SELECT id FROM change WHERE id > :after ORDER BY id LIMIT 1");
    int64_t number = 0;
    bool good = true;
    do {
        bind_int(list, "after", number);
        number = scalar_int(list);
        good = !number || scrub_change(&scrubbing, number);
        list = query_text(db, "SELECT id FROM change WHERE id > :after ORDER BY id LIMIT 1");
    } while (number && good);
    done(list);
    buffer_free(&scrubbing.out);
    arena_free(scrubbing.arena);
    return good;
}

void transaction_forget(struct db *db)
{
    db->forgets = true;
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

static bool exec(sqlite3 *handle, const char *sql, struct problem *problem)
{
    int code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || problem_set(problem, FAULT_BUSY, "error.text_503", "scour: %d: %s",
                                            code, sqlite3_errmsg(handle));
}

/* --- full-text indexes: they keep deleted words in their older parts until these are merged ------------------------- */

#define INDEX_LIMIT 16
#define PIECE 1000 /* pages merged at a time: a tenth of a second */

struct merging {
    struct arena *arena;
    const char *names[INDEX_LIMIT];
    int count;
    const char *name; /* the one that is merged */
    bool first, more;
};

static bool find_indexes(struct db *db, void *self, struct problem *problem)
{
    struct merging *merging = self;
    struct stmt *stmt = query_text(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                       "sql LIKE 'CREATE VIRTUAL TABLE%USING fts5 (%'");
    (void)problem;
    while (step(stmt) && merging->count < INDEX_LIMIT)
        merging->names[merging->count++] = arena_copy(merging->arena, col_text(stmt, "name"));
    bool good = !stmt_fault(stmt);
    done(stmt);
    return good;
}

/* The first piece begins a merge of all parts into one, the others go on with it. */
static bool merge_piece(struct db *db, void *self, struct problem *problem)
{
    struct merging *merging = self;
    int before = sqlite3_total_changes(db->handle);
    struct stmt *stmt =
        query_text(db, arena_print(merging->arena,
                                   "INSERT INTO \"%s\" (\"%s\", rank) VALUES ('merge', :pages)",
                                   merging->name, merging->name));
    (void)problem;
    bind_int(stmt, "pages", merging->first ? -PIECE : PIECE);
    bool good = run(stmt);
    merging->first = false;
    merging->more = good && sqlite3_total_changes(db->handle) - before >= 2;
    return good;
}

bool store_merge_indexes(struct store *store, struct problem *problem)
{
    struct merging merging = { .arena = arena_new() };
    bool good = store_write_quietly(store, find_indexes, &merging, problem);
    for (int i = 0; i < merging.count && good; i++) {
        merging.name = merging.names[i];
        merging.first = true;
        do {
            good = store_write_quietly(store, merge_piece, &merging, problem);
        } while (good && merging.more);
    }
    arena_free(merging.arena);
    return good;
}

/* To the file, as far as readers let it. False when something was left. */
static bool moves_log(sqlite3 *handle)
{
    int pages = 0, moved = 0;
    int code = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
    return code == SQLITE_OK ? pages == moved : (code & 0xff) != SQLITE_BUSY;
}

int log_empty(struct store *store, sqlite3 *handle)
{
    readers_release(store);
    for (int count = 0; !moves_log(handle) && store_wait(store, count); count++)
        ;
    return sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

/* What was written before stands in the log until somebody else writes over it. */
static bool empty_log(struct store *store, sqlite3 *handle, struct problem *problem)
{
    int code = log_empty(store, handle);
    return code == SQLITE_OK ||
           problem_set(problem, FAULT_BUSY, "error.text_503", "scour: checkpoint: %d", code);
}

/* A connection of its own: the copy that VACUUM makes goes to a file, not into memory. NULL with *PROBLEM. */
static sqlite3 *open_alone(struct store *store, struct problem *problem)
{
    sqlite3 *handle = NULL;
    if (sqlite3_open_v2(store->file, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
        SQLITE_OK) {
        sqlite3_busy_handler(handle, store_wait, store);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
        if (exec(handle, "PRAGMA secure_delete = ON; SELECT 1 FROM sqlite_schema", problem))
            return handle;
    } else {
        problem_set(problem, FAULT_STORAGE, "error.text_503", "scour: %s", sqlite3_errmsg(handle));
    }
    sqlite3_close(handle);
    return NULL;
}

static bool clean(struct store *store, bool anew, struct problem *problem)
{
    struct problem own = { 0 };
    problem = problem ? problem : &own;
    if (!store_merge_indexes(store, problem))
        return false;
    pthread_mutex_lock(&store->write_lock);
    sqlite3 *handle = open_alone(store, problem);
    bool good =
        handle && (!anew || exec(handle, "VACUUM", problem)) && empty_log(store, handle, problem);
    sqlite3_close(handle);
    store_look_around(store, true); /* our own doing: not to be taken for another process's later */
    pthread_mutex_unlock(&store->write_lock);
    if (!good)
        log_line(LOG_WARNING, "scour", "detail=\"%s\"", problem->detail);
    return good;
}

bool store_scour(struct store *store, struct problem *problem)
{
    return clean(store, true, problem);
}

bool store_wipe(struct store *store, struct problem *problem)
{
    return clean(store, false, problem);
}
