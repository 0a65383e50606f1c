#include "site/files/files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/moment.h"
#include "base/text.h"
#include "record/record.h"
#include "site/page.h"
#include "site/permission.h"
#include "site/preview.h"
#include "site/site.h"
#include "site/types.h"
#include "site/visitor.h"
#include "web/range.h"

#define PIECE (1024 * 1024)
#define NAME_BYTES 120

/* --- taking -------------------------------------------------------------------------------------------------- */

/* The last part of what the sender called it, without what file systems and headers mind, with the extension of its kind. */
static const char *clean_name(struct arena *arena, const char *sent, const struct file_kind *kind)
{
    const char *start = sent;
    for (const char *at = sent; *at; at++) {
        if (*at == '/' || *at == '\\')
            start = at + 1;
    }
    const char *dot = strrchr(start, '.');
    size_t len = dot && dot > start ? (size_t)(dot - start) : strlen(start);
    char *stem = arena_copy_n(arena, start, len > NAME_BYTES ? NAME_BYTES : len), *to = stem;
    for (const char *at = stem; *at; at++) {
        if ((unsigned char)*at >= 0x20 && *at != 0x7f && !strchr("\"<>|:*?;%", *at))
            *to++ = *at;
    }
    *to = '\0';
    while (to > stem && !text_is_utf8(stem, (size_t)(to - stem))) /* cut inside a character */
        *--to = '\0';
    const char *name = text_blank(stem) || *stem == '.' ? "file" : stem;
    return arena_print(arena, "%s.%s", name, kind->extension);
}

static const char *take_picture(struct arena *arena, const struct upload *upload,
                                struct new_file *out, const char **argument)
{
    int width, height;
    if (upload->len > PICTURE_BYTES) {
        *argument = "5 MB";
        return "error.file_too_large";
    }
    if (!picture_measure(out->kind, upload->bytes, upload->len, &width, &height))
        return "error.picture_broken";
    if ((int64_t)width * height > PICTURE_MEGAPIXELS * 1000000ll) {
        *argument = "40";
        return "error.picture_pixels";
    }
    if (!picture_remake(arena, out->kind, upload->bytes, upload->len, &out->pictures))
        return "error.picture_broken";
    out->kind = out->pictures.kind;
    out->bytes = out->pictures.whole.bytes;
    out->len = out->pictures.whole.len;
    return NULL;
}

const char *file_prepare(struct arena *arena, const struct upload *upload, bool picture,
                         struct new_file *out, const char **argument)
{
    *argument = NULL;
    if (upload->len > FILE_BYTES) {
        *argument = picture ? "5 MB" : "20 MB";
        return "error.file_too_large";
    }
    *out = (struct new_file){ .kind = file_sniff(upload->bytes, upload->len),
                              .bytes = upload->bytes,
                              .len = upload->len };
    if (!out->kind || (picture && !out->kind->picture))
        return picture ? "error.picture_type" : "error.file_type";
    const char *wrong = out->kind->picture ? take_picture(arena, upload, out, argument) : NULL;
    if (wrong)
        return wrong;
    out->name = clean_name(arena, upload->filename, out->kind);
    secret_hash_bytes(out->bytes, out->len, out->sha256);
    return NULL;
}

static int64_t put_data(struct db *db, const struct new_file *file)
{
    struct stmt *stmt = query(db, Q_files_data);
    bind_text(stmt, "sha256", file->sha256);
    int64_t id = scalar_int(stmt);
    if (id)
        return id;
    stmt = query(db, Q_files_data_add);
    bind_text(stmt, "sha256", file->sha256);
    bind_blob(stmt, "data", file->bytes, file->len);
    if (!run(stmt))
        return 0;
    id = last_insert_id(db);
    for (int i = 0; i < PICTURE_WIDTHS; i++) {
        const struct picture *scaled = &file->pictures.scaled[i];
        if (!scaled->bytes)
            continue;
        stmt = query(db, Q_files_scaled_add);
        bind_int(stmt, "data_id", id);
        bind_int(stmt, "width", scaled->width);
        bind_int(stmt, "height", scaled->height);
        bind_blob(stmt, "data", scaled->bytes, scaled->len);
        if (!run(stmt))
            return 0;
    }
    return id;
}

static void set_number(struct record *record, const char *field, int64_t number)
{
    record_set(record, field, LANG_EN, arena_number(record->arena, number));
}

/* What is known about the bytes. */
static void describe(struct record *record, const struct new_file *file, int64_t data)
{
    record_set(record, "name", LANG_EN, file->name);
    record_set(record, "type", LANG_EN, file->kind->type);
    record_set(record, "sha256", LANG_EN, file->sha256);
    set_number(record, "size", (int64_t)file->len);
    set_number(record, "data_id", data);
    record_set(record, "width", LANG_EN, NULL);
    record_set(record, "height", LANG_EN, NULL);
    if (file->pictures.kind) {
        set_number(record, "width", file->pictures.whole.width);
        set_number(record, "height", file->pictures.whole.height);
    }
}

static bool save_file(struct db *db, struct record *record, struct problem *problem)
{
    struct record_errors errors = { .arena = record->arena };
    struct record_clash *clashes = NULL;
    if (!record_validate(db, record, &errors))
        return problem_set(problem, FAULT_BUG, "error.there_is_a_problem",
                           "a file record is not valid: %s", errors.first->key);
    return record_save(db, record, NULL, &clashes, problem);
}

const char *file_add(struct db *db, struct arena *arena, const struct new_file *file, bool direct,
                     struct problem *problem)
{
    struct record *record = record_new(arena, &file_type);
    int64_t data = put_data(db, file);
    if (!data)
        return NULL;
    record->state = "published";
    record->slug =
        arena_copy_n(arena, file->name, strlen(file->name) - strlen(file->kind->extension) - 1);
    record_set(record, "access", LANG_EN, "public");
    record_set(record, "direct", LANG_EN, direct ? "1" : "0");
    describe(record, file, data);
    return save_file(db, record, problem) ? record->slug : NULL;
}

bool file_replace(struct db *db, struct arena *arena, int64_t id, const struct new_file *file,
                  struct problem *problem)
{
    struct record *record = record_load(db, arena, &file_type, id);
    int64_t data = record ? put_data(db, file) : 0;
    if (!record)
        return problem_set(problem, FAULT_MISSING, "error.text_404", "file %lld", (long long)id);
    if (!data)
        return false;
    describe(record, file, data);
    return save_file(db, record, problem);
}

/* --- files by themselves ---------------------------------------------------------------------------------------- */

void file_new_show(struct request *request, struct response *response, struct map *page,
                   const char *error)
{
    map_text(page, "error", error);
    map_text(page, "action", request->path);
    page_render(request, response, "files/new.html", page);
}

struct adding {
    struct arena *arena;
    struct new_file file;
    int64_t id;
};

static bool add_direct(struct db *db, void *self, struct problem *problem)
{
    struct adding *adding = self;
    const char *slug = file_add(db, adding->arena, &adding->file, true, problem);
    adding->id = slug ? record_by_slug(db, &file_type, slug) : 0;
    return slug != NULL;
}

static const char *refusal(const struct request *request, const char *key, const char *argument)
{
    struct map *arguments = map_new(request->arena);
    map_text(arguments, "limit", argument ? argument : "");
    return locale_say(page_locale(request), request->arena, key, arguments);
}

bool file_new_save(struct request *request, struct response *response, struct map *page,
                   int64_t *id, int64_t *change)
{
    struct author author = visitor_author(request, "save", "history.added");
    struct adding adding = { .arena = request->arena };
    struct problem problem = { 0 };
    const char *argument = NULL, *wrong = "error.no_file";
    if (request->uploads)
        wrong = file_prepare(request->arena, request->uploads, false, &adding.file, &argument);
    if (wrong) {
        response->status = 422;
        file_new_show(request, response, page, refusal(request, wrong, argument));
        return false;
    }
    if (!store_write(site_store(), &author, add_direct, &adding, change, &problem)) {
        page_problem(request, response, &problem);
        return false;
    }
    *id = adding.id;
    return true;
}

/* --- showing -------------------------------------------------------------------------------------------------- */

/* Who reads, as every query of files asks. */
static void bind_reader(const struct request *request, struct stmt *stmt)
{
    const struct visitor *visitor = visitor_of(request);
    bind_int(stmt, "staff", may(request, "file", ACTION_READ));
    bind_text(stmt, "also", visitor->role >= ROLE_MEMBER ? "members" : "public");
}

static const char *kind_word(struct arena *arena, const char *type)
{
    const struct file_kind *kind = file_kind_of(type);
    char *word = arena_copy(arena, kind ? kind->extension : "");
    for (char *at = word; *at; at++)
        *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 32 : *at);
    return word;
}

struct value files_of(struct request *request, enum query_id list, int64_t id)
{
    struct stmt *stmt = query(request->db, list);
    struct array *files = array_new(request->arena);
    bind_int(stmt, "id", id);
    bind_reader(request, stmt);
    while (step(stmt)) {
        struct map *file = array_add_map(files);
        map_text(file, "slug", arena_copy(request->arena, col_text(stmt, "slug")));
        map_text(file, "name", arena_copy(request->arena, col_text(stmt, "name")));
        map_text(file, "kind", kind_word(request->arena, col_text(stmt, "type")));
        map_int(file, "size", col_int(stmt, "size"));
        map_bool(file, "citable", col_int(stmt, "citable"));
    }
    done(stmt);
    return array_value(files);
}

struct value files_picture(struct request *request, struct stmt *stmt, int max)
{
    bind_reader(request, stmt);
    bind_text(stmt, "lang", language_codes[request->lang]);
    struct map *picture = stmt_map(stmt, request->arena);
    if (!picture)
        return value_null();
    int64_t width = map_get(picture, "width").number, height = map_get(picture, "height").number;
    if (width > max) {
        map_int(picture, "height", height * max / width);
        map_int(picture, "width", max);
    }
    return map_value(picture);
}

/* --- serving -------------------------------------------------------------------------------------------------- */

struct served {
    const char *name, *sha256, *table;
    const struct file_kind *kind;
    int64_t row, changed;
    bool everybody;
};

/* The narrower copy that was asked for, if there is one: otherwise the whole is narrow enough. */
static void choose_width(struct request *request, struct served *served, int64_t data)
{
    long long width = 0;
    served->table = "file_data";
    served->row = data;
    if (!text_to_int(request_query(request, "w"), &width))
        return;
    struct stmt *stmt = query(request->db, Q_files_scaled);
    bind_int(stmt, "data", data);
    bind_int(stmt, "width", width);
    int64_t row = scalar_int(stmt);
    if (row) {
        served->table = "file_size";
        served->row = row;
        served->sha256 = arena_print(request->arena, "%s-%lld", served->sha256, width);
    }
}

static bool find(struct request *request, struct served *out)
{
    const struct visitor *visitor = visitor_of(request);
    char today[24];
    moment_iso(moment_now(), today);
    bool preview = preview_opens_file(request, request_param(request, 0));
    struct stmt *stmt = query(request->db, Q_files_show);
    bind_text(stmt, "slug", request_param(request, 0));
    bind_reader(request, stmt);
    if (preview)
        bind_int(stmt, "staff", 1);
    bind_int(stmt, "member", visitor->member ? visitor->member : -1);
    bind_text(stmt, "today", arena_copy_n(request->arena, today, 10));
    bool found = step(stmt);
    int64_t data = found ? col_int(stmt, "data_id") : 0;
    if (found)
        *out = (struct served){ .name = arena_copy(request->arena, col_text(stmt, "name")),
                                .sha256 = arena_copy(request->arena, col_text(stmt, "sha256")),
                                .kind = file_kind_of(col_text(stmt, "type")),
                                .changed = col_int(stmt, "updated_at"),
                                .everybody = !visitor->account && !preview };
    done(stmt);
    if (!found || !out->kind)
        return false;
    choose_width(request, out, data);
    return true;
}

/* Quoted as it is where it is plain ASCII, and percent-encoded for all others (RFC 6266). */
static const char *disposition(struct arena *arena, const struct served *served)
{
    char *plain = arena_copy(arena, served->name);
    for (char *at = plain; *at; at++) {
        if ((unsigned char)*at >= 0x7f || *at == '"' || *at == '\\')
            *at = '_';
    }
    return arena_print(arena, "%s; filename=\"%s\"; filename*=UTF-8''%s",
                       served->kind->shown ? "inline" : "attachment", plain,
                       page_encode(arena, served->name));
}

static void add_headers(struct request *request, struct response *response,
                        const struct served *served)
{
    response_type(request, response, served->kind->type);
    response_header(request, response, "Content-Disposition", disposition(request->arena, served));
    /* Some browsers' own viewers of PDF do not open inside a sandbox. */
    response_header(request, response, "Content-Security-Policy",
                    text_equal(served->kind->extension, "pdf")
                        ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
                          "frame-ancestors 'none'"
                        : "sandbox; default-src 'none'; frame-ancestors 'none'");
    response_header(request, response, "Cache-Control",
                    served->everybody ? "public, no-cache" : "private, no-cache");
    response->changed = served->changed;
    response->etag = arena_print(request->arena, "\"%s\"", served->sha256);
}

/* Whether the reader has this very version (RFC 9110, 13.2.2). */
static bool not_modified(const struct request *request, const struct response *response)
{
    const char *match = request_header(request, "if-none-match"),
               *since = request_header(request, "if-modified-since");
    if (match)
        return strstr(match, response->etag) || text_equal(match, "*");
    return since && moment_from_http(since) >= response->changed && response->changed > 0;
}

/* The bytes from FROM on into FD, by pieces. */
static bool copy_blob(struct request *request, const struct served *served,
                      const struct file_range *range)
{
    char *piece = malloc(PIECE);
    bool good = piece != NULL;
    for (uint64_t done_len = 0; good && done_len < range->len;) {
        size_t len = range->len - done_len < PIECE ? (size_t)(range->len - done_len) : PIECE;
        uint64_t from = range->from + done_len;
        good = store_blob_read(request->db, served->table, "data", served->row, from, len, piece) &&
               pwrite(range->fd, piece, len, (off_t)from) == (ssize_t)len;
        done_len += len;
    }
    free(piece);
    return good;
}

/* A file that was renamed, or merged into another, goes on at its earlier address. */
static void follow(struct request *request, struct response *response)
{
    struct stmt *stmt = query(request->db, Q_files_moved);
    bind_text(stmt, "slug", request_param(request, 0));
    const char *slug = scalar_text(stmt, request->arena);
    response->status = 404;
    if (slug)
        response_redirect(request, response, 301,
                          arena_print(request->arena, "/files/%s%s%s", slug,
                                      *request->raw_query ? "?" : "", request->raw_query));
}

void files_serve(struct request *request, struct response *response)
{
    struct served served = { 0 };
    if (!find(request, &served)) {
        follow(request, response);
        return;
    }
    add_headers(request, response, &served);
    if (not_modified(request, response)) {
        response->status = 304;
        return;
    }
    int64_t size = store_blob_size(request->db, served.table, "data", served.row);
    int fd = size > 0 ? memfd_create("file", MFD_CLOEXEC) : -1;
    if (fd < 0 || ftruncate(fd, size)) {
        if (fd >= 0)
            close(fd);
        response->status = 503;
        return;
    }
    response->file = (struct file_range){ fd, 0, (uint64_t)size };
    range_apply(request, response); /* first: only what was asked for is copied */
    if (response->file.fd >= 0 && request->method == METHOD_GET &&
        !copy_blob(request, &served, &response->file)) {
        close(response->file.fd);
        response->file.fd = -1;
        response->status = 503;
    }
}
