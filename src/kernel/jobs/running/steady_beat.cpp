#include "kernel/jobs/running/steady_beat.hpp"

#include <exception>
#include <utility>

namespace kontor::jobs {

std::chrono::milliseconds SteadyBeat::operator()(const std::function<Result<std::chrono::milliseconds>()>& work) {
  try {
    const auto pause = work();
    if (!pause) return went_wrong(pause.error().detail);
    went_well();
    return *pause;
  } catch (const std::exception& failed) {
    return went_wrong(failed.what());
  }
}

void SteadyBeat::went_well() {
  if (std::exchange(in_trouble_, false)) log_.info(names_.back);
}

std::chrono::milliseconds SteadyBeat::went_wrong(std::string_view detail) {
  if (!std::exchange(in_trouble_, true)) log_.error(names_.away, {{"detail", detail}});
  return poll_;
}

}  // namespace kontor::jobs
