#include "kernel/events/log/outbox.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/events/failpoints.hpp"
#include "kernel/events/log/ambient_headers.hpp"
#include "kernel/events/log/topics.hpp"

namespace kontor::events {

namespace {

constexpr std::string_view kAppend = R"sql(
  select bus.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as position)sql";

}  // namespace

void Log::Outbox::add(NewEvent event) {
  payload_bytes_ += event.payload.size();
  if (ids_.size() >= log_.max_events_ || payload_bytes_ > log_.max_payload_bytes_) {
    throw std::length_error(
        "a transaction publishes more than events.max_events_per_transaction or "
        "events.max_payload_bytes allow");
  }
  topics_.push_back(log_.topics_->index_of(event.topic.name));
  ids_.push_back(event.id ? *event.id : Uuid::generate());
  aggregatetypes_.push_back(std::move(event.aggregatetype));
  aggregateids_.push_back(std::move(event.aggregateid));
  types_.push_back(std::move(event.type));
  versions_.push_back(event.version);
  times_.push_back(event.time ? *event.time : log_.clock_.now());
  headers_.push_back(json::to_json(ambient_headers()));
  payloads_.push_back(std::move(event.payload));
}

// A transaction that is the first of all to publish registers the topics itself, on the session that it has.
std::span<const Log::RegisteredTopic> Log::Outbox::topics(db::Tx& tx) {
  if (const auto known = log_.topics_->known()) return *known;
  registered_here_ = log_.topics_->register_in(tx);
  return registered_here_;
}

void Log::Outbox::before_commit(db::Tx& tx) {
  pass(kBeforeAppend);
  const auto topics = this->topics(tx);
  std::vector<int> topic_ids;
  std::vector<int> partitions;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    const auto& topic = topics[topics_[i]];
    topic_ids.push_back(topic.id);
    partitions.push_back(partition_of(aggregateids_[i], topic.topic.partitions));
    appended_.push_back({{topic.id, partitions.back()}, types_[i]});
  }
  std::ranges::sort(appended_);
  const auto repeated = std::ranges::unique(appended_);
  appended_.erase(repeated.begin(), repeated.end());
  post(tx, topic_ids, partitions);
}

void Log::Outbox::post(db::Tx& tx, const std::vector<int>& topic_ids, const std::vector<int>& partitions) const {
  tx.post(kAppend, topic_ids, partitions, ids_, aggregatetypes_, aggregateids_, types_, versions_, times_, headers_,
          payloads_);
}

void Log::Outbox::committed() noexcept {
  if (!registered_here_.empty()) log_.topics_->keep(std::move(registered_here_));
  for (const auto topic : topics_) log_.topics_->appended(topic).add();
  log_.announce(appended_);
}

}  // namespace kontor::events
