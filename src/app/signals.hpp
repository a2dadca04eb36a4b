#pragma once

#include <atomic>
#include <thread>

namespace kontor::app {

// Takes SIGINT and SIGTERM for the whole program, from its first thread on: make it before any other. While the program
// starts they end it at once; from `defer` on they are kept for `wait`. SIGPIPE is ignored: a lost client is an error
// code, not the end.
class ShutdownSignals {
 public:
  ShutdownSignals();
  ~ShutdownSignals();
  ShutdownSignals(const ShutdownSignals&) = delete;
  ShutdownSignals& operator=(const ShutdownSignals&) = delete;

  void defer() { orderly_ = true; }
  void wait() { arrived_.wait(false); }  // until one of them arrives
  bool arrived() const { return arrived_; }

 private:
  void watch();

  std::atomic<bool> orderly_{false};
  std::atomic<bool> over_{false};
  std::atomic<bool> arrived_{false};
  std::thread watcher_;
};

}  // namespace kontor::app
