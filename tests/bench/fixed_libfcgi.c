/* The least that libfcgi can do: files given at the start, from memory, as /0, /1, ... by 4
 * threads. fixed_libfcgi SOCKET FILE... */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILES 16
#define THREADS 4

static char *files[FILES];
static int lengths[FILES], listener;

static void load(int at, const char *path)
{
    FILE *in = fopen(path, "rb");
    files[at] = malloc(1 << 20);
    if (!in || !files[at])
        exit(1);
    lengths[at] = (int)fread(files[at], 1, 1 << 20, in);
    fclose(in);
}

static void *serve(void *unused)
{
    FCGX_Request request;
    (void)unused;
    FCGX_InitRequest(&request, listener, 0);
    while (FCGX_Accept_r(&request) == 0) {
        const char *uri = FCGX_GetParam("REQUEST_URI", request.envp);
        unsigned at = uri && *uri ? (unsigned char)uri[1] - '0' : FILES;
        FCGX_PutS("Content-Type: text/html; charset=utf-8\r\n\r\n", request.out);
        if (at < FILES && files[at])
            FCGX_PutStr(files[at], lengths[at], request.out);
        FCGX_Finish_r(&request);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    if (argc < 3 || FCGX_Init())
        return 1;
    for (int i = 2; i < argc && i < FILES + 2; i++)
        load(i - 2, argv[i]);
    listener = FCGX_OpenSocket(argv[1], 1024);
    for (int i = 1; i < THREADS; i++)
        pthread_create(&thread, NULL, serve, NULL);
    serve(NULL);
    return 0;
}
