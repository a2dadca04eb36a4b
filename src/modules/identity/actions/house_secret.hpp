#pragma once

#include <mutex>
#include <optional>
#include <string_view>

#include "kernel/crypto/key_wrap.hpp"
#include "kernel/db/database.hpp"

namespace kontor::identity {

// A secret that all instances share: made once, kept in the database, wrapped by the master key where there is one.
// Safe from any thread.
class HouseSecret {
 public:
  HouseSecret(db::Database database, crypto::KeyWrap wrap);

  // A key for this purpose alone, always the same. From memory; only the first call asks the database, so not within a
  // transaction. Throws db::Unavailable, and crypto::WrongMasterKey.
  crypto::Key key_for(std::string_view purpose);

 private:
  crypto::Key load();

  db::Database database_;
  crypto::KeyWrap wrap_;
  std::mutex mutex_;
  std::optional<crypto::Key> secret_;
};

}  // namespace kontor::identity
