#pragma once

#include <string>

#include "app/command_line.hpp"
#include "kernel/auth/settings.hpp"
#include "kernel/config/load.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/settings.hpp"
#include "kernel/http/settings.hpp"
#include "kernel/jobs/settings.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/media/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/tracing_settings.hpp"
#include "modules/cart/settings.hpp"
#include "modules/catalog/module.hpp"
#include "modules/identity/settings.hpp"
#include "modules/inventory/settings.hpp"
#include "modules/ordering/settings.hpp"
#include "modules/payment/settings.hpp"
#include "modules/pricing/module.hpp"
#include "modules/shipping/settings.hpp"

namespace kontor::app {

struct DataSettings {
  std::string dir = "kontor-data";

  static void rules(json::Rules<DataSettings>& rule);
};
KONTOR_DESCRIBE(DataSettings, dir)

struct SecuritySettings {
  std::string master_key;

  static void rules(json::Rules<SecuritySettings>& rule);
};
KONTOR_DESCRIBE(SecuritySettings, master_key)

// The whole configuration, a section a member: http.listen is Settings::http.listen.
struct Settings {
  DataSettings data;
  db::DatabaseSettings database;
  SecuritySettings security;
  http::HttpSettings http;
  http::LimitSettings limits;
  telemetry::LogSettings log;
  telemetry::TracingSettings tracing;
  events::EventSettings events;
  jobs::JobSettings jobs;
  media::MediaSettings media;
  auth::AuthSettings auth;
  identity::IdentitySettings identity;
  catalog::CatalogSettings catalog;
  inventory::InventorySettings inventory;
  payment::PaymentSettings payment;
  shipping::ShippingSettings shipping;
  pricing::PricingSettings pricing;
  cart::CartSettings cart;
  ordering::OrderingSettings ordering;
};
KONTOR_DESCRIBE(Settings, data, database, security, http, limits, log, tracing, events, jobs, media, auth, identity,
                catalog, inventory, payment, shipping, pricing, cart, ordering)

// Defaults, then --config FILE (or KONTOR_CONFIG, or ./kontor.toml where it exists), then the environment, then flags.
Result<config::Loaded<Settings>> load_settings(const CommandLine& line);

}  // namespace kontor::app
