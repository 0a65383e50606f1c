#include "base/files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct embedded {
    const char *path, *bytes;
    size_t len;
};
extern const struct embedded
    embedded_files[]; /* made by src/build/embed.c, sorted; ends with a null path */

static const char *root;

void files_root(const char *dir)
{
    root = dir;
}

bool files_on_disk(void)
{
    return root != NULL;
}

static const char *read_disk(struct arena *arena, const char *path, size_t *len)
{
    FILE *in = fopen(arena_print(arena, "%s/%s", root, path), "rb");
    struct stat about;
    char *bytes = NULL;
    if (in && !fstat(fileno(in), &about) && S_ISREG(about.st_mode)) {
        bytes = arena_bytes(arena, (size_t)about.st_size + 1);
        *len = fread(bytes, 1, (size_t)about.st_size, in);
        bytes[*len] = '\0';
    }
    if (in)
        fclose(in);
    return bytes;
}

const char *files_read(struct arena *arena, const char *path, size_t *len)
{
    if (root)
        return read_disk(arena, path, len);
    for (const struct embedded *file = embedded_files; file->path; file++) {
        if (!strcmp(file->path, path)) {
            *len = file->len;
            return file->bytes;
        }
    }
    return NULL;
}

struct listing {
    struct arena *arena;
    const char **paths;
    size_t count, room;
    long long stamp;
};

static void list_add(struct listing *list, const char *path)
{
    if (list->count + 1 >= list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        const char **paths = arena_many(list->arena, const char *, room);
        if (list->count)
            memcpy(paths, list->paths, list->count * sizeof *paths);
        list->paths = paths;
        list->room = room;
    }
    list->paths[list->count++] = path;
}

static void walk(struct listing *list, const char *path)
{
    const char *full = arena_print(list->arena, "%s/%s", root, path);
    struct stat about;
    if (stat(full, &about))
        return;
    long long stamp = (long long)about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1000000;
    if (stamp > list->stamp)
        list->stamp = stamp;
    if (S_ISREG(about.st_mode)) {
        list_add(list, path);
        return;
    }
    DIR *dir = opendir(full);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (entry->d_name[0] != '.')
            walk(list, arena_print(list->arena, "%s/%s", path, entry->d_name));
    }
    if (dir)
        closedir(dir);
}

static int by_path(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static const char *without_slash(struct arena *arena, const char *prefix)
{
    size_t len = strlen(prefix);
    return arena_copy_n(arena, prefix, len && prefix[len - 1] == '/' ? len - 1 : len);
}

const char **files_list(struct arena *arena, const char *prefix)
{
    struct listing list = { .arena = arena };
    if (root) {
        walk(&list, without_slash(arena, prefix));
    } else {
        for (const struct embedded *file = embedded_files; file->path; file++) {
            if (!strncmp(file->path, prefix, strlen(prefix)))
                list_add(&list, file->path);
        }
    }
    if (list.count)
        qsort(list.paths, list.count, sizeof *list.paths, by_path);
    list_add(&list, NULL);
    return list.paths;
}

long long files_stamp(const char *prefix)
{
    if (!root)
        return 0;
    struct listing list = { .arena = arena_new() };
    walk(&list, without_slash(list.arena, prefix));
    arena_free(list.arena);
    return list.stamp;
}
