#include "kernel/jobs/running/instance.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "kernel/core/text.hpp"

namespace kontor::jobs {

namespace {

// With what comes before the process.
std::string host_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return std::string(host.data()) + ':';
}

}  // namespace

std::string instance_name() {
  return host_name() + std::to_string(::getpid());
}

bool is_gone(std::string_view instance) {
  const auto host = host_name();
  if (!instance.starts_with(host)) return false;
  const auto process = text::parse_int(instance.substr(host.size()));
  return process && *process > 0 && ::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH;
}

Timestamp instance_began() {
  static const auto began = SystemClock().now();
  return began;
}

}  // namespace kontor::jobs
