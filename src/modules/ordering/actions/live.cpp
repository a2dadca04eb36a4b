#include "modules/ordering/actions/live.hpp"

#include <algorithm>
#include <utility>

#include "kernel/json/json.hpp"

namespace kontor::ordering {

namespace {

struct Said {
  OrderId order_id;
  std::optional<Progress> progress;
};
KONTOR_DESCRIBE(Said, order_id, progress)

}  // namespace

void Watcher::live(const OrderId& id, const Progress& progress) {
  const std::lock_guard lock(mutex_);
  if (in_present_) return show(id, progress);
  waiting_.emplace_back(id, progress);
}

void Watcher::past_is_shown(const std::map<OrderId, std::int64_t>& seen) {
  const std::lock_guard lock(mutex_);
  in_present_ = true;
  for (const auto& [id, seq] : seen) seen_[id] = seq;
  for (const auto& [id, progress] : std::exchange(waiting_, {})) show(id, progress);
}

void Watcher::show(const OrderId& id, const Progress& progress) {
  auto& seen = seen_[id];
  if (over_ || progress.seq <= seen) return;
  seen = progress.seq;
  if (!show_(id, progress)) over_ = true;
}

bool Watcher::is_over() const {
  const std::lock_guard lock(mutex_);
  return over_ || !is_there_();
}

void Watcher::end() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(over_, true)) close_();
}

Live::Live(events::Tails& tails, std::size_t most_watchers, telemetry::Metrics& metrics)
    : most_(most_watchers),
      watching_(metrics.gauge("kontor_ordering_watchers", "Live streams of orders in this process")),
      drop_at_(std::min(most_, kFewWatchers)),
      news_(tails.listen({kOrderEvents}, {.on_event = [this](const events::Event& event) { heed(event); },
                                          .on_gap = [this] { gap(); }})) {}

void Live::await(const OrderId& id, const std::shared_ptr<http::Later>& answer) {
  const std::lock_guard lock(mutex_);
  awaited_.emplace(id, answer);
}

void Live::forget(const OrderId& id) {
  const std::lock_guard lock(mutex_);
  awaited_.erase(id);
}

bool Live::watch_order(const OrderId& id, std::shared_ptr<Watcher> watcher) {
  return add(of_order_, id.uuid(), std::move(watcher));
}

bool Live::watch_user(const Uuid& user, std::shared_ptr<Watcher> watcher) {
  return add(of_user_, user, std::move(watcher));
}

bool Live::add(Watchers& watchers, const Uuid& key, std::shared_ptr<Watcher> watcher) {
  const std::lock_guard lock(mutex_);
  if (this->watchers() >= drop_at_) drop_ended();
  const bool has_room = this->watchers() < most_;
  if (has_room) watchers.emplace(key, std::move(watcher));
  watching_.set(static_cast<double>(this->watchers()));
  return has_room;
}

void Live::drop_ended() {
  std::erase_if(of_order_, [](const auto& one) { return one.second->is_over(); });
  std::erase_if(of_user_, [](const auto& one) { return one.second->is_over(); });
  drop_at_ = std::min(most_, std::max(kFewWatchers, 2 * watchers()));
}

void Live::heed(const events::Event& event) {
  if (event.type == OrderPlaced::kMessage.name) return;  // nobody can know of it yet
  const auto said = json::read<Said>(event.payload, {.unknown = json::Unknown::ignore});
  if (!said) return;
  wake(said->order_id);
  if (said->progress) announce(said->order_id, *said->progress);
}

void Live::wake(const OrderId& id) {
  std::vector<std::shared_ptr<http::Later>> answers;
  {
    const std::lock_guard lock(mutex_);
    const auto [first, last] = awaited_.equal_range(id);
    for (auto one = first; one != last; ++one) answers.push_back(one->second.lock());
    awaited_.erase(first, last);
  }
  for (const auto& answer : answers) {
    if (answer) answer->complete();
  }
}

void Live::announce(const OrderId& id, const Progress& progress) {
  const std::lock_guard lock(mutex_);
  const auto tell = [&](Watchers& watchers, const Uuid& key) {
    const auto [first, last] = watchers.equal_range(key);
    for (auto one = first; one != last;) {
      one->second->live(id, progress);
      one = one->second->is_over() ? watchers.erase(one) : std::next(one);
    }
  };
  tell(of_order_, id.uuid());
  if (progress.user_id) tell(of_user_, *progress.user_id);
  watching_.set(static_cast<double>(watchers()));
}

// What was missed is not known: who waits looks for itself.
void Live::gap() {
  std::multimap<OrderId, std::weak_ptr<http::Later>> awaited;
  {
    const std::lock_guard lock(mutex_);
    awaited.swap(awaited_);
    for (auto* watchers : {&of_order_, &of_user_}) {
      for (const auto& one : *watchers) one.second->end();
      watchers->clear();
    }
  }
  for (const auto& [id, answer] : awaited) {
    if (const auto one = answer.lock()) one->complete();
  }
}

}  // namespace kontor::ordering
