#include "kernel/config/mask.hpp"

#include <catch2/catch.hpp>
#include <vector>

using kontor::config::mask_passwords;

TEST_CASE("Passwords are masked wherever an address may hide them") {
  struct Row {
    std::string text, masked;
  };
  const std::vector<Row> rows = {
      {"", ""},
      {"127.0.0.1:8080", "127.0.0.1:8080"},
      {"https://example.com:8443/path", "https://example.com:8443/path"},
      {"postgres://host/name", "postgres://host/name"},
      {"postgres://user@host/name", "postgres://user@host/name"},
      {"postgres://user:secret@host/name", "postgres://user:***@host/name"},
      {"postgres://user:@host", "postgres://user:***@host"},
      {"postgres://user:se/cr@et?@host/name", "postgres://user:***@host/name"},
      {"postgres://user:a:b@host", "postgres://user:***@host"},
      {"postgres://host/name?password=secret", "postgres://host/name?password=***"},
      {"postgres://host/name?password=secret&sslmode=require", "postgres://host/name?password=***&sslmode=require"},
      {"host=db password=secret user=shop", "host=db password=*** user=shop"},
      {"host=db PASSWORD = 'my secret' user=shop", "host=db PASSWORD = *** user=shop"},
      {"sslpassword=x password='open", "sslpassword=*** password=***"},
      {"the password is", "the password is"},
      {"password=", "password="},
      {"http://a:b@one,http://c:d@two", "http://a:***@two"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(mask_passwords(row.text) == row.masked);
  }
}
