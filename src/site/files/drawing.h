/* libgd, loaded when the first picture is drawn: the fifty libraries behind it would cost every start, and a page needs none of them. */
#pragma once
#include <gd.h>
#include <stdbool.h>

#define DRAWING_FUNCTIONS(F)                                                                       \
    F(ImageAlphaBlending)                                                                          \
    F(ImageCopyResampled)                                                                          \
    F(ImageCreateFromGifPtr)                                                                       \
    F(ImageCreateFromJpegPtrEx)                                                                    \
    F(ImageCreateFromPngPtr)                                                                       \
    F(ImageCreateFromWebpPtr)                                                                      \
    F(ImageCreateTrueColor)                                                                        \
    F(ImageDestroy)                                                                                \
    F(ImageInterlace)                                                                              \
    F(ImageJpegPtr)                                                                                \
    F(ImagePaletteToTrueColor)                                                                     \
    F(ImagePngPtr)                                                                                 \
    F(ImageSaveAlpha)                                                                              \
    F(ImageWebpPtrEx)                                                                              \
    F(Free)                                                                                        \
    F(SetErrorMethod)

/* gd.ImageDestroy is gdImageDestroy, and so on; they may be called after drawing_load() returned true. */
struct drawing {
#define DRAWING_MEMBER(name) __typeof__(gd##name) *(name);
    DRAWING_FUNCTIONS(DRAWING_MEMBER)
#undef DRAWING_MEMBER
};
extern struct drawing gd;
/* False when the library is not there: no picture can be taken. Any thread. */
bool drawing_load(void);
