#include "kernel/auth/gate.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <mutex>
#include <utility>

#include "kernel/auth/gate/ended_sessions.hpp"
#include "kernel/auth/gate/known.hpp"
#include "kernel/auth/gate/verdict_cache.hpp"
#include "kernel/auth/token/examine.hpp"
#include "kernel/core/text.hpp"

namespace kontor::auth {

namespace {

constexpr std::string_view kScheme = "Bearer ";
constexpr std::string_view kApiKeyMark = "kontor_";
constexpr std::int64_t kSeeing = std::numeric_limits<std::int64_t>::min();

// The id within "user_01j…".
std::optional<Uuid> id_of(std::string_view subject) {
  const auto underscore = subject.rfind('_');
  return underscore != std::string_view::npos ? decode_base32(subject.substr(underscore + 1)) : std::nullopt;
}

std::array<telemetry::Counter*, kRefusalNames.size()> refusal_counters(telemetry::Metrics& metrics) {
  std::array<telemetry::Counter*, kRefusalNames.size()> counters{};
  for (std::size_t i = 0; i < counters.size(); ++i) {
    counters[i] = &metrics.counter("kontor_auth_refusals_total", "Credentials that were refused",
                                   {{"reason", std::string(kRefusalNames[i])}});
  }
  return counters;
}

// Tokens of an ended session were issued before it ended, by a clock that may be ahead, and are taken a little longer
// than they say.
std::chrono::seconds longest_life(const AuthSettings& settings) {
  return std::chrono::seconds(settings.access_token_seconds) + 2 * kLeeway;
}

}  // namespace

class Gate::Impl {
 public:
  Impl(const AuthSettings& settings, std::optional<crypto::Key> service_key, const Clock& clock,
       telemetry::Metrics& metrics)
      : terms_{settings.issuer, settings.audience},
        token_life_(settings.access_token_seconds),
        most_api_keys_(static_cast<std::size_t>(settings.api_keys)),
        blind_for_(settings.blind_ms),
        service_key_(service_key),
        clock_(clock),
        refusals_(refusal_counters(metrics)),
        blind_(metrics.gauge("kontor_auth_blind", "1 while news of revocations may be missing")),
        cache_(static_cast<std::size_t>(settings.verified_tokens), metrics),
        ended_({static_cast<std::size_t>(settings.ended_sessions), longest_life(settings)}, metrics) {}

  Result<Caller> authenticate(std::string_view authorization) {
    if (authorization.empty()) return Caller{};
    if (authorization.size() < kScheme.size() || !text::iequals(authorization.substr(0, kScheme.size()), kScheme)) {
      return refuse(Refusal::malformed);
    }
    const auto credentials = authorization.substr(kScheme.size());
    if (credentials.size() > kLongestToken) return refuse(Refusal::oversized);
    return credentials.starts_with(kApiKeyMark) ? judge_api_key(credentials.substr(kApiKeyMark.size()))
                                                : judge_token(credentials);
  }

  void renew(Credentials credentials) {
    const std::lock_guard one_at_a_time(renewing_);
    ended_.add(credentials.ended_sessions, clock_.now());
    const auto before = known();
    auto next = std::make_shared<const Known>(std::move(credentials), most_api_keys_, before.get());
    edition_ = next->edition();
    {
      const std::lock_guard lock(known_mutex_);
      known_ = std::move(next);
    }
    blind_since_ = kSeeing;
    blind_.set(0);
    cache_.clear();
  }

  void end_sessions(std::span<const Uuid> sessions) { ended_.add(sessions, clock_.now()); }

  void lose_sight() {
    auto seeing = kSeeing;
    blind_since_.compare_exchange_strong(seeing, clock_.monotonic().time_since_epoch().count());
    blind_.set(1);
  }

  std::vector<ApiKeyUse> take_uses() {
    const auto known = this->known();
    return known ? known->take_uses() : std::vector<ApiKeyUse>();
  }

 private:
  std::shared_ptr<const Known> known() const {
    const std::lock_guard lock(known_mutex_);
    return known_;
  }

  Error refuse(Refusal reason) const {
    refusals_[static_cast<std::size_t>(reason)]->add();
    return refused_credentials();
  }

  bool may_be_out_of_date() const {
    const auto since = blind_since_.load();
    return since != kSeeing && clock_.monotonic().time_since_epoch().count() - since > ticks(blind_for_);
  }

  static std::int64_t ticks(std::chrono::milliseconds duration) {
    return std::chrono::steady_clock::duration(duration).count();
  }

  static Error nothing_known() { return unavailable("Who is calling cannot be told at the moment."); }

  // `key` is <prefix>_<secret>.
  Result<Caller> judge_api_key(std::string_view key) const {
    const auto known = this->known();
    if (!known || may_be_out_of_date()) return nothing_known();
    const auto underscore = key.find('_');
    if (underscore == std::string_view::npos) return refuse(Refusal::malformed);
    const auto* found = known->api_key(key.substr(0, underscore));
    if (found == nullptr || !crypto::equal(crypto::sha256(key.substr(underscore + 1)), found->secret_digest)) {
      return refuse(Refusal::api_key);
    }
    const auto now = clock_.now();
    if (found->expires_at && now >= *found->expires_at) return refuse(Refusal::expired);
    found->last_use->store(now.time_since_epoch().count(), std::memory_order_relaxed);
    return Caller(found->principal);
  }

  Result<Caller> judge_token(std::string_view text) {
    const auto digest = crypto::sha256(text);
    const auto now = clock_.now();
    if (auto verdict = cache_.find(digest, edition_)) return admit(std::move(verdict), digest, now);
    const auto jws = read_jws(text);
    if (!std::holds_alternative<Jws>(jws)) return refuse(std::get<Refusal>(jws));
    const auto& token = std::get<Jws>(jws);
    const auto known = this->known();
    const bool is_service = token.header.typ == kServiceTokenType;
    if (!is_service && !known) return nothing_known();
    const auto edition = known ? known->edition() : 0;
    auto examined = is_service ? service_verdict(token, now, edition) : user_verdict(token, *known, now);
    if (!std::holds_alternative<Verdict>(examined)) return refuse(std::get<Refusal>(examined));
    auto verdict = std::make_shared<const Verdict>(std::get<Verdict>(std::move(examined)));
    cache_.store(digest, verdict, now);
    return admit(std::move(verdict), digest, now);
  }

  Examined<Verdict> user_verdict(const Jws& jws, const Known& known, Timestamp now) const {
    auto examined = examine_access_token(jws, terms_, known.keys(), now);
    if (!std::holds_alternative<AccessToken>(examined)) return std::get<Refusal>(examined);
    auto& token = std::get<AccessToken>(examined);
    const auto id = id_of(token.subject);
    if (!id) return Refusal::claims;
    auto permissions = known.permissions_of(token.roles);
    // A life that was cut short by the settings ends there for tokens that are about, too: ended sessions are not
    // remembered for longer.
    const auto expires_at = std::min(token.expires_at, token.issued_at + token_life_);
    return Verdict{.principal = {.kind = Principal::Kind::user,
                                 .subject = std::move(token.subject),
                                 .id = *id,
                                 .session_id = token.session_id,
                                 .roles = std::move(token.roles),
                                 .permissions = std::move(permissions)},
                   .issued_at = token.issued_at,
                   .good_until = expires_at + kLeeway,
                   .edition = known.edition()};
  }

  Examined<Verdict> service_verdict(const Jws& jws, Timestamp now, std::uint64_t edition) const {
    if (!service_key_) return Refusal::key;
    auto examined = examine_service_token(jws, *service_key_, now);
    if (!std::holds_alternative<ServiceToken>(examined)) return std::get<Refusal>(examined);
    auto& token = std::get<ServiceToken>(examined);
    return Verdict{.principal = {.kind = Principal::Kind::service,
                                 .subject = "service_" + token.caller,
                                 .audience = std::move(token.audience)},
                   .issued_at = now,
                   .good_until = token.expires_at + kLeeway,
                   .edition = edition};
  }

  // At every use: what was good when it was verified may have ended.
  Result<Caller> admit(VerdictPtr verdict, const crypto::Digest& digest, Timestamp now) {
    const auto& principal = verdict->principal;
    const bool is_service = principal.kind == Principal::Kind::service;
    const bool has_ended = !is_service && ended_.refuses(principal.session_id, verdict->issued_at);
    if (now >= verdict->good_until || has_ended) {
      cache_.remove(digest);
      return refuse(has_ended ? Refusal::session_ended : Refusal::expired);
    }
    if (!is_service && may_be_out_of_date()) return nothing_known();
    return Caller(std::shared_ptr<const Principal>(std::move(verdict), &principal));
  }

  const TokenTerms terms_;
  const std::chrono::seconds token_life_;
  const std::size_t most_api_keys_;
  const std::chrono::milliseconds blind_for_;
  const std::optional<crypto::Key> service_key_;
  const Clock& clock_;
  const std::array<telemetry::Counter*, kRefusalNames.size()> refusals_;
  telemetry::Gauge& blind_;

  std::mutex renewing_;
  mutable std::mutex known_mutex_;
  std::shared_ptr<const Known> known_;  // null: nothing known yet
  // Of known_. A verdict of another edition is none: one that is stored late, by who still knew less, is never found.
  std::atomic<std::uint64_t> edition_{0};
  std::atomic<std::int64_t> blind_since_{kSeeing};  // of the monotonic clock

  VerdictCache cache_;
  EndedSessions ended_;
};

Gate::Gate(const AuthSettings& settings, std::optional<crypto::Key> service_key, const Clock& clock,
           telemetry::Metrics& metrics)
    : impl_(std::make_unique<Impl>(settings, std::move(service_key), clock, metrics)) {}

Gate::~Gate() = default;

Result<Caller> Gate::authenticate(std::string_view authorization) const {
  return impl_->authenticate(authorization);
}

void Gate::renew(Credentials credentials) {
  impl_->renew(std::move(credentials));
}

void Gate::end_sessions(std::span<const Uuid> sessions) {
  impl_->end_sessions(sessions);
}

void Gate::lose_sight() {
  impl_->lose_sight();
}

std::vector<ApiKeyUse> Gate::take_uses() {
  return impl_->take_uses();
}

}  // namespace kontor::auth
