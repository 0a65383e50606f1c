/* What a file is, from its bytes: its name and the type that was sent with it are never asked. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct file_kind {
    const char *type;      /* media type */
    const char *extension; /* of the name it is downloaded by */
    bool picture;
    bool shown; /* by the browser itself; others are saved */
};

/* NULL when the bytes are of no kind that is taken. */
const struct file_kind *file_sniff(const char *bytes, size_t len);
/* The kind of a media type, NULL if it is none of ours. */
const struct file_kind *file_kind_of(const char *type);
