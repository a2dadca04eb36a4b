#include "kernel/json/change.hpp"

#include <catch2/catch.hpp>

#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"

namespace kontor::json {
namespace {

struct Inner {
  Change<int> floor;
};
KONTOR_DESCRIBE(Inner, floor)

struct Patch {
  Change<std::string> name;
  Change<bool> open;
  Change<Inner> inner;

  static void rules(Rules<Patch>& rule) { rule(&Patch::name).length(1, 3); }
};
KONTOR_DESCRIBE(Patch, name, open, inner)

TEST_CASE("what is not mentioned stays, null clears, a value is set") {
  struct Row {
    std::string text;
    std::optional<std::string> expected;
  };
  const Row table[] = {{"{}", "old"}, {R"({"name":null})", std::nullopt}, {R"({"name":"new"})", "new"}};
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    const auto patch = read<Patch>(text);
    REQUIRE(patch);
    std::optional<std::string> name = "old";
    patch->name.apply_to(name);
    CHECK(name == expected);
    CHECK(patch->name.is_mentioned() == (text != "{}"));
  }
}

TEST_CASE("changes may hold changes") {
  const auto patch = read<Patch>(R"({"inner":{"floor":null},"open":false})");
  REQUIRE(patch);
  REQUIRE(patch->inner);
  CHECK(patch->inner->floor.is_mentioned());
  CHECK_FALSE(patch->inner->floor);
  REQUIRE(patch->open);
  CHECK_FALSE(*patch->open);
}

TEST_CASE("rules hold for what a change sets") {
  CHECK_FALSE(read<Patch>(R"({"name":"long"})"));
  CHECK_FALSE(read<Patch>(R"({"name":1})"));
  CHECK_FALSE(read<Patch>(R"({"inner":{"roof":1}})"));
}

}  // namespace
}  // namespace kontor::json
