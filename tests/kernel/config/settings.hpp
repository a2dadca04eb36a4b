#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/json/describe.hpp"

// The configuration of an invented shop, with one of each kind of value.
namespace shop {

enum class Level { debug, info, warning };
KONTOR_DESCRIBE_ENUM(Level, debug, info, warning)

struct HttpSettings {
  std::string listen = "127.0.0.1:8080";
  int workers = 16;
  std::vector<std::string> proxies = {"10.0.0.1"};
  std::vector<int> ports;

  static void rules(kontor::json::Rules<HttpSettings>& rule) {
    rule(&HttpSettings::listen).doc("Address and port to listen on").length(1, 100);
    rule(&HttpSettings::workers).doc("Threads that run handlers").range(1, 1024);
    rule(&HttpSettings::proxies).items(0, 3);
  }
};
KONTOR_DESCRIBE(HttpSettings, listen, workers, proxies, ports)

struct SandboxSettings {
  std::int64_t step_seconds = 0;
  double failure_rate = 0.5;
  bool enabled = true;

  static void rules(kontor::json::Rules<SandboxSettings>& rule) { rule(&SandboxSettings::failure_rate).range(0, 1); }
};
KONTOR_DESCRIBE(SandboxSettings, step_seconds, failure_rate, enabled)

struct ShippingSettings {
  std::string carrier = "sandbox";
  SandboxSettings sandbox;
  std::string note = "says \"hello\"";

  static void rules(kontor::json::Rules<ShippingSettings>& rule) {
    rule(&ShippingSettings::carrier).one_of({"sandbox", "pigeon"});
  }
};
KONTOR_DESCRIBE(ShippingSettings, carrier, sandbox, note)

struct DatabaseSettings {
  std::optional<std::string> url;
  std::string password;

  static void rules(kontor::json::Rules<DatabaseSettings>& rule) { rule(&DatabaseSettings::password).secret(); }
};
KONTOR_DESCRIBE(DatabaseSettings, url, password)

struct LogSettings {
  Level level = Level::info;
};
KONTOR_DESCRIBE(LogSettings, level)

struct Settings {
  HttpSettings http;
  ShippingSettings shipping;
  std::string name = "shop";
  DatabaseSettings database;
  LogSettings log;
};
KONTOR_DESCRIBE(Settings, http, shipping, name, database, log)

}  // namespace shop
