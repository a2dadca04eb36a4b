#include "kernel/json/writer.hpp"

#include <catch2/catch.hpp>

#include "kernel/json/goods.hpp"

using namespace kontor;

TEST_CASE("The writer puts the commas of a document built piece by piece") {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  writer.field("title", "Kontor \"API\"").field("version", 3).field("big", std::uint64_t{18446744073709551615u});
  writer.field("price", 0.5).field("open", true).key("none").value(nullptr);
  writer.key("empty").begin_array().end_array();
  writer.key("list")
      .begin_array()
      .value(1)
      .begin_object()
      .end_object()
      .begin_array()
      .value("x")
      .end_array()
      .end_array();
  writer.key("raw").raw(R"({"a":1})");
  writer.key("page").described(goods::Page<int>{{1, 2}, std::nullopt});
  writer.end_object();
  CHECK(out ==
        R"({"title":"Kontor \"API\"","version":3,"big":18446744073709551615,"price":0.5,"open":true,"none":null,)"
        R"("empty":[],"list":[1,{},["x"]],"raw":{"a":1},"page":{"data":[1,2],"next_cursor":null}})");
}
