#include "site/files/drawing.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "base/log.h"

struct drawing gd;
static bool loaded;

static bool find(void *library, const char *name, void *to)
{
    void *symbol = dlsym(library, name);
    memcpy(to, &symbol, sizeof symbol);
    return symbol;
}

static void load(void)
{
    void *library = dlopen("libgd.so.3", RTLD_NOW | RTLD_LOCAL);
    loaded = library;
#define DRAWING_FIND(name) loaded = loaded && find(library, "gd" #name, &gd.name);
    DRAWING_FUNCTIONS(DRAWING_FIND)
#undef DRAWING_FIND
    if (!loaded)
        log_line(LOG_ERROR, "library", "name=libgd.so.3");
}

bool drawing_load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded;
}
