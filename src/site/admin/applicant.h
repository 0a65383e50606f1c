/* An application for membership, as the staff's queue, its page and the decisions see it. */
#pragma once
#include "record/record.h"
#include "web/http.h"

enum decision { DECIDE_NOTHING, DECIDE_APPROVE, DECIDE_ASK, DECIDE_DECLINE };
extern const char *const
    decision_names[]; /* "", "approve", "ask", "decline": buttons, reasons' uses, ends of words */
enum decision decision_named(const char *name);

struct applicant {
    struct record *record;
    bool agent;               /* somebody speaks for it, with this address */
    bool waits;               /* for the staff or for the applicant */
    const char *email, *name; /* proven, or the record's; whom messages greet */
    enum language lang;
    const struct map *application; /* row of member_application, NULL when it came another way */
};
/* False when there is no such member. */
bool applicant_load(const struct request *request, struct db *db, int64_t id,
                    struct applicant *applicant);
/* The message that tells the applicant of DECISION, with TEXT of the staff and LINK (NULL: none). */
struct map *applicant_words(const struct request *request, const struct applicant *applicant,
                            const char *text, const char *link);
/* Kind of that message. */
const char *applicant_letter(const struct applicant *applicant, enum decision decision);
/* The page of an applicant, with the form for DECISION holding TEXT (NULL: of the reason that the address names).
 * ERROR is a message key, NULL: none; PREVIEW shows the message. */
void applicant_show(struct request *request, struct response *response,
                    const struct applicant *applicant, enum decision decision, const char *text,
                    const char *error, bool preview);
/* Adds what looks odd ("suspicions") and probable duplicates ("twins") of member ID to ROW. */
void applicant_doubts(struct request *request, struct map *row, int64_t id, const char *suspicion);
