#include "kernel/auth/token/jws.hpp"

#include "kernel/auth/access_token.hpp"
#include "kernel/core/text.hpp"

namespace kontor::auth {

void JwsHeader::rules(json::Rules<JwsHeader>& rule) {
  rule(&JwsHeader::kid).omit_empty();
}

Examined<Jws> read_jws(std::string_view text) {
  if (text.size() > kLongestToken) return Refusal::oversized;
  const auto first = text.find('.');
  const auto last = text.rfind('.');
  if (first == std::string_view::npos || first == last) return Refusal::malformed;
  const auto header_json = text::decode_base64url(text.substr(0, first));
  auto claims = text::decode_base64url(text.substr(first + 1, last - first - 1));  // a third dot is no digit
  auto signature = text::decode_base64url(text.substr(last + 1));
  if (!header_json || !claims || !signature) return Refusal::malformed;
  auto header = json::read<JwsHeader>(*header_json, {.max_depth = 1, .max_problems = 1});
  if (!header) return Refusal::malformed;
  return Jws{*std::move(header), *std::move(claims), text.substr(0, last), *std::move(signature)};
}

std::string unsigned_jws(const JwsHeader& header, std::string_view claims) {
  return text::base64url(json::to_json(header)) + '.' + text::base64url(claims);
}

std::string signed_jws(std::string unsigned_text, std::string_view signature) {
  return std::move(unsigned_text) + '.' + text::base64url(signature);
}

std::int64_t numeric_date(Timestamp moment) {
  return std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
}

Timestamp from_numeric_date(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}

std::optional<Refusal> refuse_by_time(Timestamp issued_at, Timestamp expires_at, Timestamp now) {
  if (now >= expires_at + kLeeway) return Refusal::expired;
  if (issued_at > now + kLeeway) return Refusal::not_yet_valid;
  return std::nullopt;
}

}  // namespace kontor::auth
