// How often a second the disk takes a small write for good.
//
//   fsyncrate FILE THREADS BYTES SECONDS
//
// Each thread appends BYTES to a file of its own (FILE.0, FILE.1, ...) and calls fdatasync, again and again. Prints one
// line of JSON: calls a second of all threads together, and the median and the 99th percentile of one write with its
// sync, in microseconds. The files are removed.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS_MAX = 64, BYTES_MAX = 1 << 20, SECONDS_MAX = 60, SAMPLES_MAX = 1 << 20 };

static const char *path;
static size_t bytes;
static double seconds;

struct work {
  pthread_t thread;
  int number;
  // Microseconds of each call; those beyond SAMPLES_MAX are counted and not kept.
  float *samples;
  size_t count;
  int error;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *write_and_sync(void *argument) {
  struct work *work = argument;
  char name[4096];
  snprintf(name, sizeof name, "%s.%d", path, work->number);
  char *content = calloc(1, bytes);
  int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || content == NULL) {
    work->error = errno;
    free(content);
    return NULL;
  }
  double end = now() + seconds;
  double before = now();
  while (before < end) {
    if (write(file, content, bytes) != (ssize_t)bytes || fdatasync(file) != 0) {
      work->error = errno != 0 ? errno : EIO;
      break;
    }
    double after = now();
    if (work->count < SAMPLES_MAX) work->samples[work->count] = (float)((after - before) * 1e6);
    work->count += 1;
    before = after;
  }
  close(file);
  unlink(name);
  free(content);
  return NULL;
}

static int compare(const void *left, const void *right) {
  float a = *(const float *)left, b = *(const float *)right;
  return (a > b) - (a < b);
}

int main(int count, char **arguments) {
  if (count != 5) {
    fprintf(stderr, "usage: fsyncrate FILE THREADS BYTES SECONDS\n");
    return 64;
  }
  path = arguments[1];
  int threads = atoi(arguments[2]);
  bytes = strtoul(arguments[3], NULL, 10);
  seconds = atof(arguments[4]);
  if (threads < 1 || threads > THREADS_MAX || bytes < 1 || bytes > BYTES_MAX || !(seconds > 0) ||
      seconds > SECONDS_MAX) {
    fprintf(stderr, "fsyncrate: 1 to %d threads, 1 to %d bytes, up to %d seconds\n", THREADS_MAX, BYTES_MAX,
            SECONDS_MAX);
    return 64;
  }
  static struct work works[THREADS_MAX];
  for (int i = 0; i < threads; i++) {
    works[i].number = i;
    works[i].samples = malloc(SAMPLES_MAX * sizeof(float));
    if (works[i].samples == NULL || pthread_create(&works[i].thread, NULL, write_and_sync, &works[i]) != 0) {
      fprintf(stderr, "fsyncrate: no memory or no thread\n");
      return 2;
    }
  }
  size_t calls = 0, kept = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(works[i].thread, NULL);
    if (works[i].error != 0) {
      fprintf(stderr, "fsyncrate: %s: %s\n", path, strerror(works[i].error));
      return 2;
    }
    calls += works[i].count;
    kept += works[i].count < SAMPLES_MAX ? works[i].count : SAMPLES_MAX;
  }
  float *all = malloc((kept > 0 ? kept : 1) * sizeof(float));
  if (all == NULL || kept == 0) return 2;
  size_t next = 0;
  for (int i = 0; i < threads; i++) {
    size_t own = works[i].count < SAMPLES_MAX ? works[i].count : SAMPLES_MAX;
    memcpy(all + next, works[i].samples, own * sizeof(float));
    next += own;
  }
  qsort(all, kept, sizeof(float), compare);
  printf("{\"rate\": %.0f, \"p50\": %.0f, \"p99\": %.0f}\n", (double)calls / seconds, (double)all[kept / 2],
         (double)all[kept * 99 / 100]);
  return 0;
}
