#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "kernel/db/embedded/unique_fd.hpp"

namespace kontor::db {

// A process pinned by a descriptor: its number cannot come to mean another one meanwhile. (glibc's own declarations
// cannot be linked from C++ before 2.37.)
inline UniqueFd open_pidfd(pid_t pid) {
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

inline bool send_signal(const UniqueFd& pidfd, int number) {
  return ::syscall(SYS_pidfd_send_signal, pidfd.get(), number, nullptr, 0) == 0;
}

}  // namespace kontor::db
