#include "site/demo.h"

#include <string.h>

#include "base/moment.h"
#include "site/site.h"
#include "web/locale.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define AT_ONCE 10000 /* members of one change: what it is noted in stays in memory till its end */

/* Frequent names, combined by chance: nobody in particular. */
static const char *const given_names[] = {
    "María", "José",       "Ana",   "Luis",    "Guadalupe", "Juan",  "Rosa",  "Miguel",
    "Elena", "Carlos",     "Aisha", "Mohamed", "Fatima",    "Omar",  "Mary",  "John",
    "Grace", "Daniel",     "Lucía", "Andrés",  "Priya",     "Arjun", "Li",    "Wei",
    "Joy",   "Jose Maria", "Amina", "Kofi",    "Sofía",     "Diego", "Íñigo", "Zoë"
};
static const char *const surnames[] = {
    "López",   "García", "Hernández", "Martínez", "González", "Rodríguez", "Pérez",  "Sánchez",
    "Ramírez", "Flores", "Núñez",     "Ibáñez",   "Smith",    "Johnson",   "Benali", "El Amrani",
    "Diallo",  "Mensah", "Santos",    "Reyes",    "Cruz",     "Dela Cruz", "Singh",  "Khan",
    "Rahman",  "Chen",   "Nguyen",    "Okafor",   "Silva",    "Castro",    "Öztürk", "Müller"
};
static const char *const places[][3] = { { "MX", "Zacatecas", "America/Mexico_City" },
                                         { "MX", "Ciudad de México", "America/Mexico_City" },
                                         { "MX", "Guadalajara", "America/Mexico_City" },
                                         { "US", "Los Angeles", "America/Los_Angeles" },
                                         { "US", "Chicago", "America/Chicago" },
                                         { "GT", "Guatemala", "America/Guatemala" },
                                         { "SV", "San Salvador", "America/El_Salvador" },
                                         { "HN", "Tegucigalpa", "America/Tegucigalpa" },
                                         { "CO", "Bogotá", "America/Bogota" },
                                         { "EC", "Quito", "America/Guayaquil" },
                                         { "AR", "Buenos Aires", "America/Argentina/Buenos_Aires" },
                                         { "ES", "Madrid", "Europe/Madrid" },
                                         { "FR", "Paris", "Europe/Paris" },
                                         { "MA", "Rabat", "Africa/Casablanca" },
                                         { "SN", "Dakar", "Africa/Dakar" },
                                         { "PH", "Manila", "Asia/Manila" },
                                         { "IN", "Kochi", "Asia/Kolkata" },
                                         { "BD", "Dhaka", "Asia/Dhaka" },
                                         { "SE", "Norrköping", "Europe/Stockholm" },
                                         { "CA", "Toronto", "America/Toronto" } };
static const char *const kinds[] = { "scholar",       "scholar",    "scholar",
                                     "student",       "person",     "migrant_association",
                                     "civil_society", "institution" };
static const char *const languages[] = { "es", "en", "fr", "pt", "ar", "tl", "hi" };
static const char *const event_kinds[] = { "conference", "seminar", "workshop", "course",
                                           "lecture" };
static const char *const publication_kinds[] = { "article", "article",       "article", "article",
                                                 "chapter", "working_paper", "report" };
static const char *const work[LANG_COUNT] = {
    "Demonstration profile. Works on %s and %s, with fieldwork in %s; teaches, writes and advises "
    "associations on remittances, gender and rights.",
    "Perfil de demostración. Trabaja en %s y %s, con trabajo de campo en %s; enseña, escribe y "
    "asesora a asociaciones sobre remesas, género y derechos.",
};

struct demo {
    struct arena *arena;
    long members, events, publications;
    long done; /* members that are there */
    uint64_t seed;
    int topics;
    int64_t now;
};

static unsigned chance(struct demo *demo, unsigned below)
{
    demo->seed = demo->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(demo->seed >> 33) % below;
}

static const char *topic_label(struct db *db, struct demo *demo, int id, enum language lang)
{
    struct stmt *stmt = query(db, Q_demo_topic_at);
    bind_int(stmt, "id", id);
    bind_text(stmt, "lang", language_codes[lang]);
    const char *label = scalar_text(stmt, demo->arena);
    return label ? label : "";
}

static bool member_details(struct db *db, struct demo *demo, int64_t id, const char *const *place)
{
    bool good = true;
    int topics[2] = { (int)chance(demo, (unsigned)demo->topics) + 1,
                      (int)chance(demo, (unsigned)demo->topics) + 1 };
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *one = topic_label(db, demo, topics[0], (enum language)lang),
                   *two = topic_label(db, demo, topics[1], (enum language)lang);
        struct stmt *stmt = query(db, Q_demo_member_text);
        bind_int(stmt, "member", id);
        bind_text(stmt, "lang", language_codes[lang]);
        bind_text(stmt, "headline", one);
        bind_text(stmt, "biography", arena_print(demo->arena, work[lang], one, two, place[1]));
        good = good && run(stmt);
    }
    for (int i = 0; i < 2 && (i == 0 || topics[0] != topics[1]); i++) {
        struct stmt *stmt = query(db, Q_demo_member_topic);
        bind_int(stmt, "member", id);
        bind_int(stmt, "position", i + 1);
        bind_int(stmt, "topic", topics[i]);
        good = good && run(stmt);
    }
    for (int i = 0; i < 2; i++) {
        struct stmt *stmt = query(db, Q_demo_member_language);
        bind_int(stmt, "member", id);
        bind_text(stmt, "value", languages[i ? chance(demo, COUNT(languages)) : chance(demo, 2)]);
        good = good && run(stmt);
    }
    struct stmt *stmt = query(db, Q_demo_member_corridor);
    bind_int(stmt, "member", id);
    bind_text(stmt, "origin", place[0]);
    bind_text(stmt, "destination", places[chance(demo, COUNT(places))][0]);
    return run(stmt) && good;
}

/* Most stay; some left for a reason, some have a term that ended. */
static bool member_term(struct db *db, struct demo *demo, int64_t member, long number, bool person)
{
    int year = 2015 + (int)(number * 7 % 11), month = (int)(number * 5 % 12) + 1;
    bool left = number % 9 == 4, ended = number % 9 == 7;
    struct stmt *stmt = query(db, Q_demo_membership);
    bind_text(stmt, "slug", arena_print(demo->arena, "demo-%ld", number));
    bind_int(stmt, "now", demo->now);
    bind_int(stmt, "member", member);
    bind_text(stmt, "grade", person ? "person" : "organization");
    bind_text(stmt, "starts_on", arena_print(demo->arena, "%d-%02d-01", year, month));
    bind_text(stmt, "ends_on",
              ended ? arena_print(demo->arena, "%d-12-31", year + 1 + (int)(number % 4)) : NULL);
    bind_text(stmt, "left_on",
              left ? arena_print(demo->arena, "%d-%02d-15", year + 1 + (int)(number % 5), month)
                   : NULL);
    bind_text(stmt, "left_reason", left ? "resigned" : NULL);
    return run(stmt);
}

static bool add_member(struct db *db, struct demo *demo, long number)
{
    struct arena *arena = demo->arena;
    const char *kind = kinds[chance(demo, COUNT(kinds))], *const *place =
                                                              places[chance(demo, COUNT(places))];
    const char *given = given_names[chance(demo, COUNT(given_names))],
               *one = surnames[chance(demo, COUNT(surnames))];
    const char *two = surnames[chance(demo, COUNT(surnames))];
    bool person = !strcmp(kind, "scholar") || !strcmp(kind, "student") || !strcmp(kind, "person");
    const char *name =
        person ? arena_print(arena, "%s %s %s", given, one, two)
               : arena_print(arena, "Asociación de demostración %ld, %s", number, place[1]);
    struct stmt *stmt = query(db, Q_demo_member);
    bind_text(stmt, "slug", arena_print(arena, "demo-%ld", number));
    bind_int(stmt, "now", demo->now - number);
    bind_text(stmt, "kind", kind);
    bind_text(stmt, "given", person ? given : NULL);
    bind_text(stmt, "surname1", person ? one : NULL);
    bind_text(stmt, "surname2", person ? two : NULL);
    bind_text(stmt, "display_name", name);
    bind_text(stmt, "sort_name", person ? arena_print(arena, "%s %s, %s", one, two, given) : name);
    bind_text(stmt, "affiliation",
              person ? arena_print(arena, "Universidad de demostración, %s", place[1]) : NULL);
    bind_text(stmt, "country", place[0]);
    bind_text(stmt, "city", place[1]);
    if (!run(stmt))
        return false;
    int64_t id = last_insert_id(db);
    return member_term(db, demo, id, number, person) && member_details(db, demo, id, place);
}

static bool add_event(struct db *db, struct demo *demo, long number)
{
    const char *const *place = places[chance(demo, COUNT(places))],
                      *kind = event_kinds[chance(demo, COUNT(event_kinds))];
    const char *starts = arena_print(demo->arena, "%u-%02u-%02uT10:00", 2012 + chance(demo, 16),
                                     chance(demo, 12) + 1, chance(demo, 28) + 1);
    int topic = (int)chance(demo, (unsigned)demo->topics) + 1;
    int64_t utc = 0;
    zone_to_utc(place[2], starts, &utc);
    struct stmt *stmt = query(db, Q_demo_event);
    bind_text(stmt, "slug", arena_print(demo->arena, "demo-%ld", number));
    bind_int(stmt, "now", demo->now);
    bind_text(stmt, "kind", kind);
    bind_text(stmt, "starts", starts);
    bind_int(stmt, "starts_utc", utc);
    bind_text(stmt, "zone", place[2]);
    bind_text(stmt, "city", place[1]);
    bind_text(stmt, "country", place[0]);
    bool good = run(stmt);
    int64_t id = last_insert_id(db);
    for (int lang = 0; lang < LANG_COUNT && good; lang++) {
        stmt = query(db, Q_demo_event_text);
        bind_int(stmt, "event", id);
        bind_text(stmt, "lang", language_codes[lang]);
        bind_text(stmt, "title",
                  arena_print(demo->arena,
                              lang == LANG_EN ? "Demonstration %ld: %s" : "Demostración %ld: %s",
                              number, topic_label(db, demo, topic, (enum language)lang)));
        bind_text(stmt, "summary", topic_label(db, demo, topic, (enum language)lang));
        good = run(stmt);
    }
    return good;
}

static bool add_publication(struct db *db, struct demo *demo, long number)
{
    int topic = (int)chance(demo, (unsigned)demo->topics) + 1;
    struct stmt *stmt = query(db, Q_demo_publication);
    bind_text(stmt, "slug", arena_print(demo->arena, "demo-%ld", number));
    bind_int(stmt, "now", demo->now);
    bind_text(stmt, "kind", publication_kinds[chance(demo, COUNT(publication_kinds))]);
    bind_int(stmt, "year", 1998 + chance(demo, 28));
    bind_text(stmt, "container", "Revista de demostración");
    bool good = run(stmt);
    int64_t id = last_insert_id(db);
    for (int lang = 0; lang < LANG_COUNT && good; lang++) {
        stmt = query(db, Q_demo_publication_text);
        bind_int(stmt, "publication", id);
        bind_text(stmt, "lang", language_codes[lang]);
        bind_text(stmt, "title",
                  arena_print(demo->arena,
                              lang == LANG_EN ? "Demonstration study %ld: %s"
                                              : "Estudio de demostración %ld: %s",
                              number, topic_label(db, demo, topic, (enum language)lang)));
        bind_text(stmt, "abstract", NULL);
        good = run(stmt);
    }
    stmt = query(db, Q_demo_publication_author);
    bind_int(stmt, "publication", id);
    bind_int(stmt, "position", 1);
    bind_text(stmt, "given", given_names[chance(demo, COUNT(given_names))]);
    bind_text(stmt, "family", surnames[chance(demo, COUNT(surnames))]);
    bind_int(stmt, "member",
             demo->members ? (int64_t)chance(demo, (unsigned)demo->members) + 1 : 0);
    good = run(stmt) && good;
    stmt = query(db, Q_demo_publication_topic);
    bind_int(stmt, "publication", id);
    bind_int(stmt, "topic", topic);
    return run(stmt) && good;
}

static bool fill_members(struct db *db, void *self, struct problem *problem)
{
    struct demo *demo = self;
    long last = demo->done + AT_ONCE < demo->members ? demo->done + AT_ONCE : demo->members;
    (void)problem;
    demo->topics = (int)scalar_int(query(db, Q_demo_topics));
    bool good = demo->topics > 0;
    for (; good && demo->done < last; demo->done++) {
        good = add_member(db, demo, demo->done + 1);
        arena_reset(demo->arena);
    }
    return good;
}

static bool fill_rest(struct db *db, void *self, struct problem *problem)
{
    struct demo *demo = self;
    bool good = true;
    (void)problem;
    for (long i = 1; good && i <= demo->events; i++) {
        good = add_event(db, demo, i);
        arena_reset(demo->arena);
    }
    for (long i = 1; good && i <= demo->publications; i++) {
        good = add_publication(db, demo, i);
        arena_reset(demo->arena);
    }
    return good;
}

bool demo_fill(long members, long events, long publications, unsigned seed, struct problem *problem)
{
    static const struct author author = { .kind = "demo",
                                          .name = "inmd demo",
                                          .why = "history.demo" };
    struct store *store = site_store();
    struct demo demo = { .arena = arena_new(),
                         .members = members,
                         .events = events,
                         .publications = publications,
                         .seed = seed * 2654435761u + 12345,
                         .now = moment_now() };
    bool good = true;
    do {
        good = store_write(store, &author, fill_members, &demo, NULL, problem);
    } while (good && demo.done < demo.members);
    good = good && store_write(store, &author, fill_rest, &demo, NULL, problem);
    if (good && members >= AT_ONCE)
        good = store_merge_indexes(store, problem);
    arena_free(demo.arena);
    return good;
}

bool demo_members_once(long count, struct problem *problem)
{
    struct db *db = store_reader(site_store());
    bool there = db && reader_begin(db, problem) && scalar_int(query(db, Q_demo_exists));
    if (db)
        reader_end(db);
    return there || demo_fill(count, 0, 0, 1, problem);
}
