#pragma once

#include <functional>
#include <memory>
#include <vector>

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
    // The place was lost (the database went away): there may be events that were not seen. What depends on having seen
    // them all has to be emptied now. Also called once when listening begins, before the first event.
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

  Tails(Log& log, db::Database bus, const EventSettings& settings, const telemetry::Log& logger,
        telemetry::Metrics& metrics);
  ~Tails();  // as stop()

  // At any time, from any thread. Events whose commit returned after this did are delivered.
  [[nodiscard]] Subscription listen(std::vector<Topic> topics, Listener listener);

  void start();
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::events
