#pragma once

#include <string>

#include "kernel/json/describe.hpp"
#include "kernel/media/prepare.hpp"
#include "kernel/resilience/call_policy.hpp"

namespace kontor::media {

enum class StoreKind { disk, s3 };
KONTOR_DESCRIBE_ENUM(StoreKind, disk, s3)

struct S3Settings {
  std::string endpoint;  // https://s3.eu-central-1.amazonaws.com
  std::string region = "us-east-1";
  std::string bucket;
  std::string prefix;
  std::string access_key;
  std::string secret_key;
  bool path_style = true;
  std::string public_url;
  resilience::CallPolicy calls;

  static void rules(json::Rules<S3Settings>& rule);
};
KONTOR_DESCRIBE(S3Settings, endpoint, region, bucket, prefix, access_key, secret_key, path_style, public_url, calls)

struct MediaSettings {
  StoreKind store = StoreKind::disk;
  int max_bytes = 20 << 20;
  int max_pixels = 50'000'000;
  int max_side = 16'000;
  S3Settings s3;

  Limits limits() const;
  static void rules(json::Rules<MediaSettings>& rule);
};
KONTOR_DESCRIBE(MediaSettings, store, max_bytes, max_pixels, max_side, s3)

// Whether what the store needs is there and makes sense; `invalid` names the keys.
Result<void> check(const MediaSettings& settings);

}  // namespace kontor::media
