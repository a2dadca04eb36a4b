#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "kernel/telemetry/metrics.hpp"

namespace kontor::telemetry {

namespace {

double cpu_seconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double size_pages = 0;
  double resident_pages = 0;
  file >> size_pages >> resident_pages;
  return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_files() {
  std::error_code failed;
  double count = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", failed), end; !failed && entry != end;
       entry.increment(failed)) {
    ++count;
  }
  return count > 0 ? count - 1 : 0;  // without the one that counts
}

// A number of /proc/self/stat by its place in proc(5); the name in parentheses may hold spaces.
double stat_number(int place) {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream rest(line.substr(line.rfind(')') + 1));
  std::string word;
  for (int at = 3; at <= place; ++at) rest >> word;
  return word.empty() ? 0 : std::stod(word);
}

double boot_seconds() {
  std::ifstream file("/proc/stat");
  std::string word;
  while (file >> word) {
    double seconds = 0;
    if (word == "btime" && file >> seconds) return seconds;
  }
  return 0;
}

double start_seconds() {
  return boot_seconds() + stat_number(22) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

void add_process_metrics(Metrics& metrics, std::string_view version) {
  metrics
      .gauge("kontor_build_info", "What this binary was built from; always 1",
             {{"version", std::string(version)}, {"compiler", "gcc " __VERSION__}})
      .set(1);
  metrics.observe_gauge("process_resident_memory_bytes", "Resident memory size in bytes", resident_bytes);
  metrics.observe_gauge("process_open_fds", "Number of open file descriptors", open_files);
  metrics.observe_counter("process_cpu_seconds_total", "User and system CPU time spent in seconds", cpu_seconds);
  metrics.observe_gauge("process_threads", "Number of threads", [] { return stat_number(20); });
  metrics.observe_gauge("process_start_time_seconds", "Start time since the Unix epoch in seconds",
                        [started = start_seconds()] { return started; });
}

}  // namespace kontor::telemetry
