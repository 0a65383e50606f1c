/* A ZIP archive, written while it is sent. */
#pragma once
#include "store/store.h"
#include "web/http.h"

struct archive_part {
    const char *name; /* in ASCII, with / between folders */
    const char *bytes;
    size_t len;
    int64_t data; /* a row of file_data whose bytes these are, instead; 0: none */
};
struct archive_parts {
    struct archive_part *at;
    size_t count, room;
};
/* BYTES are not copied. */
void archive_add(struct arena *arena, struct archive_parts *parts, const char *name,
                 const char *bytes, size_t len, int64_t data);
/* Answers with the archive FILENAME of PARTS, which live in the request's arena: files by pieces, so that memory stays bounded. */
void archive_send(struct request *request, struct response *response, const char *filename,
                  const struct archive_parts *parts);
