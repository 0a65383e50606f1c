/* Merging two records: side by side, a choice for each field and language, what moves along, one change. */
#include "site/admin/staff.h"

#include "record/merge.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/accounts/mail.h"
#include "site/admin/admin.h"
#include "site/audit.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"

static const char *const sides[] = { "one", "other", "both", NULL };
enum side { ONE, OTHER, BOTH };

struct merging {
    struct request *request;
    const struct record_type *type;
    struct record *records[2];
    int winner; /* ONE or OTHER */
    struct record *merged;
    struct record_errors errors;
    int64_t merge;
    enum language lang; /* of the applicant that goes */
    bool invalid;
};

/* "pick.biography.es" for translated fields, "pick.city" for others. */
static const char *pick_name(const struct request *request, const struct field *field,
                             enum language lang)
{
    return field->flags & TRANSLATED
               ? arena_print(request->arena, "pick.%s.%s", field->name, language_codes[lang])
               : arena_print(request->arena, "pick.%s", field->name);
}

static bool joins(const struct field *field)
{
    return field->kind == KIND_LONG || field->kind == KIND_CHOICES ||
           field->kind == KIND_COUNTRIES || field->kind == KIND_LANGUAGES ||
           field->kind == KIND_LINKS || field->kind == KIND_PARTS;
}

static bool published(const struct record *record)
{
    return text_equal(record->state, "published");
}

/* What everybody sees already stays; else the older one. */
static int usual_winner(const struct merging *merging)
{
    const struct record *one = merging->records[ONE], *other = merging->records[OTHER];
    if (published(one) != published(other))
        return published(one) ? ONE : OTHER;
    return one->id < other->id ? ONE : OTHER;
}

static enum side usual_pick(const struct merging *merging, const struct field *field,
                            enum language lang)
{
    const char *values[2] = { record_value(merging->records[ONE], field->name, lang),
                              record_value(merging->records[OTHER], field->name, lang) };
    if (!values[ONE] || !values[OTHER])
        return values[ONE] ? ONE : OTHER;
    return joins(field) && field->kind != KIND_LONG ? BOTH : (enum side)merging->winner;
}

static enum side pick_of(const struct merging *merging, const struct field *field,
                         enum language lang)
{
    const char *sent = request_form(merging->request, pick_name(merging->request, field, lang));
    for (int i = 0; sides[i]; i++) {
        if (text_equal(sent, sides[i]) && (i != BOTH || joins(field)))
            return (enum side)i;
    }
    return usual_pick(merging, field, lang);
}

/* Somebody was faster: on to the record that stayed. Always false: there is nothing to compare. */
static bool was_merged(struct request *request, struct response *response,
                       const struct merging *merging, const long long ids[2])
{
    int64_t winner = merging->records[ONE]     ? merged_into(request->db, merging->type, ids[OTHER])
                     : merging->records[OTHER] ? merged_into(request->db, merging->type, ids[ONE])
                                               : 0;
    if (winner) {
        page_go(request, response, staff_record_url(request, "admin_edit", merging->type, winner),
                "joining.merged_already");
    }
    return false;
}

/* Both records of the address; false with the answer's status when something is wrong. */
static bool load(struct request *request, struct response *response, struct merging *merging)
{
    long long ids[2] = { 0, 0 };
    const char *winner = request_form(request, "winner");
    *merging = (struct merging){ .request = request,
                                 .type = record_type_admin(request_param(request, 0)) };
    for (int i = 0; i < 2 && merging->type; i++) {
        if (text_to_int(request_param(request, i + 1), &ids[i]) && ids[i] > 0)
            merging->records[i] = record_load(request->db, request->arena, merging->type, ids[i]);
    }
    if (!merging->records[ONE] || !merging->records[OTHER] || ids[0] == ids[1]) {
        response->status = 404;
        return merging->type && may(request, merging->type->name, ACTION_READ) &&
               was_merged(request, response, merging, ids);
    }
    merging->winner = text_equal(winner, "one")     ? ONE
                      : text_equal(winner, "other") ? OTHER
                                                    : usual_winner(merging);
    bool is_public = published(merging->records[ONE]) || published(merging->records[OTHER]);
    return may_or_403(request, response, merging->type->name, ACTION_WRITE) &&
           may_or_403(request, response, merging->type->name, ACTION_DELETE) &&
           (!is_public || may_or_403(request, response, merging->type->name, ACTION_PUBLISH));
}

/* --- side by side ----------------------------------------------------------------------------------------------------- */

static void add_side(const struct merging *merging, struct map *page, int side)
{
    const struct record *record = merging->records[side];
    struct map *map = map_map(page, sides[side]);
    map_text(map, "title", record_title(record, merging->request->lang));
    map_text(map, "state_key",
             arena_print(merging->request->arena, "record.state_%s", record->state));
    map_text(map, "slug", record->slug);
    map_text(map, "url",
             staff_record_url(merging->request, "admin_edit", merging->type, record->id));
    map_int(map, "version", record->version);
    map_bool(map, "wins", merging->winner == side);
}

static void add_choice(const struct merging *merging, struct array *rows, const struct field *field,
                       enum language lang)
{
    struct request *request = merging->request;
    const char *one = record_value(merging->records[ONE], field->name, lang);
    const char *other = record_value(merging->records[OTHER], field->name, lang);
    enum side pick = pick_of(merging, field, lang);
    const char *shown[2] = { staff_value(request, merging->type, field, one),
                             staff_value(request, merging->type, field, other) };
    if (field->flags & DERIVED || (!shown[ONE] && !shown[OTHER]))
        return;
    struct map *row = array_add_map(rows);
    map_text(
        row, "label",
        page_say(request, arena_print(request->arena, "%s.%s", merging->type->name, field->name)));
    map_text(row, "lang", field->flags & TRANSLATED ? language_codes[lang] : NULL);
    map_text(row, "name", pick_name(request, field, lang));
    map_text(row, "one_value", shown[ONE]);
    map_text(row, "other_value", shown[OTHER]);
    map_bool(row, "same", text_equal(one, other));
    map_bool(row, "joins", joins(field) && one && other);
    map_bool(row, "picks_one", pick == ONE);
    map_bool(row, "picks_other", pick == OTHER);
    map_bool(row, "picks_both", pick == BOTH);
    map_text(row, "pick", sides[pick]);
}

static struct map *merge_page(struct merging *merging, const char *error)
{
    struct request *request = merging->request;
    struct map *page = staff_page(request, page_say(request, "joining.duplicates"),
                                  page_path(request, "admin_duplicates", NULL));
    page_breadcrumb(request, page, page_say(request, "joining.merge"), NULL);
    struct array *rows = map_array(page, "rows");
    for (const struct field *field = merging->type->fields; field->name; field++) {
        for (int lang = 0; lang < (field->flags & TRANSLATED ? LANG_COUNT : 1); lang++)
            add_choice(merging, rows, field, (enum language)lang);
    }
    add_side(merging, page, ONE);
    add_side(merging, page, OTHER);
    map_text(page, "action", request->path);
    map_text(page, "error", page_say(request, error));
    return page;
}

void admin_merge(struct request *request, struct response *response)
{
    struct merging merging;
    if (!load(request, response, &merging))
        return;
    for (int i = 0; i < 2 && merging.type == &member_type; i++)
        audit_read(request, "view", merging.type->name, merging.records[i]->id, NULL);
    page_render(request, response, "admin/merge.html", merge_page(&merging, NULL));
}

/* --- the result --------------------------------------------------------------------------------------------------------- */

/* Lines of both, each once; texts one after the other. */
static const char *joined(struct arena *arena, const struct field *field, const char *one,
                          const char *other)
{
    if (!one || !other)
        return one ? one : other;
    if (field->kind == KIND_LONG)
        return text_equal(one, other) ? one : arena_print(arena, "%s\n\n%s", one, other);
    for (const char *at = other; *at;) {
        size_t len = strcspn(at, "\n");
        if (!text_has_line(one, at))
            one = arena_print(arena, "%s\n%.*s", one, (int)len, at);
        at += len + (at[len] == '\n');
    }
    return one;
}

static int privacy(const char *level)
{
    return text_equal(level, "staff") ? 2 : text_equal(level, "members") ? 1 : 0;
}

/* Who sees a field follows the value; of both, the more private. */
static const char *level_of(const struct merging *merging, const struct field *field,
                            enum side pick)
{
    int index = field_index(merging->type, field);
    const char *one = merging->records[ONE]->visibility[index];
    const char *other = merging->records[OTHER]->visibility[index];
    if (pick == BOTH || field->flags & TRANSLATED) /* one level for all languages */
        return privacy(other) > privacy(one) ? other : one ? one : other;
    return pick == ONE ? one : other;
}

static void make_merged(struct merging *merging)
{
    const struct record *one = merging->records[ONE], *other = merging->records[OTHER];
    struct record *merged = record_copy(merging->records[merging->winner]);
    for (const struct field *field = merging->type->fields; field->name; field++) {
        for (int i = 0; i < (field->flags & TRANSLATED ? LANG_COUNT : 1); i++) {
            enum language lang = (enum language)i;
            enum side pick = pick_of(merging, field, lang);
            if (field->flags & DERIVED)
                continue;
            record_set(merged, field->name, lang,
                       pick == BOTH
                           ? joined(merged->arena, field, record_value(one, field->name, lang),
                                    record_value(other, field->name, lang))
                           : record_value(merging->records[pick], field->name, lang));
            if (field->flags & OWNER)
                merged->visibility[field_index(merging->type, field)] =
                    level_of(merging, field, pick);
        }
    }
    if (published(one) || published(other))
        merged->state = "published";
    merging->merged = merged;
}

/* "Events: Speakers" of event_speakers; what it is by the register of personal data, or else the table's own name. */
static const char *reference_label(struct request *request, const char *table)
{
    for (const struct record_type *const *type = record_types(); *type; type++) {
        size_t len = strlen((*type)->name);
        const char *many = page_say(request, arena_print(request->arena, "%s.many", (*type)->name));
        if (text_equal((*type)->name, table))
            return many;
        if (!text_starts(table, (*type)->name) || table[len] != '_' ||
            !field_named(*type, table + len + 1))
            continue;
        const char *field =
            page_say(request, arena_print(request->arena, "%s.%s", (*type)->name, table + len + 1));
        return arena_print(request->arena, "%s: %s", many, field);
    }
    struct stmt *stmt = query(request->db, Q_joining_personal_why);
    bind_text(stmt, "table_name", table);
    const char *why = scalar_text(stmt, request->arena), *words = page_say(request, why);
    return words ? words : table;
}

static void add_moves(const struct merging *merging, struct map *page)
{
    struct request *request = merging->request;
    struct array *moves = map_array(page, "moves");
    struct value list = array_value(merge_references(request->db, request->arena, merging->type,
                                                     merging->records[1 - merging->winner]->id)),
                 item;
    void *self = (void *)(uintptr_t)list.list;
    (*list.list)->start(self);
    while ((*list.list)->next(self, &item)) {
        struct map *move = array_add_map(moves);
        map_text(move, "label", reference_label(request, value_get(item, symbol_of("table")).text));
        map_set(move, "rows", value_get(item, symbol_of("rows")));
    }
}

static void show_sure(struct response *response, struct merging *merging)
{
    struct request *request = merging->request;
    const struct record *loser = merging->records[1 - merging->winner];
    struct map *page = merge_page(merging, NULL);
    struct array *facts = map_array(page, "facts");
    for (const struct field *field = merging->type->fields; field->name; field++) {
        for (int lang = 0; lang < (field->flags & TRANSLATED ? LANG_COUNT : 1); lang++) {
            const char *value =
                staff_value(request, merging->type, field,
                            record_value(merging->merged, field->name, (enum language)lang));
            if (!value || field->flags & DERIVED)
                continue;
            struct map *fact = array_add_map(facts);
            map_text(fact, "label",
                     page_say(request, arena_print(request->arena, "%s.%s", merging->type->name,
                                                   field->name)));
            map_text(fact, "lang", field->flags & TRANSLATED ? language_codes[lang] : NULL);
            map_text(fact, "value", value);
        }
    }
    add_moves(merging, page);
    map_text(page, "title", record_title(merging->merged, request->lang));
    map_text(page, "loser", record_title(loser, request->lang));
    map_text(page, "loser_slug", loser->slug);
    map_text(page, "winner_slug", merging->merged->slug);
    map_text(page, "winner", sides[merging->winner]);
    map_bool(page, "tells", merging->type == &member_type && text_equal(loser->state, "pending"));
    page_render(request, response, "admin/merge_sure.html", page);
}

/* --- doing it ----------------------------------------------------------------------------------------------------------- */

/* An address that may sign in as the member does so after the merge too; the account goes back with an undo. */
static bool keep_address(struct db *db, struct merging *merging, const struct record *from,
                         int64_t *account)
{
    const struct record *merged = merging->merged;
    const char *email = record_value(from, "email", LANG_EN);
    *account = 0;
    if (!email || text_equal(from->state, "declined"))
        return true;
    struct stmt *stmt = query(db, Q_joining_account);
    bind_text(stmt, "email", email);
    *account = scalar_int(stmt);
    if (*account)
        return true;
    *account = account_put(db, email, record_title(merged, LANG_ES), "member",
                           language_codes[merging->lang], merged->id);
    return *account &&
           merge_note(db, merging->merge, "account", "member_id", *account, from->id, merged->id);
}

/* An applicant who is a member already learns it, with a link to sign in. */
static bool tell(struct db *db, const struct merging *merging, const struct record *loser,
                 int64_t account)
{
    struct request *request = merging->request;
    enum language lang = merging->lang;
    const char *token = account_link(db, request->arena, account, 7 * 86400);
    struct map *words = map_new(request->arena);
    map_text(words, "name", record_title(merging->merged, lang));
    map_text(words, "link", page_url(request, lang, "sign_in_link", token));
    return token && mail_add(db, request->arena, lang, "merged",
                             record_value(loser, "email", LANG_EN), words, account, loser->id);
}

static bool merge_members(struct db *db, struct merging *merging, const struct record *loser)
{
    int64_t winners = 0, losers = 0;
    return keep_address(db, merging, merging->records[merging->winner], &winners) &&
           keep_address(db, merging, loser, &losers) &&
           (!losers || !text_equal(loser->state, "pending") || tell(db, merging, loser, losers));
}

static enum language language_member(struct db *db, const struct merging *merging, int64_t member)
{
    struct stmt *stmt = query(db, Q_joining_language);
    bind_int(stmt, "member", member);
    return language_of(scalar_text(stmt, merging->request->arena));
}

static bool unite(struct db *db, void *self, struct problem *problem)
{
    struct merging *merging = self;
    const struct record *loser = merging->records[1 - merging->winner];
    merging->errors.arena = merging->request->arena;
    merging->lang = language_member(db, merging, loser->id);
    if (!record_validate(db, merging->merged, &merging->errors)) {
        merging->invalid = true;
        return problem_set(problem, FAULT_INPUT, "error.there_is_a_problem", "merged");
    }
    return merge_records(db, merging->merged, loser, &merging->merge, problem) &&
           (merging->type != &member_type || merge_members(db, merging, loser));
}

/* The versions that the page was made from. */
static bool is_current(const struct merging *merging)
{
    bool good = true;
    for (int i = 0; i < 2; i++) {
        long long version = 0;
        const char *name = arena_print(merging->request->arena, "version.%s", sides[i]);
        good = good && text_to_int(request_form(merging->request, name), &version) &&
               version == merging->records[i]->version;
    }
    return good;
}

static void refuse(struct response *response, struct merging *merging, int status,
                   const char *error)
{
    response->status = status;
    page_render(merging->request, response, "admin/merge.html", merge_page(merging, error));
}

static void carry_out(struct request *request, struct response *response, struct merging *merging)
{
    struct author author = visitor_author(request, "merge", "history.merged");
    struct problem problem = { 0 };
    int64_t change = 0;
    if (store_write(site_store(), &author, unite, merging, &change, &problem))
        staff_saved(request, response, "joining.merged", change,
                    staff_record_url(request, "admin_edit", merging->type, merging->merged->id));
    else if (merging->invalid)
        refuse(response, merging, 422, "joining.merge_invalid");
    else if (problem.fault == FAULT_CONFLICT)
        refuse(response, merging, 409, "joining.merge_changed");
    else
        page_problem(request, response, &problem);
}

void admin_merge_save(struct request *request, struct response *response)
{
    struct merging merging;
    if (!load(request, response, &merging))
        return;
    make_merged(&merging);
    if (!is_current(&merging))
        refuse(response, &merging, 409, "joining.merge_changed");
    else if (request_form(request, "sure"))
        carry_out(request, response, &merging);
    else
        show_sure(response, &merging);
}
