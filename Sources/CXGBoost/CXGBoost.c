#include "CXGBoost.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// The functions of XGBoost's C interface that are needed, by their names there. Source: xgboost/c_api.h of 1.7.
static struct {
  void (*version)(int *, int *, int *);
  const char *(*last_error)(void);
  int (*register_log)(void (*)(const char *));
  int (*create)(void *const *, uint64_t, void **);
  int (*free)(void *);
  int (*set)(void *, const char *, const char *);
  int (*load)(void *, const void *, uint64_t);
  int (*predict)(
    void *, const char *, const char *, void *, const uint64_t **, uint64_t *, const float **);
  int (*create_proxy)(void **);
  int (*free_matrix)(void *);
} library;

// A thread's own holder of the rows that it asks about. Without one the library makes one a question, and each of those
// opens files to find out how many processors there are, which costs as much as the answer.
static pthread_key_t proxy_key;
static int has_proxy_key = 0;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_open = 0;
static char reason[CXGBOOST_MESSAGE_BYTES];

// What the library would write to standard error is no business of whoever decides.
static void be_silent(const char *text) { (void)text; }

static void free_proxy(void *proxy) { library.free_matrix(proxy); }

static void *proxy_of_thread(void) {
  void *proxy = has_proxy_key ? pthread_getspecific(proxy_key) : NULL;
  if (proxy == NULL && has_proxy_key && library.create_proxy(&proxy) == 0
      && pthread_setspecific(proxy_key, proxy) != 0) {
    library.free_matrix(proxy);
    proxy = NULL;
  }
  // Null is allowed, and slower.
  return proxy;
}

static int find(void *handle, const char *name, void *place) {
  void *found = dlsym(handle, name);
  if (found == NULL) {
    snprintf(reason, sizeof reason, "libxgboost has no `%s`", name);
    return 0;
  }
  memcpy(place, &found, sizeof found);
  return 1;
}

static void open_library(void) {
  // The first name is that of the package libxgboost0, the second that of XGBoost's own builds.
  void *handle = dlopen("libxgboost.so.0", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    handle = dlopen("libxgboost.so", RTLD_NOW | RTLD_LOCAL);
  }
  if (handle == NULL) {
    const char *error = dlerror();
    snprintf(reason, sizeof reason, "%s", error == NULL ? "libxgboost.so cannot be opened" : error);
    return;
  }
  if (!find(handle, "XGBoostVersion", &library.version) || !find(handle, "XGBGetLastError", &library.last_error)
      || !find(handle, "XGBRegisterLogCallback", &library.register_log)
      || !find(handle, "XGBoosterCreate", &library.create) || !find(handle, "XGBoosterFree", &library.free)
      || !find(handle, "XGBoosterSetParam", &library.set)
      || !find(handle, "XGBoosterLoadModelFromBuffer", &library.load)
      || !find(handle, "XGBoosterPredictFromDense", &library.predict)
      || !find(handle, "XGProxyDMatrixCreate", &library.create_proxy)
      || !find(handle, "XGDMatrixFree", &library.free_matrix)) {
    return;
  }
  int major = 0, minor = 0, patch = 0;
  library.version(&major, &minor, &patch);
  // Predicting from an array has had its present arguments since 1.6.
  if (major < 1 || (major == 1 && minor < 6)) {
    snprintf(reason, sizeof reason, "libxgboost %d.%d.%d is too old; 1.6 is needed", major, minor, patch);
    return;
  }
  library.register_log(be_silent);
  has_proxy_key = pthread_key_create(&proxy_key, free_proxy) == 0;
  is_open = 1;
}

int cxgboost_is_available(char message[CXGBOOST_MESSAGE_BYTES]) {
  pthread_once(&once, open_library);
  snprintf(message, CXGBOOST_MESSAGE_BYTES, "%s", is_open ? "" : reason);
  return is_open;
}

void *cxgboost_load(const char *json, size_t length, char message[CXGBOOST_MESSAGE_BYTES]) {
  if (!cxgboost_is_available(message)) {
    return NULL;
  }
  void *model = NULL;
  if (library.create(NULL, 0, &model) != 0) {
    snprintf(message, CXGBOOST_MESSAGE_BYTES, "%s", library.last_error());
    return NULL;
  }
  // One thread: whoever asks has threads of their own, and one row is not worth waking others.
  if (library.set(model, "nthread", "1") != 0 || library.set(model, "verbosity", "0") != 0
      || library.load(model, json, length) != 0 || library.set(model, "nthread", "1") != 0) {
    snprintf(message, CXGBOOST_MESSAGE_BYTES, "%s", library.last_error());
    library.free(model);
    return NULL;
  }
  return model;
}

int cxgboost_margins(
  const void *model, const float *rows, size_t row_count, size_t column_count, double *margins) {
  char array[160];
  snprintf(
    array, sizeof array, "{\"data\":[%llu,true],\"shape\":[%llu,%llu],\"typestr\":\"<f4\",\"version\":3}",
    (unsigned long long)(uintptr_t)rows, (unsigned long long)row_count, (unsigned long long)column_count);
  static const char settings[] =
    "{\"type\":1,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,\"strict_shape\":false,"
    "\"missing\":NaN,\"cache_id\":0}";
  const uint64_t *shape = NULL;
  uint64_t dimensions = 0;
  const float *found = NULL;
  // Asking changes nothing in the model that anybody can see, and the answer lies in memory of this thread.
  if (library.predict((void *)model, array, settings, proxy_of_thread(), &shape, &dimensions, &found) != 0) {
    return 1;
  }
  uint64_t count = dimensions > 0 ? 1 : 0;
  for (uint64_t index = 0; index < dimensions; index += 1) {
    count *= shape[index];
  }
  if (count != row_count) {
    return 1;
  }
  for (size_t index = 0; index < row_count; index += 1) {
    margins[index] = found[index];
  }
  return 0;
}

void cxgboost_free(void *model) {
  if (model != NULL) {
    library.free(model);
  }
}
