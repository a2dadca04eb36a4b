#include "app/admin/views.hpp"

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::app::admin {

void EventView::rules(json::Rules<EventView>& rule) {
  rule(&EventView::partition).doc("Of its topic; events of one key are in one partition");
  rule(&EventView::position).doc("Orders the partition, never the whole log");
  rule(&EventView::type).example("catalog.products_seeded");
  rule(&EventView::aggregateid).doc("The key: events of one key are in order");
  rule(&EventView::payload).doc("As docs/events describes it for this type and version");
}

void EventList::rules(json::Rules<EventList>& rule) {
  rule(&EventList::after).doc("Where to go on, now or later: what commits after this answer comes behind it");
}

void DeadLetterView::rules(json::Rules<DeadLetterView>& rule) {
  rule(&DeadLetterView::id).doc("The group and the position").example("catalog-views:1042");
  rule(&DeadLetterView::state).doc("dead: given up; queued: waits behind an earlier one of its key");
}

EventView view_of(events::Event event) {
  return {event.id,
          std::move(event.topic),
          event.partition,
          event.position,
          std::move(event.type),
          event.version,
          std::move(event.aggregatetype),
          std::move(event.aggregateid),
          event.time,
          std::move(event.headers),
          {std::move(event.payload)}};
}

EventList list_of(events::EventPage page, int limit) {
  EventList list;
  for (auto& event : page.events) list.data.push_back(view_of(std::move(event)));
  list.after = page.next.str();
  list.page = {.limit = limit, .next_cursor = std::nullopt, .has_more = page.has_more};
  if (page.has_more) list.page.next_cursor = list.after;
  return list;
}

std::optional<LetterName> LetterName::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto position = text::parse_int(text.substr(colon + 1));
  if (!position || *position < 1) return std::nullopt;
  return LetterName{std::string(text.substr(0, colon)), *position};
}

std::string LetterName::str() const {
  return format("{}:{}", group, position);
}

DeadLetterView view_of(events::DeadLetter letter) {
  auto id = LetterName{letter.group, letter.position}.str();
  return {std::move(id),
          std::move(letter.group),
          std::move(letter.topic),
          letter.partition,
          letter.position,
          letter.event_id,
          std::move(letter.type),
          letter.version,
          std::move(letter.aggregatetype),
          std::move(letter.aggregateid),
          letter.state,
          letter.attempts,
          std::move(letter.error_code),
          std::move(letter.error_detail),
          letter.time,
          letter.since,
          letter.next_at};
}

http::Page<DeadLetterView> page_of(events::DeadLetterPage page, int limit) {
  http::Page<DeadLetterView> answer;
  for (auto& letter : page.letters) answer.data.push_back(view_of(std::move(letter)));
  const bool more = page.next.has_value();
  answer.page = {.limit = limit, .next_cursor = std::move(page.next), .has_more = more};
  return answer;
}

http::Page<jobs::ErrandState> page_of(std::vector<jobs::ErrandState> found, int limit) {
  http::Page<jobs::ErrandState> page{.data = std::move(found), .page = {.limit = limit}};
  page.page.has_more = page.data.size() > static_cast<std::size_t>(limit);
  if (page.page.has_more) {
    page.data.resize(static_cast<std::size_t>(limit));
    page.page.next_cursor = std::to_string(page.data.back().id);
  }
  return page;
}

}  // namespace kontor::app::admin
