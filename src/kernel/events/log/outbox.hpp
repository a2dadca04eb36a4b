#pragma once

#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "kernel/events/dispatch/at_once.hpp"
#include "kernel/events/log.hpp"

namespace kontor::events {

// What one transaction publishes: columns until its commit, one statement with it. What groups of this process handle
// at once they handle before that, and whatever they publish then, until nothing is left or it has gone on for long
// enough.
class Log::Outbox final : public db::Companion {
 public:
  explicit Outbox(const Log& log) : log_(log) {}
  ~Outbox() override;
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  const Log& log() const { return log_; }
  void add(NewEvent event);

  void finish(db::Tx& tx) override;
  void before_commit(db::Tx& tx) override;
  bool goes_last() const override { return true; }
  void committed() noexcept override;

 private:
  // A group has handled a message.
  struct Handled {
    std::size_t group = 0;
    std::size_t message = 0;
  };
  using Numbers = std::vector<std::size_t>;
  // What a group is to handle at once.
  struct Due {
    std::size_t group = 0;
    Numbers messages;
  };

  std::span<const RegisteredTopic> topics(db::Tx& tx);
  int partition_of_message(std::size_t message, std::span<const RegisteredTopic> topics) const;
  Numbers due_at_once(std::size_t group, std::size_t from, std::size_t upto);
  void handle_at_once(db::Tx& tx, const std::vector<Due>& due);
  void refuse_if_waiting(db::Tx& tx, const std::vector<Due>& due, std::span<const RegisteredTopic> topics) const;
  void handle_at_once(db::Tx& tx, std::size_t group, std::span<const Event> events) const;
  Event event_of(std::size_t message, std::span<const RegisteredTopic> topics) const;
  bool is_handled(std::size_t message) const;
  void post(db::Tx& tx, const std::vector<int>& topic_ids, const std::vector<int>& partitions) const;

  const Log& log_;
  std::size_t payload_bytes_ = 0;
  std::vector<RegisteredTopic> registered_here_;
  std::vector<Appended> appended_;  // each once; the types are those below

  std::vector<Handled> handled_;
  // A group gets what follows one of these keys by the log, too: order comes first.
  std::set<std::tuple<std::size_t, std::size_t, std::string>> held_up_;  // group, topic, key
  bool is_committed_ = false;

  std::vector<std::size_t> topics_;
  std::vector<Uuid> ids_;
  std::vector<bool> is_from_elsewhere_;
  std::vector<std::string> aggregatetypes_;
  std::vector<std::string> aggregateids_;
  std::vector<std::string> types_;
  std::vector<int> versions_;
  std::vector<Timestamp> times_;
  std::vector<Headers> headers_;
  std::vector<std::string> payloads_;
};

}  // namespace kontor::events
