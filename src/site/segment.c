#include "site/segment.h"

#include "base/text.h"
#include "record/selection.h"
#include "site/types.h"
#include "site/visitor.h"

static struct stmt *views(const struct request *request)
{
    struct stmt *stmt = query(request->db, Q_lists_views);
    bind_int(stmt, "account", visitor_of(request)->account);
    bind_text(stmt, "table_name", member_type.name);
    return stmt;
}

void segment_list(const struct request *request, struct array *list)
{
    struct stmt *stmt = views(request);
    while (step(stmt))
        array_add(list, map_value(copy_row(stmt, request->arena)));
    done(stmt);
}

struct walk {
    struct db *db;
    struct arena *arena;
    bool (*visit)(void *self, const struct recipient *recipient);
    void *self;
};

static bool visit_member(void *self, int64_t id)
{
    struct walk *walk = self;
    struct stmt *stmt = query(walk->db, Q_lists_recipient);
    bind_int(stmt, "id", id);
    bool row = step(stmt) && !text_blank(col_text(stmt, "email")), more = true;
    struct recipient recipient = { .member = id };
    if (row) {
        recipient.email = arena_copy(walk->arena, col_text(stmt, "email"));
        recipient.name = arena_copy(walk->arena, col_text(stmt, "name"));
        recipient.language = text_equal(col_text(stmt, "language"), "en") ? LANG_EN : LANG_ES;
    }
    done(stmt);
    if (row)
        more = walk->visit(walk->self, &recipient);
    arena_reset(walk->arena);
    return more;
}

bool segment_each(struct db *db, int64_t segment,
                  bool (*visit)(void *self, const struct recipient *recipient), void *self)
{
    struct arena *arena = arena_new();
    struct walk walk = { db, arena_new(), visit, self };
    struct stmt *stmt = query(db, Q_lists_view);
    struct selection *selection = NULL;
    bind_int(stmt, "id", segment);
    if (step(stmt) && text_equal(col_text(stmt, "table_name"), member_type.name))
        selection =
            selection_of_text(arena, &member_type, arena_copy(arena, col_text(stmt, "query")));
    done(stmt);
    bool good = selection && selection_each(db, selection, visit_member, &walk);
    arena_free(walk.arena);
    arena_free(arena);
    return good;
}

