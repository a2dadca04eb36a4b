#include "modules/payment/store/webhook_rows.hpp"

namespace kontor::payment::webhook_rows {

bool remember(db::Tx& tx, std::string_view provider, std::string_view event_id) {
  return tx.execute(R"sql(
           insert into payment.webhook (provider, event_id, received_at) values ($1, $2, kernel.now())
           on conflict (provider, event_id) do nothing
         )sql",
                    provider, event_id) == 1;
}

void forget_older(db::Tx& tx, std::chrono::days age) {
  tx.post(R"sql(
    delete from payment.webhook
    where (provider, event_id) in (
      select provider, event_id from payment.webhook
      where received_at < kernel.now() - $1 * interval '1 day'
      order by received_at
      limit 10000
    )
  )sql",
          age.count());
}

std::string reconciled_upto(db::Tx& tx, std::string_view provider) {
  const auto row =
      tx.query(R"sql(select upto from payment.reconciliation where provider = $1)sql", provider).maybe_one();
  return row ? row->get<std::string>("upto") : "";
}

void reconciled(db::Tx& tx, std::string_view provider, std::string_view upto) {
  tx.post(R"sql(
    insert into payment.reconciliation (provider, upto, reconciled_at) values ($1, $2, kernel.now())
    on conflict (provider) do update set upto = excluded.upto, reconciled_at = excluded.reconciled_at
  )sql",
          provider, upto);
}

}  // namespace kontor::payment::webhook_rows
