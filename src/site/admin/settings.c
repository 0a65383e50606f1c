/* Settings that the staff may change: the site's address and the mail server. Passwords are written, never shown. */
#include <string.h>

#include "base/text.h"
#include "site/admin/admin.h"
#include "site/admin/staff.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/site.h"
#include "site/visitor.h"

static const struct setting {
    const char *key, *type;
    bool secret;
} settings[] = {
    { "site.origin", "url", false },     { "mail.url", "text", false },
    { "mail.from_name", "text", false }, { "mail.from", "email", false },
    { "mail.user", "text", false },      { "mail.password", "password", true },
};
#define COUNT (sizeof settings / sizeof *settings)

static const char *name_of(struct arena *arena, const struct setting *setting)
{
    char *name = arena_copy(arena, setting->key);
    *strchr(name, '.') = '_';
    return name;
}

static void show(struct request *request, struct response *response, const char *wrong)
{
    struct map *page = staff_page(request, page_say(request, "admin.settings"), NULL);
    struct array *list = map_array(page, "settings");
    for (size_t i = 0; i < COUNT; i++) {
        const char *name = name_of(request->arena, &settings[i]),
                   *typed = request_form(request, name);
        const char *value =
            typed ? typed : setting_read(request->db, request->arena, settings[i].key);
        struct map *map = array_add_map(list);
        map_text(map, "name", name);
        map_text(map, "type", settings[i].type);
        map_text(map, "label",
                 page_say(request, arena_print(request->arena, "admin.setting_%s", name)));
        map_text(map, "hint",
                 page_say(request, arena_print(request->arena, "admin.setting_%s_hint", name)));
        map_text(map, "value", settings[i].secret || !value ? "" : value);
        map_text(map, "error",
                 text_equal(wrong, settings[i].key) ? page_say(request, "admin.setting_wrong")
                                                    : NULL);
    }
    map_bool(page, "has_errors", wrong);
    map_bool(page, "may_save", may(request, "settings", ACTION_WRITE));
    page_render(request, response, "admin/settings.html", page);
}

void admin_settings(struct request *request, struct response *response)
{
    if (may_or_403(request, response, "settings", ACTION_READ))
        show(request, response, NULL);
}

static bool save(struct db *db, void *self, struct problem *problem)
{
    struct request *request = self;
    bool good = true;
    (void)problem;
    for (size_t i = 0; i < COUNT && good; i++) {
        const char *value = request_form(request, name_of(request->arena, &settings[i]));
        if (!value || (settings[i].secret && !*value))
            continue; /* an empty password keeps the one there is */
        good = setting_write(db, settings[i].key, value);
    }
    return good;
}

/* Scheme and host, nothing behind them. */
static bool origin_good(const char *text)
{
    const char *host = text_blank(text)                ? NULL
                       : text_starts(text, "https://") ? text + 8
                       : text_starts(text, "http://")  ? text + 7
                                                       : "";
    return !host || (*host && !strpbrk(host, "/?#@ \\\"<>\t\r\n"));
}

/* Quietly: the history holds no password. */
void admin_settings_save(struct request *request, struct response *response)
{
    const char *url = request_form(request, "mail_url"), *from = request_form(request, "mail_from");
    struct problem problem = { 0 };
    if (!may_or_403(request, response, "settings", ACTION_WRITE))
        return;
    if (!origin_good(request_form(request, "site_origin"))) {
        response->status = 422;
        show(request, response, "site.origin");
    } else if (!text_blank(url) && !text_starts(url, "smtp://") && !text_starts(url, "smtps://")) {
        response->status = 422;
        show(request, response, "mail.url");
    } else if (!text_blank(from) && !strchr(from, '@')) {
        response->status = 422;
        show(request, response, "mail.from");
    } else if (!store_write_quietly(site_store(), save, request, &problem)) {
        page_problem(request, response, &problem);
    } else {
        page_go(request, response, page_path(request, "admin_settings", NULL), "admin.saved");
    }
}
