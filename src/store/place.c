/* Whether the file is still where it was opened. A file that was moved, removed or replaced under the running program can be read on, but
 * what is written to it would be gone with the program. */
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/log.h"
#include "store/store_internal.h"

void place_note(struct store *store)
{
    struct stat about;
    if (stat(store->file, &about))
        return;
    store->device = about.st_dev;
    store->inode = about.st_ino;
}

bool store_in_place(const struct store *store)
{
    struct stat about;
    return !stat(store->file, &about) && about.st_dev == store->device &&
           about.st_ino == store->inode;
}

bool place_kept(struct store *store, struct problem *problem)
{
    if (store_in_place(store)) {
        atomic_store(&store->misplaced, false);
        return true;
    }
    if (!atomic_exchange(&store->misplaced, true))
        log_line(LOG_ERROR, "store",
                 "detail=\"%s was moved, removed or replaced: nothing more is written; put it back "
                 "or restart\"",
                 store->file);
    return problem_set(problem, FAULT_STORAGE, "error.text_503",
                       "%s is not the file that was opened", store->file);
}
