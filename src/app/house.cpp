#include "app/house.hpp"

#include <algorithm>

#include "app/admin/event_endpoints.hpp"
#include "kernel/db/database.hpp"

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

}  // namespace

std::vector<events::MessageInfo> all_messages() {
  return catalog::messages();
}

House::House(const Settings& settings, const db::DatabaseSettings& database, const telemetry::Log& log,
             telemetry::Metrics& metrics, telemetry::Tracer tracer)
    : tracer_(tracer),
      pool_(database, log, metrics, tracer),
      event_log_(db::Database(pool_, "bus"), topics_of(all_messages()), settings.events, clock_, metrics),
      tails_(event_log_, database, settings.events, log, metrics),
      inspection_(db::Database(pool_, "bus")),
      catalog_(settings.catalog, db::Database(pool_, "catalog"), event_log_, tails_, clock_, metrics),
      neighbours_(event_log_, database, settings.events, log, metrics) {}

Result<void> House::start() {
  neighbours_.start();
  tails_.start();
  return {};
}

void House::stop() {
  tails_.stop();
  neighbours_.stop();
}

std::vector<http::Endpoint> House::endpoints() const {
  auto all = catalog_.endpoints();
  all.push_back(admin::events_endpoint(inspection_));
  return all;
}

void House::add_checks(http::Health& health) const {
  health.add_module("catalog", [this] { return catalog_.check(); });
}

std::filesystem::path media_dir(const Settings& settings) {
  return std::filesystem::path(settings.data.dir) / "media";
}

}  // namespace kontor::app
