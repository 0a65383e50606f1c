/* The least that libmicrohttpd can do: files given at the start, from memory, as /0, /1, ...
 * fixed_mhd PORT FILE... */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILES 16

static struct MHD_Response *files[FILES];

static enum MHD_Result answer(void *self, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
    static int seen;
    (void)self, (void)method, (void)version, (void)data, (void)size;
    if (!*state) {
        *state = &seen;
        return MHD_YES;
    }
    unsigned at = (unsigned char)url[1] - '0';
    return at < FILES && files[at] ? MHD_queue_response(connection, 200, files[at]) : MHD_NO;
}

static struct MHD_Response *load(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *bytes = malloc(1 << 20);
    if (!in || !bytes)
        exit(1);
    size_t len = fread(bytes, 1, 1 << 20, in);
    fclose(in);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
    return response;
}

int main(int argc, char **argv)
{
    for (int i = 2; i < argc && i < FILES + 2; i++)
        files[i - 2] = load(argv[i]);
    uint16_t port = (uint16_t)strtol(argc > 2 ? argv[1] : "0", NULL, 10);
    if (!MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, port, NULL, NULL, answer, NULL,
                          MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END))
        return 1;
    for (;;)
        pause();
}
