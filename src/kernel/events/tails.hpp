#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kernel/db/pool.hpp"
#include "kernel/events/event.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::events {

// What every instance has to see: caches, revoked tokens, live streams, a request that waits for its saga. A tail
// begins at the log's head, keeps its place in memory only, and delivers nothing that a crash of PostgreSQL could still
// take back.
class Tails {
 public:
  struct Listener {
    // In order per key, on the tails' one thread: quick, and never blocking. What it throws is logged.
    std::function<void(const Event&)> on_event;
    // There may be events that were not seen: what depends on having seen them all has to be emptied now. Called once
    // when listening begins, before the first event; when the place is lost (the database went away); and again when
    // there is a new one, because what was read in between may have changed unseen.
    std::function<void()> on_gap;
  };

  // Listens as long as it lives; its end waits for a call that is under way (unless it is that call).
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&&) noexcept;
    Subscription& operator=(Subscription&&) noexcept;
    ~Subscription();

   private:
    friend class Tails;
    class Seat;
    std::shared_ptr<Seat> seat_;
  };

  // Before the log's first append. Works on a session of its own, opened with the first listener. A URL that cannot be
  // read throws std::invalid_argument.
  Tails(Log& log, const db::DatabaseSettings& database, const EventSettings& settings, const telemetry::Log& logger,
        telemetry::Metrics& metrics);
  ~Tails();  // as stop()

  // At any time, from any thread; only topics that the log knows. Events whose commit returned after this did are
  // delivered: where nobody listened to a topic before, this waits for a look at its head. While the database is away,
  // or before start(), it returns at once, and the listener's first gap stands for what it missed. The same in a call
  // of a listener.
  [[nodiscard]] Subscription listen(std::vector<Topic> topics, Listener listener);

  // Returns at once; goes on trying while the database is away.
  void start();
  // No call is under way when it returns. May be repeated.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::events
