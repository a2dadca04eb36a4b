#include "app/signals.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace kontor::app {

namespace {

constexpr int kEndedBySignal = 128;  // and the signal's number, as shells say it

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
  watcher_ = std::thread([this] { watch(); });
}

ShutdownSignals::~ShutdownSignals() {
  over_ = true;
  pthread_kill(watcher_.native_handle(), SIGTERM);  // NOLINT(bugprone-bad-signal-to-kill-thread): taken by sigwait
  watcher_.join();
}

// Nothing has to be put in order before an end at once: what is half done is done in transactions or under names that
// the next start removes, and the embedded server ends with its owner.
void ShutdownSignals::watch() {
  const auto set = shutdown_signals();
  for (;;) {
    int received = 0;
    if (sigwait(&set, &received) != 0) continue;
    if (over_) return;
    if (!orderly_) {
      std::fputs("kontor: interrupted\n", stderr);
      std::_Exit(kEndedBySignal + received);
    }
    arrived_ = true;
    arrived_.notify_all();
  }
}

}  // namespace kontor::app
