// A small C door to zlib: gzip (RFC 1952) → bytes, with a bound on what comes out.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of packed bytes.
typedef enum czlib_status {
  CZLIB_UNPACKED = 0,
  /// Not gzip, damaged, cut off, or with bytes after its end that are not gzip.
  CZLIB_DAMAGED = 1,
  /// More would come out than is allowed.
  CZLIB_TOO_LARGE = 2,
  /// Memory could not be had.
  CZLIB_MEMORY = 3
} czlib_status;

/// Unpacked bytes. They belong to the caller, who frees them with `czlib_free`; null unless `status` is
/// `CZLIB_UNPACKED`.
typedef struct czlib_bytes {
  czlib_status status;
  uint8_t *bytes;
  size_t length;
} czlib_bytes;

/// Unpacks one or several gzip members, one after the other, into at most `length_max` bytes. What it takes besides is
/// bounded by twice that, whatever the input says.
czlib_bytes czlib_gunzip(const uint8_t *packed, size_t packed_length, size_t length_max);

/// Frees bytes; null is allowed.
void czlib_free(uint8_t *bytes);

#ifdef __cplusplus
}
#endif
