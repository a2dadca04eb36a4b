#include "app/house.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "app/admin/audit_endpoint.hpp"
#include "app/admin/errand_endpoints.hpp"
#include "app/admin/event_endpoints.hpp"
#include "app/admin/group_endpoints.hpp"
#include "app/admin/job_endpoints.hpp"
#include "app/admin/permissions.hpp"
#include "app/keys.hpp"
#include "app/verify/watch.hpp"
#include "app/wiring.hpp"
#include "kernel/audit/chain.hpp"
#include "kernel/db/database.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/http/public_url.hpp"
#include "modules/cart/api/permissions.hpp"
#include "modules/catalog/api/permissions.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/inventory/api/permissions.hpp"
#include "modules/ordering/api/permissions.hpp"
#include "modules/payment/api/permissions.hpp"
#include "modules/pricing/api/permissions.hpp"
#include "modules/shipping/api/permissions.hpp"

namespace kontor::app {

namespace {

std::vector<events::Topic> topics_of(const std::vector<events::MessageInfo>& messages) {
  std::vector<events::Topic> topics;
  for (const auto& message : messages) {
    const auto& topic = message.type->topic;
    if (std::ranges::find(topics, topic) == topics.end()) topics.push_back(topic);
  }
  return topics;
}

jobs::Job forget_answers(idempotency::Once& once) {
  return {.name = "idempotency.forget_answers",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [&once](const jobs::JobRun&) -> Result<void> {
            const auto forgotten = once.forget_expired();
            return forgotten ? Result<void>() : forgotten.error();
          }};
}

// Where the log is kept elsewhere, it holds what a chain that was cut off is found by.
jobs::Job note_audit_head(const audit::Ledger& ledger, const telemetry::Log& log) {
  return {.name = "audit.note_head",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [&ledger, &log](const jobs::JobRun&) -> Result<void> {
            const auto head = ledger.head();
            if (!head) return head.error();
            log.info("audit_head", {{"anchor", head->str()}});
            return {};
          }};
}

auth::AuthSettings with_issuer(auth::AuthSettings auth, const http::HttpSettings& http) {
  if (auth.issuer.empty()) auth.issuer = http::public_url(http);
  return auth;
}

// Several lists as one.
template <class T, class... More>
std::vector<T> joined(std::vector<T> all, More... more) {
  (all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())), ...);
  return all;
}

template <std::size_t N>
std::vector<auth::Permission> listed(const std::array<auth::Permission, N>& permissions) {
  return {permissions.begin(), permissions.end()};
}

}  // namespace

House::House(const Settings& settings, const db::DatabaseSettings& database, const telemetry::Log& log,
             telemetry::Metrics& metrics, telemetry::Tracer tracer)
    : tracer_(tracer),
      auth_(with_issuer(settings.auth, settings.http)),
      gate_(auth_, service_key_of(settings.auth), clock_, metrics),
      key_wrap_(key_wrap_of(settings.security)),
      pool_(database, log, metrics, tracer),
      event_log_(db::Database(pool_, "bus"), topics_of(all_messages()), settings.events, clock_, metrics),
      tails_(event_log_, database, settings.events, log, metrics),
      inspection_(db::Database(pool_, "bus")),
      once_(db::Database(pool_, "kernel"), metrics),
      errands_(db::Database(pool_, "jobs")),
      schedules_(db::Database(pool_, "jobs")),
      personal_(key_wrap_),
      media_(media::open_store(settings.media, media_dir(settings), {clock_, log, metrics, tracer_})),
      identity_({.settings = settings.identity,
                 .auth = auth_,
                 .public_url = http::public_url(settings.http),
                 .logs_links = settings.database.url.empty(),
                 .database = db::Database(pool_, "identity"),
                 .log = event_log_,
                 .tails = tails_,
                 .once = once_,
                 .trail = audit::Trail(event_log_),
                 .personal = personal_,
                 .wrap = key_wrap_,
                 .gate = gate_,
                 .permissions = all_permissions(),
                 .clock = clock_,
                 .logger = log,
                 .metrics = metrics}),
      catalog_({settings.catalog, db::Database(pool_, "catalog"), event_log_, tails_, once_, audit::Trail(event_log_),
                clock_, metrics, *media_, settings.media}),
      inventory_(
          {settings.inventory, db::Database(pool_, "inventory"), event_log_, once_, audit::Trail(event_log_), metrics}),
      payment_({.settings = settings.payment,
                .public_url = http::public_url(settings.http),
                .is_development = settings.database.url.empty(),
                .database = db::Database(pool_, "payment"),
                .log = event_log_,
                .once = once_,
                .errands = errands_,
                .trail = audit::Trail(event_log_),
                .clock = clock_,
                .logger = log,
                .metrics = metrics,
                .tracer = tracer}),
      shipping_({settings.shipping, db::Database(pool_, "shipping"), event_log_, tails_, once_,
                 audit::Trail(event_log_), personal_, clock_}),
      pricing_({.settings = settings.pricing,
                .database = db::Database(pool_, "pricing"),
                .catalog = catalog_.catalog(),
                .log = event_log_,
                .tails = tails_,
                .once = once_,
                .trail = audit::Trail(event_log_),
                .clock = clock_,
                .metrics = metrics}),
      cart_({.settings = settings.cart,
             .default_currency = settings.catalog.default_currency,
             .catalog = catalog_.catalog(),
             .pricing = pricing_.pricing(),
             .inventory = inventory_.inventory(),
             .shipping = shipping_.shipping(),
             .database = db::Database(pool_, "cart"),
             .log = event_log_,
             .tails = tails_,
             .once = once_,
             .personal = personal_,
             .clock = clock_,
             .metrics = metrics}),
      ordering_({.settings = settings.ordering,
                 .database = db::Database(pool_, "ordering"),
                 .log = event_log_,
                 .tails = tails_,
                 .once = once_,
                 .trail = audit::Trail(event_log_),
                 .personal = personal_,
                 .carts = cart_.carts(),
                 .payments = payment_.payments(),
                 .catalog = catalog_.catalog(),
                 .pricing = pricing_.pricing(),
                 .shipping = shipping_.shipping(),
                 .tickets = identity_.stream_tickets(),
                 .origins = settings.http.cors_origins,
                 .metrics = metrics}),
      groups_(db::Database(pool_, "bus"), module_groups(metrics)),
      operations_(groups_, schedules_, errands_, audit::Trail(event_log_)),
      ledger_(db::Database(pool_, "audit"), groups_, personal_),
      verification_(db::Database(pool_, std::string(db::kReader))),
      neighbours_(event_log_, database, settings.events, log, metrics),
      dispatcher_(event_log_, db::Database(pool_, "bus"), module_groups(metrics), settings.events, log, metrics,
                  tracer),
      errand_runner_(errands_, all_errand_kinds(), settings.jobs, log, metrics, tracer),
      scheduler_(schedules_, all_jobs(log, metrics), settings.jobs, log, metrics, tracer) {}

std::vector<events::MessageInfo> all_messages() {
  return joined(std::vector{events::describe<audit::EntryRecorded>()}, identity::messages(), catalog::messages(),
                inventory::messages(), pricing::messages(), payment::messages(), shipping::messages(), cart::messages(),
                ordering::messages());
}

std::vector<auth::Permission> all_permissions() {
  return joined(listed(admin::kPermissions), listed(identity::kPermissions), listed(catalog::kPermissions),
                listed(inventory::kPermissions), listed(pricing::kPermissions), listed(payment::kPermissions),
                listed(shipping::kPermissions), listed(cart::kPermissions), listed(ordering::kPermissions));
}

std::vector<events::Group> House::module_groups(telemetry::Metrics& metrics) {
  auto groups =
      joined(std::vector{audit::chain(db::Database(pool_, "audit"), metrics)}, catalog_.groups(), inventory_.groups(),
             payment_.groups(), shipping_.groups(), pricing_.groups(), cart_.groups(), ordering_.groups());
  if (auto sound = check_wiring(all_messages(), groups); !sound) throw std::logic_error(sound.error().detail);
  return groups;
}

std::vector<jobs::Job> House::all_jobs(const telemetry::Log& log, telemetry::Metrics& metrics) {
  return joined(std::vector{forget_answers(once_), note_audit_head(ledger_, log),
                            verify::watch_invariants(verification_, metrics, log)},
                identity_.jobs(), catalog_.jobs(), inventory_.jobs(), payment_.jobs(), shipping_.jobs(),
                pricing_.jobs(), cart_.jobs(), ordering_.jobs());
}

std::vector<jobs::ErrandKind> House::all_errand_kinds() {
  return joined(payment_.errand_kinds());
}

std::vector<http::Endpoint> House::endpoints() {
  return joined(identity_.endpoints(), catalog_.endpoints(), inventory_.endpoints(), payment_.endpoints(),
                shipping_.endpoints(), pricing_.endpoints(), cart_.endpoints(), ordering_.endpoints(),
                std::vector{admin::events_endpoint(inspection_), admin::audit_endpoint(ledger_)},
                admin::group_endpoints(groups_, operations_), admin::job_endpoints(schedules_, operations_),
                admin::errand_endpoints(errands_, operations_));
}

void House::add_checks(http::Health& health) const {
  health.add_dependency("events", [this] { return dispatcher_.check(); });
  health.add_module("identity", [this] { return identity_.check(); });
  health.add_module("catalog", [this] { return catalog_.check(); });
  health.add_module("inventory", [this] { return inventory_.check(); });
  health.add_module("payment", [this] { return payment_.check(); });
  health.add_module("shipping", [this] { return shipping_.check(); });
  health.add_module("pricing", [this] { return pricing_.check(); });
  health.add_module("ordering", [this] { return ordering_.check(); });
  health.add_module("cart", [this] { return cart_.check(); });
}

std::vector<events::Consumer> House::consumers() const {
  std::vector<events::Consumer> consumers;
  for (const auto& group : dispatcher_.groups()) consumers.push_back({group.name(), group.messages()});
  return consumers;
}

Result<void> House::start() {
  neighbours_.start();
  tails_.start();
  identity_.start();
  dispatcher_.start();
  errand_runner_.start();
  return scheduler_.start();
}

void House::stop() {
  scheduler_.stop();
  errand_runner_.stop();
  dispatcher_.stop();
  identity_.stop();
  tails_.stop();
  neighbours_.stop();
}

std::filesystem::path media_dir(const Settings& settings) {
  return std::filesystem::path(settings.data.dir) / "media";
}

}  // namespace kontor::app
