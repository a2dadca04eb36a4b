#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/events/dispatcher.hpp"
#include "kernel/events/event_house.hpp"
#include "kernel/events/groups.hpp"

namespace kontor::test {

// An EventHouse with groups that write what they handle to shelf.effect; their handlers fail, throw or wait where a
// test says so.
class DispatchedHouse : public EventHouse {
 public:
  explicit DispatchedHouse(const Changes& changes = {.pool_size = 8});
  ~DispatchedHouse() { let_go(); }

  // Groups: one with effects for good, one that can be rebuilt, and one that publishes what it hears once more.
  events::Group shelving(const std::string& name);
  events::Group shelving_at_once(const std::string& name);
  events::Group view(const std::string& name);
  events::Group echo(const std::string& name);  // as commands to tidy up
  events::Group tidying(const std::string& name);

  std::unique_ptr<events::Dispatcher> dispatch(std::vector<events::Group> groups);
  events::Groups groups() { return {bus, known_}; }

  // An event of this key and number fails so many times.
  void fail(const std::string& key, std::int64_t number, int times = 1'000'000, bool by_exception = false);
  void heal();
  int failures() const;
  // The group's handlers wait until let_go().
  void hold(const std::string& group);
  void let_go();
  int held() const;  // how many wait

  using EventHouse::write;
  Result<void> write(std::string_view key, std::int64_t number, Uuid id);
  Result<void> append(const std::string& type, int version, const std::string& key);

  std::int64_t handled(const std::string& group) const;
  // In the order of commits.
  std::vector<std::int64_t> handled_numbers(const std::string& group, const std::string& key) const;

  // Another instance that only publishes, and wakes nobody here.
  class Publisher {
   public:
    explicit Publisher(DispatchedHouse& house)
        : log_(house.bus, {kNotes, kErrands}, house.event_settings, house.clock, house.metrics), shelf_(house.shelf) {}
    Result<void> write(std::string_view key, std::int64_t number);

   private:
    events::Log log_;
    db::Database shelf_;
  };

 private:
  Result<void> misbehave(const std::string& group, const std::string& key, std::int64_t number);
  events::Group noting(const std::string& name);

  std::vector<events::Group> known_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<std::string, std::int64_t>, int> failing_;
  bool by_exception_ = false;
  int failures_ = 0;
  std::string held_;
  int waiting_ = 0;
};

}  // namespace kontor::test
