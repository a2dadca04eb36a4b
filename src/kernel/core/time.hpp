#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

// A moment of the wall clock, to the microsecond, as PostgreSQL's timestamptz.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// RFC 3339 in UTC: 2026-03-01T09:30:00.000000Z.
std::string to_string(Timestamp moment);
// RFC 3339 with any offset; digits below the microsecond are dropped. nullopt for anything else: the 30th of February,
// a leap second, and what falls outside the years 1 to 9999 in UTC.
std::optional<Timestamp> parse_timestamp(std::string_view text);

// Where a component needs to know the time it asks a Clock, so that a test can move it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
  virtual std::chrono::steady_clock::time_point monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  std::chrono::steady_clock::time_point monotonic() const override;
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_; }
  std::chrono::steady_clock::time_point monotonic() const override { return monotonic_; }
  void advance(std::chrono::microseconds by) {
    now_ += by;
    monotonic_ += by;
  }

 private:
  Timestamp now_;
  std::chrono::steady_clock::time_point monotonic_{};
};

// The moment until which an answer is of use. Monotonic: a step of the wall clock does not move it.
class Deadline {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  static Deadline after(std::chrono::milliseconds duration) { return Deadline(TimePoint::clock::now() + duration); }
  static Deadline at(TimePoint moment) { return Deadline(moment); }

  TimePoint moment() const { return moment_; }
  bool passed() const { return TimePoint::clock::now() >= moment_; }
  // Never negative; rounded up, so that it is zero only when the moment has passed.
  std::chrono::milliseconds remaining() const;

 private:
  explicit Deadline(TimePoint moment) : moment_(moment) {}
  TimePoint moment_;
};

}  // namespace kontor
