/* Where the columns go: the form, and what comes of it. */
#include <string.h>

#include "base/text.h"
#include "site/admin/staff.h"
#include "site/imports/imports.h"
#include "site/imports/plan.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/visitor.h"

#define SAMPLES 3
#define SAMPLE_BYTES 60

struct samples {
    struct arena *arena;
    const struct table *table;
    struct array *lists[TABLE_COLUMNS];
    long rows;
};

static const char *shortened(struct arena *arena, const char *text)
{
    size_t len = strlen(text);
    if (len <= SAMPLE_BYTES)
        return arena_copy(arena, text);
    len = SAMPLE_BYTES;
    while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return arena_print(arena, "%.*s…", (int)len, text);
}

/* The first values that there are. */
static bool take_samples(void *self, long number, const char *const *cells, const char *fault)
{
    struct samples *samples = self;
    bool all = true;
    (void)number;
    for (int i = 0; i < samples->table->columns; i++) {
        if (!fault && !text_blank(cells[i]) && array_count(samples->lists[i]) < SAMPLES) {
            struct map *sample = array_add_map(samples->lists[i]);
            map_text(sample, "text", shortened(samples->arena, cells[i]));
        }
        all = all && array_count(samples->lists[i]) == SAMPLES;
    }
    return !all && ++samples->rows < 1000;
}

static struct map *add_option(struct array *options, const char *value, const char *label,
                              bool selected)
{
    struct map *option = array_add_map(options);
    map_text(option, "value", value);
    map_text(option, "label", label);
    map_bool(option, "selected", selected);
    return option;
}

static void add_separators(struct request *request, struct map *column, char chosen)
{
    static const struct {
        const char *value, *key;
    } all[] = { { "\n", "imports.separator_lines" },
                { ";", "imports.separator_semicolon" },
                { ",", "imports.separator_comma" },
                { "|", "imports.separator_bar" } };
    struct array *options = map_array(column, "separators");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        add_option(options, i ? all[i].value : "", page_say(request, all[i].key),
                   *all[i].value == chosen);
}

static void add_columns(struct request *request, struct map *page, const struct import_job *job,
                        const struct import_plan *plan)
{
    struct arena *arena = request->arena;
    struct array *list = map_array(page, "columns");
    struct samples samples = { .arena = arena, .table = &job->table };
    const char **targets = import_targets(arena, job->type);
    int count = 0;
    while (targets[count])
        count++;
    const char **labels = arena_many(arena, const char *, (size_t)count);
    for (int i = 0; i < count; i++)
        labels[i] = import_label(page_locale(request), arena, job->type, targets[i]);
    for (int i = 0; i < job->table.columns; i++) {
        struct map *column = array_add_map(list);
        struct array *options = map_array(column, "targets");
        samples.lists[i] = map_array(column, "samples");
        map_int(column, "index", i);
        map_text(column, "name",
                 text_blank(job->table.names[i]) ? NULL : shortened(arena, job->table.names[i]));
        map_bool(column, "left_out", !plan->targets[i]);
        for (int target = 0; target < count; target++)
            add_option(options, targets[target], labels[target],
                       text_equal(targets[target], plan->targets[i]));
        add_separators(request, column, plan->separators[i]);
    }
    table_each(&job->table, take_samples, &samples);
}

static void add_choices(struct request *request, struct map *page, const struct import_job *job,
                        const struct import_plan *plan)
{
    static const char *const existing[] = { "update", "fill", "skip" };
    static const enum import_existing values[] = { IMPORT_UPDATE, IMPORT_FILL, IMPORT_SKIP };
    static const char *const states[] = { "draft", "pending", "published", "archived" };
    struct arena *arena = request->arena;
    struct array *match = map_array(page, "matches");
    add_option(match, "id", page_say(request, "imports.match_id"), text_equal(plan->match, "id"));
    add_option(match, "slug", page_say(request, "imports.match_slug"),
               text_equal(plan->match, "slug"));
    const char **keys = import_keys(arena, job->type);
    for (int i = 0; keys[i]; i++)
        add_option(match, keys[i], import_label(page_locale(request), arena, job->type, keys[i]),
                   text_equal(plan->match, keys[i]));
    struct array *list = map_array(page, "existing");
    for (int i = 0; i < 3; i++)
        add_option(list, existing[i],
                   page_say(request, arena_print(arena, "imports.existing_%s", existing[i])),
                   plan->existing == values[i]);
    list = map_array(page, "states");
    for (int i = 0; i < 4; i++) {
        bool shown = text_equal(states[i], "published");
        bool wanted = !text_equal(states[i], "pending") || text_equal(job->type->name, "member");
        if (wanted && (!shown || may(request, job->type->name, ACTION_PUBLISH)))
            add_option(list, states[i],
                       page_say(request, arena_print(arena, "record.state_%s", states[i])),
                       text_equal(plan->state, states[i]));
    }
}

void import_mapping_show(struct request *request, struct response *response,
                         const struct import_job *job, const struct import_plan *plan,
                         const char *error)
{
    struct map *page = staff_page(request, page_say(request, "imports.title"),
                                  page_path(request, "admin_imports", NULL));
    page_breadcrumb(request, page, map_get_text(job->row, "name"), NULL);
    map_set(page, "import", map_value(job->row));
    map_text(page, "type_key", arena_print(request->arena, "%s.many", job->type->name));
    map_bool(page, "is_cards", job->table.format == TABLE_VCARD);
    map_bool(page, "guessed_encoding", job->table.guessed);
    map_text(page, "encoding", job->table.encoding);
    map_text(page, "action", import_url(request, job->id));
    map_text(page, "error", error);
    add_columns(request, page, job, plan);
    add_choices(request, page, job, plan);
    page_render(request, response, "imports/mapping.html", page);
}

/* What is wrong with the plan as a whole; NULL: nothing. */
static const char *plan_fault(struct request *request, const struct import_job *job,
                              const struct import_plan *plan)
{
    bool any = false, key = text_equal(plan->match, "id");
    for (int i = 0; i < job->table.columns; i++) {
        for (int other = 0; plan->targets[i] && other < i; other++) {
            if (text_equal(plan->targets[i], plan->targets[other]))
                return arena_print(
                    request->arena, "%s: %s",
                    import_label(page_locale(request), request->arena, job->type, plan->targets[i]),
                    page_say(request, "imports.twice"));
        }
        any = any || plan->targets[i];
        key = key || text_equal(plan->targets[i], plan->match);
    }
    return !any   ? page_say(request, "imports.nothing_chosen")
           : !key ? page_say(request, "imports.match_missing")
                  : NULL;
}

static bool drop_import(struct db *db, void *self, struct problem *problem)
{
    const struct import_job *job = self;
    struct stmt *drop = query(db, Q_imports_drop);
    bind_int(drop, "id", job->id);
    return imports_purge(db, job->id, problem) && run(drop) &&
           job_remove(db, "import_purge", job->id);
}

static bool map_again(struct db *db, void *self, struct problem *problem)
{
    const struct import_job *job = self;
    struct stmt *again = query(db, Q_imports_again);
    (void)problem;
    bind_int(again, "id", job->id);
    return run(again);
}

/* KEY: what is said then; NULL: nothing. */
static void write_and_go(struct request *request, struct response *response, struct import_job *job,
                         write_work *work, const char *to, const char *key)
{
    struct problem problem = { 0 };
    if (!store_write_quietly(site_store(), work, job, &problem)) {
        page_problem(request, response, &problem);
        return;
    }
    page_go(request, response, to, key);
}

void imports_show(struct request *request, struct response *response)
{
    struct import_job *job = import_job(request, response);
    if (!job)
        return;
    if (text_equal(job->state, "mapping") && job->has_file)
        import_mapping_show(request, response, job, import_plan(request, job), NULL);
    else
        import_report_show(request, response, job, NULL);
}

void imports_act(struct request *request, struct response *response)
{
    struct import_job *job = import_job(request, response);
    const char *run = request_form(request, "run");
    if (!job)
        return;
    if (text_equal(job->state, "done") || (!job->has_file && !request_form(request, "delete"))) {
        response_redirect(request, response, 303, import_url(request, job->id));
    } else if (request_form(request, "delete")) {
        write_and_go(request, response, job, drop_import, page_path(request, "admin_imports", NULL),
                     "imports.deleted");
    } else if (request_form(request, "again")) {
        write_and_go(request, response, job, map_again, import_url(request, job->id), NULL);
    } else if (run && text_equal(job->state, "checked")) {
        import_run(request, response, job, text_equal(run, "good"));
    } else {
        struct import_plan *plan = import_plan_sent(request, job);
        const char *fault = plan_fault(request, job, plan);
        if (!fault) {
            import_check(request, response, job, plan);
            return;
        }
        response->status = 422;
        import_mapping_show(request, response, job, plan, fault);
    }
}
