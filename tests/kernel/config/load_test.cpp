#include "kernel/config/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "kernel/config/settings.hpp"

using namespace kontor;
using shop::Settings;

namespace {

config::Sources from_file(std::string text) {
  config::Sources sources;
  sources.file_name = "shop.toml";
  sources.file_text = std::move(text);
  return sources;
}

config::Sources from_environment(std::map<std::string, std::string> variables) {
  config::Sources sources;
  sources.environment = std::move(variables);
  return sources;
}

std::vector<std::string> problems(const config::Sources& sources) {
  auto loaded = config::load<Settings>(sources);
  std::vector<std::string> lines;
  if (loaded) return lines;
  CHECK(loaded.error().code == "invalid_configuration");
  for (const auto& field : loaded.error().fields) lines.push_back(field.pointer + ": " + field.detail);
  return lines;
}

const config::Entry& entry(const config::Loaded<Settings>& loaded, std::string_view key) {
  return *std::ranges::find(loaded.entries, key, &config::Entry::key);
}

// A file that goes away with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content)
      : path_(std::filesystem::temp_directory_path() / ("kontor-config-" + std::to_string(getpid()))) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("Without any source the defaults stand, and the listing has every key in order") {
  const auto loaded = config::load<Settings>({});
  REQUIRE(loaded.ok());
  std::vector<std::string> keys;
  for (const auto& one : loaded->entries) {
    keys.push_back(one.key);
    CHECK(one.source == "default");
  }
  CHECK(keys == std::vector<std::string>{"http.listen", "http.workers", "http.proxies", "http.ports",
                                         "shipping.carrier", "shipping.sandbox.step_seconds",
                                         "shipping.sandbox.failure_rate", "shipping.sandbox.enabled", "shipping.note",
                                         "name", "database.url", "database.password", "log.level"});
  CHECK(entry(*loaded, "http.listen").doc == "Address and port to listen on");
}

TEST_CASE("The file's values reach the settings, and the listing names their lines") {
  const auto loaded = config::load<Settings>(from_file(R"(
name = "corner shop"   # the one at the corner
[http]
listen = "0.0.0.0:80"
workers = 4
proxies = ["10.0.0.2", "10.0.0.3"]
ports = [1, 2]
[shipping.sandbox]
step_seconds = -30
failure_rate = 1
enabled = false
[log]
level = "debug"
)"));
  REQUIRE(loaded.ok());
  const Settings& settings = loaded->settings;
  CHECK(settings.name == "corner shop");
  CHECK(settings.http.listen == "0.0.0.0:80");
  CHECK(settings.http.workers == 4);
  CHECK(settings.http.proxies == std::vector<std::string>{"10.0.0.2", "10.0.0.3"});
  CHECK(settings.http.ports == std::vector<int>{1, 2});
  CHECK(settings.shipping.sandbox.step_seconds == -30);
  CHECK(settings.shipping.sandbox.failure_rate == 1.0);
  CHECK_FALSE(settings.shipping.sandbox.enabled);
  CHECK(settings.log.level == shop::Level::debug);
  CHECK(entry(*loaded, "http.workers").source == "shop.toml:5");
  CHECK(entry(*loaded, "http.proxies").value == "10.0.0.2,10.0.0.3");
}

TEST_CASE("Flags win over the environment, the environment over the file, the file over defaults") {
  auto sources = from_file("[http]\nlisten = \"file\"\nworkers = 2\nproxies = []\n");
  sources.environment = {{"KONTOR_HTTP_LISTEN", "environment"}, {"KONTOR_HTTP_WORKERS", "3"}, {"PATH", "/bin"}};
  sources.flags = {{"http.listen", "flag"}};
  const auto loaded = config::load<Settings>(sources);
  REQUIRE(loaded.ok());
  CHECK(loaded->settings.http.listen == "flag");
  CHECK(loaded->settings.http.workers == 3);
  CHECK(loaded->settings.http.proxies.empty());
  CHECK(entry(*loaded, "http.listen").source == "--http.listen");
  CHECK(entry(*loaded, "http.workers").source == "KONTOR_HTTP_WORKERS");
  CHECK(entry(*loaded, "http.proxies").source == "shop.toml:4");
}

TEST_CASE("Lists come comma-separated from the environment and from flags") {
  auto sources = from_environment({{"KONTOR_HTTP_PROXIES", "10.0.0.8, 10.0.0.9"}});
  sources.flags = {{"http.ports", "80,443"}};
  const auto loaded = config::load<Settings>(sources);
  REQUIRE(loaded.ok());
  CHECK(loaded->settings.http.proxies == std::vector<std::string>{"10.0.0.8", "10.0.0.9"});
  CHECK(loaded->settings.http.ports == std::vector<int>{80, 443});
}

TEST_CASE("Every problem of every source is reported at once, with its place and the nearest key") {
  auto sources = from_file("nane = \"x\"\n[http]\nworkers = \"4\"\nlisten = \n[log]\nlevel = \"infos\"\n");
  sources.environment = {{"KONTOR_HTTP_LISTN", "x"}, {"KONTOR_HTTP_WORKERS", "0"}};
  sources.flags = {{"http.port", "80"}, {"shipping.carrier", "pidgeon"}};
  CHECK(problems(sources) ==
        std::vector<std::string>{
            "http.listen: a value is \"text\" in quotes, a number, true, false or a list (shop.toml:4)",
            "nane: is not known; did you mean name? (shop.toml:1)", "http.workers: must be an integer (shop.toml:3)",
            "log.level: must be one of debug, info, warning; did you mean info? (shop.toml:6)",
            "KONTOR_HTTP_LISTN: is not known; did you mean KONTOR_HTTP_LISTEN? (environment)",
            "http.workers: must be between 1 and 1024 (KONTOR_HTTP_WORKERS)",
            "http.port: is not known; did you mean http.ports? (--http.port)",
            "shipping.carrier: must be one of sandbox, pigeon; did you mean pigeon? (--shipping.carrier)"});
}

TEST_CASE("A value must have the type and the range of its key, wherever it comes from") {
  struct Row {
    std::string key, file_value, variable, text;
  };
  const std::vector<Row> rows = {
      {"http.workers", "16.0", "KONTOR_HTTP_WORKERS", "16.0"},
      {"http.workers", "true", "KONTOR_HTTP_WORKERS", "many"},
      {"http.workers", "99999999999999999999", "KONTOR_HTTP_WORKERS", "99999999999999999999"},
      {"http.workers", "-1", "KONTOR_HTTP_WORKERS", ""},
      {"http.workers", "[1]", "KONTOR_HTTP_WORKERS", " 1"},
      {"http.listen", "8080", "KONTOR_HTTP_LISTEN", ""},
      {"http.proxies", "\"10.0.0.1\"", "KONTOR_HTTP_PROXIES", "a,b,c,d"},
      {"http.proxies", "[1]", "KONTOR_HTTP_PROXIES", "\xff"},
      {"http.ports", "[\"1\"]", "KONTOR_HTTP_PORTS", "1,,2"},
      {"http.ports", "[3000000000]", "KONTOR_HTTP_PORTS", "3000000000"},
      {"shipping.sandbox.failure_rate", "1.5", "KONTOR_SHIPPING_SANDBOX_FAILURE_RATE", "nan"},
      {"shipping.sandbox.failure_rate", "\"0.5\"", "KONTOR_SHIPPING_SANDBOX_FAILURE_RATE", "-0.1"},
      {"shipping.sandbox.enabled", "1", "KONTOR_SHIPPING_SANDBOX_ENABLED", "yes"},
      {"log.level", "\"loud\"", "KONTOR_LOG_LEVEL", "INFO"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.key, row.file_value, row.text);
    const auto of_file = problems(from_file(row.key + " = " + row.file_value));
    CHECK(of_file.size() == 1);
    CHECK(of_file.at(0).starts_with(row.key + ": "));
    const auto of_environment = problems(from_environment({{row.variable, row.text}}));
    CHECK(of_environment.size() == 1);
    CHECK(of_environment.at(0).starts_with(row.key + ": "));
  }
}

TEST_CASE("A variable with _FILE names a file that holds the value, without its last newline") {
  const TemporaryFile secret("hunter2\n");
  const auto loaded = config::load<Settings>(from_environment({{"KONTOR_DATABASE_PASSWORD_FILE", secret.path()}}));
  REQUIRE(loaded.ok());
  CHECK(loaded->settings.database.password == "hunter2");
  CHECK(entry(*loaded, "database.password").source == "KONTOR_DATABASE_PASSWORD_FILE");

  CHECK(problems(from_environment(
            {{"KONTOR_DATABASE_PASSWORD_FILE", secret.path()}, {"KONTOR_DATABASE_PASSWORD", "other"}})) ==
        std::vector<std::string>{"database.password: is given by both KONTOR_DATABASE_PASSWORD and "
                                 "KONTOR_DATABASE_PASSWORD_FILE; one is enough (KONTOR_DATABASE_PASSWORD_FILE)"});
  CHECK(problems(from_environment({{"KONTOR_DATABASE_PASSWORD_FILE", "/no/such/file"}})) ==
        std::vector<std::string>{"database.password: cannot read /no/such/file (KONTOR_DATABASE_PASSWORD_FILE)"});
  CHECK(problems(from_environment({{"KONTOR_DATABASE_PASSWORD_FILE", "/tmp"}})) ==
        std::vector<std::string>{"database.password: cannot read /tmp (KONTOR_DATABASE_PASSWORD_FILE)"});
}

TEST_CASE("Variables that begin like ours but belong to others are let alone when their prefix is named") {
  auto sources = from_environment({{"KONTOR_TEST_POSTGRES", "/x"}, {"KONTOR_REMOTE_PAYMENT", "http://payment"}});
  CHECK(problems(sources).size() == 1);
  sources.foreign_prefixes = {"KONTOR_TEST_", "KONTOR_REMOTE_"};
  CHECK(problems(sources).empty());
}

TEST_CASE("The listing shows no secret and no password inside an address") {
  const auto loaded = config::load<Settings>(from_environment(
      {{"KONTOR_DATABASE_URL", "postgres://shop:hunter2@db/shop"}, {"KONTOR_DATABASE_PASSWORD", "hunter3"}}));
  REQUIRE(loaded.ok());
  CHECK(loaded->settings.database.url == "postgres://shop:hunter2@db/shop");
  CHECK(entry(*loaded, "database.url").value == "postgres://shop:***@db/shop");
  CHECK(entry(*loaded, "database.password").value == "***");
}

TEST_CASE("A problem with a secret does not show the secret") {
  auto sources = from_file("[database]\npassword = 123456\n");
  sources.environment = {{"KONTOR_DATABASE_PASSWORD", std::string("hunter\0", 7)}};
  for (const auto& line : problems(sources)) {
    CAPTURE(line);
    CHECK(line.find("123456") == std::string::npos);
    CHECK(line.find("hunter") == std::string::npos);
  }
  CHECK(problems(sources).size() == 2);
}
