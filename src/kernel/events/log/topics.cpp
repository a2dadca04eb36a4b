#include "kernel/events/log/topics.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"

namespace kontor::events {

namespace {

constexpr std::string_view kRegister = R"sql(
  select name, id, partitions from bus.topics($1, $2, $3))sql";

std::string_view kind_name(Topic::Kind kind) {
  return kind == Topic::Kind::commands ? "commands" : "events";
}

}  // namespace

Log::Topics::Topics(std::vector<Topic> topics, telemetry::Metrics& metrics) : topics_(std::move(topics)) {
  for (const auto& topic : topics_) {
    appended_.push_back(&metrics.counter("kontor_events_appended_total", "Events that this process published.",
                                         {{"topic", std::string(topic.name)}}));
  }
}

std::size_t Log::Topics::index_of(std::string_view name) const {
  const auto found = std::ranges::find(topics_, name, &Topic::name);
  KONTOR_CHECK(found != topics_.end(), "the log knows every topic that is published on");
  return static_cast<std::size_t>(found - topics_.begin());
}

std::optional<std::span<const Log::RegisteredTopic>> Log::Topics::known() const {
  if (!known_.load(std::memory_order_acquire)) return std::nullopt;
  return registered_;
}

std::vector<Log::RegisteredTopic> Log::Topics::register_in(db::Tx& tx) const {
  std::vector<std::string_view> names;
  std::vector<std::string_view> kinds;
  std::vector<int> partitions;
  std::vector<RegisteredTopic> registered;
  for (const auto& topic : topics_) {
    names.push_back(topic.name);
    kinds.push_back(kind_name(topic.kind));
    partitions.push_back(topic.partitions);
    registered.push_back({topic, 0});
  }
  for (const auto& row : tx.query(kRegister, names, kinds, partitions)) {
    auto& topic = registered[index_of(row.get<std::string_view>("name"))];
    topic.id = row.get<std::int16_t>("id");
    topic.topic.partitions = row.get<std::int16_t>("partitions");
  }
  KONTOR_CHECK(std::ranges::none_of(registered, [](const auto& topic) { return topic.id == 0; }),
               "a topic is there once it is registered");
  return registered;
}

void Log::Topics::keep(std::vector<RegisteredTopic> registered) {
  const std::lock_guard lock(mutex_);
  if (known_) return;
  registered_ = std::move(registered);
  known_.store(true, std::memory_order_release);
}

}  // namespace kontor::events
