#pragma once

#include <chrono>
#include <mutex>

namespace kontor::db {

// Who may try to connect. While the server answers, everybody; once an attempt has failed, one at a time and not sooner
// than `pause` after the last failure, and all others fail at once instead of queueing at a closed door.
class ConnectGate {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kPause{100};

  // Whoever is let in reports back.
  bool enter(Moment now);
  void succeeded();
  // True for the first failure after a success.
  bool failed(Moment now);

 private:
  std::mutex mutex_;
  bool down_ = false;
  bool probing_ = false;
  Moment next_try_{};
};

}  // namespace kontor::db
