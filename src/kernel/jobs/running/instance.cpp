#include "kernel/jobs/running/instance.hpp"

#include <unistd.h>

#include <array>

namespace kontor::jobs {

std::string instance_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return std::string(host.data()) + ':' + std::to_string(::getpid());
}

}  // namespace kontor::jobs
