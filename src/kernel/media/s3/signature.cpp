#include "kernel/media/s3/signature.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::media {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string signed_names(const ToSign& request) {
  std::string names;
  for (const auto& [name, value] : request.headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string canonical(const ToSign& request) {
  std::string text = format("{}\n{}\n{}\n", request.method, request.path, request.query);
  for (const auto& [name, value] : request.headers) text += format("{}:{}\n", name, text::trim(value));
  return text + format("\n{}\n{}", signed_names(request), request.body_hash);
}

crypto::Digest key_of(const SigningKey& key, std::string_view day) {
  auto derived = crypto::hmac_sha256("AWS4" + key.secret_key, day);
  for (const std::string_view step :
       {std::string_view(key.region), std::string_view("s3"), std::string_view("aws4_request")}) {
    derived = crypto::hmac_sha256(derived, step);
  }
  return derived;
}

}  // namespace

std::string amz_date(Timestamp moment) {
  auto text = kontor::to_string(moment).substr(0, 19) + 'Z';
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::string authorization(const ToSign& request, const SigningKey& key, Timestamp moment) {
  const auto date = amz_date(moment);
  const auto day = date.substr(0, 8);
  const auto scope = format("{}/{}/s3/aws4_request", day, key.region);
  const auto to_sign = format("{}\n{}\n{}\n{}", kAlgorithm, date, scope, text::hex(crypto::sha256(canonical(request))));
  return format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm, key.access_key, scope,
                signed_names(request), text::hex(crypto::hmac_sha256(key_of(key, day), to_sign)));
}

}  // namespace kontor::media
