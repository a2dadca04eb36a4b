#pragma once

#include <memory>
#include <vector>

#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::events {

// Brings the log's events to the groups. Each group has a place in each partition of its topics; a worker takes a
// partition (other instances then leave it), reads a batch behind the place, runs the handlers, moves the place and
// commits, all in one transaction. It is woken by commits in this process (Log::on_appended) and by neighbours, and
// looks by itself from time to time.
//
// A batch that fails is rolled back with everything it published and run again event by event. The groups share
// EventSettings::workers threads; the last free one is kept for a group that has none, so a slow one never has all.
class Dispatcher {
 public:
  Dispatcher(Log& log, db::Database bus, std::vector<Group> groups, const EventSettings& settings,
             const telemetry::Log& logger, telemetry::Metrics& metrics, telemetry::Tracer tracer = {});
  ~Dispatcher();  // as stop()

  // Once. Returns at once; goes on trying while the database is away.
  void start();
  // Takes no new batch and waits for those at work. For good. May be repeated, also by several at once.
  void stop();

  // Whether no group is behind by more than the settings allow, and that was seen within the same time; names the first
  // that is. A paused group is behind on purpose. From memory, never blocks.
  Result<void> check() const;

  const std::vector<Group>& groups() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::events
