#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/event.hpp"
#include "kernel/events/settings.hpp"
#include "kernel/json/json.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::events {

// What is to be appended; the log adds position, headers and, where they are not given, id and time.
struct NewEvent {
  const Topic& topic;
  std::string aggregatetype;
  std::string aggregateid;
  std::string type;
  int version = 1;
  std::string payload;          // JSON
  std::optional<Uuid> id = {};  // given: an event that came from elsewhere
  std::optional<Timestamp> time = {};
};

// A topic's partition, by the topic's number in the database.
struct Partition {
  int topic_id = 0;
  int number = 0;

  auto operator<=>(const Partition&) const = default;
};

// What was appended, as those hear of it who wait.
struct Appended {
  Partition partition;
  std::string_view type = {};  // of the message; empty: not known
  bool is_handled = false;     // by those of this process's groups that handle it at once

  auto operator<=>(const Appended&) const = default;
};

class AtOnce;

// Where a message of this key goes; stable for good.
int partition_of(std::string_view key, int partitions);

// The append-only log. State and the news of it leave in one transaction: what is published in a transaction travels
// with its COMMIT, in one statement and one round trip, and is gone when it rolls back. Safe from any thread.
class Log {
 public:
  // `bus` acts as the role of the kernel's schema `bus`. Does not need the database to be there yet: topics are
  // registered, and their numbers learnt, with the first use: within the transaction that publishes, or by topics().
  Log(db::Database bus, std::vector<Topic> topics, const EventSettings& settings, const Clock& clock,
      telemetry::Metrics& metrics);
  ~Log();

  // In whatever module's transaction. `key` is the id of the aggregate that the message is about: messages of one key
  // stay in order. A topic that the log was not made with is a bug; a transaction that publishes more than the
  // settings allow throws std::length_error.
  template <Message M>
  void publish(db::Tx& tx, std::string_view key, const M& message) {
    const MessageType& type = M::kMessage;
    append(tx, {type.topic, std::string(type.aggregate), std::string(key), std::string(type.name), type.version,
                json::to_json(message)});
  }
  void append(db::Tx& tx, NewEvent event);

  struct RegisteredTopic {
    Topic topic;  // with the number of partitions that it has in the database
    int id = 0;
  };
  // `unavailable` when the database cannot be asked. Cheap once it has been.
  Result<std::span<const RegisteredTopic>> topics();

  // `heard` is called after each commit that appended, on the committing thread, with what was appended, each partition
  // and type once: it has to be quick and must not throw. To be called before the first append; what is captured has to
  // outlive the log's use.
  using Heard = std::function<void(std::span<const Appended>)>;
  void on_appended(Heard heard);
  // Who hands messages to groups before the COMMIT; before the first append.
  void handled_by(std::shared_ptr<AtOnce> at_once);
  // An append that happened elsewhere and was heard of.
  void announce(std::span<const Appended> appended) const;

 private:
  class Outbox;
  class Topics;

  db::Database bus_;
  std::size_t max_events_;
  std::size_t max_payload_bytes_;
  const Clock& clock_;
  std::unique_ptr<Topics> topics_;
  std::vector<Heard> listeners_;
  std::shared_ptr<AtOnce> at_once_;  // null: everything goes by the log
};

}  // namespace kontor::events
