#ifndef CEMBEDDED_H
#define CEMBEDDED_H

#include <stddef.h>

/// A file that was put into the program when it was built.
struct embedded_file {
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/// Every embedded file; the path of the one after the last is NULL.
const struct embedded_file *embedded_files(void);

#endif
