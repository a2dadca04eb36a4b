#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/events/groups.hpp"
#include "kernel/events/inspection.hpp"
#include "kernel/http/page.hpp"
#include "kernel/jobs/errands.hpp"
#include "kernel/json/describe.hpp"

// How operators see the event log and the errands, over HTTP and on the command line alike.
namespace kontor::app::admin {

struct EventView {
  Uuid id;
  std::string topic;
  int partition = 0;
  std::int64_t position = 0;
  std::string type;
  int version = 1;
  std::string aggregatetype;
  std::string aggregateid;
  Timestamp time{};
  events::Headers headers;
  json::Raw payload;

  static void rules(json::Rules<EventView>& rule);
};
KONTOR_DESCRIBE(EventView, id, topic, partition, position, type, version, aggregatetype, aggregateid, time, headers,
                payload)

struct EventList {
  std::vector<EventView> data;
  http::PageInfo page;
  std::string after;  // where to go on, also behind the last page

  static void rules(json::Rules<EventList>& rule);
};
KONTOR_DESCRIBE(EventList, data, page, after)

EventView view_of(events::Event event);
EventList list_of(events::EventPage page, int limit);

// A dead letter has a name of its own: "catalog-views:1042".
struct DeadLetterView {
  std::string id;
  std::string group;
  std::string topic;
  int partition = 0;
  std::int64_t position = 0;
  Uuid event_id;
  std::string type;
  int version = 1;
  std::string aggregatetype;
  std::string aggregateid;
  events::DeadLetter::State state{};
  int attempts = 0;
  std::string error_code;
  std::string error_detail;
  Timestamp time{};
  Timestamp since{};
  std::optional<Timestamp> next_at;

  static void rules(json::Rules<DeadLetterView>& rule);
};
KONTOR_DESCRIBE(DeadLetterView, id, group, topic, partition, position, event_id, type, version, aggregatetype,
                aggregateid, state, attempts, error_code, error_detail, time, since, next_at)

struct LetterName {
  std::string group;
  std::int64_t position = 0;

  static std::optional<LetterName> parse(std::string_view text);
  std::string str() const;
};

DeadLetterView view_of(events::DeadLetter letter);
http::Page<DeadLetterView> page_of(events::DeadLetterPage page, int limit);

// `found` may have one more than `limit`, which tells of another page.
http::Page<jobs::ErrandState> page_of(std::vector<jobs::ErrandState> found, int limit);

// A list that is never long enough for pages.
template <class T>
http::Page<T> whole(std::vector<T> all) {
  const int size = static_cast<int>(all.size());
  return {std::move(all), {.limit = size, .next_cursor = std::nullopt, .has_more = false}};
}

}  // namespace kontor::app::admin
