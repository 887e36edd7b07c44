#ifndef MESURE_CRE2_H
#define MESURE_CRE2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled regular expression. Matching reads it from any number of threads at once.
typedef struct cre2_pattern cre2_pattern;

/// Compiles `length` bytes of UTF-8 with RE2's syntax, in at most about `memory_bytes_max` bytes of memory.
///
/// Returns NULL when the pattern is refused; then `message` holds a sentence, cut to `message_capacity` bytes with its
/// closing NUL.
cre2_pattern *cre2_compile(const char *pattern, size_t length, int64_t memory_bytes_max, char *message,
                           size_t message_capacity);

/// Whether the pattern matches anywhere in `length` bytes of UTF-8: 1 or 0.
int cre2_matches(const cre2_pattern *pattern, const char *text, size_t length);

/// Gives a pattern back.
void cre2_free(cre2_pattern *pattern);

#ifdef __cplusplus
}
#endif

#endif
