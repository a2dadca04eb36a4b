#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kernel/core/format.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/events/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "sale.hpp"
#include "stage.hpp"

namespace kontor::bench {

inline events::EventSettings batches_of(int events) {
  events::EventSettings settings;
  settings.batch_events = events;
  return settings;
}

// A topic with a log of its own.
struct Channel {
  Channel(Stage& stage, std::string topic_name)
      : name(std::move(topic_name)), log(stage.bus(), {topic}, batches_of(100), stage.clock(), metrics) {}

  std::string name;
  events::Topic topic{name};
  telemetry::Metrics metrics;
  events::Log log;
};

// A group that is served while the object lives.
struct Service {
  enum class Kind { for_good, relaxed };

  Service(Stage& stage, Channel& channel, Kind kind, int batch)
      : dispatcher(channel.log, stage.bus(), groups(stage, channel, kind, batch), batches_of(batch), stage.log(),
                   channel.metrics) {
    dispatcher.start();
  }

  std::vector<events::Group> groups(Stage& stage, Channel& channel, Kind kind, int batch) {
    auto group =
        effects_of_sales(format("{}-{}-{}", channel.name, kind == Kind::relaxed ? "relaxed" : "for-good", batch),
                         stage.database("shop"), channel.topic, tally);
    if (kind == Kind::for_good) return {std::move(group)};
    return {std::move(group).rebuildable([](db::Tx& tx) { tx.post("delete from shop.effect"); }).relaxed()};
  }

  Tally tally;
  events::Dispatcher dispatcher;
};

}  // namespace kontor::bench
