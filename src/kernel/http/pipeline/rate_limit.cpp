#include "kernel/http/pipeline/rate_limit.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "kernel/core/text.hpp"
#include "kernel/http/pipeline/client_address.hpp"

namespace kontor::http {
namespace {

constexpr std::size_t kAddress = 3;
constexpr std::array<const char*, 4> kNames = {"standard", "login", "webhooks", "address"};
constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;

std::uint64_t key_of(const auth::Caller& caller, std::string_view address) {
  return caller.anonymous() ? client_key(address) : text::stable_hash("caller " + caller.subject());
}

void write_line(Response& response, std::string_view name, int value) {
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  response.write_line(name, std::string_view(digits.data(), end));
}

}  // namespace

BucketTable::BucketTable(int remembered)
    : groups_(std::bit_ceil(static_cast<std::size_t>(std::max(1, remembered)) / kPlaces + 1)),
      table_(std::make_unique<Group[]>(groups_)) {}

BucketTable::Entry& BucketTable::place_of(Group& group, std::uint64_t key) {
  const auto known = std::ranges::find(group, key, &Entry::key);
  if (known != group.end()) return *known;
  auto& forgotten = *std::ranges::min_element(group, {}, [](const Entry& entry) { return entry.bucket.full_at; });
  forgotten = {key, {}};
  return forgotten;
}

BucketTable::Verdict BucketTable::take(std::uint64_t key, const resilience::TokenRate& rate, TimePoint now) {
  const std::size_t at = key & (groups_ - 1);
  const std::lock_guard lock(locks_[at % kLocks]);
  return rate.take(place_of(table_[at], key).bucket, now);
}

RateLimits::RateLimits(const LimitSettings& settings, telemetry::Metrics& metrics) {
  static_assert(kNames.size() == kLimits);
  const std::array<int, kLimits> per_minute = {settings.requests_per_minute, settings.logins(), settings.webhooks(),
                                               settings.addresses()};
  for (std::size_t i = 0; i < kLimits; ++i) {
    limits_[i].refused = &metrics.counter("kontor_http_rate_limited_total", "Requests beyond a rate limit, by class.",
                                          {{"class", kNames[i]}});
    if (per_minute[i] == 0) continue;
    limits_[i].rate.emplace(per_minute[i]);
    if (!buckets_) buckets_ = std::make_unique<BucketTable>(settings.clients_remembered);
  }
}

std::optional<RateLimits::Verdict> RateLimits::take(std::size_t which, std::uint64_t client, TimePoint now) {
  const Limit& limit = limits_[which];
  if (!limit.rate) return std::nullopt;
  const auto verdict = buckets_->take(client ^ (which * kGoldenRatio), *limit.rate, now);
  if (!verdict.allowed) limit.refused->add();
  return verdict;
}

std::optional<RateLimits::Verdict> RateLimits::take_for_address(LimitClass limit_class, std::string_view address,
                                                                TimePoint now) {
  if (limit_class == LimitClass::webhooks) return std::nullopt;
  return take(kAddress, client_key(address), now);
}

std::optional<RateLimits::Verdict> RateLimits::take_for_client(LimitClass limit_class, const auth::Caller& caller,
                                                               std::string_view address, TimePoint now) {
  return take(static_cast<std::size_t>(limit_class), key_of(caller, address), now);
}

void write_limit(Response& response, const RateLimits::Verdict& verdict) {
  write_line(response, "RateLimit-Limit", verdict.limit);
  write_line(response, "RateLimit-Remaining", verdict.remaining);
  write_line(response, "RateLimit-Reset", verdict.reset_seconds);
}

}  // namespace kontor::http
