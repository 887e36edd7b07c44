#include "CCurl.h"

CURLcode mesure_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode mesure_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode mesure_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode mesure_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode mesure_curl_set_transfer(
    CURL *handle, CURLoption option, size_t (*function)(char *buffer, size_t size, size_t count, void *context)) {
  return curl_easy_setopt(handle, option, function);
}

CURLcode mesure_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

CURLcode mesure_curl_set_opener(CURL *handle, curl_opensocket_callback opener) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
}

CURLcode mesure_curl_set_seeker(CURL *handle, curl_seek_callback seeker) {
  return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seeker);
}
