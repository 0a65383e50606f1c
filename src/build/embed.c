/* Build tool: packs files into an object and lists the named queries.
 *
 *   embed files OUT.S FILE...     the files' bytes and an index, sorted by path (see base/files.c)
 *   embed queries OUT.h FILE.sql...  enum query_id and the names, from lines "-- name: x" */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_path(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static int write_files(FILE *out, char **paths, int count)
{
    qsort(paths, (size_t)count, sizeof *paths, by_path);
    fputs("    .section .rodata\n", out);
    for (int i = 0; i < count; i++)
        fprintf(out, "p%d: .asciz \"%s\"\nf%d: .incbin \"%s\"\ne%d: .byte 0\n", i, paths[i], i,
                paths[i], i);
    fputs("    .section .data.rel.ro,\"aw\"\n    .balign 8\n    .global "
          "embedded_files\nembedded_files:\n",
          out);
    for (int i = 0; i < count; i++)
        fprintf(out, "    .quad p%d, f%d, e%d - f%d\n", i, i, i, i);
    fputs("    .quad 0, 0, 0\n    .section .note.GNU-stack,\"\",@progbits\n", out);
    return 0;
}

static int write_queries(FILE *out, char **paths, int count)
{
    char line[4096];
    fputs("/* Made by src/build/embed.c. */\n#pragma once\n#define QUERIES(X) \\\n", out);
    qsort(paths, (size_t)count, sizeof *paths, by_path);
    for (int i = 0; i < count; i++) {
        FILE *in = fopen(paths[i], "r");
        if (!in) {
            perror(paths[i]);
            return 1;
        }
        while (fgets(line, sizeof line, in)) {
            char name[128];
            if (sscanf(line, "-- name: %127[a-z0-9_]", name) == 1)
                fprintf(out, "    X(%s) \\\n", name);
        }
        fclose(in);
    }
    fputs("\nenum query_id {\n#define X(name) Q_##name,\n    QUERIES(X)\n#undef X\n    "
          "QUERY_COUNT\n};\n",
          out);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    FILE *out = fopen(argv[2], "w");
    if (!out) {
        perror(argv[2]);
        return 1;
    }
    int failed = !strcmp(argv[1], "files") ? write_files(out, argv + 3, argc - 3)
                                           : write_queries(out, argv + 3, argc - 3);
    return fclose(out) || failed;
}
