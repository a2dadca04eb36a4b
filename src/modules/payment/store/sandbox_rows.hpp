#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/payment/domain/charge.hpp"
#include "modules/payment/domain/payment.hpp"

// The sandbox's own books. Each is one statement, of which the journal is a part.
namespace kontor::payment::sandbox_rows {

struct SandboxCharge {
  PaymentId payment_id;
  std::string ref;
  ChargeState state = ChargeState::pending;
  std::string code;
  Money amount;
  std::int64_t captured_minor = 0;
  std::int64_t refunded_minor = 0;
  bool is_new = false;  // or changed, by this call
};

// What this key made before, where it did. nullopt: another is making it right now.
std::optional<SandboxCharge> make(db::Tx& tx, const SandboxCharge& fresh, std::string_view key, std::string_view token);
// Moves a charge on from one of these states, and says how it is then. nullopt: there is none.
std::optional<SandboxCharge> move(db::Tx& tx, const PaymentId& id, const std::vector<std::string>& from, ChargeState to,
                                  std::string_view code = "");
std::optional<SandboxCharge> find(db::Tx& tx, const PaymentId& id);
// Whether it is given back with this key, now or by an earlier call.
bool refund(db::Tx& tx, const PaymentId& id, std::string_view key, std::int64_t amount_minor);

struct JournalEntry {
  std::int64_t id = 0;
  PaymentId payment_id;
  std::string state;
  std::int64_t amount_minor = 0;
  std::optional<std::string> refund_key;
  Money charged;
  std::string ref;
};
// Entries that are a moment old, so that none with a smaller id is still being written.
std::vector<JournalEntry> journal(db::Tx& tx, std::int64_t behind, int limit);
std::string secret(db::Tx& tx);

}  // namespace kontor::payment::sandbox_rows
