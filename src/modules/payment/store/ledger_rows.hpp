#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/payment/domain/payment.hpp"

namespace kontor::payment::ledger_rows {

struct Entry {
  std::int64_t id = 0;
  PaymentId payment_id;
  std::optional<RefundId> refund_id;
  std::string debit;
  std::string credit;
  Money amount;
  Timestamp booked_at;
};

struct Balance {
  std::string account;
  Money balance;  // debits less credits
};

// The newest first, before this one.
Result<std::vector<Entry>> list(const db::Database& database, const std::optional<std::int64_t>& before, int limit);
// Of every account in every currency. Reads the whole ledger.
Result<std::vector<Balance>> balances(const db::Database& database);

}  // namespace kontor::payment::ledger_rows
