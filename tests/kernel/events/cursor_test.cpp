#include "kernel/events/cursor.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/text.hpp"

using namespace kontor;
using events::Cursor;

TEST_CASE("a cursor that was carried around as text is the same cursor") {
  Cursor cursor;
  CHECK(Cursor::parse(cursor.str()) == cursor);
  cursor.advance({1, 0}, 1);
  cursor.advance({1, 1023}, INT64_MAX);
  cursor.advance({INT16_MAX, 7}, 128);
  cursor.advance({2, 3}, 1'000'000'000'000);
  CHECK(Cursor::parse(cursor.str()) == cursor);
}

TEST_CASE("a cursor over 128 partitions fits into a URL") {
  Cursor cursor;
  for (int topic = 1; topic <= 8; ++topic) {
    for (int number = 0; number < 16; ++number) cursor.advance({topic, number}, 1'000'000'000);
  }
  CHECK(cursor.str().size() < 1300);
}

TEST_CASE("a cursor never goes back") {
  Cursor cursor;
  cursor.advance({1, 0}, 10);
  cursor.advance({1, 0}, 5);
  CHECK(cursor.at({1, 0}) == 10);
  CHECK(cursor.at({1, 1}) == 0);
}

TEST_CASE("what is no cursor of ours is refused") {
  using namespace std::string_literals;
  const std::pair<const char*, std::string> table[] = {
      {"half a place", "\x01\x00"s},
      {"a number without an end", "\x01\x00\x80"s},
      {"a number that is spelt longer than it need be", "\x01\x00\x81\x00"s},
      {"more than 63 bits", "\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s},
      {"topic zero", "\x00\x00\x01"s},
      {"a topic beyond smallint", "\x80\x80\x02\x00\x01"s},
      {"a partition beyond the most", "\x01\x80\x08\x01"s},
      {"position zero", "\x01\x00\x00"s},
      {"one partition twice", "\x01\x00\x01\x01\x00\x02"s},
      {"partitions in another order", "\x01\x01\x01\x01\x00\x02"s},
  };
  for (const auto& [what, bytes] : table) {
    CAPTURE(what);
    CHECK_FALSE(Cursor::parse(text::base64url(bytes)));
  }
  CHECK_FALSE(Cursor::parse("not base64!"));
}
