#include "kernel/events/dispatch/ready_queue.hpp"

#include <algorithm>
#include <utility>

namespace kontor::events {

ReadyQueue::ReadyQueue(int workers, Wants wants) : workers_(workers), wants_(std::move(wants)) {}

void ReadyQueue::gather(std::size_t group, std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  turns_.resize(std::max(turns_.size(), group + 1));
  turns_[group].pause = pause;
}

void ReadyQueue::open(std::vector<Seat> seats) {
  const std::lock_guard lock(mutex_);
  seats_ = std::move(seats);
  states_.resize(seats_.size());
  for (std::size_t i = 0; i < seats_.size(); ++i) {
    turns_.resize(std::max(turns_.size(), seats_[i].group + 1));
    listeners_.emplace(seats_[i].delivery.partition, i);
    make_ready(i);
  }
  changed_.notify_all();
}

void ReadyQueue::wake(std::span<const Appended> appended) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  for (const auto& one : appended) {
    const auto [first, last] = listeners_.equal_range(one.partition);
    for (auto listener = first; listener != last; ++listener) {
      if (one.type.empty() || wants_(seats_[listener->second].group, one)) wake_locked(listener->second, now);
    }
  }
}

void ReadyQueue::wake(int group_id, const Partition& partition) {
  const std::lock_guard lock(mutex_);
  const auto [first, last] = listeners_.equal_range(partition);
  for (auto listener = first; listener != last; ++listener) {
    if (seats_[listener->second].delivery.group_id != group_id) continue;
    wake_locked(listener->second, std::chrono::steady_clock::now());
  }
}

void ReadyQueue::wake_locked(std::size_t seat, Moment now) {
  auto& state = states_[seat];
  if (state.phase == Phase::working) state.woken = true;
  if (state.phase == Phase::idle && now >= state.deaf_until) gather_locked(seat, now);
}

void ReadyQueue::gather_locked(std::size_t seat, Moment now) {
  auto& turn = turns_[seats_[seat].group];
  if (turn.pause.count() == 0) return make_ready(seat);
  states_[seat].phase = Phase::gathering;
  if (turn.gathering.empty()) {
    turn.gathered_at = now + turn.pause;
    changed_.notify_one();  // somebody has to wait no longer than until then
  }
  turn.gathering.push_back(seat);
}

void ReadyQueue::ring_gathered(Moment now) {
  for (auto& turn : turns_) {
    if (turn.gathering.empty() || turn.gathered_at > now) continue;
    for (const auto seat : std::exchange(turn.gathering, {})) make_ready(seat);
  }
}

void ReadyQueue::make_ready(std::size_t seat) {
  states_[seat].phase = Phase::ready;
  turns_[seats_[seat].group].ready.push_back(seat);
  changed_.notify_one();
}

Seat* ReadyQueue::next() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    const auto now = std::chrono::steady_clock::now();
    ring_timers(now);
    if (const auto seat = now < held_until_ ? std::nullopt : choose()) return &seats_[*seat];
    if (const auto moment = next_moment(now)) {
      changed_.wait_until(lock, *moment);
    } else {
      changed_.wait(lock);
    }
  }
  return nullptr;
}

std::vector<Seat*> ReadyQueue::next_few(std::size_t most) {
  std::vector<Seat*> taken;
  if (auto* first = next()) taken.push_back(first);
  if (taken.empty()) return taken;
  const std::lock_guard lock(mutex_);
  auto& ready = turns_[taken.front()->group].ready;
  while (!ready.empty() && taken.size() < most) {
    states_[ready.front()] = {.phase = Phase::working, .beside = true};
    taken.push_back(&seats_[ready.front()]);
    ready.pop_front();
  }
  return taken;
}

void ReadyQueue::ring_timers(Moment now) {
  while (!timers_.empty() && timers_.begin()->first <= now) {
    const auto seat = timers_.begin()->second;
    timers_.erase(timers_.begin());
    wake_locked(seat, now);
  }
  ring_gathered(now);
}

bool ReadyQueue::may_take(const Turn& turn) const {
  if (turn.ready.empty()) return false;
  const bool is_last = working_ + 1 == workers_;
  return turn.working == 0 || !is_last || groups_at_work_ == turns_.size();
}

std::optional<std::size_t> ReadyQueue::choose() {
  for (std::size_t step = 1; step <= turns_.size(); ++step) {
    const auto group = (last_group_ + step) % turns_.size();
    auto& turn = turns_[group];
    if (!may_take(turn)) continue;
    const auto seat = turn.ready.front();
    turn.ready.pop_front();
    states_[seat] = {.phase = Phase::working};
    if (turn.working++ == 0) ++groups_at_work_;
    ++working_;
    last_group_ = group;
    return seat;
  }
  return std::nullopt;
}

std::optional<ReadyQueue::Moment> ReadyQueue::next_moment(Moment now) const {
  if (now < held_until_) return held_until_;
  std::optional<Moment> next;
  if (!timers_.empty()) next = timers_.begin()->first;
  for (const auto& turn : turns_) {
    if (!turn.gathering.empty()) next = std::min(next.value_or(turn.gathered_at), turn.gathered_at);
  }
  return next;
}

void ReadyQueue::done(Seat& seat, const Rest& rest) {
  const std::lock_guard lock(mutex_);
  const auto index = static_cast<std::size_t>(&seat - seats_.data());
  auto& state = states_[index];
  state.phase = Phase::idle;
  if (!std::exchange(state.beside, false)) {
    if (--turns_[seat.group].working == 0) --groups_at_work_;
    --working_;
  }
  if (rest.kind == Rest::Kind::hold) held_until_ = std::max(held_until_, rest.moment);
  if (rest.kind == Rest::Kind::deaf) state.deaf_until = rest.moment;
  if (rest.kind == Rest::Kind::deaf || rest.kind == Rest::Kind::again_and) timers_.emplace(rest.moment, index);
  if (rest.kind == Rest::Kind::idle && state.woken) {
    gather_locked(index, std::chrono::steady_clock::now());
  } else if (rest.kind != Rest::Kind::idle && rest.kind != Rest::Kind::deaf) {
    make_ready(index);
  }
  // A worker became free: what was kept back for others may go on.
  changed_.notify_one();
}

void ReadyQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

}  // namespace kontor::events
