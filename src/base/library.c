#include "base/library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "base/log.h"

enum { UNKNOWN, LOADED, MISSING };

static int find(const struct library *library)
{
    void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    char *to = library->functions;
    for (const char *const *name = library->names; handle && *name; name++) {
        void *function = dlsym(handle, *name);
        if (!function)
            return MISSING;
        memcpy(to, &function, sizeof function);
        to += sizeof function;
    }
    return handle ? LOADED : MISSING;
}

bool library_load(struct library *library)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    if (library->state == UNKNOWN) {
        library->state = find(library);
        if (library->state == MISSING)
            log_line(LOG_ERROR, "library", "missing=%s", library->file);
    }
    bool loaded = library->state == LOADED;
    pthread_mutex_unlock(&lock);
    return loaded;
}
