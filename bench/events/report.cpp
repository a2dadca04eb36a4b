#include "report.hpp"

#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <thread>

#include "kernel/core/format.hpp"

namespace kontor::bench {

namespace {

template <class Part>
std::vector<double> column(const std::vector<Measured>& rounds, Part part) {
  std::vector<double> values;
  for (const auto& round : rounds) values.push_back(part(round));
  return values;
}

double percentile(const std::vector<double>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::string verdict(bool reached) {
  return reached ? "reached" : "MISSED";
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

// With commas between thousands.
std::string whole(double value) {
  const auto number = std::llround(value);
  if (number < 1000) return format("{}", number);
  return format("{},{:03}", whole(static_cast<double>(number / 1000)), number % 1000);
}

}  // namespace

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string machine() {
  struct utsname system {};
  ::uname(&system);
  struct sysinfo memory {};
  ::sysinfo(&memory);
  const double gib = static_cast<double>(memory.totalram) * memory.mem_unit / (1 << 30);
  return format("{} cores ({}), {:.0f} GiB, {} {}, load {:.1f} before; publishers, handlers and database share it",
                std::thread::hardware_concurrency(), processor(), gib, system.sysname, system.release,
                static_cast<double>(memory.loads[0]) / (1 << SI_LOAD_SHIFT));
}

void print_rates(std::string_view title, const std::vector<Measured>& rounds, double aim) {
  auto ratios = column(rounds, [](const Measured& round) { return round.a_second / round.ruler; });
  const auto [low, high] = std::ranges::minmax(ratios);
  const auto reached = median(ratios);
  const auto aimed = aim > 0 ? format("aim ≥ {:.0f} {:<7}", aim, verdict(reached >= aim)) : std::string(15, ' ');
  std::puts(format("  {:<44} {:5.2f}  [{:.2f} … {:.2f}]  {}  {:>7} a second  {:>6} bytes of WAL each", title, reached,
                   low, high, aimed,
                   whole(median(column(rounds, [](const Measured& round) { return round.a_second; }))),
                   whole(median(column(rounds, [](const Measured& round) { return round.wal_bytes; }))))
                .c_str());
}

void print_latencies(std::string_view title, std::vector<double> latencies_ms, double aim_p99_ms) {
  std::ranges::sort(latencies_ms);
  const auto p99 = percentile(latencies_ms, 0.99);
  const auto aimed = aim_p99_ms > 0 ? format("  aim p99 ≤ {:.0f} {}", aim_p99_ms, verdict(p99 <= aim_p99_ms)) : "";
  std::puts(format("  {:<44} p50 {:5.2f}   p99 {:5.2f}   max {:6.2f}   of {:>6}{}", title,
                   percentile(latencies_ms, 0.5), p99, latencies_ms.back(),
                   whole(static_cast<double>(latencies_ms.size())), aimed)
                .c_str());
}

void show_progress(std::string_view what) {
  std::fflush(stdout);
  if (::isatty(STDERR_FILENO) == 1) std::fputs(format("\r\033[K{}", what).c_str(), stderr);
}

}  // namespace kontor::bench
