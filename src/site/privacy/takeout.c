#include "site/privacy/takeout.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/record.h"
#include "site/outbox/outbox.h"
#include "site/page.h"
#include "site/privacy/holdings.h"
#include "site/types.h"
#include "site/visitor.h"

struct takeout {
    struct request *request;
    const struct person *person;
    struct personal_register all;
    struct archive_parts *parts;
    struct buffer readme[LANG_COUNT];
};

/* --- values --------------------------------------------------------------------------------------------------------- */

/* Secrets, what is only of use to the program, and what is about others (who decided). */
static bool is_left_out(const struct personal_register *all, const char *table, const char *column)
{
    static const char *const names[] = { "csrf",       "secret",     "changeset",  "token",
                                         "public_key", "sign_count", "credential", NULL };
    for (int i = 0; names[i]; i++) {
        if (text_equal(names[i], column))
            return true;
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].subject == SUBJECT_BY && text_equal(all->at[i].table, table) &&
            text_equal(all->at[i].column, column))
            return true;
    }
    return text_ends(column, "_hash");
}

static bool is_moment(const char *column)
{
    return text_equal(column, "at") || text_ends(column, "_at");
}

static const char *plain(struct arena *arena, const char *column, struct value value)
{
    char iso[24];
    if (value.kind == VALUE_INT && is_moment(column)) {
        moment_iso(value.number, iso);
        return arena_copy(arena, iso);
    }
    return value.kind == VALUE_INT    ? arena_number(arena, value.number)
           : value.kind == VALUE_REAL ? arena_print(arena, "%.15g", value.real)
           : value.kind == VALUE_TEXT ? value.text
                                      : NULL;
}

static json_t *as_json(struct arena *arena, const char *column, struct value value)
{
    if (value.kind == VALUE_INT && !is_moment(column))
        return json_integer(value.number);
    const char *text = plain(arena, column, value);
    return text ? json_string(text) : json_null();
}

/* A cell of CSV; what a spreadsheet would run as a formula is only text. */
static void put_cell(struct buffer *out, const char *text, bool first)
{
    text = text ? text : "";
    bool formula = *text && strchr("=+-@\t\r", *text);
    bool quote = formula || strpbrk(text, ",\"\r\n");
    if (!first)
        buffer_putc(out, ',');
    if (quote)
        buffer_putc(out, '"');
    if (formula)
        buffer_putc(out, '\'');
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            buffer_putc(out, '"');
        buffer_putc(out, *at);
    }
    if (quote)
        buffer_putc(out, '"');
}

static void add_part(struct takeout *takeout, const char *name, struct buffer *bytes)
{
    struct arena *arena = takeout->request->arena;
    const char *copy = arena_copy_n(arena, bytes->at ? bytes->at : "", bytes->len);
    archive_add(arena, takeout->parts, name, copy, bytes->len, 0);
    buffer_free(bytes);
}

static void add_json(struct takeout *takeout, const char *name, json_t *json)
{
    char *text = json_dumps(json, JSON_INDENT(2));
    struct buffer bytes = { 0 };
    buffer_puts(&bytes, text ? text : "null");
    buffer_putc(&bytes, '\n');
    add_part(takeout, name, &bytes);
    free(text);
    json_decref(json);
}

/* --- what it means -------------------------------------------------------------------------------------------------- */

static const char *column_words(const struct locale *locale, struct arena *arena, const char *table,
                                const char *column)
{
    const char *area =
        text_ends(table, "_text") ? arena_copy_n(arena, table, strlen(table) - 5) : table;
    const char *const keys[] = { arena_print(arena, "privacy.column_%s_%s", table, column),
                                 arena_print(arena, "%s.%s", area, column),
                                 arena_print(arena, "privacy.column_%s", column) };
    const char *words = NULL;
    for (int i = 0; i < 3 && !words; i++)
        words = locale_text(locale, keys[i]);
    return words;
}

static void put_line(struct takeout *takeout, enum language lang, const char *key)
{
    buffer_printf(&takeout->readme[lang], "%s\n\n", locale_text(locale_of(lang), key));
}

static void put_head(struct takeout *takeout, const char *file, const char *what[LANG_COUNT])
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const struct locale *locale = locale_of((enum language)lang);
        buffer_printf(&takeout->readme[lang],
                      "## %s.csv, %s.json\n\n%s\n\n| %s | %s |\n| --- | --- |\n", file, file,
                      what[lang], locale_text(locale, "privacy.readme_column"),
                      locale_text(locale, "privacy.readme_meaning"));
    }
}

static void put_columns(struct takeout *takeout, const char *table, const char *const *columns)
{
    struct arena *arena = takeout->request->arena;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        for (int i = 0; columns[i]; i++) {
            const char *words =
                column_words(locale_of((enum language)lang), arena, table, columns[i]);
            buffer_printf(&takeout->readme[lang], "| %s | %s |\n", columns[i],
                          words ? words : columns[i]);
        }
        buffer_putc(&takeout->readme[lang], '\n');
    }
}

/* --- tables --------------------------------------------------------------------------------------------------------- */

/* The columns of STMT that go into the archive, NULL at the end. */
static const char **columns_of(const struct takeout *takeout, struct stmt *stmt, const char *table)
{
    struct arena *arena = takeout->request->arena;
    const char **columns = arena_many(arena, const char *, (size_t)stmt_columns(stmt) + 1);
    int count = 0;
    for (int i = 0; i < stmt_columns(stmt); i++) {
        const char *name = stmt_column_name(stmt, i);
        if (!is_left_out(&takeout->all, table, name))
            columns[count++] = arena_copy(arena, name);
    }
    return columns;
}

/* Writes STMT's rows as FILE.csv and FILE.json, and explains them. */
static void add_rows(struct takeout *takeout, struct stmt *stmt, const char *file,
                     const char *table, const char *what[LANG_COUNT])
{
    struct arena *arena = takeout->request->arena;
    const char **columns = columns_of(takeout, stmt, table);
    struct buffer csv = { 0 };
    json_t *list = json_array();
    for (int i = 0; columns[i]; i++)
        put_cell(&csv, columns[i], !i);
    buffer_puts(&csv, "\r\n");
    while (step(stmt)) {
        struct map *row = copy_row(stmt, arena);
        json_t *object = json_object();
        for (int i = 0; columns[i]; i++) {
            struct value value = map_get(row, columns[i]);
            if (value.kind == VALUE_TEXT && text_equal(table, "message")) /* links that sign in */
                value = value_text(message_without_tokens(arena, value.text));
            put_cell(&csv, plain(arena, columns[i], value), !i);
            json_object_set_new(object, columns[i], as_json(arena, columns[i], value));
        }
        buffer_puts(&csv, "\r\n");
        json_array_append_new(list, object);
    }
    done(stmt);
    if (json_array_size(list)) {
        put_head(takeout, file, what);
        put_columns(takeout, table, (const char *const *)columns);
        add_part(takeout, arena_print(arena, "%s.csv", file), &csv);
        add_json(takeout, arena_print(arena, "%s.json", file), list);
    } else {
        buffer_free(&csv);
        json_decref(list);
    }
}

/* What the person did here, row by row: told by the account, with nothing about others. */
static bool is_own_doing(const char *table)
{
    return text_equal(table, "audit") || text_equal(table, "change");
}

/* Records of their own that only name an address of the person, what is made again, and what is told in better words elsewhere. */
static bool is_told_elsewhere(const struct personal_register *all, const char *table)
{
    static const char *const names[] = { "event",          "journal",       "publication_authors",
                                         "event_speakers", "change_record", NULL };
    for (int i = 0; names[i]; i++) {
        if (text_equal(names[i], table))
            return true;
    }
    return personal_fate(all, table) != ERASE_DELETE && !is_own_doing(table);
}

static void add_tables(struct takeout *takeout)
{
    struct arena *arena = takeout->request->arena;
    const struct personal_register *all = &takeout->all;
    const char *last = "";
    for (size_t i = 0; i < all->count; i++) {
        const struct personal *entry = &all->at[i];
        const char *what[LANG_COUNT];
        if (entry->subject >= SUBJECT_NAME || text_equal(entry->table, last) ||
            is_told_elsewhere(all, entry->table))
            continue;
        last = entry->table;
        for (int lang = 0; lang < LANG_COUNT; lang++)
            what[lang] = locale_text(locale_of((enum language)lang), entry->why);
        struct stmt *stmt = personal_rows(takeout->request->db, takeout->person, all, entry->table,
                                          is_own_doing(entry->table) ? ERASE_COUNT : ERASE_DELETE);
        if (stmt)
            add_rows(takeout, stmt, arena_print(arena, "data/%s", entry->table), entry->table,
                     what);
    }
}

static void add_named(struct takeout *takeout, enum query_id id, const char *file,
                      const char *table, const char *key)
{
    const char *what[LANG_COUNT];
    for (int lang = 0; lang < LANG_COUNT; lang++)
        what[lang] = locale_text(locale_of((enum language)lang), key);
    struct stmt *stmt = query(takeout->request->db, id);
    bind_text(stmt, "members", person_json(takeout->person, SUBJECT_MEMBER));
    bind_text(stmt, "lang", language_codes[takeout->request->lang]);
    add_rows(takeout, stmt, file, table, what);
}

/* --- the profile ---------------------------------------------------------------------------------------------------- */

static const char *label(enum language lang, struct arena *arena, const struct field *field)
{
    return locale_text(locale_of(lang), arena_print(arena, "member.%s", field->name));
}

/* Who sees a field: as its owner said, or as it is usual. */
static const char *level(const struct record *record, const struct field *field)
{
    int index = field_index(record->type, field);
    if (field->flags & OWNER && record->visibility[index])
        return record->visibility[index];
    return field->flags & PUBLIC ? "public" : "staff";
}

static void add_field(struct takeout *takeout, struct buffer *csv, json_t *list,
                      const struct record *record, const struct field *field)
{
    struct arena *arena = takeout->request->arena;
    int count = field->flags & TRANSLATED ? LANG_COUNT : 1;
    for (int lang = 0; lang < count; lang++) {
        const char *value = record_value(record, field->name, (enum language)lang);
        const char *code = count > 1 ? language_codes[lang] : "";
        if (!value)
            continue;
        const char *const cells[] = {
            field->name, label(LANG_EN, arena, field), label(LANG_ES, arena, field), code,
            value,       level(record, field)
        };
        static const char *const names[] = { "field",    "label_en", "label_es",
                                             "language", "value",    "visible_to" };
        json_t *object = json_object();
        for (int i = 0; i < 6; i++) {
            put_cell(csv, cells[i], !i);
            json_object_set_new(object, names[i], json_string(cells[i] ? cells[i] : ""));
        }
        buffer_puts(csv, "\r\n");
        json_array_append_new(list, object);
    }
}

static void add_profile(struct takeout *takeout, int64_t member)
{
    static const char *const columns[] = { "field", "label_en",   "label_es", "language",
                                           "value", "visible_to", NULL };
    struct arena *arena = takeout->request->arena;
    struct record *record = record_load(takeout->request->db, arena, &member_type, member);
    struct buffer csv = { 0 };
    const char *what[LANG_COUNT];
    if (!record)
        return;
    json_t *list = json_array();
    buffer_puts(&csv, "field,label_en,label_es,language,value,visible_to\r\n");
    for (const struct field *field = member_type.fields; field->name; field++)
        add_field(takeout, &csv, list, record, field);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        what[lang] = locale_text(locale_of((enum language)lang), "privacy.readme_profile");
    put_head(takeout, "profile", what);
    put_columns(takeout, "profile", columns);
    add_part(takeout, "profile.csv", &csv);
    add_json(takeout, "profile.json", list);
}

/* --- the history ---------------------------------------------------------------------------------------------------- */

static void add_difference(struct takeout *takeout, struct buffer *csv, json_t *list,
                           struct value change, struct value field)
{
    static const char *const columns[] = { "change", "at",    "field", "language",
                                           "before", "after", "by" };
    struct arena *arena = takeout->request->arena;
    const struct visitor *visitor = visitor_of(takeout->request);
    const char *who = value_get(change, symbol_of("who")).text;
    bool own = text_equal(who, visitor->name) || text_equal(who, visitor->email);
    const struct value cells[] = {
        value_get(change, symbol_of("change")),
        value_get(change, symbol_of("at")),
        value_get(field, symbol_of("label")),
        value_get(field, symbol_of("lang")),
        value_get(field, symbol_of("before")),
        value_get(field, symbol_of("after")),
        value_text(page_say(takeout->request, own ? "privacy.by_you" : "privacy.by_site"))
    };
    json_t *object = json_object();
    for (int i = 0; i < 7; i++) {
        put_cell(csv, plain(arena, columns[i], cells[i]), !i);
        json_object_set_new(object, columns[i], as_json(arena, columns[i], cells[i]));
    }
    buffer_puts(csv, "\r\n");
    json_array_append_new(list, object);
}

/* Calls EACH item of LIST. */
static bool next_item(struct value list, struct value *item)
{
    return (*list.list)->next((void *)(uintptr_t)list.list, item);
}

static void start_list(struct value list)
{
    (*list.list)->start((void *)(uintptr_t)list.list);
}

/* Who of the staff decided: about them, not about the person. */
static bool is_by(const struct takeout *takeout, struct value label)
{
    for (size_t i = 0; i < takeout->all.count; i++) {
        if (takeout->all.at[i].subject == SUBJECT_BY && label.kind == VALUE_TEXT &&
            text_equal(takeout->all.at[i].column, label.text))
            return true;
    }
    return false;
}

static void add_history(struct takeout *takeout, int64_t member)
{
    static const char *const columns[] = { "change", "at",    "field", "language",
                                           "before", "after", "by",    NULL };
    struct request *request = takeout->request;
    struct buffer csv = { 0 };
    const char *what[LANG_COUNT];
    json_t *list = json_array();
    struct value changes, change, field;
    int64_t before = 0;
    buffer_puts(&csv, "change,at,field,language,before,after,by\r\n");
    do {
        changes = record_history(request->db, request->arena, &member_type, member,
                                 page_locale(request), before, &before);
        start_list(changes);
        while (next_item(changes, &change)) {
            struct value fields = value_get(change, symbol_of("fields"));
            start_list(fields);
            while (next_item(fields, &field)) {
                if (!is_by(takeout, value_get(field, symbol_of("label"))))
                    add_difference(takeout, &csv, list, change, field);
            }
        }
    } while (before);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        what[lang] = locale_text(locale_of((enum language)lang), "privacy.readme_history");
    put_head(takeout, "history", what);
    put_columns(takeout, "history", columns);
    add_part(takeout, "history.csv", &csv);
    add_json(takeout, "history.json", list);
}

/* --- pictures and files ------------------------------------------------------------------------------------------------- */

static void add_file(void *self, int64_t id)
{
    struct takeout *takeout = self;
    struct arena *arena = takeout->request->arena;
    struct stmt *stmt = query(takeout->request->db, Q_privacy_file_bytes);
    bind_int(stmt, "id", id);
    if (step(stmt)) {
        char *name = arena_print(arena, "files/%lld-%s", (long long)id, col_text(stmt, "name"));
        for (char *at = name + 6; *at; at++) {
            if ((unsigned char)*at >= 0x7f || (unsigned char)*at < 0x20 ||
                strchr("/\\:*?\"<>|", *at))
                *at = '_';
        }
        archive_add(arena, takeout->parts, name, NULL, 0, col_int(stmt, "data_id"));
    }
    done(stmt);
}

static void add_files(struct takeout *takeout)
{
    struct person copy = *takeout->person;
    copy.who[SUBJECT_FILE] = takeout->person->who[SUBJECT_FILE];
    for (size_t i = 0; i < copy.who[SUBJECT_FILE].id_count; i++)
        add_file(takeout, copy.who[SUBJECT_FILE].ids[i]);
    for (int lang = 0; lang < LANG_COUNT && copy.who[SUBJECT_FILE].id_count; lang++) {
        buffer_puts(&takeout->readme[lang], "## files/\n\n");
        put_line(takeout, (enum language)lang, "privacy.readme_files");
    }
}

void takeout(struct request *request, const struct person *person, struct archive_parts *parts)
{
    struct takeout takeout = { .request = request,
                               .person = person,
                               .all = personal_load(request->db, request->arena),
                               .parts = parts };
    static const char *const names[LANG_COUNT] = { "README.en.md", "LEAME.es.md" };
    const struct scrub_set *members = &person->who[SUBJECT_MEMBER];
    char now[24];
    moment_iso(moment_now(), now);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const struct locale *locale = locale_of((enum language)lang);
        buffer_printf(&takeout.readme[lang], "# %s\n\n%s\n\n%s: %s. %s\n\n",
                      locale_text(locale, "privacy.title"),
                      locale_text(locale, "privacy.readme_lead"),
                      locale_text(locale, "privacy.readme_made"), now, request->origin);
    }
    for (size_t i = 0; i < members->id_count; i++)
        add_profile(&takeout, members->ids[i]);
    add_named(&takeout, Q_privacy_publications, "publications", "publication_authors",
              "privacy.readme_publications");
    add_named(&takeout, Q_privacy_events, "events", "event_speakers", "privacy.readme_events");
    for (size_t i = 0; i < members->id_count; i++)
        add_history(&takeout, members->ids[i]);
    add_tables(&takeout);
    add_files(&takeout);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        add_part(&takeout, names[lang], &takeout.readme[lang]);
}

/* --- the check ---------------------------------------------------------------------------------------------------------- */

bool takeout_check(struct db *db, void (*report)(void *self, const char *fault), void *self)
{
    struct arena *arena = arena_new();
    struct personal_register all = personal_load(db, arena);
    struct stmt *stmt = query(db, Q_privacy_columns);
    bool good = true;
    while (step(stmt)) {
        const char *table = col_text(stmt, "table_name"), *column = col_text(stmt, "column_name");
        if (is_left_out(&all, table, column) || is_told_elsewhere(&all, table))
            continue;
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            if (column_words(locale_of((enum language)lang), arena, table, column))
                continue;
            report(self,
                   arena_print(arena, "personal data: %s.%s: no words \"privacy.column_%s\" in %s",
                               table, column, column, language_codes[lang]));
            good = false;
        }
    }
    done(stmt);
    arena_free(arena);
    return good;
}
