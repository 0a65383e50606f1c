/* Addresses and the wait for the end, shared by the doors. */
#pragma once
#include <stdbool.h>
#include <sys/socket.h>

/* ADDRESS in digits ("127.0.0.1", "::1"); false for anything else. */
bool address_parse(const char *address, int port, struct sockaddr_storage *out);
socklen_t address_size(const struct sockaddr_storage *address);
/* Returns when door_stop() was called. */
void door_wait(void);
