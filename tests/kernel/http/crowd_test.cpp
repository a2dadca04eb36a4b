#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

constexpr int kCrowd = 1000;
constexpr long kPageKiB = 4;
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr long kMostKiBEach = 100;  // shadow memory included
#else
constexpr long kMostKiBEach = 20;
#endif

long resident_kib() {
  long pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * kPageKiB;
}

void allow_open_files(rlim_t count) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min(std::max(limit.rlim_cur, count), limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

TEST_CASE("a thousand idle connections cost little and keep nobody out") {
  allow_open_files(4 * kCrowd);
  TestServer server;
  {
    RawClient warm(server.port());
    REQUIRE(warm.send("GET /a HTTP/1.1\r\nHost: shop\r\n\r\n"));
    REQUIRE(warm.answer());
  }
  const long before_kib = resident_kib();
  std::vector<RawClient> crowd;
  for (int i = 0; i < kCrowd; ++i) {
    crowd.emplace_back(server.port());
    REQUIRE(crowd.back().send("GET /a HTTP/1.1\r\nHost: shop\r\n\r\n"));
    REQUIRE(crowd.back().answer());
  }
  const long cost_kib = resident_kib() - before_kib;
  INFO("a thousand connections took " << cost_kib << " KiB");
  CHECK(server.connections() >= kCrowd);
  CHECK(cost_kib < kMostKiBEach * kCrowd);

  const auto started = std::chrono::steady_clock::now();
  RawClient newcomer(server.port());
  REQUIRE(newcomer.send("GET /slow/a HTTP/1.1\r\nHost: shop\r\n\r\n"));
  CHECK(newcomer.answer()->status == 200);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(1));
  server.server->stop(Deadline::after(std::chrono::seconds(5)));
  CHECK(server.connections() == 0);
}

}  // namespace
}  // namespace kontor::http
