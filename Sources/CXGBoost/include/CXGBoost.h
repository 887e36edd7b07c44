// A small C door to XGBoost: a model as JSON → log odds of rows. The library is opened when it is first needed, so that
// the program starts, and is installed, without it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The most bytes of a message, its closing zero included.
enum { CXGBOOST_MESSAGE_BYTES = 512 };

/// Whether the library is there; opens it on the first call. Where it is not, `message` says why.
int cxgboost_is_available(char message[CXGBOOST_MESSAGE_BYTES]);

/// A model, or null with the library's own words in `message`. It belongs to the caller, who frees it with
/// `cxgboost_free`. The library trusts what it reads: pass it nothing that was not checked.
void *cxgboost_load(const char *json, size_t length, char message[CXGBOOST_MESSAGE_BYTES]);

/// Writes the margin (for logistic objectives the log odds) of each of `row_count` rows of `column_count` numbers; NaN
/// is missing. Not 0 when the library refuses. Any number of threads may ask one model at once; it starts none.
int cxgboost_margins(
  const void *model, const float *rows, size_t row_count, size_t column_count, double *margins);

/// Frees a model.
void cxgboost_free(void *model);

#ifdef __cplusplus
}
#endif
