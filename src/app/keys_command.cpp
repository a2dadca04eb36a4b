#include <array>
#include <cstdio>

#include "app/actions.hpp"
#include "app/commands.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

struct RotatedView {
  std::string id;
};
KONTOR_DESCRIBE(RotatedView, id)

void print_keys(const std::vector<identity::SigningKeyInfo>& keys) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& key : keys) {
    rows.push_back({key.id, key.state, to_string(key.signs_from), key.retires_at ? to_string(*key.retires_at) : ""});
  }
  print_table({"KEY", "STATE", "SIGNS FROM", "RETIRES"}, rows);
}

int list_keys(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto keys = house.identity().signing_keys();
    if (!keys) return keys.error();
    if (line.has("json")) {
      std::puts(json::to_json(*keys).c_str());
    } else {
      print_keys(*keys);
    }
    return {};
  });
}

int rotate_key(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const bool at_once = line.has("now");
    const auto id = house.identity().rotate_signing_key(at_once);
    if (!id) return id.error();
    const auto when = at_once ? "signs from now on; the others check nothing any more" : "signs in ten minutes";
    std::puts(line.has("json") ? json::to_json(RotatedView{*id}).c_str() : format("{} {}.", *id, when).c_str());
    return {};
  });
}

constexpr std::array kKeysActions{
    Action{"list", "", "the keys that access tokens are signed with", &list_keys},
    Action{"rotate", "", "a new key; the old ones check until their last tokens have expired", &rotate_key},
};

}  // namespace

int keys(const CommandLine& line) {
  return run_action("keys", kKeysActions, line);
}

}  // namespace kontor::app
