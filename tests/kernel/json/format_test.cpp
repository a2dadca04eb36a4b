#include "kernel/json/format.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using kontor::json::find_format;

namespace {

struct Row {
  std::string_view format;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

}  // namespace

TEST_CASE("Each format takes what it means and nothing else") {
  const std::string label(63, 'a');
  const std::vector<Row> rows = {
      {"email",
       {"a@b.de", "ada.lovelace+shop@mail.example.co.uk", "o'hara_1@x-y.org", "a@" + label + ".de"},
       {"",
        "a",
        "@b.de",
        "a@",
        "a@b",
        "a@b.",
        "a@.de",
        "a@b..de",
        ".a@b.de",
        "a.@b.de",
        "a..b@c.de",
        "a b@c.de",
        "a@b c.de",
        "a@-b.de",
        "a@b-.de",
        "a@b.de-",
        "<a@b.de>",
        "a@b@c.de",
        "a@[127.0.0.1]",
        "a@b.de\n",
        "\u00fc@b.de",
        "a@b\u00fc.de",
        "a@" + label + "a.de",
        std::string(65, 'a') + "@b.de",
        "a@" + label + "." + label + "." + label + "." + label + ".de"}},
      {"uri",
       {"https://example.com", "http://a:80/b?c=d#e", "kontor+x://h", "https://[::1]/"},
       {"", "example.com", "https:", "https://", "https:///x", "://x", "1a://x", "https://a b", "https://a\n",
        "https://a\"b", "https://a<b", "javascript:alert(1)", "mailto:a@b.de", "//x", "/x", "https://\u00fc"}},
      {"date",
       {"2026-03-01", "2024-02-29", "0001-01-01", "9999-12-31"},
       {"", "2026-3-1", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "26-01-01", "2026/01/01", "2026-01-01T",
        "2026-01-1x", " 2026-01-01", "+026-01-01"}},
      {"slug", {"a", "blue-mug-2", "0"}, {"", "-a", "a-", "a--b", "A", "a_b", "a b", "\u00e4", "a/b", "a."}},
  };
  for (const auto& row : rows) {
    const auto* format = find_format(row.format);
    REQUIRE(format != nullptr);
    CHECK(format->matches(format->example));
    for (const auto& text : row.good) {
      CAPTURE(row.format, text);
      CHECK(format->matches(text));
    }
    for (const auto& text : row.bad) {
      CAPTURE(row.format, text);
      CHECK_FALSE(format->matches(text));
    }
  }
  CHECK(find_format("phone") == nullptr);
}
