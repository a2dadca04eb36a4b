#include "kernel/config/reference.hpp"

#include <catch2/catch.hpp>

#include "kernel/config/load.hpp"
#include "kernel/config/settings.hpp"
#include "kernel/json/json.hpp"

using namespace kontor;

TEST_CASE("The reference has every key with its description and default") {
  const std::string expected = R"(name = "shop"

[http]
# Address and port to listen on
listen = "127.0.0.1:8080"
# Threads that run handlers (1 to 1024)
workers = 16
proxies = ["10.0.0.1"]
ports = []

[shipping]
# one of sandbox, pigeon
carrier = "sandbox"
note = "says \"hello\""

[shipping.sandbox]
step_seconds = 0
# 0 to 1
failure_rate = 0.5
enabled = true

[database]
# url =
password = ""

[log]
# one of debug, info, warning
level = "info"
)";
  CHECK(config::render_reference(json::type_of<shop::Settings>()) == expected);
}

TEST_CASE("The reference loads, and gives the defaults") {
  config::Sources sources;
  sources.file_text = config::render_reference(json::type_of<shop::Settings>());
  const auto loaded = config::load<shop::Settings>(sources);
  REQUIRE(loaded.ok());
  CHECK(json::to_json(loaded->settings) == json::to_json(shop::Settings{}));
}
