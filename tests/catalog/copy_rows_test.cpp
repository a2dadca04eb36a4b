#include "modules/catalog/store/copy_rows.hpp"

#include <catch2/catch.hpp>

using namespace kontor;
using catalog::CopyRows;

TEST_CASE("COPY text keeps what separates its rows and fields apart from what stands in them") {
  struct Case {
    std::string text;
    std::string field;
  };
  const auto row = GENERATE(values<Case>({{"plain", "plain"},
                                          {"", ""},
                                          {"a\tb", "a\\tb"},
                                          {"a\nb\r", "a\\nb\\r"},
                                          {"\\N", "\\\\N"},
                                          {"\\.", "\\\\."},
                                          {"ü ✓", "ü ✓"}}));
  CopyRows rows;
  rows.add(row.text).add(row.text).end_row();
  CHECK(rows.text() == row.field + "\t" + row.field + "\n");
}

TEST_CASE("a first field that is empty is still a field") {
  CopyRows rows;
  rows.add("").add("a").end_row();
  rows.add("").add("").end_row();
  CHECK(rows.text() == "\ta\n\t\n");
}

TEST_CASE("NULL, numbers and arrays in COPY text") {
  CopyRows rows;
  rows.add_null().add(std::optional<std::int64_t>()).add(-7).end_row();
  rows.add(std::vector<std::string>{"a", "b,\"c\"", "\\"}).add(std::vector<std::string>{}).end_row();
  CHECK(rows.text() == "\\N\t\\N\t-7\n{\"a\",\"b,\\\\\"c\\\\\"\",\"\\\\\\\\\"}\t{}\n");
}
