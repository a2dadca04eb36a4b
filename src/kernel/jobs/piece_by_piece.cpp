#include "kernel/jobs/piece_by_piece.hpp"

namespace kontor::jobs {

Result<void> piece_by_piece(const JobRun& run, std::uint64_t most,
                            const std::function<Result<std::uint64_t>()>& piece) {
  while (!run.stop_requested()) {
    const auto done = piece();
    if (!done) return done.error();
    if (*done < most) break;
  }
  return {};
}

}  // namespace kontor::jobs
