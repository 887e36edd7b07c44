#include "CRE2.h"

#include <re2/re2.h>

#include <cstdio>
#include <new>

struct cre2_pattern {
  re2::RE2 expression;
  cre2_pattern(re2::StringPiece text, const re2::RE2::Options &options) : expression(text, options) {}
};

extern "C" cre2_pattern *cre2_compile(const char *pattern, size_t length, int64_t memory_bytes_max, char *message,
                                      size_t message_capacity) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory_bytes_max);
  auto *compiled = new (std::nothrow) cre2_pattern(re2::StringPiece(pattern, length), options);
  if (compiled == nullptr) {
    std::snprintf(message, message_capacity, "out of memory");
    return nullptr;
  }
  if (compiled->expression.ok()) return compiled;
  std::snprintf(message, message_capacity, "%s", compiled->expression.error().c_str());
  delete compiled;
  return nullptr;
}

extern "C" int cre2_matches(const cre2_pattern *pattern, const char *text, size_t length) {
  return re2::RE2::PartialMatch(re2::StringPiece(text, length), pattern->expression) ? 1 : 0;
}

extern "C" void cre2_free(cre2_pattern *pattern) { delete pattern; }
