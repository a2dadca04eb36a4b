#include "app/admin/event_endpoints.hpp"

#include "app/admin/permissions.hpp"
#include "app/admin/views.hpp"

namespace kontor::app::admin {

namespace {

constexpr std::size_t kLongestCursor = 12'000;  // of a log with a thousand partitions

struct EventsQuery {
  std::optional<std::string> topic;
  std::optional<std::string> type;
  std::optional<std::string> after;
  int limit = http::kDefaultPageLimit;

  static void rules(json::Rules<EventsQuery>& rule) {
    rule(&EventsQuery::topic).doc("Only events of this topic").length(1, 200).example("catalog-events");
    rule(&EventsQuery::type).doc("Only events of this type").length(1, 200).example("catalog.products_seeded");
    rule(&EventsQuery::after)
        .doc("Only what comes behind this place, an `after` of an answer")
        .length(0, kLongestCursor);
    rule(&EventsQuery::limit).optional().range(1, http::kMaxPageLimit).doc("How many events to answer with");
  }
};
KONTOR_DESCRIBE(EventsQuery, topic, type, after, limit)

Result<EventList> list_events(const events::Inspection& inspection, const EventsQuery& query) {
  const auto place = events::Cursor::parse(query.after.value_or(""));
  if (!place) return invalid({{"/after", "format", "is no `after` of an answer"}});
  auto page = inspection.after(*place, {query.topic, query.type, query.limit});
  if (!page) return std::move(page).error();
  return list_of(*std::move(page), query.limit);
}

}  // namespace

http::Endpoint events_endpoint(const events::Inspection& inspection) {
  return http::get("/admin/events")
      .summary("The event log, from its beginning or behind a place")
      .description(
          "A place is a vector over all partitions: who goes on at `after` sees every event once, those of a "
          "key in order, and what commits late later. Where a type is asked for, a page may hold fewer events "
          "than `limit` and have more behind it.")
      .tag("admin")
      .access(auth::Access::permission(kEventsRead))
      .query<EventsQuery>()
      .answers<EventList>()
      .handle([&inspection](const auto& call) { return list_events(inspection, call.query); });
}

}  // namespace kontor::app::admin
