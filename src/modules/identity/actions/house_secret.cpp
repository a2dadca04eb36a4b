#include "modules/identity/actions/house_secret.hpp"

#include "kernel/db/errors.hpp"
#include "modules/identity/store/secrets.hpp"

namespace kontor::identity {

namespace {

constexpr std::string_view kName = "house";

}  // namespace

HouseSecret::HouseSecret(db::Database database, crypto::KeyWrap wrap)
    : database_(std::move(database)), wrap_(std::move(wrap)) {}

crypto::Key HouseSecret::key_for(std::string_view purpose) {
  const std::lock_guard lock(mutex_);
  if (!secret_) secret_ = load();
  return *crypto::Key::from(crypto::hkdf_sha256(secret_->bytes(), "", purpose, crypto::Key::kBytes));
}

crypto::Key HouseSecret::load() {
  const auto kept = database_.transact([&](db::Tx& tx) -> Result<db::Bytes> {
    return secrets::find_or_keep(tx, kName, wrap_.wrap(crypto::Key::random(), kName));
  });
  if (!kept) throw db::Unavailable(kept.error().detail);
  return wrap_.unwrap(*kept, kName);
}

}  // namespace kontor::identity
