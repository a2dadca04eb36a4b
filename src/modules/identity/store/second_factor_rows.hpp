#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kernel/crypto/digest.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/api/identity.hpp"

// identity.second_factor. Who changes it holds the account's row.
namespace kontor::identity::second_factor_rows {

struct Factor {
  db::Bytes wrapped_secret;
  bool is_confirmed = false;
  std::int64_t last_step = 0;  // of the last code that was good; it is good once
  std::int64_t step = 0;       // that it is now
  int recovery_codes = 0;      // that are left
  std::optional<Timestamp> confirmed_at;
};
// What was begun more than an hour ago and not confirmed is not there.
std::optional<Factor> find(db::Tx& tx, const UserId& account);

// In place of one that was begun; there is no confirmed one.
void begin(db::Tx& tx, const UserId& account, std::string_view wrapped_secret);
void confirm(db::Tx& tx, const UserId& account, std::int64_t step, std::span<const crypto::Digest> recovery_codes);
void use_step(db::Tx& tx, const UserId& account, std::int64_t step);
// False: it is none of them.
bool use_recovery_code(db::Tx& tx, const UserId& account, const crypto::Digest& code);
void renew_recovery_codes(db::Tx& tx, const UserId& account, std::span<const crypto::Digest> codes);
bool remove(db::Tx& tx, const UserId& account);

}  // namespace kontor::identity::second_factor_rows
