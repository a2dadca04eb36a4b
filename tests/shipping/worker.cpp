// A process of its own that obeys commands until its stdin ends, for tests that kill one:
//   worker URL ROLE_PREFIX FAILPOINTS [dispatch SHIPMENT | webhook SHIPMENT]

#include <unistd.h>

#include "kernel/core/failpoint.hpp"
#include "shipping/shipping_house.hpp"

using namespace kontor;

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  db::DatabaseSettings settings;
  settings.url = argv[1];
  settings.role_prefix = argv[2];
  shipping::test::ShippingInstance instance(settings);
  if (!failpoints::arm(argv[3])) return 2;
  if (argc == 6) {
    const std::string what = argv[4];
    const std::string path = std::string("/shipments/") + argv[5];
    (void)instance.post(path + (what == "dispatch" ? "/dispatch" : "/sandbox/advance"),
                        what == "dispatch" ? shipping::test::Json::object() : shipping::test::Json(nullptr));
    return 0;
  }
  instance.start();
  for (char byte = 0; ::read(STDIN_FILENO, &byte, 1) > 0;) continue;
  return 0;
}
