// A small C door to two C++ libraries: simdjson (JSON text → tape) and std::from_chars (decimal text → double).
//
// The tape is simdjson's own (https://github.com/simdjson/simdjson/blob/master/doc/tape.md): one call parses a whole
// document and the caller reads the tape, so no further call is made for its nodes.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Owns the tape and the string buffer of the last document it parsed. Used by one thread at a time.
typedef struct csimdjson_parser csimdjson_parser;

/// What became of a document. Why one is refused simdjson says only roughly, and not where.
typedef enum csimdjson_status {
  CSIMDJSON_PARSED = 0,
  /// Not JSON, not UTF-8, too deep, or with a number that does not fit 64 bits.
  CSIMDJSON_REFUSED = 1,
  /// Memory could not be had.
  CSIMDJSON_MEMORY = 2
} csimdjson_status;

/// A parsed document. The pointers are null unless `status` is `CSIMDJSON_PARSED`, and hold until the parser's next
/// document or its end.
typedef struct csimdjson_document {
  csimdjson_status status;
  const uint64_t *tape;
  const uint8_t *strings;
} csimdjson_document;

/// Makes a parser for documents at most `depth_max` levels deep; null when memory could not be had.
csimdjson_parser *csimdjson_parser_create(size_t depth_max);

/// Frees a parser; null is allowed.
void csimdjson_parser_destroy(csimdjson_parser *parser);

/// How many bytes after a document must be readable; what they hold does not matter.
size_t csimdjson_padding(void);

/// Parses one document of `length` bytes, followed by `csimdjson_padding()` readable ones.
csimdjson_document csimdjson_parse(csimdjson_parser *parser, const uint8_t *bytes, size_t length);

/// Reads `[-]digits[.digits][e[+-]digits]`, correctly rounded. 0: read whole; 1: not a number, or text after it;
/// 2: too large, or too near zero, for a double.
int32_t csimdjson_double(const char *bytes, size_t length, double *value);

#ifdef __cplusplus
}
#endif
