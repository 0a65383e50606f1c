#include "base/qr.h"

#include <qrencode.h>

#include "base/buffer.h"

#define QUIET 4

/* Dark modules side by side are one rectangle. */
static void add_row(struct buffer *out, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width;) {
        int end = x;
        while (end < width && row[end] & 1)
            end++;
        if (end > x)
            buffer_printf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, end - x, end - x);
        x = end + 1;
    }
}

const char *qr_path(struct arena *arena, const char *text, int *size)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    struct buffer out = { 0 };
    if (!code)
        return NULL;
    for (int y = 0; y < code->width; y++)
        add_row(&out, code->data + (size_t)y * (size_t)code->width, code->width, y);
    *size = code->width + 2 * QUIET;
    QRcode_free(code);
    const char *path = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return path;
}
