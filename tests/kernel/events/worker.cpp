// A process of its own for tests that kill or stop one:
//   worker publish|publish-by-log|help|stop|stop-view URL ROLE_PREFIX [FAILPOINTS]
// publish: writes notes, serves the groups of the shop floor, at once where it can, and lets the picky one try its dead
// letters again; publish-by-log: the same, but all goes by the log; help: only serves; stop: serves the group
// `effects`, and stops itself (SIGSTOP) in its first batch; stop-view: the same for the group `view`, which can be
// rebuilt. All until stdin ends.

#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <utility>

#include "kernel/core/failpoint.hpp"
#include "kernel/events/shop_listeners.hpp"

using namespace kontor;
using test::EventProgram;
using test::Listener;

namespace {

constexpr int kKeys = 9;
constexpr int kNotesBetweenRetries = 20;

bool stdin_ends_within(int milliseconds) {
  pollfd in{STDIN_FILENO, POLLIN, 0};
  std::array<char, 16> rest;
  return ::poll(&in, 1, milliseconds) == 1 && ::read(STDIN_FILENO, rest.data(), rest.size()) == 0;
}

void wait_for_the_end_of_stdin() {
  while (!stdin_ends_within(1000)) {
  }
}

// Not faster than it is handled on a busy machine. What is refused or lost here is not missed: who compares asks the
// database what was written.
void publish(EventProgram& program) {
  for (int i = 0; !stdin_ends_within(1); ++i) {
    (void)program.note("key" + std::to_string(i % kKeys));
    if (i % kNotesBetweenRetries == 0) (void)program.groups().retry_all("picky");
  }
}

void stop_in_a_batch(const db::DatabaseSettings& settings, bool view) {
  const auto stop_once = [stopped = false](const std::string&, std::int64_t) mutable -> Result<void> {
    if (!std::exchange(stopped, true)) ::kill(::getpid(), SIGSTOP);
    return {};
  };
  EventProgram::Options options{.idle_in_transaction_timeout_ms = 300};
  options.events.workers = 1;
  EventProgram program(settings, {{.group = view ? "view" : "effects", .rebuildable = view, .then = stop_once}},
                       options);
  wait_for_the_end_of_stdin();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  if (argc > 4 && !failpoints::arm(argv[4])) return 2;
  const std::string what = argv[1];
  db::DatabaseSettings settings;
  settings.url = argv[2];
  settings.role_prefix = argv[3];
  if (what.starts_with("stop")) {
    stop_in_a_batch(settings, what == "stop-view");
    return 0;
  }
  EventProgram::Options options;
  options.events.at_once = what != "publish-by-log";
  EventProgram program(settings, test::shop_listeners(false), options);
  if (what != "help") publish(program);
  wait_for_the_end_of_stdin();
  return 0;
}
