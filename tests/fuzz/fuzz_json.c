/* What programs send to the API: any JSON is laid over a record as a patch. What is taken is text, and reads as the same again. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const colours[] = { "red", "blue", NULL };
static const struct field pair_parts[] = { { "name", KIND_TEXT, 0 },
                                           { "topic", KIND_LINK, 0, .target = "topic" },
                                           { "n", KIND_NUMBER, 0 },
                                           { 0 } };
static const struct field fields[] = {
    { "title", KIND_TEXT, PUBLIC | TRANSLATED },
    { "body", KIND_LONG, OWNER },
    { "n", KIND_NUMBER, 0 },
    { "yes", KIND_YESNO, 0 },
    { "colour", KIND_CHOICE, 0, .choices = colours },
    { "topic", KIND_LINK, 0, .target = "topic" },
    { "topics", KIND_LINKS, 0, .target = "topic" },
    { "pairs", KIND_PARTS, 0, .parts = pair_parts },
    { "made", KIND_NUMBER, DERIVED },
    { 0 },
};
static const struct record_type topic = { "topic",     NULL,        "topics",    fields, "title",
                                          ROLE_EDITOR, ROLE_EDITOR, ROLE_EDITOR, NULL,   NULL };

static const char *address(struct arena *arena, const char *target, const char *slug)
{
    return arena_print(arena, "/api/%s/%s", target, slug);
}

static void check_text(const char *text)
{
    if (text && !text_is_utf8(text, strlen(text)))
        abort();
}

static void check_values(const struct record *record)
{
    check_text(record->slug);
    check_text(record->state);
    for (int i = 0; fields[i].name; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++)
            check_text(record->values[lang][i]);
    }
}

/* The record as PATCH makes it of an empty one; NULL when it does not fit. */
static struct record *take(struct arena *arena, const json_t *patch)
{
    struct record *record = record_new(arena, &topic);
    struct record_errors errors = { 0 };
    json_t *unknown = json_array(), *was = record_to_json(record, NULL, address);
    json_t *now = json_merge_patch(was, patch);
    bool good = record_from_json(record, was, now, address, &errors, unknown);
    json_decref(unknown);
    json_decref(was);
    json_decref(now);
    check_values(record);
    return good ? record : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    json_error_t error;
    json_t *patch = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, &error);
    struct record *record = json_is_object(patch) ? take(arena, patch) : NULL;
    if (record) {
        json_t *written = record_to_json(record, NULL, address);
        struct record *again = take(arena, written);
        json_t *same = again ? record_to_json(again, NULL, address) : NULL;
        if (!json_equal(written, same))
            abort();
        json_decref(written);
        json_decref(same);
    }
    json_decref(patch);
    arena_free(arena);
    return 0;
}
