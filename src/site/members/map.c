/* Where members are: a map and the same numbers as a table, drawn from templates/members/world.json (src/build/world.mjs). */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/files.h"
#include "base/log.h"
#include "site/facet.h"
#include "site/members/directory.h"
#include "site/members/members.h"
#include "site/page.h"

#define FEWEST 3 /* smaller numbers are not shown: they could point at one person */
#define STEPS 5  /* of colour */

static json_t *world;
static pthread_once_t world_once = PTHREAD_ONCE_INIT;

static void load_world(void)
{
    size_t len = 0;
    struct arena *arena = arena_new();
    const char *text = files_read(arena, "templates/members/world.json", &len);
    world = text ? json_loadb(text, len, 0, NULL) : NULL;
    if (!world)
        BUG("file=templates/members/world.json");
    arena_free(arena);
}

/* The least number of each step: equal ratios from the fewest to MOST. */
static void find_steps(int64_t most, int64_t steps[STEPS])
{
    double ratio = most > FEWEST ? (double)most / FEWEST : 1;
    for (int i = 0; i < STEPS; i++) {
        int64_t least = llround(ceil(FEWEST * pow(ratio, (double)i / STEPS)));
        steps[i] = i && least <= steps[i - 1] ? steps[i - 1] + 1 : least;
    }
}

static int step_of(int64_t n, const int64_t steps[STEPS])
{
    int step_number = 0;
    while (step_number < STEPS && n >= steps[step_number])
        step_number++;
    return step_number;
}

static void add_legend(struct map *page, int64_t most, const int64_t steps[STEPS])
{
    struct array *legend = map_array(page, "legend");
    struct arena *arena = map_arena(page);
    for (int i = 0; i < STEPS && steps[i] <= most; i++) {
        int64_t last = i + 1 < STEPS && steps[i + 1] <= most ? steps[i + 1] - 1 : most;
        struct map *one = array_add_map(legend);
        map_text(one, "class", arena_print(arena, "c%d", i + 1));
        map_int(one, "from", steps[i]);
        map_set(one, "to", last > steps[i] ? value_int(last) : value_null());
    }
}

static const char *list_url(struct request *request, const char *country)
{
    const char *query = strchr(page_query_with(request, "country", country), '?');
    return arena_print(request->arena, "%s%s", page_path(request, "members", NULL),
                       query ? query : "");
}

/* One country with its number, and its outline or dot. */
static void add_country(struct request *request, struct array *list, const struct code_count *count,
                        const int64_t steps[STEPS])
{
    const char *code = directory_value(request->arena, count->code);
    const char *shape = json_string_value(json_object_get(json_object_get(world, "shapes"), code));
    json_t *dot = json_object_get(json_object_get(world, "dots"), code);
    struct map *one = array_add_map(list);
    int step_number = step_of(count->n, steps);
    map_text(one, "label", locale_country(page_locale(request), code));
    map_text(one, "url", list_url(request, code));
    map_set(one, "n", count->n >= FEWEST ? value_int(count->n) : value_null());
    map_text(one, "class", arena_print(request->arena, "c%d", step_number));
    map_text(one, "shape", shape);
    map_set(one, "x", dot ? value_int(json_integer_value(json_array_get(dot, 0))) : value_null());
    map_set(one, "y", dot ? value_int(json_integer_value(json_array_get(dot, 1))) : value_null());
}

/* The outlines of all countries that have none of those found, as one. */
static const char *land(struct request *request, const struct directory_answer *answer)
{
    struct buffer out = { 0 };
    const char *code;
    json_t *shape;
    json_object_foreach(json_object_get(world, "shapes"), code, shape)
    {
        uint32_t wanted = directory_code(FACET_COUNTRY, code);
        bool drawn = false;
        for (size_t i = 0; i < answer->count[FACET_COUNTRY] && !drawn; i++)
            drawn = answer->counts[FACET_COUNTRY][i].code == wanted;
        if (!drawn)
            buffer_puts(&out, json_string_value(shape));
    }
    const char *text = arena_copy_n(request->arena, out.at ? out.at : "", out.len);
    buffer_free(&out);
    return text;
}

static void add_map(struct request *request, struct map *page,
                    const struct directory_answer *answer)
{
    const struct code_count *counts = answer->counts[FACET_COUNTRY];
    size_t count = answer->count[FACET_COUNTRY];
    int64_t steps[STEPS], most = count ? counts[0].n : 0, placed = 0;
    struct array *list = map_array(page, "countries");
    find_steps(most, steps);
    for (size_t i = 0; i < count; i++) {
        add_country(request, list, &counts[i], steps);
        placed += counts[i].n;
    }
    add_legend(page, most, steps);
    map_int(page, "width", json_integer_value(json_object_get(world, "width")));
    map_int(page, "height", json_integer_value(json_object_get(world, "height")));
    map_text(page, "land", land(request, answer));
    map_int(page, "country_count", (int64_t)count);
    int64_t nowhere = answer->total - placed;
    map_set(page, "nowhere", nowhere >= FEWEST ? value_int(nowhere) : value_null());
}

void members_world(struct request *request, struct map *map)
{
    struct directory_question question;
    struct directory_answer answer;
    pthread_once(&world_once, load_world);
    members_question(request, &question);
    directory_ask(request->db, request->arena, &question, &answer);
    add_map(request, map, &answer);
}

void members_map(struct request *request, struct response *response)
{
    struct directory_question question;
    struct directory_answer answer;
    struct map *page = map_new(request->arena);
    pthread_once(&world_once, load_world);
    members_question(request, &question);
    question.code[FACET_COUNTRY] = 0; /* all of them */
    question.sort = SORT_NAME;
    question.whole = question.words; /* a map of the newest would be a wrong one */
    directory_ask(request->db, request->arena, &question, &answer);
    map_int(page, "total", answer.total);
    facets_start(request, page);
    members_pills(request, page, &question);
    add_map(request, page, &answer);
    map_text(page, "list_url", list_url(request, NULL));
    page_breadcrumb(request, page, page_say(request, "site.nav_members"),
                    page_path(request, "members", NULL));
    page_breadcrumb(request, page, page_say(request, "members.map"), NULL);
    response->cacheable = true;
    page_render(request, response, "members/map.html", page);
}
