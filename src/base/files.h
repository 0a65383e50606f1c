/* The files that the binary carries (templates/, sql/, public/), or, with --root DIR, those on disk. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Read from DIR instead of the binary (NULL: the binary). Called once at start. */
void files_root(const char *dir);
bool files_on_disk(void);
/* The contents of PATH ("templates/home/index.html"), or NULL. NUL follows the bytes.
 * Embedded ones live for ever; those read from disk live in ARENA. */
const char *files_read(struct arena *arena, const char *path, size_t *len);
/* The paths below PREFIX, sorted, NULL at the end, in ARENA. */
const char **files_list(struct arena *arena, const char *prefix);
/* A number that grows when a file below PREFIX changes on disk; always 0 when embedded. */
long long files_stamp(const char *prefix);
