/* Adds SLOW_SYNC_US microseconds to each fsync and fdatasync of the process it is preloaded into: a typical network volume
 * on a machine whose own disk acknowledges in 20 us. Built and preloaded by the benchmarks; never part of the product. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_little(void) {
    const char *us = getenv("SLOW_SYNC_US");
    long n = us ? atol(us) : 0;
    struct timespec ts = { n / 1000000, (n % 1000000) * 1000 };
    if (n > 0) nanosleep(&ts, 0);
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_a_little();
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_a_little();
    return real(fd);
}
