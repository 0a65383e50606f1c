/* A QR code (ISO/IEC 18004, by libqrencode) as a path for an SVG: one module is one unit, a quiet zone of four around. */
#pragma once
#include "base/arena.h"

/* The path of the dark modules of TEXT, in ARENA; *SIZE is the width and height of the picture. NULL when TEXT is too long. */
const char *qr_path(struct arena *arena, const char *text, int *size);
