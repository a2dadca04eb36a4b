#include <chrono>
#include <cstdio>
#include <thread>

#include "app/actions.hpp"
#include "app/admin/views.hpp"
#include "app/events/actions.hpp"
#include "app/signals.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/indented.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::events_command {

namespace {

constexpr int kMostAtOnce = 1000;
constexpr auto kPause = std::chrono::milliseconds(200);  // between two looks of `tail`

Result<events::Cursor> place_from(const CommandLine& line) {
  auto place = events::Cursor::parse(line.option("after", ""));
  if (!place) return usage_error("--after takes the cursor that an answer gave");
  return *std::move(place);
}

std::string place_of(const admin::EventView& event) {
  return format("{}/{}/{}", event.topic, event.partition, event.position);
}

void print_events(const std::vector<admin::EventView>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& event : all) {
    rows.push_back({to_string(event.time), place_of(event), format("{} v{}", event.type, event.version),
                    event.aggregateid, event.id.str()});
  }
  print_table({"TIME", "PLACE", "TYPE", "KEY", "ID"}, rows);
}

Result<admin::EventList> read_list(const events::Inspection& inspection, const CommandLine& line, int limit) {
  const events::EventQuery query{line.given("topic"), line.given("type"), limit};
  if (line.has("after") || line.has("from-start")) {
    const auto place = place_from(line);
    if (!place) return place.error();
    auto page = inspection.after(*place, query);
    if (!page) return std::move(page).error();
    return admin::list_of(*std::move(page), limit);
  }
  // The head first: who goes on there may see an event twice, and misses none.
  const auto head = inspection.head(query.topic);
  if (!head) return head.error();
  auto newest = inspection.newest(query);
  if (!newest) return std::move(newest).error();
  return admin::list_of({*std::move(newest), *head, false}, limit);
}

void print_line(const admin::EventView& event, bool as_json) {
  if (as_json) {
    std::puts(json::to_json(event).c_str());
    return;
  }
  std::puts(format("{} {} {} {} {}", painted(to_string(event.time), Paint::dim), painted(place_of(event), Paint::dim),
                   painted(event.type, Paint::accent), event.aggregateid, event.payload.text)
                .c_str());
}

// Prints what comes until somebody stops it, `most` are printed, or nobody reads any more.
Result<void> follow(const events::Inspection& inspection, events::Cursor place, events::EventQuery query,
                    std::int64_t most, bool as_json, const ShutdownSignals& signals) {
  for (std::int64_t printed = 0; !signals.arrived();) {
    query.limit = static_cast<int>(std::min<std::int64_t>(kMostAtOnce, most - printed));
    auto page = inspection.after(place, query);
    if (!page && !may_retry(page.error().kind)) return std::move(page).error();
    if (page) {
      place = page->next;
      for (auto& event : page->events) print_line(admin::view_of(std::move(event)), as_json);
      printed += static_cast<std::int64_t>(page->events.size());
      if (std::fflush(stdout) != 0 || printed >= most) return {};
    }
    if (!page || !page->has_more) std::this_thread::sleep_for(kPause);
  }
  return {};
}

Result<std::optional<events::Event>> find(const events::Inspection& inspection, const std::string& name) {
  if (const auto id = Uuid::parse(name)) return inspection.find(*id);
  const auto parts = text::split(name, '/');
  if (parts.size() != 3) return usage_error("show takes an event's id, or its TOPIC/PARTITION/POSITION");
  const auto partition = text::parse_int(parts[1]);
  const auto position = text::parse_int(parts[2]);
  if (!partition || *partition < 0 || *partition > INT16_MAX || !position) {
    return usage_error("partition and position are whole numbers");
  }
  return inspection.find(std::string(parts[0]), static_cast<int>(*partition), *position);
}

void print_event(const admin::EventView& event) {
  const std::pair<const char*, std::string> fields[] = {
      {"id", event.id.str()},
      {"place", place_of(event)},
      {"type", format("{} v{}", event.type, event.version)},
      {"key", format("{} {}", event.aggregatetype, event.aggregateid)},
      {"time", to_string(event.time)},
      {"actor", event.headers.actor},
      {"correlation", event.headers.correlation_id},
      {"causation", event.headers.causation_id},
      {"traceparent", event.headers.traceparent},
  };
  for (const auto& [name, value] : fields) {
    if (!value.empty()) std::puts(format("{} {}", painted(format("{:<12}", name), Paint::dim), value).c_str());
  }
  std::fputs(json::indented(event.payload.text).c_str(), stdout);
}

}  // namespace

int list(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto limit = number_option(line, "limit", 20, 1, kMostAtOnce);
    if (!limit) return limit.error();
    const auto list = read_list(house.inspection(), line, static_cast<int>(*limit));
    if (!list) return list.error();
    if (line.has("json")) {
      std::puts(json::to_json(*list).c_str());
    } else {
      print_events(list->data);
    }
    return {};
  });
}

int tail(const CommandLine& line) {
  ShutdownSignals signals;
  return in_house(line, [&](House& house) -> Result<void> {
    const auto most = number_option(line, "limit", INT64_MAX, 1, INT64_MAX);
    if (!most) return most.error();
    const events::EventQuery query{line.given("topic"), line.given("type")};
    const bool from_place = line.has("after") || line.has("from-start");
    auto place = from_place ? place_from(line) : house.inspection().head(query.topic);
    if (!place) return std::move(place).error();
    signals.defer();
    return follow(house.inspection(), *std::move(place), query, *most, line.has("json"), signals);
  });
}

int show(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    auto found = find(house.inspection(), argument(line));
    if (!found) return std::move(found).error();
    if (!*found) return not_found("event");
    const auto view = admin::view_of(*std::move(*found));
    if (line.has("json")) {
      std::puts(json::to_json(view).c_str());
    } else {
      print_event(view);
    }
    return {};
  });
}

}  // namespace kontor::app::events_command
