/* Everything about a person as files: tables, JSON, pictures, and what each column means. */
#pragma once
#include "site/privacy/archive.h"
#include "site/privacy/person.h"

/* Fills PARTS, in the request's arena, for PERSON. */
void takeout(struct request *request, const struct person *person, struct archive_parts *parts);
/* Columns of registered tables for which there are no words. Each is reported. */
bool takeout_check(struct db *db, void (*report)(void *self, const char *fault), void *self);
