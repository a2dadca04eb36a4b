#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/events/event_program.hpp"

namespace kontor::test {

// What a transport of events is to the cases of conformance_test.cpp: instances that serve groups, somebody who
// publishes, and the effects that the groups committed. Another transport runs through the same cases by implementing
// this.
class Transport {
 public:
  virtual ~Transport() = default;

  class Instance {
   public:
    virtual ~Instance() = default;
    virtual void close() = 0;  // may be called from any thread, and again
  };
  // Serves these groups, from when it returns until it is closed or destroyed.
  virtual std::unique_ptr<Instance> open(std::vector<Listener> listeners) = 0;

  // Through an instance that serves nobody. `id`: of an event that came from elsewhere.
  virtual void publish(const std::string& key, std::int64_t number, std::optional<Uuid> id = {}) = 0;

  // Of a group that can be rebuilt and that the instance serves: from the beginning, live.
  virtual void replay(Instance& instance, const std::string& group) = 0;

  struct Effect {
    std::string key;
    std::int64_t number = 0;
  };
  // In the order of a key.
  virtual std::vector<Effect> effects(const std::string& group) const = 0;
  // How often the group gave an event up.
  virtual int dead_letters(const std::string& group) const = 0;
};

}  // namespace kontor::test
