#pragma once

namespace kontor::app {

// Blocks SIGINT and SIGTERM for this thread and all that it starts from now on, so that `wait` alone receives them.
// SIGPIPE is ignored: a lost client is an error code, not the end.
class ShutdownSignals {
 public:
  ShutdownSignals();
  void wait();  // until one of them arrives
};

}  // namespace kontor::app
