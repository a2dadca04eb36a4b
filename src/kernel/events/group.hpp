#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/event.hpp"
#include "kernel/events/event_scope.hpp"
#include "kernel/json/json.hpp"

namespace kontor::events {

// A named subscription: every event of its messages reaches it, in order per key, and what its handlers write happens
// once, because it is committed together with the group's place in the log. Built by a module, handed to the
// Dispatcher by the composition root.
//
//   events::Group("ordering-views", database)
//       .on<OrderPlaced>([&](db::Tx& tx, const OrderPlaced& placed, const events::Event& event) -> Result<void> {…})
//       .rebuildable([&](db::Tx& tx) { views.clear(tx); });
//
// Handlers run in a transaction in the role of the group's database, may be called by several threads at once (for
// different keys), may publish, must not call the network nor another module, and may run again after a rollback. An
// Error or an exception fails the event: it is tried again with backoff, and goes to the group's dead letters in the
// end, with all later events of its key behind it. A group that is new, or gets a new topic, begins at the log's
// beginning.
// While two versions of the program run, the older one leaves to the newer what it does not know. A message that is new
// to a group on a topic that it has is handled from its place on.
class Group {
 public:
  using Batch = std::span<const Event>;
  using BatchHandler = std::function<Result<void>(db::Tx&, Batch)>;
  using Clear = std::function<void(db::Tx&)>;

  Group(std::string name, db::Database database);

  // An event of a known name with a version that no running program has a handler of fails.
  template <Message M, class Handler>
  Group&& on(Handler handler) && {
    add({M::kMessage}, [handler = std::move(handler)](db::Tx& tx, Batch batch) -> Result<void> {
      for (const Event& event : batch) {
        auto message = json::read<M>(event.payload, {.unknown = json::Unknown::ignore});
        if (!message) return std::move(message).error();
        const EventScope scope(event);
        if (auto done = handler(tx, *message, event); !done) return done;
      }
      return {};
    });
    return std::move(*this);
  }

  // A batch's events of these messages as one set, in the order of the log: for handlers that lock rows which other
  // partitions' events touch too, and so have to lock them in one order. An event of another of the group's handlers
  // ends the set, because order comes first. The handler opens an EventScope where it publishes.
  Group&& on_batch(std::vector<MessageType> messages, BatchHandler handler) &&;

  // The group can be emptied and filled again from the log, at any time, and arrives at the same state whatever the
  // order between keys. Not for a group of commands. Without this, the group's effects are for good: it refuses a
  // replay and remembers the ids of what it handled.
  Group&& rebuildable(Clear clear) &&;

  // Its commits need not be flushed: for groups whose only input is the log and whose only effect nobody outside
  // observes before it is flushed by another.
  Group&& relaxed() &&;

  // What comes waits for so long, so that what comes meanwhile is handled with it: for what nobody waits for.
  Group&& gathers(std::chrono::milliseconds pause) &&;

  // These of its messages are handled in the transaction that publishes them, where that is one of this process and
  // nothing of their key waits for the group; else they come by the log as all others do (docs/decisions/0045).
  // Messages of one key may then be handled by two transactions at once, so the handler locks first what its message is
  // about, or makes it and fails where somebody else does. These rows stay locked until the publisher's COMMIT, so it
  // must take none that a publisher may be waited for with: answers and the next step forward, never what takes back.
  Group&& at_once(std::vector<MessageType> messages) &&;

  const std::string& name() const { return name_; }
  const db::Database& database() const { return database_; }
  bool is_rebuildable() const { return clear_ != nullptr; }
  bool is_relaxed() const { return relaxed_; }
  std::chrono::milliseconds gathering() const { return gathering_; }
  void clear(db::Tx& tx) const { clear_(tx); }
  std::vector<Topic> topics() const;  // that its messages are on
  const std::vector<MessageType>& messages() const { return messages_; }
  const std::vector<MessageType>& handled_at_once() const { return at_once_; }

  // Why no Dispatcher takes it: commands are removed from the log, so nothing can be built from them again; and what is
  // rebuilt from the log comes from nowhere else.
  std::optional<std::string> trouble() const;

  // Runs the handlers of one partition's events, in their order, in this transaction.
  Result<void> handle(db::Tx& tx, Batch batch) const;

 private:
  void add(const std::vector<MessageType>& messages, BatchHandler handler);
  const BatchHandler* handler_of(std::string_view type, int version) const;
  bool wants(std::string_view type) const;

  std::string name_;
  db::Database database_;
  std::vector<MessageType> messages_;
  std::vector<std::size_t> handler_numbers_;  // of each message
  std::vector<BatchHandler> handlers_;
  std::vector<MessageType> at_once_;
  Clear clear_;
  bool relaxed_ = false;
  std::chrono::milliseconds gathering_{0};
};

}  // namespace kontor::events
