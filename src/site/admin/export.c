/* What a list shows, to take away: the same records in the same order, made while it is sent. */
#include "record/export.h"

#include <stdlib.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/admin/admin.h"
#include "site/admin/listing.h"
#include "site/audit.h"
#include "site/members/seen.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/types.h"

#define PIECE ((size_t)16 << 10) /* bytes */

static const struct {
    const char *name, *type, *ending;
    enum export_format format;
    bool card;
} formats[] = {
    { "csv", "text/csv", "csv", EXPORT_CSV, false },
    { "spreadsheet", "text/csv", "csv", EXPORT_CSV_MARKED, false },
    { "json", "application/json", "json", EXPORT_JSON, false },
    { "vcard", "text/vcard", "vcf", EXPORT_CSV, true },
};
#define FORMATS (sizeof formats / sizeof *formats)

/* The records are numbered once, in their order (eight bytes each); what is in them is read when it is sent. */
struct taking {
    struct stream stream;
    struct export *export; /* NULL: address cards */
    struct viewer viewer;
    struct arena *arena, *piece;
    int64_t *ids;
    size_t count, room, next;
    bool begun;
};

static bool keep_id(void *self, int64_t id)
{
    struct taking *taking = self;
    if (taking->count == taking->room) {
        taking->room = taking->room ? taking->room * 2 : 256;
        taking->ids = realloc(taking->ids, taking->room * sizeof *taking->ids);
        if (!taking->ids)
            abort();
    }
    taking->ids[taking->count++] = id;
    return true;
}

static void end(struct stream *stream)
{
    struct taking *taking = (struct taking *)stream;
    free(taking->ids);
    arena_free(taking->piece);
    arena_free(taking->arena);
}

/* --- address cards ------------------------------------------------------------------------------------------- */

/* All that the staff see, also of members who are not public. */
static void put_card(struct taking *taking, int64_t id, struct buffer *out)
{
    static const char *const names[] = { "display_name", "given",       "surname1",
                                         "surname2",     "affiliation", "affiliation_role",
                                         "email",        "phone",       "website",
                                         "country",      "city",        NULL };
    struct record *record = record_load(taking->viewer.db, taking->viewer.arena, &member_type, id);
    if (!record)
        return;
    struct map *member = map_new(taking->viewer.arena);
    map_text(member, "slug", record->slug);
    for (int i = 0; names[i]; i++)
        map_text(member, names[i], record_value(record, names[i], LANG_EN));
    member_vcard(out, &taking->viewer, member, false);
}

/* --- the whole, piece by piece ---------------------------------------------------------------------------------- */

static bool put_next(struct taking *taking, struct buffer *out)
{
    size_t full = out->len + PIECE;
    if (!taking->begun && taking->export)
        export_begin(taking->export, out);
    taking->begun = true;
    for (; taking->next < taking->count && out->len < full; taking->next++) {
        int64_t id = taking->ids[taking->next];
        if (!taking->export)
            put_card(taking, id, out);
        else if (!export_record(taking->viewer.db, taking->export, id, out))
            return false;
        arena_reset(taking->piece);
    }
    return true;
}

static bool more(struct stream *stream, struct buffer *out)
{
    struct taking *taking = (struct taking *)stream;
    taking->viewer.db = store_reader(site_store());
    taking->viewer.arena = taking->piece;
    stream->broken = !taking->viewer.db || !reader_begin(taking->viewer.db, NULL);
    if (stream->broken)
        return false;
    stream->broken = !put_next(taking, out);
    reader_end(taking->viewer.db);
    if (stream->broken || taking->next < taking->count)
        return !stream->broken;
    if (taking->export)
        export_end(taking->export, out);
    return false;
}

static bool number_records(struct request *request, struct taking *taking,
                           const struct listing *listing)
{
    const struct pairs *form = &request->form;
    if (!text_equal(request_form(request, "scope"), "ticked"))
        return selection_each_in_order(request->db, listing->selection, request->lang, keep_id,
                                       taking);
    for (int i = -1; (i = pairs_next(form, "id", i + 1)) >= 0;) {
        long long id;
        if (text_to_int(form->at[i].value, &id))
            keep_id(taking, id);
    }
    return true;
}

static void answer(struct request *request, struct response *response,
                   const struct listing *listing, size_t format, struct taking *taking)
{
    char day[24];
    moment_iso(moment_now(), day);
    if (!audit_read(request, "export", listing->type->name, 0,
                    arena_print(request->arena, "%s, %zu", formats[format].name, taking->count))) {
        end(&taking->stream);
        response->status = 503;
        return;
    }
    response_type(request, response, formats[format].type);
    response_header(request, response, "Content-Disposition",
                    arena_print(request->arena, "attachment; filename=\"%s-%.10s.%s\"",
                                listing->type->admin, day, formats[format].ending));
    response->stream = &taking->stream;
}

void admin_export(struct request *request, struct response *response)
{
    const struct record_type *type = staff_type(request, response);
    const char *text = request_form(request, "query"), *wanted = request_form(request, "format");
    struct listing listing;
    size_t format = 0;
    if (!type || !may_or_403(request, response, type->name, ACTION_EXPORT))
        return;
    while (format < FORMATS && !text_equal(formats[format].name, wanted))
        format++;
    if (format == FORMATS || (formats[format].card && type != &member_type) ||
        !listing_of_text(request->arena, type, text ? text : "", &listing)) {
        response->status = 400;
        return;
    }
    struct taking *taking = arena_one(request->arena, struct taking);
    taking->stream = (struct stream){ more, end, false };
    taking->arena = arena_new();
    taking->piece = arena_new();
    taking->viewer = viewer_of(request);
    if (!number_records(request, taking, &listing)) {
        end(&taking->stream);
        response->status = 500;
        return;
    }
    const char *const *shown = record_list_columns(taking->arena, type, listing.columns);
    if (!formats[format].card)
        taking->export =
            export_make(taking->arena, type, request_form(request, "whole") ? NULL : shown,
                        formats[format].format);
    answer(request, response, &listing, format, taking);
}

void listing_formats(struct request *request, struct map *page, const struct listing *listing)
{
    struct array *list = map_array(page, "formats");
    bool allowed = may(request, listing->type->name, ACTION_EXPORT);
    for (size_t i = 0; allowed && i < FORMATS; i++) {
        if (formats[i].card && listing->type != &member_type)
            continue;
        struct map *format = array_add_map(list);
        map_text(format, "value", formats[i].name);
        map_text(format, "label_key",
                 arena_print(request->arena, "lists.format_%s", formats[i].name));
    }
    map_bool(page, "may_export", allowed);
    map_text(page, "export_url", page_path(request, "admin_export", listing->type->admin));
}
