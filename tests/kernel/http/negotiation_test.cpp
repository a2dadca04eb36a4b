#include "kernel/http/pipeline/negotiation.hpp"

#include <catch2/catch.hpp>

#include "kernel/http/pipeline/entity_tag.hpp"

namespace kontor::http {
namespace {

TEST_CASE("the best encoding that a client can read is chosen") {
  struct Row {
    const char* header;
    Encoding chosen;
  };
  const auto row = GENERATE(values<Row>({
      {"", Encoding::identity},
      {"gzip, deflate, br", Encoding::br},
      {"gzip, deflate", Encoding::gzip},
      {"x-gzip", Encoding::gzip},
      {"GZIP", Encoding::gzip},
      {"br;q=0.5, gzip;q=0.9", Encoding::gzip},
      {"br;q=0.9,gzip;q=0.9", Encoding::br},
      {"br;q=0, gzip", Encoding::gzip},
      {"br; q=0.000, gzip; q=0", Encoding::identity},
      {"*", Encoding::br},
      {"*;q=0.5, br;q=0", Encoding::gzip},
      {"*;q=0", Encoding::identity},
      {"identity", Encoding::identity},
      {"identity;q=1, gzip;q=0.5", Encoding::identity},
      {"identity;q=0.5, gzip;q=1", Encoding::gzip},
      {"br;q=1.5", Encoding::br},
      {"br;q=nonsense, gzip", Encoding::gzip},
      {"br;q=", Encoding::identity},
      {",,;;=,", Encoding::identity},
      {"deflate, zstd", Encoding::identity},
  }));
  INFO(row.header);
  CHECK(static_cast<int>(choose_encoding(row.header)) == static_cast<int>(row.chosen));
}

TEST_CASE("JSON is answered to whoever does not exclude it") {
  struct Row {
    const char* header;
    bool accepted;
  };
  const auto row = GENERATE(values<Row>({
      {"", true},
      {"*/*", true},
      {"application/json", true},
      {"Application/JSON; charset=utf-8", true},
      {"application/*;q=0.1", true},
      {"text/html,application/xhtml+xml,*/*;q=0.8", true},
      {"text/html", false},
      {"application/xml", false},
      {"application/json;q=0", false},
      {"*/*, application/json;q=0", false},
      {"*/*;q=0, application/json", true},
      {"app/*", false},
  }));
  INFO(row.header);
  CHECK(accepts(row.header, "application/json") == row.accepted);
}

TEST_CASE("a body is JSON when its type says so") {
  CHECK(is_json("application/json"));
  CHECK(is_json("application/json; charset=UTF-8"));
  CHECK(is_json("APPLICATION/JSON;charset=\"utf-8\""));
  CHECK_FALSE(is_json(""));
  CHECK_FALSE(is_json("text/json"));
  CHECK_FALSE(is_json("application/json; charset=latin1"));
  CHECK_FALSE(is_json("application/jsonp"));
}

TEST_CASE("an entity tag is recognised in any list and any encoding") {
  struct Row {
    const char* list;
    bool named;
  };
  const auto row = GENERATE(values<Row>({
      {"\"7\"", true},
      {"W/\"7\"", true},
      {"\"7-br\"", true},
      {"\"7-gz\"", true},
      {"\"6\", \"7\"", true},
      {"\"6,7\",W/\"7-gz\"", true},
      {"*", true},
      {" * ", true},
      {"\"8\"", false},
      {"7", false},
      {"\"7", false},
      {"", false},
      {"\"7-xx\"", false},
  }));
  INFO(row.list);
  CHECK(names_entity_tag(row.list, "\"7\"") == row.named);
}

TEST_CASE("different bytes have different tags, the same bytes the same") {
  CHECK(entity_tag_of("kontor") == entity_tag_of(std::string("kontor")));
  CHECK(entity_tag_of("") != entity_tag_of(std::string(1, '\0')));
  CHECK(entity_tag_of("12345678") != entity_tag_of("12345678 "));
  CHECK(entity_tag_of(std::string(8, '\0')) != entity_tag_of(std::string(16, '\0')));
  CHECK(entity_tag_of("abcdefgh12345678") != entity_tag_of("12345678abcdefgh"));
  CHECK(entity_tag_of("x").size() == 34);
}

}  // namespace
}  // namespace kontor::http
