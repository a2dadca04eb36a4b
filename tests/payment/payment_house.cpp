#include "payment/payment_house.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/house_migrations.hpp"
#include "support/sql.hpp"

// A server that goes away while SOCI connects costs that one connection (kernel/db/session/open_session.cpp).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::payment::test {

namespace {

jobs::JobSettings quick() {
  jobs::JobSettings settings;
  settings.poll_ms = 50;
  settings.errand_lease_seconds = 30;
  settings.errand_first_retry_ms = 5;
  settings.errand_longest_retry_ms = 50;
  return settings;
}

events::EventSettings lively() {
  events::EventSettings settings;
  settings.poll_ms = 50;
  return settings;
}

db::DatabaseSettings sized(db::DatabaseSettings settings) {
  settings.pool_size = 12;
  settings.pool_wait_ms = 20'000;
  settings.lock_timeout_ms = 20'000;
  settings.statement_timeout_ms = 30'000;
  return settings;
}

Ground ground_of(PaymentHouse& house) {
  return {.settings = house.payment_settings,
          .public_url = "https://shop.example",
          .is_development = true,
          .database = house.database,
          .log = house.log,
          .once = house.once,
          .errands = house.errands,
          .trail = audit::Trail(house.log),
          .clock = house.clock,
          .logger = house.logger,
          .metrics = house.metrics};
}

}  // namespace

kontor::test::TestDatabase payment_database() {
  static constexpr std::array<std::string_view, 1> kModules{"payment"};
  return kontor::test::TestDatabase(kontor::test::house_migrations(kModules));
}

PaymentSettings with_sandbox() {
  PaymentSettings settings;
  settings.sandbox = SandboxUse::on;
  settings.sandbox_webhook_delay_ms = 50;
  return settings;
}

PaymentHouse::PaymentHouse(const db::DatabaseSettings& given, PaymentSettings payment)
    : payment_settings(std::move(payment)),
      logger({.level = telemetry::LogLevel::off}),
      settings(sized(given)),
      pool(settings, logger, metrics),
      database(pool, "payment"),
      log({pool, "bus"}, {kPaymentCommands, kPaymentEvents, audit::kAuditEvents}, lively(), clock, metrics),
      once({pool, "kernel"}, metrics),
      errands({pool, "jobs"}),
      module(ground_of(*this)),
      dispatcher_(log, {pool, "bus"}, module.groups(), lively(), logger, metrics),
      runner_(errands, module.errand_kinds(), quick(), logger, metrics) {}

void PaymentHouse::start() {
  started_ = true;
  dispatcher_.start();
  runner_.start();
}

void PaymentHouse::stop() {
  if (!std::exchange(started_, false)) return;
  dispatcher_.stop();
  runner_.stop();
}

void PaymentHouse::publish(const std::function<void(db::Tx&)>& write) {
  const auto done = database.transact([&](db::Tx& tx) -> Result<void> {
    write(tx);
    return {};
  });
  if (!done) throw std::runtime_error(done.error().detail);
}

PaymentId PaymentHouse::take(const std::string& token, bool capture, const std::string& provider) {
  const auto id = PaymentId::generate();
  command(TakePayment{.payment_id = id,
                      .reference = Uuid::generate(),
                      .amount = euros(4990),
                      .provider = provider,
                      .token = token,
                      .capture = capture,
                      .description = "Order 1001"});
  return id;
}

RefundId PaymentHouse::refund(const PaymentId& id, std::int64_t amount_minor) {
  const auto refund = RefundId::generate();
  command(RefundPayment{id, refund, euros(amount_minor), "broken"});
  return refund;
}

PaymentSummary PaymentHouse::payment(const PaymentId& id) const {
  const auto found = module.payments().payments({&id, 1});
  if (!found) throw std::runtime_error(found.error().detail);
  return found->empty() ? PaymentSummary{} : found->front();
}

bool PaymentHouse::becomes(const PaymentId& id, PaymentStatus status) const {
  return kontor::test::eventually([&] {
    const auto present = payment(id);
    return present.id == id && present.status == status;
  });
}

std::vector<std::string> PaymentHouse::told(const PaymentId& id) const {
  const auto all = sql("select coalesce(json_agg(type order by position), '[]') from bus.event where aggregateid = '" +
                       id.str() + "' and type not like '%\\_payment'");
  std::vector<std::string> names;
  for (const auto& type : Json::parse(all)) names.push_back(type.get<std::string>().substr(8));
  return names;
}

std::vector<Json> PaymentHouse::told(const PaymentId& id, const std::string& type) const {
  const auto all =
      sql("select coalesce(json_agg(payload order by position), '[]') from bus.event where aggregateid = '" + id.str() +
          "' and type = 'payment." + type + "'");
  return Json::parse(all).get<std::vector<Json>>();
}

bool PaymentHouse::tells(const PaymentId& id, const std::string& type, std::size_t times) const {
  return kontor::test::eventually([&] { return told(id, type).size() >= times; });
}

std::string PaymentHouse::sql(const std::string& statement) const {
  return kontor::test::run_sql(settings.owner_url, statement);
}

Result<void> PaymentHouse::run_job(std::string_view name) {
  for (const auto& job : module.jobs()) {
    if (job.name != name) continue;
    return job.run(jobs::JobRun(job.name, clock.now(), 1, Deadline::after(std::chrono::seconds(60))));
  }
  throw std::logic_error("no such job");
}

bool PaymentHouse::books_balance() const {
  return sql(R"(
    select bool_and(good) from (
      select count(*) = 0 as good from (
        select currency, sum(minor) from (
          select currency, amount_minor as minor from payment.ledger
          union all select currency, -amount_minor from payment.ledger
        ) as side group by currency having sum(minor) <> 0
      ) as wrong
      union all
      select bool_and(
        captured_minor = coalesce((select sum(amount_minor) from payment.ledger as l where l.payment_id = p.id
          and l.credit = 'captured'), 0)
        and refunded_minor = coalesce((select sum(amount_minor) from payment.ledger as l where l.payment_id = p.id
          and l.debit = 'refunded'), 0)
        and refunded_minor <= captured_minor)
      from payment.payment as p
    ) as checks
  )") == "t";
}

}  // namespace kontor::payment::test
