#include "CSimdjson.h"

#include <algorithm>
#include <charconv>
#include <new>
#include <simdjson.h>
#include <system_error>

struct csimdjson_parser {
  simdjson::dom::parser parser;
  size_t depth_max;
};

// Documents are usually small and alike: one allocation of this size serves nearly all of them.
static constexpr size_t capacity_min_bytes = 16 * 1024;

extern "C" csimdjson_parser *csimdjson_parser_create(size_t depth_max) {
  auto *made = new (std::nothrow) csimdjson_parser{simdjson::dom::parser(), depth_max};
  if (made != nullptr && made->parser.allocate(capacity_min_bytes, depth_max) != simdjson::SUCCESS) {
    delete made;
    return nullptr;
  }
  return made;
}

extern "C" void csimdjson_parser_destroy(csimdjson_parser *parser) { delete parser; }

extern "C" size_t csimdjson_padding(void) { return simdjson::SIMDJSON_PADDING; }

extern "C" csimdjson_document csimdjson_parse(csimdjson_parser *parser, const uint8_t *bytes, size_t length) {
  // simdjson would grow to just this length, and again for each document a little longer.
  if (parser->parser.capacity() < length) {
    size_t wanted = std::max(length, parser->parser.capacity() * 2);
    if (parser->parser.allocate(wanted, parser->depth_max) != simdjson::SUCCESS ||
        parser->parser.doc.allocate(wanted) != simdjson::SUCCESS) {
      return {CSIMDJSON_MEMORY, nullptr, nullptr};
    }
  }
  simdjson::dom::element root;
  auto error = parser->parser.parse(bytes, length, /* realloc_if_needed */ false).get(root);
  if (error != simdjson::SUCCESS) {
    return {error == simdjson::MEMALLOC ? CSIMDJSON_MEMORY : CSIMDJSON_REFUSED, nullptr, nullptr};
  }
  return {CSIMDJSON_PARSED, parser->parser.doc.tape.get(), parser->parser.doc.string_buf.get()};
}

extern "C" int32_t csimdjson_double(const char *bytes, size_t length, double *value) {
  auto [end, error] = std::from_chars(bytes, bytes + length, *value);
  if (error == std::errc::result_out_of_range) {
    return 2;
  }
  return error == std::errc() && end == bytes + length ? 0 : 1;
}
