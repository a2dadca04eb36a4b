#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/events/event_house.hpp"
#include "kernel/events/groups.hpp"

namespace kontor::test {

// A group that writes each note it hears to shelf.effect.
struct Listener {
  std::string group;
  bool rebuildable = false;
  bool orders_tidying = false;  // also publishes a command
  bool at_once = false;         // where the program publishes it itself
  bool obeys_tidying = false;   // hears those commands instead of the notes
  // Runs behind the writing, before the commit; may fail, throw, wait.
  std::function<Result<void>(const std::string& key, std::int64_t number)> then = {};
};

// One instance of a program on a database that others use too: a pool, a log and a dispatcher of its own. It hears of
// what others publish by looking.
class EventProgram {
 public:
  struct Options {
    int idle_in_transaction_timeout_ms = 10000;
    events::EventSettings events = {.poll_ms = 20, .attempts = 3, .first_retry_ms = 2, .longest_retry_ms = 20};
  };
  EventProgram(const db::DatabaseSettings& settings, std::vector<Listener> listeners, const Options& options);
  ~EventProgram() { close(); }

  // Writes the note's row and publishes it, in one transaction.
  Result<void> note(const std::string& key);
  Result<void> publish(const std::string& key, std::int64_t number, std::optional<Uuid> id = {});
  events::Groups groups() { return {bus_, groups_}; }
  // Whether its groups are registered.
  bool serves();
  void close() { dispatcher_->stop(); }

 private:
  events::Group group_of(Listener listener);

  telemetry::Log logger_;
  telemetry::Metrics metrics_;
  SystemClock clock_;
  events::EventSettings event_settings_;
  db::Pool pool_;
  db::Database bus_;
  db::Database shelf_;
  events::Log log_;
  std::vector<events::Group> groups_;
  std::unique_ptr<events::Dispatcher> dispatcher_;
};

}  // namespace kontor::test
