#include "kernel/media/s3/s3_store.hpp"

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::media {

namespace {

constexpr std::string_view kForGood = "public, max-age=31536000, immutable";

http::ClientSettings client_settings(const MediaSettings& settings) {
  constexpr int kSpare = 1 << 20;
  http::ClientSettings client;
  client.max_body_bytes = settings.max_bytes + kSpare;
  return client;
}

bool is_good(const http::ClientResponse& answer) {
  return answer.status >= 200 && answer.status < 300;
}

}  // namespace

S3Store::S3Store(const MediaSettings& settings, StoreGround ground)
    : settings_(settings.s3),
      key_{settings_.access_key, settings_.secret_key, settings_.region},
      clock_(ground.clock),
      log_(ground.log),
      guard_("media", settings_.calls, ground.clock, ground.metrics),
      client_(http::Client::create(client_settings(settings), ground.log, ground.metrics, ground.tracer)) {}

S3Store::Place S3Store::place_of(const Name& name) const {
  const auto colon = settings_.endpoint.find("://");
  const auto scheme = text::to_lower(settings_.endpoint.substr(0, colon + 3));
  auto host = text::to_lower(settings_.endpoint.substr(colon + 3));
  while (host.ends_with('/')) host.pop_back();
  // The port that the scheme has anyway is not said, and so not signed.
  const std::string_view own_port = scheme == "https://" ? ":443" : ":80";
  if (host.ends_with(own_port)) host.resize(host.size() - own_port.size());
  std::string path = '/' + settings_.prefix + name.str();
  if (settings_.path_style) {
    path.insert(0, '/' + settings_.bucket);
  } else {
    host.insert(0, settings_.bucket + '.');
  }
  return {scheme + host + path, host, path};
}

http::ClientRequest S3Store::signed_request(http::Method method, const Name& name, http::HeaderList headers,
                                            std::string_view body) const {
  const auto place = place_of(name);
  const auto now = clock_.now();
  const auto hash = text::hex(crypto::sha256(body));
  const ToSign to_sign{http::to_string(method),
                       place.path,
                       "",
                       {{"host", place.host}, {"x-amz-content-sha256", hash}, {"x-amz-date", amz_date(now)}},
                       hash};
  headers.emplace_back("X-Amz-Content-Sha256", hash);
  headers.emplace_back("X-Amz-Date", amz_date(now));
  headers.emplace_back("Authorization", authorization(to_sign, key_, now));
  return {.method = method, .url = place.url, .headers = std::move(headers), .body = std::string(body)};
}

Error S3Store::refusal(http::Method method, const http::ClientResponse& answer) const {
  if (answer.status == 404) return not_found("picture");
  const bool is_passing = answer.status >= 500 || answer.status == 429 || answer.status == 408;
  if (is_passing) return unavailable(format("The media store answers {}.", answer.status));
  log_.error("media_store_refused", {{"method", http::to_string(method)}, {"status", answer.status}});
  return {ErrorKind::internal, "media_store_refused", format("The media store answers {}.", answer.status)};
}

Result<http::ClientResponse> S3Store::call(http::Method method, const Name& name, const http::HeaderList& headers,
                                           std::string_view body, Deadline deadline) {
  if (!client_) return unavailable(client_.error().detail);
  // All of them may be repeated: a name stands for the same bytes, and what is gone stays gone.
  return guard_.run(deadline, resilience::Repeatable::yes, [&](Deadline until) -> Result<http::ClientResponse> {
    auto answer = (*client_)->send(signed_request(method, name, headers, body), until);
    if (!answer || is_good(*answer)) return answer;
    return refusal(method, *answer);
  });
}

Result<void> S3Store::put(const Name& name, std::string_view bytes, Deadline deadline) {
  const http::HeaderList headers{{"Content-Type", std::string(name.media_type())},
                                 {"Cache-Control", std::string(kForGood)}};
  const auto answer = call(http::Method::put, name, headers, bytes, deadline);
  return answer ? Result<void>() : answer.error();
}

Result<std::uint64_t> S3Store::size(const Name& name, Deadline deadline) {
  const auto answer = call(http::Method::head, name, {}, "", deadline);
  if (!answer) return answer.error();
  const auto size = text::parse_int(answer->header("Content-Length"));
  if (!size || *size < 0) return unavailable("The media store does not say how large a picture is.");
  return static_cast<std::uint64_t>(*size);
}

Result<std::string> S3Store::get(const Name& name, std::optional<Piece> piece, Deadline deadline) {
  http::HeaderList headers;
  if (piece) headers.emplace_back("Range", format("bytes={}-{}", piece->first, piece->first + piece->length - 1));
  auto answer = call(http::Method::get, name, headers, "", deadline);
  if (!answer) return std::move(answer).error();
  if (piece && answer->status != 206) return answer->body.substr(piece->first, piece->length);
  return std::move(answer->body);
}

Result<void> S3Store::remove(const Name& name, Deadline deadline) {
  const auto answer = call(http::Method::del, name, {}, "", deadline);
  if (answer || answer.error().kind == ErrorKind::not_found) return {};
  return answer.error();
}

std::optional<std::string> S3Store::public_url(const Name& name) const {
  if (settings_.public_url.empty()) return std::nullopt;
  return http::join_url(settings_.public_url, settings_.prefix + name.str());
}

}  // namespace kontor::media
