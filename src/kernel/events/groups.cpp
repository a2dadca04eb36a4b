#include "kernel/events/groups.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/events/store/group_reads.hpp"
#include "kernel/events/store/group_writes.hpp"
#include "kernel/json/json.hpp"

namespace kontor::events {

namespace {

constexpr std::chrono::hours kLongestReplay{1};  // each statement of what empties a group

std::string text_of(const store::LetterPlace& place) {
  return text::base64url(format("{}.{}", place.group_id, place.position));
}

std::optional<store::LetterPlace> place_of(const std::string& cursor) {
  const auto plain = text::decode_base64url(cursor);
  if (!plain) return std::nullopt;
  const auto parts = text::split(*plain, '.');
  if (parts.size() != 2) return std::nullopt;
  const auto group_id = text::parse_int(parts[0]);
  const auto position = text::parse_int(parts[1]);
  if (!group_id || !position) return std::nullopt;
  return store::LetterPlace{*group_id, *position};
}

Result<store::LetterQuery> query_of(const Groups::Filter& filter) {
  if (filter.limit < 1 || filter.limit > 1000) return invalid({{"/limit", "range", "must be from 1 to 1000"}});
  store::LetterQuery query{.limit = filter.limit + 1};
  if (!filter.group.empty()) query.group = filter.group;
  if (filter.state) query.dead = *filter.state == DeadLetter::State::dead;
  if (filter.after) {
    const auto place = place_of(*filter.after);
    if (!place) return invalid({{"/after", "format", "is not from an earlier page"}});
    query.after = *place;
  }
  return query;
}

Event event_of(const store::Letter& found) {
  const auto& letter = found.letter;
  const auto headers = json::read<Headers>(found.headers, {.unknown = json::Unknown::ignore});
  return {.position = letter.position,
          .topic = letter.topic,
          .partition = letter.partition,
          .id = letter.event_id,
          .aggregatetype = letter.aggregatetype,
          .aggregateid = letter.aggregateid,
          .type = letter.type,
          .version = letter.version,
          .time = letter.time,
          .headers = headers ? *headers : Headers{},
          .payload = found.payload};
}

// Runs a writing statement that says how many rows it found.
template <class Statement>
Result<std::int64_t> count_in(db::Database bus, const Groups::Along& along, Statement statement) {
  return bus.transact([&](db::Tx& tx) -> Result<std::int64_t> {
    const auto count = static_cast<std::int64_t>(statement(tx));
    if (count > 0 && along) along(tx);
    return count;
  });
}

Result<void> found_or(const Result<std::int64_t>& count, std::string_view what) {
  if (!count) return count.error();
  return *count > 0 ? Result<void>() : not_found(what);
}

// The group's number.
Result<int> set_paused(db::Database bus, const std::string& group, bool paused, const Groups::Along& along) {
  return bus.transact([&](db::Tx& tx) -> Result<int> {
    const auto id = store::set_paused(tx, group, paused);
    if (id && along) along(tx);
    return id ? Result<int>(*id) : not_found("group");
  });
}

// By the share of the way from the plan's beginning to its end.
std::int64_t handled_of(const ReplayPlan::Part& part, std::int64_t place) {
  if (place >= part.upto) return part.events;
  if (place <= part.from) return 0;
  return part.events * (place - part.from) / (part.upto - part.from);
}

}  // namespace

Groups::Groups(db::Database bus, std::vector<Group> groups) : bus_(std::move(bus)), groups_(std::move(groups)) {}

Result<std::vector<GroupState>> Groups::list() const {
  return store::group_states(bus_, std::nullopt);
}

Result<GroupState> Groups::find(const std::string& group) const {
  auto found = store::group_states(bus_, group);
  if (!found) return std::move(found).error();
  if (found->empty()) return not_found("group");
  return std::move(found->front());
}

Result<void> Groups::pause(const std::string& group, const Along& along) {
  const auto id = set_paused(bus_, group, true, along);
  if (!id) return id.error();
  // A batch that saw the group running may not have read the log yet.
  auto still = bus_.transact([&](db::Tx& tx) -> Result<void> {
    store::shut(tx, *id);
    return {};
  });
  if (still || still.error().code != "database_timeout") return still;
  return conflict("still_at_work", "The group is paused, but a batch that was begun before is still at work.");
}

Result<void> Groups::resume(const std::string& group, const Along& along) {
  const auto id = set_paused(bus_, group, false, along);
  return id ? Result<void>() : id.error();
}

Result<void> Groups::forget(const std::string& group, const Along& along) {
  if (std::ranges::find(groups_, group, &Group::name) != groups_.end()) {
    return Error{ErrorKind::rejected, "group_declared",
                 format("This program has {}: started again, it would handle the whole log once more.", group)};
  }
  return bus_.transact([&](db::Tx& tx) -> Result<void> {
    const auto id = store::hold_group(tx, group);
    if (!id) return not_found("group");
    if (store::is_served(tx, *id)) return conflict("still_served", "A running program serves the group.");
    store::shut(tx, *id);
    store::forget_group(tx, *id);
    if (along) along(tx);
    return {};
  });
}

Result<DeadLetterPage> Groups::dead_letters(const Filter& filter) const {
  if (!filter.group.empty()) {
    if (auto known = store::known(bus_, filter.group); !known) return std::move(known).error();
  }
  const auto query = query_of(filter);
  if (!query) return query.error();
  const auto found = store::letters(bus_, *query);
  if (!found) return found.error();
  DeadLetterPage page;
  for (const auto& one : *found) {
    if (page.letters.size() == static_cast<std::size_t>(filter.limit)) {
      page.next = text_of((*found)[page.letters.size() - 1].place);
      break;
    }
    page.letters.push_back(one.letter);
  }
  return page;
}

Result<Groups::DeadEvent> Groups::dead_letter(const std::string& group, std::int64_t position) const {
  const auto found = store::letters(bus_, {.group = group, .position = position});
  if (!found) return found.error();
  if (found->empty()) return not_found("dead letter");
  return DeadEvent{found->front().letter, event_of(found->front())};
}

Result<void> Groups::retry(const std::string& group, std::int64_t position, const Along& along) {
  const auto letter = dead_letter(group, position);
  if (!letter) return letter.error();
  const auto count = count_in(bus_, along, [&](db::Tx& tx) { return store::retry_letters(tx, group, position); });
  if (!count) return count.error();
  if (*count == 0) return conflict("not_dead", "The event waits for its turn already.");
  return {};
}

Result<std::int64_t> Groups::retry_all(const std::string& group, const Along& along) {
  if (auto known = store::known(bus_, group); !known) return std::move(known).error();
  return count_in(bus_, along, [&](db::Tx& tx) { return store::retry_letters(tx, group, 0); });
}

Result<void> Groups::drop(const std::string& group, std::int64_t position, const Along& along) {
  return found_or(count_in(bus_, along, [&](db::Tx& tx) { return store::drop_letter(tx, group, position); }),
                  "dead letter");
}

Result<const Group*> Groups::rebuildable(const std::string& group) const {
  if (auto known = store::known(bus_, group); !known) return std::move(known).error();
  const auto declared = std::ranges::find(groups_, group, &Group::name);
  if (declared == groups_.end()) {
    return Error{ErrorKind::rejected, "unknown_group",
                 format("This program does not have the handlers of {}, so it cannot empty it.", group)};
  }
  if (!declared->is_rebuildable()) {
    return Error{ErrorKind::rejected, "not_rebuildable",
                 format("What {} does is for good: handled again, its events would have their effects twice. Only "
                        "groups whose state can be emptied and built again from the log are replayed.",
                        group)};
  }
  return &*declared;
}

Result<ReplayPlan> Groups::plan_replay(const std::string& group, std::optional<Timestamp> from) const {
  if (const auto allowed = rebuildable(group); !allowed) return allowed.error();
  auto target = store::replay_target(bus_, group, from);
  if (!target) return std::move(target).error();
  return std::move(target->plan);
}

Result<ReplayPlan> Groups::replay(const std::string& group, std::optional<Timestamp> from, const Along& along) {
  const auto declared = rebuildable(group);
  if (!declared) return declared.error();
  const auto target = store::replay_target(bus_, group, from);
  if (!target) return target.error();
  auto database = (*declared)->database();
  return database.transact([&](db::Tx& tx) -> Result<ReplayPlan> {
    tx.be_patient(kLongestReplay);
    store::shut(tx, target->group_id);
    (*declared)->clear(tx);
    store::rewind(tx, *target);
    if (along) along(tx);
    return target->plan;
  });
}

Result<ReplayProgress> Groups::progress(const ReplayPlan& plan) const {
  const auto places = store::places(bus_, plan.group);
  if (!places) return places.error();
  if (places->empty()) return not_found("group");
  ReplayProgress progress{.total = plan.events, .handled = 0, .finished = true};
  for (const auto& part : plan.parts) {
    const auto now = places->find({part.topic, part.partition});
    const auto place = now == places->end() ? 0 : now->second;
    progress.handled += handled_of(part, place);
    if (place < part.upto) progress.finished = false;
  }
  return progress;
}

}  // namespace kontor::events
