#include "kernel/events/log/outbox.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/db/by_keys.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/events/failpoints.hpp"
#include "kernel/events/log/ambient_headers.hpp"
#include "kernel/events/log/topics.hpp"

namespace kontor::events {

namespace {

constexpr int kMostRounds = 16;  // of what follows from what was handled at once

constexpr std::string_view kAppend = R"sql(
  select bus.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as position)sql";
constexpr std::string_view kRefuseIfWaiting = R"sql(
  select from bus.refuse_if_waiting($1, $2, $3, $4, $5))sql";
constexpr std::string_view kAppendHandled = R"sql(
  select bus.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as position)sql";

}  // namespace

Log::Outbox::~Outbox() {
  if (is_committed_) return;
  for (const auto& one : handled_) log_.at_once_->rest(one.group);
}

void Log::Outbox::add(NewEvent event) {
  payload_bytes_ += event.payload.size();
  if (ids_.size() >= log_.max_events_ || payload_bytes_ > log_.max_payload_bytes_) {
    throw std::length_error(
        "a transaction publishes more than events.max_events_per_transaction or "
        "events.max_payload_bytes allow");
  }
  topics_.push_back(log_.topics_->index_of(event.topic.name));
  ids_.push_back(event.id ? *event.id : Uuid::generate());
  is_from_elsewhere_.push_back(event.id.has_value());
  aggregatetypes_.push_back(std::move(event.aggregatetype));
  aggregateids_.push_back(std::move(event.aggregateid));
  types_.push_back(std::move(event.type));
  versions_.push_back(event.version);
  times_.push_back(event.time ? *event.time : log_.clock_.now());
  headers_.push_back(ambient_headers());
  payloads_.push_back(std::move(event.payload));
}

// A transaction that is the first of all to publish registers the topics itself, on the session that it has.
std::span<const Log::RegisteredTopic> Log::Outbox::topics(db::Tx& tx) {
  if (const auto known = log_.topics_->known()) return *known;
  if (registered_here_.empty()) registered_here_ = log_.topics_->register_in(tx);
  return registered_here_;
}

int Log::Outbox::partition_of_message(std::size_t message, std::span<const RegisteredTopic> topics) const {
  return partition_of(aggregateids_[message], topics[topics_[message]].topic.partitions);
}

void Log::Outbox::finish(db::Tx& tx) {
  if (!log_.at_once_) return;
  const AtOnce::Visit visit(*log_.at_once_);
  if (!visit.is_open()) return;
  std::size_t from = 0;
  for (int round = 0; round < kMostRounds && from < ids_.size(); ++round) {
    const auto upto = ids_.size();
    std::vector<Due> due;
    for (std::size_t group = 0; group < log_.at_once_->groups(); ++group) {
      if (auto messages = due_at_once(group, from, upto); !messages.empty())
        due.push_back({group, std::move(messages)});
    }
    handle_at_once(tx, due);
    from = upto;
  }
}

// What came from elsewhere may have been handled before, which only the log finds out.
Log::Outbox::Numbers Log::Outbox::due_at_once(std::size_t group, std::size_t from, std::size_t upto) {
  using Way = AtOnce::Way;
  Numbers due;
  for (auto i = from; i < upto; ++i) {
    const auto way = log_.at_once_->way_to(group, types_[i], versions_[i]);
    if (way == Way::none) continue;
    auto key = std::tuple(group, topics_[i], aggregateids_[i]);
    if (way == Way::at_once && !is_from_elsewhere_[i] && !held_up_.contains(key)) {
      due.push_back(i);
    } else {
      held_up_.insert(std::move(key));
    }
  }
  return due;
}

// Whatever goes wrong: the transaction is run again, and then the groups rest.
void Log::Outbox::handle_at_once(db::Tx& tx, const std::vector<Due>& due) {
  if (due.empty()) return;
  if (handled_.empty()) db::go_by_keys(tx);
  for (const auto& [group, messages] : due) {
    for (const auto message : messages) handled_.push_back({group, message});
  }
  const auto topics = this->topics(tx);
  refuse_if_waiting(tx, due, topics);
  for (const auto& [group, messages] : due) {
    std::vector<Event> events;
    for (const auto message : messages) events.push_back(event_of(message, topics));
    handle_at_once(tx, group, events);
  }
}

void Log::Outbox::refuse_if_waiting(db::Tx& tx, const std::vector<Due>& due,
                                    std::span<const RegisteredTopic> topics) const {
  std::vector<int> groups;
  std::vector<int> places;
  std::vector<int> topic_ids;
  std::vector<int> partitions;
  std::vector<std::string> keys;
  for (const auto& [group, messages] : due) {
    for (const auto message : messages) {
      groups.push_back(log_.at_once_->id_of(group));
      places.push_back(static_cast<int>(places.size()) + 1);
      topic_ids.push_back(topics[topics_[message]].id);
      partitions.push_back(partition_of_message(message, topics));
      keys.push_back(aggregateids_[message]);
    }
  }
  tx.post(kRefuseIfWaiting, groups, places, topic_ids, partitions, keys);
}

void Log::Outbox::handle_at_once(db::Tx& tx, std::size_t group, std::span<const Event> events) const {
  try {
    if (const auto done = log_.at_once_->handle(tx, group, events); !done) throw db::Collision(done.error().code);
  } catch (const db::Unavailable&) {
    throw;
  } catch (const std::exception& failure) {
    throw db::Collision(std::string("handling at once: ") + failure.what());
  }
}

Event Log::Outbox::event_of(std::size_t message, std::span<const RegisteredTopic> topics) const {
  return {.position = 0,
          .topic = std::string(topics[topics_[message]].topic.name),
          .partition = partition_of_message(message, topics),
          .id = ids_[message],
          .aggregatetype = aggregatetypes_[message],
          .aggregateid = aggregateids_[message],
          .type = types_[message],
          .version = versions_[message],
          .time = times_[message],
          .headers = headers_[message],
          .payload = payloads_[message]};
}

// By all who handle it at once.
bool Log::Outbox::is_handled(std::size_t message) const {
  const auto times = static_cast<std::size_t>(std::ranges::count(handled_, message, &Handled::message));
  return times > 0 && times == log_.at_once_->takers_of(types_[message], versions_[message]);
}

void Log::Outbox::before_commit(db::Tx& tx) {
  pass(kBeforeAppend);
  const auto topics = this->topics(tx);
  std::vector<int> topic_ids;
  std::vector<int> partitions;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    topic_ids.push_back(topics[topics_[i]].id);
    partitions.push_back(partition_of_message(i, topics));
    appended_.push_back({{topic_ids.back(), partitions.back()}, types_[i], is_handled(i)});
  }
  std::ranges::sort(appended_);
  const auto repeated = std::ranges::unique(appended_);
  appended_.erase(repeated.begin(), repeated.end());
  post(tx, topic_ids, partitions);
}

void Log::Outbox::post(db::Tx& tx, const std::vector<int>& topic_ids, const std::vector<int>& partitions) const {
  std::vector<std::string> headers;
  for (const auto& one : headers_) headers.push_back(json::to_json(one));
  if (handled_.empty()) {
    return tx.post(kAppend, topic_ids, partitions, ids_, aggregatetypes_, aggregateids_, types_, versions_, times_,
                   headers, payloads_);
  }
  std::vector<int> handled_by;
  std::vector<int> handled_places;
  for (const auto& one : handled_) {
    handled_by.push_back(log_.at_once_->id_of(one.group));
    handled_places.push_back(static_cast<int>(one.message) + 1);
  }
  tx.post(kAppendHandled, topic_ids, partitions, ids_, aggregatetypes_, aggregateids_, types_, versions_, times_,
          headers, payloads_, handled_by, handled_places);
}

void Log::Outbox::committed() noexcept {
  is_committed_ = true;
  if (!registered_here_.empty()) log_.topics_->keep(std::move(registered_here_));
  for (const auto topic : topics_) log_.topics_->appended(topic).add();
  for (const auto& one : handled_) log_.at_once_->handled(one.group, times_[one.message]);
  log_.announce(appended_);
}

}  // namespace kontor::events
