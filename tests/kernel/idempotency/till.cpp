#include "kernel/idempotency/till.hpp"

#include <array>

#include "support/house_migrations.hpp"

namespace kontor::idempotency::test {

namespace {

constexpr std::array<embedded::File, 1> kFiles = {{{"till/0001_sales.sql", R"(
    create table till.sale (id bigint generated always as identity primary key, amount bigint not null);
    create table till.customer_order (id uuid primary key, amount bigint not null);)"}}};
constexpr std::array<std::string_view, 1> kModules = {"till"};

struct NewSale {
  int amount = 0;
};
KONTOR_DESCRIBE(NewSale, amount)

struct SaleView {
  std::int64_t id = 0;
  int amount = 0;
};
KONTOR_DESCRIBE(SaleView, id, amount)

struct OrderView {
  Uuid id;
};
KONTOR_DESCRIBE(OrderView, id)

std::int64_t add_sale(db::Tx& tx, int amount) {
  return tx.query("insert into till.sale (amount) values ($1) returning id", amount).one().get<std::int64_t>("id");
}

}  // namespace

Till::Till(db::DatabaseSettings settings)
    : pool(settings, log, metrics), till(pool, "till"), once(db::Database(pool, "kernel"), metrics) {
  endpoints = till_endpoints();
  api();
}

std::vector<http::Endpoint> Till::till_endpoints() {
  const auto anyone = auth::Access::anyone();
  const auto sell = [this](const auto& call) {
    return once.run(call, till, [&](db::Tx& tx) -> Result<http::Reply<SaleView>> {
      const auto id = add_sale(tx, call.body.amount);
      inside();
      if (closed) return conflict("till_closed", "The till is closed.");
      return http::Reply<SaleView>{{id, call.body.amount}, 0, {{"Location", "/sales/" + std::to_string(id)}}};
    });
  };
  const auto note = [this](const auto& call) {
    return once.run(call, till, [&](db::Tx& tx) -> Result<void> { return add_sale(tx, 0), Result<void>(); });
  };
  const auto bill = [this](const auto& call) {
    return once.run(call, till, [&](db::Tx& tx) -> Result<http::ContentPtr> {
      return std::make_shared<const http::Content>("bill " + std::to_string(add_sale(tx, 1)), "text/plain");
    });
  };
  const auto order = [this](const auto& call) -> Result<OrderView> {
    const auto fresh = Uuid::generate();
    const auto bound = once.bind(call.idempotency_key, till, fresh, [&](db::Tx& tx) -> Result<void> {
      if (sold_out) return conflict("sold_out", "There is nothing left to order.");
      tx.execute("insert into till.customer_order (id, amount) values ($1, $2)", fresh, call.body.amount);
      inside();
      if (closed) return conflict("till_closed", "The till is closed.");
      return {};
    });
    if (!bound) return bound.error();
    return OrderView{bound->resource};
  };
  return {
      http::post("/sales")
          .access(anyone)
          .idempotent(http::KeyUse::required)
          .takes_any_query()
          .body<NewSale>()
          .answers<SaleView>(201)
          .handle(sell),
      http::post("/notes").access(anyone).idempotent().body<NewSale>().handle(note),
      http::post("/bills").access(anyone).idempotent().body<NewSale>().produces("text/plain").handle(bill),
      http::post("/orders")
          .access(anyone)
          .idempotent(http::KeyUse::required)
          .body<NewSale>()
          .answers<OrderView>(201)
          .handle(order),
  };
}

http::test::Answer Till::ask(std::string path, std::string key, std::string body, std::string caller) {
  http::test::Ask request{.method = "POST",
                          .target = "/api/v1" + std::move(path),
                          .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + caller}},
                          .body = std::move(body)};
  if (!key.empty()) request.headers.emplace_back("Idempotency-Key", std::move(key));
  return send(request);
}

std::string Till::sell(std::string key, int amount) {
  return outcome_of(ask("/sales", std::move(key), R"({"amount":)" + std::to_string(amount) + "}"));
}

std::string outcome_of(const http::test::Answer& answer) {
  if (answer.status() < 300) {
    return std::to_string(answer.status()) + (answer.header("Idempotent-Replayed") == "true" ? " replayed" : "");
  }
  const auto body = answer.body();
  constexpr std::string_view kCode = R"("code":")";
  const auto start = body.rfind(kCode) + kCode.size();
  return body.substr(start, body.find('"', start) - start);
}

std::string count_of(const kontor::test::TestDatabase& database, const std::string& table) {
  return database.run_sql("select count(*) from " + table);
}

kontor::test::TestDatabase till_database() {
  return kontor::test::TestDatabase(kontor::test::kernel_migrations_with(kFiles, kModules));
}

}  // namespace kontor::idempotency::test
