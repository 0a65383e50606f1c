/* Files and pictures: taken from forms, kept once by content, served to those who may see them (docs/files.md). */
#pragma once
#include "base/problem.h"
#include "base/secret.h"
#include "site/files/picture.h"
#include "store/store.h"
#include "web/http.h"

#define FILE_BYTES (20 * 1024 * 1024)
#define PICTURE_BYTES (5 * 1024 * 1024)
#define PICTURE_MEGAPIXELS 40

/* An upload that was looked at and, if it is a picture, drawn anew: ready to be written. */
struct new_file {
    const char *name; /* for downloads: what the sender called it, with the true extension */
    const struct file_kind *kind;
    const char *bytes;
    size_t len;
    char sha256[HASH_SIZE];
    struct picture_set pictures; /* without kind when it is none */
};

/* Looks at UPLOAD; PICTURE: nothing else is taken. Slow for pictures: before a transaction, not inside. NULL when it is good,
 * otherwise the message key of what is wrong and its *ARGUMENT. What OUT holds lives as long as ARENA and the upload. */
const char *file_prepare(struct arena *arena, const struct upload *upload, bool picture,
                         struct new_file *out, const char **argument);
/* Writes FILE inside a transaction as a record. Everybody may open it who may see what uses it; DIRECT: without a use. Its slug, or NULL with *PROBLEM. */
const char *file_add(struct db *db, struct arena *arena, const struct new_file *file, bool direct,
                     struct problem *problem);
/* New bytes for file ID: address, words, access and uses stay. */
bool file_replace(struct db *db, struct arena *arena, int64_t id, const struct new_file *file,
                  struct problem *problem);
/* The staff's form for a file that stands by itself, on PAGE. ERROR is text or NULL. */
void file_new_show(struct request *request, struct response *response, struct map *page,
                   const char *error);
/* Takes that form. True when it was saved: *ID and *CHANGE tell. Otherwise the answer is there. */
bool file_new_save(struct request *request, struct response *response, struct map *page,
                   int64_t *id, int64_t *change);

/* For pages: files_of_publication or files_of_event of record ID: list of slug, name, size, kind ("PDF"), citable (true or null). */
struct value files_of(struct request *request, enum query_id list, int64_t id);
/* The picture of a row of STMT (files_picture_of_..., its record bound): slug, width and height as shown at most MAX wide, alt; or null. */
struct value files_picture(struct request *request, struct stmt *stmt, int max);

/* For forms: the latest hundred (PICTURES: pictures), list of value ("/files/SLUG") and label. */
struct value files_choose(struct db *db, struct arena *arena, enum language lang, bool pictures);

/* GET /files/:slug, ?w=320 or 800 for a picture at that width at most. */
void files_serve(struct request *request, struct response *response);
