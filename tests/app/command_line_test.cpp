#include "app/command_line.hpp"

#include <array>
#include <catch2/catch.hpp>

namespace kontor::app {

namespace {

constexpr std::array kOptions{Option{"json", "", "print JSON"}, Option{"size", "s|m|l", "how many"}};

Result<CommandLine> parse(std::vector<std::string_view> words) {
  return parse_command_line(words, kOptions);
}

}  // namespace

TEST_CASE("options, settings and words are told apart") {
  const auto line = parse({"print", "--size", "m", "--json", "--http.listen=:1", "--data-dir", "shop"});
  REQUIRE(line);
  CHECK(line->arguments == std::vector<std::string>{"print"});
  CHECK(line->option("size", "s") == "m");
  CHECK(line->has("json"));
  CHECK(line->settings ==
        std::vector<std::pair<std::string, std::string>>{{"http.listen", ":1"}, {"data.dir", "shop"}});
}

TEST_CASE("what is not given is the default") {
  const auto line = parse({});
  REQUIRE(line);
  CHECK(line->option("size", "s") == "s");
  CHECK_FALSE(line->has("json"));
}

TEST_CASE("wrong usage says what is wrong") {
  const std::pair<std::vector<std::string_view>, std::string> table[] = {
      {{"--siez", "m"}, "unknown option --siez; did you mean --size?"},
      {{"--size"}, "--size needs a value: s|m|l"},
      {{"--json=yes"}, "--json takes no value"},
      {{"--listen"}, "--listen needs a value"},
      {{"--http.listen"}, "--http.listen needs a value"},
  };
  for (const auto& [words, detail] : table) {
    const auto line = parse(words);
    REQUIRE_FALSE(line);
    CHECK(line.error().detail == detail);
  }
}

}  // namespace kontor::app
