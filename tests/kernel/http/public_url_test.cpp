#include "kernel/http/public_url.hpp"

#include <catch2/catch.hpp>

namespace kontor::http {
namespace {

HttpSettings called(std::string url) {
  HttpSettings settings;
  settings.public_url = std::move(url);
  return settings;
}

TEST_CASE("the public address is what the settings say, in one spelling") {
  struct Row {
    const char* set;
    const char* url;
  };
  const auto row = GENERATE(values<Row>({
      {"https://shop.example", "https://shop.example"},
      {"https://shop.example/", "https://shop.example"},
      {"HTTPS://Shop.Example:443/", "https://shop.example"},
      {"https://shop.example:8443", "https://shop.example:8443"},
      {"http://shop.example:80", "http://shop.example"},
      {"http://[::1]:8080", "http://[::1]:8080"},
  }));
  CHECK(check_public_url(called(row.set)).ok());
  CHECK(public_url(called(row.set)) == row.url);
}

TEST_CASE("without one it is where the server listens") {
  struct Row {
    const char* listen;
    const char* url;
  };
  const auto row = GENERATE(values<Row>({
      {"127.0.0.1:8080", "http://127.0.0.1:8080"},
      {":8080", "http://127.0.0.1:8080"},
      {"0.0.0.0:80", "http://127.0.0.1"},
      {"[::]:8080", "http://127.0.0.1:8080"},
      {"[::1]:8080", "http://[::1]:8080"},
      {"localhost:8080", "http://localhost:8080"},
  }));
  HttpSettings settings;
  settings.listen = row.listen;
  CHECK(check_public_url(settings).ok());
  CHECK(public_url(settings) == row.url);
  settings.tls_certificate = "chain.pem";
  CHECK(public_url(settings).starts_with("https://"));
}

TEST_CASE("what is more or less than an address is a configuration error that names the key") {
  const auto* text = GENERATE("shop.example", "ftp://shop.example", "https://", "https://shop.example/base",
                              "https://shop.example?", "https://shop.example/?a=b", "https://shop.example/#top",
                              "https://ann:secret@shop.example", "https://shop.example:0", "https://shop example",
                              "https://shop.example\r\nX: y", "//shop.example", "https://shop.example//");
  CAPTURE(text);
  const auto checked = check_public_url(called(text));
  REQUIRE_FALSE(checked.ok());
  CHECK(checked.error().fields.at(0).pointer == "http.public_url");
}

}  // namespace
}  // namespace kontor::http
