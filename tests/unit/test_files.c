/* What files are, by their bytes; what is left of a picture. */
#include <gd.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "site/files/files.h"
#include "unit/test.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *kind_of(const char *bytes, size_t len)
{
    const struct file_kind *kind = file_sniff(bytes, len);
    return kind ? kind->extension : "none";
}
#define KIND(text) kind_of(text, sizeof(text) - 1)

static void kinds_are_told_by_bytes(void **state)
{
    (void)state;
    assert_string_equal(KIND("%PDF-1.7\n..."), "pdf");
    assert_string_equal(KIND("\x89PNG\r\n\x1a\n...."), "png");
    assert_string_equal(KIND("\xff\xd8\xff\xe0...."), "jpg");
    assert_string_equal(KIND("GIF89a...."), "gif");
    assert_string_equal(KIND("RIFF....WEBPVP8 "), "webp");
    assert_string_equal(KIND("RIFF\4\0\0\0WAVEfmt "), "none");
    assert_string_equal(KIND("Remesas, en español: ñ\n"), "txt");
    assert_string_equal(KIND("\xef\xbb\xbf"
                             "pais;año\nMX;2020\n"),
                        "csv");
    assert_string_equal(KIND("a,b\n1,2\n"), "csv");
    assert_string_equal(KIND("one, two\nthree\n"), "txt");
}

static void what_could_run_is_not_taken(void **state)
{
    (void)state;
    assert_string_equal(KIND(""), "none");
    assert_string_equal(KIND(" \n<!doctype html><script>alert(1)</script>"), "none");
    assert_string_equal(KIND("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "none");
    assert_string_equal(KIND("\x7f"
                             "ELF\2\1\1"),
                        "none");
    assert_string_equal(KIND("MZ\x90\0\3"), "none");
    assert_string_equal(KIND("text with a \0 byte"), "none");
    assert_string_equal(KIND("latin-1 \xf1"), "none");
    assert_string_equal(KIND("PK\3\4 some archive"), "none");
}

static void documents_are_archives_without_macros(void **state)
{
    (void)state;
    assert_string_equal(
        KIND("PK\3\4..........................mimetypeapplication/vnd.oasis.opendocument.text"),
        "odt");
    assert_string_equal(KIND("PK\3\4 [Content_Types].xml word/document.xml"), "docx");
    assert_string_equal(KIND("PK\3\4 [Content_Types].xml word/document.xml word/vbaProject.bin"),
                        "none");
}

/* --- pictures ---------------------------------------------------------------------------------------------------- */

#define RED 0xff0000
#define BLUE 0x0000ff

static gdImagePtr halves(int width, int height)
{
    gdImagePtr image = gdImageCreateTrueColor(width, height);
    gdImageFilledRectangle(image, 0, 0, width / 2 - 1, height - 1, RED);
    gdImageFilledRectangle(image, width / 2, 0, width - 1, height - 1, BLUE);
    return image;
}

static struct upload upload_of(const struct buffer *bytes, const char *name)
{
    return (struct upload){
        .name = "picture", .filename = name, .bytes = bytes->at, .len = bytes->len
    };
}

/* A JPEG, left half red and right half blue, with an EXIF block that says ORIENTATION and a place. */
static void jpeg_with_exif(struct buffer *out, int width, int height, int orientation)
{
    static const char tiff[] =
        "Exif\0\0II*\0\10\0\0\0\2\0\x12\1\3\0\1\0\0\0"; /* then the orientation, and the pointer to the place */
    static const char gps[] = "\0\0\0\x25\x88\4\0\1\0\0\0\x26\0\0\0\0\0\0\0GPS-22.7709N-102.5832W";
    gdImagePtr image = halves(width, height);
    int len = 0;
    char *bytes = gdImageJpegPtr(image, &len, 90);
    size_t block = sizeof tiff - 1 + 1 + sizeof gps - 1;
    buffer_add(out, bytes, 2);
    buffer_add(out, "\xff\xe1", 2);
    buffer_putc(out, (char)((block + 2) >> 8));
    buffer_putc(out, (char)(block + 2));
    buffer_add(out, tiff, sizeof tiff - 1);
    buffer_putc(out, (char)orientation);
    buffer_add(out, gps, sizeof gps - 1);
    buffer_add(out, bytes + 2, (size_t)len - 2);
    gdFree(bytes);
    gdImageDestroy(image);
}

static void places_are_taken_out(void **state)
{
    (void)state;
    struct buffer jpeg = { 0 };
    struct new_file file;
    const char *argument;
    jpeg_with_exif(&jpeg, 64, 32, 1);
    assert_non_null(memmem(jpeg.at, jpeg.len, "GPS-22.7709N", 12)); /* it is there before */
    struct upload upload = upload_of(&jpeg, "C:\\fotos\\Año \"nuevo\".HTML");
    assert_null(file_prepare(arena, &upload, true, &file, &argument));
    assert_null(memmem(file.bytes, file.len, "GPS-22.7709N", 12));
    assert_null(memmem(file.bytes, file.len, "Exif", 4));
    assert_string_equal(file.kind->type, "image/jpeg");
    assert_string_equal(file.name, "Año nuevo.jpg");
    assert_int_equal(file.pictures.whole.width, 64);
    assert_null(file.pictures.scaled[0].bytes);
    buffer_free(&jpeg);
}

static int colour_at(const struct picture *picture, int x, int y)
{
    gdImagePtr image =
        gdImageCreateFromJpegPtr((int)picture->len, (void *)(uintptr_t)picture->bytes);
    int colour = gdImageGetPixel(image, x, y);
    gdImageDestroy(image);
    return gdTrueColorGetRed(colour) > 128 ? RED : gdTrueColorGetBlue(colour) > 128 ? BLUE : 0;
}

/* Where the red half of the picture stands when it is looked at: by the meaning of the eight orientations. */
static void pictures_stand_upright(void **state)
{
    (void)state;
    static const char red_side[] = "?lrrlttbb";
    for (int orientation = 1; orientation <= 8; orientation++) {
        struct buffer jpeg = { 0 };
        struct picture_set set;
        jpeg_with_exif(&jpeg, 64, 32, orientation);
        assert_int_equal(picture_orientation(jpeg.at, jpeg.len), orientation);
        assert_true(picture_remake(arena, file_kind_of("image/jpeg"), jpeg.at, jpeg.len, &set));
        bool lies = orientation >= 5;
        int width = lies ? 32 : 64, height = lies ? 64 : 32;
        assert_int_equal(set.whole.width, width);
        assert_int_equal(set.whole.height, height);
        int x = red_side[orientation] == 'r' ? width - 4 : 4,
            y = red_side[orientation] == 'b' ? height - 4 : 4;
        assert_int_equal(colour_at(&set.whole, x, y), RED);
        assert_int_equal(colour_at(&set.whole, width - 1 - x, height - 1 - y), BLUE);
        buffer_free(&jpeg);
    }
}

static void wide_pictures_are_scaled(void **state)
{
    (void)state;
    struct buffer jpeg = { 0 };
    struct picture_set set;
    jpeg_with_exif(&jpeg, 1600, 400, 1);
    assert_true(picture_remake(arena, file_kind_of("image/jpeg"), jpeg.at, jpeg.len, &set));
    assert_int_equal(set.scaled[0].width, 320);
    assert_int_equal(set.scaled[0].height, 80);
    assert_int_equal(set.scaled[1].width, 800);
    assert_true(set.scaled[0].len < set.scaled[1].len && set.scaled[1].len < set.whole.len);
    buffer_free(&jpeg);
}

static void all_formats_are_drawn_anew(void **state)
{
    (void)state;
    gdImagePtr image = halves(400, 100);
    void *(*const encoders[])(gdImagePtr, int *) = { gdImagePngPtr, gdImageGifPtr, gdImageWebpPtr };
    static const char *const types[] = { "image/png", "image/png",
                                         "image/webp" }; /* GIF becomes PNG */
    for (int i = 0; i < 3; i++) {
        int len = 0, width, height;
        char *bytes = encoders[i](image, &len);
        const struct file_kind *kind = file_sniff(bytes, (size_t)len);
        struct picture_set set;
        assert_non_null(kind);
        assert_true(picture_measure(kind, bytes, (size_t)len, &width, &height));
        assert_int_equal(width, 400);
        assert_int_equal(height, 100);
        assert_true(picture_remake(arena, kind, bytes, (size_t)len, &set));
        assert_string_equal(set.kind->type, types[i]);
        assert_string_equal(file_sniff(set.whole.bytes, set.whole.len)->type, types[i]);
        assert_int_equal(set.scaled[0].width, 320);
        gdFree(bytes);
    }
    gdImageDestroy(image);
}

static const char *refused(const char *bytes, size_t len, bool picture, const char *limit)
{
    struct upload upload = { .name = "picture", .filename = "a.png", .bytes = bytes, .len = len };
    struct new_file file;
    const char *argument, *wrong = file_prepare(arena, &upload, picture, &file, &argument);
    if (limit)
        assert_string_equal(argument, limit);
    return wrong;
}

static void bad_pictures_are_refused(void **state)
{
    (void)state;
    static const char bomb[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\10\2\0\0\0";
    static const char cut[] = "\xff\xd8\xff\xc0\0\x0b\10\0\x10\0\x10\1\1\x11\0";
    char *large = arena_alloc(arena, FILE_BYTES + 1);
    assert_string_equal(refused(bomb, sizeof bomb - 1, true, "40"), "error.picture_pixels");
    assert_string_equal(refused(cut, sizeof cut - 1, true, NULL), "error.picture_broken");
    assert_string_equal(refused("%PDF-1.7", 8, true, NULL), "error.picture_type");
    assert_string_equal(refused("MZ\x90\0\3", 5, false, NULL), "error.file_type");
    memcpy(large, "\xff\xd8\xff\xe0", 4);
    assert_string_equal(refused(large, PICTURE_BYTES + 1, true, "5 MB"), "error.file_too_large");
    memcpy(large, "%PDF-", 5);
    assert_null(refused(large, FILE_BYTES, false, NULL));
    assert_string_equal(refused(large, FILE_BYTES + 1, false, "20 MB"), "error.file_too_large");
}

/* Every cut and many damages of a picture: no crash, and never more pixels than the head said. */
static void damaged_pictures_do_no_harm(void **state)
{
    (void)state;
    struct buffer jpeg = { 0 };
    struct picture_set set;
    int width, height;
    jpeg_with_exif(&jpeg, 40, 20, 6);
    for (size_t len = 0; len < jpeg.len; len += 3) {
        char *copy = malloc(len + 1); /* its own block: reading past the end is seen */
        assert_non_null(copy);
        memcpy(copy, jpeg.at, len);
        picture_orientation(copy, len);
        picture_measure(file_kind_of("image/jpeg"), copy, len, &width, &height);
        picture_remake(arena, file_kind_of("image/jpeg"), copy, len, &set);
        free(copy);
    }
    for (size_t at = 2; at < jpeg.len && at < 400; at++) {
        char kept = jpeg.at[at];
        jpeg.at[at] = (char)(kept ^ 0xff);
        picture_orientation(jpeg.at, jpeg.len);
        if (picture_measure(file_kind_of("image/jpeg"), jpeg.at, jpeg.len, &width, &height) &&
            width * height < 100000)
            picture_remake(arena, file_kind_of("image/jpeg"), jpeg.at, jpeg.len, &set);
        jpeg.at[at] = kept;
    }
    buffer_free(&jpeg);
}

int main(void)
{
    secret_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_told_by_bytes),
        cmocka_unit_test(what_could_run_is_not_taken),
        cmocka_unit_test(documents_are_archives_without_macros),
        cmocka_unit_test(places_are_taken_out),
        cmocka_unit_test(pictures_stand_upright),
        cmocka_unit_test(wide_pictures_are_scaled),
        cmocka_unit_test(all_formats_are_drawn_anew),
        cmocka_unit_test(bad_pictures_are_refused),
        cmocka_unit_test(damaged_pictures_do_no_harm),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
