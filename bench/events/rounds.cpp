#include "rounds.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "kernel/core/format.hpp"

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds kRulerTime{2000};
constexpr milliseconds kWorkTime{2000};
constexpr milliseconds kHalfLoadTime{2500};
constexpr int kIdleEvents = 100;
constexpr int kBatch = 100;

double ms_since(SteadyTime begin) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count();
}

void add_to(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

// From now on: how much of something there was a second, and what WAL it took.
class Rounds::Watch {
 public:
  explicit Watch(Stage& stage) : stage_(stage) {}

  Measured of(std::int64_t count) {
    const auto many = static_cast<double>(std::max<std::int64_t>(count, 1));
    const auto a_second = many * 1000 / ms_since(begin_);
    return {.a_second = a_second, .wal_bytes = static_cast<double>(stage_.wal_bytes() - wal_begin_) / many};
  }

 private:
  Stage& stage_;
  std::int64_t wal_begin_ = stage_.wal_bytes();
  SteadyTime begin_ = steady_clock::now();
};

void Rounds::play(int rounds) {
  for (int round = 1; round <= rounds; ++round) {
    progress_ = format("round {} of {}: ", round, rounds);
    play_round(round);
  }
  measure_ruler();
  show_progress("");
  std::vector<double> rates;
  for (const auto& round : ruler_.rounds) rates.push_back(round.a_second);
  for (auto& round : ruler_.rounds) round.ruler = median(rates);
  if (std::stoll(stage_.run_sql("select count(*) from shop.effect")) != handled_)
    throw std::runtime_error("the handlers' rows are not one for each event");
}

void Rounds::play_round(int round) {
  const auto backlog = format("hundred-{}", round);
  measure_ruler();
  append(append_one_, format("one-{}", round), 1);
  const auto events = append(append_hundred_, backlog, kBatch);
  measure_ruler();
  handle(handle_one_, backlog, Service::Kind::for_good, 1, events);
  handle(handle_hundred_, backlog, Service::Kind::for_good, kBatch, events);
  handle(handle_relaxed_, backlog, Service::Kind::relaxed, kBatch, events);
  measure_ruler();
  publish_and_handle(both_one_, format("both-one-{}", round), 1);
  publish_and_handle(both_hundred_, format("both-hundred-{}", round), kBatch);
  idle(format("idle-{}", round));
  half_load(format("half-{}", round), both_one_.rounds.back().a_second / 2);
}

void Rounds::measure_ruler() {
  say(ruler_.title);
  Watch watch(stage_);
  const auto rate = stage_.tpc_b(kRulerTime);
  const auto transactions = rate * std::chrono::duration<double>(kRulerTime).count();
  ruler_.rounds.push_back({.a_second = rate, .wal_bytes = watch.of(static_cast<std::int64_t>(transactions)).wal_bytes});
  for (auto* line : since_ruler_) line->rounds.back().ruler = (last_ruler_ + rate) / 2;
  since_ruler_.clear();
  last_ruler_ = rate;
}

std::int64_t Rounds::append(Line& line, const std::string& topic, int batch) {
  say(line.title);
  Channel channel(stage_, topic);
  Watch watch(stage_);
  Publishers publishers(sales(channel, batch));
  stage_.wait(kWorkTime);
  publishers.stop();
  const auto appended = publishers.published() * batch;
  note(line, watch.of(appended));
  return appended;
}

void Rounds::handle(Line& line, const std::string& topic, Service::Kind kind, int batch, std::int64_t backlog) {
  say(line.title);
  Channel channel(stage_, topic);
  Watch watch(stage_);
  Service service(stage_, channel, kind, batch);
  stage_.wait(kWorkTime, [&] { return service.tally.count() == backlog; });
  service.dispatcher.stop();
  note(line, watch.of(service.tally.count()));
  handled_ += service.tally.count();
}

void Rounds::publish_and_handle(Line& line, const std::string& topic, int batch) {
  say(line.title);
  Channel channel(stage_, topic);
  Service service(stage_, channel, Service::Kind::for_good, kBatch);
  Watch watch(stage_);
  Publishers publishers(use_case(channel, batch));
  stage_.wait(kWorkTime);
  note(line, watch.of(service.tally.count()));
  publishers.stop();
  service.dispatcher.stop();
  handled_ += service.tally.count();
}

void Rounds::idle(const std::string& topic) {
  say("publish to handled, idle");
  Channel channel(stage_, topic);
  Service service(stage_, channel, Service::Kind::for_good, kBatch);
  const auto publish = use_case(channel, 1);
  for (int i = 1; i <= kIdleEvents; ++i) {
    stage_.wait(milliseconds(5 + i % 5));
    const auto due = steady_clock::now();
    if (const auto done = publish(due); !done) throw std::runtime_error(done.error().detail);
    publishing_ms_.push_back(ms_since(due));
    if (!stage_.wait(seconds(10), [&] { return service.tally.count() == i; })) {
      throw std::runtime_error("an event was not handled");
    }
  }
  add_to(idle_ms_, service.tally.latencies_ms());
  handled_ += kIdleEvents;
}

void Rounds::half_load(const std::string& topic, double transactions_a_second) {
  say("publish to handled, half load");
  Channel channel(stage_, topic);
  Service service(stage_, channel, Service::Kind::for_good, kBatch);
  Publishers publishers(use_case(channel, 1), transactions_a_second);
  stage_.wait(kHalfLoadTime);
  publishers.stop();
  if (!stage_.wait(seconds(10), [&] { return service.tally.count() == publishers.published(); })) {
    throw std::runtime_error("events at half load were not handled");
  }
  add_to(half_load_ms_, service.tally.latencies_ms());
  handled_ += publishers.published();
}

Publish Rounds::sales(Channel& channel, int batch) {
  return [this, &channel, batch](SteadyTime due) {
    return stage_.database("shop").transact([&](db::Tx& tx) -> Result<void> {
      publish_sales(channel.log, tx, channel.topic, batch, due);
      return {};
    });
  };
}

Publish Rounds::use_case(Channel& channel, int batch) {
  return [this, &channel, batch](SteadyTime due) {
    return stage_.database("shop").transact([&](db::Tx& tx) -> Result<void> {
      keep_sale(tx);
      publish_sales(channel.log, tx, channel.topic, batch, due);
      return {};
    });
  };
}

void Rounds::note(Line& line, const Measured& measured) {
  line.rounds.push_back(measured);
  since_ruler_.push_back(&line);
}

void Rounds::say(std::string_view what) const {
  show_progress(progress_ + std::string(what));
}

void Rounds::print() const {
  std::puts("transactions or events a second, as a ratio to TPC-B transactions: median [lowest … highest round]");
  for (const auto* line : {&ruler_, &append_one_, &append_hundred_, &handle_one_, &handle_hundred_, &handle_relaxed_,
                           &both_one_, &both_hundred_}) {
    print_rates(line->title, line->rounds, line->aim);
  }
  std::puts("milliseconds from the moment the publishing was due to the handler's commit");
  print_latencies("idle", idle_ms_);
  print_latencies("  of which publishing took", publishing_ms_);
  std::vector<double> rates;
  for (const auto& round : both_one_.rounds) rates.push_back(round.a_second / 2);
  print_latencies(format("at half load ({:.0f} a second)", median(rates)), half_load_ms_, 10);
}

}  // namespace kontor::bench
