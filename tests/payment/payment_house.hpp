#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/events/log.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/errand_runner.hpp"
#include "kernel/jobs/errands.hpp"
#include "modules/payment/api/events.hpp"
#include "modules/payment/module.hpp"
#include "support/test_database.hpp"

namespace kontor::payment::test {

using Json = nlohmann::json;

// A database with the module's schema.
kontor::test::TestDatabase payment_database();

// The sandbox is in use and tells soon what it tells late.
PaymentSettings with_sandbox();

// One process's view of such a database: the module with a real log, commands that are obeyed and errands that are
// performed. Safe from any thread.
class PaymentHouse {
 public:
  explicit PaymentHouse(const db::DatabaseSettings& settings, PaymentSettings payment = with_sandbox());
  ~PaymentHouse() { stop(); }
  void start();
  void stop();

  template <class M>
  void command(const M& message) {
    publish([&](db::Tx& tx) { log.publish(tx, message.payment_id.str(), message); });
  }
  // A payment of 49.90 EUR.
  PaymentId take(const std::string& token, bool capture = false, const std::string& provider = "sandbox");
  void capture(const PaymentId& id) { command(CapturePayment{id}); }
  void give_up(const PaymentId& id) { command(VoidPayment{id, Uuid(), "changed their mind"}); }
  RefundId refund(const PaymentId& id, std::int64_t amount_minor);

  PaymentSummary payment(const PaymentId& id) const;
  // Waits until it is so; false when it does not become so in 20 s.
  bool becomes(const PaymentId& id, PaymentStatus status) const;
  // The names of what was published of a payment, in order, and the payloads of one kind.
  std::vector<std::string> told(const PaymentId& id) const;
  std::vector<Json> told(const PaymentId& id, const std::string& type) const;
  // Waits until this many of a kind were told.
  bool tells(const PaymentId& id, const std::string& type, std::size_t times = 1) const;
  std::string sql(const std::string& statement) const;
  // Runs a job of the module by its name, once.
  Result<void> run_job(std::string_view name);
  // Whether every currency's accounts add up to nothing, nothing is refunded that was not captured, and what is booked
  // is what the payments say.
  bool books_balance() const;

  PaymentSettings payment_settings;
  telemetry::Log logger;
  telemetry::Metrics metrics;
  SystemClock clock;
  db::DatabaseSettings settings;
  db::Pool pool;
  db::Database database;
  events::Log log;
  idempotency::Once once;
  jobs::Errands errands;
  Module module;

 private:
  void publish(const std::function<void(db::Tx&)>& write);

  events::Dispatcher dispatcher_;
  jobs::ErrandRunner runner_;
  bool started_ = false;
};

inline Money euros(std::int64_t minor) {
  return {minor, *Currency::parse("EUR")};
}

}  // namespace kontor::payment::test
