#include "ordering/ordering_house.hpp"

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "kernel/core/text.hpp"
#include "kernel/http/later.hpp"
#include "modules/identity/api/events.hpp"
#include "support/house_migrations.hpp"

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::ordering::test {

namespace {

std::vector<db::Migration> migrations() {
  static constexpr std::array<std::string_view, 1> kModules{"ordering"};
  return kontor::test::house_migrations(kModules);
}

db::DatabaseSettings sized(db::DatabaseSettings settings) {
  settings.pool_size = 10;
  settings.pool_wait_ms = 10'000;
  return settings;
}

std::vector<events::Topic> topics() {
  return {kOrderEvents,
          audit::kAuditEvents,
          identity::kIdentityEvents,
          cart::kCartCommands,
          cart::kCartEvents,
          inventory::kInventoryCommands,
          inventory::kInventoryEvents,
          pricing::kPricingCommands,
          pricing::kPricingEvents,
          payment::kPaymentCommands,
          payment::kPaymentEvents,
          shipping::kShippingCommands,
          shipping::kShippingEvents};
}

const Currency kEuro = Currency::parse("EUR").value();

Money euro(std::int64_t amount) {
  return {amount, kEuro};
}

postal::Address address() {
  return {.first_name = "Ada",
          .last_name = "Lovelace",
          .line1 = "Unter den Linden 1",
          .line2 = std::nullopt,
          .city = "Berlin",
          .region = std::nullopt,
          .postal_code = "10117",
          .country = "DE",
          .phone = std::nullopt};
}

std::int64_t tax_within(std::int64_t gross) {
  return ratio(euro(gross), 19, 119).value().amount();
}

cart::CheckoutCart checkout_cart(const cart::CartId& id, const CartSpec& spec) {
  const auto line_id = cart::CartLineId::generate();
  const auto items = spec.quantity * spec.unit_price;
  cart::CheckoutCart cart;
  cart.id = id;
  cart.version = 7;
  cart.user_id = spec.user_id;
  if (!spec.user_id) cart.token_digest = cart::token_digest(OrderingHouse::token_of(id));
  cart.email = "ada@example.com";
  cart.currency = kEuro;
  cart.shipping_address = cart.billing_address = address();
  cart.shipping_option = {.id = shipping::ShippingMethodId::generate(),
                          .name = "Post",
                          .price = euro(spec.shipping),
                          .tax_class = "standard",
                          .delivery_estimate = {"2026-11-23", "2026-11-25", "2 to 4 working days"}};
  cart.lines = {{line_id, 500}};
  auto& basket = cart.basket;
  basket.lines.push_back({.line_id = line_id.uuid(),
                          .variant_id = catalog::VariantId::generate(),
                          .sku = "NLS-001",
                          .name = "Nordic linen shirt",
                          .quantity = spec.quantity,
                          .unit_price = euro(spec.unit_price),
                          .compare_at_price = std::nullopt,
                          .total = euro(items),
                          .discount = euro(spec.discount),
                          .tax = euro(tax_within(items - spec.discount)),
                          .tax_class = "standard",
                          .tax_rate_ppm = 190000});
  basket.shipping = {euro(spec.shipping), euro(0), euro(tax_within(spec.shipping)), "standard", 190000};
  basket.totals = {.items = euro(items),
                   .discount = euro(spec.discount),
                   .shipping = euro(spec.shipping),
                   .tax = euro(tax_within(items - spec.discount) + tax_within(spec.shipping)),
                   .total = euro(items - spec.discount + spec.shipping),
                   .tax_included = true};
  if (spec.with_claim) basket.claims.push_back({pricing::PromotionId::generate(), "WELCOME", euro(spec.discount)});
  return cart;
}

}  // namespace

class OrderingHouse::FakeCarts final : public cart::Carts {
 public:
  explicit FakeCarts(OrderingHouse& house) : house_(house) {}

  void add(const cart::CartId& id, cart::CheckoutCart cart) {
    const std::lock_guard lock(house_.mutex_);
    carts_.emplace(id, std::move(cart));
  }

  Result<cart::CheckoutCart> checkout(const cart::CartId& id, const cart::Opener& opener) const override {
    const std::lock_guard lock(house_.mutex_);
    const auto found = carts_.find(id);
    if (found == carts_.end()) return not_found("cart");
    const bool token_fits = opener.token == OrderingHouse::token_of(id) && !found->second.user_id;
    const bool is_owner =
        found->second.user_id && opener.caller.is_user() && opener.caller.principal()->id == *found->second.user_id;
    if (!token_fits && !is_owner) return not_found("cart");
    return found->second;
  }

 private:
  OrderingHouse& house_;
  std::map<cart::CartId, cart::CheckoutCart> carts_;
};

class OrderingHouse::FakePayments final : public payment::Payments {
 public:
  Result<std::vector<payment::PaymentSummary>> payments(std::span<const payment::PaymentId>) const override {
    return std::vector<payment::PaymentSummary>{};
  }
  bool takes(std::string_view provider) const override { return provider == "sandbox"; }
};

class OrderingHouse::FakeGate final : public auth::Authenticator {
 public:
  Result<auth::Caller> authenticate(std::string_view authorization) const override {
    if (authorization.empty()) return auth::Caller();
    auth::Principal principal{.subject = std::string(authorization)};
    if (authorization.starts_with("Bearer user:")) principal.id = Uuid::parse(authorization.substr(12)).value();
    if (authorization == "Bearer staff") principal.permissions = {"ordering.read", "ordering.write"};
    return auth::Caller(std::make_shared<const auth::Principal>(std::move(principal)));
  }
};

// "ticket-<user>" is good as often as it is shown.
class OrderingHouse::FakeTickets final : public identity::StreamTickets {
 public:
  Result<std::optional<identity::UserId>> redeem(std::string_view ticket) override {
    const auto user = ticket.starts_with("ticket-") ? Uuid::parse(ticket.substr(7)) : std::nullopt;
    return user ? std::optional(identity::UserId(*user)) : std::nullopt;
  }
};

// Every variant costs 10 EUR, weighs half a kilogram, and is sent for 5 EUR.
class OrderingHouse::FakeTrades final : public catalog::Catalog, public pricing::Pricing, public shipping::Shipping {
 public:
  Result<std::vector<catalog::VariantSummary>> variants(std::span<const catalog::VariantId> ids) const override {
    std::vector<catalog::VariantSummary> all;
    for (const auto& id : ids) {
      catalog::VariantSummary variant{};
      variant.id = id;
      variant.weight_grams = 500;
      all.push_back(variant);
    }
    return all;
  }

  Result<pricing::PricedBasket> price(const pricing::Basket& basket) const override {
    CartSpec spec{.quantity = basket.lines.front().quantity, .shipping = basket.shipping ? 500 : 0};
    auto priced = checkout_cart(cart::CartId::generate(), spec).basket;
    priced.lines.front().line_id = basket.lines.front().line_id;
    return priced;
  }

  Result<std::vector<shipping::Quote>> quotes(const shipping::Parcel&) const override {
    return std::vector<shipping::Quote>{};
  }
  Result<shipping::Quote> quote(const shipping::ShippingMethodId& id, const shipping::Parcel&) const override {
    return shipping::Quote{id, "Post", euro(500), "standard", {"2026-11-23", "2026-11-25", "2 days"}};
  }
  Result<std::vector<shipping::ShipmentSummary>> shipments(std::span<const shipping::ShipmentId>) const override {
    return std::vector<shipping::ShipmentSummary>{};
  }
};

std::string Answer::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (text::iequals(known, name)) return value;
  }
  return "";
}

OrderingSettings OrderingHouse::quick() {
  OrderingSettings settings;
  settings.step_timeout_seconds = 3;
  settings.answer_wait_ms = 15'000;  // an answer waits for its saga, however slow the machine
  return settings;
}

OrderingHouse::OrderingHouse(OrderingSettings given)
    : database(migrations()),
      logger({.level = telemetry::LogLevel::off}),
      database_settings(sized(database.settings())),
      pool(database_settings, logger, metrics),
      ordering(pool, "ordering"),
      log({pool, "bus"}, topics(), event_settings, clock, metrics),
      tails(log, database_settings, event_settings, logger, metrics),
      once({pool, "kernel"}, metrics),
      settings(std::move(given)),
      carts_(std::make_unique<FakeCarts>(*this)),
      payments_(std::make_unique<FakePayments>()),
      gate_(std::make_unique<FakeGate>()),
      tickets_(std::make_unique<FakeTickets>()),
      trades_(std::make_unique<FakeTrades>()),
      module(std::make_unique<Module>(Ground{.settings = settings,
                                             .database = ordering,
                                             .log = log,
                                             .tails = tails,
                                             .once = once,
                                             .trail = audit::Trail(log),
                                             .personal = personal,
                                             .carts = *carts_,
                                             .payments = *payments_,
                                             .catalog = *trades_,
                                             .pricing = *trades_,
                                             .shipping = *trades_,
                                             .tickets = *tickets_,
                                             .origins = {},
                                             .metrics = metrics})) {
  auto made = http::Api::make({module->endpoints(), http_, limits_, logger, metrics, *gate_, clock, {}, {}});
  REQUIRE(made);
  api_ = *std::move(made);
  tails.start();
  auto groups = module->groups();
  groups.push_back(neighbours());
  groups_ = std::make_unique<events::Groups>(db::Database(pool, "bus"), groups);
  dispatcher_ = std::make_unique<events::Dispatcher>(log, db::Database(pool, "bus"), std::move(groups), event_settings,
                                                     logger, metrics);
  dispatcher_->start();
  wait_for_tails();
}

// What a tail begins with ends who watches already.
void OrderingHouse::wait_for_tails() {
  std::atomic<bool> heard = false;
  const auto listening =
      tails.listen({kOrderEvents}, {.on_event = [&](const events::Event&) { heard = true; }, .on_gap = [] {}});
  const OrderId nobody = OrderId::generate();
  REQUIRE(kontor::test::eventually([&] {
    if (!heard) say(nobody.str(), OrderCompleted{nobody, "", std::nullopt});
    return heard.load();
  }));
}

OrderingHouse::~OrderingHouse() {
  dispatcher_->stop();
  tails.stop();
}

Manners OrderingHouse::now() {
  const std::lock_guard lock(mutex_);
  return manners_;
}

void OrderingHouse::manners(const Manners& fresh) {
  const std::lock_guard lock(mutex_);
  manners_ = fresh;
}

bool OrderingHouse::hears(std::string_view command) {
  return !now().silent.contains(std::string(command));
}

template <class M>
void OrderingHouse::answer(db::Tx& tx, std::string_view key, const M& message) {
  for (int i = 0; i < now().answers; ++i) log.publish(tx, key, message);
}

events::Group OrderingHouse::neighbours() {
  using events::Event;
  return events::Group("neighbours", ordering)
      .on<cart::CloseCart>([this](db::Tx& tx, const cart::CloseCart& said, const Event& event) -> Result<void> {
        if (!hears(event.type)) return {};
        if (now().cart == "refuse") {
          answer(tx, event.aggregateid, cart::CartRefused{said.cart_id, said.reference, "cart_changed"});
        } else {
          answer(tx, event.aggregateid, cart::CartClosed{said.cart_id, said.reference});
        }
        return {};
      })
      .on<cart::ReopenCart>([this](db::Tx& tx, const cart::ReopenCart& said, const Event& event) -> Result<void> {
        if (hears(event.type)) answer(tx, event.aggregateid, cart::CartReopened{said.cart_id, said.reference});
        return {};
      })
      .on<inventory::ReserveStock>(
          [this](db::Tx& tx, const inventory::ReserveStock& said, const Event& event) -> Result<void> {
            if (!hears(event.type)) return {};
            if (now().stock == "refuse") {
              answer(tx, event.aggregateid,
                     inventory::ReservationFailed{said.reference,
                                                  "insufficient_stock",
                                                  {{said.lines.front().variant_id, said.lines.front().quantity, 1}}});
              return {};
            }
            const auto hold = now().hold_seconds == 0 ? said.hold_seconds : now().hold_seconds;
            answer(tx, event.aggregateid,
                   inventory::StockReserved{said.reference,
                                            inventory::ReservationId(said.reference),
                                            {},
                                            clock.now() + std::chrono::seconds(hold)});
            return {};
          })
      .on<inventory::ExtendReservation>(
          [this](db::Tx& tx, const inventory::ExtendReservation& said, const Event& event) -> Result<void> {
            if (hears(event.type))
              answer(tx, event.aggregateid, inventory::ReservationExtended{said.reference, said.until});
            return {};
          })
      .on<inventory::ReleaseStock>(
          [this](db::Tx& tx, const inventory::ReleaseStock& said, const Event& event) -> Result<void> {
            if (hears(event.type))
              answer(tx, event.aggregateid, inventory::StockReleased{said.reference, said.reason, {}});
            return {};
          })
      .on<inventory::CommitStock>(
          [this](db::Tx& tx, const inventory::CommitStock& said, const Event& event) -> Result<void> {
            if (hears(event.type))
              answer(tx, event.aggregateid, inventory::StockCommitted{said.reference, said.parcel, {}});
            return {};
          })
      .on<pricing::ClaimPromotions>(
          [this](db::Tx& tx, const pricing::ClaimPromotions& said, const Event& event) -> Result<void> {
            if (!hears(event.type)) return {};
            if (now().claims == "refuse") {
              answer(tx, event.aggregateid,
                     pricing::PromotionsRefused{said.reference,
                                                {{said.claims.front().promotion_id, std::nullopt, "used_up"}}});
            } else {
              answer(tx, event.aggregateid, pricing::PromotionsClaimed{said.reference});
            }
            return {};
          })
      .on<pricing::ReleasePromotions>(
          [this](db::Tx& tx, const pricing::ReleasePromotions& said, const Event& event) -> Result<void> {
            if (hears(event.type)) answer(tx, event.aggregateid, pricing::PromotionsReleased{said.reference});
            return {};
          })
      .on<payment::TakePayment>([this](db::Tx& tx, const payment::TakePayment& said,
                                       const Event& event) -> Result<void> {
        if (!hears(event.type)) return {};
        const auto how = now().payment;
        const auto& key = event.aggregateid;
        if (how == "decline") {
          answer(tx, key, payment::PaymentFailed{said.payment_id, said.reference, "card_declined", "No."});
        } else if (how == "action" || how == "transfer") {
          answer(
              tx, key,
              payment::PaymentActionRequired{said.payment_id,
                                             said.reference,
                                             {how == "action" ? "redirect" : "bank_transfer", std::nullopt, "Go on."}});
        } else if (how == "capture" && said.capture) {
          answer(tx, key, payment::PaymentCaptured{said.payment_id, said.reference, said.amount});
        } else {
          answer(tx, key, payment::PaymentAuthorized{said.payment_id, said.reference, said.amount});
        }
        return {};
      })
      .on<payment::CapturePayment>(
          [this](db::Tx& tx, const payment::CapturePayment& said, const Event& event) -> Result<void> {
            if (!hears(event.type)) return {};
            answer(tx, event.aggregateid,
                   payment::PaymentCaptured{said.payment_id, reference_of(tx, said.payment_id), euro(2500)});
            return {};
          })
      .on<payment::VoidPayment>(
          [this](db::Tx& tx, const payment::VoidPayment& said, const Event& event) -> Result<void> {
            if (!hears(event.type)) return {};
            if (now().payment == "capture") {
              answer(tx, event.aggregateid,
                     payment::PaymentRefunded{said.payment_id, said.reference, payment::RefundId::generate(),
                                              euro(2500), euro(1'000'000)});
            } else {
              answer(tx, event.aggregateid, payment::PaymentVoided{said.payment_id, said.reference});
            }
            return {};
          })
      .on<payment::RefundPayment>(
          [this](db::Tx& tx, const payment::RefundPayment& said, const Event& event) -> Result<void> {
            if (hears(event.type)) {
              answer(tx, event.aggregateid,
                     payment::PaymentRefunded{said.payment_id, reference_of(tx, said.payment_id), said.refund_id,
                                              said.amount, said.amount});
            }
            return {};
          })
      .on<shipping::CreateShipment>(
          [this](db::Tx& tx, const shipping::CreateShipment& said, const Event& event) -> Result<void> {
            if (!hears(event.type)) return {};
            if (now().shipment == "fail") {
              answer(tx, event.aggregateid,
                     shipping::ShipmentFailed{said.shipment_id, said.reference, "address_refused", "Not there."});
            } else {
              shipping::ShipmentCreated created{};
              created.shipment_id = said.shipment_id;
              created.reference = said.reference;
              created.carrier = "sandbox";
              answer(tx, event.aggregateid, created);
            }
            return {};
          })
      .on<shipping::CancelShipment>(
          [this](db::Tx& tx, const shipping::CancelShipment& said, const Event& event) -> Result<void> {
            if (!hears(event.type)) return {};
            if (now().shipment == "keep") {
              answer(tx, event.aggregateid,
                     shipping::ShipmentCancelRefused{said.shipment_id, said.reference, "dispatched"});
            } else {
              answer(tx, event.aggregateid, shipping::ShipmentCancelled{said.shipment_id, said.reference});
            }
            return {};
          });
}

Uuid OrderingHouse::reference_of(db::Tx& tx, const payment::PaymentId& payment) {
  return tx.query("select id from ordering.placed_order where payment_id = $1", payment).one().get<Uuid>("id");
}

cart::CartId OrderingHouse::cart(const CartSpec& spec) {
  const auto id = cart::CartId::generate();
  carts_->add(id, checkout_cart(id, spec));
  return id;
}

http::Response OrderingHouse::respond(const Ask& ask) {
  const std::string target = "/api/v1" + ask.path;
  const std::string body = ask.body.is_null() ? "" : ask.body.dump();
  const std::string authorization = "Bearer " + ask.bearer;
  http::Exchange exchange;
  auto& request = exchange.request;
  request.method = http::method_of(ask.method);
  request.method_name = ask.method;
  request.target = target;
  request.path = request.target.substr(0, request.target.find('?'));
  request.query = request.target.substr(std::min(request.target.size(), request.path.size() + 1));
  if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  if (!ask.bearer.empty()) request.headers.emplace_back("Authorization", authorization);
  if (!ask.cart_token.empty()) request.headers.emplace_back("X-Cart-Token", ask.cart_token);
  if (!ask.key.empty()) request.headers.emplace_back("Idempotency-Key", ask.key);
  if (ask.is_handshake) {
    request.headers.insert(request.headers.end(), {{"Upgrade", "websocket"},
                                                   {"Connection", "Upgrade"},
                                                   {"Sec-WebSocket-Version", "13"},
                                                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
  }
  if (!ask.last_event_id.empty()) request.headers.emplace_back("Last-Event-ID", ask.last_event_id);
  request.body = body;
  request.peer_address = "192.0.2.7";
  exchange.started = clock.monotonic();
  if (!api_->begin(exchange)) api_->work(exchange);
  while (const auto later = exchange.response.later) {
    kontor::test::eventually([&] { return later->is_complete() || later->deadline().passed(); });
    api_->work(exchange);
  }
  api_->finished(exchange, exchange.response.bytes().size());
  return exchange.response;
}

Answer OrderingHouse::send(const Ask& ask) {
  const auto response = respond(ask);
  Answer answer{.status = response.status, .body = nullptr, .headers = response.headers};
  const auto bytes = response.bytes();
  if (!bytes.empty()) answer.body = Json::accept(bytes) ? Json::parse(bytes) : Json(bytes);
  return answer;
}

Answer OrderingHouse::get(const std::string& path, const std::string& cart_token, const std::string& bearer) {
  return send({.path = path, .bearer = bearer, .cart_token = cart_token});
}

Answer OrderingHouse::place(const cart::CartId& cart, const std::string& key, const std::string& token) {
  return send({.method = "POST",
               .path = "/orders",
               .body = {{"cart_id", cart.str()}, {"payment", {{"provider", "sandbox"}, {"token", token}}}},
               .cart_token = token_of(cart),
               .key = key.empty() ? Uuid::generate().str() : key});
}

Json OrderingHouse::settled(const std::string& order, const std::string& status) {
  Answer last;
  const bool came = kontor::test::eventually([&] {
    last = get("/orders/" + order, "", "staff");
    return last.body.value("status", "") == status;
  });
  INFO(last.body.dump());
  REQUIRE(came);
  return last.body;
}

void OrderingHouse::pass_time(std::chrono::seconds time) const {
  run_sql("update kernel.clock set ahead = ahead + interval '" + std::to_string(time.count()) + " seconds'");
}

Result<void> OrderingHouse::run_job(std::string_view name) {
  for (const auto& job : module->jobs()) {
    if (job.name != name) continue;
    return job.run(jobs::JobRun(job.name, clock.now(), 1, Deadline::after(job.timeout)));
  }
  FAIL("there is no job " << name);
  return {};
}

void OrderingHouse::rebuild_views() {
  const auto replayed = groups_->replay("ordering-views");
  REQUIRE(replayed);
  REQUIRE(kontor::test::eventually([&] { return groups_->progress(*replayed)->finished; }));
}

// A saga that somebody else is moving is left to the next sweep.
void OrderingHouse::sweep() {
  REQUIRE(kontor::test::eventually([&] {
    REQUIRE(run_job("ordering.sweep"));
    return run_sql("select count(*) from ordering.saga where not at_rest and due_at <= kernel.now()") == "0";
  }));
}

std::vector<Json> OrderingHouse::published(const std::string& type) const {
  const auto all =
      run_sql("select coalesce(json_agg(payload order by position), '[]') from bus.event where type = '" + type + "'");
  return Json::parse(all).get<std::vector<Json>>();
}

std::vector<Json> OrderingHouse::published(const std::string& type, const std::string& order) const {
  auto all = published(type);
  const auto reference = OrderId::parse(order).value().uuid().str();
  std::erase_if(all, [&](const Json& said) {
    return said.value("order_id", "") != order && said.value("reference", "") != reference;
  });
  return all;
}

std::vector<std::string> OrderingHouse::timeline(const std::string& order) {
  std::vector<std::string> types;
  const auto answer = get("/orders/" + order + "/timeline", "", "staff");
  for (const auto& entry : answer.body["data"]) types.push_back(entry["type"]);
  return types;
}

std::map<std::string, int> OrderingHouse::commands(const std::string& order) const {
  const auto uuid = OrderId::parse(order).value().uuid().str();
  const auto all = run_sql(
      "select coalesce(json_object_agg(type, many), '{}') from (select type, count(*) as many from bus.event where "
      "topic_id in "
      "(select id from bus.topic where name like '%-commands') and payload ->> 'reference' = '" +
      uuid + "' group by type) as counted");
  return Json::parse(all).get<std::map<std::string, int>>();
}

}  // namespace kontor::ordering::test
