#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kernel/events/dispatch/seat.hpp"

namespace kontor::events {

// Which partition of which group a free worker takes next. No partition is at two workers of this process at once; the
// groups take turns; and the last free worker is kept for groups that have none at work, so that a slow one never has
// all. Safe from any thread; never blocks but in next().
class ReadyQueue {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // `wants`: whether the group of this number has yet to handle messages of this type; for any of the dispatcher's
  // groups.
  using Wants = std::function<bool(std::size_t group, const Appended& appended)>;
  explicit ReadyQueue(
      int workers, Wants wants = [](std::size_t, const Appended&) { return true; });

  // What wakes the group makes it ready after this pause only. Before open().
  void gather(std::size_t group, std::chrono::milliseconds pause);
  // Once: makes the seats known, all of them ready.
  void open(std::vector<Seat> seats);

  // Something may have come to these; of a known type only for the groups that are yet to handle it: for the others it
  // is enough to move their place over it with the next look. Partitions that are nobody's are ignored.
  void wake(std::span<const Appended> appended);
  void wake(int group_id, const Partition& partition);

  // Waits for a seat that is ready; nullptr once the queue is closed. Belongs to the caller until done().
  Seat* next();
  // The same, and with it up to `most` in all of its group that are ready, too; none once the queue is closed.
  std::vector<Seat*> next_few(std::size_t most);

  // What becomes of a seat that was worked on. What woke it meanwhile makes it ready again, unless it is deaf.
  struct Rest {
    enum class Kind {
      idle,       // until something comes
      again,      // at once, behind the others
      again_and,  // the same, and once more at the moment
      deaf,       // at the moment, whatever comes before
      hold,       // as again, but nobody works before the moment
    };
    Kind kind = Kind::idle;
    Moment moment = {};
  };
  void done(Seat& seat, const Rest& rest);

  // next() gives nothing any more.
  void close();

 private:
  enum class Phase { idle, gathering, ready, working };
  struct State {
    Phase phase = Phase::idle;
    bool woken = false;   // while it was worked on
    bool beside = false;  // another seat's worker works on it, too
    Moment deaf_until = {};
  };
  struct Turn {
    std::chrono::milliseconds pause{0};
    std::vector<std::size_t> gathering;
    Moment gathered_at = {};
    std::deque<std::size_t> ready;
    int working = 0;
  };

  void wake_locked(std::size_t seat, Moment now);
  void make_ready(std::size_t seat);
  void gather_locked(std::size_t seat, Moment now);
  void ring_gathered(Moment now);
  void ring_timers(Moment now);
  bool may_take(const Turn& turn) const;
  std::optional<std::size_t> choose();
  std::optional<Moment> next_moment(Moment now) const;

  const int workers_;
  const Wants wants_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Seat> seats_;
  std::vector<State> states_;
  std::vector<Turn> turns_;  // by group
  std::multimap<Partition, std::size_t> listeners_;
  std::multimap<Moment, std::size_t> timers_;
  Moment held_until_ = {};
  std::size_t last_group_ = 0;
  int working_ = 0;
  std::size_t groups_at_work_ = 0;
  bool closed_ = false;
};

}  // namespace kontor::events
