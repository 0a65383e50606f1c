#include "record/uses.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/record_internal.h"

/* One place where a link can stand: TABLE's COLUMN, with the record's id in OWNER. */
struct place {
    const struct record_type *type;
    const struct field *field;
    const char *table, *column, *owner;
};
typedef bool place_visitor(void *self, const struct place *place);

static bool visit_field(struct arena *arena, const struct record_type *type,
                        const struct field *field, const char *target, place_visitor *visit,
                        void *self)
{
    struct place place = { type, field, type->name, field_column(arena, field), "id" };
    bool good = true;
    if (field_links(field) && text_equal(field->target, target))
        return visit(self, &place);
    place.table = arena_print(arena, "%s_%s", type->name, field->name);
    place.owner = arena_print(arena, "%s_id", type->name);
    place.column = "target_id";
    if (field->kind == KIND_LINKS && text_equal(field->target, target))
        return visit(self, &place);
    for (const struct field *part = field->parts; part && part->name && good; part++) {
        place.column = field_column(arena, part);
        if (field_links(part) && text_equal(part->target, target))
            good = visit(self, &place);
    }
    return good;
}

static bool each_place(struct arena *arena, const struct record_type *target, place_visitor *visit,
                       void *self)
{
    bool good = true;
    for (const struct record_type *const *type = record_types(); *type && good; type++) {
        for (const struct field *field = (*type)->fields; field->name && good; field++)
            good = visit_field(arena, *type, field, target->name, visit, self);
    }
    return good;
}

struct finding {
    struct db *db;
    struct arena *arena;
    enum language lang;
    int64_t id;
    int limit, count;
    struct use *first, **last;
};

static bool find_uses(void *self, const struct place *place)
{
    struct finding *finding = self;
    struct stmt *stmt = query_text(
        finding->db,
        arena_print(finding->arena, "SELECT DISTINCT %s AS id FROM %s WHERE %s = :id LIMIT :limit",
                    place->owner, place->table, place->column));
    bind_int(stmt, "id", finding->id);
    bind_int(stmt, "limit", finding->limit - finding->count);
    while (step(stmt)) {
        struct record *record =
            record_load(finding->db, finding->arena, place->type, col_int(stmt, "id"));
        if (!record)
            continue;
        struct use *use = arena_one(finding->arena, struct use);
        *use = (struct use){ place->type, place->field, record->id,
                             record_title(record, finding->lang), NULL };
        *finding->last = use;
        finding->last = &use->next;
        finding->count++;
    }
    done(stmt);
    return finding->count < finding->limit;
}

struct use *record_uses(struct db *db, struct arena *arena, const struct record_type *target,
                        int64_t id, enum language lang, int limit, int *count)
{
    struct finding finding = { db, arena, lang, id, limit, 0, NULL, NULL };
    finding.last = &finding.first;
    each_place(arena, target, find_uses, &finding);
    if (count)
        *count = finding.count;
    return finding.first;
}

struct relinking {
    struct db *db;
    struct arena *arena;
    int64_t from, to;
};

static bool run_ids(const struct relinking *relinking, const char *sql)
{
    struct stmt *stmt = query_text(relinking->db, sql);
    bind_int(stmt, "from", relinking->from);
    if (strstr(sql, ":to"))
        bind_int(stmt, "to", relinking->to);
    if (strstr(sql, ":now"))
        bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool relink(void *self, const struct place *place)
{
    struct relinking *relinking = self;
    struct arena *arena = relinking->arena;
    const char *table = place->table, *column = place->column, *owner = place->owner;
    bool list = place->field->kind == KIND_LINKS;
    return run_ids(relinking,
                   arena_print(arena,
                               "UPDATE %s SET version = version + 1, updated_at = :now WHERE id IN "
                               "(SELECT %s FROM %s WHERE %s = :from)",
                               place->type->name, owner, table, column)) &&
           (!list || /* one that has both keeps one */
            run_ids(relinking, arena_print(arena,
                                           "DELETE FROM %s WHERE %s = :from AND %s IN (SELECT %s "
                                           "FROM %s WHERE %s = :to)",
                                           table, column, owner, owner, table, column))) &&
           run_ids(relinking, arena_print(arena, "UPDATE %s SET %s = :to WHERE %s = :from", table,
                                          column, column));
}

bool record_relink(struct db *db, struct arena *arena, const struct record_type *target,
                   int64_t from, int64_t to)
{
    struct relinking relinking = { db, arena, from, to };
    return each_place(arena, target, relink, &relinking);
}

/* Text by text, of the record itself or of its words. */
static const char *texts_sql(struct arena *arena, const struct record_type *type, bool words)
{
    const char *all = NULL, *any = NULL;
    for (const struct field *field = type->fields; field->name; field++) {
        if (field->kind != KIND_LONG || words != ((field->flags & TRANSLATED) != 0))
            continue;
        all = arena_print(arena, "%s%sifnull(%s, '')", all ? all : "",
                          all ? " || char(10) || " : "", field->name);
        any = arena_print(arena, "%s%sinstr(%s, :needle)", any ? any : "", any ? " OR " : "",
                          field->name);
    }
    return all ? arena_print(arena, "SELECT %s AS text FROM %s%s WHERE %s%s = :id AND (%s)", all,
                             type->name, words ? "_text" : "", words ? type->name : "",
                             words ? "_id" : "id", any)
               : NULL;
}

void record_texts(struct db *db, const struct record_type *type, int64_t id, const char *needle,
                  void (*found)(void *self, const char *text), void *self)
{
    struct arena *arena = arena_new();
    for (int words = 0; words < 2; words++) {
        const char *sql = texts_sql(arena, type, words);
        struct stmt *stmt = sql ? query_text(db, sql) : NULL;
        if (!stmt)
            continue;
        bind_int(stmt, "id", id);
        bind_text(stmt, "needle", needle);
        while (step(stmt))
            found(self, col_text(stmt, "text"));
        done(stmt);
    }
    arena_free(arena);
}
