#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernel/events/log.hpp"

namespace kontor::events {

// What one transaction publishes: columns until its commit, one statement with it.
class Log::Outbox final : public db::Companion {
 public:
  explicit Outbox(const Log& log) : log_(log) {}

  const Log& log() const { return log_; }
  void add(NewEvent event);

  void before_commit(db::Tx& tx) override;
  bool goes_last() const override { return true; }
  void committed() noexcept override;

 private:
  std::span<const RegisteredTopic> topics(db::Tx& tx);
  void post(db::Tx& tx, const std::vector<int>& topic_ids, const std::vector<int>& partitions) const;

  const Log& log_;
  std::size_t payload_bytes_ = 0;
  std::vector<RegisteredTopic> registered_here_;
  std::vector<Appended> appended_;  // each once; the types are those below

  std::vector<std::size_t> topics_;
  std::vector<Uuid> ids_;
  std::vector<std::string> aggregatetypes_;
  std::vector<std::string> aggregateids_;
  std::vector<std::string> types_;
  std::vector<int> versions_;
  std::vector<Timestamp> times_;
  std::vector<std::string> headers_;
  std::vector<std::string> payloads_;
};

}  // namespace kontor::events
