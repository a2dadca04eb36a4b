#pragma once

#include <string>
#include <vector>

#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/log.hpp"
#include "kernel/json/describe.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// What the tests of the event log publish: notes on shelves.
inline constexpr events::Topic kNotes{"note-events", events::Topic::Kind::events, 4};
inline constexpr events::Topic kErrands{"errand-commands", events::Topic::Kind::commands, 2};

struct NoteWritten {
  static constexpr events::MessageType kMessage{"shelf.note_written", 1, kNotes, "note"};
  std::int64_t number = 0;
  std::string text;
};
KONTOR_DESCRIBE(NoteWritten, number, text)

struct TidyUp {
  static constexpr events::MessageType kMessage{"shelf.tidy_up", 1, kErrands, "shelf"};
  std::string shelf;
};
KONTOR_DESCRIBE(TidyUp, shelf)

// Those of the kernel, and a module `shelf`.
std::vector<db::Migration> event_migrations();

// What the groups of these tests lock first, as one has to that handles at once.
void lock_key(db::Tx& tx, const std::string& group, const std::string& key);

// The kernel's schemas and a module `shelf` with a table of notes; a pool that may be as small as one session.
class EventHouse {
 public:
  struct Changes {
    int pool_size = 4;
    int lock_timeout_ms = 3000;
    int statement_timeout_ms = 10000;
    events::EventSettings events = {};
  };
  EventHouse() : EventHouse(Changes{}) {}
  explicit EventHouse(const Changes& changes);

  std::string run_sql(const std::string& sql) const { return database.run_sql(sql); }
  // Ends every other session with the database, as a restart would, and waits for their end.
  void terminate_sessions() const;

  // Publishes a note in a transaction of the module's.
  Result<void> write(std::string_view key, std::int64_t number);

  TestDatabase database;
  telemetry::Log logger;
  telemetry::Metrics metrics;
  SystemClock clock;
  db::DatabaseSettings settings;
  events::EventSettings event_settings;
  db::Pool pool;
  db::Database bus;
  db::Database shelf;
  events::Log log;
};

}  // namespace kontor::test
