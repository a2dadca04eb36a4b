#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kernel/events/tails.hpp"
#include "kernel/http/later.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/ordering/api/events.hpp"

namespace kontor::ordering {

// Who watches an order, or all of a user's, and is told as soon as it moves: what follows `since`, each entry once, in
// order. What comes while the past is still being read waits behind it.
class Watcher {
 public:
  // Says whether there is still somebody: false ends the watching.
  using Show = std::function<bool(const OrderId&, const Progress&)>;
  using IsThere = std::function<bool()>;
  using Close = std::function<void()>;

  Watcher(Show show, IsThere is_there, Close close)
      : show_(std::move(show)), is_there_(std::move(is_there)), close_(std::move(close)) {}

  void live(const OrderId& id, const Progress& progress);
  // The past up to `seen`, which the caller has shown itself, is over: what came meanwhile follows.
  void past_is_shown(const std::map<OrderId, std::int64_t>& seen);
  // Also where its client has left and nothing was shown since.
  bool is_over() const;
  // Something may have been missed: who watches comes back and says what it has seen.
  void end();

 private:
  void show(const OrderId& id, const Progress& progress);

  mutable std::mutex mutex_;
  const Show show_;
  const IsThere is_there_;
  const Close close_;
  bool over_ = false;
  bool in_present_ = false;
  std::map<OrderId, std::int64_t> seen_;
  std::vector<std::pair<OrderId, Progress>> waiting_;
};

// What every instance hears of orders, handed on to who waits in this process: requests for the end of their saga,
// streams for each step. From memory; safe from any thread; nothing blocks.
class Live {
 public:
  Live(events::Tails& tails, std::size_t most_watchers, telemetry::Metrics& metrics);

  // Completes the answer with the next news of the order. To be called before the news can exist.
  void await(const OrderId& id, const std::shared_ptr<http::Later>& answer);
  void forget(const OrderId& id);

  // False: there are as many watchers as the settings allow.
  bool watch_order(const OrderId& id, std::shared_ptr<Watcher> watcher);
  bool watch_user(const Uuid& user, std::shared_ptr<Watcher> watcher);

 private:
  using Watchers = std::multimap<Uuid, std::shared_ptr<Watcher>>;

  void heed(const events::Event& event);
  void announce(const OrderId& id, const Progress& progress);
  void wake(const OrderId& id);
  void gap();
  bool add(Watchers& watchers, const Uuid& key, std::shared_ptr<Watcher> watcher);
  // Nobody says when a client leaves, so it is looked for whenever the watchers have doubled.
  void drop_ended();
  std::size_t watchers() const { return of_order_.size() + of_user_.size(); }

  static constexpr std::size_t kFewWatchers = 32;

  const std::size_t most_;
  telemetry::Gauge& watching_;
  std::mutex mutex_;
  std::multimap<OrderId, std::weak_ptr<http::Later>> awaited_;
  Watchers of_order_;
  Watchers of_user_;
  std::size_t drop_at_;  // so many watchers
  events::Tails::Subscription news_;
};

}  // namespace kontor::ordering
