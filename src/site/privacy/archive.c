#include "site/privacy/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "base/library.h"
#include "base/log.h"
#include "base/moment.h"
#include "site/site.h"

#define PIECE 65536

#define ARCHIVE_FUNCTIONS(F)                                                                       \
    F(archive_entry_free)                                                                          \
    F(archive_entry_new)                                                                           \
    F(archive_entry_set_filetype)                                                                  \
    F(archive_entry_set_mtime)                                                                     \
    F(archive_entry_set_pathname)                                                                  \
    F(archive_entry_set_perm)                                                                      \
    F(archive_entry_set_size)                                                                      \
    F(archive_error_string)                                                                        \
    F(archive_write_close)                                                                         \
    F(archive_write_data)                                                                          \
    F(archive_write_free)                                                                          \
    F(archive_write_header)                                                                        \
    F(archive_write_new)                                                                           \
    F(archive_write_open)                                                                          \
    F(archive_write_set_bytes_in_last_block)                                                       \
    F(archive_write_set_bytes_per_block)                                                           \
    F(archive_write_set_format_zip)
static struct {
    ARCHIVE_FUNCTIONS(LIBRARY_MEMBER)
} lib;
static const char *const archive_names[] = { ARCHIVE_FUNCTIONS(LIBRARY_NAME) NULL };
static struct library libarchive = { "libarchive.so.13", archive_names, &lib, 0 };

void archive_add(struct arena *arena, struct archive_parts *parts, const char *name,
                 const char *bytes, size_t len, int64_t data)
{
    if (parts->count == parts->room) {
        size_t room = parts->room ? parts->room * 2 : 64;
        struct archive_part *more = arena_many(arena, struct archive_part, room);
        if (parts->count)
            memcpy(more, parts->at, parts->count * sizeof *more);
        parts->at = more;
        parts->room = room;
    }
    parts->at[parts->count++] = (struct archive_part){ name, bytes, len, data };
}

struct sending {
    struct stream stream;
    struct archive *archive;
    struct archive_parts parts;
    size_t next;         /* part */
    uint64_t from, size; /* of the file that is being sent */
    struct buffer made;
    char piece[PIECE];
};

static la_ssize_t take(struct archive *archive, void *self, const void *bytes, size_t len)
{
    struct sending *sending = self;
    (void)archive;
    buffer_add(&sending->made, bytes, len);
    return (la_ssize_t)len;
}

static bool begin_part(struct sending *sending, const struct archive_part *part, uint64_t size)
{
    struct archive_entry *entry = lib.archive_entry_new();
    lib.archive_entry_set_pathname(entry, part->name);
    lib.archive_entry_set_size(entry, (la_int64_t)size);
    lib.archive_entry_set_filetype(entry, AE_IFREG);
    lib.archive_entry_set_perm(entry, 0644);
    lib.archive_entry_set_mtime(entry, moment_now(), 0);
    bool good = lib.archive_write_header(sending->archive, entry) == ARCHIVE_OK;
    lib.archive_entry_free(entry);
    return good;
}

static bool put(struct sending *sending, const void *bytes, size_t len)
{
    return lib.archive_write_data(sending->archive, bytes, len) == (la_ssize_t)len;
}

/* One piece of a file, in a snapshot of its own: bytes of a file never change. */
static bool put_piece(struct sending *sending, const struct archive_part *part)
{
    struct db *db = store_reader(site_store());
    if (!db || !reader_begin(db, NULL))
        return false;
    bool good = true;
    if (!sending->from) {
        int64_t size = store_blob_size(db, "file_data", "data", part->data);
        sending->size = size > 0 ? (uint64_t)size : 0;
        good = begin_part(sending, part, sending->size);
    }
    uint64_t rest = sending->size - sending->from;
    size_t len = rest < PIECE ? (size_t)rest : PIECE;
    if (good && len)
        good = store_blob_read(db, "file_data", "data", part->data, sending->from, len,
                               sending->piece) &&
               put(sending, sending->piece, len);
    sending->from += len;
    reader_end(db);
    if (sending->from >= sending->size) {
        sending->from = 0;
        sending->next++;
    }
    return good;
}

static bool put_next(struct sending *sending)
{
    const struct archive_part *part = &sending->parts.at[sending->next];
    if (part->data)
        return put_piece(sending, part);
    sending->next++;
    return begin_part(sending, part, part->len) && put(sending, part->bytes, part->len);
}

static bool more(struct stream *stream, struct buffer *out)
{
    struct sending *sending = (struct sending *)stream;
    bool good = true, last = false;
    while (good && !last &&
           !sending->made.len) { /* small parts wait inside until a block is full */
        last = sending->next >= sending->parts.count;
        good = last ? lib.archive_write_close(sending->archive) == ARCHIVE_OK : put_next(sending);
    }
    if (!good) {
        const char *words = lib.archive_error_string(sending->archive);
        log_line(LOG_WARNING, "archive", "detail=\"%s\"", words ? words : "a file is gone");
        stream->broken = true;
    }
    buffer_add(out, sending->made.at, sending->made.len);
    sending->made.len = 0;
    return !last && good;
}

static void end(struct stream *stream)
{
    struct sending *sending = (struct sending *)stream;
    lib.archive_write_free(sending->archive);
    buffer_free(&sending->made);
    free(sending);
}

void archive_send(struct request *request, struct response *response, const char *filename,
                  const struct archive_parts *parts)
{
    if (!library_load(&libarchive)) {
        response->status = 503;
        return;
    }
    struct sending *sending = calloc(1, sizeof *sending);
    if (!sending)
        abort();
    sending->stream = (struct stream){ .more = more, .end = end };
    sending->parts = *parts;
    sending->archive = lib.archive_write_new();
    lib.archive_write_set_format_zip(sending->archive);
    lib.archive_write_set_bytes_per_block(sending->archive, 0);
    lib.archive_write_set_bytes_in_last_block(sending->archive, 1);
    if (lib.archive_write_open(sending->archive, sending, NULL, take, NULL) != ARCHIVE_OK) {
        log_line(LOG_WARNING, "archive", "detail=\"%s\"",
                 lib.archive_error_string(sending->archive));
        end(&sending->stream);
        response->status = 503;
        return;
    }
    response_type(request, response, "application/zip");
    response_header(request, response, "Content-Disposition",
                    arena_print(request->arena, "attachment; filename=\"%s\"", filename));
    response->stream = &sending->stream;
}
