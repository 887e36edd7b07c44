#ifndef MESURE_CCURL_H
#define MESURE_CCURL_H

#include <curl/curl.h>

// Swift cannot call functions with a variable number of arguments: one wrapper a kind of argument. They add nothing.

/// Sets an option that is a whole number.
CURLcode mesure_curl_set_long(CURL *handle, CURLoption option, long value);
/// Sets an option that is a large whole number.
CURLcode mesure_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
/// Sets an option that is a text; libcurl copies it.
CURLcode mesure_curl_set_text(CURL *handle, CURLoption option, const char *value);
/// Sets an option that is a pointer; it must live as long as the handle uses it.
CURLcode mesure_curl_set_pointer(CURL *handle, CURLoption option, void *value);
/// Sets what gives the bytes that are sent, or takes the lines that come back.
CURLcode mesure_curl_set_transfer(
    CURL *handle, CURLoption option, size_t (*function)(char *buffer, size_t size, size_t count, void *context));
/// Reads a whole number.
CURLcode mesure_curl_get_long(CURL *handle, CURLINFO info, long *value);
/// Sets what opens connections; it answers CURL_SOCKET_BAD for addresses that are not wanted.
CURLcode mesure_curl_set_opener(CURL *handle, curl_opensocket_callback opener);
/// Sets what goes back in the bytes that are sent, when libcurl wants to send them again.
CURLcode mesure_curl_set_seeker(CURL *handle, curl_seek_callback seeker);

#endif
