#include "app/signals.hpp"

#include <csignal>

namespace kontor::app {

namespace {

sigset_t shutdown_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

ShutdownSignals::ShutdownSignals() {
  const auto set = shutdown_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void ShutdownSignals::wait() {
  const auto set = shutdown_signals();
  int received = 0;
  while (sigwait(&set, &received) != 0) {
  }
}

}  // namespace kontor::app
