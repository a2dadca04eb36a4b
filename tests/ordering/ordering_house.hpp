#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "kernel/auth/authenticator.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/events/groups.hpp"
#include "kernel/http/api.hpp"
#include "modules/cart/api/events.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/module.hpp"
#include "modules/payment/api/events.hpp"
#include "modules/pricing/api/events.hpp"
#include "modules/shipping/api/events.hpp"
#include "support/eventually.hpp"
#include "support/test_database.hpp"

namespace kontor::ordering::test {

using Json = nlohmann::json;

struct Answer {
  int status = 0;
  Json body;
  std::vector<std::pair<std::string, std::string>> headers;

  std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  std::string header(std::string_view name) const;
};

struct Ask {
  std::string method = "GET";
  std::string path;
  Json body = nullptr;
  std::string bearer = {};  // user:<uuid>, or staff
  std::string cart_token = {};
  std::string key = {};
  std::string last_event_id = {};
  bool is_handshake = false;  // of a WebSocket
};

// A cart as the faked cart module offers it, one line of it.
struct CartSpec {
  std::int64_t quantity = 2;
  std::int64_t unit_price = 1000;
  std::int64_t discount = 0;
  std::int64_t shipping = 500;
  bool with_claim = false;
  std::optional<Uuid> user_id = {};
};

// How the neighbours behave, told by the test before.
struct Manners {
  std::set<std::string> silent = {};  // commands that are not answered: "inventory.reserve_stock"
  std::string stock = "reserve";      // reserve, refuse
  std::string cart = "close";         // close, refuse
  std::string claims = "make";        // make, refuse
  std::string payment = "capture";    // capture, decline, action, transfer, authorise
  std::string shipment = "create";    // create, fail, keep (refuses to be cancelled)
  int answers = 1;                    // how often each answer is given
  int hold_seconds = 0;               // 0: as asked
};

// The module with a real log, dispatcher and tails on a database of its own; its five neighbours are one group that
// obeys their commands as the manners say.
class OrderingHouse {
 public:
  static OrderingSettings quick();

  explicit OrderingHouse(OrderingSettings settings = quick());
  ~OrderingHouse();

  Answer send(const Ask& ask);
  Answer get(const std::string& path, const std::string& cart_token = "", const std::string& bearer = "");
  // A guest's cart, ready to be ordered, and its token.
  cart::CartId cart(const CartSpec& spec = {});
  static std::string token_of(const cart::CartId& cart) { return "token-" + cart.str(); }
  Answer place(const cart::CartId& cart, const std::string& key = "", const std::string& token = "tok_success");
  // The order's present state, as soon as its status is this; fails the test otherwise.
  Json settled(const std::string& order, const std::string& status);
  // The response of a request, which may be a stream.
  http::Response respond(const Ask& ask);

  // Says something on a neighbour's behalf.
  template <class M>
  void say(std::string_view key, const M& message) {
    auto done = ordering.transact([&](db::Tx& tx) -> Result<void> {
      log.publish(tx, key, message);
      return {};
    });
    if (!done) throw std::runtime_error(done.error().detail);
  }
  void manners(const Manners& fresh);
  void pass_time(std::chrono::seconds time) const;
  void sweep();
  // Empties the read model and waits until it is filled again from the log.
  void rebuild_views();
  Result<void> run_job(std::string_view name);
  std::string run_sql(const std::string& sql) const { return database.run_sql(sql); }
  std::vector<Json> published(const std::string& type) const;
  // Of one order.
  std::vector<Json> published(const std::string& type, const std::string& order) const;
  std::vector<std::string> timeline(const std::string& order);
  // Which of the order's commands were given, in order of the log's time.
  std::map<std::string, int> commands(const std::string& order) const;

  kontor::test::TestDatabase database;
  telemetry::Log logger;
  telemetry::Metrics metrics;
  SystemClock clock;
  db::DatabaseSettings database_settings;
  db::Pool pool;
  db::Database ordering;
  events::EventSettings event_settings;
  events::Log log;
  events::Tails tails;
  idempotency::Once once;
  personal::PersonalData personal;
  OrderingSettings settings;

 private:
  class FakeCarts;
  class FakePayments;
  class FakeGate;
  class FakeTickets;
  class FakeTrades;

  events::Group neighbours();
  void wait_for_tails();
  template <class M>
  void answer(db::Tx& tx, std::string_view key, const M& message);
  bool hears(std::string_view command);
  static Uuid reference_of(db::Tx& tx, const payment::PaymentId& payment);
  Manners now();

  std::mutex mutex_;
  Manners manners_;
  std::unique_ptr<FakeCarts> carts_;
  std::unique_ptr<FakePayments> payments_;
  std::unique_ptr<FakeGate> gate_;
  std::unique_ptr<FakeTickets> tickets_;
  std::unique_ptr<FakeTrades> trades_;

 public:
  std::unique_ptr<Module> module;

 private:
  http::HttpSettings http_;
  http::LimitSettings limits_{.requests_per_minute = 0};
  std::unique_ptr<http::Api> api_;
  std::unique_ptr<events::Groups> groups_;
  std::unique_ptr<events::Dispatcher> dispatcher_;
};

}  // namespace kontor::ordering::test
