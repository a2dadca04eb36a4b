#include <cstdio>

#include "app/actions.hpp"
#include "app/admin/views.hpp"
#include "app/events/actions.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::events_command {

namespace {

void print_letters(const std::vector<admin::DeadLetterView>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    rows.push_back(
        {one.id, one.state == events::DeadLetter::State::dead ? "dead" : "queued", one.type, one.aggregateid,
         std::to_string(one.attempts), to_string(one.since),
         one.error_code.empty() ? "" : painted(format("{}: {}", one.error_code, one.error_detail), Paint::bad)});
  }
  print_table({"ID", "STATE", "TYPE", "KEY", "ATTEMPTS", "SINCE", "ERROR"}, rows);
}

Result<admin::LetterName> letter_from(const CommandLine& line) {
  auto name = admin::LetterName::parse(argument(line));
  if (!name) return usage_error("which dead letter? its id is GROUP:POSITION; kontor events dead-letters lists them");
  return *std::move(name);
}

void tell(const CommandLine& line, std::string_view member, std::int64_t count, std::string_view sentence) {
  const auto text = line.has("json") ? format(R"({{"{}":{}}})", member, count) : std::string(sentence);
  std::puts(text.c_str());
}

}  // namespace

int dead_letters(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto limit = number_option(line, "limit", 20, 1, 1000);
    if (!limit) return limit.error();
    const auto after = line.has("after") ? std::optional(line.option("after", "")) : std::nullopt;
    auto page = house.groups().dead_letters({argument(line), std::nullopt, after, static_cast<int>(*limit)});
    if (!page) return std::move(page).error();
    const auto view = admin::page_of(*std::move(page), static_cast<int>(*limit));
    if (line.has("json")) {
      std::puts(json::to_json(view).c_str());
      return {};
    }
    print_letters(view.data);
    if (view.page.has_more) std::puts(format("more: --after {}", *view.page.next_cursor).c_str());
    return {};
  });
}

int retry(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    if (line.has("all")) {
      if (argument(line).empty()) return usage_error("of which group? kontor events retry GROUP --all");
      const auto count = house.operations().retry_all(argument(line));
      if (!count) return count.error();
      tell(line, "retried", *count, format("{} dead letters are tried again.", *count));
      return {};
    }
    const auto letter = letter_from(line);
    if (!letter) return letter.error();
    if (auto done = house.operations().retry(letter->group, letter->position); !done) return done;
    tell(line, "retried", 1, "It is tried again.");
    return {};
  });
}

int drop(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto letter = letter_from(line);
    if (!letter) return letter.error();
    if (auto done = house.operations().drop(letter->group, letter->position); !done) return done;
    tell(line, "dropped", 1, "It is dropped; what is queued behind it follows.");
    return {};
  });
}

}  // namespace kontor::app::events_command
