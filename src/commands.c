#include "commands.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "doors/door.h"
#include "jobs/worker.h"
#include "mail/outbox.h"
#include "record/import.h"
#include "record/record.h"
#include "site/accounts/accounts.h"
#include "site/demo.h"
#include "site/origin.h"
#include "site/site.h"
#include "web/json.h"
#include "web/locale.h"
#include "web/template.h"

#define VERSION "0.1"
#define BOUNCE_MAX 1048576 /* bytes of a report that are read */

/* The environment variable of the flag NAME: INMD_TRUST_PROXY is that of --trust-proxy. */
static const char *from_environment(const char *name)
{
    char variable[64];
    snprintf(variable, sizeof variable, "INMD_%s", name);
    for (char *c = variable; *c; c++)
        *c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
    return getenv(variable);
}

/* The value of --NAME, or of its variable; NULL without. */
static const char *option(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++) {
        if (text_starts(argv[i], "--") && text_equal(argv[i] + 2, name))
            return i + 1 < argc ? argv[i + 1] : NULL;
    }
    return from_environment(name);
}

static bool flag(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++) {
        if (text_starts(argv[i], "--") && text_equal(argv[i] + 2, name))
            return true;
    }
    const char *value = from_environment(name);
    return value && *value && strcmp(value, "0") != 0;
}

static long number(int argc, char **argv, const char *name, long usual)
{
    long long parsed;
    const char *text = option(argc, argv, name);
    return text && text_to_int(text, &parsed) ? (long)parsed : usual;
}

/* More of them than processors only take turns. */
static int serving_threads(int argc, char **argv)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return (int)number(argc, argv, "threads", processors < 2 ? 2 : processors);
}

static int failed(const struct problem *problem)
{
    fprintf(stderr, "inmd: %s\n", problem->detail);
    return 1;
}

/* Opens the database and starts the site on it; NULL when that fails (said on standard error). */
static struct store *start_for(int argc, char **argv, bool once)
{
    const char *file = option(argc, argv, "db"), *origin = option(argc, argv, "origin");
    struct problem problem = { 0 };
    struct site_settings settings = { .origin = origin,
                                      .test = flag(argc, argv, "test"),
                                      .once = once,
                                      .no_page_cache = flag(argc, argv, "no-page-cache") ||
                                                       option(argc, argv, "root") };
    files_root(option(argc, argv, "root"));
    struct store *store =
        store_open(file ? file : "inmd.db", STORE_CREATE | STORE_MIGRATE, &problem);
    if (!store || !site_start(store, &settings, &problem)) {
        failed(&problem);
        store_close(store);
        return NULL;
    }
    return store;
}

static struct store *start(int argc, char **argv)
{
    return start_for(argc, argv, false);
}

static void stop(struct store *store)
{
    site_stop();
    store_close(store);
}

static void on_signal(int signal)
{
    (void)signal;
    door_stop();
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

static bool listen_address(int argc, char **argv, struct door_settings *door, char address[64])
{
    const char *listen = option(argc, argv, "listen");
    long long port = 8080;
    const char *colon = listen ? strrchr(listen, ':') : NULL;
    snprintf(address, 64, "%s", "127.0.0.1");
    if (colon) {
        const char *from = *listen == '[' ? listen + 1 : listen;
        snprintf(address, 64, "%.*s", (int)(colon - from - (*listen == '[')), from);
    }
    if (listen && (!text_to_int(colon ? colon + 1 : listen, &port) || port < 1 || port > 65535)) {
        fprintf(stderr, "inmd: --listen ADDR:PORT: %s\n", listen);
        return false;
    }
    door->address = address;
    door->port = (int)port;
    return true;
}

/* The one-time link for the first administrator, while there is none. */
static void print_welcome(const struct door_settings *door)
{
    char url[256], link[256];
    snprintf(url, sizeof url, strchr(door->address, ':') ? "http://[%s]:%d" : "http://%s:%d",
             door->address, door->port);
    printf("inmd serves at %s/\n", url);
    if (account_first_link(link, sizeof link))
        printf("No staff account yet. Sign in as the first administrator, once: %s%s\n", url, link);
    fflush(stdout);
}

/* A link that signs in must not lead to a host that whoever asks for it made up. */
static void warn_of_origin(void)
{
    if (!site_settings()->test && !site_origin_known())
        log_line(LOG_WARNING, "origin",
                 "detail=\"unset: until an administrator has signed in, links in messages lead to "
                 "the host that a client names\"");
}

int command_serve(int argc, char **argv)
{
    char address[64];
    struct problem problem = { 0 };
    struct door_settings door = { .threads = serving_threads(argc, argv),
                                  .origin = option(argc, argv, "origin"),
                                  .trust_proxy = flag(argc, argv, "trust-proxy") };
    if (!listen_address(argc, argv, &door, address))
        return 2;
    if (flag(argc, argv, "test") && !text_is_loopback(address)) {
        fputs("inmd: --test works on loopback addresses only\n", stderr);
        return 2;
    }
    catch_signals();
    struct store *store = start(argc, argv);
    if (!store)
        return 1;
    if (flag(argc, argv, "demo") && !demo_members_once(200, &problem))
        return failed(&problem);
    warn_of_origin();
    door.dispatcher = site_dispatcher();
    print_welcome(&door);
    worker_start(store);
    bool good = microhttpd_serve(&door, &problem);
    worker_stop();
    stop(store);
    return good ? 0 : failed(&problem);
}

int command_fastcgi(int argc, char **argv)
{
    char address[64];
    struct problem problem = { 0 };
    struct door_settings door = { .threads = serving_threads(argc, argv),
                                  .origin = option(argc, argv, "origin"),
                                  .socket = option(argc, argv, "socket") };
    if (!listen_address(argc, argv, &door, address))
        return 2;
    catch_signals();
    struct store *store = start(argc, argv);
    if (!store)
        return 1;
    warn_of_origin();
    door.dispatcher = site_dispatcher();
    worker_start(store);
    bool good = fastcgi_serve(&door, &problem);
    worker_stop();
    stop(store);
    return good ? 0 : failed(&problem);
}

int command_cgi(int argc, char **argv)
{
    struct problem problem = { 0 };
    struct store *store = start_for(argc, argv, true);
    if (!store) {
        fputs("Status: 503 Service Unavailable\r\nContent-Type: text/plain; "
              "charset=utf-8\r\nRetry-After: 30\r\n\r\n"
              "No disponible en este momento. Not available at the moment.\n",
              stdout);
        return 0;
    }
    struct door_settings door = { .dispatcher = site_dispatcher(),
                                  .origin = option(argc, argv, "origin") };
    bool good = cgi_answer(&door, &problem);
    stop(store);
    return good ? 0 : failed(&problem);
}

int command_user(int argc, char **argv)
{
    const char *email = option(argc, argv, "email"), *role = option(argc, argv, "role");
    const char *origin = option(argc, argv, "origin");
    char link[256];
    struct problem problem = { 0 };
    if (argc < 2 || !text_equal(argv[1], "add") || !email || !role) {
        fputs(
            "usage: inmd user add --email E --role member|administrator|editor|membership|journal|"
            "translator_en|translator_es|reader\n",
            stderr);
        return 2;
    }
    struct store *store = start(argc, argv);
    if (!store)
        return 1;
    bool good = account_add(email, role, link, sizeof link, &problem);
    if (good)
        printf("%s%s\n", origin ? origin : "", link);
    stop(store);
    return good ? 0 : failed(&problem);
}

static char *read_file(const char *path, size_t *len)
{
    FILE *in = fopen(path, "rb");
    struct buffer buffer = { 0 };
    char part[65536];
    size_t got;
    if (!in) {
        fprintf(stderr, "inmd: %s: %s\n", path, strerror(errno));
        return NULL;
    }
    while ((got = fread(part, 1, sizeof part, in)))
        buffer_add(&buffer, part, got);
    fclose(in);
    buffer_text(&buffer);
    *len = buffer.len;
    return buffer.at;
}

static const struct record_type *type_argument(int argc, char **argv)
{
    const struct record_type *type = argc > 1 ? record_type_named(argv[1]) : NULL;
    if (type)
        return type;
    fputs("inmd: TYPE is one of:", stderr);
    for (const struct record_type *const *all = record_types(); *all; all++)
        fprintf(stderr, " %s", (*all)->name);
    fputs("\n", stderr);
    return NULL;
}

int command_import(int argc, char **argv)
{
    static const struct author author = { .kind = "import",
                                          .name = "inmd import",
                                          .why = "history.import" };
    struct import_result result = { 0 };
    struct problem problem = { 0 };
    size_t len = 0;
    struct store *store = start(argc, argv);
    const struct record_type *type = store ? type_argument(argc, argv) : NULL;
    char *csv = type && argc > 2 ? read_file(argv[2], &len) : NULL;
    int status = 1;
    if (csv) {
        struct arena *arena = arena_new();
        struct import_options options = { .type = type,
                                          .author = &author,
                                          .match = option(argc, argv, "match"),
                                          .dry_run = flag(argc, argv, "dry-run") };
        bool good = import_bytes(store, arena, &options, csv, len, &result, &problem);
        for (const struct import_error *error = result.errors; error; error = error->next)
            fprintf(stderr, "row %ld: %s: %s\n", error->row, error->field, error->message);
        if (good)
            printf("%ld new, %ld updated, %ld unchanged%s\n", result.inserted, result.updated,
                   result.unchanged, options.dry_run ? " (dry run: nothing written)" : "");
        else
            fprintf(stderr, "inmd: nothing was written: %s\n", problem.detail);
        status = good ? 0 : 1;
        arena_free(arena);
    }
    free(csv);
    stop(store);
    return status;
}

static bool to_stdout(void *self, const char *bytes, size_t len)
{
    (void)self;
    return fwrite(bytes, 1, len, stdout) == len;
}

int command_export(int argc, char **argv)
{
    struct store *store = start(argc, argv);
    const struct record_type *type = store ? type_argument(argc, argv) : NULL;
    struct db *db = type ? store_reader(store) : NULL;
    bool good = db && reader_begin(db, NULL) && record_export(db, type, to_stdout, NULL);
    if (db)
        reader_end(db);
    stop(store);
    return good && !fflush(stdout) ? 0 : 1;
}

struct returned {
    struct arena *arena;
    struct bounce bounce;
};

static bool record_returned(struct db *db, void *self, struct problem *problem)
{
    const struct returned *returned = self;
    return bounce_record(db, returned->arena, &returned->bounce) ||
           problem_set(problem, FAULT_INPUT, "outbox.bounce_unknown",
                       "no report of failed delivery that names a message or an address of ours");
}

/* For the mail server's alias of the sender's address: a report comes in on standard input. */
int command_bounce(int argc, char **argv)
{
    const char *file = option(argc, argv, "db");
    struct problem problem = { 0 };
    struct returned returned = { .arena = arena_new() };
    char *mail = arena_bytes(returned.arena, BOUNCE_MAX);
    size_t len = fread(mail, 1, BOUNCE_MAX, stdin);
    struct store *store = store_open(file ? file : "inmd.db", 0, &problem);
    returned.bounce = bounce_read(returned.arena, mail, len);
    bool good = store && store_write_quietly(store, record_returned, &returned, &problem);
    store_close(store);
    arena_free(returned.arena);
    return good || problem.fault == FAULT_INPUT
               ? 0
               : failed(&problem); /* answers of people are none of ours */
}

int command_backup(int argc, char **argv)
{
    struct problem problem = { 0 };
    if (argc < 2 || text_starts(argv[1], "--")) {
        fputs("usage: inmd backup FILE [--db FILE]\n", stderr);
        return 2;
    }
    const char *file = option(argc, argv, "db");
    struct store *store = store_open(file ? file : "inmd.db", 0, &problem);
    bool good = store && store_backup(store, argv[1], &problem);
    store_close(store);
    return good ? 0 : failed(&problem);
}

static void report(void *self, const char *fault)
{
    ++*(int *)self;
    fprintf(stderr, "%s\n", fault);
}

int command_check(int argc, char **argv)
{
    int faults = 0;
    struct store *store = start(argc, argv);
    if (!store)
        return 1;
    site_check(report, &faults);
    stop(store);
    printf("%d faults\n", faults);
    return faults ? 1 : 0;
}

int command_template(int argc, char **argv)
{
    size_t source_len = 0, data_len = 0;
    struct problem problem = { 0 };
    char *source = argc > 2 ? read_file(argv[1], &source_len) : NULL,
         *data = source ? read_file(argv[2], &data_len) : NULL;
    json_t *json = data ? json_loadb(data, data_len, 0, NULL) : NULL;
    struct template *template =
        json ? template_compile(argv[1], source, source_len, ESCAPE_HTML, &problem) : NULL;
    if (template) {
        struct arena *arena = arena_new();
        struct buffer out = { 0 };
        struct value value = json_to_value(arena, json);
        struct rendering rendering = { .arena = arena };
        template_render(template, &rendering, &value, 1, &out);
        fwrite(out.at, 1, out.len, stdout);
        buffer_free(&out);
        arena_free(arena);
    } else {
        fprintf(stderr, "inmd: template FILE.mustache DATA.json: %s\n",
                problem.detail[0] ? problem.detail : "not readable");
    }
    int status = template ? 0 : 1;
    template_free(template);
    json_decref(json);
    free(source);
    free(data);
    return status;
}

int command_demo(int argc, char **argv)
{
    struct problem problem = { 0 };
    struct store *store = start(argc, argv);
    if (!store)
        return 1;
    bool good = demo_fill(number(argc, argv, "members", 0), number(argc, argv, "events", 0),
                          number(argc, argv, "publications", 0),
                          (unsigned)number(argc, argv, "seed", 1), &problem);
    stop(store);
    return good ? 0 : failed(&problem);
}

int command_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("inmd " VERSION);
    return 0;
}
