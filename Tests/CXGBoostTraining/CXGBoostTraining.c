#include "CXGBoostTraining.h"

#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static void *handle;

static int find(const char *name, void *place) {
  void *found = dlsym(handle, name);
  memcpy(place, &found, sizeof found);
  return found != NULL;
}

int cxgboost_train(
  const char *path, const float *rows, const float *answers, size_t row_count, size_t column_count,
  const char *const *settings, int rounds, float *said) {
  int (*matrix)(const float *, uint64_t, uint64_t, float, void **);
  int (*label)(void *, const char *, const float *, uint64_t);
  int (*create)(void *const *, uint64_t, void **);
  int (*set)(void *, const char *, const char *);
  int (*update)(void *, int, void *);
  int (*save)(void *, const char *);
  int (*predict)(void *, void *, int, unsigned, int, uint64_t *, const float **);
  int (*free_matrix)(void *);
  int (*free_model)(void *);
  handle = dlopen("libxgboost.so.0", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL || !find("XGDMatrixCreateFromMat", &matrix) || !find("XGDMatrixSetFloatInfo", &label)
      || !find("XGBoosterCreate", &create) || !find("XGBoosterSetParam", &set)
      || !find("XGBoosterUpdateOneIter", &update) || !find("XGBoosterSaveModel", &save)
      || !find("XGBoosterPredict", &predict) || !find("XGDMatrixFree", &free_matrix)
      || !find("XGBoosterFree", &free_model)) {
    return 1;
  }
  void *data = NULL;
  void *model = NULL;
  int fault = matrix(rows, row_count, column_count, NAN, &data) || label(data, "label", answers, row_count)
    || create(&data, 1, &model);
  for (; !fault && settings[0] != NULL; settings += 2) {
    fault = set(model, settings[0], settings[1]);
  }
  for (int round = 0; !fault && round < rounds; round += 1) {
    fault = update(model, round, data);
  }
  uint64_t count = 0;
  const float *found = NULL;
  fault = fault || save(model, path) || predict(model, data, 0, 0, 0, &count, &found) || count != row_count;
  if (!fault) {
    memcpy(said, found, row_count * sizeof(float));
  }
  if (model != NULL) {
    free_model(model);
  }
  if (data != NULL) {
    free_matrix(data);
  }
  return fault;
}
