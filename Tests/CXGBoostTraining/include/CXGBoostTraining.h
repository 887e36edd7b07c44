// Trains models with the system's XGBoost, for tests: the other half of its C interface, and its classic way of predicting.
#pragma once

#include <stddef.h>

/// Trains a model and writes it into `path` (as JSON, by its name); then what it says of its own rows, through a DMatrix,
/// into `said`. `settings` are pairs of name and value, closed by null. Not 0 when the library refuses.
int cxgboost_train(
  const char *path, const float *rows, const float *answers, size_t row_count, size_t column_count,
  const char *const *settings, int rounds, float *said);
