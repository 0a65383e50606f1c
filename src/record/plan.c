/* How a selection is read: the rarest condition leads by its index, the others are asked of the rows it gives; where none is
 * rare, rows are walked in the order that is asked for. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/record_internal.h"
#include "record/selection_internal.h"

#define LOOKED 5000 /* how far it is counted which condition is the rarest */
#define FEW 1500    /* so many rows are asked to the last */
#define SAMPLE 500  /* rows that an estimate is made of */
#define WALK_WORTH                                                                                 \
    20 /* rows of an order passed by for a page, over those found that are sorted in that time */

struct binding {
    const char *name, *text; /* TEXT NULL: the number */
    int64_t number;
    struct binding *next;
};

static void add_text(struct plan *plan, const char *name, const char *text)
{
    struct binding *binding = arena_one(plan->arena, struct binding);
    *binding = (struct binding){ name, text, 0, plan->bindings };
    plan->bindings = binding;
}

static void add_int(struct plan *plan, const char *name, int64_t number)
{
    struct binding *binding = arena_one(plan->arena, struct binding);
    *binding = (struct binding){ name, NULL, number, plan->bindings };
    plan->bindings = binding;
}

static void bind_all(struct stmt *stmt, const struct plan *plan)
{
    for (const struct binding *one = plan->bindings; one; one = one->next) {
        if (one->text)
            bind_text(stmt, one->name, one->text);
        else
            bind_int(stmt, one->name, one->number);
    }
}

/* --- sums that are kept ----------------------------------------------------------------------------------------- */

#define SUMS 256

/* What a statement counted, as long as nobody writes to what it counts. */
struct sum {
    char *key;
    uint64_t stamp;
    int64_t n;
};
static struct sum sums[SUMS];
static pthread_mutex_t sums_lock = PTHREAD_MUTEX_INITIALIZER;

/* The statement with its values. */
static const char *sum_key(const struct plan *plan, const char *sql)
{
    struct buffer key = { 0 };
    buffer_puts(&key, sql);
    for (const struct binding *one = plan->bindings; one; one = one->next)
        buffer_printf(&key, "\n%s %lld %s", one->name, (long long)one->number,
                      one->text ? one->text : "");
    const char *text = arena_copy(plan->arena, buffer_text(&key));
    buffer_free(&key);
    return text;
}

static struct sum *sum_place(const char *key)
{
    uint32_t hash = 2166136261u;
    for (const char *at = key; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    return &sums[(hash ^ hash >> 16) % SUMS];
}

static bool sum_kept(const char *key, uint64_t stamp, int64_t *n)
{
    struct sum *sum = sum_place(key);
    pthread_mutex_lock(&sums_lock);
    bool kept = sum->key && sum->stamp == stamp && !strcmp(sum->key, key);
    if (kept)
        *n = sum->n;
    pthread_mutex_unlock(&sums_lock);
    return kept;
}

static void sum_keep(const char *key, uint64_t stamp, int64_t n)
{
    struct sum *sum = sum_place(key);
    char *copy = strdup(key);
    pthread_mutex_lock(&sums_lock);
    free(sum->key);
    *sum = (struct sum){ copy, stamp, n };
    pthread_mutex_unlock(&sums_lock);
}

/* What SQL counts, with the values of PLAN; ANEW: not what was kept. */
static int64_t counted(struct db *db, const struct plan *plan, const char *sql, bool anew)
{
    const char *key = sum_key(plan, sql);
    struct stmt *stmt = query_text(db, sql);
    uint64_t stamp;
    int64_t n;
    bool keeps = stmt_stamp(stmt, &stamp) && !anew;
    if (keeps && sum_kept(key, stamp, &n)) {
        done(stmt);
        return n;
    }
    bind_all(stmt, plan);
    n = scalar_int(stmt);
    if (keeps && !reader_failed(db, NULL))
        sum_keep(key, stamp, n);
    return n;
}

/* --- conditions ------------------------------------------------------------------------------------------ */

static const char *column_of(struct arena *arena, const struct condition *condition)
{
    if (condition->field)
        return arena_print(arena, "t.%s", field_column(arena, condition->field));
    if (!strcmp(condition->name, "state"))
        return "t.state";
    return arena_print(arena, "t.%s_at", condition->name);
}

static bool linked(const struct field *field)
{
    return field && (field_links(field) || field->kind == KIND_LINKS);
}

/* A value as the database holds it: of links the number. */
static const char *stored(struct db *db, struct plan *plan, const struct condition *condition,
                          const char *value, bool *number)
{
    const struct field *field = condition->field;
    *number = linked(field) || (field && field->kind == KIND_YESNO);
    if (linked(field)) /* what the audience may not see is as if it were not there */
        return arena_number(plan->arena,
                            open_by_slug(db, plan->arena, record_type_named(field->target), value,
                                         plan->selection->seen_by));
    return *number ? !strcmp(value, "1") ? "1" : !strcmp(value, "0") ? "0" : "-1" : value;
}

static void add_stored(struct db *db, struct plan *plan, const struct condition *condition,
                       const char *name, const char *value)
{
    bool number;
    value = stored(db, plan, condition, value, &number);
    if (number)
        add_int(plan, name, strtoll(value, NULL, 10));
    else
        add_text(plan, name, value);
}

/* "= :c0", or "IN (...)" of several values; binds them. The list is filled up to 2, 4, 8... with the last value, so that few
 * statements differ. */
static const char *wanted(struct db *db, struct plan *plan, const struct condition *condition,
                          int index)
{
    struct buffer list = { 0 };
    int room = 1;
    if (condition->count == 1) {
        const char *name = arena_print(plan->arena, "c%d", index);
        add_stored(db, plan, condition, name, condition->values[0]);
        return arena_print(plan->arena, "= :%s", name);
    }
    while (room < condition->count)
        room *= 2;
    for (int i = 0; i < room; i++) {
        const char *name = arena_print(plan->arena, "c%d_%d", index, i);
        add_stored(db, plan, condition, name,
                   condition->values[i < condition->count ? i : condition->count - 1]);
        buffer_printf(&list, "%s:%s", i ? ", " : "", name);
    }
    const char *sql = arena_print(plan->arena, "IN (%s)", buffer_text(&list));
    buffer_free(&list);
    return sql;
}

static const char *target_column(const struct field *field)
{
    return field->kind == KIND_LINKS ? "target_id" : "value";
}

static const char *values_sql(struct db *db, struct plan *plan, const struct condition *condition,
                              int index)
{
    const char *type = plan->selection->type->name;
    const char *right = wanted(db, plan, condition, index);
    if (condition->field && field_several(condition->field))
        return arena_print(plan->arena,
                           " AND EXISTS (SELECT 1 FROM %s_%s x WHERE x.%s_id = t.id AND x.%s %s)",
                           type, condition->name, type, target_column(condition->field), right);
    return arena_print(plan->arena, " AND +%s %s", column_of(plan->arena, condition), right);
}

/* Noon of the next day is in it whatever the clocks do. */
static bool next_day(const char *date, int64_t *utc)
{
    char next[20];
    if (!zone_to_utc(HOME_ZONE, date, utc) || !zone_from_utc(HOME_ZONE, *utc + 129600, next, NULL))
        return false;
    next[10] = '\0';
    return zone_to_utc(HOME_ZONE, next, utc);
}

/* The first second after a day, a month or a year, as they are at home; false when it is none. */
static bool end_of(struct arena *arena, const char *date, int64_t *utc)
{
    long long year = 0, month = 12, day = 0;
    size_t len = strlen(date);
    if (len == 10)
        return next_day(date, utc);
    if (len != 4 && len != 7)
        return false;
    if (!text_to_int(arena_copy_n(arena, date, 4), &year) ||
        (len == 7 && !text_to_int(date + 5 + (date[5] == '0'), &month)))
        return false;
    day = month == 12;
    return zone_to_utc(HOME_ZONE,
                       arena_print(arena, "%04lld-%02lld", year + day, day ? 1 : month + 1), utc);
}

static bool looks_date(const char *text)
{
    return strlen(text) >= 4 && strlen(text) <= 16 && !text[strspn(text, "0123456789-T:")];
}

/* One end of a range as a bound value; false when no record can be in it. */
static bool add_end(struct plan *plan, const struct condition *condition, const char *name,
                    const char *value, bool upper)
{
    long long number;
    int64_t utc;
    if (!condition->field) {
        if (strchr(value, 'T') ||
            (upper ? !end_of(plan->arena, value, &utc) : !zone_to_utc(HOME_ZONE, value, &utc)))
            return false;
        add_int(plan, name, upper ? utc - 1 : utc);
    } else if (condition->field->kind == KIND_NUMBER) {
        if (!text_to_int(value, &number))
            return false;
        add_int(plan, name, number);
    } else {
        if (!looks_date(value))
            return false;
        /* what begins with the last day, month or year belongs to it */
        add_text(plan, name, upper ? arena_print(plan->arena, "%s~", value) : value);
    }
    return true;
}

static const char *range_sql(struct plan *plan, const struct condition *condition, int index,
                             bool leads)
{
    const char *column = column_of(plan->arena, condition), *sql = "";
    const char *from = arena_print(plan->arena, "c%d_from", index),
               *to = arena_print(plan->arena, "c%d_to", index), *plus = leads ? "" : "+";
    if (condition->from)
        sql = arena_print(plan->arena, " AND %s%s >= :%s", plus, column, from);
    if (condition->to)
        sql = arena_print(plan->arena, "%s AND %s%s <= :%s", sql, plus, column, to);
    if ((condition->from && !add_end(plan, condition, from, condition->from, false)) ||
        (condition->to && !add_end(plan, condition, to, condition->to, true)))
        plan->impossible = true;
    return sql;
}

static const char *filled_sql(struct plan *plan, const struct condition *condition, bool leads)
{
    const struct field *field = condition->field;
    const char *type = plan->selection->type->name, *not ;
    bool empty = text_equal(condition->is, "empty");
    plan->impossible |= !empty && !text_equal(condition->is, "filled");
    not = empty ? "NOT " : "";
    if (field_several(field))
        return arena_print(plan->arena,
                           " AND %sEXISTS (SELECT 1 FROM %s_%s x WHERE x.%s_id = t.id)", not, type,
                           field->name, type);
    if (field->flags & TRANSLATED)
        return arena_print(
            plan->arena,
            " AND %sEXISTS (SELECT 1 FROM %s_text x WHERE x.%s_id = t.id AND x.%s IS NOT NULL)",
            not, type, type, field->name);
    return arena_print(plan->arena, " AND %s%s IS %sNULL", leads ? "" : "+",
                       column_of(plan->arena, condition), empty ? "" : "NOT ");
}

/* Every word as a beginning; one letter alone as a whole word, since it begins too many. */
static const char *match_text(struct arena *arena, const char *typed)
{
    struct buffer out = { 0 };
    for (const char *at = typed + strspn(typed, " \t\r\n"); *at; at += strspn(at, " \t\r\n")) {
        size_t len = strcspn(at, " \t\r\n");
        buffer_putc(&out, '"');
        for (size_t i = 0; i < len; i++) {
            buffer_putc(&out, at[i]);
            if (at[i] == '"')
                buffer_putc(&out, '"');
        }
        buffer_puts(&out, text_length(arena_copy_n(arena, at, len)) > 1 ? "\" * " : "\" ");
        at += len;
    }
    const char *text = arena_copy_n(arena, out.at, out.len);
    buffer_free(&out);
    return text;
}

static const char *hits_sql(struct plan *plan)
{
    long long base = title_base(plan->selection->type);
    add_text(plan, "match", match_text(plan->arena, plan->selection->search));
    return arena_print(plan->arena,
                       "title_fts MATCH :match AND title_fts.rowid BETWEEN %lld AND %lld", base,
                       base + (1LL << TITLE_ID_BITS) - 1);
}

/* --- which one leads ----------------------------------------------------------------------------------------- */

/* A leading range, or that something is filled in. */
static const char *loose_sql(struct plan *plan, const struct leader *leader)
{
    return leader->condition->field ? filled_sql(plan, leader->condition, true)
                                    : range_sql(plan, leader->condition, leader->index, true);
}

/* FROM and WHERE of the leading condition alone: only what its index holds. */
static const char *leader_alone(struct db *db, struct plan *plan, const struct leader *leader)
{
    struct arena *arena = plan->arena;
    const struct condition *condition = leader->condition;
    const char *type = plan->selection->type->name;
    if (!condition) /* the words */
        return arena_print(arena, "title_fts WHERE %s", hits_sql(plan));
    if (!condition->count)
        return arena_print(arena, "%s t WHERE 1%s", type, loose_sql(plan, leader));
    const char *right = wanted(db, plan, condition, leader->index);
    if (condition->field && field_several(condition->field))
        return arena_print(arena, "%s_%s d WHERE d.%s %s", type, condition->name,
                           target_column(condition->field), right);
    return arena_print(arena, "%s t WHERE %s %s", type, column_of(arena, condition), right);
}

static int64_t leader_size(struct db *db, const struct plan *plan, const struct leader *leader,
                           bool exact)
{
    struct plan alone = { .arena = plan->arena, .selection = plan->selection };
    const char *from = leader_alone(db, &alone, leader);
    const char *sql =
        exact ? arena_print(plan->arena, "SELECT count(*) FROM %s", from)
              : arena_print(plan->arena, "SELECT count(*) FROM (SELECT 1 FROM %s LIMIT %d)", from,
                            LOOKED);
    return alone.impossible ? 0 : counted(db, &alone, sql, false);
}

static void consider(struct db *db, struct plan *plan, struct leader *best, struct leader other)
{
    other.size = leader_size(db, plan, &other, false);
    if ((!best->condition && !best->search) || other.size < best->size)
        *best = other;
}

struct leader selection_leader(struct db *db, struct arena *arena,
                               const struct selection *selection)
{
    struct plan *plan = arena_one(arena, struct plan);
    struct leader best = { 0 };
    int index = 0;
    *plan = (struct plan){ .arena = arena, .selection = selection };
    if (selection->search)
        consider(db, plan, &best, (struct leader){ .search = true });
    for (const struct condition *one = selection->conditions; one; one = one->next, index++) {
        bool range = !one->field && (one->from || one->to); /* created, updated: have an index */
        bool filled = one->field && text_equal(one->is, "filled") && !one->from && !one->to &&
                      !field_several(one->field) && !(one->field->flags & TRANSLATED);
        if (one->count || range || filled)
            consider(db, plan, &best, (struct leader){ .condition = one, .index = index });
    }
    return best;
}

/* Whether rows of the leader come newest first by themselves. */
static bool in_order(const struct leader *leader)
{
    return !leader->condition || leader->condition->count == 1;
}

static bool title_sorts(const struct selection *selection)
{
    return selection->sort &&
           (!strcmp(selection->sort, "title") || !strcmp(selection->sort, selection->type->title));
}

/* Whether walking all in the order of their titles finds a page of those with the words sooner than sorting these: a step of the walk takes less
 * than what one of them is sorted by. */
static bool words_walk(struct db *db, const struct plan *plan, const struct leader *leader)
{
    if (!title_sorts(plan->selection) || plan->selection->conditions)
        return false;
    int64_t all = scalar_int(query_text(
        db, arena_print(plan->arena, "SELECT max(id) FROM %s", plan->selection->type->name)));
    return leader->size * leader->size > WALK_WORTH * all;
}

/* Where many match, walking in the order that is asked for finds a page sooner than gathering all. */
static bool walks(struct db *db, const struct plan *plan, const struct leader *leader)
{
    const struct field *field =
        plan->selection->sort ? field_named(plan->selection->type, plan->selection->sort) : NULL;
    if (!leader->search && !leader->condition)
        return true;
    if (field && (field->kind == KIND_CHOICE || field->kind == KIND_COUNTRY ||
                  field->kind == KIND_LANGUAGE)) /* no index has them in the order of their names */
        return false;
    if (leader->search)
        return words_walk(db, plan, leader);
    return leader->size >= LOOKED && (plan->selection->sort || !in_order(leader));
}

/* A plus keeps SQLite from walking all records in their order where the leader finds them sooner. */
static void lead(struct db *db, struct plan *plan, const struct leader *leader)
{
    struct arena *arena = plan->arena;
    const struct condition *condition = leader->condition;
    const char *type = plan->selection->type->name;
    long long base = title_base(plan->selection->type);
    plan->id = in_order(leader) ? "t.id" : "+t.id";
    if (!condition) {
        plan->from = arena_print(
            arena, "title_fts CROSS JOIN %s t ON t.id = title_fts.rowid - %lld", type, base);
        plan->lead = hits_sql(plan);
        plan->id = "title_fts.rowid";
        plan->offset = base;
    } else if (!condition->count) {
        plan->lead = loose_sql(plan, leader) + strlen(" AND ");
    } else if (!condition->field || !field_several(condition->field)) {
        plan->lead = arena_print(arena, "%s %s", column_of(arena, condition),
                                 wanted(db, plan, condition, leader->index));
    } else if (condition->count > 1) {
        plan->lead = arena_print(arena, "t.id IN (SELECT d.%s_id FROM %s_%s d WHERE d.%s %s)", type,
                                 type, condition->name, target_column(condition->field),
                                 wanted(db, plan, condition, leader->index));
    } else {
        plan->from = arena_print(arena, "%s_%s d CROSS JOIN %s t ON t.id = d.%s_id", type,
                                 condition->name, type, type);
        plan->id = arena_print(arena, "d.%s_id", type);
        plan->lead = arena_print(arena, "d.%s %s", target_column(condition->field),
                                 wanted(db, plan, condition, leader->index));
        if (condition->field->kind == KIND_LINKS) /* linked twice is found once */
            plan->lead = arena_print(
                arena,
                "%s AND NOT EXISTS (SELECT 1 FROM %s_%s y WHERE y.%s_id = d.%s_id AND y.target_id "
                "= d.target_id AND y.position < d.position)",
                plan->lead, type, condition->name, type, type);
    }
}

/* What the audience may find at all, and by the fields that are asked for; "1": everything. */
static const char *seen_sql(struct plan *plan)
{
    const struct selection *selection = plan->selection;
    const char *sql = open_list_sql(plan->arena, selection->type, selection->seen_by);
    for (const struct condition *one = selection->conditions; one && selection->seen_by;
         one = one->next) {
        if (one->field)
            sql = arena_print(
                plan->arena, "%s AND %s", sql,
                open_field_sql(plan->arena, selection->type, one->field, selection->seen_by));
    }
    if (!selection->among)
        return sql;
    add_text(plan, "among", selection->among);
    return arena_print(plan->arena, "%s AND t.id IN (SELECT value FROM json_each(:among))", sql);
}

static void add_rest(struct db *db, struct plan *plan, const struct leader *leader)
{
    int index = 0;
    plan->rest = seen_sql(plan);
    for (const struct condition *one = plan->selection->conditions; one; one = one->next, index++) {
        bool leads = one == leader->condition;
        const char *values = one->count && !leads ? values_sql(db, plan, one, index) : "";
        bool loose = leads && !one->count;
        const char *range =
            (one->from || one->to) && !loose ? range_sql(plan, one, index, false) : "";
        const char *is = one->is && !loose ? filled_sql(plan, one, false) : "";
        plan->rest = arena_print(plan->arena, "%s%s%s%s", plan->rest, values, range, is);
    }
    if (plan->selection->search && !leader->search)
        plan->rest =
            arena_print(plan->arena, "%s AND t.id + %lld IN (SELECT rowid FROM title_fts WHERE %s)",
                        plan->rest, (long long)title_base(plan->selection->type), hits_sql(plan));
}

/* --- the order ------------------------------------------------------------------------------------------------ */

static void order_by_title(struct plan *plan, bool walk)
{
    const struct record_type *type = plan->selection->type;
    const char *lang =
        field_named(type, type->title)->flags & TRANSLATED ? language_codes[plan->lang] : "es";
    long long base = title_base(type);
    plan->key = arena_print(plan->arena, walk ? "s.sort_%s" : "+s.sort_%s", lang);
    if (!walk) {
        plan->from = arena_print(plan->arena, "%s CROSS JOIN record_title s ON s.id = t.id + %lld",
                                 plan->from, base);
        return;
    }
    plan->from = arena_print(plan->arena, "record_title s CROSS JOIN %s t ON t.id = s.id - %lld",
                             type->name, base);
    plan->lead = arena_print(plan->arena, "s.area = %lld AND s.sort_%s IS NOT NULL", base, lang);
    plan->id = "s.id";
    plan->offset = base;
}

struct labelled {
    const char *value, *key;
};

static int by_key(const void *one, const void *other)
{
    return strcmp(((const struct labelled *)one)->key, ((const struct labelled *)other)->key);
}

/* What a field can be, by what it is called in the language: ",MX,DE,". NULL: it is no such field. */
static const char *labels_in_order(struct plan *plan, const struct field *field)
{
    const char *const *values = field->kind == KIND_CHOICE    ? field->choices
                                : field->kind == KIND_COUNTRY ? (const char *const *)country_list()
                                : field->kind == KIND_LANGUAGE
                                    ? (const char *const *)language_list()
                                    : NULL;
    const struct locale *locale = locale_of(plan->lang);
    const char *list = ",";
    size_t count = 0;
    while (values && values[count])
        count++;
    struct labelled *labels = arena_many(plan->arena, struct labelled, count + 1);
    for (size_t i = 0; i < count; i++)
        labels[i] = (struct labelled){
            values[i], locale_sort_key(locale, plan->arena,
                                       record_value_words(locale, plan->arena,
                                                          plan->selection->type, field, values[i]))
        };
    qsort(labels, count, sizeof *labels, by_key);
    for (size_t i = 0; i < count; i++)
        list = arena_print(plan->arena, "%s%s,", list, labels[i].value);
    return values ? list : NULL;
}

static void order(struct plan *plan, bool walk)
{
    const struct record_type *type = plan->selection->type;
    const char *sort = plan->selection->sort;
    const struct field *field = sort ? field_named(type, sort) : NULL;
    const char *plus = walk ? "" : "+";
    plan->down = sort ? plan->selection->down : true;
    if (!sort)
        return;
    if (title_sorts(plan->selection)) {
        order_by_title(plan, walk);
    } else if (!strcmp(sort, "created") || !strcmp(sort, "updated")) {
        plan->key = arena_print(plan->arena, "%st.%s_at", plus, sort);
        plan->number = true;
    } else if (!strcmp(sort, "state")) {
        plan->key = arena_print(plan->arena, "%st.state", plus);
    } else if ((plan->labels = labels_in_order(plan, field))) { /* by names, not by codes */
        plan->key =
            arena_print(plan->arena, "ifnull(instr(:labels, ',' || t.%s || ','), 0)", field->name);
        plan->number = true;
        add_text(plan, "labels", plan->labels);
    } else {
        plan->key = arena_print(plan->arena, "%st.%s", plus, field_column(plan->arena, field));
        plan->number = field->kind == KIND_NUMBER || field->kind == KIND_YESNO;
        plan->nullable = !(field->flags & REQUIRED);
    }
}

struct plan *plan_make(struct db *db, struct arena *arena, const struct selection *selection,
                       struct leader leader, enum language lang)
{
    struct plan *plan = arena_one(arena, struct plan);
    *plan = (struct plan){ .arena = arena,
                           .selection = selection,
                           .lang = lang,
                           .from = arena_print(arena, "%s t", selection->type->name),
                           .lead = "1",
                           .id = "t.id" };
    bool walk = walks(db, plan, &leader);
    if (walk)
        leader = (struct leader){ 0 };
    else
        lead(db, plan, &leader);
    add_rest(db, plan, &leader);
    order(plan, walk);
    return plan;
}

/* --- rows and numbers ------------------------------------------------------------------------------------------ */

/* Binds what the row was sorted by from which the window goes on; false when there is no such row any more. */
static bool window_key(struct db *db, const struct plan *plan, int64_t id, const char **text,
                       int64_t *number, bool *null)
{
    bool title = strstr(plan->key, "s.sort_") != NULL;
    const char *from = title ? "record_title s" : plan->selection->type->name;
    struct stmt *stmt =
        query_text(db, arena_print(plan->arena, "SELECT %s AS value FROM %s%s WHERE id = :id",
                                   plan->key, from, title ? "" : " t"));
    bind_int(stmt, "id", id + (title ? title_base(plan->selection->type) : 0));
    if (plan->labels)
        bind_text(stmt, "labels", plan->labels);
    bool found = step(stmt);
    if (found) {
        *null = col_null(stmt, "value");
        *text = arena_copy(plan->arena, col_text(stmt, "value"));
        *number = col_int(stmt, "value");
    }
    done(stmt);
    return found;
}

/* What comes after a row whose value is not null, or is; in SQLite null is before everything. */
static const char *after_sql(const struct plan *plan, bool down, bool null)
{
    const char *key = plan->key, *id = plan->id;
    if (null && down)
        return arena_print(plan->arena, " AND %s IS NULL AND %s < :w_id", key, id);
    if (null)
        return arena_print(plan->arena, " AND ((%s IS NULL AND %s > :w_id) OR %s IS NOT NULL)", key,
                           id, key);
    if (!down)
        return arena_print(plan->arena, " AND (%s, %s) > (:w_key, :w_id)", key, id);
    if (!plan->nullable)
        return arena_print(plan->arena, " AND (%s, %s) < (:w_key, :w_id)", key, id);
    return arena_print(plan->arena, " AND ((%s, %s) < (:w_key, :w_id) OR %s IS NULL)", key, id,
                       key);
}

/* Where rows are gathered and sorted, only those of the window are asked for their columns. */
static const char *rows_sql(const struct plan *plan, const char *columns, const char *after,
                            const char *direction, int limit)
{
    struct arena *arena = plan->arena;
    bool gathers = limit && (plan->labels || (plan->key && *plan->key == '+'));
    const char *sql =
        arena_print(arena, "SELECT %s FROM %s WHERE %s AND %s%s%s ORDER BY ",
                    gathers ? arena_print(arena, "t.id AS id, %s AS k", plan->key) : columns,
                    plan->from, plan->lead, plan->rest, after, plan->impossible ? " AND 0" : "");
    if (plan->key)
        sql = arena_print(arena, "%s%s %s, ", sql, plan->key, direction);
    sql = arena_print(arena, "%s%s %s", sql, plan->id, direction);
    if (limit)
        sql = arena_print(arena, "%s LIMIT %d", sql, limit);
    if (!gathers)
        return sql;
    return arena_print(
        arena, "SELECT %s FROM (%s) p CROSS JOIN %s t ON t.id = p.id ORDER BY p.k %s, p.id %s",
        columns, sql, plan->selection->type->name, direction, direction);
}

struct stmt *plan_rows(struct db *db, const struct plan *plan, const char *columns,
                       const struct window *window)
{
    struct arena *arena = plan->arena;
    bool down = plan->down != window->backward, null = false, keyed = false, from = window->from;
    const char *after = "", *text = NULL;
    int64_t number = 0;
    if (from && plan->key) {
        from = window_key(db, plan, window->from, &text, &number, &null);
        keyed = from && !null;
        after = from ? after_sql(plan, down, null) : "";
    } else if (from) {
        after = arena_print(arena, " AND %s %s :w_id", plan->id, down ? "<" : ">");
    }
    const char *direction = down ? "DESC" : "ASC";
    const char *sql = rows_sql(plan, columns, after, direction, window->limit);
    struct stmt *stmt = query_text(db, sql);
    bind_all(stmt, plan);
    if (from)
        bind_int(stmt, "w_id", window->from + plan->offset);
    if (keyed && plan->number)
        bind_int(stmt, "w_key", number);
    else if (keyed)
        bind_text(stmt, "w_key", text);
    return stmt;
}

static int64_t count_rows(struct db *db, const struct plan *plan, bool anew)
{
    return counted(db, plan,
                   arena_print(plan->arena, "SELECT count(*) FROM %s WHERE %s AND %s", plan->from,
                               plan->lead, plan->rest),
                   anew);
}

/* Two digits are as much as an estimate is worth. */
static int64_t rounded(double number)
{
    int64_t unit = 1, whole = (int64_t)(number + .5);
    while (whole / unit >= 100)
        unit *= 10;
    return (whole + unit / 2) / unit * unit;
}

/* Asks the first rows that the leader gives, and takes the rest to be like them. */
static int64_t estimate(struct db *db, const struct plan *plan, int64_t of, bool *about)
{
    struct stmt *stmt = query_text(
        db, arena_print(plan->arena,
                        "SELECT count(*) AS seen, total(yes) AS yes FROM (SELECT (%s) AS yes FROM "
                        "%s WHERE %s ORDER BY %s DESC LIMIT %d)",
                        plan->rest, plan->from, plan->lead, plan->id, SAMPLE));
    bind_all(stmt, plan);
    bool row = step(stmt);
    int64_t seen = row ? col_int(stmt, "seen") : 0, yes = row ? (int64_t)col_real(stmt, "yes") : 0;
    done(stmt);
    *about = seen == SAMPLE;
    return *about ? rounded((double)yes * (double)of / SAMPLE) : yes;
}

int64_t plan_count(struct db *db, struct arena *arena, const struct selection *selection,
                   struct leader leader, bool exact, bool *about)
{
    struct selection any_order = *selection;
    any_order.sort = NULL;
    struct plan *plan = plan_make(db, arena, &any_order, leader, LANG_EN);
    bool led = leader.condition || leader.search, alone = !strcmp(plan->rest, "1");
    *about = false;
    if (plan->impossible)
        return 0;
    if (exact || (!led && alone) || (led && leader.size < FEW))
        return count_rows(db, plan, exact);
    if (alone)
        return leader_size(db, plan, &leader, true);
    if (strcmp(plan->lead, "1"))
        return estimate(db, plan, leader_size(db, plan, &leader, true), about);
    const char *all = arena_print(arena, "SELECT count(*) FROM %s", selection->type->name);
    return estimate(db, plan, counted(db, &(struct plan){ .arena = arena }, all, false), about);
}

void selection_page(struct db *db, struct arena *arena, const struct selection *selection,
                    enum language lang, int64_t after, int64_t before, int limit,
                    struct selection_page *page)
{
    struct leader leader = selection_leader(db, arena, selection);
    struct plan *plan = plan_make(db, arena, selection, leader, lang);
    bool backward = before > 0;
    struct window window = { .from = backward ? before : after,
                             .backward = backward,
                             .limit = limit + 1 };
    struct stmt *stmt = plan_rows(db, plan, "t.id AS id", &window);
    *page = (struct selection_page){ .ids = arena_many(arena, int64_t, (size_t)limit) };
    bool more = false;
    while (!more && step(stmt)) {
        more = page->count == limit;
        if (!more)
            page->ids[page->count++] = col_int(stmt, "id");
    }
    done(stmt);
    for (int i = 0; backward && i < page->count / 2; i++) {
        int64_t swap = page->ids[i];
        page->ids[i] = page->ids[page->count - 1 - i];
        page->ids[page->count - 1 - i] = swap;
    }
    page->earlier = backward ? more : after > 0;
    page->later = backward || more;
    page->total = plan_count(db, arena, selection, leader, false, &page->about);
}

bool selection_each_in_order(struct db *db, const struct selection *selection, enum language lang,
                             bool (*visit)(void *self, int64_t id), void *self)
{
    struct arena *arena = arena_new();
    struct plan *plan =
        plan_make(db, arena, selection, selection_leader(db, arena, selection), lang);
    struct stmt *stmt = plan_rows(db, plan, "t.id AS id", &(struct window){ 0 });
    while (step(stmt) && visit(self, col_int(stmt, "id")))
        ;
    bool good = !stmt_fault(stmt);
    done(stmt);
    arena_free(arena);
    return good;
}

bool selection_each(struct db *db, const struct selection *selection,
                    bool (*visit)(void *self, int64_t id), void *self)
{
    struct selection any_order = *selection;
    any_order.sort = NULL;
    return selection_each_in_order(db, &any_order, LANG_EN, visit, self);
}
