/* Pictures are drawn anew from their pixels: what cameras write beside them (place, time, owner) is gone. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "site/files/sniff.h"

#define PICTURE_WIDTHS 2
extern const int picture_widths[PICTURE_WIDTHS]; /* 320, 800 */

struct picture {
    const char *bytes; /* in the arena */
    size_t len;
    int width, height;
};
struct picture_set {
    const struct file_kind *kind; /* of all of them: GIF becomes PNG */
    struct picture whole;
    struct picture scaled[PICTURE_WIDTHS]; /* without bytes where the whole is not wider */
};

/* Width and height as the file's head says, without decoding. False when it cannot be told. */
bool picture_measure(const struct file_kind *kind, const char *bytes, size_t len, int *width,
                     int *height);
/* The EXIF orientation of a JPEG, 1 to 8; 1 where there is none. */
int picture_orientation(const char *bytes, size_t len);
/* Decodes, turns upright, encodes and scales. False when the picture is broken. Takes 4 bytes a pixel, one picture at a time. */
bool picture_remake(struct arena *arena, const struct file_kind *kind, const char *bytes,
                    size_t len, struct picture_set *out);
