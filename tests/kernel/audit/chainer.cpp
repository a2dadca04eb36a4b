// A process of its own that chains what is recorded until its stdin ends, for tests that kill one:
//   chainer URL ROLE_PREFIX [FAILPOINTS]

#include <unistd.h>

#include "kernel/audit/audit_house.hpp"
#include "kernel/core/failpoint.hpp"

using namespace kontor;

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  if (argc > 3 && !failpoints::arm(argv[3])) return 2;
  db::DatabaseSettings settings;
  settings.url = argv[1];
  settings.role_prefix = argv[2];
  test::AuditInstance instance(settings);
  const auto dispatcher = instance.dispatch();
  for (char byte = 0; ::read(STDIN_FILENO, &byte, 1) > 0;) continue;
  return 0;
}
