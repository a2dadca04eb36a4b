#include "sale.hpp"

#include <array>
#include <memory>
#include <utility>

#include "kernel/json/json.hpp"
#include "support/house_migrations.hpp"

namespace kontor::bench {

namespace {

constexpr std::string_view kType = "shop.sale_placed";
constexpr std::string_view kAggregate = "sale";

constexpr std::string_view kSchema = R"sql(
create table shop.sale (
  id uuid primary key,
  total_minor bigint not null
);

create table shop.effect (
  sale_id uuid not null,
  total_minor bigint not null,
  customer text not null
);
)sql";

constexpr std::string_view kInsertSale = R"sql(
insert into shop.sale (id, total_minor)
values ($1, $2)
)sql";

constexpr std::string_view kInsertEffects = R"sql(
insert into shop.effect (sale_id, total_minor, customer)
select fresh.sale_id, fresh.total_minor, fresh.customer
from unnest($1::uuid[], $2::bigint[], $3::text[]) as fresh(sale_id, total_minor, customer)
)sql";

SalePlaced some_sale(SteadyTime due) {
  return {.sale_id = Uuid::generate(),
          .customer = "customer_01jd5w7x1zfq8v3n6k2m4r9t0b",
          .currency = "EUR",
          .total_minor = 12'347,
          .lines = {{"shirt-linen-white-m", 2, 4'999}, {"socks-merino-grey-42", 1, 2'349}},
          .due_ns = due.time_since_epoch().count()};
}

// Tells the tally once it is committed.
class Handled final : public db::Companion {
 public:
  explicit Handled(Tally& tally) : tally_(tally) {}
  void add(std::int64_t due_ns) { due_ns_.push_back(due_ns); }
  void before_commit(db::Tx&) override {}
  void committed() noexcept override { tally_.add(due_ns_); }

 private:
  Tally& tally_;
  std::vector<std::int64_t> due_ns_;
};

Result<void> handle(db::Tx& tx, events::Group::Batch batch, Tally& tally) {
  std::vector<Uuid> ids;
  std::vector<std::int64_t> totals;
  std::vector<std::string> customers;
  auto& handled = tx.companion<Handled>([&] { return std::make_unique<Handled>(tally); });
  for (const auto& event : batch) {
    auto sale = json::read<SalePlaced>(event.payload, {.unknown = json::Unknown::ignore});
    if (!sale) return std::move(sale).error();
    ids.push_back(sale->sale_id);
    totals.push_back(sale->total_minor);
    customers.push_back(std::move(sale->customer));
    handled.add(sale->due_ns);
  }
  tx.post(kInsertEffects, ids, totals, customers);
  return {};
}

}  // namespace

void Tally::add(const std::vector<std::int64_t>& due_ns) {
  const auto now_ns = std::chrono::steady_clock::now().time_since_epoch().count();
  {
    const std::lock_guard lock(mutex_);
    for (const auto due : due_ns) latencies_ms_.push_back(static_cast<double>(now_ns - due) / 1e6);
  }
  count_.fetch_add(static_cast<std::int64_t>(due_ns.size()), std::memory_order_release);
}

std::vector<double> Tally::latencies_ms() const {
  const std::lock_guard lock(mutex_);
  return latencies_ms_;
}

void publish_sales(events::Log& log, db::Tx& tx, const events::Topic& topic, int count, SteadyTime due) {
  for (int i = 0; i < count; ++i) {
    const auto sale = some_sale(due);
    log.append(tx, {.topic = topic,
                    .aggregatetype = std::string(kAggregate),
                    .aggregateid = sale.sale_id.str(),
                    .type = std::string(kType),
                    .payload = json::to_json(sale)});
  }
}

std::vector<db::Migration> sale_migrations() {
  constexpr std::array<embedded::File, 1> files = {{{"shop/0001_sales.sql", kSchema}}};
  constexpr std::array<std::string_view, 1> modules = {"shop"};
  return test::kernel_migrations_with(files, modules);
}

void keep_sale(db::Tx& tx) {
  tx.post(kInsertSale, Uuid::generate(), std::int64_t{12'347});
}

events::Group effects_of_sales(std::string name, db::Database shop, const events::Topic& topic, Tally& tally) {
  return events::Group(std::move(name), std::move(shop))
      .on_batch({{kType, 1, topic, kAggregate}},
                [&tally](db::Tx& tx, events::Group::Batch batch) { return handle(tx, batch, tally); });
}

}  // namespace kontor::bench
