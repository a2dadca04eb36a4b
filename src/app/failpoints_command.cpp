#include <cstdio>

#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/failpoints.hpp"
#include "app/terminal.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

struct FailpointView {
  std::string name;
  std::string place;
};
KONTOR_DESCRIBE(FailpointView, name, place)

}  // namespace

int failpoints(const CommandLine& line) {
  std::vector<FailpointView> views;
  std::vector<std::vector<std::string>> rows;
  for (const auto& point : all_failpoints()) {
    views.push_back({std::string(point.name), std::string(point.place)});
    rows.push_back({std::string(point.name), std::string(point.place)});
  }
  if (line.has("json")) {
    std::puts(json::to_json(views).c_str());
  } else {
    print_table({"NAME", "WHERE"}, rows);
  }
  return kDone;
}

}  // namespace kontor::app
