#include "kernel/media/settings.hpp"

#include <algorithm>

#include "kernel/http/client.hpp"

namespace kontor::media {

namespace {

constexpr int kWebpSide = 16'383;

// Of what needs no escaping anywhere.
bool is_plain(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || more.find(c) != more.npos;
  });
}

bool is_base_url(const std::string& url) {
  return url.find_first_of("?#") == std::string::npos && http::may_be_sent({.url = url});
}

// The endpoint is a place, and buckets are what is below it.
bool is_endpoint(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos || !is_base_url(url)) return false;
  const auto path = url.find('/', scheme + 3);
  return path == std::string::npos || path + 1 == url.size();
}

}  // namespace

void S3Settings::rules(json::Rules<S3Settings>& rule) {
  rule(&S3Settings::endpoint).doc("Where the store is, like https://s3.eu-central-1.amazonaws.com").length(0, 255);
  rule(&S3Settings::region).length(1, 60);
  rule(&S3Settings::bucket).length(0, 63);
  rule(&S3Settings::prefix).doc("Before each name in the bucket, like shop/").length(0, 200);
  rule(&S3Settings::access_key).doc("The key's id").length(0, 200);
  rule(&S3Settings::secret_key).doc("What requests are signed with").secret().length(0, 200);
  rule(&S3Settings::path_style).doc("The bucket stands in the path; else before the host");
  rule(&S3Settings::public_url)
      .doc("Where clients may read the bucket's pictures themselves: they are sent there; empty: through this server")
      .length(0, 255);
  rule(&S3Settings::calls).optional();
}

void MediaSettings::rules(json::Rules<MediaSettings>& rule) {
  rule(&MediaSettings::store).doc("Where pictures are kept: disk (below data.dir) or s3");
  rule(&MediaSettings::max_bytes).doc("The largest picture that may be uploaded").range(1024, 256 << 20);
  rule(&MediaSettings::max_pixels)
      .doc("The most pixels of one; reading it takes about four bytes for each")
      .range(1, 500'000'000);
  rule(&MediaSettings::max_side).doc("The most pixels of its longer side").range(1, kWebpSide);
  rule(&MediaSettings::s3).optional();
}

Limits MediaSettings::limits() const {
  return {static_cast<std::uint64_t>(max_bytes), static_cast<std::uint64_t>(max_pixels), max_side};
}

Result<void> check(const MediaSettings& settings) {
  if (settings.store == StoreKind::disk) return {};
  const auto& s3 = settings.s3;
  std::vector<FieldProblem> problems;
  const auto require = [&](bool holds, const char* key, const char* detail) {
    if (!holds) problems.push_back({std::string("media.s3.") + key, "format", detail});
  };
  require(is_endpoint(s3.endpoint), "endpoint", "must be an address like https://s3.example.com, without a path");
  require(!s3.bucket.empty() && is_plain(s3.bucket, "."), "bucket", "must be the name of a bucket");
  require(is_plain(s3.prefix, "/_.") && !s3.prefix.starts_with('/'), "prefix",
          "must be of lower-case letters, digits, - _ . and /");
  require(is_plain(s3.region, ""), "region", "must be the name of a region");
  require(!s3.access_key.empty(), "access_key", "is needed where media.store is s3");
  require(!s3.secret_key.empty(), "secret_key", "is needed where media.store is s3");
  require(s3.public_url.empty() || is_base_url(s3.public_url), "public_url", "must be an address");
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

}  // namespace kontor::media
