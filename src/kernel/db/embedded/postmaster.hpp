#pragma once

#include <filesystem>

#include "kernel/core/result.hpp"
#include "kernel/db/embedded/child_process.hpp"
#include "kernel/db/embedded/cluster.hpp"

namespace kontor::db {

// One run of a server over a cluster. To be started, watched and stopped by one thread: the server shuts down when
// that thread ends.
class Postmaster {
 public:
  // Ready for connections on return; after a crash that includes the recovery. `stop_fd`: gives up when it gets
  // readable. Output goes to `log_file`.
  static Result<Postmaster> start(const Cluster& cluster, const std::filesystem::path& log_file, Durability durability,
                                  int stop_fd);

  pid_t pid() const { return child_.pid(); }
  int pollable_fd() const { return child_.pollable_fd(); }
  std::string bury();  // after it ended by itself: how it ended
  void stop();         // a fast shutdown; an immediate one when that takes too long. Blocks

 private:
  explicit Postmaster(ChildProcess child) : child_(std::move(child)) {}
  ChildProcess child_;
};

// Keeps the log within its bound: what is beyond goes to <log_file>.1, one generation.
void bound_log(const std::filesystem::path& log_file);

}  // namespace kontor::db
