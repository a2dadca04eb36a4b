#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::jobs {

// A beat for a Pulse that goes on whatever happens to its work: a database that is away is logged once, and once more
// when it is back.
class SteadyBeat {
 public:
  struct Names {  // of the log lines
    std::string_view away;
    std::string_view back;
  };
  SteadyBeat(Names names, std::chrono::milliseconds poll, const telemetry::Log& log)
      : names_(names), poll_(poll), log_(log) {}

  // The pause that the work asks for; the poll's where it failed or threw. By one thread at a time.
  std::chrono::milliseconds operator()(const std::function<Result<std::chrono::milliseconds>()>& work);

 private:
  void went_well();
  std::chrono::milliseconds went_wrong(std::string_view detail);

  const Names names_;
  const std::chrono::milliseconds poll_;
  const telemetry::Log& log_;
  bool in_trouble_ = false;
};

}  // namespace kontor::jobs
