#include "modules/identity/signing_keys.hpp"

#include <mutex>
#include <optional>

#include "kernel/core/check.hpp"
#include "kernel/db/errors.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/store/locks.hpp"
#include "modules/identity/store/signing_key_rows.hpp"

namespace kontor::identity {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kFresh{30};
constexpr std::chrono::seconds kUsable{60};  // so that what was fresh before a transaction is usable within it
constexpr std::chrono::minutes kNotice{10};
constexpr std::chrono::seconds kLeeway{60};

// A key pair is longer than what the master key wraps: it is sealed under a key of its own, which stands before it.
std::string wrap(const crypto::KeyWrap& wrap, const crypto::RsaKey& key) {
  const auto& id = key.public_key().id();
  const auto own = crypto::Key::random();
  const auto wrapped = wrap.wrap(own, id);
  return static_cast<char>(wrapped.size()) + wrapped + crypto::seal(own, key.der(), id);
}

crypto::RsaKey unwrap(const crypto::KeyWrap& wrap, const signing_key_rows::KeptKey& kept) {
  const crypto::ByteView bytes(kept.wrapped_key);
  const std::size_t length = bytes.size() == 0 ? 0 : *bytes.data();
  if (bytes.size() <= 1 + length) throw crypto::WrongMasterKey("a signing key is not kept as it was written");
  const auto own = wrap.unwrap(bytes.text().substr(1, length), kept.id);
  const auto der = crypto::open(own, bytes.from(1 + length), kept.id);
  const auto key = der ? crypto::RsaKey::from_der(*der) : std::nullopt;
  if (!key) throw crypto::WrongMasterKey("a signing key is not kept as it was written");
  return *key;
}

}  // namespace

class SigningKeys::Impl {
 public:
  Impl(db::Database database, events::Log& log, audit::Trail trail, crypto::KeyWrap wrap,
       std::chrono::seconds token_life)
      : database_(std::move(database)), log_(log), trail_(trail), wrap_(std::move(wrap)), token_life_(token_life) {}

  crypto::RsaKey key(std::chrono::seconds no_older_than) {
    if (auto known = from_memory(no_older_than)) return *known;
    // One asks for all; who holds a transaction and finds its key in memory never waits here.
    const std::lock_guard asking(asking_);
    if (auto known = from_memory(no_older_than)) return *known;
    return remember(load());
  }

  void forget() {
    const std::lock_guard lock(memory_);
    known_.reset();
  }

  Result<std::vector<crypto::RsaPublicKey>> published() const {
    const auto kept = signing_key_rows::published(database_);
    if (!kept) return kept.error();
    std::vector<crypto::RsaPublicKey> keys;
    for (const auto& der : *kept) {
      if (auto key = crypto::RsaPublicKey::from_der(der)) keys.push_back(*std::move(key));
    }
    return keys;
  }

  Result<std::vector<SigningKeyInfo>> list() const { return signing_key_rows::list(database_); }

  Result<std::string> rotate(Urgency urgency, std::optional<std::chrono::days> only_older) {
    const auto key = crypto::RsaKey::generate();
    auto id = database_.transact([&](db::Tx& tx) -> Result<std::string> {
      take_turn(tx, Turn::signing_keys);
      if (only_older && !signing_key_rows::newest_is_older(tx, *only_older)) return std::string();
      return exchange(tx, key, urgency);
    });
    forget();
    return id;
  }

 private:
  struct Known {
    crypto::RsaKey key;
    Clock::time_point since;
  };

  std::optional<crypto::RsaKey> from_memory(std::chrono::seconds no_older_than) {
    const std::lock_guard lock(memory_);
    if (!known_ || Clock::now() - known_->since > no_older_than) return std::nullopt;
    return known_->key;
  }

  const crypto::RsaKey& remember(crypto::RsaKey key) {
    const std::lock_guard lock(memory_);
    return known_.emplace(Known{std::move(key), Clock::now()}).key;
  }

  crypto::RsaKey load() {
    if (auto kept = find()) return unwrap(wrap_, *kept);
    const auto fresh = crypto::RsaKey::generate();
    const auto kept = in_transaction([&](db::Tx& tx) {
      take_turn(tx, Turn::signing_keys);
      if (auto other = signing_key_rows::current(tx)) return other;
      keep(tx, fresh, std::chrono::seconds(0));
      return signing_key_rows::current(tx);
    });
    KONTOR_CHECK(kept.has_value(), "a key that was just kept is there");
    return unwrap(wrap_, *kept);
  }

  std::optional<signing_key_rows::KeptKey> find() {
    return in_transaction([](db::Tx& tx) { return signing_key_rows::current(tx); });
  }

  template <class Body>
  std::optional<signing_key_rows::KeptKey> in_transaction(Body body) {
    using Kept = std::optional<signing_key_rows::KeptKey>;
    auto kept = database_.transact([&](db::Tx& tx) -> Result<Kept> { return Kept(body(tx)); });
    if (!kept) throw db::Unavailable(kept.error().detail);
    return *std::move(kept);
  }

  void keep(db::Tx& tx, const crypto::RsaKey& key, std::chrono::seconds signs_in) {
    const auto& public_key = key.public_key();
    signing_key_rows::insert(tx, {public_key.id(), public_key.der(), wrap(wrap_, key)}, signs_in);
    log_.publish(tx, CredentialsChanged::kKey, CredentialsChanged{"signing_key"});
  }

  std::string exchange(db::Tx& tx, const crypto::RsaKey& key, Urgency urgency) {
    const auto id = key.public_key().id();
    const bool at_once = urgency == Urgency::now;
    const std::chrono::seconds notice = at_once ? std::chrono::seconds(0) : kNotice;
    keep(tx, key, notice);
    signing_key_rows::retire_others(tx, id, at_once ? notice : notice + token_life_ + kLeeway);
    trail_.record(tx, {.action = "identity.signing_key_rotated",
                       .subject = id,
                       .before = {},
                       .after = at_once ? R"({"old_keys":"retired"})" : R"({"old_keys":"retiring"})",
                       .personal = {}});
    return id;
  }

  db::Database database_;
  events::Log& log_;
  audit::Trail trail_;
  crypto::KeyWrap wrap_;
  std::chrono::seconds token_life_;
  std::mutex asking_;
  std::mutex memory_;
  std::optional<Known> known_;
};

SigningKeys::SigningKeys(db::Database database, events::Log& log, audit::Trail trail, crypto::KeyWrap wrap,
                         std::chrono::seconds token_life)
    : impl_(std::make_unique<Impl>(std::move(database), log, trail, std::move(wrap), token_life)) {}

SigningKeys::~SigningKeys() = default;

crypto::RsaKey SigningKeys::current() {
  return impl_->key(kUsable);
}
void SigningKeys::prepare() {
  impl_->key(kFresh);
}
void SigningKeys::forget() {
  impl_->forget();
}
Result<std::vector<crypto::RsaPublicKey>> SigningKeys::published() const {
  return impl_->published();
}
Result<std::vector<SigningKeyInfo>> SigningKeys::list() const {
  return impl_->list();
}
Result<std::string> SigningKeys::rotate(Urgency urgency) {
  return impl_->rotate(urgency, std::nullopt);
}
Result<void> SigningKeys::rotate_older(std::chrono::days than) {
  const auto done = impl_->rotate(Urgency::usual, than);
  return done ? Result<void>() : done.error();
}

}  // namespace kontor::identity
