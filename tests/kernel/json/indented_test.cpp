#include "kernel/json/indented.hpp"

#include <catch2/catch.hpp>

using kontor::json::indented;

TEST_CASE("JSON is laid out for people and stays the same JSON") {
  const std::pair<const char*, const char*> table[] = {
      {"1", "1\n"},
      {"{}", "{}\n"},
      {R"({"a":1,"b":[true,null]})", "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}\n"},
      {R"([{},[],{"a":{}}])", "[\n  {},\n  [],\n  {\n    \"a\": {}\n  }\n]\n"},
      {R"({"a{,:[\"\\":"}],"})", "{\n  \"a{,:[\\\"\\\\\": \"}],\"\n}\n"},
      {" [ 1 ,\n 2 ] ", "[\n  1,\n  2\n]\n"},
      {R"([[[1]]])", "[\n  [\n    [\n      1\n    ]\n  ]\n]\n"},
  };
  for (const auto& [json, expected] : table) CHECK(indented(json) == expected);
}
