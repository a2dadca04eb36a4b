#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kernel/events/log.hpp"

namespace kontor::events {

// What the database calls the log's topics; learnt once, then read without a lock.
class Log::Topics {
 public:
  Topics(std::vector<Topic> topics, telemetry::Metrics& metrics);

  // By the log's own order. A name that the log was not made with ends the process.
  std::size_t index_of(std::string_view name) const;
  telemetry::Counter& appended(std::size_t index) { return *appended_[index]; }

  std::optional<std::span<const RegisteredTopic>> known() const;
  // Registers what is not there yet, within the transaction; what it returns is worth keeping once that has committed.
  std::vector<RegisteredTopic> register_in(db::Tx& tx) const;
  void keep(std::vector<RegisteredTopic> registered);

 private:
  std::vector<Topic> topics_;
  std::vector<telemetry::Counter*> appended_;
  std::vector<RegisteredTopic> registered_;
  std::atomic<bool> known_{false};
  std::mutex mutex_;
};

}  // namespace kontor::events
