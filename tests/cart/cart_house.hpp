#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cart/neighbours.hpp"
#include "kernel/auth/authenticator.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/http/api.hpp"
#include "modules/cart/api/events.hpp"
#include "modules/cart/module.hpp"
#include "support/test_database.hpp"

namespace kontor::cart::test {

using Json = nlohmann::json;
using Headers = std::vector<std::pair<std::string, std::string>>;

// An answer as a client sees it.
struct Answer {
  int status = 0;
  Json body;
  std::string etag;
  bool replayed = false;

  std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  // The pointers and codes of what is wrong: "/email format".
  std::vector<std::string> problems() const;
};

struct Ask {
  std::string method = "GET";
  std::string path;  // below /api/v1
  Json body = nullptr;
  std::string cart_token = {};
  std::string bearer = {};  // "user:<uuid>" or "staff:<permission>"
  Headers headers = {};
};

// Knows a user per token "user:<uuid>", and staff with one permission as "staff:<permission>".
class Doorman final : public auth::Authenticator {
 public:
  Result<auth::Caller> authenticate(std::string_view authorization) const override;
};

// One program with the module, on a database that others may use too: fake neighbours, a real log and Once.
class CartHouse {
 public:
  CartHouse(const db::DatabaseSettings& database, CartSettings settings);
  ~CartHouse();

  Answer send(const Ask& ask);
  // A guest's; with the token.
  Json guest_cart();
  Json customer_cart(const std::string& bearer);
  Answer add(const Json& cart, const catalog::VariantId& variant, std::int64_t quantity = 1, Headers headers = {});
  Answer get(const Json& cart);
  Answer patch(const Json& cart, const Json& body, Headers headers = {});
  // With two lines, an e-mail address, an address and the standard option.
  Json filled_cart();

  // The dispatcher, for commands; and what is awaited of it.
  void start();
  template <class M>
  void command(const M& message) {
    const auto done = database.transact([&](db::Tx& tx) -> Result<void> {
      log.publish(tx, message.cart_id.str(), message);
      return {};
    });
    if (!done) throw std::runtime_error(done.error().detail);
  }
  Result<void> run_upkeep();

  const CartSettings settings;
  Neighbours neighbours;
  telemetry::Log logger;
  telemetry::Metrics metrics;
  SystemClock clock;
  events::EventSettings event_settings;
  db::DatabaseSettings database_settings;
  db::Pool pool;
  db::Database database;
  events::Log log;
  events::Tails tails;
  idempotency::Once once;
  personal::PersonalData personal;
  Module module;
  events::Dispatcher dispatcher;

 private:
  http::HttpSettings http_;
  http::LimitSettings limits_{.requests_per_minute = 0};
  Doorman doorman_;
  std::unique_ptr<http::Api> api_;
};

std::vector<db::Migration> cart_migrations();

using DatabasePtr = std::shared_ptr<kontor::test::TestDatabase>;
DatabasePtr fresh_database();
// The same for all cases of a test program.
DatabasePtr shared_database();

struct HeldDatabase {
  DatabasePtr held;
};

// With a database of its own.
class OwnCartHouse : private HeldDatabase, public CartHouse {
 public:
  explicit OwnCartHouse(CartSettings with = {}, DatabasePtr on = fresh_database())
      : HeldDatabase{std::move(on)}, CartHouse(held->settings(), with) {}

  const db::DatabaseSettings& settings_of_database() const { return held->settings(); }
  std::string run_sql(const std::string& sql) const { return held->run_sql(sql); }
  // Moves kernel.now().
  void pass_time(std::chrono::seconds time) const;
  // The payloads of one type of message, oldest first.
  std::vector<Json> published(const std::string& type) const;
};

// Among carts of earlier cases.
class SharedCartHouse : public OwnCartHouse {
 public:
  explicit SharedCartHouse(CartSettings with = {}) : OwnCartHouse(with, shared_database()) {}
};

CartId id_of(const Json& cart);
std::string a_user();
Json in_berlin();

}  // namespace kontor::cart::test
