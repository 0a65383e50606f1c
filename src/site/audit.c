#include "site/audit.h"

#include "base/moment.h"
#include "base/text.h"
#include "site/site.h"
#include "site/visitor.h"

#define SAME_VIEW 3600

bool audit_add_of(struct db *db, int64_t account, const char *action, const char *area,
                  int64_t record_id, const char *detail)
{
    struct stmt *add = query(db, Q_audit_add);
    bind_int(add, "now", moment_now());
    if (account)
        bind_int(add, "account", account);
    bind_text(add, "action", action);
    bind_text(add, "area", area);
    if (record_id)
        bind_int(add, "record", record_id);
    bind_text(add, "detail", detail);
    return run(add);
}

bool audit_add(struct db *db, const struct request *request, const char *action, const char *area,
               int64_t record_id, const char *detail)
{
    return audit_add_of(db, visitor_of(request)->account, action, area, record_id, detail);
}

struct reading {
    const struct request *request;
    const char *action, *area, *detail;
    int64_t record_id;
};

static bool write_reading(struct db *db, void *self, struct problem *problem)
{
    const struct reading *reading = self;
    (void)problem;
    return audit_add(db, reading->request, reading->action, reading->area, reading->record_id,
                     reading->detail);
}

static bool seen_lately(const struct reading *reading)
{
    struct stmt *stmt = query(reading->request->db, Q_audit_seen);
    bind_int(stmt, "account", visitor_of(reading->request)->account);
    bind_int(stmt, "since", moment_now() - SAME_VIEW);
    bind_text(stmt, "action", reading->action);
    bind_text(stmt, "area", reading->area);
    bind_int(stmt, "record", reading->record_id);
    return scalar_int(stmt);
}

bool audit_read(const struct request *request, const char *action, const char *area,
                int64_t record_id, const char *detail)
{
    struct reading reading = { request, action, area, detail, record_id };
    return (text_equal(action, "view") && seen_lately(&reading)) ||
           store_write_quietly(site_store(), write_reading, &reading, NULL);
}
