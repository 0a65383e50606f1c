#include <stdio.h>

#include "base/secret.h"

int main(void)
{
    secret_start();
    puts("inmd");
    return 0;
}
