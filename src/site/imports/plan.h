/* What the pages of one import share: its row, its file, and the plan: where the columns go. */
#pragma once
#include "record/import.h"
#include "web/http.h"

struct import_job {
    int64_t id;
    const struct record_type *type;
    struct map *row; /* imports_show */
    const char *state;
    struct table table; /* without columns when the file is gone */
    bool has_file;
};
/* The import that the address names, its file opened; NULL with the status 404 or 403. */
struct import_job *import_job(struct request *request, struct response *response);
const char *import_url(const struct request *request, int64_t id);

struct import_plan {
    const char **targets; /* by column */
    char *separators;
    const char *match, *state;
    enum import_existing existing;
};
/* The plan that is kept with the import, or a guess by the columns' names. */
struct import_plan *import_plan(struct request *request, const struct import_job *job);
/* The plan that the form says. */
struct import_plan *import_plan_sent(struct request *request, const struct import_job *job);
/* As JSON, in the arena. */
const char *import_plan_text(struct arena *arena, const struct import_plan *plan, int columns);
struct import_options import_plan_options(struct request *request, const struct import_job *job,
                                          const struct import_plan *plan);

/* The pages of the three states. ERROR is text or NULL. */
void import_mapping_show(struct request *request, struct response *response,
                         const struct import_job *job, const struct import_plan *plan,
                         const char *error);
void import_report_show(struct request *request, struct response *response,
                        const struct import_job *job, const char *error);
/* Checks (nothing is written but what was found), or imports: all, or the good rows only. */
void import_check(struct request *request, struct response *response, const struct import_job *job,
                  const struct import_plan *plan);
void import_run(struct request *request, struct response *response, const struct import_job *job,
                bool good_only);
