/* What the network decides about membership, and renewing one's own. */
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "site/admin/staff.h"
#include "site/membership/daily.h"
#include "site/membership/membership.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/visitor.h"

static bool is_ladder(const char *text)
{
    return strspn(text, "0123456789-, ") == strlen(text) && strlen(text) < 60;
}

static bool is_months(const char *text)
{
    long long number;
    return text_to_int(text, &number) && (number == 0 || (number >= 12 && number <= 120));
}

static bool is_flag(const char *text)
{
    return text_equal(text, "0") || text_equal(text, "1");
}

static const struct setting {
    const char *key, *name, *fallback;
    bool (*good)(const char *text);
} settings[] = {
    { "membership.reminders", "reminders", "30,7,-1", is_ladder },
    { "membership.check_months", "check_months", "12", is_months },
    { "membership.hide_lapsed", "hide_lapsed", "0", is_flag },
};
#define COUNT (sizeof settings / sizeof *settings)

static const char *stored(struct request *request, const struct setting *setting)
{
    const char *value = setting_read(request->db, request->arena, setting->key);
    return value ? value : setting->fallback;
}

/* The last value sent: a checkbox comes after its hidden "0". */
static const char *sent(const struct request *request, const char *name)
{
    const char *value = NULL;
    for (int i = -1; (i = pairs_next(&request->form, name, i + 1)) >= 0;)
        value = request->form.at[i].value;
    return value;
}

static void show(struct request *request, struct response *response, const struct setting *wrong)
{
    struct map *page = staff_page(request, page_say(request, "membership.title"),
                                  page_path(request, "admin_membership", NULL));
    page_breadcrumb(request, page, page_say(request, "membership.settings"), NULL);
    for (size_t i = 0; i < COUNT; i++) {
        const char *typed = sent(request, settings[i].name);
        const char *value = typed ? typed : stored(request, &settings[i]);
        map_text(page, settings[i].name, value);
        map_bool(page, arena_print(request->arena, "%s_wrong", settings[i].name),
                 wrong == &settings[i]);
    }
    map_bool(page, "hide_lapsed", text_equal(map_get_text(page, "hide_lapsed"), "1"));
    map_bool(page, "has_errors", wrong);
    map_text(page, "wrong", wrong ? wrong->name : NULL);
    page_render(request, response, "membership/settings.html", page);
}

static bool may_set(const struct request *request, struct response *response)
{
    if (!may(request, "membership", ACTION_PUBLISH))
        response->status = 403;
    return response->status == 200;
}

void membership_settings(struct request *request, struct response *response)
{
    if (may_set(request, response))
        show(request, response, NULL);
}

static bool put(struct db *db, void *self, struct problem *problem)
{
    const struct request *request = self;
    bool good = true;
    (void)problem;
    for (size_t i = 0; i < COUNT && good; i++) {
        const char *value = sent(request, settings[i].name);
        if (!value)
            continue;
        good = setting_write(db, settings[i].key, value);
    }
    /* what changes by it changes now, not tomorrow */
    return good && job_remove(db, MEMBERSHIP_DAILY, 0) &&
           job_add(db, MEMBERSHIP_DAILY, 0, moment_now());
}

void membership_settings_save(struct request *request, struct response *response)
{
    struct problem problem = { 0 };
    if (!may_set(request, response))
        return;
    for (size_t i = 0; i < COUNT; i++) {
        const char *value = sent(request, settings[i].name);
        if (value && !settings[i].good(value)) {
            response->status = 422;
            show(request, response, &settings[i]);
            return;
        }
    }
    if (store_write_quietly(site_store(), put, request, &problem))
        staff_saved(request, response, "admin.saved", 0,
                    page_path(request, "admin_membership_settings", NULL));
    else
        page_problem(request, response, &problem);
}

/* --- renewing one's own, where it is free ---------------------------------------------------------------------- */

struct renewing {
    struct arena *arena;
    int64_t member;
};

static bool renew(struct db *db, void *self, struct problem *problem)
{
    const struct renewing *renewing = self;
    const char *today = membership_today(renewing->arena);
    struct map *now = membership_now(db, renewing->arena, renewing->member, today, LANG_EN);
    if (!membership_may_renew(now, today))
        return problem_set(problem, FAULT_CONFLICT, "membership.not_yet", "renewal");
    return membership_start(db, renewing->arena, renewing->member, map_get_text(now, "grade"), NULL,
                            NULL, problem);
}

void membership_renew(struct request *request, struct response *response)
{
    const struct visitor *visitor = visitor_of(request);
    struct renewing renewing = { request->arena, visitor->member };
    struct author author = visitor_author(request, "save", "history.renewed");
    struct problem problem = { 0 };
    if (!visitor->member)
        response->status = 404;
    else if (store_write(site_store(), &author, renew, &renewing, NULL, &problem) ||
             problem.fault == FAULT_CONFLICT) /* pressed twice: it is renewed */
        staff_saved(request, response, problem.fault ? "membership.not_yet" : "membership.renewed",
                    0, page_path(request, "account", NULL));
    else
        page_problem(request, response, &problem);
}
