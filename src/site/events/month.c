/* The calendar of one month: a table of weeks, Monday first. */
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/events/events.h"
#include "site/page.h"
#include "store/store.h"

#define DAYS 31

struct month {
    int year, number, days, first; /* first: weekday of the 1st, Monday 0 */
    const char *text;              /* "2026-03" */
    int64_t from, to;              /* in UTC: wide enough for every zone */
};

static bool read_month(const struct request *request, struct month *month)
{
    const char *text = request_param(request, 0);
    char today[24];
    if (text_equal(text, "now")) {
        moment_iso(moment_now(), today);
        text = arena_copy_n(request->arena, today, 7);
    }
    if (!text || strlen(text) != 7 || !date_valid(arena_print(request->arena, "%s-01", text)))
        return false;
    month->text = text;
    month->year = (int)strtol(text, NULL, 10);
    month->number = (int)strtol(text + 5, NULL, 10);
    const char *next = month->number == 12 ? arena_print(request->arena, "%04d-01", month->year + 1)
                                           : arena_print(request->arena, "%04d-%02d", month->year,
                                                         month->number + 1);
    if (!zone_to_utc("UTC", text, &month->from) || !zone_to_utc("UTC", next, &month->to))
        return false;
    month->days = (int)((month->to - month->from) / 86400);
    int64_t day = month->from / 86400; /* 1 January 1970 was a Thursday */
    month->first = (int)(((day + 3) % 7 + 7) % 7);
    return true;
}

static void add_weeks(struct request *request, struct map *page, const struct month *month)
{
    struct array *days[DAYS + 1] = { NULL }, *weeks = map_array(page, "weeks"), *week = NULL,
                              *rest = map_array(page, "whole_month");
    for (int cell = 0; cell < month->first + month->days || cell % 7; cell++) {
        int day = cell - month->first + 1;
        if (cell % 7 == 0)
            week = map_array(array_add_map(weeks), "days");
        struct map *map = array_add_map(week);
        bool inside = day >= 1 && day <= month->days;
        map_set(map, "day", inside ? value_int(day) : value_null());
        struct array *events = map_array(map, "events");
        if (inside)
            days[day] = events;
    }
    struct stmt *stmt = query(request->db, Q_events_month);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_text(stmt, "month", month->text);
    bind_int(stmt, "from", month->from);
    bind_int(stmt, "to", month->to);
    struct value rows = stmt_rows(stmt, request->arena), item;
    for ((*rows.list)->start((void *)(uintptr_t)rows.list);
         (*rows.list)->next((void *)(uintptr_t)rows.list, &item);) {
        int64_t day = value_get(item, symbol_of("day")).number;
        array_add(day >= 1 && day <= month->days ? days[day] : rest, item);
    }
}

static void add_weekdays(struct request *request, struct map *page)
{
    struct array *names = map_array(page, "weekdays");
    for (int day = 1; day <= 7; day++)
        map_text(array_add_map(names), "name", locale_weekday(page_locale(request), day % 7));
}

void events_month(struct request *request, struct response *response)
{
    struct month month = { 0 };
    struct map *page = map_new(request->arena);
    if (!read_month(request, &month)) {
        response->status = 404;
        return;
    }
    struct stmt *stmt = query(request->db, Q_events_month_near);
    bind_text(stmt, "month", month.text);
    bind_int(stmt, "from", month.from);
    bind_int(stmt, "to", month.to);
    map_set(page, "near", stmt_row(stmt, request->arena));
    map_text(page, "month", month.text);
    add_weekdays(request, page);
    add_weeks(request, page, &month);
    page_breadcrumb(request, page, page_say(request, "site.nav_events"),
                    page_path(request, "events", NULL));
    page_breadcrumb(request, page, locale_date(page_locale(request), request->arena, month.text),
                    NULL);
    response->cacheable = !text_equal(request_param(request, 0), "now");
    page_render(request, response, "events/month.html", page);
}
