#include "site/events/events.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/facet.h"
#include "site/feed.h"
#include "site/files/files.h"
#include "site/page.h"
#include "site/paging.h"
#include "site/registrations/registrations.h"
#include "store/store.h"

#define PAST_LIMIT 50

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void bind_filters(const struct request *request, struct stmt *stmt, bool kind, bool country)
{
    if (kind)
        bind_text(stmt, "kind", or_empty(filter_of(request, "kind")));
    if (country)
        bind_text(stmt, "country", or_empty(filter_of(request, "country")));
}

static struct stmt *past(const struct request *request, void *self, const struct cursor *cursor,
                         int limit)
{
    struct stmt *stmt = query(request->db, cursor->back ? Q_events_past_back : Q_events_past);
    const char *year = filter_of(request, "year");
    long long number = 0;
    int64_t from = -62135596800, until = moment_now();
    (void)self;
    if (year && text_to_int(year, &number) && number > 1900 && number < 3000) {
        zone_to_utc("UTC", arena_print(request->arena, "%lld-01-01", number), &from);
        zone_to_utc("UTC", arena_print(request->arena, "%lld-01-01", number + 1), &until);
    }
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_int(stmt, "from", from);
    bind_int(stmt, "until", until);
    bind_int(stmt, "at", cursor_number(cursor, until));
    bind_int(stmt, "id", cursor->id);
    bind_int(stmt, "limit", limit);
    bind_filters(request, stmt, true, true);
    return stmt;
}

static struct value upcoming(const struct request *request)
{
    struct stmt *stmt = query(request->db, Q_events_upcoming);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_int(stmt, "now", moment_now());
    bind_filters(request, stmt, true, true);
    return stmt_rows(stmt, request->arena);
}

static int64_t next_moment(const struct request *request)
{
    struct stmt *stmt = query(request->db, Q_events_next_moment);
    bind_int(stmt, "now", moment_now());
    return scalar_int(stmt);
}

void events_list(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    const char *kind = filter_of(request, "kind"), *country = filter_of(request, "country"),
               *year = filter_of(request, "year");
    bool inside = request_query(request, "after") || request_query(request, "before");
    facets_start(request, page);
    map_set(page, "upcoming", year || inside ? value_null() : upcoming(request));
    map_bool(page, "shows_upcoming", !year && !inside);
    paging_add(request, page, "past", past, NULL, PAST_LIMIT);
    struct stmt *kinds = query(request->db, Q_events_kinds),
                *countries = query(request->db, Q_events_countries);
    bind_filters(request, kinds, false, true);
    bind_filters(request, countries, true, false);
    facet_add(request, page, "kind", "event.kind", kinds, "event.kind_");
    facet_add_some(request, page, "country", "event.country", countries, "country", 10);
    facet_add_some(request, page, "year", "events.year", query(request->db, Q_events_years), "",
                   10);
    if (kind)
        pill_add(request, page, "kind", facet_label(request, "event.kind_", kind));
    if (country)
        pill_add(request, page, "country", facet_label(request, "country", country));
    if (year)
        pill_add(request, page, "year", year);
    map_text(page, "feed_url", page_path(request, "events_feed", NULL));
    page_breadcrumb(request, page, page_say(request, "site.nav_events"), NULL);
    response->cacheable = true;
    response->until = next_moment(request);
    page_render(request, response, "events/list.html", page);
}

static struct value by_id(const struct request *request, enum query_id id, const struct map *event,
                          bool lang)
{
    struct stmt *stmt = query(request->db, id);
    bind_int(stmt, "id", map_get(event, "id").number);
    if (lang)
        bind_text(stmt, "lang", language_codes[request->lang]);
    return stmt_rows(stmt, request->arena);
}

static struct value organizers(const struct request *request, const struct map *event,
                               const char *role)
{
    struct stmt *stmt = query(request->db, Q_events_organizers);
    bind_int(stmt, "id", map_get(event, "id").number);
    bind_text(stmt, "role", role);
    return stmt_rows(stmt, request->arena);
}

/* Times with their zone: the city that gives it its name, and the offset that holds on that date. */
static void add_times(struct request *request, struct map *event)
{
    const char *zone = map_get_text(event, "zone"), *starts = map_get_text(event, "starts");
    bool timed = starts && strchr(starts, 'T');
    map_bool(event, "timed", timed);
    map_text(event, "zone_city",
             timed && zone ? zone_city(page_locale(request), request->arena, zone) : NULL);
    map_text(event, "offset", NULL);
    map_text(event, "starts_iso", starts);
    char local[20];
    int offset = 0;
    if (timed && zone && zone_from_utc(zone, map_get(event, "starts_utc").number, local, &offset)) {
        const char *text = arena_print(request->arena, "%c%02d:%02d", offset < 0 ? '-' : '+',
                                       abs(offset) / 3600, abs(offset) / 60 % 60);
        map_text(event, "offset", text);
        map_text(event, "starts_iso", arena_print(request->arena, "%s:00%s", starts, text));
    }
}

void events_show(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_events_show);
    bind_text(stmt, "slug", request_param(request, 0));
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct map *page = stmt_map(stmt, request->arena);
    if (!page) {
        page_moved(request, response, "event");
        return;
    }
    map_set(page, "contact_email", value_null()); /* staff only */
    map_set(page, "notes", value_null());
    map_bool(page, "demo", map_get(page, "demo").number);
    const char *starts = map_get_text(page, "starts"), *ends = map_get_text(page, "ends");
    map_bool(page, "one_day",
             starts && ends && strlen(starts) > 10 && strlen(ends) > 10 &&
                 !strncmp(starts, ends, 10));
    map_bool(page, "cancelled", text_equal(map_get_text(page, "status"), "cancelled"));
    map_bool(page, "changed", !text_equal(map_get_text(page, "status"), "scheduled"));
    map_set(page, "organizers", organizers(request, page, "organizer"));
    map_set(page, "supporters", organizers(request, page, "supporter"));
    map_set(page, "speakers", by_id(request, Q_events_speakers, page, false));
    map_set(page, "files", files_of(request, Q_files_of_event, map_get(page, "id").number));
    map_set(page, "topics", by_id(request, Q_events_topics, page, true));
    map_set(page, "publications", by_id(request, Q_events_publications, page, true));
    add_times(request, page);
    page_alternates_of(request, page, "event", map_get_text(page, "slug"),
                       map_get_text(page, "langs"));
    page_shown_lang(request, page, map_get_text(page, "shown_lang"));
    page_breadcrumb(request, page, page_say(request, "site.nav_events"),
                    page_path(request, "events", NULL));
    page_breadcrumb(request, page, map_get_text(page, "title"), NULL);
    response->until = registrations_offer(request, page);
    response->cacheable = true;
    page_render(request, response, "events/show.html", page);
}

void processes_list(struct request *request, struct response *response)
{
    struct map *page = map_new(request->arena);
    struct stmt *stmt = query(request->db, Q_processes_list);
    struct array *series = map_array(page, "series"), *rows = NULL;
    const char *last = "";
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct value all = stmt_rows(stmt, request->arena), item;
    for ((*all.list)->start((void *)(uintptr_t)all.list);
         (*all.list)->next((void *)(uintptr_t)all.list, &item);) {
        const char *key = value_get(item, symbol_of("series_key")).text;
        if (strcmp(key, last)) {
            struct map *group = array_add_map(series);
            map_text(group, "series_key", key);
            rows = map_array(group, "processes");
            last = key;
        }
        array_add(rows, item);
    }
    page_breadcrumb(request, page, page_say(request, "events.processes"), NULL);
    response->cacheable = true;
    page_render(request, response, "events/processes.html", page);
}

void processes_show(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_processes_show);
    bind_text(stmt, "slug", request_param(request, 0));
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct map *page = stmt_map(stmt, request->arena);
    if (!page) {
        page_moved(request, response, "process");
        return;
    }
    map_set(page, "notes", value_null());
    map_set(page, "events", by_id(request, Q_processes_events, page, true));
    stmt = query(request->db, Q_processes_neighbours);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "series", map_get_text(page, "series"));
    bind_int(stmt, "id", map_get(page, "id").number);
    map_set(page, "neighbours", stmt_rows(stmt, request->arena));
    page_breadcrumb(request, page, page_say(request, "events.processes"),
                    page_path(request, "processes", NULL));
    page_breadcrumb(request, page, map_get_text(page, "title"), NULL);
    response->cacheable = true;
    page_render(request, response, "events/process.html", page);
}

void events_feed(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_events_feed);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "slug", "");
    feed_write(request, response, "events", "event", stmt);
}

/* --- iCalendar --------------------------------------------------------------------------------------------------- */

static void ics_line(struct buffer *out, const char *name, const char *text)
{
    struct buffer line = { 0 };
    buffer_puts(&line, name);
    for (; *text; text++) {
        if (strchr(",;\\", *text))
            buffer_putc(&line, '\\');
        if (*text == '\n')
            buffer_puts(&line, "\\n");
        else if (*text != '\r')
            buffer_putc(&line, *text);
    }
    for (size_t from = 0, room = 75; from < line.len;
         room = 74) { /* folded, never inside a character */
        size_t take = line.len - from < room ? line.len - from : room;
        while (from + take < line.len && ((unsigned char)line.at[from + take] & 0xc0) == 0x80)
            take--;
        buffer_puts(out, from ? " " : "");
        buffer_add(out, line.at + from, take);
        buffer_puts(out, "\r\n");
        from += take;
    }
    buffer_free(&line);
}

/* 20260305T160000Z; or 20260305 for days, which need no zone. */
static const char *ics_time(struct arena *arena, int64_t utc, bool timed)
{
    char iso[24];
    moment_iso(utc, iso);
    return timed ? arena_print(arena, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", iso, iso + 5, iso + 8, iso + 11,
                               iso + 14, iso + 17)
                 : arena_print(arena, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
}

static const char *ics_day(struct arena *arena, const char *date, int add)
{
    int64_t utc = 0;
    zone_to_utc("UTC", arena_copy_n(arena, date, strnlen(date, 10)), &utc);
    return ics_time(arena, utc + add * 86400, false);
}

static void ics_times(struct arena *arena, struct buffer *out, struct stmt *stmt)
{
    const char *starts = col_text(stmt, "starts"), *ends = col_text(stmt, "ends");
    if (strchr(starts, 'T')) { /* in UTC: no client can get a zone wrong */
        ics_line(out, "DTSTART:", ics_time(arena, col_int(stmt, "starts_utc"), true));
        if (!col_null(stmt, "ends_utc"))
            ics_line(out, "DTEND:", ics_time(arena, col_int(stmt, "ends_utc"), true));
        return;
    }
    ics_line(out, "DTSTART;VALUE=DATE:", ics_day(arena, starts, 0));
    if (strlen(starts) == 10)
        ics_line(out, "DTEND;VALUE=DATE:",
                 ics_day(arena, ends && strlen(ends) >= 10 ? ends : starts, 1));
}

static void ics_event(struct request *request, struct buffer *out, struct stmt *stmt)
{
    struct arena *arena = request->arena;
    const char *place = "";
    const char *parts[] = { col_text(stmt, "venue"), col_text(stmt, "city"),
                            col_text(stmt, "country") };
    for (int i = 0; i < 3; i++) {
        const char *part =
            i == 2 && parts[i] ? locale_country(page_locale(request), parts[i]) : parts[i];
        if (part)
            place = arena_print(arena, "%s%s%s", place, *place ? ", " : "", part);
    }
    ics_line(out, "BEGIN:", "VEVENT");
    ics_line(out, "UID:", arena_print(arena, "event-%lld@inmd", (long long)col_int(stmt, "id")));
    ics_line(out, "DTSTAMP:", ics_time(arena, col_int(stmt, "updated_at"), true));
    ics_line(out, "LAST-MODIFIED:", ics_time(arena, col_int(stmt, "updated_at"), true));
    ics_line(out, "SEQUENCE:", arena_print(arena, "%lld", (long long)col_int(stmt, "sequence")));
    ics_times(arena, out, stmt);
    ics_line(out, "SUMMARY:", col_text(stmt, "title"));
    if (!col_null(stmt, "summary"))
        ics_line(out, "DESCRIPTION:", col_text(stmt, "summary"));
    if (*place)
        ics_line(out, "LOCATION:", place);
    ics_line(out, "STATUS:",
             text_equal(col_text(stmt, "status"), "cancelled") ? "CANCELLED" : "CONFIRMED");
    buffer_printf(out, "URL:%s%s\r\n", request->origin,
                  page_path(request, "event", col_text(stmt, "slug")));
    ics_line(out, "END:", "VEVENT");
}

static void write_calendar(struct request *request, struct response *response, const char *slug)
{
    struct buffer *out = &response->body;
    struct stmt *stmt = query(request->db, Q_events_feed);
    int count = 0;
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "slug", slug);
    response_type(request, response, "text/calendar");
    buffer_puts(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//INMD//inmd//"
                     "EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
                     "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\n");
    ics_line(out, "X-WR-CALNAME:", page_say(request, "site.name"));
    for (; step(stmt); count++)
        ics_event(request, out, stmt);
    done(stmt);
    ics_line(out, "END:", "VCALENDAR");
    response->cacheable = true;
    if (*slug && !count) {
        response->body.len = 0;
        page_moved_to(request, response, "event", "event_ics");
    }
}

void events_ics(struct request *request, struct response *response)
{
    write_calendar(request, response, request_param(request, 0));
}

void events_calendar(struct request *request, struct response *response)
{
    write_calendar(request, response, "");
}
