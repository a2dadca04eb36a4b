#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/core/time.hpp"

namespace kontor::media {

// AWS Signature Version 4, with the body's hash among what is signed.
struct SigningKey {
  std::string access_key;
  std::string secret_key;
  std::string region;
};

struct ToSign {
  std::string_view method;
  std::string path;                                          // as sent, escaped
  std::string query;                                         // as sent, in the order of the names
  std::vector<std::pair<std::string, std::string>> headers;  // lower-case names, in their order; host is one of them
  std::string body_hash;                                     // SHA-256 in hex
};

// "20130524T000000Z", what x-amz-date says.
std::string amz_date(Timestamp moment);

// The value of the header Authorization.
std::string authorization(const ToSign& request, const SigningKey& key, Timestamp moment);

}  // namespace kontor::media
