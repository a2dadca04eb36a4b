#pragma once

#include "kernel/events/transport.hpp"

namespace kontor::test {

// The log in the database.
class LogTransport final : public Transport {
 public:
  LogTransport();

  std::unique_ptr<Instance> open(std::vector<Listener> listeners) override;
  void publish(const std::string& key, std::int64_t number, std::optional<Uuid> id = {}) override;
  void replay(Instance& instance, const std::string& group) override;
  std::vector<Effect> effects(const std::string& group) const override;
  int dead_letters(const std::string& group) const override;

 private:
  class LogInstance;
  TestDatabase database_;
  telemetry::Log logger_;
  telemetry::Metrics metrics_;
  mutable db::Pool pool_;
  EventProgram publisher_;
};

}  // namespace kontor::test
