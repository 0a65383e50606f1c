#include "site/files/picture.h"

#include <gd.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/library.h"
#include "base/text.h"

#define QUALITY 86

#define DRAWING_FUNCTIONS(F)                                                                       \
    F(gdImageAlphaBlending)                                                                        \
    F(gdImageCopyResampled)                                                                        \
    F(gdImageCreateFromGifPtr)                                                                     \
    F(gdImageCreateFromJpegPtrEx)                                                                  \
    F(gdImageCreateFromPngPtr)                                                                     \
    F(gdImageCreateFromWebpPtr)                                                                    \
    F(gdImageCreateTrueColor)                                                                      \
    F(gdImageDestroy)                                                                              \
    F(gdImageInterlace)                                                                            \
    F(gdImageJpegPtr)                                                                              \
    F(gdImagePaletteToTrueColor)                                                                   \
    F(gdImagePngPtr)                                                                               \
    F(gdImageSaveAlpha)                                                                            \
    F(gdImageWebpPtrEx)                                                                            \
    F(gdFree)                                                                                      \
    F(gdSetErrorMethod)
static struct {
    DRAWING_FUNCTIONS(LIBRARY_MEMBER)
} lib;
static const char *const drawing_names[] = { DRAWING_FUNCTIONS(LIBRARY_NAME) NULL };
static struct library drawing = { "libgd.so.3", drawing_names, &lib, 0 };

const int picture_widths[PICTURE_WIDTHS] = { 320, 800 };

/* --- what the head says ----------------------------------------------------------------------------------- */

static unsigned number(const unsigned char *at, int count, bool big)
{
    unsigned value = 0;
    for (int i = 0; i < count; i++)
        value |= (unsigned)at[i] << (8 * (big ? count - 1 - i : i));
    return value;
}

/* The next segment of a JPEG from *AT on: its marker, 0 at the end; *AT and *LEN are its content. */
static int segment(const unsigned char *bytes, size_t size, size_t *at, size_t *len)
{
    if (*at + 4 > size || bytes[*at] != 0xff)
        return 0;
    while (*at + 4 < size && bytes[*at + 1] == 0xff) /* fill bytes */
        ++*at;
    int marker = bytes[*at + 1];
    unsigned length = number(bytes + *at + 2, 2, true);
    if (marker == 0xda || marker == 0xd9 || length < 2 || *at + 2 + length > size)
        return 0;
    *at += 4;
    *len = length - 2;
    return marker;
}

static bool measure_jpeg(const unsigned char *bytes, size_t size, int *width, int *height)
{
    size_t at = 2, len = 0;
    for (int marker; (marker = segment(bytes, size, &at, &len)); at += len) {
        bool frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (frame && len >= 5) {
            *height = (int)number(bytes + at + 1, 2, true);
            *width = (int)number(bytes + at + 3, 2, true);
            return true;
        }
    }
    return false;
}

static bool measure_webp(const unsigned char *bytes, size_t size, int *width, int *height)
{
    if (size < 30)
        return false;
    if (!memcmp(bytes + 12, "VP8X", 4)) {
        *width = (int)number(bytes + 24, 3, false) + 1;
        *height = (int)number(bytes + 27, 3, false) + 1;
    } else if (!memcmp(bytes + 12, "VP8L", 4)) {
        unsigned bits = number(bytes + 21, 4, false);
        *width = (int)(bits & 0x3fff) + 1;
        *height = (int)(bits >> 14 & 0x3fff) + 1;
    } else if (!memcmp(bytes + 12, "VP8 ", 4)) {
        *width = (int)(number(bytes + 26, 2, false) & 0x3fff);
        *height = (int)(number(bytes + 28, 2, false) & 0x3fff);
    } else {
        return false;
    }
    return true;
}

bool picture_measure(const struct file_kind *kind, const char *bytes, size_t len, int *width,
                     int *height)
{
    const unsigned char *at = (const unsigned char *)bytes;
    bool known = false;
    *width = *height = 0;
    if (text_equal(kind->extension, "jpg")) {
        known = measure_jpeg(at, len, width, height);
    } else if (text_equal(kind->extension, "webp")) {
        known = measure_webp(at, len, width, height);
    } else if (text_equal(kind->extension, "png") && len >= 24) {
        known = true;
        *width = (int)(number(at + 16, 4, true) & INT32_MAX);
        *height = (int)(number(at + 20, 4, true) & INT32_MAX);
    } else if (text_equal(kind->extension, "gif") && len >= 10) {
        known = true;
        *width = (int)number(at + 6, 2, false);
        *height = (int)number(at + 8, 2, false);
    }
    return known && *width > 0 && *height > 0;
}

/* The tag 0x0112 of the first directory of a TIFF. */
static int tiff_orientation(const unsigned char *tiff, size_t len)
{
    bool big = len >= 8 && !memcmp(tiff, "MM\0*", 4);
    if (len < 8 || (!big && memcmp(tiff, "II*\0", 4)))
        return 1;
    size_t at = number(tiff + 4, 4, big);
    if (at > len - 2)
        return 1;
    unsigned count = number(tiff + at, 2, big);
    for (at += 2; count-- && at + 12 <= len; at += 12) {
        if (number(tiff + at, 2, big) == 0x0112) {
            int found = (int)number(tiff + at + 8, 2, big);
            return found >= 1 && found <= 8 ? found : 1;
        }
    }
    return 1;
}

int picture_orientation(const char *bytes, size_t size)
{
    const unsigned char *in = (const unsigned char *)bytes;
    size_t at = 2, len = 0;
    for (int marker; size > 2 && (marker = segment(in, size, &at, &len)); at += len) {
        if (marker == 0xe1 && len > 6 && !memcmp(in + at, "Exif\0\0", 6))
            return tiff_orientation(in + at + 6, len - 6);
    }
    return 1;
}

/* --- pixels -------------------------------------------------------------------------------------------------- */

static gdImagePtr blank(int width, int height)
{
    gdImagePtr image = lib.gdImageCreateTrueColor(width, height);
    if (image) {
        lib.gdImageAlphaBlending(image, 0);
        lib.gdImageSaveAlpha(image, 1);
    }
    return image;
}

/* The picture as it is to be looked at; takes IMAGE. */
static gdImagePtr upright(gdImagePtr image, int orientation)
{
    int width = gdImageSX(image), height = gdImageSY(image);
    bool lies = orientation >= 5;
    if (orientation == 1)
        return image;
    gdImagePtr out = blank(lies ? height : width, lies ? width : height);
    for (int y = 0; out && y < gdImageSY(out); y++) {
        for (int x = 0; x < gdImageSX(out); x++) {
            int from_x = lies ? y : x, from_y = lies ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
                from_x = width - 1 - from_x;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
                from_y = height - 1 - from_y;
            gdImageTrueColorPixel(out, x, y) = gdImageTrueColorPixel(image, from_x, from_y);
        }
    }
    lib.gdImageDestroy(image);
    return out;
}

static gdImagePtr decode(const struct file_kind *kind, const char *bytes, size_t len)
{
    void *in = (void *)(uintptr_t)bytes;
    gdImagePtr image =
        text_equal(kind->extension, "jpg")   ? lib.gdImageCreateFromJpegPtrEx((int)len, in, 0)
        : text_equal(kind->extension, "png") ? lib.gdImageCreateFromPngPtr((int)len, in)
        : text_equal(kind->extension, "gif") ? lib.gdImageCreateFromGifPtr((int)len, in)
                                             : lib.gdImageCreateFromWebpPtr((int)len, in);
    if (image && !lib.gdImagePaletteToTrueColor(image)) {
        lib.gdImageDestroy(image);
        return NULL;
    }
    if (image) {
        lib.gdImageAlphaBlending(image, 0);
        lib.gdImageSaveAlpha(image, 1);
    }
    return image && text_equal(kind->extension, "jpg")
               ? upright(image, picture_orientation(bytes, len))
               : image;
}

static bool encode(struct arena *arena, const struct file_kind *kind, gdImagePtr image,
                   struct picture *out)
{
    int len = 0;
    lib.gdImageInterlace(image, text_equal(kind->extension, "jpg"));
    void *bytes = text_equal(kind->extension, "jpg")   ? lib.gdImageJpegPtr(image, &len, QUALITY)
                  : text_equal(kind->extension, "png") ? lib.gdImagePngPtr(image, &len)
                                                       : lib.gdImageWebpPtrEx(image, &len, QUALITY);
    if (!bytes || len <= 0)
        return false;
    *out = (struct picture){ memcpy(arena_bytes(arena, (size_t)len), bytes, (size_t)len),
                             (size_t)len, gdImageSX(image), gdImageSY(image) };
    lib.gdFree(bytes);
    return true;
}

static bool scale(struct arena *arena, const struct file_kind *kind, gdImagePtr image, int width,
                  struct picture *out)
{
    int height = (int)((int64_t)gdImageSY(image) * width / gdImageSX(image));
    gdImagePtr small = blank(width, height ? height : 1);
    if (!small)
        return false;
    lib.gdImageCopyResampled(small, image, 0, 0, 0, 0, width, gdImageSY(small), gdImageSX(image),
                             gdImageSY(image));
    bool good = encode(arena, kind, small, out);
    lib.gdImageDestroy(small);
    return good;
}

static void say_nothing(int priority, const char *format, va_list args)
{
    (void)priority;
    (void)format;
    (void)args;
}

bool picture_remake(struct arena *arena, const struct file_kind *kind, const char *bytes,
                    size_t len, struct picture_set *out)
{
    static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
    if (!library_load(&drawing))
        return false;
    pthread_mutex_lock(&one);
    lib.gdSetErrorMethod(say_nothing); /* broken pictures are the sender's matter, not the log's */
    gdImagePtr image = decode(kind, bytes, len);
    *out =
        (struct picture_set){ .kind = text_equal(kind->extension, "gif") ? file_kind_of("image/png")
                                                                         : kind };
    bool good = image && encode(arena, out->kind, image, &out->whole);
    for (int i = 0; good && i < PICTURE_WIDTHS; i++) {
        if (gdImageSX(image) > picture_widths[i])
            good = scale(arena, out->kind, image, picture_widths[i], &out->scaled[i]);
    }
    if (image)
        lib.gdImageDestroy(image);
    pthread_mutex_unlock(&one);
    return good;
}
