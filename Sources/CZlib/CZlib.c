#include "CZlib.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

// 15 bits of window, and 16 that ask for the header of gzip and nothing else.
static const int gzip_window_bits = 15 + 16;
static const size_t first_bytes = 16 * 1024;

static czlib_bytes failed(czlib_status status, uint8_t *bytes) {
  free(bytes);
  return (czlib_bytes){status, NULL, 0};
}

// Doubles the room, up to one byte more than allowed: that byte shows that there is too much.
static int grow(uint8_t **bytes, size_t *capacity, size_t length_max) {
  size_t wanted = *capacity == 0 ? first_bytes : *capacity * 2;
  if (wanted > length_max + 1) {
    wanted = length_max + 1;
  }
  uint8_t *grown = realloc(*bytes, wanted);
  if (grown == NULL) {
    return 0;
  }
  *bytes = grown;
  *capacity = wanted;
  return 1;
}

czlib_bytes czlib_gunzip(const uint8_t *packed, size_t packed_length, size_t length_max) {
  // zlib counts in 32 bits.
  if (packed_length > INT_MAX || length_max >= INT_MAX) {
    return failed(CZLIB_TOO_LARGE, NULL);
  }
  z_stream stream = {0};
  if (inflateInit2(&stream, gzip_window_bits) != Z_OK) {
    return failed(CZLIB_MEMORY, NULL);
  }
  stream.next_in = (Bytef *)packed;
  stream.avail_in = (uInt)packed_length;
  uint8_t *bytes = NULL;
  size_t capacity = 0;
  size_t length = 0;
  czlib_status status = CZLIB_DAMAGED;
  for (;;) {
    if (length == capacity && !grow(&bytes, &capacity, length_max)) {
      status = CZLIB_MEMORY;
      break;
    }
    stream.next_out = bytes + length;
    stream.avail_out = (uInt)(capacity - length);
    int result = inflate(&stream, Z_NO_FLUSH);
    length = capacity - stream.avail_out;
    if (length > length_max) {
      status = CZLIB_TOO_LARGE;
      break;
    }
    if (result == Z_STREAM_END) {
      if (stream.avail_in == 0) {
        status = CZLIB_UNPACKED;
        break;
      }
      if (inflateReset(&stream) != Z_OK) {
        break;
      }
    } else if (result == Z_MEM_ERROR) {
      status = CZLIB_MEMORY;
      break;
    } else if (result != Z_OK || (stream.avail_in == 0 && stream.avail_out > 0)) {
      // An error, or the input ended before its member did.
      break;
    }
  }
  inflateEnd(&stream);
  if (status != CZLIB_UNPACKED) {
    return failed(status, bytes);
  }
  return (czlib_bytes){CZLIB_UNPACKED, bytes, length};
}

void czlib_free(uint8_t *bytes) { free(bytes); }
