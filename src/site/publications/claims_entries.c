/* Pasted entries: shown with what was read, then written as publications that wait for approval. */
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/page.h"
#include "site/publications/claims.h"
#include "site/types.h"
#include "site/visitor.h"

static const char *sent(const struct request *request, const char *name, int number)
{
    return request_form(request, arena_print(request->arena, "%s.%d", name, number));
}

static const char *full_name(struct arena *arena, const struct reference_name *name)
{
    return name->given ? arena_print(arena, "%s %s", name->given, name->family) : name->family;
}

/* --- which line is the member's? ---------------------------------------------------------------------------------- */

/* A name that holds the member's first surname, and begins with the same letter; 0 if none. */
static int likely_line(struct request *request, const struct reference *entry,
                       const struct record *member)
{
    struct arena *arena = request->arena;
    const char *surname = record_value(member, "surname1", LANG_EN);
    const char *given = record_value(member, "given", LANG_EN);
    int position = 0;
    if (!surname)
        surname = record_value(member, "display_name", LANG_EN);
    for (const struct reference_name *name = entry->names; name; name = name->next) {
        position++;
        const char *family = locale_fold(arena, name->family);
        if (!strstr(family, locale_fold(arena, surname)))
            continue;
        if (!given || !name->given ||
            *locale_fold(arena, given) == *locale_fold(arena, name->given))
            return position;
    }
    return 0;
}

/* What the form says, or else what is likely. */
static int chosen_line(struct request *request, const struct reference *entry, int number,
                       const struct record *member)
{
    const char *said = sent(request, "me", number);
    return said ? (int)strtol(said, NULL, 10) : likely_line(request, entry, member);
}

static enum language title_language(const struct request *request, const struct reference *entry,
                                    int number)
{
    const char *said = sent(request, "lang", number);
    said = said ? said : entry->language;
    return said && (text_starts(said, "en") || text_starts(said, "En")) ? LANG_EN
           : said && (text_starts(said, "es") || text_starts(said, "sp") ||
                      text_starts(said, "Sp") || text_starts(said, "Es"))
               ? LANG_ES
               : request->lang;
}

static const char *chosen_kind(const struct request *request, const struct reference *entry,
                               int number)
{
    const char *said = sent(request, "kind", number);
    const struct field *field = field_named(&publication_type, "kind");
    for (int i = 0; said && field->choices[i]; i++) {
        if (text_equal(field->choices[i], said))
            return said;
    }
    return entry->kind;
}

/* --- shown ---------------------------------------------------------------------------------------------------------- */

static void add_names(struct request *request, struct map *map, const struct reference *entry,
                      int number, const struct record *member)
{
    struct array *names = map_array(map, "names");
    int position = 0, chosen = chosen_line(request, entry, number, member);
    for (const struct reference_name *name = entry->names; name; name = name->next) {
        struct map *one = array_add_map(names);
        map_int(one, "position", ++position);
        map_text(one, "name", full_name(request->arena, name));
        map_bool(one, "chosen", position == chosen);
    }
}

static void add_kinds(struct request *request, struct map *map, const char *chosen)
{
    const struct field *field = field_named(&publication_type, "kind");
    struct array *kinds = map_array(map, "kinds");
    for (int i = 0; field->choices[i]; i++) {
        struct map *kind = array_add_map(kinds);
        map_text(kind, "value", field->choices[i]);
        map_text(kind, "label",
                 page_say(request,
                          arena_print(request->arena, "publication.kind_%s", field->choices[i])));
        map_bool(kind, "selected", text_equal(field->choices[i], chosen));
    }
}

static const char *wrong_words(struct request *request, const struct reference *entry)
{
    struct map *words = map_new(request->arena);
    map_text(words, "detail", entry->detail ? entry->detail : "");
    return entry->wrong ? locale_say(page_locale(request), request->arena, entry->wrong, words)
                        : NULL;
}

/* Read to its end: what is missing in it does not matter when it is in the list already. */
static bool is_whole(const struct reference *entry)
{
    return !text_equal(entry->wrong, "claims.unbalanced") &&
           !text_equal(entry->wrong, "claims.not_bibtex");
}

static void add_entry(struct request *request, struct array *list, const struct reference *entry,
                      int number, const struct record *member)
{
    struct map *map = array_add_map(list);
    int64_t known = is_whole(entry) ? claims_duplicate(request->db, request->arena, entry) : 0;
    enum language lang = title_language(request, entry, number);
    map_int(map, "number", number);
    map_int(map, "line", entry->line);
    map_text(map, "typed", entry->typed);
    map_text(map, "wrong", known ? NULL : wrong_words(request, entry));
    map_bool(map, "new", !entry->wrong && !known);
    map_bool(map, "take", !sent(request, "shown", number) || sent(request, "take", number));
    map_set(map, "known", known ? claims_found(request, known) : value_null());
    map_bool(map, "waits", known && map_get(map, "known").kind == VALUE_NULL);
    map_text(map, "title", entry->title);
    map_text(map, "year", entry->year);
    map_text(map, "container", entry->container ? entry->container : entry->publisher);
    map_text(map, "doi", entry->doi);
    map_bool(map, "in_en", lang == LANG_EN);
    map_bool(map, "in_es", lang == LANG_ES);
    map_bool(map, "no_line",
             sent(request, "take", number) && !chosen_line(request, entry, number, member));
    add_names(request, map, entry, number, member);
    add_kinds(request, map, chosen_kind(request, entry, number));
}

void claims_add_entries(struct request *request, struct map *page, struct reference *entries)
{
    struct record *member =
        record_load(request->db, request->arena, &member_type, visitor_of(request)->member);
    struct array *list = map_array(page, "entries");
    int number = 0, good = 0;
    for (const struct reference *entry = entries; entry && member; entry = entry->next) {
        add_entry(request, list, entry, ++number, member);
        good += !entry->wrong;
    }
    map_bool(page, "has_entries", array_count(list));
    map_int(page, "read", number);
    map_int(page, "good", good);
}

/* --- written --------------------------------------------------------------------------------------------------------- */

static const char *author_lines(struct arena *arena, const struct reference *entry)
{
    struct buffer out = { 0 };
    for (const struct reference_name *name = entry->names; name; name = name->next)
        buffer_printf(&out, "%s%s | %s | %s |  | ", out.len ? "\n" : "",
                      name->given ? name->given : "", name->family, name->role);
    const char *lines = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return lines;
}

static struct record *record_of(const struct request *request, const struct reference *entry,
                                int number)
{
    struct record *record = record_new(request->arena, &publication_type);
    enum language lang = title_language(request, entry, number);
    const struct {
        const char *name, *value;
    } values[] = {
        { "kind", chosen_kind(request, entry, number) },
        { "year", entry->year },
        { "issued", entry->year },
        { "container", entry->container },
        { "volume", entry->volume },
        { "number", entry->number },
        { "first_page", entry->first_page },
        { "last_page", entry->last_page },
        { "publisher", entry->publisher },
        { "place", entry->place },
        { "isbn", entry->isbn },
        { "doi", entry->doi },
        { "url", entry->url },
        { "language", language_codes[lang] },
        { "authors", author_lines(request->arena, entry) },
    };
    record->state = "pending";
    record_set(record, "title", lang, entry->title);
    record_set(record, "subtitle", lang, entry->subtitle);
    record_set(record, "abstract", lang, entry->abstract);
    record_set(record, "keywords", lang, entry->keywords);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        record_set(record, values[i].name, LANG_EN, values[i].value);
    return record;
}

static const struct reference_name *name_at(const struct reference *entry, int position)
{
    const struct reference_name *name = entry->names;
    while (name && --position > 0)
        name = name->next;
    return position == 0 ? name : NULL;
}

bool claims_put(struct db *db, int64_t publication, int64_t member, int64_t position,
                const char *line, bool added)
{
    struct stmt *stmt = query(db, Q_claims_add);
    bind_int(stmt, "publication", publication);
    bind_int(stmt, "member", member);
    bind_int(stmt, "position", position);
    bind_text(stmt, "line", line);
    bind_int(stmt, "added", added);
    bind_int(stmt, "now", moment_now());
    return run(stmt);
}

static bool save_entry(struct db *db, struct request *request, struct reference *entry, int number,
                       int position, struct problem *problem)
{
    struct record *record = record_of(request, entry, number);
    struct record_errors errors = { .arena = request->arena };
    struct record_clash *clashes = NULL;
    if (!record_validate(db, record, &errors)) {
        struct map *words = map_new(request->arena);
        map_text(words, "limit", errors.first->argument ? errors.first->argument : "");
        map_text(words, "value", errors.first->argument ? errors.first->argument : "");
        const char *field = errors.first->field ? errors.first->field->name : "title";
        entry->wrong = "claims.bad_field";
        entry->detail =
            arena_print(request->arena, "%s: %s",
                        page_say(request, arena_print(request->arena, "publication.%s", field)),
                        locale_say(page_locale(request), request->arena, errors.first->key, words));
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "entry");
    }
    return record_save(db, record, NULL, &clashes, problem) &&
           claims_put(db, record->id, visitor_of(request)->member, position,
                      full_name(request->arena, name_at(entry, position)), true);
}

bool claims_save_entries(struct db *db, struct request *request, struct reference *entries,
                         int *count, const struct reference **wrong, struct problem *problem)
{
    struct record *member =
        record_load(db, request->arena, &member_type, visitor_of(request)->member);
    int number = 0;
    for (struct reference *entry = entries; entry && member; entry = entry->next) {
        number++;
        if (entry->wrong || !sent(request, "take", number) ||
            claims_duplicate(db, request->arena, entry))
            continue;
        int position = chosen_line(request, entry, number, member);
        *wrong = entry;
        if (!name_at(entry, position))
            return problem_set(problem, FAULT_INPUT, "claims.which_line", "no line chosen");
        if (!save_entry(db, request, entry, number, position, problem))
            return false;
        *wrong = NULL;
        (*count)++;
    }
    return true;
}
