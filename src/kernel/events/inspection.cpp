#include "kernel/events/inspection.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/events/store/log_reads.hpp"

namespace kontor::events {

namespace {

constexpr int kScannedAtOnce = 1000;

Result<void> check_topic(const db::Database& bus, const std::optional<std::string>& topic) {
  if (!topic) return {};
  const auto known = store::topic_names(bus);
  if (!known) return known.error();
  if (std::ranges::find(*known, *topic) != known->end()) return {};
  std::string list;
  for (const auto& name : *known) list += (list.empty() ? "" : ", ") + name;
  return invalid({{"/topic", "unknown", list.empty() ? "there are no topics yet" : format("is none of {}", list)}});
}

struct Findings {
  std::vector<store::Glimpse> matches;
  store::Places next;
  bool has_more = false;
};

// Looks at `entries`, which were asked for with this limit, until there are enough. Whether to go on looking.
bool take(const std::vector<store::Glimpse>& entries, int asked, const EventQuery& query, Findings& findings) {
  for (const auto& entry : entries) {
    findings.has_more = true;
    if (findings.matches.size() == static_cast<std::size_t>(query.limit)) return false;
    findings.next[entry.partition] = entry.position;
    if (!query.type || entry.type == *query.type) findings.matches.push_back(entry);
  }
  findings.has_more = entries.size() == static_cast<std::size_t>(asked);
  return findings.has_more;
}

Result<Findings> scan(const db::Database& bus, store::Places from, store::Direction direction,
                      const EventQuery& query) {
  Findings findings{.matches = {}, .next = std::move(from)};
  const int size = query.type ? kScannedAtOnce : query.limit + 1;  // one more than are wanted tells of more
  for (int scanned = 0; scanned < Inspection::kMostScanned; scanned += size) {
    const auto entries = store::glimpse(bus, findings.next, direction, query.topic, size);
    if (!entries) return entries.error();
    if (!take(*entries, size, query, findings)) break;
  }
  return findings;
}

}  // namespace

Result<EventPage> Inspection::after(const Cursor& place, const EventQuery& query) const {
  if (auto known = check_topic(bus_, query.topic); !known) return std::move(known).error();
  const auto findings = scan(bus_, place.places(), store::Direction::forward, query);
  if (!findings) return findings.error();
  auto events = store::fetch(bus_, findings->matches);
  if (!events) return std::move(events).error();
  return EventPage{*std::move(events), Cursor(findings->next), findings->has_more};
}

Result<std::vector<Event>> Inspection::newest(const EventQuery& query) const {
  if (auto known = check_topic(bus_, query.topic); !known) return std::move(known).error();
  const auto findings = scan(bus_, {}, store::Direction::backward, query);
  if (!findings) return findings.error();
  return store::fetch(bus_, findings->matches);
}

Result<Cursor> Inspection::head(const std::optional<std::string>& topic) const {
  if (auto known = check_topic(bus_, topic); !known) return std::move(known).error();
  return store::head(bus_, topic);
}

Result<std::optional<Event>> Inspection::find(const Uuid& id) const {
  const auto found = store::by_id(bus_, id);
  if (!found) return found.error();
  return found->empty() ? std::nullopt : std::optional(found->front());
}

Result<std::optional<Event>> Inspection::find(const std::string& topic, int partition, std::int64_t position) const {
  const auto found = store::by_place(bus_, topic, partition, position);
  if (!found) return found.error();
  return found->empty() ? std::nullopt : std::optional(found->front());
}

}  // namespace kontor::events
