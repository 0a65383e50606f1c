/* The directory of members. */
#pragma once
#include "web/route.h"

route_handler members_list, members_map, members_show, members_vcard, members_csv, members_json,
    members_vcards, contact_form, contact_send, contact_open, contact_act, admin_contact,
    admin_contact_act, admin_orcid, admin_orcid_check;

struct directory_question;
/* What the address asks of the directory. */
void members_question(struct request *request, struct directory_question *question);
/* Adds the removable pills of its search and filters to PAGE. */
void members_pills(struct request *request, struct map *page,
                   const struct directory_question *question);
/* Fills MAP with what the part "world" draws: the countries of the members that the address asks for. */
void members_world(struct request *request, struct map *map);
