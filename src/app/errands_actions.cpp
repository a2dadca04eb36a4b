#include "app/errands_actions.hpp"

#include <cstdio>

#include "app/actions.hpp"
#include "app/admin/views.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::errands_actions {

namespace {

void print_errands(const std::vector<jobs::ErrandState>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    rows.push_back({std::to_string(one.id), one.kind, one.key, one.holder.empty() ? one.state : "at work",
                    std::to_string(one.attempts), to_string(one.recorded_at), painted(one.last_error, Paint::bad)});
  }
  print_table({"ID", "KIND", "KEY", "STATE", "ATTEMPTS", "RECORDED", "ERROR"}, rows);
}

using Deed = Result<void> (admin::Operations::*)(std::int64_t);

int with_errand(const CommandLine& line, Deed deed, std::string_view sentence) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto id = text::parse_int(argument(line));
    if (!id) return usage_error("which errand? kontor jobs errands lists them by their ids");
    if (auto done = (house.operations().*deed)(*id); !done) return done;
    const auto text = line.has("json") ? format(R"({{"id":{}}})", *id) : std::string(sentence);
    std::puts(text.c_str());
    return {};
  });
}

}  // namespace

int list(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto limit = number_option(line, "limit", 20, 1, 1000);
    if (!limit) return limit.error();
    const auto after = text::parse_int(line.option("after", "0"));
    if (!after) return usage_error("--after takes an errand's id");
    const int most = static_cast<int>(*limit);
    auto found = house.errands().list(line.option("kind", ""), line.option("state", ""), *after, most + 1);
    if (!found) return std::move(found).error();
    const auto page = admin::page_of(*std::move(found), most);
    if (line.has("json")) {
      std::puts(json::to_json(page).c_str());
      return {};
    }
    print_errands(page.data);
    if (page.page.has_more) std::puts(format("more: --after {}", *page.page.next_cursor).c_str());
    return {};
  });
}

int retry(const CommandLine& line) {
  return with_errand(line, &admin::Operations::retry_errand, "It is tried again, with all its attempts.");
}

int drop(const CommandLine& line) {
  return with_errand(line, &admin::Operations::drop_errand, "It is closed; nobody performs it.");
}

}  // namespace kontor::app::errands_actions
