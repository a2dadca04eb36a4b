#include "modules/payment/store/sandbox_rows.hpp"

#include "kernel/json/json.hpp"

namespace kontor::payment::sandbox_rows {

namespace {

std::string name_of(ChargeState state) {
  const auto quoted = json::to_json(state);
  return quoted.substr(1, quoted.size() - 2);
}

SandboxCharge charge_of(const db::Row& row) {
  SandboxCharge charge;
  charge.payment_id = row.get<PaymentId>("payment_id");
  charge.ref = row.get<std::string>("ref");
  charge.state = *json::read<ChargeState>('"' + row.get<std::string>("state") + '"');
  charge.code = row.get<std::string>("code");
  charge.amount = {row.get<std::int64_t>("amount_minor"), row.get<Currency>("currency")};
  charge.captured_minor = row.get<std::int64_t>("captured_minor");
  charge.refunded_minor = row.get<std::int64_t>("refunded_minor");
  charge.is_new = row.get<bool>("is_new");
  return charge;
}

std::optional<SandboxCharge> maybe(const db::Rows& rows) {
  const auto row = rows.maybe_one();
  return row ? std::optional(charge_of(*row)) : std::nullopt;
}

}  // namespace

std::optional<SandboxCharge> make(db::Tx& tx, const SandboxCharge& fresh, std::string_view key,
                                  std::string_view token) {
  return maybe(tx.query(R"sql(
    with made as (
      insert into payment.sandbox_charge (payment_id, key, ref, token, state, code, amount_minor, currency,
        captured_minor)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict do nothing
      returning payment_id, ref, state, code, amount_minor, currency, captured_minor, refunded_minor
    ),
    noted as (
      insert into payment.sandbox_journal (at, payment_id, state, amount_minor)
      select kernel.now(), payment_id, state, amount_minor from made
    )
    select payment_id, ref, state, code, amount_minor, currency, captured_minor, refunded_minor, true as is_new
    from made
    union all
    select payment_id, ref, state, code, amount_minor, currency, captured_minor, refunded_minor, false
    from payment.sandbox_charge
    where payment_id = $1 and key = $2
  )sql",
                        fresh.payment_id, key, fresh.ref, token, name_of(fresh.state), fresh.code,
                        fresh.amount.amount(), fresh.amount.currency(), fresh.captured_minor));
}

std::optional<SandboxCharge> move(db::Tx& tx, const PaymentId& id, const std::vector<std::string>& from, ChargeState to,
                                  std::string_view code) {
  tx.post(R"sql(select state from payment.sandbox_charge where payment_id = $1 for update)sql", id);
  return maybe(tx.query(R"sql(
    with moved as (
      update payment.sandbox_charge
      set state = $3, code = $4, captured_minor = case when $3 = 'captured' then amount_minor else captured_minor end
      where payment_id = $1 and state = any($2)
      returning payment_id, ref, state, code, amount_minor, currency, captured_minor, refunded_minor
    ),
    noted as (
      insert into payment.sandbox_journal (at, payment_id, state, amount_minor)
      select kernel.now(), payment_id, state, amount_minor from moved
    )
    select payment_id, ref, state, code, amount_minor, currency, captured_minor, refunded_minor, true as is_new
    from moved
    union all
    select payment_id, ref, state, code, amount_minor, currency, captured_minor, refunded_minor, false
    from payment.sandbox_charge
    where payment_id = $1 and not exists (select from moved)
  )sql",
                        id, from, name_of(to), code));
}

std::optional<SandboxCharge> find(db::Tx& tx, const PaymentId& id) {
  return maybe(tx.query(R"sql(
    select payment_id, ref, state, code, amount_minor, currency, captured_minor, refunded_minor, false as is_new
    from payment.sandbox_charge where payment_id = $1
  )sql",
                        id));
}

bool refund(db::Tx& tx, const PaymentId& id, std::string_view key, std::int64_t amount_minor) {
  // One after the other: what the second may give back depends on the first.
  tx.post(R"sql(select state from payment.sandbox_charge where payment_id = $1 for update)sql", id);
  return tx
      .query(R"sql(
    with given as (
      update payment.sandbox_charge
      set refunded_minor = refunded_minor + $3
      where payment_id = $1 and refunded_minor + $3 <= captured_minor
        and not exists (select from payment.sandbox_refund where key = $2)
      returning payment_id
    ),
    kept as (
      insert into payment.sandbox_refund (key, payment_id, amount_minor) select $2, payment_id, $3 from given
    ),
    noted as (
      insert into payment.sandbox_journal (at, payment_id, state, amount_minor, refund_key)
      select kernel.now(), payment_id, 'refunded', $3, $2 from given
    )
    select exists (select from given) or exists (select from payment.sandbox_refund where key = $2) as is_given
  )sql",
             id, key, amount_minor)
      .one()
      .get<bool>("is_given");
}

std::vector<JournalEntry> journal(db::Tx& tx, std::int64_t behind, int limit) {
  std::vector<JournalEntry> entries;
  const auto rows = tx.query(R"sql(
    select journal.id, journal.payment_id, journal.state, journal.amount_minor, journal.refund_key,
      charge.amount_minor as charged_minor, charge.currency, charge.ref
    from payment.sandbox_journal as journal
    join payment.sandbox_charge as charge on charge.payment_id = journal.payment_id
    where journal.id > $1 and journal.at < kernel.now() - interval '10 seconds'
    order by journal.id
    limit $2
  )sql",
                             behind, limit);
  for (const auto& row : rows) {
    entries.push_back({row.get<std::int64_t>("id"), row.get<PaymentId>("payment_id"), row.get<std::string>("state"),
                       row.get<std::int64_t>("amount_minor"), row.get<std::optional<std::string>>("refund_key"),
                       Money(row.get<std::int64_t>("charged_minor"), row.get<Currency>("currency")),
                       row.get<std::string>("ref")});
  }
  return entries;
}

std::string secret(db::Tx& tx) {
  return tx.query(R"sql(select secret from payment.sandbox_secret)sql").one().get<std::string>("secret");
}

}  // namespace kontor::payment::sandbox_rows
