#include "kernel/audit/entry.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/text.hpp"

using namespace kontor;
using namespace kontor::audit;

namespace {

Entry entry() {
  Entry one;
  one.number = 7;
  one.at = *parse_timestamp("2026-03-01T09:30:00.000001Z");
  one.event_id = *Uuid::parse("018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f");
  one.action = "till.sold";
  one.subject = "übung";
  one.actor = "user_1";
  one.correlation_id = "r-1";
  one.after = R"({"a":1})";
  return one;
}

}  // namespace

TEST_CASE("an entry has one spelling, in which no member can pass for a part of another") {
  CHECK(canonical_text(entry()) ==
        "1:7,27:2026-03-01T09:30:00.000001Z,36:018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f,9:till.sold,6:übung,6:user_1,3:r-1,"
        R"(0:,7:{"a":1},0:,)");
  auto moved = entry();
  moved.before = moved.after;
  moved.after.clear();
  CHECK(hash_of(moved) != hash_of(entry()));
}

TEST_CASE("the hash covers the one before") {
  auto other = entry();
  other.previous_hash[31] = 1;
  CHECK(canonical_text(other) == canonical_text(entry()));
  CHECK(hash_of(other) != hash_of(entry()));
}

TEST_CASE("an anchor is read as it is written, and nothing else is") {
  const Anchor anchor{1042, hash_of(entry())};
  CHECK(Anchor::parse(anchor.str()) == anchor);
  const auto hash = text::hex(anchor.hash);
  for (const auto& wrong : {std::string(), hash, ":" + hash, "-1:" + hash, "1:" + hash.substr(1), "1:" + hash + "0",
                            "1:G" + hash.substr(1), "1 :" + hash}) {
    INFO(wrong);
    CHECK_FALSE(Anchor::parse(wrong));
  }
}
