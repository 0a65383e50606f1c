#include "doors/door.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "doors/listen.h"

#define POLL_MS 1000

static volatile sig_atomic_t stop_asked;
static volatile sig_atomic_t bell[2] = { -1, -1 };

void door_stop(void)
{
    int error = errno;
    stop_asked = 1;
    if (bell[1] >= 0 && write(bell[1], "", 1) < 0)
        stop_asked = 1; /* full: it rings already */
    errno = error;
}

bool door_stopping(void)
{
    return stop_asked;
}

void door_wait(void)
{
    int ends[2];
    if (bell[0] < 0 && !pipe(ends)) {
        bell[0] = ends[0];
        bell[1] = ends[1];
    }
    while (!stop_asked) {
        struct pollfd ring = { .fd = bell[0], .events = POLLIN };
        poll(&ring, 1, POLL_MS);
    }
}

bool address_parse(const char *address, int port, struct sockaddr_storage *out)
{
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        return true;
    }
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    return inet_pton(AF_INET6, address, &six->sin6_addr) == 1;
}

socklen_t address_size(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in);
}
