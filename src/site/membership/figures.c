/* Figures over time: who joined, renewed, returned, left; members on a day by country, kind, grade. The staff see all; what everybody
 * sees is rounded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "site/admin/staff.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/types.h"

#define SMALL 3 /* less has no row of its own in what everybody sees */
#define ROUND 5
#define YEARS 120
#define BARS 30
#define ROWS 400
#define CHART_WIDTH 640
#define CHART_HEIGHT 200

enum measure { JOINED, RETURNED, RENEWED, LEFT, MEMBERS, MEASURES };
static const char *const measures[] = { "joined", "returned", "renewed", "left", "members" };

struct year {
    int year;
    long n[MEASURES];
};
struct row {
    const char *value, *label;
    long n;
};
struct figures {
    struct request *request;
    bool public;
    const char *today, *at, *country, *kind;
    struct year years[YEARS];
    int count;
};

static bool small(long n)
{
    return n > 0 && n < SMALL;
}

/* Each number by itself, the sums too: from none of them, nor from differences, can one person's coming or going be told. */
static long rounded(long n)
{
    return (n + ROUND / 2) / ROUND * ROUND;
}

static void round_year(struct year *year)
{
    for (int i = 0; i < MEASURES; i++)
        year->n[i] = rounded(year->n[i]);
}

/* Years without any event stand there too, with the members they had. */
static struct year *next_year(struct figures *figures, int number)
{
    while (figures->count < YEARS) {
        struct year *last = figures->count ? &figures->years[figures->count - 1] : NULL;
        if (last && last->year >= number)
            return last;
        struct year *year = &figures->years[figures->count++];
        *year = (struct year){ .year = last ? last->year + 1 : number };
        year->n[MEMBERS] = last ? last->n[MEMBERS] : 0;
    }
    return &figures->years[YEARS - 1];
}

static void load_years(struct figures *figures)
{
    struct stmt *stmt = query(figures->request->db, Q_membership_years);
    bind_text(stmt, "today", figures->today);
    bind_text(stmt, "country", figures->country);
    bind_text(stmt, "kind", figures->kind);
    while (step(stmt)) {
        struct year *year = next_year(figures, (int)col_int(stmt, "year"));
        for (int i = JOINED; i < MEMBERS; i++)
            year->n[i] += (long)col_int(stmt, measures[i]);
        year->n[MEMBERS] +=
            (long)(col_int(stmt, "joined") + col_int(stmt, "returned") - col_int(stmt, "left"));
    }
    done(stmt);
    if (figures->count)
        next_year(figures, (int)strtol(figures->today, NULL, 10));
    for (int i = 0; figures->public && i < figures->count; i++)
        round_year(&figures->years[i]);
}

static struct figures load(struct request *request, bool public)
{
    const char *at = request_query(request, "at"), *country = request_query(request, "country"),
               *kind = request_query(request, "kind");
    struct figures figures = { .request = request,
                               .public = public,
                               .today = membership_today(request->arena) };
    figures.at = !public && at && date_valid(at) ? at : figures.today;
    figures.country = !public && country && country_valid(country) ? country : "";
    figures.kind = !public && kind ? kind : "";
    load_years(&figures);
    return figures;
}

/* --- by country, kind, grade --------------------------------------------------------------------------------- */

/* What is small goes into one row; where that is small itself, the next smallest joins it. Then all are rounded. */
static int gather_small(struct row *rows, int count, const char *others)
{
    long rest = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
        if (rows[i].n < SMALL || !*rows[i].value)
            rest += rows[i].n;
        else
            rows[kept++] = rows[i];
    }
    while (kept && small(rest))
        rest += rows[--kept].n;
    if (rest >= SMALL)
        rows[kept++] = (struct row){ "", others, rest };
    for (int i = 0; i < kept; i++)
        rows[i].n = rounded(rows[i].n);
    return kept;
}

static const char *label_of(const struct figures *figures, const char *by, const char *value)
{
    struct request *request = figures->request;
    if (!*value)
        return page_say(request, "membership.no_country");
    if (text_equal(by, "country"))
        return locale_country(page_locale(request), value);
    return text_equal(by, "kind")
               ? page_say(request, arena_print(request->arena, "member.kind_%s", value))
               : value;
}

static int load_rows(const struct figures *figures, const char *by, struct row rows[ROWS])
{
    struct request *request = figures->request;
    struct stmt *stmt = query(request->db, Q_membership_by);
    int count = 0;
    bind_text(stmt, "by", by);
    bind_text(stmt, "at", figures->at);
    bind_text(stmt, "lang", language_codes[request->lang]);
    bind_int(stmt, "public", figures->public);
    bind_text(stmt, "country", figures->country);
    bind_text(stmt, "kind", figures->kind);
    while (count < ROWS - 1 && step(stmt)) {
        const char *value = col_text(stmt, "value");
        rows[count].value = arena_copy(request->arena, value ? value : "");
        rows[count].n = (long)col_int(stmt, "n");
        rows[count].label = label_of(figures, by, rows[count].value);
        count++;
    }
    done(stmt);
    return figures->public ? gather_small(rows, count, page_say(request, "membership.others"))
                           : count;
}

static void add_table(const struct figures *figures, struct array *tables, const char *by,
                      const char *title)
{
    struct row rows[ROWS];
    int count = load_rows(figures, by, rows);
    struct map *table = array_add_map(tables);
    struct array *list = map_array(table, "rows");
    map_text(table, "title", page_say(figures->request, title));
    for (int i = 0; i < count; i++) {
        struct map *row = array_add_map(list);
        map_text(row, "label", rows[i].label);
        map_int(row, "n", rows[i].n);
        map_int(row, "width", rows[0].n ? rows[i].n * 100 / rows[0].n : 0);
    }
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static void add_years(const struct figures *figures, struct map *page)
{
    struct array *list = map_array(page, "years");
    for (int i = figures->count - 1; i >= 0; i--) {
        const struct year *year = &figures->years[i];
        struct map *map = array_add_map(list);
        map_text(map, "year", arena_print(figures->request->arena, "%d", year->year));
        for (int m = 0; m < MEASURES; m++)
            map_int(map, measures[m], year->n[m]);
    }
}

/* A round number at or above N for the top of the scale. */
static long scale_of(long n)
{
    long step = 1;
    while (step * 10 <= n)
        step *= 10;
    return n <= step ? step : n <= step * 2 ? step * 2 : n <= step * 5 ? step * 5 : step * 10;
}

static void add_bar(struct map *chart, const struct year *year, int place, int width, long top)
{
    struct array *bars = (struct array *)(uintptr_t)map_get(chart, "bars").list;
    long height = year->n[MEMBERS] * CHART_HEIGHT / top;
    struct map *bar = array_add_map(bars);
    map_int(bar, "x", 44 + place * width);
    map_int(bar, "middle", 44 + place * width + (width - 4) / 2);
    map_int(bar, "y", 10 + CHART_HEIGHT - height);
    map_int(bar, "width", width - 4);
    map_int(bar, "height", height);
    map_text(bar, "label",
             arena_print(map_arena(chart), width < 34 ? "’%02d" : "%d",
                         width < 34 ? year->year % 100 : year->year));
}

static void add_chart(const struct figures *figures, struct map *page)
{
    int first = figures->count > BARS ? figures->count - BARS : 0, shown = figures->count - first;
    long most = 1;
    for (int i = first; i < figures->count; i++) {
        if (figures->years[i].n[MEMBERS] > most)
            most = figures->years[i].n[MEMBERS];
    }
    if (shown < 2)
        return; /* one bar says no more than the table */
    struct map *chart = map_map(page, "chart");
    int width = (CHART_WIDTH - 44) / shown > 60 ? 60 : (CHART_WIDTH - 44) / shown;
    map_text(chart, "title", page_say(figures->request, "membership.chart"));
    map_int(chart, "top", scale_of(most));
    map_array(chart, "bars");
    for (int i = 0; i < shown; i++)
        add_bar(chart, &figures->years[first + i], i, width, scale_of(most));
}

static void fill(const struct figures *figures, struct map *page)
{
    struct array *tables = map_array(page, "tables");
    const struct year *last = figures->count ? &figures->years[figures->count - 1] : NULL;
    map_text(page, "today", figures->today);
    map_text(page, "at", figures->at);
    map_set(page, "now", last ? value_int(last->n[MEMBERS]) : value_null());
    map_bool(page, "demo", scalar_int(query(figures->request->db, Q_membership_demo)));
    map_set(page, "chart", value_null());
    add_years(figures, page);
    add_chart(figures, page);
    add_table(figures, tables, "country", "membership.by_country");
    add_table(figures, tables, "kind", "membership.by_kind");
    if (!figures->public)
        add_table(figures, tables, "grade_name", "membership.by_grade");
}

static void add_reasons(const struct figures *figures, struct map *page)
{
    struct stmt *stmt = query(figures->request->db, Q_membership_left_reasons);
    bind_text(stmt, "today", figures->today);
    bind_text(stmt, "since", "0000-00-00");
    map_set(page, "reasons", stmt_rows(stmt, figures->request->arena));
}

struct country {
    const char *code, *label, *key;
};

static int by_key(const void *one, const void *two)
{
    return strcmp(((const struct country *)one)->key, ((const struct country *)two)->key);
}

static void add_countries(const struct figures *figures, struct map *page)
{
    struct arena *arena = figures->request->arena;
    const struct locale *locale = page_locale(figures->request);
    const char **codes = country_list();
    struct country *list = arena_many(arena, struct country, ROWS);
    size_t count = 0;
    for (; codes[count] && count < ROWS; count++) {
        const char *label = locale_country(locale, codes[count]);
        list[count] =
            (struct country){ codes[count], label, locale_sort_key(locale, arena, label) };
    }
    qsort(list, count, sizeof *list, by_key);
    struct array *countries = map_array(page, "countries");
    for (size_t i = 0; i < count; i++) {
        struct map *option = array_add_map(countries);
        map_text(option, "value", list[i].code);
        map_text(option, "label", list[i].label);
        map_bool(option, "selected", text_equal(list[i].code, figures->country));
    }
}

static void add_kinds(const struct figures *figures, struct map *page)
{
    struct request *request = figures->request;
    struct array *kinds = map_array(page, "kinds");
    for (int i = 0; member_kinds[i]; i++) {
        struct map *kind = array_add_map(kinds);
        map_text(kind, "value", member_kinds[i]);
        map_text(kind, "label", label_of(figures, "kind", member_kinds[i]));
        map_bool(kind, "selected", text_equal(member_kinds[i], figures->kind));
    }
    add_countries(figures, page);
    map_text(page, "csv_url",
             arena_print(request->arena, "%s%s%s",
                         page_path(request, "admin_membership_figures_csv", NULL),
                         *request->raw_query ? "?" : "", request->raw_query));
}

void membership_figures(struct request *request, struct response *response)
{
    if (!may(request, "membership", ACTION_READ)) {
        response->status = 403;
        return;
    }
    struct figures figures = load(request, false);
    struct map *page = staff_page(request, page_say(request, "membership.title"),
                                  page_path(request, "admin_membership", NULL));
    page_breadcrumb(request, page, page_say(request, "membership.figures"), NULL);
    fill(&figures, page);
    add_reasons(&figures, page);
    add_kinds(&figures, page);
    page_render(request, response, "membership/figures.html", page);
}

/* One address, one page in the cache: what it costs to count is not paid for each query that somebody makes up. */
static bool plain_address(struct request *request, struct response *response)
{
    if (*request->raw_query)
        response_redirect(request, response, 302, page_path(request, request->route->name, NULL));
    return !*request->raw_query;
}

void membership_public_figures(struct request *request, struct response *response)
{
    if (!plain_address(request, response))
        return;
    struct figures figures = load(request, true);
    struct map *page = map_new(request->arena);
    page_breadcrumb(request, page, page_say(request, "site.nav_members"),
                    page_path(request, "members", NULL));
    page_breadcrumb(request, page, page_say(request, "membership.figures"), NULL);
    fill(&figures, page);
    map_text(page, "csv_url", page_path(request, "membership_figures_csv", NULL));
    response->cacheable = true;
    page_render(request, response, "membership/public.html", page);
}

/* --- CSV: one number a row ------------------------------------------------------------------------------------ */

static void write_csv(const struct figures *figures, struct response *response)
{
    static const char *const bys[] = { "country", "kind", "grade" };
    struct request *request = figures->request;
    struct buffer *out = &response->body;
    struct row rows[ROWS];
    response_type(request, response, "text/csv");
    response_header(
        request, response, "Content-Disposition",
        arena_print(request->arena, "attachment; filename=\"membership-%s.csv\"", figures->at));
    buffer_puts(out, "measure,on,by,value,n\r\n");
    for (int i = 0; i < figures->count; i++) {
        for (int m = 0; m < MEASURES; m++)
            buffer_printf(out, "%s,%d,,,%ld\r\n", measures[m], figures->years[i].year,
                          figures->years[i].n[m]);
    }
    for (int b = 0; b < (figures->public ? 2 : 3); b++) {
        int count = load_rows(figures, bys[b], rows);
        for (int i = 0; i < count; i++)
            buffer_printf(out, "members,%s,%s,%s,%ld\r\n", figures->at, bys[b], rows[i].value,
                          rows[i].n);
    }
}

void membership_figures_csv(struct request *request, struct response *response)
{
    if (!may(request, "membership", ACTION_READ)) {
        response->status = 403;
        return;
    }
    struct figures figures = load(request, false);
    write_csv(&figures, response);
}

void membership_public_csv(struct request *request, struct response *response)
{
    if (!plain_address(request, response))
        return;
    struct figures figures = load(request, true);
    write_csv(&figures, response);
    response->cacheable = true;
}
