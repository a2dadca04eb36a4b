#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/json/describe.hpp"

// What is published. A message is a described struct that says what it is:
//
//   inline constexpr events::Topic kOrderEvents{"order-events"};
//
//   struct OrderPlaced {
//     static constexpr events::MessageType kMessage{"ordering.order_placed", 1, kOrderEvents, "order"};
//     OrderId order_id;
//     Money total;
//   };
//   KONTOR_DESCRIBE(OrderPlaced, order_id, total)
//
// Events are past tense; commands are imperative, on a topic of commands, and owned by the module that obeys them. A
// change that old readers would not understand is a new version: a new struct of the same name with the next number.
namespace kontor::events {

struct Topic {
  enum class Kind { events, commands };  // commands are removed from the log when all groups are through with them

  std::string_view name;
  Kind kind = Kind::events;
  // For a new topic; one that is there keeps the number it was made with.
  int partitions = 16;

  bool operator==(const Topic& other) const { return name == other.name; }
};

struct MessageType {
  std::string_view name;  // <module>.<what>, snake_case, for good
  int version;
  const Topic& topic;
  std::string_view aggregate;  // what the key of the message is the id of: "order"
};

template <class M>
concept Message = requires {
  { M::kMessage } -> std::convertible_to<const MessageType&>;
};

// What travels beside the payload. Written by the log from the publishing thread's Origin and trace.
struct Headers {
  std::string correlation_id;
  std::string causation_id;
  std::string traceparent;
  std::string actor;

  static void rules(json::Rules<Headers>& rule);  // all may be missing
};
KONTOR_DESCRIBE(Headers, correlation_id, causation_id, traceparent, actor)

// One entry of the log, as it is read. Within a topic's partition, positions only grow and follow the order of commits;
// between partitions they say nothing.
struct Event {
  std::int64_t position = 0;
  std::string topic;
  int partition = 0;
  Uuid id;
  std::string aggregatetype;
  std::string aggregateid;  // the key: events of one key are in one partition
  std::string type;
  int version = 1;
  Timestamp time;
  Headers headers;
  std::string payload;  // JSON
};

}  // namespace kontor::events
