#include "modules/payment/store/ledger_rows.hpp"

namespace kontor::payment::ledger_rows {

Result<std::vector<Entry>> list(const db::Database& database, const std::optional<std::int64_t>& before, int limit) {
  const auto rows = database.read(R"sql(
    select id, payment_id, refund_id, debit, credit, amount_minor, currency, booked_at
    from payment.ledger
    where $1::bigint is null or id < $1
    order by id desc
    limit $2
  )sql",
                                  before, limit);
  if (!rows) return rows.error();
  std::vector<Entry> entries;
  for (const auto& row : *rows) {
    entries.push_back(
        {row.get<std::int64_t>("id"), row.get<PaymentId>("payment_id"), row.get<std::optional<RefundId>>("refund_id"),
         row.get<std::string>("debit"), row.get<std::string>("credit"),
         Money(row.get<std::int64_t>("amount_minor"), row.get<Currency>("currency")), row.get<Timestamp>("booked_at")});
  }
  return entries;
}

Result<std::vector<Balance>> balances(const db::Database& database) {
  const auto rows = database.read(R"sql(
    select account, currency, sum(amount_minor)::bigint as balance_minor
    from (
      select debit as account, currency, amount_minor from payment.ledger
      union all
      select credit, currency, -amount_minor from payment.ledger
    ) as side
    group by account, currency
    order by currency, account
  )sql");
  if (!rows) return rows.error();
  std::vector<Balance> found;
  for (const auto& row : *rows) {
    found.push_back({row.get<std::string>("account"),
                     Money(row.get<std::int64_t>("balance_minor"), row.get<Currency>("currency"))});
  }
  return found;
}

}  // namespace kontor::payment::ledger_rows
